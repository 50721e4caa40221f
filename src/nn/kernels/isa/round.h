/* Doubles of the caller rounded to reals, four at a time: as they lie, and transposed. */
#ifndef RAVINE_NN_KERNELS_ISA_ROUND_H
#define RAVINE_NN_KERNELS_ISA_ROUND_H

#include "nn/kernels/isa/simd.h"

/* Vectors of doubles no wider than the instruction set has. */
#if RV_VECTOR_BYTES >= 32
typedef double rv_double4 __attribute__((vector_size(32)));
typedef real rv_real4 __attribute__((vector_size(4 * RV_REAL_SIZE)));

static inline rv_real4 rv_rounded_4(const double *from)
{
    rv_double4 v;
    memcpy(&v, from, sizeof v);
    return __builtin_convertvector(v, rv_real4);
}

static inline void rv_round_4(const double *from, real *to)
{
    rv_real4 v = rv_rounded_4(from);
    memcpy(to, &v, sizeof v);
}

static inline rv_real4 rv_loaded_4(const real *from)
{
    rv_real4 v;
    memcpy(&v, from, sizeof v);
    return v;
}

/* to[j*stride + i] = the j-th of a, b, c, d for i = 0, 1, 2, 3. */
static inline void rv_store_transposed_4(rv_real4 a, rv_real4 b, rv_real4 c, rv_real4 d, real *to,
                                         ptrdiff_t stride)
{
    rv_real4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5); /* a0 b0 a1 b1 */
    rv_real4 cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    rv_real4 ef = __builtin_shufflevector(a, b, 2, 6, 3, 7); /* a2 b2 a3 b3 */
    rv_real4 gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    a = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    b = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    c = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
    d = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
    memcpy(to, &a, sizeof a);
    memcpy(to + stride, &b, sizeof b);
    memcpy(to + 2 * stride, &c, sizeof c);
    memcpy(to + 3 * stride, &d, sizeof d);
}

/* to[j*to_stride + i] = from[i*from_stride + j] for i, j < 4. */
static inline void rv_transpose_4(const double *from, ptrdiff_t from_stride, real *to,
                                  ptrdiff_t to_stride)
{
    rv_store_transposed_4(rv_rounded_4(from), rv_rounded_4(from + from_stride),
                          rv_rounded_4(from + 2 * from_stride),
                          rv_rounded_4(from + 3 * from_stride), to, to_stride);
}

/* The same for reals. */
static inline void rv_turn_4(const real *from, ptrdiff_t from_stride, real *to,
                             ptrdiff_t to_stride)
{
    rv_store_transposed_4(rv_loaded_4(from), rv_loaded_4(from + from_stride),
                          rv_loaded_4(from + 2 * from_stride), rv_loaded_4(from + 3 * from_stride),
                          to, to_stride);
}

/* Two columns: even[i] = from[2*i], odd[i] = from[2*i + 1], and back. */
static inline void rv_part_4(const double *from, real *even, real *odd)
{
    const rv_real4 a = rv_rounded_4(from), b = rv_rounded_4(from + 4);
    const rv_real4 e = __builtin_shufflevector(a, b, 0, 2, 4, 6);
    const rv_real4 o = __builtin_shufflevector(a, b, 1, 3, 5, 7);
    memcpy(even, &e, sizeof e);
    memcpy(odd, &o, sizeof o);
}

static inline void rv_join_4(const real *even, const real *odd, real *to)
{
    const rv_real4 e = rv_loaded_4(even), o = rv_loaded_4(odd);
    const rv_real4 low = __builtin_shufflevector(e, o, 0, 4, 1, 5);
    const rv_real4 high = __builtin_shufflevector(e, o, 2, 6, 3, 7);
    memcpy(to, &low, sizeof low);
    memcpy(to + 4, &high, sizeof high);
}
#else
static inline void rv_round_4(const double *from, real *to)
{
    for (int l = 0; l < 4; l++)
        to[l] = (real)from[l];
}

static inline void rv_transpose_4(const double *from, ptrdiff_t from_stride, real *to,
                                  ptrdiff_t to_stride)
{
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            to[j * to_stride + i] = (real)from[i * from_stride + j];
}

static inline void rv_turn_4(const real *from, ptrdiff_t from_stride, real *to,
                             ptrdiff_t to_stride)
{
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            to[j * to_stride + i] = from[i * from_stride + j];
}

static inline void rv_part_4(const double *from, real *even, real *odd)
{
    for (int i = 0; i < 4; i++) {
        even[i] = (real)from[2 * i];
        odd[i] = (real)from[2 * i + 1];
    }
}

static inline void rv_join_4(const real *even, const real *odd, real *to)
{
    for (int i = 0; i < 4; i++) {
        to[2 * i] = even[i];
        to[2 * i + 1] = odd[i];
    }
}
#endif

#endif
