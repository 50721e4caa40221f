/* Convolution (as in all such libraries: a cross-correlation).
 *
 *     z[y, x, o] = b[o] + Σ_(ky, kx, c) in[y·s − top + ky, x·s − left + kx, c] · w[ky, kx, c, o]
 *
 * padding: same gives ceil(size / stride) cells; where the zeros cannot be shared evenly the bottom
 * and the right get one more (TensorFlow's rule). padding: valid never leaves the map. */
#include "nn/layers/conv2d.h"

#include "nn/layers/padded.h"
#include "nn/plan.h"

static const char *const paddings[] = {"same", "valid", NULL};

static const struct rv_param params[] = {
    RV_INTEGER(struct rv_conv2d, filters, .initial = 8, .minimum = 1, .maximum = 4096,
               .help = "Output channels; each has a kernel of its own. More cost time."),
    RV_INTEGER(struct rv_conv2d, kernel, .initial = 3, .minimum = 1, .maximum = 31,
               .unit = "pixels", .help = "Height and width of the kernel; 3 is usual."),
    RV_INTEGER(struct rv_conv2d, stride, .initial = 1, .minimum = 1, .maximum = 16,
               .unit = "pixels", .help = "Step of the kernel; 2 halves the map."),
    RV_CHOICE(struct rv_conv2d, padding, .choices = paddings,
              .help = "same: zeros around the map, which becomes size / stride cells, rounded up; "
                      "where they cannot be shared evenly (stride 2, even size) the bottom and the "
                      "right get one more, as in TensorFlow; PyTorch's padding=1 puts the first "
                      "kernel elsewhere. valid: no zeros, (size - kernel) / stride + 1 cells, "
                      "rounded down."),
    RV_BOOLEAN(struct rv_conv2d, bias, .initial = 1,
               .help = "Adds a constant to each output channel; useless before batchnorm."),
    RV_INITIALIZER_ROWS(struct rv_conv2d),
    RV_PARAM_END};

/* Output cells along one direction. */
static int cells(const struct rv_conv2d *config, int in)
{
    int kernel = (int)config->kernel, stride = (int)config->stride;

    if (config->padding == RV_CONV2D_SAME)
        return (in - 1) / stride + 1;
    return in < kernel ? 0 : (in - kernel) / stride + 1;
}

/* Zeros before the first cell. */
static int zeros(const struct rv_conv2d *config, int in)
{
    int needed = (cells(config, in) - 1) * (int)config->stride + (int)config->kernel - in;

    return config->padding == RV_CONV2D_SAME && needed > 0 ? needed / 2 : 0;
}

struct rv_window rv_conv2d_window(const struct rv_conv2d *config, struct rv_shape in)
{
    return (struct rv_window){.height = (int)config->kernel,
                              .width = (int)config->kernel,
                              .stride = (int)config->stride,
                              .top = zeros(config, in.height),
                              .left = zeros(config, in.width)};
}

/* height × width × channels -> cells × cells × filters. */
static enum rv_status shape(const void *values, struct rv_shape in, struct rv_shape *out,
                            struct rv_error *error)
{
    const struct rv_conv2d *config = values;

    *out = (struct rv_shape){cells(config, in.height), cells(config, in.width),
                             (int)config->filters};
    if (out->height > 0 && out->width > 0)
        return RV_OK;
    *out = (struct rv_shape){in.height, in.width, (int)config->filters};
    return rv_error_set(error, RV_INPUT,
                        "a kernel of %ld x %ld with padding: valid does not fit into %d x %d x %d; "
                        "kernel: %d or padding: same would",
                        config->kernel, config->kernel, in.height, in.width, in.channels,
                        in.height < in.width ? in.height : in.width);
}

/* kernel [ky][kx][channels][filters], bias [filters]. The fans count every tap. */
static int arrays(const void *values, struct rv_shape in, struct rv_layer_array *array)
{
    const struct rv_conv2d *config = values;
    double taps = (double)(config->kernel * config->kernel);

    array[0] = (struct rv_layer_array){
        .name = "kernel",
        .count = (size_t)(config->kernel * config->kernel * in.channels * config->filters),
        .drawn = true,
        .start = config->kernel_start,
        .fan_in = taps * in.channels,
        .fan_out = taps * (double)config->filters,
        .decay = 1};
    array[1] = (struct rv_layer_array){.name = "bias", .count = (size_t)config->filters};
    return config->bias ? 2 : 1;
}

/* A multiplication and an addition for each tap of each output. */
static double flops(const void *values, struct rv_shape in, struct rv_shape out)
{
    const struct rv_conv2d *config = values;

    return 2.0 * (double)rv_shape_size(out) * (double)(config->kernel * config->kernel) *
           in.channels;
}

/* ---- The operation ---- */

struct rv_window rv_conv2d_window_of(const struct rv_operation *op)
{
    return rv_conv2d_window(op->node[0]->config.values, op->node[0]->in);
}

/* Zeros that the kernels read instead of testing for the edge: around the input forward, and
 * around the gradient of the output where the flipped kernel hangs over on the way back. */
void rv_conv2d_borders(struct rv_operation *op)
{
    const struct rv_network_node *node = op->node[0];
    struct rv_window window = rv_conv2d_window_of(op);

    op->input_border = rv_window_border(&window, node->in.height, node->in.width, node->out.height,
                                        node->out.width);
    if (op->backward_input)
        op->gradient_border = rv_window_border_backward(&window, node->in.height, node->in.width,
                                                        node->out.height, node->out.width);
}

static struct rv_padded padded_of(const struct rv_operation *op, const struct rv_plan *plan)
{
    const struct rv_network_node *node = op->node[0];
    struct rv_window window = rv_conv2d_window_of(op);

