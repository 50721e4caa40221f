/* The severity of a run and what a change does to it: see effect.h. */
#include "experiment/effect.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

const char *rv_effect_word_text(enum rv_effect_word word)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RV_EFFECT_WORDS(X)
#undef X
    };

    return texts[word];
}

const char *rv_effect_word_in(const struct rv_scenario *scenario, enum rv_effect_word word)
{
    if (!*scenario->better.yes || word == RV_EFFECT_NONE)
        return rv_effect_word_text(word);
    return word == RV_EFFECT_CURE ? scenario->better.yes : "no";
}

/* ---- Severity ---- */

/* As the looks say it: severity = offset + factor · measure, in units of the curve. Like is
 * compared with like: a gap is one to the training loss of the same weights, without penalty; where
 * no snapshot was recorded, to the mean over the epoch less the penalty. */
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
    [RV_LOOKS_CHANCE] = {"accuracy", "better", "val_accuracy.mean", NULL, NULL, 1, -1},
    [RV_LOOKS_NAN] = {"loss", "lower", "val_loss.last", NULL, NULL, 0, 1},
    [RV_LOOKS_SLOW] = {"loss", "lower", "val_loss.mean", NULL, NULL, 0, 1},
    [RV_LOOKS_OFFSET] = {"loss", "lower", "val_loss.mean", NULL, NULL, 0, 1},
};

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

