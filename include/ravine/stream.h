/* Random streams: a stream is a key, not a tape.
 *
 * rv_stream_at(seed, purpose, layer, epoch, index) gives a stream whose draws depend on nothing
 * else, so that a draw more in one place moves no other. The generator is Philox 4x32-10 (Salmon et
 * al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): the seed is its key, the other four
 * words and the block number its counter.
 *
 * Keys in use: data (example), split, init (layer position, kept when a layer is disabled), shuffle
 * (epoch), dropout (layer, epoch, place in the epoch's order), augment (example, epoch), evaluate
 * (protocol, epoch), noise (step, replica), oversample (epoch), surface (use; the seed is a
 * parameter of the surface), menu (use: the order of the cases, a case picked by a seed,
 * the order of a case's choices), curvature (use; epoch; draw), sweep (axis: places in a Latin
 * hypercube).
 *
 * GSL's distributions work on it,
 *     struct rv_stream stream = rv_stream_at(seed, RV_STREAM_DATA, 0, 0, i);
 *     gsl_rng rng = rv_stream_gsl(&stream);
 *     double x = gsl_ran_gamma(&rng, a, b);
 * but most call the C library's log and exp, whose last bit differs between machines: what runs
 * draw is drawn by functions of ours (ravine/math.h). */
#ifndef RAVINE_STREAM_H
#define RAVINE_STREAM_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

enum rv_purpose {
    RV_STREAM_DATA = 1,
    RV_STREAM_SPLIT,
    RV_STREAM_INIT,
    RV_STREAM_SHUFFLE,
    RV_STREAM_DROPOUT,
    RV_STREAM_AUGMENT,
    RV_STREAM_EVALUATE,
    RV_STREAM_NOISE,
    RV_STREAM_OVERSAMPLE,
    RV_STREAM_SURFACE,
    RV_STREAM_MENU,
    RV_STREAM_CURVATURE,
    RV_STREAM_SWEEP
};

struct rv_stream {
    uint32_t counter[4]; /* block number, index, epoch, purpose << 24 | layer */
    uint32_t key[2];     /* the seed */
    uint32_t block[4];   /* the last block drawn */
    uint32_t used;       /* words of it already given */
};

/* layer < 2^24, epoch and index < 2^32. */
struct rv_stream rv_stream_at(uint64_t seed, enum rv_purpose purpose, uint32_t layer,
                              uint32_t epoch, uint64_t index);

uint32_t rv_stream_word(struct rv_stream *stream);       /* uniform over 32 bits */
double rv_stream_uniform(struct rv_stream *stream);      /* [0, 1), 53 bits */
double rv_stream_gaussian(struct rv_stream *stream);     /* N(0, 1), |x| < 10 */
uint32_t rv_stream_below(struct rv_stream *stream, uint32_t n); /* 0 .. n-1, unbiased */

/* Fisher-Yates over `index[0 .. count-1]`. */
void rv_stream_shuffle(struct rv_stream *stream, uint32_t *index, size_t count);

/* A gsl_rng whose state is the stream; valid as long as the stream is. For tests, which hold our
 * draws against those of GSL. */
gsl_rng rv_stream_gsl(struct rv_stream *stream);

/* n normal draws of each of so many streams at their start, which differ in `index` as `first` and
 * those that follow it do: out[r * n + i] is draw i of stream r, as rv_stream_gaussian() gives
 * it. */
void rv_stream_gaussians(struct rv_stream first, size_t streams, size_t n, double *out);

/* One block of Philox 4x32-10. */
#define RV_STREAM_ROUNDS 10
#define RV_STREAM_MULTIPLIER_0 0xD2511F53u
#define RV_STREAM_MULTIPLIER_1 0xCD9E8D57u
#define RV_STREAM_WEYL_0 0x9E3779B9u /* added to the key each round: golden ratio */
#define RV_STREAM_WEYL_1 0xBB67AE85u /* square root of 3, less 1 */
void rv_stream_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

#endif
