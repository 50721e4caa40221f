/* docs/reference/remedies.md: cause by remedy.
 *
 * A remedy is compared with the failing run, the first variant, seed by seed: both share data,
 * initial weights and mini-batch order. The jumps are divided (5 means a fifth of the jumps), of
 * the final validation loss, the mean of the last epochs, the difference is taken. */
#include "experiment/effect.h"
#include "report/markdown.h"
#include "report/pages.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

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
static const char *const measures[] = {
    [JUMPS] = "val_loss.fluctuation", [LOSS] = "val_loss.last_mean"};

static double compare(const struct trial *trial, size_t seed, enum comparison what)
{
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

/* The median with its range, and how many seeds have a value where not all do. */
static void add_range(const struct trial *trial, enum comparison what, struct rv_text *out)
{
    size_t seeds = trial->run->experiment.seed_count;
    double *values = rv_alloc(seeds + 1, sizeof *values);
    struct rv_summary summary;
    struct rv_text condition = {0};

    for (size_t s = 0; s < seeds; s++)
        values[s] = compare(trial, s, what);
    summary = rv_summary_of(values, seeds);
    rv_free(values);
    rv_summary_print(&summary, out);
    if (summary.count < seeds)
        rv_text_printf(out, " (%zu of %zu seeds)", summary.count, seeds);
    if (what == JUMPS)
        rv_experiment_print_condition(&trial->run->experiment, trial->variant, &condition);
    if (rv_text_string(&condition)[0])
        rv_text_printf(out, " (**%s**)", rv_text_string(&condition));
    rv_text_release(&condition);
    rv_text_add(out, " | ");
}

/* Whether it helps, in the word of the reveal. */
static void add_word(const struct trial *trial, enum comparison what, struct rv_text *out)
{
    const struct rv_experiment *experiment = &trial->run->experiment;
    const struct rv_scenario *scenario = &trial->run->scenario;
    size_t seeds = experiment->seed_count;
    double *values = rv_alloc(2 * seeds + 1, sizeof *values);
    enum rv_effect_word word;

    for (size_t i = 0; i < 2 * seeds; i++) {
        size_t variant = i < seeds ? trial->variant : 0;
        const struct rv_result *result = &experiment->results[variant * seeds + i % seeds];
        bool hollow = what == JUMPS && i < seeds &&
                      rv_effect_is_hollow(RV_LOOKS_JUMPS, rv_result_is_stuck(result),
                                          rv_result_is_stuck(&experiment->results[i]));

        values[i] = hollow         ? HUGE_VAL
                    : result->made ? rv_effect_value(measures[what], &result->epochs,
                                                     &scenario->variants[variant].recipe,
                                                     result->stopped)
                                   : RV_NAN;
    }
    word = rv_effect_of(values, values + seeds, seeds).word;
    rv_free(values);
    rv_text_printf(out, word == RV_EFFECT_WORSE ? "**%s**" : "%s",
                   word == RV_EFFECT_NONE ? "no value" : rv_effect_word_text(word));
    rv_text_add(out, " | ");
}

static void add_trial(const struct trial *trial, struct rv_text *out)
{
    const char *scenario = trial->run->scenario.name;

    rv_text_printf(out, "| %s | [%s](claims.md#%s): `%s` | ", trial->remedy->name, scenario,
                   scenario, trial->run->scenario.variants[trial->variant].name);
    add_range(trial, JUMPS, out);
    add_word(trial, JUMPS, out);
    add_range(trial, LOSS, out);
    add_word(trial, LOSS, out);
    rv_markdown_end_row(out);
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
                            "helps? | change of the final validation loss | helps? |\n"
                            "|---|---|---|---|---|---|\n", cause->name, cause->summary);
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
                     "the runs are repeated.\n\n| cause | remedy | tried in | "
                     "time, remedy / failing |\n|---|---|---|---|\n");
    for (size_t k = 0; k < rv_syllabus_causes.count; k++) {
        size_t count;
        struct trial *trials = find_trials(pages, rv_syllabus_causes.types[k], &count);

        for (size_t i = 0; i < count; i++) {
            rv_text_printf(out, "| %s | %s | %s: `%s` | ", rv_syllabus_causes.types[k]->name,
                           trials[i].remedy->name, trials[i].run->scenario.name,
                           trials[i].run->scenario.variants[trials[i].variant].name);
            add_range(&trials[i], TIME, out);
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
                "[minimum .. maximum] over the seeds. Whether it helps is said in the words of "
                "the reveal, of the\njumps and of the final loss, each seed against the same seed "
                "of the failing run ([the\nrule](../decisions/021-words-of-the-reveal.md)): "
                "*cure*, at most a third on 95 % of the seeds; *partly*, the\nmedian falls by a "
                "fifth or more, on more seeds than a coin would give; *worse*, it grows by a "
                "quarter or more,\nas surely; *chance*, it moves that far, but a coin could have "
                "done it; *no*, it moves by less.\n");
    for (size_t k = 0; k < rv_syllabus_causes.count; k++)
        add_cause(pages, rv_syllabus_causes.types[k], &untried, out);
    if (untried.length)
        rv_text_printf(out, "\nNo remedy was tried against %s.\n", rv_text_string(&untried));
    add_times(pages, out);
    rv_text_release(&untried);
}
