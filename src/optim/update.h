/* What several update rules share. Only files of src/optim include this. */
#ifndef RAVINE_OPTIM_UPDATE_H
#define RAVINE_OPTIM_UPDATE_H

#include "ravine/optimizer.h"

#include <math.h>

/* Update rules run with wide vectors where the processor has them:
 *
 *     RV_UPDATE_RULE void rule(...) { ... }   the rule, in plain C
 *     RV_UPDATE_WIDE(update, rule)            update(): the rule, compiled twice
 *
 * A coordinate's arithmetic is its own and nothing is contracted, so that the bits are the same.
 * Division and root take the time: Adam takes a third of it with four doubles at once. The loop
 * says `#pragma omp simd` because p, g and the slots never overlap, which the compiler cannot know.
 */
#define RV_UPDATE_RULE static inline __attribute__((always_inline))
#define RV_UPDATE_ARGUMENTS                                                                        \
    const struct rv_step *step, double *p, const double *g, double *const slot[], size_t n
#ifdef __x86_64__
#define RV_UPDATE_WIDE(name, rule)                                                                 \
    __attribute__((target("avx2"))) static void name##_wide(RV_UPDATE_ARGUMENTS)                   \
    {                                                                                              \
        rule(step, p, g, slot, n);                                                                 \
    }                                                                                              \
    static void name(RV_UPDATE_ARGUMENTS)                                                          \
    {                                                                                              \
        if (__builtin_cpu_supports("avx2"))                                                        \
            name##_wide(step, p, g, slot, n);                                                      \
        else                                                                                       \
            rule(step, p, g, slot, n);                                                             \
    }
#else
#define RV_UPDATE_WIDE(name, rule)                                                                 \
    static void name(RV_UPDATE_ARGUMENTS)                                                          \
    {                                                                                              \
        rule(step, p, g, slot, n);                                                                 \
    }
#endif

/* The first row of every optimizer: `learning_rate` is the first double of its configuration. Rate
 * 0 is allowed: it is a diagnostic (what moves when no weight does?). */
#define RV_UPDATE_RATE_ROW(type, start, advice)                                                    \
    RV_REAL(type, learning_rate, .initial = start, .minimum = 0, .maximum = 1e3,                   \
            .live = RV_LIVE_STEP, .help = advice)

/* -1, 0 or 1; 0 for NaN (the loss tells of it). */
static inline double rv_update_sign(double x)
{
    return (double)((x > 0) - (x < 0));
}

/* The configuration that Adam's family starts with. */
struct rv_update_moments {
    double learning_rate; /* h */
    double beta1;         /* b1: share of the mean gradient m that is kept */
    double beta2;         /* b2: share of the mean squared gradient v that is kept */
    double epsilon;       /* e, in the unit of the gradient */
};

/* Its rows; `type` starts with a struct rv_update_moments, so that the offsets are the same. */
#define RV_UPDATE_MOMENTS_ROWS(start)                                                              \
    RV_UPDATE_RATE_ROW(struct rv_update_moments, start,                                            \
                       "About the distance that each parameter moves a step, whatever the size "   \
                       "of its gradient. 0.0003 to 0.003 for networks. Too large: the loss "       \
                       "jumps from epoch to epoch and does not settle."),                          \
    RV_REAL(struct rv_update_moments, beta1, .initial = 0.9, .minimum = 0, .maximum = 1,           \
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,                                         \
            .help = "Share of the mean gradient that is kept each step. 0.8 to 0.95. Too large: "  \
                    "the path overshoots and swings."),                                            \
    RV_REAL(struct rv_update_moments, beta2, .initial = 0.999, .minimum = 0, .maximum = 1,         \
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,                                         \
            .help = "Share of the mean squared gradient that is kept each step. 0.95 to 0.9999. "  \
                    "Too large: the step sizes adapt late; a sudden large gradient moves far."),   \
    RV_REAL(struct rv_update_moments, epsilon, .initial = 1e-8, .minimum = 0, .maximum = 1,        \
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_STEP,                                         \
            .help = "Added to the root of the mean squared gradient. 1e-8 to 1e-3. Too large: "    \
                    "small gradients take small steps, as in plain gradient descent.")

/* weight1, weight2: the share of m and v that gradients have filled so far,
 *     w_t = b w_(t-1) + (1 - b) = 1 - b^t,   w_0 = 0.
 * Dividing by it is Adam's bias correction. As a running value it needs no pow(). */
#define RV_UPDATE_MOMENTS_CARRIES "weight1", "weight2"
/* steps1, beta1: where a schedule moves beta1 (one_cycle), PyTorch's Adam divides by 1 - b^t with
 * the b of the step, as if it had been in force from the start, and so do we; the share that
 * gradients have really filled would be one minus the product of all. */
#define RV_UPDATE_CORRECTED_CARRIES RV_UPDATE_MOMENTS_CARRIES, "steps1", "beta1"

static inline double rv_update_fill(double weight, double beta)
{
    return beta * weight + (1 - beta);
}

/* b^n by squaring: products only, the same bits everywhere, which pow() has not. */
static inline double rv_update_power(double b, double n)
{
    double power = 1;

    for (; n > 0; n = floor(n / 2), b *= b)
        if (fmod(n, 2) > 0)
            power *= b;
    return power;
}

/* scalar[0] = w1, scalar[1] = sqrt(w2) */
static inline void rv_update_corrected_begin(struct rv_step *step, double *carry)
{
    const struct rv_update_moments *c = step->config;
    const double b1 = step->momentum;

    carry[2] += 1;
    carry[0] = b1 == carry[3] || carry[2] == 1 ? rv_update_fill(carry[0], b1)
                                               : 1 - rv_update_power(b1, carry[2]);
    carry[3] = b1;
    carry[1] = rv_update_fill(carry[1], c->beta2);
    step->scalar[0] = carry[0];
    step->scalar[1] = sqrt(carry[1]);
}

#endif
