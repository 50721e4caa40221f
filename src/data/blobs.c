/* Blobs: one round gaussian cloud of points a class, centres evenly on the unit circle.
 *
 *     (x, y) = (cos α, sin α) + spread·(N(0, 1), N(0, 1)),  α = 2πk/K
 *
 * With two classes the centres are 2 apart and the best possible error is Φ(-1/spread). */
#include "data/pool.h"
#include "ravine/math.h"

#include <math.h>

struct rv_blobs {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    long classes;
    double spread; /* standard deviation of a cloud */
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_blobs),
    RV_INTEGER(struct rv_blobs, classes, .initial = 3, .minimum = 2, .maximum = 30,
               .help = "Clouds of points."),
    RV_REAL(struct rv_blobs, spread, .initial = 0.35, .minimum = 0, .maximum = 10,
            .help = "Standard deviation of each cloud; the centres lie on a circle of radius 1. "
                    "Large: the clouds overlap."),
    RV_POOL_POINT_ROWS(struct rv_blobs),
    RV_PARAM_END
};

static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_blobs *b = config;
    double angle = 2 * RV_MATH_PI * (double)one->label / (double)b->classes;

    x[0] = (float)rv_math_cos(angle);
    x[1] = (float)rv_math_sin(angle);
    rv_pool_add_noise(&one->stream, b->spread, x, 2);
}

static struct rv_pool_plan plan_of(const struct rv_blobs *b)
{
    return (struct rv_pool_plan){
        .common = &b->common,
        .origin = &b->origin,
        .shape = { 1, 1, 2 },
        .classes = (int)b->classes,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_blobs = {
    .type = {
        .name = "blobs",
        .summary = "Points in the plane: one round cloud a class.",
        .params = params,
        .config_size = sizeof(struct rv_blobs),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
