/* larger_w64() ... larger_w1(): a > b ? a : b in each lane, so b where one is a NaN. One
 * instruction on x86, where compilers make three of a comparison and a selection. */
#ifndef RAVINE_NN_KERNELS_ISA_LARGER_H
#define RAVINE_NN_KERNELS_ISA_LARGER_H

#include "nn/kernels/isa/simd.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#define RV_LARGER(suffix, type, expression)                                                        \
    static inline __attribute__((unused)) vec_##suffix larger_##suffix(vec_##suffix va,            \
                                                                       vec_##suffix vb)            \
    {                                                                                              \
        const type a = (type)va, b = (type)vb;                                                     \
        return (vec_##suffix)(expression);                                                         \
    }

#if defined(__SSE2__) && defined(RV_REAL_float)
RV_LARGER(w16, __m128, _mm_max_ps(a, b))
#elif defined(__SSE2__)
RV_LARGER(w16, __m128d, _mm_max_pd(a, b))
#else
RV_LARGER(w16, vec_w16, ((a > b) & (mask_w16)a) | (~(a > b) & (mask_w16)b))
#endif

#if RV_VECTOR_BYTES >= 32 && defined(RV_REAL_float)
RV_LARGER(w32, __m256, _mm256_max_ps(a, b))
#elif RV_VECTOR_BYTES >= 32
RV_LARGER(w32, __m256d, _mm256_max_pd(a, b))
#endif

#if RV_VECTOR_BYTES >= 64 && defined(RV_REAL_float)
RV_LARGER(w64, __m512, _mm512_max_ps(a, b))
#elif RV_VECTOR_BYTES >= 64
RV_LARGER(w64, __m512d, _mm512_max_pd(a, b))
#endif

RV_LARGER(w1, vec_w1, ((a > b) & (mask_w1)a) | (~(a > b) & (mask_w1)b))

#endif
