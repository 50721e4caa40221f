/* Gratings: sine waves whose direction (and frequency) is the class.
 *
 *     x(u, v) = offset + c·sin(2πf (u cos θ + v sin θ) + φ) + noise·N(0, 1)
 *     θ ~ N(step·(k mod angles) + tilt of the session, spread),  φ ~ U(0, 2π),  c ~ U(contrast)
 *
 * u, v: column and row in pixels; angles = classes/frequencies; class k has the frequency
 * f + f_step·(k div angles). A grating turned by 180 degrees is the same one, so the step is at
 * most 180/angles. With two classes, 40 degrees apart and spread by 12, no model can pass an
 * accuracy of Φ(20/12) = 0.952: the angles of the classes overlap. The random phase makes the mean
 * image of every class the same, so that no linear model gets off chance. All channels show the
 * same wave, each with noise of its own. */
#include "data/pool.h"
#include "ravine/math.h"

#include <math.h>

struct rv_gratings {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    long size;             /* rows */
    long width;            /* columns; 0: as size */
    long channels;
    long classes;
    long frequencies;      /* different frequencies among the classes */
    double frequency;      /* the lowest; cycles a pixel */
    double frequency_step; /* to the next one */
    double angle_step;     /* degrees between neighbouring classes */
    double spread;         /* standard deviation of θ, degrees */
    double hard_spread;    /* the same at difficulty 1; 0: as spread */
    double contrast_min, contrast_max;
    double noise;          /* standard deviation of the pixel noise */
    double hard_noise;     /* the same at difficulty 1; 0: as noise */
    double offset;
    struct rv_reals session_tilt; /* degrees added to θ */
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_gratings),
    RV_INTEGER(struct rv_gratings, size, .initial = 16, .minimum = 4, .maximum = 64,
               .unit = "pixels", .help = "Height of the images, and their width."),
    RV_INTEGER(struct rv_gratings, width, .initial = 0, .minimum = 0, .maximum = 64,
               .unit = "pixels", .help = "Width of the images; 0: as the height."),
    RV_INTEGER(struct rv_gratings, channels, .initial = 1, .minimum = 1, .maximum = 4,
               .help = "Channels: all show the same wave, each with noise of its own."),
    RV_INTEGER(struct rv_gratings, classes, .initial = 2, .minimum = 2, .maximum = 30,
               .help = "Classes: angles times frequencies."),
    RV_INTEGER(struct rv_gratings, frequencies, .initial = 1, .minimum = 1, .maximum = 3,
               .help = "Different frequencies; classes must be a multiple of it."),
    RV_REAL(struct rv_gratings, frequency, .initial = 0.2, .minimum = 0.02, .maximum = 0.5,
            .unit = "cycles per pixel",
            .help = "Lowest frequency of the waves. Above 0.25 pooling by two blurs them."),
    RV_REAL(struct rv_gratings, frequency_step, .initial = 0.1, .minimum = 0, .maximum = 0.2,
            .open = RV_OPEN_MINIMUM, .unit = "cycles per pixel",
            .help = "From one frequency to the next; the highest must not pass 0.5."),
    RV_REAL(struct rv_gratings, angle_step, .initial = 40, .minimum = 0, .maximum = 90,
            .open = RV_OPEN_MINIMUM, .unit = "degrees",
            .help = "Angle between neighbouring classes; at most 180/angles is used."),
    RV_REAL(struct rv_gratings, spread, .initial = 12, .minimum = 0, .maximum = 90,
            .unit = "degrees",
            .help = "Standard deviation of the angle within a class. Large: the classes overlap "
                    "and no model can tell them apart."),
    RV_REAL(struct rv_gratings, hard_spread, .initial = 0, .minimum = 0, .maximum = 90,
            .unit = "degrees",
            .help = "Spread of the hardest examples, `spread` being that of the easiest; 0: no "
                    "difference."),
    RV_REAL(struct rv_gratings, contrast_min, .initial = 0.5, .minimum = 0, .maximum = 1000,
            .help = "Lowest contrast; uniform from here to contrast_max."),
    RV_REAL(struct rv_gratings, contrast_max, .initial = 1, .minimum = 0, .maximum = 1000,
            .open = RV_OPEN_MINIMUM, .help = "Highest contrast."),
    RV_REAL(struct rv_gratings, noise, .initial = 0.5, .minimum = 0, .maximum = 1000,
            .help = "Standard deviation of the noise on each pixel."),
    RV_REAL(struct rv_gratings, hard_noise, .initial = 0, .minimum = 0, .maximum = 1000,
            .help = "Noise of the hardest examples, `noise` being that of the easiest; 0: no "
                    "difference."),
    RV_REAL(struct rv_gratings, offset, .initial = 0, .minimum = -1000, .maximum = 1000,
            .help = "Added to all pixels. Away from 0: inputs that are not centred, a narrow "
                    "valley of the loss."),
    RV_POOL_IMAGE_ROWS(struct rv_gratings),
    RV_REALS(struct rv_gratings, session_tilt, .minimum = -180, .maximum = 180, .unit = "degrees",
             .help = "Tilt of the camera in each session, added to the angle."),
    RV_PARAM_END
};