    return (struct rv_padded){
        .taps = (size_t)window.height * (size_t)window.width,
        .inputs = (size_t)node->in.channels,
        .outputs = (size_t)node->out.channels,
        .stored_inputs = (size_t)rv_plan_data(plan, op->input).channels,
        .stored_outputs = (size_t)rv_plan_data(plan, op->output).channels,
    };
}

/* Weights are packed twice: for forward, and transposed and flipped for the gradient of the
 * input. The second only where something trainable lies before. */
void rv_conv2d_size(struct rv_operation *op, const struct rv_plan *plan)
{
    const struct rv_kernels *k = plan->options.kernels;
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_padded padded = padded_of(op, plan);
    int inputs = (int)padded.stored_inputs, outputs = (int)padded.stored_outputs;

    op->fixed[RV_CONV2D_PANELS] = k->conv2d_pack_bytes(&window, inputs, outputs);
    if (op->backward_input)
        op->fixed[RV_CONV2D_TRANSPOSED] =
            k->conv2d_pack_transposed_bytes(&window, inputs, outputs);
    op->fixed[RV_CONV2D_PADDED] = rv_padded_size(&padded);
}

/* Doubles are rounded here, once a pass. */
void rv_conv2d_pack(const struct rv_operation *op, const struct rv_frame *frame,
                    const double *kernel, const double *bias)
{
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_padded padded = padded_of(op, frame->plan);
    double *copy = rv_frame_fixed(frame, op, RV_CONV2D_PADDED);
    int inputs = (int)padded.stored_inputs, outputs = (int)padded.stored_outputs;

    if (!rv_padded_is_plain(&padded)) {
        rv_padded_fill(&padded, kernel, bias, copy);
        kernel = copy;
        bias = rv_padded_bias(&padded, copy);
    }
    frame->kernels->conv2d_pack(&window, inputs, outputs, kernel, bias,
                                rv_frame_fixed(frame, op, RV_CONV2D_PANELS));
    if (op->backward_input && frame->gradient)
        frame->kernels->conv2d_pack_transposed(&window, inputs, outputs, kernel,
                                               rv_frame_fixed(frame, op, RV_CONV2D_TRANSPOSED));
}

void rv_conv2d_prepare(const struct rv_operation *op, const struct rv_frame *frame)
{
    const struct rv_network_node *node = op->node[0];

    rv_conv2d_pack(op, frame, rv_frame_parameters(frame, node, 0),
                   rv_frame_parameters(frame, node, 1));
}

/* in [y, x, c] -> z [y', x', o]. */
void rv_conv2d_forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = rv_frame_data(frame, op->output);

    frame->kernels->conv2d_forward(&window, rv_frame_fixed(frame, op, RV_CONV2D_PANELS), &in, &out,
                                   0, frame->count);
}

bool rv_conv2d_gradients(const struct rv_operation *op, const struct rv_frame *frame,
                         struct rv_conv2d_gradients *to)
{
    struct rv_padded padded = padded_of(op, frame->plan);

    to->kernel = rv_frame_slope(frame, op->node[0], 0);
    to->bias = rv_frame_slope(frame, op->node[0], 1);
    if (!to->kernel)
        return false;
    if (!rv_padded_is_plain(&padded)) {
        to->kernel = rv_frame_fixed(frame, op, RV_CONV2D_PADDED);
        to->bias = rv_padded_bias(&padded, to->kernel);
        rv_padded_clear(&padded, to->kernel);
    }
    return true;
}

void rv_conv2d_add_gradients(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_padded padded = padded_of(op, frame->plan);

    if (!rv_padded_is_plain(&padded))
        rv_padded_add(&padded, rv_frame_fixed(frame, op, RV_CONV2D_PADDED),
                      rv_frame_slope(frame, op->node[0], 0),
                      rv_frame_slope(frame, op->node[0], 1));
}

/* dw[ky, kx, c, o] = Σ_(y, x) in[..] · dz[y, x, o], db[o] = Σ dz[y, x, o], and din is the
 * correlation of dz with the flipped kernel. A frozen layer only passes on. */
void rv_conv2d_backward(const struct rv_operation *op, const struct rv_frame *frame,
                        const struct rv_view *dz)
{
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_conv2d_gradients to;

    if (rv_conv2d_gradients(op, frame, &to)) {
        frame->kernels->conv2d_backward_kernel(&window, &in, dz, 0, frame->count, to.kernel,
                                               to.bias);
        rv_conv2d_add_gradients(op, frame);
    }
    if (op->backward_input) {
        struct rv_view din = rv_frame_gradient(frame, op->input);

        frame->kernels->conv2d_backward_data(&window,
                                             rv_frame_fixed(frame, op, RV_CONV2D_TRANSPOSED), dz,
                                             &din, 0, frame->count);
    }
}

static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view dz = rv_frame_gradient(frame, op->output);

    rv_conv2d_backward(op, frame, &dz);
}

static const struct rv_operator run = {
    .keeps_input = true,
    .input_by_number = true,
    .borders = rv_conv2d_borders,
    .size = rv_conv2d_size,
    .prepare = rv_conv2d_prepare,
    .forward = rv_conv2d_forward,
    .backward = backward,
};

const struct rv_layer_type rv_layer_conv2d = {
    .type = {.name = "conv2d",
             .summary = "Slides one small kernel for each output channel over the map.",
             .reference = "LeCun et al. 1989",
             .params = params,
             .config_size = sizeof(struct rv_conv2d)},
    .shape = shape,
    .arrays = arrays,
    .flops = flops,
    .run = &run,
};
