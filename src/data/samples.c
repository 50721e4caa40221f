/* Samples of a run: describe, create the pool, split, scale. */
#include "data/samples.h"

#include "data/examples.h"
#include "data/missing.h"

enum rv_status rv_samples_create(const struct rv_config *data, const struct rv_split *split,
                                 const struct rv_scale *scale, uint64_t seed,
                                 struct rv_samples *samples, struct rv_error *error)
{
    const struct rv_dataset_type *type = (const struct rv_dataset_type *)data->type;
    struct rv_examples pool = { 0 };
    struct rv_shape shape;
    struct rv_split cut = *split;
    int classes;
    enum rv_status status = type->describe(data->values, &shape, &classes, error);

    *samples = (struct rv_samples){ 0 };
    if (status == RV_OK)
        status = type->create(data->values, seed, &pool, error);
    if (type->apart && type->apart(data->values))
        cut.order = RV_SPLIT_FILE_ORDER; /* they lie apart already */
    if (status == RV_OK)
        rv_split_copy(split, data->values, seed, &pool);
    if (status == RV_OK)
        status = rv_split_apply(&cut, data->values, seed, &pool, samples, error);
    if (status == RV_OK)
        rv_missing_fill(samples);
    if (status == RV_OK)
        rv_scale_apply(scale, samples);
    rv_examples_release(&pool);
    return status;
}

enum rv_status rv_samples_check(const struct rv_config *data, struct rv_shape shape,
                                struct rv_error *error)
{
    const struct rv_data_common *common = data->values;

    return rv_examples_check(shape,
                             (size_t)common->train + (size_t)common->validation +
                                 (size_t)common->fresh,
                             error);
}

void rv_samples_release(struct rv_samples *samples)
{
    rv_examples_release(&samples->training);
    rv_examples_release(&samples->validation);
    rv_examples_release(&samples->fresh);
}
