/* Phantoms: pictures like scans of a head; the class is whether there is a lesion.
 *
 * An ellipse (skull) of random size and orientation with brighter rim, two dark ventricles, a
 * smooth random texture (three waves of one to two periods over the image) and noise, all times a
 * slowly varying gain, as a receiver coil makes it:
 *
 *     x = gain·(1 + bias·(u cos β + v sin β)/half)·tissue(u, v) + noise·N(0, 1)
 *
 * Class 0: nothing. Class 1: a small bright lesion anywhere inside. Class 2 (if asked for): a dark
 * one. The lesion is the only difference, and small: few examples do not suffice.
 * After the head phantom of Shepp and Logan (1974), much simplified. */
#include "data/pool.h"
#include "ravine/math.h"

#include <math.h>

struct rv_phantoms {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    long size; /* pixels a side */
    long classes;
    double lesion_radius; /* share of half the image */
    double lesion_contrast;
    double texture; /* amplitude of the smooth background */
    double bias;    /* largest relative change of the gain over half the image */
    double noise, hard_noise; /* at difficulty 0 and 1; 0: as noise */
    struct rv_reals session_gain;
    struct rv_reals session_bias; /* replaces `bias` */
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_phantoms),
    RV_INTEGER(struct rv_phantoms, size, .initial = 24, .minimum = 12, .maximum = 64,
               .unit = "pixels", .help = "Height and width of the images."),
    RV_INTEGER(struct rv_phantoms, classes, .initial = 2, .minimum = 2, .maximum = 3,
               .help = "2: without and with a bright lesion; 3: or a dark one."),
    RV_REAL(struct rv_phantoms, lesion_radius, .initial = 0.16, .minimum = 0.02, .maximum = 0.4,
            .help = "Radius of the lesion as a share of half the image."),
    RV_REAL(struct rv_phantoms, lesion_contrast, .initial = 0.6, .minimum = 0, .maximum = 10,
            .help = "Brightness of the lesion over the tissue. Small: hidden in the noise."),
    RV_REAL(struct rv_phantoms, texture, .initial = 0.08, .minimum = 0, .maximum = 10,
            .help = "Amplitude of the smooth random background."),
    RV_REAL(struct rv_phantoms, bias, .initial = 0.1, .minimum = 0, .maximum = 1,
            .help = "Change of the gain from the middle to the edge, in a random direction."),
    RV_REAL(struct rv_phantoms, noise, .initial = 0.08, .minimum = 0, .maximum = 10,
            .help = "Standard deviation of the noise on each pixel."),
    RV_REAL(struct rv_phantoms, hard_noise, .initial = 0, .minimum = 0, .maximum = 10,
            .help = "Noise of the hardest examples, `noise` being that of the easiest; 0: no "
                    "difference."),
    RV_POOL_IMAGE_ROWS(struct rv_phantoms),
    RV_REALS(struct rv_phantoms, session_gain, .minimum = 0, .maximum = 100,
             .help = "Gain of the scanner in each session."),
    RV_REALS(struct rv_phantoms, session_bias, .minimum = 0, .maximum = 1,
             .help = "Change of the gain over the image in each session, instead of `bias`."),
    RV_PARAM_END
};

#define WAVES 3

/* One head, in coordinates that reach from -1 to 1 over the image. */
struct head {
    double a, b;                   /* half axes: along the face, from ear to ear */
    double cosine, sine;           /* of its tilt */
    double ventricle;              /* half length of the ventricles */
    double lesion_x, lesion_y;     /* in the coordinates of the head */
    double wave[WAVES][3];         /* of the texture: two wave numbers and a phase */
    double gain, ramp_x, ramp_y;
};

/* All draws are made for every class, so that the lesion is the only thing that differs between
 * the same example with and without it. Ranges were chosen by eye at 24 × 24. */
static struct head draw_head(const struct rv_phantoms *p, struct rv_pool_case *one)
{
    struct rv_stream *stream = &one->stream;
    struct head h = {
        .a = rv_pool_uniform(stream, 0.8, 0.92),
        .b = rv_pool_uniform(stream, 0.62, 0.74),
    };
    double tilt = rv_pool_uniform(stream, -0.35, 0.35);
    double distance, angle;

