/* The micro-kernel of convolution and dense layers (template): PIXELS outputs pixels × one vector
 * of output channels, every accumulator in a register.
 *
 *     a[n] = bias + sum over r < rows, j < length of in[n*step + r*pitch + j] * panel[r*length + j]
 *
 * The scalar broadcast folds into the multiply on AVX-512. Accumulators are named one by one by
 * macros, because compilers keep an array of vectors in memory. A pointer serves three pixels
 * (base, base + step, base + 2*step are addresses that x86 forms for free), which leaves general
 * registers enough. */

#define TILE(N, PIXELS)                                                                            \
    static void RV_PASTE(V(tile), N)(const struct rv_tile *t, const real *in, real *out)           \
    {                                                                                              \
        const size_t step = t->step, length = t->length;                                           \
        const real *w = t->panel;                                                                  \
        const VEC bias = V(load)(w);                                                               \
        PIXELS(TILE_ZERO)                                                                          \
        w += L;                                                                                    \
        for (size_t r = 0; r < t->rows; r++) {                                                     \
            PIXELS(TILE_POINTER)                                                                   \
            for (size_t j = 0; j < length; j++) {                                                  \
                const VEC v = V(load)(w + j * L);                                                  \
                PIXELS(TILE_ADD)                                                                   \
            }                                                                                      \
            w += length * L;                                                                       \
            in += t->pitch;                                                                        \
        }                                                                                          \
        if (t->lanes == L) {                                                                       \
            PIXELS(TILE_STORE)                                                                     \
        } else {                                                                                   \
            real some[(N) * L];                                                                    \
            PIXELS(TILE_STORE_SOME)                                                                \
            store_some(some, N, L, t, out);                                                        \
        }                                                                                          \
    }

TILE(1, TILE_1)
TILE(2, TILE_2)
TILE(3, TILE_3)
TILE(4, TILE_4)
TILE(5, TILE_5)
TILE(6, TILE_6)
TILE(7, TILE_7)
TILE(8, TILE_8)
TILE(9, TILE_9)
TILE(10, TILE_10)
TILE(11, TILE_11)
TILE(12, TILE_12)
#if RV_TILE_MAX > 12
TILE(13, TILE_13)
TILE(14, TILE_14)
TILE(15, TILE_15)
TILE(16, TILE_16)
#endif
#undef TILE

#define T(n) RV_PASTE(V(tile), n)
static rv_tile_function *const V(tiles)[] = {
    T(1), T(2), T(3), T(4), T(5), T(6), T(7), T(8), T(9), T(10), T(11), T(12),
#if RV_TILE_MAX > 12
    T(13), T(14), T(15), T(16),
#endif
};
#undef T

/* Two rows of up to RV_TWO_MAX pixels at once: a narrow map has too few pixels in a row to hide the
 * latency of the multiply-add. */
#define TWO(N, PIXELS)                                                                             \
    static void RV_PASTE(V(two), N)(const struct rv_tile *t, const real *in, real *out)            \
    {                                                                                              \
        const size_t step = t->step, length = t->length;                                           \
        const real *w = t->panel;                                                                  \
        const VEC bias = V(load)(w);                                                               \
        PIXELS(TWO_ZERO)                                                                           \
        w += L;                                                                                    \
        for (size_t r = 0; r < t->rows; r++) {                                                     \
            PIXELS(TWO_POINTER)                                                                    \
            for (size_t j = 0; j < length; j++) {                                                  \
                const VEC v = V(load)(w + j * L);                                                  \
                PIXELS(TWO_ADD)                                                                    \
            }                                                                                      \
            w += length * L;                                                                       \
            in += t->pitch;                                                                        \
        }                                                                                          \
        PIXELS(TWO_STORE)                                                                          \
    }

TWO(1, TILE_1)
TWO(2, TILE_2)
TWO(3, TILE_3)
TWO(4, TILE_4)
TWO(5, TILE_5)
TWO(6, TILE_6)
#if RV_TWO_MAX > 6
TWO(7, TILE_7)
TWO(8, TILE_8)
#endif
#undef TWO

#define T(n) RV_PASTE(V(two), n)
static rv_tile_function *const V(twos)[] = {
    T(1), T(2), T(3), T(4), T(5), T(6),
#if RV_TWO_MAX > 6
    T(7), T(8),
#endif
};
#undef T

/* Two panels at once, of the widest vectors: each scalar serves two multiply-adds. */
#if L == RV_LANES
#define PAIR(N, PIXELS)                                                                            \
    static void RV_PASTE(V(pair), N)(const struct rv_tile *t, const real *in, real *out)           \
    {                                                                                              \
        const size_t step = t->step, length = t->length;                                           \
        const real *w = t->panel, *w_b = w + t->pair;                                              \
        const VEC bias = V(load)(w), bias_b = V(load)(w_b);                                        \
        PIXELS(PAIR_ZERO)                                                                          \
        w += L;                                                                                    \
        w_b += L;                                                                                  \
        for (size_t r = 0; r < t->rows; r++) {                                                     \
            PIXELS(TILE_POINTER)                                                                   \
            for (size_t j = 0; j < length; j++) {                                                  \
                const VEC v = V(load)(w + j * L), v_b = V(load)(w_b + j * L);                      \
                PIXELS(PAIR_ADD)                                                                   \
            }                                                                                      \
            w += length * L;                                                                       \
            w_b += length * L;                                                                     \
            in += t->pitch;                                                                        \
        }                                                                                          \
        PIXELS(PAIR_STORE)                                                                         \
    }

PAIR(1, TILE_1)
PAIR(2, TILE_2)
PAIR(3, TILE_3)
PAIR(4, TILE_4)
PAIR(5, TILE_5)
PAIR(6, TILE_6)
#if RV_PAIR_MAX > 6
PAIR(7, TILE_7)
PAIR(8, TILE_8)
PAIR(9, TILE_9)
PAIR(10, TILE_10)
PAIR(11, TILE_11)
PAIR(12, TILE_12)
PAIR(13, TILE_13)
PAIR(14, TILE_14)
#endif
#undef PAIR

#define T(n) RV_PASTE(V(pair), n)
static rv_tile_function *const V(pairs)[] = {
    T(1), T(2), T(3), T(4), T(5), T(6),
#if RV_PAIR_MAX > 6
    T(7), T(8), T(9), T(10), T(11), T(12), T(13), T(14),
#endif
};
#undef T
#endif

#if RV_VECTOR_BYTES < 64
#include "nn/kernels/isa/column.h"
#endif
#include "nn/kernels/isa/thin.h"
