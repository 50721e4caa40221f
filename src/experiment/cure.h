/* What counts as a cure in a case that says it itself: `better.cure` of the scenario.
 *
 *     rv_cure_create(&scenario, &cure);
 *     yes = rv_cure_holds(&cure, &experiment, variant, seed);
 *     rv_cure_release(&cure); */
#ifndef RAVINE_EXPERIMENT_CURE_H
#define RAVINE_EXPERIMENT_CURE_H

#include "ravine/experiment.h"
#include "scenario/claim.h"

struct rv_cure {
    struct rv_claim_form *forms; /* owned; one a variant; NULL: a third of the severity is a cure */
    size_t count;
};

/* The scenario has been read without mistakes. */
void rv_cure_create(const struct rv_scenario *scenario, struct rv_cure *cure);
void rv_cure_release(struct rv_cure *cure);
/* Whether the variant's run on the seed of that index is cured. False, while runs that it names are
 * missing. */
bool rv_cure_holds(const struct rv_cure *cure, const struct rv_experiment *experiment,
                   size_t variant, size_t seed);

#endif
