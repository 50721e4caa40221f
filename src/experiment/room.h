/* How far a claim is from failing: the factor by which its bound could be tightened. */
#ifndef RAVINE_EXPERIMENT_ROOM_H
#define RAVINE_EXPERIMENT_ROOM_H

#include "scenario/claim.h"

#include "ravine/experiment.h"

/* Room beyond this is so much: a side that is 0 or has the other sign would have any. */
#define RV_ROOM_MOST 1e6
/* Below the first a claim may fail on the next seeds, above the second it tells nothing from
 * nothing: its bound is to be looked at. */
#define RV_ROOM_TIGHT 1.1
#define RV_ROOM_LOOSE 5.0

/* On values of its terms: of `left >= right` left/right, of `left <= right` right/left, where both
 * are below 0 the other way round; below 1 it does not hold. Of several comparisons the least. NaN
 * for == and !=, and where a value is missing. */
double rv_claim_room(const struct rv_claim_form *form, const double *values);

/* Over the seeds: `values` is term-major. */
struct rv_claim_room rv_claim_room_over(const struct rv_claim *claim,
                                        const struct rv_claim_form *form, const double *values,
                                        size_t seeds);

/* "1.62", "14", "> 1000"; "-" for none. */
void rv_claim_room_print(double room, struct rv_text *out);
/* "fails", "tight", "loose", or "" for what is well between; of an exact claim "". */
const char *rv_claim_room_mark(const struct rv_claim_verdict *verdict);

/* Whether the runs of all variants that the claim names have nothing random. */
bool rv_claim_is_exact(const struct rv_claim_form *form, const struct rv_scenario *scenario);

#endif
