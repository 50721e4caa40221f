/* Random streams: see ravine/stream.h.
 *
 * Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011): ten rounds of two 32 x 32 -> 64 bit products
 * and exclusive ors with a key that moves by a constant each round. */
#include "ravine/stream.h"

#include "core/ziggurat.h"
#include "ravine/math.h"

#include <stddef.h>

void rv_stream_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3];
    uint32_t k0 = key[0], k1 = key[1];

    for (int round = 0; round < RV_STREAM_ROUNDS; round++) {
        uint64_t p = (uint64_t)RV_STREAM_MULTIPLIER_0 * a;
        uint64_t q = (uint64_t)RV_STREAM_MULTIPLIER_1 * c;

        a = (uint32_t)(q >> 32) ^ b ^ k0;
        c = (uint32_t)(p >> 32) ^ d ^ k1;
        b = (uint32_t)q;
        d = (uint32_t)p;
        k0 += RV_STREAM_WEYL_0;
        k1 += RV_STREAM_WEYL_1;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

struct rv_stream rv_stream_at(uint64_t seed, enum rv_purpose purpose, uint32_t layer,
                              uint32_t epoch, uint64_t index)
{
    return (struct rv_stream){
        .counter = {0, (uint32_t)index, epoch, (uint32_t)purpose << 24 | (layer & 0xffffffu)},
        .key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
        .used = 4,
    };
}

uint32_t rv_stream_word(struct rv_stream *stream)
{
    if (stream->used == 4) {
        rv_stream_philox(stream->counter, stream->key, stream->block);
        stream->counter[0]++;
        stream->used = 0;
    }
    return stream->block[stream->used++];
}

double rv_stream_uniform(struct rv_stream *stream)
{
    uint64_t high = rv_stream_word(stream) >> 5; /* 27 bits */
    uint64_t low = rv_stream_word(stream) >> 6;  /* 26 bits */

    return (double)(high << 26 | low) * 0x1p-53;
}

/* [0, 1), 32 bits. */
static double coarse(struct rv_stream *stream)
{
    return rv_stream_word(stream) * 0x1p-32;
}

/* Marsaglia and Tsang 2000, as Voss wrote it for GSL: a strip, a sign and a place in its width from
 * one word; 98.8 % of them lie where all of the strip is under the curve. */
double rv_stream_gaussian(struct rv_stream *stream)
{
    for (;;) {
        const uint32_t word = rv_stream_word(stream), place = word >> 8;
        const struct rv_ziggurat_strip *strip = &rv_ziggurat_strips[word & 0x7f];
        const double sign = word & 0x80 ? 1 : -1;
        double x = place * strip->width, y;

        if (place < strip->inside)
            return sign * x;
        if (strip < &rv_ziggurat_strips[RV_ZIGGURAT_STRIPS - 1]) {
            y = strip[1].height + (strip->height - strip[1].height) * coarse(stream);
        } else {
            x = RV_ZIGGURAT_TAIL - rv_math_log(1 - coarse(stream)) / RV_ZIGGURAT_TAIL;
            y = rv_math_exp(-RV_ZIGGURAT_TAIL * (x - 0.5 * RV_ZIGGURAT_TAIL)) * coarse(stream);
        }
        if (y < rv_math_exp(-0.5 * x * x))
            return sign * x;
    }
}

uint32_t rv_stream_below(struct rv_stream *stream, uint32_t n)
{
    uint32_t limit = UINT32_MAX - UINT32_MAX % n; /* a whole number of n's: no value is favoured */
    uint32_t word;

    do
        word = rv_stream_word(stream);
    while (word >= limit);
    return word % n;
}

void rv_stream_shuffle(struct rv_stream *stream, uint32_t *index, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = rv_stream_below(stream, (uint32_t)i);
        uint32_t swap = index[i - 1];

        index[i - 1] = index[j];
        index[j] = swap;
    }
}

/* ---- The stream as a generator of GSL ---- */

static void gsl_set(void *state, unsigned long int seed)
{
    *(struct rv_stream *)state = rv_stream_at(seed, 0, 0, 0, 0);
}

static unsigned long int gsl_get(void *state)
{
    return rv_stream_word(state);
}

static double gsl_get_double(void *state)
{
    return coarse(state);
}

static const gsl_rng_type philox = {
    .name = "philox4x32-10",
    .max = UINT32_MAX,
    .min = 0,
    .size = sizeof(struct rv_stream),
    .set = gsl_set,
    .get = gsl_get,
    .get_double = gsl_get_double,
};

gsl_rng rv_stream_gsl(struct rv_stream *stream)
{
    return (gsl_rng){.type = &philox, .state = stream};
}
