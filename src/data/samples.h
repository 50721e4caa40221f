/* The stages between a pool and the samples of a run: cut, then scale. */
#ifndef RAVINE_DATA_SAMPLES_H
#define RAVINE_DATA_SAMPLES_H

#include "ravine/dataset.h"

/* Cuts the pool (train + validation examples, then fresh ones) into the three sets of `samples`,
 * which are filled with copies. RV_INPUT when the set has no sessions or difficulties to sort
 * by. */
enum rv_status rv_split_apply(const struct rv_split *split, const struct rv_data_common *common,
                              uint64_t seed, const struct rv_examples *pool,
                              struct rv_samples *samples, struct rv_error *error);

/* Makes copies of examples in the pool, as the split asks for; they share a session. */
void rv_split_copy(const struct rv_split *split, const struct rv_data_common *common,
                   uint64_t seed, struct rv_examples *pool);

/* Scales all three sets in place. */
void rv_scale_apply(const struct rv_scale *scale, struct rv_samples *samples);

#endif
