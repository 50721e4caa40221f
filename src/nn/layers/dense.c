/* Dense layer: z[o] = b[o] + Σ_i in[i] · w[i, o], i = (y, x, c) of the map.
 *
 * A map is flattened by the way. The gradient of the kernel waits until all blocks are through:
 * the array is large and each example adds little to it. */
#include "nn/layers/dense.h"

#include "nn/network.h"
#include "nn/plan.h"

struct dense {
    long units;
    bool bias;
    struct rv_initializer kernel_start;
};

static const struct rv_param params[] = {
    RV_INTEGER(struct dense, units, .initial = 2, .minimum = 1, .maximum = 65536,
               .help = "Outputs; in the last layer one for each class."),
    RV_BOOLEAN(struct dense, bias, .initial = 1, .help = "Adds a constant to each output."),
    RV_INITIALIZER_ROWS(struct dense),
    RV_PARAM_END};

/* Any shape -> 1 × 1 × units. */
static enum rv_status shape(const void *values, struct rv_shape in, struct rv_shape *out,
                            struct rv_error *error)
{
    const struct dense *config = values;

    (void)in, (void)error;
    *out = (struct rv_shape){1, 1, (int)config->units};
    return RV_OK;
}

/* kernel [in][units], bias [units]; in = (y, x, c). */
static int arrays(const void *values, struct rv_shape in, struct rv_layer_array *array)
{
    const struct dense *config = values;

    array[0] = (struct rv_layer_array){.name = "kernel",
                                       .count = rv_shape_size(in) * (size_t)config->units,
                                       .drawn = true,
                                       .start = config->kernel_start,
                                       .fan_in = (double)rv_shape_size(in),
                                       .fan_out = (double)config->units,
                                       .decay = 1};
    array[1] = (struct rv_layer_array){.name = "bias", .count = (size_t)config->units};
    return config->bias ? 2 : 1;
}

/* A multiplication and an addition for each weight. */
static double flops(const void *values, struct rv_shape in, struct rv_shape out)
{
    (void)values;
    return 2.0 * (double)rv_shape_size(in) * out.channels;
}

/* ---- The operation. Memory: weights, transposed weights ---- */

enum { PANELS, TRANSPOSED };

/* The dense layer's own node: after a flatten where both are one operation. */
static const struct rv_network_node *node_of(const struct rv_operation *op)
{
    return op->node[1] ? op->node[1] : op->node[0];
}

/* The outputs without a border that a convolution after them may need. */
static struct rv_view list_of(const struct rv_frame *frame, struct rv_view out)
{
    return rv_view_cell(out, 1, 1, out.channels, frame->kernels->real_size);
}

static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    const struct rv_kernels *k = plan->options.kernels;
    struct rv_view in = rv_plan_data(plan, op->input);
    int units = node_of(op)->out.channels;

    op->fixed[PANELS] = k->dense_pack_bytes(&in, units);
    if (op->backward_input) {
        struct rv_view din = rv_plan_gradient(plan, op->input);

        op->fixed[TRANSPOSED] = k->dense_pack_transposed_bytes(&din, units);
    }
}

static void prepare(const struct rv_operation *op, const struct rv_frame *frame)
{
    const struct rv_network_node *node = node_of(op);
    const double *kernel = rv_frame_parameters(frame, node, 0);
    struct rv_view in = rv_frame_data(frame, op->input);

    frame->kernels->dense_pack(&in, node->out.channels, kernel,
                               rv_frame_parameters(frame, node, 1),
                               rv_frame_fixed(frame, op, PANELS));
    if (op->backward_input && frame->gradient) {
        struct rv_view din = rv_frame_gradient(frame, op->input);

        frame->kernels->dense_pack_transposed(&din, node->out.channels, kernel,
                                              rv_frame_fixed(frame, op, TRANSPOSED));
    }
}

/* in [i] -> z [o]. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = list_of(frame, rv_frame_data(frame, op->output));

    frame->kernels->dense_forward(rv_frame_fixed(frame, op, PANELS), &in, &out, 0, frame->count);
}

/* din[i] = Σ_o w[i, o] · dz[o]. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view dout, din;

    if (!op->backward_input)
        return;
    dout = list_of(frame, rv_frame_gradient(frame, op->output));
    din = rv_frame_gradient(frame, op->input);
    frame->kernels->dense_backward_data(rv_frame_fixed(frame, op, TRANSPOSED), &dout, &din, 0,
                                        frame->count);
}

/* dw[i, o] = Σ_examples in[i] · dz[o], db[o] = Σ_examples dz[o]. */
static void finish(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view dout = list_of(frame, rv_frame_gradient(frame, op->output));
    double *kernel = rv_frame_slope(frame, node_of(op), 0);

    if (kernel)
        frame->kernels->dense_backward_kernel(&in, &dout, 0, frame->count, kernel,
                                              rv_frame_slope(frame, node_of(op), 1));
}

const struct rv_operator rv_dense_operator = {
    .keeps_input = true,
    .size = size,
    .prepare = prepare,
    .forward = forward,
    .backward = backward,
    .finish = finish,
};

const struct rv_layer_type rv_layer_dense = {
    .type = {.name = "dense",
             .summary = "Every output is a weighted sum of all inputs.",
             .params = params,
             .config_size = sizeof(struct dense)},
    .shape = shape,
    .arrays = arrays,
    .flops = flops,
    .run = &rv_dense_operator,
};
