/* docs/reference/remedies.md: cause by remedy.
 *
 * A remedy is compared with the failing run, the first variant, seed by seed: both share data,
 * initial weights and mini-batch order. The jumps are divided (5 means a fifth of the jumps), of
 * the final validation loss, the mean of the last epochs, the difference is taken. */
#include "report/markdown.h"
#include "report/pages.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* The share of the seeds on which an effect must have its sign to be called one. */
#define SHARE 0.95

/* One variant that is a remedy. */
struct trial {
    const struct rv_page_run *run;
    size_t variant;
    const struct rv_type *remedy;
};

static size_t variant_of(const struct rv_scenario *scenario, const char *name)
{
    size_t v = 0;

    while (strcmp(scenario->variants[v].name, name) != 0)
        v++;
    return v;
}

/* Trials of a cause in the order of the remedies. Owned; NULL when there is none. */
static struct trial *find_trials(const struct rv_pages *pages, const struct rv_type *cause,
                                 size_t *count)
{
    struct trial *trials = NULL;

    *count = 0;
    for (size_t k = 0; k < rv_syllabus_remedies.count; k++)
        for (size_t i = 0; i < pages->count; i++) {
            const struct rv_scenario *scenario = &pages->runs[i]->scenario;

            for (size_t r = 0; r < scenario->remedy_count; r++) {
                const struct rv_remedied *it = &scenario->remedies[r];

                if (it->remedy != rv_syllabus_remedies.types[k] ||
                    strcmp(scenario->cause, cause->name) != 0)
                    continue;
                trials = rv_memory_grow(trials, *count, sizeof *trials);
                trials[(*count)++] =
                    (struct trial){pages->runs[i], variant_of(scenario, it->variant), it->remedy};
            }
        }
    return trials;
}

/* What is compared, seed by seed. */
enum comparison { JUMPS, LOSS, TIME };

static double compare(const struct trial *trial, size_t seed, enum comparison what)
{
    static const char *const measures[] = {[JUMPS] = "fluctuation", [LOSS] = "last_mean"};
    static const char *const curves[] = {"val_loss", NULL};
    const struct rv_experiment *experiment = &trial->run->experiment;
    size_t remedy = trial->variant * experiment->seed_count + seed;
    struct rv_measure_call call;
    double x, y;

    if (!experiment->results[seed].made || !experiment->results[remedy].made)
        return RV_NAN;
    if (what == TIME)
        return experiment->results[remedy].seconds / experiment->results[seed].seconds;
    if (rv_measure_parse(measures[what], curves, &call, NULL))
        return RV_NAN;
    x = rv_experiment_measure(experiment, seed, &call);
    y = rv_experiment_measure(experiment, remedy, &call);
    return what == JUMPS ? x / y : y - x;
}

/* The median with its range; how many values lie above and below `neutral`. */
struct effect {
    struct rv_summary summary;
    size_t above, below, seeds;
};

static struct effect effect_of(const struct trial *trial, enum comparison what, double neutral)
{
    struct effect effect = {.seeds = trial->run->experiment.seed_count};
    double *values = rv_alloc(effect.seeds + 1, sizeof *values);

    for (size_t s = 0; s < effect.seeds; s++) {
        values[s] = compare(trial, s, what);
        effect.above += values[s] > neutral;
        effect.below += values[s] < neutral;
    }
    effect.summary = rv_experiment_summarize(values, effect.seeds);
    rv_free(values);
    return effect;
}

static bool most(size_t count, const struct effect *effect)
{
    return (double)count >= SHARE * (double)effect->seeds && count > 0;
}

static void add_effect(const struct effect *effect, const char *times, struct rv_text *out)
{
    rv_text_brief(out, effect->summary.median);
    if (effect->summary.count > 0)
        rv_text_add(out, times);
    if (effect->summary.count > 1) {
        rv_text_add(out, " [");
        rv_text_brief(out, effect->summary.low);
        rv_text_add(out, " .. ");
        rv_text_brief(out, effect->summary.high);
        rv_text_add(out, "]");
    }
    if (effect->summary.count < effect->seeds)
        rv_text_printf(out, " (%zu of %zu seeds)", effect->summary.count, effect->seeds);
    rv_text_add(out, " | ");
}

