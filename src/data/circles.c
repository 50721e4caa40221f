/* Circles: rings round one centre.
 *
 *     (x, y) = r_k (cos α, sin α) + noise,  α ~ U(0, 2π),  r_k = 1 - (1 - inner)·k/(K - 1) */
#include "data/pool.h"
#include "ravine/math.h"

#include <math.h>

struct rv_circles {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    long classes;
    double inner; /* radius of the smallest circle; the largest has 1 */
    double noise;
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_circles),
    RV_INTEGER(struct rv_circles, classes, .initial = 2, .minimum = 2, .maximum = 10,
               .help = "Circles, from the largest to the smallest."),
    RV_REAL(struct rv_circles, inner, .initial = 0.4, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM,
            .help = "Radius of the smallest circle; the largest has 1. Near 1: hard to part."),
    RV_REAL(struct rv_circles, noise, .initial = 0.1, .minimum = 0, .maximum = 10,
            .help = "Standard deviation of the noise on both coordinates."),
    RV_POOL_POINT_ROWS(struct rv_circles),
    RV_PARAM_END
};

static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_circles *c = config;
    double angle = rv_pool_uniform(&one->stream, 0, 2 * RV_MATH_PI);
    double radius = 1 - (1 - c->inner) * (double)one->label / (double)(c->classes - 1);

    x[0] = (float)(radius * rv_math_cos(angle));
    x[1] = (float)(radius * rv_math_sin(angle));
    rv_pool_add_noise(&one->stream, c->noise, x, 2);
}

static struct rv_pool_plan plan_of(const struct rv_circles *c)
{
    return (struct rv_pool_plan){
        .common = &c->common,
        .origin = &c->origin,
        .shape = { 1, 1, 2 },
        .classes = (int)c->classes,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_circles = {
    .type = {
        .name = "circles",
        .summary = "Points in the plane: circles inside each other.",
        .params = params,
        .config_size = sizeof(struct rv_circles),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
