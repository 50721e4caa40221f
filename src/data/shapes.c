/* Shapes: white forms on black at a random place, size and contrast; the class is the form.
 *
 *     coverage(u, v) = clamp(1/2 - d/pixel, 0, 1),  x = offset + gain·c·coverage + noise·N(0, 1)
 *
 * d is the signed distance of the pixel from the edge of the form (outlines.h), so edges are
 * smooth.
 *
 * Overlap: the distance is (1 - t)·d(own form) + t·d(partner), t ~ U(0, overlap/2). Up to
 * overlap 1 the two classes of a pair just touch. Above it they share the forms in the middle:
 * both have the density 2/overlap over (1 - overlap/2, overlap/2), and a coin there is the best
 * that anyone can do, so without noise the best error is 1 - 1/overlap. */
#include "data/outlines.h"
#include "data/pool.h"

#include <math.h>

struct rv_shapes {
    struct rv_data_common common;
    struct rv_pool_origin origin;
    long size; /* pixels a side */
    long classes;
    double radius;      /* half the side of the form, as a share of half the image */
    double jitter;      /* largest shift of the centre, share of the image */
    double size_jitter; /* radius is multiplied by U(1 - this, 1 + this) */
    double contrast_min, contrast_max;
    double noise, hard_noise; /* at difficulty 0 and 1; 0: as noise */
    double overlap;
    double offset;
    struct rv_reals session_offset; /* brightness added */
    struct rv_reals session_gain;   /* contrast multiplied */
    struct rv_reals session_shift;  /* pixels to the right */
};

static const struct rv_param params[] = {
    RV_DATA_COMMON_ROWS(struct rv_shapes),
    RV_INTEGER(struct rv_shapes, size, .initial = 16, .minimum = 8, .maximum = 64,
               .unit = "pixels", .help = "Height and width of the images."),
    RV_INTEGER(struct rv_shapes, classes, .initial = 4, .minimum = 2, .maximum = RV_OUTLINES_COUNT,
               .help = "Different forms: disc, square, triangles, plus, times, ring, frame, ..."),
    RV_REAL(struct rv_shapes, radius, .initial = 0.75, .minimum = 0.2, .maximum = 1,
            .help = "Size of the forms as a share of the image."),
    RV_REAL(struct rv_shapes, jitter, .initial = 0.08, .minimum = 0, .maximum = 0.5,
            .help = "Largest random shift, as a share of height and width."),
    RV_REAL(struct rv_shapes, size_jitter, .initial = 0.15, .minimum = 0, .maximum = 0.8,
            .help = "Random change of the size: 0.15 is up to 15 % smaller or larger."),
    RV_REAL(struct rv_shapes, contrast_min, .initial = 0.6, .minimum = 0, .maximum = 10,
            .help = "Lowest brightness of a form; uniform from here to contrast_max."),
    RV_REAL(struct rv_shapes, contrast_max, .initial = 1, .minimum = 0, .maximum = 10,
            .open = RV_OPEN_MINIMUM, .help = "Highest brightness of a form."),
    RV_REAL(struct rv_shapes, noise, .initial = 0.2, .minimum = 0, .maximum = 10,
            .help = "Standard deviation of the noise on each pixel."),
    RV_REAL(struct rv_shapes, hard_noise, .initial = 0, .minimum = 0, .maximum = 10,
            .help = "Noise of the hardest examples, `noise` being that of the easiest; 0: no "
                    "difference."),
    RV_REAL(struct rv_shapes, overlap, .initial = 0, .minimum = 0, .maximum = 2,
            .help = "How far each form is morphed towards its partner class. Above 1 the classes "
                    "overlap: the best possible error of a pair is 1 - 1/overlap."),
    RV_REAL(struct rv_shapes, offset, .initial = 0, .minimum = -1000, .maximum = 1000,
            .help = "Added to all pixels."),
    RV_POOL_IMAGE_ROWS(struct rv_shapes),
    RV_REALS(struct rv_shapes, session_offset, .minimum = -100, .maximum = 100,
             .help = "Brightness added in each session."),
    RV_REALS(struct rv_shapes, session_gain, .minimum = -100, .maximum = 100,
             .help = "Factor on the contrast in each session; negative: black on white."),
    RV_REALS(struct rv_shapes, session_shift, .minimum = -32, .maximum = 32, .unit = "pixels",
             .help = "Shift to the right in each session."),
    RV_PARAM_END
};

/* Pixel centres are at (u + 1/2, v + 1/2); distances are in units of the radius, so d·radius is in
 * pixels and the edge is one pixel wide at any size. */
static void draw(const void *config, struct rv_pool_case *one, float *x)
{
    const struct rv_shapes *s = config;
    struct rv_stream *stream = &one->stream;
    double half = (double)s->size / 2;
    double cx = half * (1 + 2 * s->jitter * rv_pool_uniform(stream, -1, 1)) +
                rv_pool_of_session(&s->session_shift, one->session, 0);
    double cy = half * (1 + 2 * s->jitter * rv_pool_uniform(stream, -1, 1));
    double radius = half * s->radius * (1 + s->size_jitter * rv_pool_uniform(stream, -1, 1));
    double contrast = rv_pool_uniform(stream, s->contrast_min, s->contrast_max) *
                      rv_pool_of_session(&s->session_gain, one->session, 1);
    double t = s->overlap / 2 * rv_stream_uniform(stream);
    double base = s->offset + rv_pool_of_session(&s->session_offset, one->session, 0);
    const struct rv_outline *own = &rv_outlines[one->label];
    const struct rv_outline *partner =
        &rv_outlines[rv_outlines_partner(one->label, (int)s->classes)];

    for (long v = 0; v < s->size; v++)
        for (long u = 0; u < s->size; u++) {
            double px = ((double)u + 0.5 - cx) / radius, py = ((double)v + 0.5 - cy) / radius;
            double d = own->distance(px, py);
            if (t > 0)
                d += t * (partner->distance(px, py) - d);
            x[v * s->size + u] =
                (float)(base + contrast * fmax(0, fmin(1, 0.5 - d * radius)));
        }
    rv_pool_add_noise(stream, rv_pool_grade(s->noise, s->hard_noise, one->difficulty), x,
                      (size_t)(s->size * s->size));
}

static enum rv_status check(const void *config, struct rv_error *error)
{
    const struct rv_shapes *s = config;

    if (s->contrast_min > s->contrast_max)
        return rv_error_set(error, RV_INPUT, "contrast_min: %g is above contrast_max: %g",
                            s->contrast_min, s->contrast_max);
    if (rv_pool_check_sessions(&s->origin, "session_offset", &s->session_offset, error) ||
        rv_pool_check_sessions(&s->origin, "session_gain", &s->session_gain, error) ||
        rv_pool_check_sessions(&s->origin, "session_shift", &s->session_shift, error))
        return RV_INPUT;
    return RV_OK;
}

static struct rv_pool_plan plan_of(const struct rv_shapes *s)
{
    return (struct rv_pool_plan){
        .common = &s->common,
        .origin = &s->origin,
        .shape = { (int)s->size, (int)s->size, 1 },
        .classes = (int)s->classes,
        .graded = s->hard_noise > 0,
        .check = check,
        .draw = draw,
    };
}

RV_POOL_GENERATOR(plan_of)

const struct rv_dataset_type rv_dataset_shapes = {
    .type = {
        .name = "shapes",
        .summary = "Small white forms (disc, square, triangle, ...) at a random place and size.",
        .params = params,
        .config_size = sizeof(struct rv_shapes),
    },
    .describe = describe,
    .graded = graded,
    .create = create,
};
