/* The severity of a run and what a change does to it: see effect.h. */
#include "experiment/effect.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

const char *rv_effect_word_text(enum rv_effect_word word)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RV_EFFECT_WORDS(X)
#undef X
    };

    return texts[word];
}

/* ---- Severity ---- */

/* severity = offset + factor · measure, in units of the curve. Like is compared with like: a gap is
 * one to the training loss of the same weights, without penalty; where no snapshot was recorded, to
 * the mean over the epoch less the penalty. */
static const struct severity {
    const char *name, *less;
    const char *measure;
    const char *without; /* where the run did not record what the first one needs; NULL: none */
    const char *more;    /* what is added to that one, where there is such a number */
    double offset, factor;
} severities[] = {
    [RV_LOOKS_JUMPS] = {"jumps", "calmer", "val_loss.fluctuation", NULL, NULL, 0, 1},
    [RV_LOOKS_GAP] = {"gap", "smaller", "val_loss.gap.snapshot_loss", "val_loss.gap.loss",
                      "penalty.mean", 0, 1},
    [RV_LOOKS_BETTER] = {"gap", "smaller", "loss.gap.val_loss", NULL, NULL, 0, 1},
    [RV_LOOKS_CHANCE] = {"wrong", "better", "val_accuracy.mean", NULL, NULL, 1, -1},
    [RV_LOOKS_NAN] = {"loss", "lower", "val_loss.last", NULL, NULL, 0, 1},
    [RV_LOOKS_SLOW] = {"loss", "lower", "val_loss.mean", NULL, NULL, 0, 1},
    [RV_LOOKS_OFFSET] = {"loss", "lower", "val_loss.mean", NULL, NULL, 0, 1},
};

const char *rv_effect_severity(enum rv_looks looks)
{
    return severities[looks].name;
}

const char *rv_effect_less(enum rv_looks looks)
{
    return severities[looks].less;
}

double rv_effect_value(const char *measure, const struct rv_table *epochs,
                       const struct rv_recipe *recipe, enum rv_stopped stopped)
{
    const struct rv_measure_range range = rv_experiment_range(recipe, epochs->rows, stopped);
    struct rv_measure_call call;
    struct rv_error error = {0};

    if (rv_measure_parse(measure, (const char *const *)epochs->names, &call, &error))
        RV_BUG("measure '%s': %s", measure, error.message);
    return stopped == RV_DIVERGED_RUN ? HUGE_VAL : rv_measure_value(&call, epochs, &range);
}

bool rv_effect_is_hollow(enum rv_looks looks, const struct rv_result *with,
                         const struct rv_result *without)
{
    return (looks == RV_LOOKS_JUMPS || looks == RV_LOOKS_GAP) && rv_result_is_stuck(with) &&
           !rv_result_is_stuck(without);
}

double rv_effect_measure(enum rv_looks looks, const struct rv_table *epochs,
                         const struct rv_recipe *recipe, enum rv_stopped stopped)
{
    const struct severity *it = &severities[looks];
    double value = rv_effect_value(it->measure, epochs, recipe, stopped);

    if (isnan(value) && it->without) {
        double more = it->more ? rv_effect_value(it->more, epochs, recipe, stopped) : RV_NAN;

        value = rv_effect_value(it->without, epochs, recipe, stopped);
        value += isfinite(more) ? more : 0;
    }
    return isinf(value) ? HUGE_VAL : it->offset + it->factor * value;
}

/* ---- The rule ---- */

/* Probability that of n fair coins k or more show heads: the sum of binomial terms from the top,
 * each from its neighbour. */
static double coin(size_t k, size_t n)
{
    double term = ldexp(1, -(int)n), sum = 0;

    for (size_t i = n + 1; i-- > k;) {
        sum += term;
        term *= (double)i / (double)(n - i + 1);
    }
    return sum;
}

/* Seeds on which `a` is below `b` / factor. Where b is not above 0 (no gap) a third of it has
 * no meaning: then below is below. */
static size_t below(const double *a, const double *b, size_t count, double factor)
{
    size_t seeds = 0;

    for (size_t i = 0; i < count; i++)
        seeds += a[i] < b[i] && (b[i] <= 0 || a[i] <= b[i] / factor);
    return seeds;
}

/* Where nothing is random one seed says all, and a coin has no part in it. */
static bool beats_coin(size_t seeds, const struct rv_effect *effect)
{
    return effect->alike ? seeds == effect->of : coin(seeds, effect->of) <= RV_EFFECT_COIN;
}

static bool moves(double less, double more)
{
    return less < more && (more <= 0 || less * RV_EFFECT_FACTOR <= more);
}

static enum rv_effect_word word_of(const double *with, const double *without, size_t count,
                                   const struct rv_effect *effect)
{
    double before = rv_vector_quantile(without, count, 0.5);
    size_t least = (size_t)ceil(RV_EFFECT_CURE_SHARE * (double)count - 1e-9);

    if (below(with, without, count, RV_EFFECT_CURE_FACTOR) >= least)
        return RV_EFFECT_CURE;
    if (!moves(effect->severity.median, before) && !moves(before, effect->severity.median))
        return RV_EFFECT_NO;
    if (effect->severity.median < before)
        return beats_coin(effect->calmer, effect) ? RV_EFFECT_PARTLY : RV_EFFECT_CHANCE;
    return beats_coin(below(without, with, count, 1), effect) ? RV_EFFECT_WORSE : RV_EFFECT_CHANCE;
}

/* Seeds that have both numbers, to the front of `a` and `b`; returns how many. */
static size_t pair(const double *with, const double *without, size_t count, double *a, double *b)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (!isnan(with[i]) && !isnan(without[i])) {
            a[n] = with[i];
            b[n++] = without[i];
        }
    return n;
}

struct rv_effect rv_effect_of(const double *with, const double *without, size_t count)
{
    double *a = rv_alloc(2 * count + 1, sizeof *a), *b = a + count;
    struct rv_effect effect = {.of = pair(with, without, count, a, b)};

    effect.severity = rv_summary_of(a, effect.of);
    effect.alike = effect.of > 1;
    for (size_t i = 0; i < effect.of; i++) {
        effect.failed += isinf(a[i]) != 0;
        effect.alike = effect.alike && a[i] == a[0] && b[i] == b[0];
    }
    effect.calmer = below(a, b, effect.of, 1);
    if (effect.of)
        effect.word = word_of(a, b, effect.of, &effect);
    rv_free(a);
    return effect;
}
