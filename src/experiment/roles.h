/* Who plays which part: the failing run, the cured one, and of each variant the run that is shown.
 *
 * The one place for it: charts, figures, pages, sheets and lessons ask here, so that none draws as
 * cured what another does not. Variants and results are indices; RV_ROLES_NONE: there is none. */
#ifndef RAVINE_EXPERIMENT_ROLES_H
#define RAVINE_EXPERIMENT_ROLES_H

#include "ravine/experiment.h"

#define RV_ROLES_NONE ((size_t)-1)

/* ---- Of a scenario, before anything has run ---- */

/* Whether the variant of that name is a right answer to the scenario's question: there may be
 * several, or none. */
bool rv_roles_is_answer(const struct rv_scenario *scenario, const char *variant);
/* The first of them, for what has room for one. */
size_t rv_roles_answer(const struct rv_scenario *scenario);
/* The seed that is shown first: the one for class, else the first. */
uint64_t rv_roles_demo_seed(const struct rv_scenario *scenario);
/* The variant that will be the cured one, where the first one fails: the answer; of a scenario
 * without one, the second variant. */
size_t rv_roles_cure(const struct rv_scenario *scenario);

/* ---- Of what was run ---- */

/* The first variant that has a run. By convention the first one of a scenario is the failing one,
 * but it may have been left out. */
size_t rv_roles_failing(const struct rv_experiment *experiment);
/* The answer, where it has a run and is not the failing one; a variant that is not the answer never
 * takes its place. Of a scenario without an answer, the next variant that has a run. */
size_t rv_roles_cured(const struct rv_experiment *experiment);
/* The run of a variant that is shown where only one can be: of the seed that is shown first, else
 * the first that was made. The seed of the failing run goes before the variant's own: runs of one
 * seed share data, initial weights and mini-batch order. */
size_t rv_roles_run(const struct rv_experiment *experiment, size_t variant);

#endif
