/* Xor: class 0 where x and y have the same sign, class 1 where they have not.
 *
 *     |x|, |y| ~ U(gap, 1), then noise on both
 *
 * A network without a hidden layer stays at chance: each coordinate alone says nothing. */
#include "data/pool.h"

struct rv_xor {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    double gap;
    double noise;
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_xor),
    RV_REAL(struct rv_xor, gap, .initial = 0.1, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .help = "Distance of the points from both axes before noise."),
    RV_REAL(struct rv_xor, noise, .initial = 0.1, .minimum = 0, .maximum = 10,
            .help = "Standard deviation of the noise on both coordinates. Above the gap points "
                    "stray over the axes."),
    RV_POOL_POINT_ROWS(struct rv_xor),
    RV_PARAM_END
};

static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_xor *e = config;
    double sign = rv_stream_below(&one->stream, 2) == 0 ? 1 : -1;
    double same = one->label == 0 ? 1 : -1;

    x[0] = (float)(sign * rv_pool_uniform(&one->stream, e->gap, 1));
    x[1] = (float)(sign * same * rv_pool_uniform(&one->stream, e->gap, 1));
    rv_pool_add_noise(&one->stream, e->noise, x, 2);
}

static struct rv_pool_plan plan_of(const struct rv_xor *e)
{
    return (struct rv_pool_plan){
        .common = &e->common,
        .origin = &e->origin,
        .shape = { 1, 1, 2 },
        .classes = 2,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_xor = {
    .type = {
        .name = "xor",
        .summary = "Points in the plane: opposite quadrants belong together.",
        .reference = "M. Minsky and S. Papert, Perceptrons, 1969",
        .params = params,
        .config_size = sizeof(struct rv_xor),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