/* Angles are in degrees wherever a person sees them. */
static double radians(double degrees)
{
    return degrees * (RV_MATH_PI / 180);
}

static long width_of(const struct rv_gratings *g)
{
    return g->width > 0 ? g->width : g->size;
}

/* The draws before the noise are angle, contrast, phase, in this order: `size`, `width`,
 * `channels` and `noise` leave them as they are. */
static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_gratings *g = config;
    long angles = g->classes / g->frequencies;
    double step = fmin(g->angle_step, 180.0 / (double)angles);
    double spread = rv_pool_grade(g->spread, g->hard_spread, one->difficulty);
    double noise = rv_pool_grade(g->noise, g->hard_noise, one->difficulty);
    double theta = radians(step * (double)(one->label % angles) +
                           rv_pool_of_session(&g->session_tilt, one->session, 0) +
                           spread * rv_stream_gaussian(&one->stream));
    double contrast = rv_pool_uniform(&one->stream, g->contrast_min, g->contrast_max);
    double phase = rv_pool_uniform(&one->stream, 0, 2 * RV_MATH_PI);
    double frequency = g->frequency + g->frequency_step * (double)(one->label / angles);
    double wave = 2 * RV_MATH_PI * frequency;
    double along_u = wave * rv_math_cos(theta), along_v = wave * rv_math_sin(theta);
    long width = width_of(g);

    for (long v = 0; v < g->size; v++)
        for (long u = 0; u < width; u++) {
            float value =
                (float)(g->offset +
                        contrast * rv_math_sin(along_u * (double)u + along_v * (double)v + phase));

            for (long c = 0; c < g->channels; c++)
                x[(v * width + u) * g->channels + c] = value;
        }
    rv_pool_add_noise(&one->stream, noise, x, (size_t)(g->size * width * g->channels));
}

static enum rv_status check(const void *config, struct rv_error *error)
{
    const struct rv_gratings *g = config;
    double highest = g->frequency + g->frequency_step * (double)(g->frequencies - 1);

    if (g->classes % g->frequencies != 0)
        return rv_error_set(error, RV_INPUT, "classes: %ld is not a multiple of frequencies: %ld",
                            g->classes, g->frequencies);
    if (highest > 0.5)
        return rv_error_set(error, RV_INPUT,
                            "the highest of %ld frequencies is %g cycles per pixel; pixels can "
                            "show 0.5: lower frequency or frequency_step",
                            g->frequencies, highest);
    if (g->contrast_min > g->contrast_max)
        return rv_error_set(error, RV_INPUT, "contrast_min: %g is above contrast_max: %g",
                            g->contrast_min, g->contrast_max);
    if (rv_pool_check_sessions(&g->origin, "session_tilt", &g->session_tilt, error))
        return RV_INPUT;
    return RV_OK;
}

static struct rv_pool_plan plan_of(const struct rv_gratings *g)
{
    return (struct rv_pool_plan){
        .common = &g->common,
        .origin = &g->origin,
        .shape = { (int)g->size, (int)width_of(g), (int)g->channels },
        .classes = (int)g->classes,
        .graded = g->hard_noise > 0 || g->hard_spread > 0,
        .check = check,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_gratings = {
    .type = {
        .name = "gratings",
        .summary = "Noisy stripes; the class is their direction, with several frequencies both.",
        .params = params,
        .config_size = sizeof(struct rv_gratings),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
