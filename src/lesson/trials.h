/* Trials: variants of a scenario on many seeds, in slices of a few milliseconds between two frames.
 *
 * An experiment (ravine/experiment.h), and what its variants do to the severity of the first. What
 * is there can be looked at between any two slices, seed by seed: all choices of a seed run before
 * those of the next.
 *
 *     trials = rv_trials_create(&scenario, order, count, 20);
 *     while (rv_trials_work(trials, 0.015))
 *         draw(rv_trials_effect(trials, variant));
 *     rv_trials_free(trials); */
#ifndef RAVINE_LESSON_TRIALS_H
#define RAVINE_LESSON_TRIALS_H

#include "experiment/effect.h"

#include "ravine/experiment.h"

struct rv_trials;

/* The scenario's selected variants on `seeds` seeds from its first one on; its own number of seeds
 * is overwritten. The variants in `first` (indices) run before all others. The scenario must
 * outlive the trials. */
enum rv_status rv_trials_create(struct rv_scenario *scenario, const size_t *first,
                                size_t first_count, size_t seeds, struct rv_trials **trials,
                                struct rv_error *error);
void rv_trials_free(struct rv_trials *trials); /* NULL is allowed */

/* About `seconds` of work on all cores (`threads` 0) or on that many. True while there is more. */
bool rv_trials_work(struct rv_trials *trials, double seconds, int threads);

/* Share of the planned epochs that are done, those under way not counted; 1: all, or a run could
 * not be made (the experiment's `error`) and no further one will be. Of the variants that run
 * first, or of all. */
double rv_trials_progress(const struct rv_trials *trials, bool all);
/* The first error of a run that could not be made, or of the claims; or NULL. */
const struct rv_error *rv_trials_error(const struct rv_trials *trials);

/* What a variant does to the severity of variant 0, on the seeds that both have finished. */
struct rv_effect rv_trials_effect(const struct rv_trials *trials, size_t variant);

/* What became of the claims: of the runs here when all are over, before that of those that came
 * with the program; NULL: nothing yet. One a claim. */
const struct rv_claim_verdict *rv_trials_verdicts(const struct rv_trials *trials);

/* How results that came with the program stand to the runs made here. */
struct rv_trials_stored {
    bool stored;         /* there are some, of this case as it is */
    bool changed;        /* there are some, but of another case: it was changed */
    const char *why;     /* why there are none; "" */
    size_t rerun, alike; /* runs that were made here; of them, those that agree to the last bit */
};
struct rv_trials_stored rv_trials_compare(const struct rv_trials *trials);

/* The experiment, for claims and figures; its claims are checked when all has run. */
struct rv_experiment *rv_trials_experiment(struct rv_trials *trials);

#endif