    h.cosine = rv_math_cos(tilt);
    h.sine = rv_math_sin(tilt);
    h.ventricle = rv_pool_uniform(stream, 0.22, 0.32);
    /* Uniform over the ellipse that is left after 30 % at the rim: radius as a square root. */
    distance = 0.7 * sqrt(rv_stream_uniform(stream));
    angle = rv_pool_uniform(stream, 0, 2 * RV_MATH_PI);
    h.lesion_x = h.b * distance * rv_math_cos(angle);
    h.lesion_y = h.a * distance * rv_math_sin(angle);
    for (int k = 0; k < WAVES; k++) {
        double number = RV_MATH_PI * rv_pool_uniform(stream, 1, 2);
        double direction = rv_pool_uniform(stream, 0, RV_MATH_PI);
        h.wave[k][0] = number * rv_math_cos(direction);
        h.wave[k][1] = number * rv_math_sin(direction);
        h.wave[k][2] = rv_pool_uniform(stream, 0, 2 * RV_MATH_PI);
    }
    angle = rv_pool_uniform(stream, 0, 2 * RV_MATH_PI);
    h.gain = rv_pool_of_session(&p->session_gain, one->session, 1);
    h.ramp_x = rv_pool_of_session(&p->session_bias, one->session, p->bias) * rv_math_cos(angle);
    h.ramp_y = rv_pool_of_session(&p->session_bias, one->session, p->bias) * rv_math_sin(angle);
    return h;
}

/* Share of a pixel inside an ellipse: |p/axes| - 1 times the smaller axis is the distance from
 * its edge, nearly. Not hypot(): no overflow is near, and this is much faster. */
static double inside(double x, double y, double a, double b, double pixel)
{
    double d = (sqrt(x * x / (b * b) + y * y / (a * a)) - 1) * fmin(a, b);
    return fmax(0, fmin(1, 0.5 - d / pixel));
}

/* Brightness at (x, y) in the coordinates of the head: rim 0.85, tissue 0.45 with the texture,
 * ventricles 0.15, outside 0. */
static double tissue(const struct head *h, double x, double y, double texture, double pixel)
{
    double brain = inside(x, y, h->a - 0.12, h->b - 0.12, pixel);
    double skull = inside(x, y, h->a, h->b, pixel) - brain;
    double left, right, waves = 0;

    if (brain <= 0) /* most of the pixels */
        return 0.85 * skull;
    left = inside(x + 0.15, y, h->ventricle, 0.09, pixel);
    right = inside(x - 0.15, y, h->ventricle, 0.09, pixel);
    for (int k = 0; k < WAVES; k++)
        waves += rv_math_sin(h->wave[k][0] * x + h->wave[k][1] * y + h->wave[k][2]);
    return 0.85 * skull + brain * (0.45 + texture * waves - 0.3 * fmax(left, right));
}

static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_phantoms *p = config;
    struct head h = draw_head(p, one);
    double half = (double)p->size / 2, pixel = 1 / half;
    double lesion = one->label == 1 ? p->lesion_contrast : -p->lesion_contrast;

    for (long v = 0; v < p->size; v++)
        for (long u = 0; u < p->size; u++) {
            double px = ((double)u + 0.5) / half - 1, py = ((double)v + 0.5) / half - 1;
            double hx = h.cosine * px + h.sine * py, hy = h.cosine * py - h.sine * px;
            double value = tissue(&h, hx, hy, p->texture, pixel);
            if (one->label > 0)
                value += lesion * inside(hx - h.lesion_x, hy - h.lesion_y, p->lesion_radius,
                                         p->lesion_radius, pixel);
            x[v * p->size + u] =
                (float)(h.gain * (1 + h.ramp_x * px + h.ramp_y * py) * value);
        }
    rv_pool_add_noise(&one->stream, rv_pool_grade(p->noise, p->hard_noise, one->difficulty), x,
                      (size_t)(p->size * p->size));
}

static enum rv_status check(const void *config, struct rv_error *error)
{
    const struct rv_phantoms *p = config;

    if (rv_pool_check_sessions(&p->origin, "session_gain", &p->session_gain, error) ||
        rv_pool_check_sessions(&p->origin, "session_bias", &p->session_bias, error))
        return RV_INPUT;
    return RV_OK;
}

static struct rv_pool_plan plan_of(const struct rv_phantoms *p)
{
    return (struct rv_pool_plan){
        .common = &p->common,
        .origin = &p->origin,
        .shape = { (int)p->size, (int)p->size, 1 },
        .classes = (int)p->classes,
        .graded = p->hard_noise > 0,
        .check = check,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_phantoms = {
    .type = {
        .name = "phantoms",
        .summary = "Simple pictures of a head in a scanner, without and with a small lesion.",
        .reference = "after L. A. Shepp and B. F. Logan, The Fourier reconstruction of a head "
                     "section, 1974",
        .params = params,
        .config_size = sizeof(struct rv_phantoms),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
