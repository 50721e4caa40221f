/* Codes of winners (kernels.h): bytes in memory, one a lane in registers.
 *
 * load_winner_w64() ... load_winner_w1() read them, store_winner_ writes them; pick_ gives lane l
 * table[code[l]], codes 0 to 3. By the processor's instruction where there is one. */
#ifndef RAVINE_NN_KERNELS_ISA_CODE_H
#define RAVINE_NN_KERNELS_ISA_CODE_H

#include "nn/kernels/isa/simd.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define RV_CODE_FUNCTION static inline __attribute__((unused))

/* ---- Load and store ---- */

#define RV_LOAD_WINNER(suffix, expression)                                                         \
    RV_CODE_FUNCTION mask_##suffix load_winner_##suffix(const uint8_t *p)                          \
    {                                                                                              \
        byte_##suffix b;                                                                           \
        memcpy(&b, p, sizeof b);                                                                   \
        return (mask_##suffix)(expression);                                                        \
    }

#define RV_STORE_WINNER(suffix, expression)                                                        \
    RV_CODE_FUNCTION void store_winner_##suffix(uint8_t *p, mask_##suffix codes)                   \
    {                                                                                              \
        const byte_##suffix b = (byte_##suffix)(expression);                                       \
        memcpy(p, &b, sizeof b);                                                                   \
    }

/* Step by step: gcc 12 takes a direct conversion apart into scalars. */
#ifdef RV_REAL_double
#define RV_WINNER_WIDENED(suffix)                                                                  \
    __builtin_convertvector(                                                                       \
        __builtin_convertvector(__builtin_convertvector(b, short_##suffix), word_##suffix),        \
        mask_##suffix)
#else
#define RV_WINNER_WIDENED(suffix)                                                                  \
    __builtin_convertvector(__builtin_convertvector(b, short_##suffix), mask_##suffix)
#endif
#define RV_WINNER_STEPS(suffix)                                                                    \
    RV_LOAD_WINNER(suffix, RV_WINNER_WIDENED(suffix))                                              \
    RV_STORE_WINNER(suffix, __builtin_convertvector(                                               \
                                __builtin_convertvector(codes, short_##suffix), byte_##suffix))

RV_WINNER_STEPS(w1)

#if RV_VECTOR_BYTES >= 32 && defined(RV_REAL_float)
/* Eight bytes from two halves of four words. */
static inline __m128i rv_codes_packed(__m128i low, __m128i high)
{
    return _mm_packus_epi16(_mm_packs_epi32(low, high), low);
}
RV_LOAD_WINNER(w16, _mm_cvtepu8_epi32(_mm_cvtsi32_si128((int)b)))
RV_STORE_WINNER(w16, _mm_cvtsi128_si32(rv_codes_packed((__m128i)codes, (__m128i)codes)))
RV_LOAD_WINNER(w32, _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)b)))
RV_STORE_WINNER(w32, _mm_cvtsi128_si64(rv_codes_packed(_mm256_castsi256_si128((__m256i)codes),
                                                       _mm256_extracti128_si256((__m256i)codes,
                                                                                1))))
#else
RV_WINNER_STEPS(w16)
#if RV_VECTOR_BYTES >= 32
RV_WINNER_STEPS(w32)
#endif
#endif

#if RV_VECTOR_BYTES >= 64 && defined(RV_REAL_float)
RV_LOAD_WINNER(w64, _mm512_cvtepu8_epi32((__m128i)b))
RV_STORE_WINNER(w64, _mm512_cvtepi32_epi8((__m512i)codes))
#elif RV_VECTOR_BYTES >= 64
RV_LOAD_WINNER(w64, _mm512_cvtepu8_epi64(_mm_cvtsi64_si128((long long)b)))
RV_STORE_WINNER(w64, _mm_cvtsi128_si64(_mm512_cvtepi64_epi8((__m512i)codes)))
#endif

/* ---- Pick ---- */

#define RV_PICK_BY(suffix, expression)                                                             \
    RV_CODE_FUNCTION vec_##suffix pick_##suffix(const real *table, mask_##suffix code)             \
    {                                                                                              \
        return (vec_##suffix)(expression);                                                         \
    }

#define RV_PICK_LANES(suffix)                                                                      \
    RV_CODE_FUNCTION vec_##suffix pick_##suffix(const real *table, mask_##suffix code)             \
    {                                                                                              \
        vec_##suffix picked;                                                                       \
        for (size_t l = 0; l < sizeof picked / sizeof(real); l++)                                  \
            picked[l] = table[code[l]];                                                            \
        return picked;                                                                             \
    }

RV_PICK_LANES(w1)

#if RV_VECTOR_BYTES >= 32 && defined(RV_REAL_float)
RV_PICK_BY(w16, _mm_permutevar_ps(_mm_loadu_ps(table), (__m128i)code))
RV_PICK_BY(w32, _mm256_permutevar_ps(_mm256_broadcast_ps((const __m128 *)(const void *)table),
                                     (__m256i)code))
#else
RV_PICK_LANES(w16)
#endif

#if RV_VECTOR_BYTES >= 32 && defined(RV_REAL_double)
/* Halves of doubles: 2·code and 2·code + 1. */
RV_PICK_BY(w32, _mm256_permutevar8x32_ps((__m256)_mm256_loadu_pd(table),
                                         (__m256i)(code * 0x200000002 + 0x100000000)))
#endif

#if RV_VECTOR_BYTES >= 64 && defined(RV_REAL_float)
RV_PICK_BY(w64, _mm512_permutexvar_ps((__m512i)code, _mm512_castps128_ps512(_mm_loadu_ps(table))))
#elif RV_VECTOR_BYTES >= 64
RV_PICK_BY(w64, _mm512_permutexvar_pd((__m512i)code,
                                      _mm512_castpd256_pd512(_mm256_loadu_pd(table))))
#endif

#endif
