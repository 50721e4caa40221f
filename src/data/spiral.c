/* Spiral: one arm a class, wound round the centre.
 *
 *     (x, y) = r (cos α, sin α) + noise,  r ~ U(0.1, 1),  α = 2π(turns·r + k/K)
 *
 * The classic hard case for small dense networks: the more turns, the more bends the border has. */
#include "data/pool.h"
#include "ravine/math.h"

#include <math.h>

struct rv_spiral {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    long classes;
    double turns;
    double noise;
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_spiral),
    RV_INTEGER(struct rv_spiral, classes, .initial = 2, .minimum = 2, .maximum = 10,
               .help = "Arms of the spiral."),
    RV_REAL(struct rv_spiral, turns, .initial = 1, .minimum = 0, .maximum = 10,
            .help = "Turns of each arm. Above 2: more than a small network can learn."),
    RV_REAL(struct rv_spiral, noise, .initial = 0.03, .minimum = 0, .maximum = 10,
            .help = "Standard deviation of the noise on both coordinates."),
    RV_POOL_POINT_ROWS(struct rv_spiral),
    RV_PARAM_END
};

static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_spiral *s = config;
    double radius = rv_pool_uniform(&one->stream, 0.1, 1);
    double angle =
        2 * RV_MATH_PI * (s->turns * radius + (double)one->label / (double)s->classes);

    x[0] = (float)(radius * rv_math_cos(angle));
    x[1] = (float)(radius * rv_math_sin(angle));
    rv_pool_add_noise(&one->stream, s->noise, x, 2);
}

static struct rv_pool_plan plan_of(const struct rv_spiral *s)
{
    return (struct rv_pool_plan){
        .common = &s->common,
        .origin = &s->origin,
        .shape = { 1, 1, 2 },
        .classes = (int)s->classes,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_spiral = {
    .type = {
        .name = "spiral",
        .summary = "Points in the plane: the arms of a spiral.",
        .reference = "K. J. Lang and M. J. Witbrock, Learning to tell two spirals apart, 1988",
        .params = params,
        .config_size = sizeof(struct rv_spiral),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
