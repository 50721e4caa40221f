/* How `run` ends: question, chart, table of variants, claims, within one screen of 80x24. */
#include "cli/ending.h"

#include "cli/output.h"
#include "cli/verdicts.h"

#include "ravine/chart.h"
#include "ravine/memory.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
    CHART_LEAST = 8,  /* a lower chart shows nothing */
    CHART_MOST = 15,
    NAME_MOST = 18    /* columns of a variant's name */
};

static const char *const curves[] = {
#define X(name, unit, help) #name,
    RV_EPOCH_COLUMNS(X)
#undef X
    NULL
};

/* ---- The chart: the failing run against the cured one, same seed ---- */

/* The seed shown first in class, when it was run; else the first. */
static size_t shown_seed(const struct rv_experiment *experiment)
{
    for (size_t i = 0; i < experiment->seed_count; i++)
        if ((long)experiment->seeds[i] == experiment->scenario->seed_demo)
            return i;
    return 0;
}

static const struct rv_result *result_at(const struct rv_experiment *experiment, size_t variant,
                                         size_t seed)
{
    return &experiment->results[variant * experiment->seed_count + seed];
}

/* The first variant that was run; and the answer, or else the next one. SIZE_MAX: none. */
static void shown_variants(const struct rv_experiment *experiment, size_t seed, size_t *failing,
                           size_t *cured)
{
    const struct rv_scenario *scenario = experiment->scenario;

    *failing = *cured = SIZE_MAX;
    for (size_t v = 0; v < scenario->variant_count; v++) {
        if (!result_at(experiment, v, seed)->made)
            continue;
        if (*failing == SIZE_MAX)
            *failing = v;
        else if (scenario->answer && strcmp(scenario->variants[v].name, scenario->answer) == 0)
            *cured = v;
    }
    for (size_t v = 0; v < scenario->variant_count && *cured == SIZE_MAX; v++)
        if (v != *failing && result_at(experiment, v, seed)->made)
            *cured = v;
}

/* The curve of one run as a series; the values are owned by the caller. */
static struct rv_chart_series make_series(const struct rv_experiment *experiment, size_t variant,
                                          size_t seed, double **values)
{
    const struct rv_table *epochs = &result_at(experiment, variant, seed)->epochs;
    int column = rv_table_find(epochs, "val_loss");

    *values = rv_alloc(epochs->rows + 1, sizeof **values);
    if (column >= 0)
        rv_table_column(epochs, column, *values);
    return (struct rv_chart_series){
        .name = experiment->scenario->variants[variant].name,
        .value = *values,
        .count = column >= 0 ? epochs->rows : 0,
    };
}

static void print_chart(const struct rv_ending *ending, int height, struct rv_text *out)
{
    const struct rv_experiment *experiment = ending->experiment;
    size_t seed = shown_seed(experiment), failing, cured, count = 0;
    struct rv_chart_series series[2];
    double *values[2] = { NULL, NULL };
    struct rv_text title = {0};

    shown_variants(experiment, seed, &failing, &cured);
    if (cured != SIZE_MAX) {
        series[count] = make_series(experiment, cured, seed, &values[count]);
        series[count].mark = "+";
        series[count].color = "36;1";
        count++;
    }
    if (failing != SIZE_MAX) { /* last: drawn over the other */
        series[count] = make_series(experiment, failing, seed, &values[count]);
        series[count].mark = "O";
        series[count].color = "33;1";
        series[count].stems = true;
        count++;
    }
    rv_text_printf(&title, "validation loss, seed %llu",
                   (unsigned long long)experiment->seeds[seed]);
    if (count > 0)
        rv_chart_print(&(struct rv_chart){
                           .title = rv_text_string(&title),
                           .y_label = "loss (nats)",
                           .x_label = "epoch",
                           .x_first = 1,
                           .width = ending->screen.width,
                           .height = height,
                           .color = ending->screen.color,
                           .utf8 = ending->screen.utf8,
                           .series = series,
                           .series_count = count,
                       }, out);
    rv_text_release(&title);
    rv_free(values[0]);
    rv_free(values[1]);
}

/* ---- The table: one row a variant ---- */

static size_t count_stopped(const struct rv_experiment *experiment, size_t variant,
                            enum rv_stopped stopped)
{
    size_t count = 0;

    for (size_t s = 0; s < experiment->seed_count; s++) {
        const struct rv_result *result = result_at(experiment, variant, s);
        count += result->made && result->stopped == stopped;
    }
    return count;
}

