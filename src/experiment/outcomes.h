/* What came of the runs of a case: of each run a few numbers, and what a variant does by them.
 *
 * Trials fill it while runs come in; stored results (experiment/stored.h) are read into it. The
 * words of the reveal come from here, whichever it was. */
#ifndef RAVINE_EXPERIMENT_OUTCOMES_H
#define RAVINE_EXPERIMENT_OUTCOMES_H

#include "experiment/cure.h"
#include "experiment/effect.h"

struct rv_outcomes_run {
    bool made, diverged;
    bool stuck;      /* it has learnt nothing */
    bool cured;      /* where the case says itself what a cure is */
    double severity; /* rv_effect_run() */
    double loss, val_loss, val_accuracy; /* of the last epoch */
    uint64_t bits;   /* of all losses and accuracies: alike where every bit is */
};

struct rv_outcomes {
    const struct rv_scenario *scenario;
    size_t seed_count;
    struct rv_outcomes_run *runs; /* owned; variant-major, as the results of an experiment */
    struct rv_cure cure;
};

/* Room for all runs of the scenario's variants on so many seeds. Release it; the scenario must
 * outlive it. */
void rv_outcomes_create(const struct rv_scenario *scenario, size_t seeds,
                        struct rv_outcomes *outcomes);
void rv_outcomes_release(struct rv_outcomes *outcomes);
/* A run of the experiment is over: what came of it, and what that means for its seed. */
void rv_outcomes_note(struct rv_outcomes *outcomes, const struct rv_experiment *experiment,
                      size_t result);
/* What a variant does, on the seeds on which it and the first one are made. Of the first one it is
 * the severity, without a word unless it is the right answer. */
struct rv_effect rv_outcomes_effect(const struct rv_outcomes *outcomes, size_t variant);

#endif
