/* First kernels: see initializer.h. */
#include "nn/initializer.h"

#include "ravine/status.h"
#include "ravine/stream.h"

#include <math.h>
#include <string.h>

const char *const rv_initializer_names[] = {"he",
                                            "he_uniform",
                                            "glorot",
                                            "glorot_uniform",
                                            "lecun",
                                            "lecun_uniform",
                                            "uniform",
                                            "zeros",
                                            NULL};

/* The variance for gain 1. PyTorch's ±1/sqrt(n) has variance 1/(3 n). */
static double variance(enum rv_initializer_rule rule, double fan_in, double fan_out)
{
    switch (rule) {
    case RV_INITIALIZER_HE:
    case RV_INITIALIZER_HE_UNIFORM:
        return 2 / fan_in;
    case RV_INITIALIZER_GLOROT:
    case RV_INITIALIZER_GLOROT_UNIFORM:
        return 2 / (fan_in + fan_out);
    case RV_INITIALIZER_LECUN:
    case RV_INITIALIZER_LECUN_UNIFORM:
        return 1 / fan_in;
    case RV_INITIALIZER_UNIFORM:
        return 1 / (3 * fan_in);
    case RV_INITIALIZER_ZEROS:
        return 0;
    }
    RV_BUG("initializer %d", (int)rule);
}

/* The others are uniform with the same variance. */
static bool is_normal(enum rv_initializer_rule rule)
{
    return rule == RV_INITIALIZER_HE || rule == RV_INITIALIZER_GLOROT ||
           rule == RV_INITIALIZER_LECUN;
}

void rv_initializer_draw(struct rv_initializer start, double fan_in, double fan_out, uint64_t seed,
                         unsigned position, unsigned array, double *out, size_t count)
{
    enum rv_initializer_rule rule = (enum rv_initializer_rule)start.rule;
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_INIT, position, array, 0);
    double sigma = start.gain * sqrt(variance(rule, fan_in, fan_out));

    if (sigma == 0) {
        memset(out, 0, count * sizeof *out);
        return;
    }
    /* A uniform number on ±a has variance a²/3. */
    for (size_t i = 0; i < count; i++)
        out[i] = is_normal(rule) ? sigma * rv_stream_gaussian(&stream)
                                 : sqrt(3) * sigma * (2 * rv_stream_uniform(&stream) - 1);
}