static size_t count_made(const struct rv_experiment *experiment, size_t variant)
{
    size_t count = 0;

    for (size_t s = 0; s < experiment->seed_count; s++)
        count += result_at(experiment, variant, s)->made;
    return count;
}

static struct rv_summary summary_of(const struct rv_experiment *experiment, size_t variant,
                                    const char *measure)
{
    struct rv_measure_call call;
    struct rv_error error = {0};

    if (rv_measure_parse(measure, curves, &call, &error))
        RV_BUG("measure '%s': %s", measure, error.message);
    return rv_experiment_summary(experiment, variant, &call);
}

/* "0.203  0.106 .. 0.31" right-aligned pieces, so that numbers stand below each other. */
static void add_range(struct rv_text *out, struct rv_summary summary, size_t seeds)
{
    struct rv_text median = {0}, range = {0};

    rv_text_brief(&median, summary.median);
    rv_text_printf(out, "%8s", rv_text_string(&median));
    if (seeds > 1 && summary.count > 1) {
        rv_text_brief(&range, summary.low);
        rv_text_add(&range, " .. ");
        rv_text_brief(&range, summary.high);
    }
    rv_text_add(out, "  ");
    rv_output_pad(out, rv_text_string(&range), 16);
    rv_text_release(&median);
    rv_text_release(&range);
}

static void add_variant(const struct rv_ending *ending, size_t variant, int name_width,
                        struct rv_text *out)
{
    const struct rv_experiment *experiment = ending->experiment;
    size_t made = count_made(experiment, variant);
    size_t diverged = count_stopped(experiment, variant, RV_DIVERGED_RUN);
    size_t stopped = count_stopped(experiment, variant, RV_INTERRUPTED_RUN);
    struct rv_summary jumps = summary_of(experiment, variant, "fluctuation");
    struct rv_summary loss = summary_of(experiment, variant, "val_loss.last");
    struct rv_summary accuracy = summary_of(experiment, variant, "val_accuracy.last");
    struct rv_text name = {0}, number = {0};

    rv_output_cut(&name, experiment->scenario->variants[variant].name, name_width,
                  ending->screen.utf8);
    rv_output_pad(out, rv_text_string(&name), name_width);
    add_range(out, jumps, experiment->seed_count);
    rv_text_brief(&number, loss.median);
    rv_text_printf(out, "%9s", rv_text_string(&number));
    rv_text_clear(&number);
    if (isfinite(accuracy.median))
        rv_text_printf(&number, "%.0f %%", 100 * accuracy.median);
    else
        rv_text_add(&number, "-");
    rv_text_printf(out, "%9s", rv_text_string(&number));
    if (diverged)
        rv_text_printf(out, "  %zu of %zu diverged", diverged, made);
    else if (stopped || made < experiment->seed_count)
        rv_text_printf(out, "  %zu of %zu whole", made - stopped, experiment->seed_count);
    rv_text_add(out, "\n");
    rv_text_release(&name);
    rv_text_release(&number);
}

static int name_width(const struct rv_scenario *scenario)
{
    int width = 8;

    for (size_t v = 0; v < scenario->variant_count; v++) {
        int columns = rv_output_columns(scenario->variants[v].name);
        width = columns > width ? columns : width;
    }
    return width > NAME_MOST ? NAME_MOST : width;
}

/* At most `lines` lines, with the heading. */
static void print_table(const struct rv_ending *ending, size_t lines, struct rv_text *out)
{
    const struct rv_experiment *experiment = ending->experiment;
    int width = name_width(experiment->scenario);
    size_t variants = 0, shown = 0;

    for (size_t v = 0; v < experiment->scenario->variant_count; v++)
        variants += experiment->scenario->variants[v].selected;
    rv_output_pad(out, "variant", width);
    rv_text_printf(out, "%8s  %-16s%9s%9s\n", "jumps",
                   experiment->seed_count > 1 ? "median, range" : "", "val loss", "accuracy");
    for (size_t v = 0; v < experiment->scenario->variant_count; v++) {
        if (!experiment->scenario->variants[v].selected)
            continue;
        if (shown + 2 >= lines && variants - shown > 1) {
            rv_text_printf(out, "... and %zu variants more\n", variants - shown);
            return;
        }
        add_variant(ending, v, width, out);
        shown++;
    }
}

/* ---- The whole ---- */

