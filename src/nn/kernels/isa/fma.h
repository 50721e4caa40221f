/* a·b + c, rounded once: fma_w64() ... fma_w1() on vectors of each width.
 *
 * Always the processor's fused instruction, asked for by name, so that no compiler and no
 * optimisation level decides whether it is fused. Where there is none (x86-64 before v3) the same
 * value is composed in double:
 *
 *     p = a·b      exact: 24 + 24 bits fit into 53
 *     s = p + c    rounded to 53 bits
 *     e            what that rounding lost, exact (Knuth's two-sum)
 *     s to odd     where e != 0, the one of s's two neighbours towards and away from 0 around
 *                  p + c whose last bit is 1
 *
 * and s is rounded to float. Rounding to odd at 53 bits, more than 24 + 2, makes the second
 * rounding give what a single one would, subnormal numbers included (Boldo and Melquiond 2008).
 * Infinities and NaNs make e a NaN, which compares false and leaves s as it is. In double the C
 * library's fma() serves, which C17 requires to round once. */
#ifndef RAVINE_NN_KERNELS_ISA_FMA_H
#define RAVINE_NN_KERNELS_ISA_FMA_H

#include "nn/kernels/isa/simd.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* fma_<suffix> by an intrinsic on the vector type that it wants. */
#define RV_FMA(suffix, type, expression)                                                           \
    static inline __attribute__((unused)) vec_##suffix fma_##suffix(                               \
        vec_##suffix va, vec_##suffix vb, vec_##suffix vc)                                         \
    {                                                                                              \
        const type a = (type)va, b = (type)vb, c = (type)vc;                                       \
        return (vec_##suffix)(expression);                                                         \
    }

/* The same lane by lane with `scalar`. */
#define RV_FMA_LANES(suffix, scalar)                                                               \
    static inline __attribute__((unused)) vec_##suffix fma_##suffix(                               \
        vec_##suffix a, vec_##suffix b, vec_##suffix c)                                            \
    {                                                                                              \
        for (size_t l = 0; l < sizeof a / sizeof(real); l++)                                       \
            c[l] = scalar(a[l], b[l], c[l]);                                                       \
        return c;                                                                                  \
    }

/* ---- One lane ---- */

#ifdef RV_REAL_double
#define RV_FMA_SCALAR __builtin_fma
#elif defined(__FMA__) || defined(__FP_FAST_FMAF)
#define RV_FMA_SCALAR __builtin_fmaf
#else
#define RV_FMA_SCALAR rv_fma_composed
static inline float rv_fma_composed(float a, float b, float c)
{
    const double p = (double)a * (double)b, s = p + (double)c, v = s - p;
    const double e = (p - (s - v)) + ((double)c - v);
    union {
        double value;
        int64_t bits;
    } odd = {.value = s};
    if (e * s < 0) /* p + c lies between 0 and s */
        odd.bits -= 1;
    odd.bits |= e > 0 || e < 0;
    return (float)odd.value;
}
#endif
RV_FMA_LANES(w1, RV_FMA_SCALAR)

/* ---- 16, 32, 64 bytes ---- */

#if defined(__FMA__) && defined(RV_REAL_float)
RV_FMA(w16, __m128, _mm_fmadd_ps(a, b, c))
#elif defined(__FMA__)
RV_FMA(w16, __m128d, _mm_fmadd_pd(a, b, c))
#elif defined(__aarch64__) && defined(RV_REAL_float)
RV_FMA(w16, float32x4_t, vfmaq_f32(c, a, b))
#elif defined(__aarch64__)
RV_FMA(w16, float64x2_t, vfmaq_f64(c, a, b))
#elif defined(__SSE2__) && defined(RV_REAL_float)
/* rv_fma_composed() on the lower two lanes. */
static inline __m128 rv_fma_composed_2(__m128 a, __m128 b, __m128 c)
{
    const __m128d wide = _mm_cvtps_pd(c), p = _mm_mul_pd(_mm_cvtps_pd(a), _mm_cvtps_pd(b));
    const __m128d s = _mm_add_pd(p, wide), v = _mm_sub_pd(s, p);
    const __m128d e = _mm_add_pd(_mm_sub_pd(p, _mm_sub_pd(s, v)), _mm_sub_pd(wide, v));
    const __m128d sign = _mm_mul_pd(e, s), zero = _mm_setzero_pd();
    const __m128i inward = _mm_castpd_si128(_mm_cmplt_pd(sign, zero));
    const __m128i outward = _mm_castpd_si128(_mm_cmpgt_pd(sign, zero));
    const __m128i lost = _mm_srli_epi64(_mm_or_si128(inward, outward), 63); /* 0 or 1 */
    const __m128i bits = _mm_add_epi64(_mm_castpd_si128(s), inward);        /* inward is -1 */
    return _mm_cvtpd_ps(_mm_castsi128_pd(_mm_or_si128(bits, lost)));
}

static inline __m128 rv_fma_composed_4(__m128 a, __m128 b, __m128 c)
{
    const __m128 low = rv_fma_composed_2(a, b, c);
    const __m128 high =
        rv_fma_composed_2(_mm_movehl_ps(a, a), _mm_movehl_ps(b, b), _mm_movehl_ps(c, c));
    return _mm_movelh_ps(low, high);
}
RV_FMA(w16, __m128, rv_fma_composed_4(a, b, c))
#else
RV_FMA_LANES(w16, RV_FMA_SCALAR)
#endif

#if RV_VECTOR_BYTES >= 32 && defined(RV_REAL_float)
RV_FMA(w32, __m256, _mm256_fmadd_ps(a, b, c))
#elif RV_VECTOR_BYTES >= 32
RV_FMA(w32, __m256d, _mm256_fmadd_pd(a, b, c))
#endif

#if RV_VECTOR_BYTES >= 64 && defined(RV_REAL_float)
RV_FMA(w64, __m512, _mm512_fmadd_ps(a, b, c))
#elif RV_VECTOR_BYTES >= 64
RV_FMA(w64, __m512d, _mm512_fmadd_pd(a, b, c))
#endif

#endif
