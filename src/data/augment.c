/* Augmentation: rotation about the centre, shift, horizontal flip, noise.
 *
 * Each output pixel (row i, column j) is read, bilinearly, from the place that the transformation
 * moves there:
 *
 *     (x, y) = R(-θ)·((j, i) - centre - shift) + centre,  x mirrored if flipped
 *
 * Places outside the image take the nearest edge value. All draws are made whatever is switched on,
 * so that switching one on leaves the others as they were. */
#include "ravine/dataset.h"
#include "ravine/math.h"
#include "ravine/stream.h"

#include <math.h>
#include <string.h>

static const struct rv_param params[] = {
    RV_REAL(struct rv_augment, rotation, .minimum = 0, .maximum = 180, .unit = "degrees",
            .live = RV_LIVE_EPOCH,
            .help = "Training images are turned by up to this, to both sides. Where the class is "
                    "a direction, much of it destroys the class."),
    RV_REAL(struct rv_augment, shift, .minimum = 0, .maximum = 1, .live = RV_LIVE_EPOCH,
            .help = "Training images are moved by up to this share of height and width."),
    RV_BOOLEAN(struct rv_augment, flip, .live = RV_LIVE_EPOCH,
               .help = "Every second training image, at random, is mirrored left to right."),
    RV_REAL(struct rv_augment, noise, .minimum = 0, .maximum = 100, .live = RV_LIVE_EPOCH,
            .help = "Standard deviation of noise added to each pixel of training images, new in "
                    "each epoch."),
    RV_PARAM_END
};

const struct rv_type rv_augment_type = {
    .name = "augment",
    .summary = "Random changes of the training images, new in every epoch.",
    .params = params,
    .config_size = sizeof(struct rv_augment),
};

bool rv_augment_active(const struct rv_augment *augment)
{
    return augment->rotation > 0 || augment->shift > 0 || augment->flip || augment->noise > 0;
}

/* Where the output pixel (0, 0) comes from, and one pixel further right and down. */
struct warp {
    double x, y;
    double cosine, sine;
    bool mirrored;
};

/* A turn by θ moves (1, 0) to (cos θ, sin θ); y points down, so positive angles look clockwise.
 * The sampling place of a pixel is the pixel turned back, R(-θ). */
static struct warp make_warp(struct rv_shape shape, double theta, double shift_x, double shift_y,
                             bool mirrored)
{
    double centre_x = (double)(shape.width - 1) / 2, centre_y = (double)(shape.height - 1) / 2;
    double from_x = -centre_x - shift_x, from_y = -centre_y - shift_y;
    struct warp warp = {
        .cosine = rv_math_cos(theta), .sine = rv_math_sin(theta), .mirrored = mirrored
    };

    warp.x = warp.cosine * from_x + warp.sine * from_y + centre_x;
    warp.y = warp.cosine * from_y - warp.sine * from_x + centre_y;
    return warp;
}

/* Edge values go on outside: no black frame that a network could learn to see. */
static double clamp(double value, int last)
{
    return fmax(0, fmin(value, last));
}

/* Bilinear value of each channel at (x, y) inside [0, width - 1] × [0, height - 1]. */
static void sample(struct rv_shape shape, const float *in, double x, double y, float *out)
{
    int left = (int)x, top = (int)y;
    int right = left + 1 < shape.width ? left + 1 : left;
    int bottom = top + 1 < shape.height ? top + 1 : top;
    double fx = x - left, fy = y - top;
    const float *a = in + (top * shape.width + left) * shape.channels;
    const float *b = in + (top * shape.width + right) * shape.channels;
    const float *c = in + (bottom * shape.width + left) * shape.channels;
    const float *d = in + (bottom * shape.width + right) * shape.channels;

    for (int k = 0; k < shape.channels; k++) {
        double above = (1 - fx) * (double)a[k] + fx * (double)b[k];
        double below = (1 - fx) * (double)c[k] + fx * (double)d[k];
        out[k] = (float)((1 - fy) * above + fy * below);
    }
}

static void apply_warp(const struct warp *warp, struct rv_shape shape, const float *in,
                       float *out)
{
    for (int i = 0; i < shape.height; i++)
        for (int j = 0; j < shape.width; j++) {
            double x = warp->x + warp->cosine * j + warp->sine * i;
            double y = warp->y + warp->cosine * i - warp->sine * j;
            if (warp->mirrored)
                x = shape.width - 1 - x;
            sample(shape, in, clamp(x, shape.width - 1), clamp(y, shape.height - 1), out);
            out += shape.channels;
        }
}

void rv_augment_apply(const struct rv_augment *augment, struct rv_shape shape, const float *in,
                      float *out, uint64_t seed, uint32_t example, uint32_t epoch)
{
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_AUGMENT, 0, epoch, example);
    double turn = (2 * rv_stream_uniform(&stream) - 1) * augment->rotation;
    double shift_x = (2 * rv_stream_uniform(&stream) - 1) * augment->shift * shape.width;
    double shift_y = (2 * rv_stream_uniform(&stream) - 1) * augment->shift * shape.height;
    bool mirrored = rv_stream_below(&stream, 2) == 1 && augment->flip;
    size_t size = rv_shape_size(shape);

    if (augment->rotation > 0 || augment->shift > 0 || mirrored) {
        struct warp warp = make_warp(shape, turn * (RV_MATH_PI / 180), shift_x, shift_y, mirrored);
        apply_warp(&warp, shape, in, out);
    } else {
        memcpy(out, in, size * sizeof *out);
    }
    for (size_t i = 0; i < size && augment->noise > 0; i++)
        out[i] = (float)((double)out[i] + augment->noise * rv_stream_gaussian(&stream));
}