bool rv_effect_is_hollow(enum rv_looks looks, bool with_is_stuck, bool without_is_stuck)
{
    return (looks == RV_LOOKS_JUMPS || looks == RV_LOOKS_GAP) && with_is_stuck &&
           !without_is_stuck;
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

/* ---- What the case wants to be better ---- */

/* The measure as the case names it; false: the looks say it. A call that is not parsed names
 * columns of some variants only. */
static bool own_measure(const struct rv_scenario *scenario, const char *const *columns,
                        struct rv_measure_call *call)
{
    return *scenario->better.measure &&
           rv_measure_parse(scenario->better.measure, columns, call, NULL) == RV_OK;
}

/* A share of right answers: an accuracy, in the unit of the curve. */
static bool is_share(const char *measure)
{
    const char *dot = strrchr(measure, '.');
    const size_t length = dot ? (size_t)(dot - measure) : 0;

    return length >= 8 && strncmp(dot - 8, "accuracy", 8) == 0 &&
           strcmp(dot, ".largest_drop") != 0 && strcmp(dot, ".fluctuation") != 0;
}

bool rv_effect_in_percent(const struct rv_scenario *scenario)
{
    return is_share(*scenario->better.measure ? scenario->better.measure
                                              : severities[scenario->looks].measure);
}

bool rv_effect_is_higher(const struct rv_scenario *scenario)
{
    return *scenario->better.measure ? scenario->better.direction == RV_HIGHER
                                     : severities[scenario->looks].factor < 0;
}

const char *rv_effect_called(const struct rv_scenario *scenario)
{
    const struct rv_better *better = &scenario->better;
    const char *dot = strrchr(better->measure, '.');

    return *better->called    ? better->called
           : *better->measure ? dot ? dot + 1 : better->measure
                              : severities[scenario->looks].name;
}

const char *rv_effect_less(const struct rv_scenario *scenario)
{
    return *scenario->better.measure == '\0'         ? severities[scenario->looks].less
           : rv_effect_is_higher(scenario)           ? "higher"
           : strstr(rv_effect_called(scenario), "jumps") ? "calmer"
                                                     : "lower";
}

/* Larger is better: of a share the rest, else the other sign. Both turn back into themselves. */
static double turned(const char *measure, double value)
{
    return is_share(measure) ? 1 - value : -value;
}

double rv_effect_shown(const struct rv_scenario *scenario, double severity)
{
    if (!rv_effect_is_higher(scenario) || isnan(severity))
        return severity;
    if (isinf(severity))
        return RV_NAN;
    return turned(*scenario->better.measure ? scenario->better.measure
                                            : severities[scenario->looks].measure,
                  severity);
}

struct rv_summary rv_effect_shown_range(const struct rv_scenario *scenario,
                                        const struct rv_summary *severity)
{
    const bool higher = rv_effect_is_higher(scenario);
    struct rv_summary shown = *severity;

    shown.median = rv_effect_shown(scenario, severity->median);
    shown.low = rv_effect_shown(scenario, higher ? severity->high : severity->low);
    shown.high = rv_effect_shown(scenario, higher ? severity->low : severity->high);
    return shown;
}

static void print_plain(struct rv_text *out, double value)
{
    if (isinf(value))
        rv_text_add(out, "no number");
    else
        rv_text_brief(out, value);
}

static void print_percent(struct rv_text *out, double value)
{
    if (isfinite(value))
        rv_text_printf(out, "%.0f %%", 100 * value);
    else
        rv_text_add(out, "no number");
}

void rv_effect_print(const struct rv_scenario *scenario, double severity, struct rv_text *out)
{
    (rv_effect_in_percent(scenario) ? print_percent : print_plain)(
        out, isinf(severity) ? severity : rv_effect_shown(scenario, severity));
}

void rv_effect_print_range(const struct rv_scenario *scenario, const struct rv_summary *severity,
                           struct rv_text *out)
{
    const struct rv_summary shown = rv_effect_shown_range(scenario, severity);

    rv_summary_print_as(&shown, rv_effect_in_percent(scenario) ? print_percent : print_plain, out);
}

double rv_effect_run(const struct rv_scenario *scenario, const struct rv_table *epochs,
                     const struct rv_recipe *recipe, enum rv_stopped stopped)
{
    const struct rv_measure_range range = rv_experiment_range(recipe, epochs->rows, stopped);
    struct rv_measure_call call;
    double value;

    if (!*scenario->better.measure)
        return rv_effect_measure(scenario->looks, epochs, recipe, stopped);
    if (stopped == RV_DIVERGED_RUN)
        return HUGE_VAL;
    if (!own_measure(scenario, (const char *const *)(void *)epochs->names, &call))
        return RV_NAN;
    value = rv_measure_value(&call, epochs, &range);
    if (isnan(value) && stopped == RV_FINISHED_RUN &&
        strcmp(call.type->type.name, "time_to_threshold") == 0)
        return HUGE_VAL; /* it never got there */
    return scenario->better.direction == RV_HIGHER && !isnan(value)
               ? turned(scenario->better.measure, value) : value;
}

struct rv_summary rv_effect_summary(const struct rv_experiment *experiment, size_t variant)
{
    const struct rv_scenario *scenario = experiment->scenario;
    const size_t seeds = experiment->seed_count;
    double *severity = rv_alloc(seeds + 1, sizeof *severity);
    struct rv_summary summary;

    for (size_t s = 0; s < seeds; s++) {
        const struct rv_result *result = &experiment->results[variant * seeds + s];

        severity[s] = !result->made || result->stopped == RV_DIVERGED_RUN
                          ? RV_NAN
                          : rv_effect_run(scenario, &result->epochs,
                                          &scenario->variants[variant].recipe, result->stopped);
    }
    summary = rv_summary_of(severity, seeds);
    rv_free(severity);
    return summary;
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

/* `cured`: seeds on which it is a cure. */
static enum rv_effect_word word_of(const double *with, const double *without, size_t count,
                                   size_t cured, double share, const struct rv_effect *effect)
{
    double before = rv_vector_quantile(without, count, 0.5);
    size_t least = (size_t)ceil(share * (double)count - 1e-9);

    if (cured >= least)
        return RV_EFFECT_CURE;
    if (!moves(effect->severity.median, before) && !moves(before, effect->severity.median))
        return RV_EFFECT_NO;
    if (effect->severity.median < before)
        return beats_coin(effect->calmer, effect) ? RV_EFFECT_PARTLY : RV_EFFECT_CHANCE;
    return beats_coin(below(without, with, count, 1), effect) ? RV_EFFECT_WORSE : RV_EFFECT_CHANCE;
}

/* Seeds that have both numbers, to the front of `a` and `b`; returns how many. Of them `yes` are
 * said to be cured. */
static size_t pair(const double *with, const double *without, const bool *cured, size_t count,
                   double *a, double *b, size_t *yes)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (!isnan(with[i]) && !isnan(without[i])) {
            a[n] = with[i];
            b[n++] = without[i];
            *yes += cured && cured[i];
        }
    return n;
}

struct rv_effect rv_effect_by(const double *with, const double *without, const bool *cured,
                              double share, size_t count)
{
    double *a = rv_alloc(2 * count + 1, sizeof *a), *b = a + count;
    size_t yes = 0;
    struct rv_effect effect = {.of = pair(with, without, cured, count, a, b, &yes)};

    effect.severity = rv_summary_of(a, effect.of);
    effect.alike = effect.of > 1;
    for (size_t i = 0; i < effect.of; i++) {
        effect.failed += isinf(a[i]) != 0;
        effect.alike = effect.alike && a[i] == a[0] && b[i] == b[0];
    }
    effect.calmer = below(a, b, effect.of, 1);
    if (!cured)
        yes = below(a, b, effect.of, RV_EFFECT_CURE_FACTOR);
    if (effect.of)
        effect.word = word_of(a, b, effect.of, yes, cured ? share : RV_EFFECT_CURE_SHARE, &effect);
    rv_free(a);
    return effect;
}

struct rv_effect rv_effect_of(const double *with, const double *without, size_t count)
{
    return rv_effect_by(with, without, NULL, RV_EFFECT_CURE_SHARE, count);
}