static void add_folder(const struct rv_ending *ending, struct rv_text *out)
{
    size_t runs = 0;

    for (size_t i = 0; i < ending->experiment->result_count; i++)
        runs += ending->experiment->results[i].made;
    rv_text_printf(out, "%s  %zu run%s in %.2f s", ending->folder, runs, runs == 1 ? "" : "s",
                   ending->experiment->seconds);
    if (ending->figure_count > 0)
        rv_text_printf(out, ", %zu figure%s in %.2f s", ending->figure_count,
                       ending->figure_count == 1 ? "" : "s", ending->figure_seconds);
    rv_text_add(out, "\n");
}

static bool runs_diverged(const struct rv_experiment *experiment)
{
    for (size_t i = 0; i < experiment->result_count; i++)
        if (experiment->results[i].made && experiment->results[i].stopped == RV_DIVERGED_RUN)
            return true;
    return false;
}

void rv_ending_print(const struct rv_ending *ending, struct rv_text *out)
{
    const struct rv_scenario *scenario = ending->experiment->scenario;
    struct rv_tally tally = rv_verdicts_count(ending->experiment);
    size_t failures = 2 * (tally.checked - tally.held);
    size_t rows = 1, fixed = 3, table, spare; /* question, tally, folder */
    const char *head;
    int height;

    for (size_t v = 0; v < scenario->variant_count; v++)
        rows += scenario->variants[v].selected;
    /* The chart keeps its least height, then the table, then the failed claims get what is left. */
    spare = RV_ENDING_LINES - fixed - CHART_LEAST;
    table = rows < spare - 2 ? rows : spare - 2;
    spare -= table;
    if (failures > spare)
        failures = spare;
    spare -= failures;

    height = CHART_LEAST + (int)spare;
    if (height > CHART_MOST)
        height = CHART_MOST;

    head = scenario->question ? scenario->question : scenario->title;
    rv_output_cut(out, head ? head : scenario->name, ending->screen.width, ending->screen.utf8);
    rv_text_add(out, "\n");
    print_chart(ending, height, out);
    print_table(ending, table, out);
    rv_verdicts_print_tally(ending->experiment, &ending->screen, out);
    if (ending->experiment->interrupted)
        rv_text_add(out, "  (interrupted)");
    rv_text_add(out, "\n");
    rv_verdicts_print_failures(ending->experiment, &ending->screen, failures, out);
    add_folder(ending, out);
}

void rv_ending_print_short(const struct rv_ending *ending, struct rv_text *out)
{
    rv_text_printf(out, "%s: ", ending->experiment->scenario->name);
    rv_verdicts_print_tally(ending->experiment, &ending->screen, out);
    rv_text_add(out, "  ");
    add_folder(ending, out);
    rv_verdicts_print_failures(ending->experiment, &ending->screen, SIZE_MAX, out);
}

void rv_ending_print_failures(const struct rv_ending *ending, struct rv_text *out)
{
    const struct rv_experiment *experiment = ending->experiment;
    struct rv_tally tally = rv_verdicts_count(experiment);
    bool bad = rv_experiment_status(experiment) == RV_DIVERGED;

    if (tally.held == tally.checked && !bad)
        return;
    rv_text_printf(out, "%s: ", experiment->scenario->name);
    rv_verdicts_print_tally(ending->experiment, &ending->screen, out);
    rv_text_add(out, bad && runs_diverged(experiment) ? "; a run diverged\n" : "\n");
    rv_verdicts_print_failures(ending->experiment, &ending->screen, SIZE_MAX, out);
}

void rv_ending_print_epochs(const struct rv_scenario *scenario, const struct rv_result *result,
                            bool named, struct rv_text *out)
{
    static const char *const shown[] = { "loss", "accuracy", "val_loss", "val_accuracy" };
    const struct rv_variant *variant = &scenario->variants[result->variant];

    if (named)
        rv_text_printf(out, "%s, seed %llu\n", variant->name, (unsigned long long)result->seed);
    for (size_t row = 0; row < result->epochs.rows; row++) {
        rv_text_printf(out, "Epoch %zu/%ld", row + 1, variant->recipe.train.epochs);
        for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
            int column = rv_table_find(&result->epochs, shown[k]);
            if (column >= 0)
                rv_text_printf(out, " - %s: %.4f", shown[k],
                               rv_table_at(&result->epochs, row, column));
        }
        rv_text_add(out, "\n");
    }
    if (result->stopped == RV_DIVERGED_RUN)
        rv_text_printf(out, "%s, seed %llu: diverged\n", variant->name,
                       (unsigned long long)result->seed);
}
