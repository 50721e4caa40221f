/* Missing values: see missing.h. */
#include "data/missing.h"

#include "ravine/memory.h"

static bool is_missing(float value)
{
    return value <= RV_MISSING_VALUE;
}

static bool has_missing(const struct rv_examples *set)
{
    size_t n = set->count * rv_shape_size(set->shape);

    for (size_t i = 0; i < n; i++)
        if (is_missing(set->inputs[i]))
            return true;
    return false;
}

/* Of feature j; 0 where no example has one. */
static float mean_of(const struct rv_examples *set, size_t j)
{
    size_t width = rv_shape_size(set->shape), found = 0;
    double sum = 0;

    for (size_t i = 0; i < set->count; i++)
        if (!is_missing(set->inputs[i * width + j])) {
            sum += (double)set->inputs[i * width + j];
            found++;
        }
    return found ? (float)(sum / (double)found) : 0.0F;
}

static void put(struct rv_examples *set, size_t j, float mean)
{
    size_t width = rv_shape_size(set->shape);

    for (size_t i = 0; i < set->count; i++)
        if (is_missing(set->inputs[i * width + j]))
            set->inputs[i * width + j] = mean;
}

void rv_missing_fill(struct rv_samples *samples)
{
    if (!has_missing(&samples->training) && !has_missing(&samples->validation) &&
        !has_missing(&samples->fresh))
        return;
    for (size_t j = 0; j < rv_shape_size(samples->training.shape); j++) {
        float mean = mean_of(&samples->training, j);

        put(&samples->training, j, mean);
        put(&samples->validation, j, mean);
        put(&samples->fresh, j, mean);
    }
}
