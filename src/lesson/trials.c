/* Variants on many seeds in slices: see trials.h. */
#include "lesson/trials.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

struct rv_trials {
    struct rv_scenario *scenario;
    struct rv_experiment experiment;
    bool *early;     /* one a variant: it is among those that run first */
    double *severity; /* one a result, from when it is made */
    bool claims_checked;
    struct rv_error error; /* of the claims */
};

enum rv_status rv_trials_create(struct rv_scenario *scenario, const size_t *first,
                                size_t first_count, size_t seeds, struct rv_trials **out,
                                struct rv_error *error)
{
    struct rv_trials *trials = rv_alloc(1, sizeof *trials);
    size_t *early;
    enum rv_status status;

    scenario->seed_count = (long)seeds;
    trials->scenario = scenario;
    status = rv_experiment_create(scenario, &trials->experiment, error);
    if (status) {
        rv_free(trials);
        return status;
    }
    early = rv_alloc(first_count + 1, sizeof *early); /* variant 0 always is among them */
    trials->early = rv_alloc(scenario->variant_count, sizeof *trials->early);
    trials->early[0] = true;
    for (size_t i = 0; i < first_count; i++) {
        early[i + 1] = first[i];
        trials->early[first[i]] = true;
    }
    rv_experiment_put_first(&trials->experiment, early, first_count + 1);
    rv_free(early);
    trials->severity = rv_alloc(trials->experiment.result_count, sizeof *trials->severity);
    *out = trials;
    return RV_OK;
}

void rv_trials_free(struct rv_trials *trials)
{
    if (!trials)
        return;
    rv_experiment_release(&trials->experiment);
    rv_free(trials->early);
    rv_free(trials->severity);
    rv_free(trials);
}

static const struct rv_recipe *recipe_of(const struct rv_trials *trials, size_t result)
{
    return &trials->scenario->variants[trials->experiment.results[result].variant].recipe;
}

bool rv_trials_work(struct rv_trials *trials, double seconds, int threads)
{
    struct rv_experiment *experiment = &trials->experiment;
    struct rv_experiment_event event;
    struct rv_error error = {0};

    do {
        rv_experiment_advance(experiment, seconds, threads, &event);
        if (event.what == RV_RUN_DONE) {
            const struct rv_result *result = &experiment->results[event.result];

            trials->severity[event.result] =
                rv_effect_measure(trials->scenario->looks, &result->epochs,
                                  recipe_of(trials, event.result), result->stopped);
        }
    } while (event.what != RV_SLICE_DONE && event.what != RV_ALL_DONE);
    if (event.what == RV_ALL_DONE && !trials->claims_checked) {
        trials->claims_checked = true;
        if (rv_experiment_check_claims(experiment, &error))
            trials->error = error;
    }
    return event.what == RV_SLICE_DONE;
}

/* ---- What is there ---- */

double rv_trials_progress(const struct rv_trials *trials, bool all)
{
    const struct rv_experiment *experiment = &trials->experiment;
    long planned = 0, done = 0;

    for (size_t r = 0; r < experiment->result_count; r++) {
        size_t variant = experiment->results[r].variant;
        long epochs = recipe_of(trials, r)->train.epochs;

        if (!trials->scenario->variants[variant].selected || (!all && !trials->early[variant]))
            continue;
        planned += epochs;
        done += experiment->results[r].made ? epochs : 0;
    }
    return planned && experiment->error.status == RV_OK ? (double)done / (double)planned : 1;
}

const struct rv_error *rv_trials_error(const struct rv_trials *trials)
{
    const struct rv_error *error =
        trials->experiment.error.status ? &trials->experiment.error : &trials->error;

    return error->status ? error : NULL;
}

struct rv_experiment *rv_trials_experiment(struct rv_trials *trials)
{
    return &trials->experiment;
}

struct rv_effect rv_trials_effect(const struct rv_trials *trials, size_t variant)
{
    const struct rv_result *results = trials->experiment.results;
    size_t seeds = trials->experiment.seed_count;
    double *with = rv_alloc(2 * seeds, sizeof *with), *without = with + seeds;
    struct rv_effect effect;
    size_t hollow = 0;

    for (size_t s = 0; s < seeds; s++) {
        size_t r = variant * seeds + s;

        with[s] = results[r].made ? trials->severity[r] : RV_NAN;
        without[s] = results[s].made ? trials->severity[s] : RV_NAN;
        if (results[r].made && results[s].made &&
            rv_effect_is_hollow(trials->scenario->looks, &results[r], &results[s])) {
            with[s] = HUGE_VAL;
            hollow++;
        }
    }
    effect = rv_effect_of(with, without, seeds);
    effect.hollow = hollow;
    if (variant == 0) /* against itself there is nothing to say */
        effect.word = RV_EFFECT_NONE;
    rv_free(with);
    return effect;
}
