/* Dense layer: z[o] = b[o] + Σ_i in[i] · w[i, o], i = (y, x, c) of the map.
 *
 * A map is flattened by the way. The gradient of the kernel waits until all blocks are through:
 * the array is large and each example adds little to it. */
#include "nn/layers/dense.h"

#include "nn/layers/padded.h"
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

/* ---- The operation. Memory: weights, transposed weights, the copy of padded.h ---- */

enum { PANELS, TRANSPOSED, PADDED };

/* The dense layer's own node: after a flatten where both are one operation. */
static const struct rv_network_node *node_of(const struct rv_operation *op)
{
    return op->node[1] ? op->node[1] : op->node[0];
}

/* The outputs, without a border that a convolution after them may need. */
static struct rv_view outputs_of(const struct rv_operation *op, const struct rv_frame *frame,
                                 struct rv_view out, bool written)
{
    return rv_frame_list(frame, out, node_of(op)->out.channels, written);
}

/* Whether the input is one cell, of which only the layer's own numbers are read. */
static bool is_list(const struct rv_operation *op)
{
    return op->node[0]->in.height == 1 && op->node[0]->in.width == 1;
}

static struct rv_view inputs_of(const struct rv_operation *op, const struct rv_frame *frame,
                                struct rv_view in, bool written)
{
    return is_list(op) ? rv_frame_list(frame, in, op->node[0]->in.channels, written) : in;
}

/* Of a map with other channels than are stored. */
static struct rv_padded padded_of(const struct rv_operation *op, const struct rv_plan *plan)
{
    struct rv_shape in = op->node[0]->in;
    size_t units = (size_t)node_of(op)->out.channels, inputs = (size_t)in.channels;
    size_t stored = (size_t)rv_plan_data(plan, op->input).channels;

    return (struct rv_padded){.taps = (size_t)in.height * (size_t)in.width,
                              .inputs = inputs,
                              .outputs = units,
                              .stored_inputs = is_list(op) ? inputs : stored,
                              .stored_outputs = units};
}

/* The geometry that the weights are packed for. */
static struct rv_view packed_for(const struct rv_operation *op, const struct rv_plan *plan,
                                 struct rv_view map)
{
    size_t real = plan->options.kernels->real_size;

    return is_list(op) ? rv_view_cell(map, 1, 1, op->node[0]->in.channels, real) : map;
}

static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    const struct rv_kernels *k = plan->options.kernels;
    struct rv_view in = packed_for(op, plan, rv_plan_data(plan, op->input));
    struct rv_padded padded = padded_of(op, plan);
    int units = node_of(op)->out.channels;

    op->fixed[PANELS] = k->dense_pack_bytes(&in, units);
    if (op->backward_input) {
        struct rv_view din = packed_for(op, plan, rv_plan_gradient(plan, op->input));

        op->fixed[TRANSPOSED] = k->dense_pack_transposed_bytes(&din, units);
    }
    op->fixed[PADDED] = rv_padded_size(&padded);
}

static void prepare(const struct rv_operation *op, const struct rv_frame *frame)
{
    const struct rv_network_node *node = node_of(op);
    const double *kernel = rv_frame_parameters(frame, node, 0);
    const double *bias = rv_frame_parameters(frame, node, 1);
    struct rv_view in = packed_for(op, frame->plan, rv_plan_data(frame->plan, op->input));
    struct rv_padded padded = padded_of(op, frame->plan);

    if (!rv_padded_is_plain(&padded)) {
        rv_padded_fill(&padded, kernel, bias, rv_frame_fixed(frame, op, PADDED));
        kernel = rv_frame_fixed(frame, op, PADDED);
    }
    frame->kernels->dense_pack(&in, node->out.channels, kernel, bias,
                               rv_frame_fixed(frame, op, PANELS));
    if (op->backward_input && frame->gradient) {
        struct rv_view din = packed_for(op, frame->plan, rv_plan_gradient(frame->plan, op->input));

        frame->kernels->dense_pack_transposed(&din, node->out.channels, kernel,
                                              rv_frame_fixed(frame, op, TRANSPOSED));
    }
}

/* in [i] -> z [o]. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view in = inputs_of(op, frame, rv_frame_data(frame, op->input), false);
    struct rv_view out = outputs_of(op, frame, rv_frame_data(frame, op->output), true);

    frame->kernels->dense_forward(rv_frame_fixed(frame, op, PANELS), &in, &out, 0, frame->count);
}

/* din[i] = Σ_o w[i, o] · dz[o]. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view dout, din;

    if (!op->backward_input)
        return;
    dout = outputs_of(op, frame, rv_frame_gradient(frame, op->output), false);
    din = inputs_of(op, frame, rv_frame_gradient(frame, op->input), true);
    frame->kernels->dense_backward_data(rv_frame_fixed(frame, op, TRANSPOSED), &dout, &din, 0,
                                        frame->count);
}

/* dw[i, o] = Σ_examples in[i] · dz[o], db[o] = Σ_examples dz[o]. */
static void finish(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view in = inputs_of(op, frame, rv_frame_data(frame, op->input), false);
    struct rv_view dout = outputs_of(op, frame, rv_frame_gradient(frame, op->output), false);
    struct rv_padded padded = padded_of(op, frame->plan);
    bool plain = rv_padded_is_plain(&padded);
    double *kernel = rv_frame_slope(frame, node_of(op), 0);
    double *bias = rv_frame_slope(frame, node_of(op), 1);
    double *to = plain ? kernel : rv_frame_fixed(frame, op, PADDED);

    if (!kernel)
        return;
    if (!plain)
        rv_padded_clear(&padded, to);
    frame->kernels->dense_backward_kernel(&in, &dout, 0, frame->count, to, bias);
    if (!plain)
        rv_padded_add(&padded, to, kernel, NULL);
}

const struct rv_operator rv_dense_operator = {
    .keeps_input = true,
    .input_by_number = true,
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
