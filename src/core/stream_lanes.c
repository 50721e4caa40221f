/* Normal draws of many streams side by side, with the bits of one stream after the other: Philox in
 * lanes of integers, then the ziggurat's short way for each word. A stream that has to reject a
 * word (one in eighty) goes on alone. */
#include "ravine/stream.h"

#include "core/ziggurat.h"

#include <stdbool.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { LANES = 16, WORDS = 4, FEW = 4 }; /* below FEW the lanes would run empty */

/* A block of each of LANES streams, whose counters differ in word 1: lane i adds i. */
struct lanes {
    uint32_t counter[WORDS]; /* of lane 0 */
    uint32_t key[2];
    uint32_t word[WORDS][LANES];
};

static void philox_plain(struct lanes *s)
{
    for (uint32_t i = 0; i < LANES; i++) {
        const uint32_t *c = s->counter, counter[WORDS] = { c[0], c[1] + i, c[2], c[3] };
        uint32_t word[WORDS];

        rv_stream_philox(counter, s->key, word);
        for (int w = 0; w < WORDS; w++)
            s->word[w][i] = word[w];
    }
}

#ifdef __x86_64__
/* One round of rv_stream_philox() with a lane in each 64 bits. Only the lower halves count; the
 * upper ones hold what is left of products. */
__attribute__((target("avx2"))) static inline void round_avx2(__m256i x[WORDS], __m256i key0,
                                                              __m256i key1)
{
    const __m256i p = _mm256_mul_epu32(_mm256_set1_epi64x(RV_STREAM_MULTIPLIER_0), x[0]);
    const __m256i q = _mm256_mul_epu32(_mm256_set1_epi64x(RV_STREAM_MULTIPLIER_1), x[2]);

    x[0] = _mm256_xor_si256(_mm256_srli_epi64(q, 32), _mm256_xor_si256(x[1], key0));
    x[2] = _mm256_xor_si256(_mm256_srli_epi64(p, 32), _mm256_xor_si256(x[3], key1));
    x[1] = q;
    x[3] = p;
}

/* Two times four lanes side by side hide the time that a product takes. */
__attribute__((target("avx2"))) static void philox_avx2(struct lanes *s)
{
    const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
    const __m256i four = _mm256_set1_epi64x(4);
    __m256i index = _mm256_add_epi32(_mm256_set1_epi64x(s->counter[1]),
                                     _mm256_setr_epi64x(0, 1, 2, 3));

    for (int i = 0; i < LANES; i += 8) {
        __m256i x[WORDS], y[WORDS];
        __m256i key0 = _mm256_set1_epi64x(s->key[0]), key1 = _mm256_set1_epi64x(s->key[1]);

        for (int w = 0; w < WORDS; w++)
            x[w] = y[w] = _mm256_set1_epi64x(s->counter[w]);
        x[1] = index;
        y[1] = _mm256_add_epi32(index, four);
        index = _mm256_add_epi32(y[1], four);
        for (int round = 0; round < RV_STREAM_ROUNDS; round++) {
            round_avx2(x, key0, key1);
            round_avx2(y, key0, key1);
            key0 = _mm256_add_epi32(key0, _mm256_set1_epi64x(RV_STREAM_WEYL_0));
            key1 = _mm256_add_epi32(key1, _mm256_set1_epi64x(RV_STREAM_WEYL_1));
        }
        for (int w = 0; w < WORDS; w++) {
            x[w] = _mm256_permutevar8x32_epi32(x[w], even);
            y[w] = _mm256_permutevar8x32_epi32(y[w], even);
            _mm256_storeu_si256((__m256i *)&s->word[w][i],
                                _mm256_permute2x128_si256(x[w], y[w], 0x20));
        }
    }
}
#endif

/* ---- Words to normal numbers ---- */

/* What rv_stream_gaussian() makes of a word that it accepts at once, and where it does not. The
 * sign turns by the bits: no branch could foresee it. */
static inline __attribute__((always_inline)) void short_way(const uint32_t *word, double *x,
                                                            uint32_t *rejected)
{
#pragma omp simd
    for (int i = 0; i < LANES; i++) {
        const uint32_t place = word[i] >> 8;
        const struct rv_ziggurat_strip *strip = &rv_ziggurat_strips[word[i] & 0x7f];
        union {
            double value;
            uint64_t bits;
        } normal = { .value = (double)(int32_t)place * strip->width };

        normal.bits ^= (uint64_t)(~word[i] & 0x80) << 56;
        x[i] = normal.value;
        rejected[i] = place >= strip->inside;
    }
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void short_way_avx2(const uint32_t *word, double *x,
                                                           uint32_t *rejected)
{
    short_way(word, x, rejected);
}
#endif

/* Draws of a block: normal[w][i] from word w of lane i. */
struct draws {
    double normal[WORDS][LANES];
    uint32_t rejected[WORDS][LANES];
};

static void draw_block(struct lanes *s, size_t words, struct draws *draws)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        philox_avx2(s);
        for (size_t w = 0; w < words; w++)
            short_way_avx2(s->word[w], draws->normal[w], draws->rejected[w]);
        return;
    }
#endif
    philox_plain(s);
    for (size_t w = 0; w < words; w++)
        short_way(s->word[w], draws->normal[w], draws->rejected[w]);
}

/* The rest of the draws of lane i, from word w of its block on. */
static void go_on_alone(const struct lanes *s, size_t i, size_t w, size_t count, double *out)
{
    const uint32_t *c = s->counter;
    struct rv_stream stream = { .counter = { c[0] + 1, c[1] + (uint32_t)i, c[2], c[3] },
                                .key = { s->key[0], s->key[1] },
                                .used = (uint32_t)w };

    for (size_t k = 0; k < WORDS; k++)
        stream.block[k] = s->word[k][i];
    for (size_t k = 0; k < count; k++)
        out[k] = rv_stream_gaussian(&stream);
}

/* As many draws a lane as are asked for; `count` lanes are wanted. */
static void draw_lanes(const struct rv_stream *first, size_t count, size_t n, double *out)
{
    struct lanes s;
    struct draws draws;
    bool alone[LANES] = {false};

    memcpy(s.key, first->key, sizeof s.key);
    memcpy(s.counter, first->counter, sizeof s.counter);
    for (size_t k = 0; k < n; k += WORDS, s.counter[0]++) {
        const size_t words = n - k < WORDS ? n - k : WORDS;

        draw_block(&s, words, &draws);
        for (size_t i = 0; i < count; i++)
            for (size_t w = 0; w < words && !alone[i]; w++) {
                out[i * n + k + w] = draws.normal[w][i];
                alone[i] = draws.rejected[w][i];
                if (alone[i])
                    go_on_alone(&s, i, w, n - k - w, out + i * n + k + w);
            }
    }
}

void rv_stream_gaussians(struct rv_stream first, size_t streams, size_t n, double *out)
{
    size_t done = 0;

    for (; streams - done >= FEW; done += LANES, first.counter[1] += LANES) {
        if (streams - done <= LANES) {
            draw_lanes(&first, streams - done, n, out + done * n);
            return;
        }
        draw_lanes(&first, LANES, n, out + done * n);
    }
    for (; done < streams; done++, first.counter[1]++) {
        struct rv_stream stream = first;

        for (size_t i = 0; i < n; i++)
            out[done * n + i] = rv_stream_gaussian(&stream);
    }
}