/* In words, when all but one seed in twenty agree. */
static void add_words(const struct effect *jumps, const struct effect *loss, struct rv_text *out)
{
    const char *calm = most(jumps->above, jumps)   ? "calmer"
                       : most(jumps->below, jumps) ? "**rougher**"
                                                   : NULL;
    const char *level = most(loss->below, loss)   ? "lower loss"
                        : most(loss->above, loss) ? "**higher loss**"
                                                  : NULL;

    if (jumps->summary.count == 0 && loss->summary.count == 0)
        rv_text_add(out, "no value to compare |\n");
    else if (calm && level)
        rv_text_printf(out, "%s, %s |\n", calm, level);
    else
        rv_text_printf(out, "%s |\n", calm ? calm : level ? level : "nothing clear");
}

static void add_trial(const struct trial *trial, struct rv_text *out)
{
    const char *scenario = trial->run->scenario.name;
    struct effect jumps = effect_of(trial, JUMPS, 1), loss = effect_of(trial, LOSS, 0);

    rv_text_printf(out, "| %s | [%s](claims.md#%s): `%s` | ", trial->remedy->name, scenario,
                   scenario, trial->run->scenario.variants[trial->variant].name);
    add_effect(&jumps, "", out);
    add_effect(&loss, "", out);
    add_words(&jumps, &loss, out);
}

static void add_cause(const struct rv_pages *pages, const struct rv_type *cause,
                      struct rv_text *untried, struct rv_text *out)
{
    size_t count;
    struct trial *trials = find_trials(pages, cause, &count);

    if (count == 0)
        rv_text_printf(untried, "%s%s", untried->length ? ", " : "", cause->name);
    else
        rv_text_printf(out, "\n## %s\n\n%s\n\n| remedy | tried in | jumps, failing / remedy | "
                            "change of the final validation loss | effect |\n|---|---|---|---|"
                            "---|\n", cause->name, cause->summary);
    for (size_t i = 0; i < count; i++)
        add_trial(&trials[i], out);
    rv_free(trials);
}

/* By the clock, so that it stands by itself. */
static void add_times(const struct rv_pages *pages, struct rv_text *out)
{
    rv_text_add(out, "\n## Cost in time\n\nTime of the run divided by that of the failing run. "
                     "Measured while other runs were under way: what is nearer to 1\nthan a tenth "
                     "means nothing. This table and the line below it are all that differs when "
                     "the runs are repeated.\n\n| cause | remedy | tried in | time |\n|---|---|"
                     "---|---|\n");
    for (size_t k = 0; k < rv_syllabus_causes.count; k++) {
        size_t count;
        struct trial *trials = find_trials(pages, rv_syllabus_causes.types[k], &count);

        for (size_t i = 0; i < count; i++) {
            struct effect time = effect_of(&trials[i], TIME, 1);

            rv_text_printf(out, "| %s | %s | %s: `%s` | ", rv_syllabus_causes.types[k]->name,
                           trials[i].remedy->name, trials[i].run->scenario.name,
                           trials[i].run->scenario.variants[trials[i].variant].name);
            add_effect(&time, " times", out);
            rv_markdown_end_row(out);
        }
        rv_free(trials);
    }
    rv_text_add(out, "\n");
    rv_pages_time(pages, out);
}

void rv_pages_remedies(const struct rv_pages *pages, struct rv_text *out)
{
    struct rv_text untried = {0};

    rv_text_add(out,
                "# Remedies\n\nGenerated by `ravine pages`; do not edit. What each remedy did to "
                "each cause, against the failing run of the same\nseed: *jumps* are the "
                "fluctuation of the validation loss, failing divided by remedy, so that 5 means "
                "a fifth of the\njumps and less than 1 means more of them; the *change of the "
                "final validation loss* is that of the mean over the last\neight epochs. Medians "
                "[minimum .. maximum] over the seeds. The last column says what nineteen of "
                "twenty seeds agree\non; where they do not, *nothing clear*.\n");
    for (size_t k = 0; k < rv_syllabus_causes.count; k++)
        add_cause(pages, rv_syllabus_causes.types[k], &untried, out);
    if (untried.length)
        rv_text_printf(out, "\nNo remedy was tried against %s.\n", rv_text_string(&untried));
    add_times(pages, out);
    rv_text_release(&untried);
}
