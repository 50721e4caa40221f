/* What is kept of one run: see result.h. */
#include "experiment/result.h"

#include "ravine/memory.h"

#include <string.h>

void rv_result_begin(struct rv_result *result, const struct rv_run *run,
                     const struct rv_recipe *recipe)
{
    size_t parameters = rv_run_parameter_count(run), statistics = rv_run_statistics_count(run);
    size_t epochs = (size_t)recipe->train.epochs;

    if (recipe->record.weights != RV_WEIGHTS_EVERY_EPOCH)
        return;
    result->epoch_parameters = rv_alloc(epochs * parameters, sizeof(double));
    if (statistics)
        result->epoch_statistics = rv_alloc(epochs * statistics, sizeof(double));
}

static void copy_row(double *rows, size_t row, const double *values, size_t n)
{
    if (rows)
        memcpy(rows + row * n, values, n * sizeof *values);
}

void rv_result_keep_epoch(struct rv_result *result, const struct rv_run *run, size_t row)
{
    copy_row(result->epoch_parameters, row, rv_run_parameters(run), rv_run_parameter_count(run));
    copy_row(result->epoch_statistics, row, rv_run_statistics(run), rv_run_statistics_count(run));
}

static void copy_table(struct rv_table *to, const struct rv_table *from)
{
    rv_table_init(to, (const char *const *)from->names, from->rows);
    for (size_t row = 0; row < from->rows; row++)
        rv_table_append(to, from->values + row * from->columns);
}

void rv_result_keep(struct rv_result *result, const struct rv_run *run,
                    const struct rv_recipe *recipe, double seconds)
{
    const struct rv_event *events = rv_run_events(run, &result->event_count);
    size_t n = rv_run_parameter_count(run), statistics = rv_run_statistics_count(run);

    copy_table(&result->epochs, rv_run_epochs(run));
    copy_table(&result->steps, rv_run_steps(run));
    if (result->event_count)
        result->events = rv_memdup(events, result->event_count * sizeof *events);
    if (recipe->record.weights != RV_WEIGHTS_NONE) {
        result->parameters = rv_memdup(rv_run_model(run), n * sizeof(double));
        result->parameter_count = n;
    }
    if (result->parameters && statistics) {
        result->statistics = rv_memdup(rv_run_model_statistics(run), statistics * sizeof(double));
        result->statistics_count = statistics;
    }
    result->note = rv_run_note(run) ? rv_strdup(rv_run_note(run)) : NULL;
    result->stopped = rv_run_stopped(run);
    if (result->stopped == RV_FINISHED_RUN)
        result->condition = rv_run_condition(run);
    result->untrained = 1 + rv_run_untrained_class(run);
    result->seconds = seconds;
    result->made = true;
}

void rv_result_release(struct rv_result *result)
{
    rv_table_release(&result->epochs);
    rv_table_release(&result->steps);
    rv_free(result->events);
    rv_free(result->parameters);
    rv_free(result->statistics);
    rv_free(result->epoch_parameters);
    rv_free(result->epoch_statistics);
    rv_free(result->note);
}

/* "2 one answer", "all at chance" where there are more runs than one. */
static void add_condition(const char *text, size_t count, size_t runs, struct rv_text *out)
{
    if (rv_text_string(out)[0])
        rv_text_add(out, ", ");
    if (runs > 1 && count == runs)
        rv_text_add(out, "all ");
    else if (runs > 1)
        rv_text_printf(out, "%zu ", count);
    rv_text_add(out, text);
}

void rv_experiment_print_condition(const struct rv_experiment *experiment, size_t variant,
                                   struct rv_text *out)
{
    size_t count[RV_RUN_CHANCE + 1] = {0}, runs = 0;
    int untrained = 0;
    struct rv_text words = {0};

    for (size_t s = 0; s < experiment->seed_count; s++) {
        const struct rv_result *it = &experiment->results[variant * experiment->seed_count + s];

        if (!it->made)
            continue;
        runs++;
        count[it->condition]++;
        untrained = it->untrained > untrained ? it->untrained : untrained;
    }
    for (int c = RV_RUN_WELL + 1; c <= RV_RUN_CHANCE; c++)
        if (count[c])
            add_condition(rv_run_condition_text((enum rv_run_condition)c), count[c], runs, &words);
    if (untrained)
        rv_text_printf(&words, "%sclass %d untrained", rv_text_string(&words)[0] ? ", " : "",
                       untrained - 1);
    rv_text_add(out, rv_text_string(&words));
    rv_text_release(&words);
}
