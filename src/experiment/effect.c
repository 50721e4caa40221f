/* The trouble of a run and what a change does to it: see effect.h. */
#include "experiment/effect.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdlib.h>

/* Up to so many seeds the interval is that of the extremes, as in ravine/experiment.h. */
#define EXTREMES_UP_TO 20

const char *rv_effect_word_text(enum rv_effect_word word)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RV_EFFECT_WORDS(X)
#undef X
    };

    return texts[word];
}

/* ---- Trouble ---- */

/* trouble = offset + factor · measure, in units of the curve. */
static const struct trouble {
    const char *name, *less;
    const char *measure;
    const char *without; /* where the run did not record what the first one needs; NULL: none */
    double offset, factor;
} troubles[] = {
    [RV_LOOKS_JUMPS] = {"jumps", "calmer", "val_loss.fluctuation", NULL, 0, 1},
    [RV_LOOKS_GAP] = {"gap", "smaller", "val_loss.gap.snapshot_loss", "val_loss.gap.loss", 0, 1},
    [RV_LOOKS_BETTER] = {"gap", "smaller", "loss.gap.val_loss", NULL, 0, 1},
    [RV_LOOKS_CHANCE] = {"wrong", "better", "val_accuracy.mean", NULL, 1, -1},
    [RV_LOOKS_NAN] = {"loss", "lower", "val_loss.last", NULL, 0, 1},
    [RV_LOOKS_SLOW] = {"loss", "lower", "val_loss.mean", NULL, 0, 1},
    [RV_LOOKS_OFFSET] = {"loss", "lower", "val_loss.mean", NULL, 0, 1},
};

const char *rv_effect_trouble(enum rv_looks looks)
{
    return troubles[looks].name;
}

const char *rv_effect_less(enum rv_looks looks)
{
    return troubles[looks].less;
}

static double value_of(const char *measure, const struct rv_table *epochs,
                       const struct rv_measure_range *range)
{
    struct rv_measure_call call;
    struct rv_error error = {0};

    if (rv_measure_parse(measure, (const char *const *)epochs->names, &call, &error))
        RV_BUG("measure '%s': %s", measure, error.message);
    return rv_measure_value(&call, epochs, range);
}

double rv_effect_measure(enum rv_looks looks, const struct rv_table *epochs,
                         const struct rv_recipe *recipe, enum rv_stopped stopped)
{
    const struct trouble *it = &troubles[looks];
    const struct rv_record *record = &recipe->record;
    const struct rv_measure_range range = {.from = record->from,
                                           .to = record->to ? record->to : recipe->train.epochs,
                                           .threshold = record->threshold};
    double value;

    if (stopped == RV_DIVERGED_RUN)
        return HUGE_VAL;
    value = value_of(it->measure, epochs, &range);
    if (isnan(value) && it->without)
        value = value_of(it->without, epochs, &range);
    return it->offset + it->factor * value;
}

/* ---- The rule ---- */

/* Probability that of n fair coins k or more show heads: the sum of binomial terms from the top,
 * each from its neighbour. */
static double coin(size_t k, size_t n)
{
    double term = pow(0.5, (double)n), sum = 0;

    for (size_t i = n + 1; i-- > k;) {
        sum += term;
        term *= (double)i / (double)(n - i + 1);
    }
    return sum;
}

/* Order statistics without quantiles between them: infinities stay what they are. */
static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double quantile(const double *sorted, size_t count, double q)
{
    double place = q * (double)(count - 1);
    size_t low = (size_t)place, high = low + (low + 1 < count);

    if (sorted[low] == sorted[high]) /* also where both are infinite */
        return sorted[low];
    return sorted[low] + (place - (double)low) * (sorted[high] - sorted[low]);
}

static double median_of(const double *values, size_t count)
{
    double *sorted = rv_memdup(values, count * sizeof *sorted), median;

    qsort(sorted, count, sizeof *sorted, ascending);
    median = quantile(sorted, count, 0.5);
    rv_free(sorted);
    return median;
}

static void summarize(const double *values, size_t count, struct rv_effect *effect)
{
    double *sorted = rv_memdup(values, count * sizeof *sorted);
    bool extremes = count <= EXTREMES_UP_TO;

    qsort(sorted, count, sizeof *sorted, ascending);
    effect->median = quantile(sorted, count, 0.5);
    effect->low = quantile(sorted, count, extremes ? 0 : 0.05);
    effect->high = quantile(sorted, count, extremes ? 1 : 0.95);
    rv_free(sorted);
}

/* Seeds on which `a` is below `b` / factor. Where b is no trouble at all (a gap below 0) a third of
 * it has no meaning: then below is below. */
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
    double before = median_of(without, count);
    size_t least = (size_t)ceil(RV_EFFECT_CURE_SHARE * (double)count - 1e-9);

    if (below(with, without, count, RV_EFFECT_CURE_FACTOR) >= least)
        return RV_EFFECT_CURE;
    if (!moves(effect->median, before) && !moves(before, effect->median))
        return RV_EFFECT_NO;
    if (effect->median < before)
        return beats_coin(effect->calmer, effect) ? RV_EFFECT_PARTLY : RV_EFFECT_CHANCE;
    return beats_coin(below(without, with, count, 1), effect) ? RV_EFFECT_WORSE : RV_EFFECT_CHANCE;
}

struct rv_effect rv_effect_of(const double *with, const double *without, size_t count)
{
    struct rv_effect effect = {.median = RV_NAN, .low = RV_NAN, .high = RV_NAN, .of = count};

    if (count == 0)
        return effect;
    effect.alike = count > 1;
    for (size_t i = 0; i < count; i++) {
        effect.failed += isinf(with[i]) != 0;
        effect.alike = effect.alike && with[i] == with[0] && without[i] == without[0];
    }
    effect.calmer = below(with, without, count, 1);
    summarize(with, count, &effect);
    effect.word = word_of(with, without, count, &effect);
    return effect;
}
