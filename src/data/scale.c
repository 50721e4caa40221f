/* Scaling: x' = ((x - a)/b)·factor + offset.
 *
 * a, b are the least value and the range (unit) or mean and standard deviation (standardize) of a
 * set: one pair over all pixels of images, one a feature for vectors (1 × 1 × n), whose features
 * have units of their own. b = 0, a constant, counts as 1. Which set the statistics come from is
 * the lesson: the training set (right), or each set its own (wrong). */
#include "data/examples.h"
#include "data/samples.h"
#include "ravine/memory.h"

#include <math.h>

static const char *const train_methods[] = { "none", "unit", "standardize", NULL };
static const char *const methods[] = { "none", "unit", "standardize", "as-train", NULL };
static const char *const sources[] = { "own", "train", NULL };

static const struct rv_param params[] = {
    RV_CHOICE(struct rv_scale, train, .choices = train_methods,
              .help = "Scaling of the training inputs: none, unit (0 to 1), standardize (mean 0, "
                      "standard deviation 1)."),
    RV_CHOICE(struct rv_scale, validation, .choices = methods, .initial_text = "as-train",
              .help = "Scaling of the validation inputs: as-train is right; a method of its own "
                      "is the mistake of two pipelines."),
    RV_REAL(struct rv_scale, validation_offset, .minimum = -1000, .maximum = 1000,
            .help = "Added to the validation inputs after scaling. Not 0: a wrong pipeline."),
    RV_REAL(struct rv_scale, validation_factor, .initial = 1, .minimum = -1000, .maximum = 1000,
            .help = "Multiplies the scaled validation inputs. Not 1: a wrong pipeline."),
    RV_CHOICE(struct rv_scale, statistics, .choices = sources,
              .help = "Where a validation method of its own takes its statistics from: the "
                      "validation set itself, or the training set."),
    RV_PARAM_END
};

const struct rv_type rv_scale_type = {
    .name = "scale",
    .summary = "Feature scaling of training and validation inputs.",
    .params = params,
    .config_size = sizeof(struct rv_scale),
};

enum { STATISTICS_OWN, STATISTICS_TRAIN };

/* x' = (x - a[j])/b[j] for group j of an element: groups = 1 for images, n for vectors. */
struct scale_map {
    size_t groups;
    double *a, *b; /* owned */
};

static void map_init(struct scale_map *map, struct rv_shape shape)
{
    map->groups = shape.height == 1 && shape.width == 1 ? (size_t)shape.channels : 1;
    map->a = rv_alloc(map->groups, sizeof *map->a);
    map->b = rv_alloc(map->groups, sizeof *map->b);
    for (size_t j = 0; j < map->groups; j++)
        map->b[j] = 1;
}

static void map_release(struct scale_map *map)
{
    rv_free(map->a);
    rv_free(map->b);
}

/* A constant feature has no scale: it only loses its mean. */
static double positive_or_one(double b)
{
    return b > 0 ? b : 1;
}

/* n values x[0], x[groups], ...: a single group has stride 1. */
static void measure_unit(struct scale_map *map, size_t j, const float *x, size_t n)
{
    double low = HUGE_VAL, high = -HUGE_VAL;

    for (size_t i = 0; i < n; i++) {
        low = fmin(low, (double)x[i * map->groups]);
        high = fmax(high, (double)x[i * map->groups]);
    }
    map->a[j] = low;
    map->b[j] = positive_or_one(high - low);
}

/* Two passes: the squares of deviations from the mean lose no digits to it. */
static void measure_standard(struct scale_map *map, size_t j, const float *x, size_t n)
{
    double sum = 0, squares = 0;

    for (size_t i = 0; i < n; i++)
        sum += (double)x[i * map->groups];
    map->a[j] = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        double deviation = (double)x[i * map->groups] - map->a[j];
        squares += deviation * deviation;
    }
    map->b[j] = positive_or_one(sqrt(squares / (double)n));
}

/* `none` leaves the identity that map_init() made. */
static void measure(struct scale_map *map, int method, const struct rv_examples *set)
{
    size_t n = set->count * rv_shape_size(set->shape) / map->groups;

    for (size_t j = 0; j < map->groups; j++) {
        if (method == RV_SCALE_UNIT)
            measure_unit(map, j, set->inputs + j, n);
        else if (method == RV_SCALE_STANDARDIZE)
            measure_standard(map, j, set->inputs + j, n);
    }
}

/* In double, rounded to float32 once. The identity changes no number: (x - 0)/1·1 + 0. */
static void transform(const struct scale_map *map, double factor, double offset,
                      struct rv_examples *set)
{
    size_t n = set->count * rv_shape_size(set->shape);

    for (size_t i = 0; i < n; i++) {
        size_t j = i % map->groups;
        set->inputs[i] =
            (float)(((double)set->inputs[i] - map->a[j]) / map->b[j] * factor + offset);
    }
}

void rv_scale_apply(const struct rv_scale *scale, struct rv_samples *samples)
{
    bool as_train = scale->validation == RV_SCALE_AS_TRAIN;
    int method = as_train ? scale->train : scale->validation;
    bool own = !as_train && scale->statistics == STATISTICS_OWN;
    struct scale_map training, validation;

    map_init(&training, samples->training.shape);
    map_init(&validation, samples->training.shape);
    measure(&training, scale->train, &samples->training);
    measure(&validation, method, own ? &samples->validation : &samples->training);
    transform(&training, 1, 0, &samples->training);
    transform(&validation, scale->validation_factor, scale->validation_offset,
              &samples->validation);
    transform(&validation, scale->validation_factor, scale->validation_offset, &samples->fresh);
    map_release(&training);
    map_release(&validation);
}
