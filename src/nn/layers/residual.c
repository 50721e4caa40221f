/* Residual block: output = layers(x) + shortcut(x).
 *
 * The shortcut is x itself, or a 1 × 1 convolution without bias where the layers change the number
 * of channels or the size of the map (its stride follows from both sizes). */
#include "nn/layers/residual.h"

#include "nn/layers/conv2d.h"
#include "nn/network.h"

enum shortcut { IDENTITY, PROJECTION };
static const char *const shortcuts[] = {"identity", "projection", NULL};

struct residual {
    int shortcut; /* enum shortcut */
};

static const struct rv_param params[] = {
    RV_CHOICE(struct residual, shortcut, .choices = shortcuts,
              .help = "What is added to the output of the layers: identity adds their input, and "
                      "needs the same shape; projection adds a 1 x 1 convolution of it."),
    RV_PARAM_END};

#define STRIDE_MAX 64

/* The smallest stride that takes `in` to `out` cells, 0 when there is none. */
static long stride_between(int in, int out)
{
    for (int stride = 1; stride <= STRIDE_MAX && stride <= in; stride++)
        if ((in - 1) / stride + 1 == out)
            return stride;
    return 0;
}

enum rv_status rv_residual_shortcut(const void *values, struct rv_shape in, struct rv_shape out,
                                    struct rv_config *projection, struct rv_error *error)
{
    const struct residual *config = values;
    long stride = stride_between(in.height, out.height);
    struct rv_conv2d *conv;

    if (config->shortcut == IDENTITY) {
        if (in.height == out.height && in.width == out.width && in.channels == out.channels)
            return RV_OK;
        return rv_error_set(error, RV_INPUT,
                            "the layers of the residual block make %d x %d x %d of %d x %d x %d; "
                            "shortcut: identity needs the same shape, use shortcut: projection",
                            out.height, out.width, out.channels, in.height, in.width, in.channels);
    }
    if (!stride || (in.width - 1) / stride + 1 != out.width)
        return rv_error_set(error, RV_INPUT,
                            "no stride of a 1 x 1 projection takes %d x %d to the %d x %d that the "
                            "layers of the residual block make; use padding: same in them",
                            in.height, in.width, out.height, out.width);
    rv_config_set_type(projection, &rv_layer_conv2d.type);
    conv = projection->values;
    conv->filters = out.channels;
    conv->kernel = 1;
    conv->stride = stride;
    conv->bias = false;
    return RV_OK;
}

/* dx = dlayers + dshortcut. */
static void fork_backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view a = rv_frame_gradient(frame, op->output);
    struct rv_view b = rv_frame_gradient(frame, op->other_output);
    struct rv_view sum;

    if (!op->backward_input)
        return;
    sum = rv_frame_gradient(frame, op->input);
    frame->kernels->add(&a, &b, &sum, 0, frame->count);
}

static void fork_forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    (void)op, (void)frame; /* both outputs are the input's buffer */
}

/* z = layers + shortcut, all of one shape. */
static void join_forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view a = rv_frame_data(frame, op->input);
    struct rv_view b = rv_frame_data(frame, op->other_input);
    struct rv_view sum = rv_frame_data(frame, op->output);

    frame->kernels->add(&a, &b, &sum, 0, frame->count);
}

static void join_backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    (void)op, (void)frame; /* both gradients are the output's buffer */
}

const struct rv_operator rv_residual_fork = {.forward = fork_forward, .backward = fork_backward};
const struct rv_operator rv_residual_join = {.forward = join_forward, .backward = join_backward};

const struct rv_layer_type rv_layer_residual = {
    .type = {.name = "residual",
             .summary = "Adds the input of a few layers to their output.",
             .reference = "He et al. 2016",
             .params = params,
             .config_size = sizeof(struct residual)},
    .composite = true,
};
