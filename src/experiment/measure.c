/* Measures of what was run: of one result, and over the seeds of a variant. */
#include "ravine/experiment.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

struct rv_measure_range rv_experiment_range(const struct rv_recipe *recipe, size_t epochs,
                                            enum rv_stopped stopped)
{
    const struct rv_record *record = &recipe->record;
    long last = record->to ? record->to : recipe->train.epochs, made = (long)epochs;

    if (recipe->early_stopping.patience && stopped == RV_FINISHED_RUN && made < last)
        last = made;
    return (struct rv_measure_range){
        .from = record->from, .to = last, .threshold = record->threshold};
}

double rv_experiment_measure(const struct rv_experiment *experiment, size_t result,
                             const struct rv_measure_call *call)
{
    const struct rv_result *it = &experiment->results[result];
    struct rv_measure_range range;

    if (!it->made)
        return RV_NAN;
    range = rv_experiment_range(&experiment->scenario->variants[it->variant].recipe,
                                it->epochs.rows, it->stopped);
    return rv_measure_value(call, &it->epochs, &range);
}

struct rv_summary rv_experiment_summary(const struct rv_experiment *experiment, size_t variant,
                                        const struct rv_measure_call *call)
{
    size_t seeds = experiment->seed_count;
    double *values = rv_alloc(seeds + 1, sizeof *values);
    struct rv_summary summary;

    for (size_t s = 0; s < seeds; s++)
        values[s] = rv_experiment_measure(experiment, variant * seeds + s, call);
    summary = rv_summary_of(values, seeds);
    rv_free(values);
    return summary;
}
