/* Moons: two half circles of radius 1 that reach into each other.
 *
 *     class 0: (cos α, sin α),  class 1: (1 - cos α, 1/2 - sin α),  α ~ U(0, π)
 *
 * plus noise. Shifted by (1/2, 1/4), so that the two are centred together. No straight line parts
 * them. */
#include "data/pool.h"
#include "ravine/math.h"

#include <math.h>

struct rv_moons {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    double noise; /* standard deviation across both coordinates */
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_moons),
    RV_REAL(struct rv_moons, noise, .initial = 0.15, .minimum = 0, .maximum = 10,
            .help = "Standard deviation of the noise on both coordinates. From 0.25 on the moons "
                    "touch."),
    RV_POOL_POINT_ROWS(struct rv_moons),
    RV_PARAM_END
};

static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_moons *m = config;
    double angle = rv_pool_uniform(&one->stream, 0, RV_MATH_PI);
    double sign = one->label == 0 ? 1 : -1;

    x[0] = (float)(sign * (rv_math_cos(angle) - 0.5));
    x[1] = (float)(sign * (rv_math_sin(angle) - 0.25));
    rv_pool_add_noise(&one->stream, m->noise, x, 2);
}

static struct rv_pool_plan plan_of(const struct rv_moons *m)
{
    return (struct rv_pool_plan){
        .common = &m->common,
        .origin = &m->origin,
        .shape = { 1, 1, 2 },
        .classes = 2,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_moons = {
    .type = {
        .name = "moons",
        .summary = "Points in the plane: two half circles that reach into each other.",
        .params = params,
        .config_size = sizeof(struct rv_moons),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
