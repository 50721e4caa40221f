/* Variants on many seeds in slices: see trials.h. */
#include "lesson/trials.h"

#include "experiment/stored.h"

#include "ravine/memory.h"

struct rv_trials {
    struct rv_scenario *scenario;
    struct rv_experiment experiment;
    bool *early;     /* one a variant: it is among those that run first */
    struct rv_outcomes outcomes;
    struct rv_stored stored; /* results that came with the program; no seeds: there are none */
    struct rv_error unstored; /* why not */
    bool claims_checked;
    struct rv_error error; /* of the claims */
};

/* Those of other seeds than are run here would be of no use beside them. */
static void read_stored(struct rv_trials *trials)
{
    const struct rv_experiment *experiment = &trials->experiment;
    struct rv_stored *stored = &trials->stored;
    bool fits = rv_stored_read(trials->scenario, stored, &trials->unstored) == RV_OK &&
                stored->outcomes.seed_count == experiment->seed_count;

    for (size_t s = 0; fits && s < experiment->seed_count; s++)
        fits = stored->seeds[s] == experiment->seeds[s];
    if (!fits)
        rv_stored_release(stored);
}

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
    rv_outcomes_create(scenario, trials->experiment.seed_count, &trials->outcomes);
    read_stored(trials);
    *out = trials;
    return RV_OK;
}

void rv_trials_free(struct rv_trials *trials)
{
    if (!trials)
        return;
    rv_experiment_release(&trials->experiment);
    rv_free(trials->early);
    rv_outcomes_release(&trials->outcomes);
    rv_stored_release(&trials->stored);
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
        if (event.what == RV_RUN_DONE)
            rv_outcomes_note(&trials->outcomes, experiment, event.result);
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

/* While runs are under way, those that came with the program say more. */
static bool shows_stored(const struct rv_trials *trials)
{
    return trials->stored.seeds && rv_trials_progress(trials, true) < 1;
}

struct rv_effect rv_trials_effect(const struct rv_trials *trials, size_t variant)
{
    return rv_outcomes_effect(shows_stored(trials) ? &trials->stored.outcomes : &trials->outcomes,
                              variant);
}

const struct rv_claim_verdict *rv_trials_verdicts(const struct rv_trials *trials)
{
    return trials->experiment.verdicts ? trials->experiment.verdicts : trials->stored.claims;
}

struct rv_trials_stored rv_trials_compare(const struct rv_trials *trials)
{
    struct rv_trials_stored agreement = {.stored = trials->stored.seeds != NULL,
                                            .changed = trials->unstored.status == RV_INPUT,
                                            .why = trials->unstored.message};

    for (size_t r = 0; agreement.stored && r < trials->experiment.result_count; r++)
        if (trials->outcomes.runs[r].made) {
            agreement.rerun++;
            agreement.alike +=
                trials->outcomes.runs[r].bits == trials->stored.outcomes.runs[r].bits;
        }
    return agreement;
}
