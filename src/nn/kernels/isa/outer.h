/* The micro-kernel of weight gradients (template): a sum of outer products over pixels.
 *
 *     a[r][j] = sum over (example, y, x) of in[r*in_row + j] * vector of dz
 *
 * for r < R kernel rows and j < J consecutive taps, all accumulators in registers over a whole
 * chunk of examples; one load of dz per pixel, the scalars of `in` are broadcast. With few taps in
 * a row (one input channel) several kernel rows share a pass, so that the additions do not wait for
 * each other; those passes are short of work and also sum dz itself, for the bias. The sums start
 * from and go to part[(r*J + j)*L], and behind them with R = 3 the sum of dz. */

#define OUTER_LOAD(r, j) VEC a##r##_##j = V(load)(part + ((r) * taps + (j)) * L);
#define OUTER_ADD(r, j) a##r##_##j = V(fma)(v, V(splat)(q##r[j]), a##r##_##j);
#define OUTER_STORE(r, j) V(store)(part + ((r) * taps + (j)) * L, a##r##_##j);
#define PAIR_LOAD(r, j)                                                                            \
    VEC a##j = V(load)(part + 2 * (j) * L), b##j = V(load)(part + (2 * (j) + 1) * L);
#define PAIR_ADD(r, j)                                                                             \
    {                                                                                              \
        const VEC each = V(splat)(q##r[j]);                                                        \
        a##j = V(fma)(v, each, a##j);                                                              \
        b##j = V(fma)(v_b, each, b##j);                                                            \
    }
#define PAIR_STORE(r, j)                                                                           \
    V(store)(part + 2 * (j) * L, a##j);                                                            \
    V(store)(part + (2 * (j) + 1) * L, b##j);
#define OUTER_BIAS_LOAD_1
#define OUTER_BIAS_LOAD_2
#define OUTER_BIAS_LOAD_3 VEC sum = V(load)(part + 3 * taps * L);
#define OUTER_BIAS_ADD_1
#define OUTER_BIAS_ADD_2
#define OUTER_BIAS_ADD_3 sum += v;
#define OUTER_BIAS_STORE_1
#define OUTER_BIAS_STORE_2
#define OUTER_BIAS_STORE_3 V(store)(part + 3 * taps * L, sum);
#define OUTER_POINTER_1
#define OUTER_POINTER_2 const real *q1 = q0 + t->in_row;
#define OUTER_POINTER_3 OUTER_POINTER_2 const real *q2 = q1 + t->in_row;
#define OUTER_NEXT_1 q0 += t->in_step;
#define OUTER_NEXT_2 OUTER_NEXT_1 q1 += t->in_step;
#define OUTER_NEXT_3 OUTER_NEXT_2 q2 += t->in_step;

#define OUTER(R, J, ROWS, TAPS)                                                                    \
    static void RV_PASTE(RV_PASTE(V(outer), R), J)(const struct outer *t, const real *in,          \
                                                   const real *dz, real *part)                     \
    {                                                                                              \
        enum { taps = J };                                                                         \
        ROWS(TAPS, OUTER_LOAD)                                                                     \
        OUTER_BIAS_LOAD_##R                                                                        \
        for (size_t i = 0; i < t->count; i++) {                                                    \
            for (size_t y = 0; y < t->height; y++) {                                               \
                const real *q0 = in + i * t->in_stride + y * t->in_pitch;                          \
                OUTER_POINTER_##R                                                                  \
                const real *d = dz + i * t->dz_stride + y * t->dz_pitch;                           \
                for (size_t x = 0; x < t->width; x++) {                                            \
                    const VEC v = V(load)(d);                                                      \
                    ROWS(TAPS, OUTER_ADD)                                                          \
                    OUTER_BIAS_ADD_##R                                                             \
                    d += t->dz_step;                                                               \
                    OUTER_NEXT_##R                                                                 \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
        ROWS(TAPS, OUTER_STORE)                                                                    \
        OUTER_BIAS_STORE_##R                                                                       \
    }

OUTER(1, 1, ROWS_1, TAPS_1)
OUTER(1, 2, ROWS_1, TAPS_2)
OUTER(1, 3, ROWS_1, TAPS_3)
OUTER(1, 4, ROWS_1, TAPS_4)
OUTER(1, 5, ROWS_1, TAPS_5)
OUTER(1, 6, ROWS_1, TAPS_6)
OUTER(1, 7, ROWS_1, TAPS_7)
OUTER(1, 8, ROWS_1, TAPS_8)
OUTER(1, 9, ROWS_1, TAPS_9)
OUTER(1, 10, ROWS_1, TAPS_10)
OUTER(1, 11, ROWS_1, TAPS_11)
OUTER(1, 12, ROWS_1, TAPS_12)
OUTER(2, 1, ROWS_2, TAPS_1)
OUTER(2, 2, ROWS_2, TAPS_2)
OUTER(2, 3, ROWS_2, TAPS_3)
OUTER(2, 4, ROWS_2, TAPS_4)
OUTER(2, 5, ROWS_2, TAPS_5)
OUTER(2, 6, ROWS_2, TAPS_6)
OUTER(3, 1, ROWS_3, TAPS_1)
OUTER(3, 2, ROWS_3, TAPS_2)
OUTER(3, 3, ROWS_3, TAPS_3)
OUTER(3, 4, ROWS_3, TAPS_4)
#if RV_OUTER_MAX > 12
OUTER(1, 13, ROWS_1, TAPS_13)
OUTER(1, 14, ROWS_1, TAPS_14)
OUTER(1, 15, ROWS_1, TAPS_15)
OUTER(1, 16, ROWS_1, TAPS_16)
OUTER(1, 17, ROWS_1, TAPS_17)
OUTER(1, 18, ROWS_1, TAPS_18)
OUTER(1, 19, ROWS_1, TAPS_19)
OUTER(1, 20, ROWS_1, TAPS_20)
OUTER(1, 21, ROWS_1, TAPS_21)
OUTER(1, 22, ROWS_1, TAPS_22)
OUTER(1, 23, ROWS_1, TAPS_23)
OUTER(1, 24, ROWS_1, TAPS_24)
OUTER(2, 7, ROWS_2, TAPS_7)
OUTER(2, 8, ROWS_2, TAPS_8)
OUTER(2, 9, ROWS_2, TAPS_9)
OUTER(2, 10, ROWS_2, TAPS_10)
OUTER(2, 11, ROWS_2, TAPS_11)
OUTER(2, 12, ROWS_2, TAPS_12)
OUTER(3, 5, ROWS_3, TAPS_5)
OUTER(3, 6, ROWS_3, TAPS_6)
OUTER(3, 7, ROWS_3, TAPS_7)
OUTER(3, 8, ROWS_3, TAPS_8)
#endif
#undef OUTER

/* Two vectors of dz, J taps of one kernel row: each scalar serves two multiply-adds. The sums lie
 * in part[(2j + k)*L]. */
#if L == RV_LANES
#define PAIR(J, TAPS)                                                                              \
    static void RV_PASTE(V(pair), J)(const struct outer *t, const real *in, const real *dz,        \
                                     real *part)                                                   \
    {                                                                                              \
        TAPS(PAIR_LOAD, 0)                                                                         \
        for (size_t i = 0; i < t->count; i++) {                                                    \
            for (size_t y = 0; y < t->height; y++) {                                               \
                const real *q0 = in + i * t->in_stride + y * t->in_pitch;                          \
                const real *d = dz + i * t->dz_stride + y * t->dz_pitch;                           \
                for (size_t x = 0; x < t->width; x++) {                                            \
                    const VEC v = V(load)(d), v_b = V(load)(d + L);                                \
                    TAPS(PAIR_ADD, 0)                                                              \
                    d += t->dz_step;                                                               \
                    q0 += t->in_step;                                                              \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
        TAPS(PAIR_STORE, 0)                                                                        \
    }

PAIR(1, TAPS_1)
PAIR(2, TAPS_2)
PAIR(3, TAPS_3)
PAIR(4, TAPS_4)
PAIR(5, TAPS_5)
PAIR(6, TAPS_6)
#if RV_OUTER_MAX > 12
PAIR(7, TAPS_7)
PAIR(8, TAPS_8)
PAIR(9, TAPS_9)
PAIR(10, TAPS_10)
PAIR(11, TAPS_11)
PAIR(12, TAPS_12)
#endif
#undef PAIR

#define T(j) RV_PASTE(V(pair), j)
static outer_function *const V(pairs)[] = {
    T(1), T(2), T(3), T(4), T(5), T(6),
#if RV_OUTER_MAX > 12
    T(7), T(8), T(9), T(10), T(11), T(12),
#endif
};
#undef T
#endif

#define T(r, j) RV_PASTE(RV_PASTE(V(outer), r), j)
static outer_function *const V(outers)[3][RV_OUTER_MAX] = {
    {T(1, 1), T(1, 2), T(1, 3), T(1, 4), T(1, 5), T(1, 6), T(1, 7), T(1, 8), T(1, 9), T(1, 10),
     T(1, 11), T(1, 12),
#if RV_OUTER_MAX > 12
     T(1, 13), T(1, 14), T(1, 15), T(1, 16), T(1, 17), T(1, 18), T(1, 19), T(1, 20), T(1, 21),
     T(1, 22), T(1, 23), T(1, 24)
#endif
    },
    {T(2, 1), T(2, 2), T(2, 3), T(2, 4), T(2, 5), T(2, 6),
#if RV_OUTER_MAX > 12
     T(2, 7), T(2, 8), T(2, 9), T(2, 10), T(2, 11), T(2, 12)
#endif
    },
    {T(3, 1), T(3, 2), T(3, 3), T(3, 4),
#if RV_OUTER_MAX > 12
     T(3, 5), T(3, 6), T(3, 7), T(3, 8)
#endif
    },
};
#undef T

#include "nn/kernels/isa/part.h"

/* Widens and adds sums with lanes along the taps: part[o*pitch + l] -> gradient[l*outputs + o]. */
static void V(add_transposed)(const real *restrict part, size_t pitch, size_t outputs,
                              double *restrict gradient)
{
    real turned[RV_OUTER_MAX * L];
    size_t o = 0;
    for (; L % 4 == 0 && o + 4 <= outputs; o += 4)
        for (size_t l = 0; l < L; l += 4)
            rv_turn_4(part + o * pitch + l, (ptrdiff_t)pitch, turned + l * outputs + o,
                      (ptrdiff_t)outputs);
    for (size_t l = 0; L % 4 == 0 && outputs == 2 && l < L; l += 4, o = 2)
        rv_join_4(part + l, part + pitch + l, turned + 2 * l);
    for (; o < outputs; o++)
        for (size_t l = 0; l < L; l++)
            turned[l * outputs + o] = part[o * pitch + l];
    for (size_t k = 0; k < outputs; k++)
        for (size_t l = 0; l < L; l++)
            gradient[k * L + l] += (double)turned[k * L + l];
}

/* Sum of dz over a chunk, of one vector or two: each waits for its additions, so two take no longer
 * than one. */
static void V(sum_pixels)(const struct outer *t, const real *dz, size_t vectors, real *part)
{
    const size_t other = (vectors - 1) * L;
    VEC sum = {0}, sum_b = {0};
    for (size_t i = 0; i < t->count; i++)
        for (size_t y = 0; y < t->height; y++) {
            const real *d = dz + i * t->dz_stride + y * t->dz_pitch;
            for (size_t x = 0; x < t->width; x++, d += t->dz_step) {
                sum += V(load)(d);
                sum_b += V(load)(d + other);
            }
        }
    V(store)(part + other, sum_b);
    V(store)(part, sum);
}
