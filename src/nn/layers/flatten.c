/* Flatten: a map becomes the list of its numbers in the order (y, x, c). */
#include "nn/layer.h"
#include "nn/network.h"

static enum rv_status shape(const void *values, struct rv_shape in, struct rv_shape *out,
                            struct rv_error *error)
{
    (void)values, (void)error;
    *out = (struct rv_shape){1, 1, in.height * in.width * in.channels};
    return RV_OK;
}

/* The list seen as a map of the input's shape. */
static struct rv_view as_map(const struct rv_operation *op, const struct rv_frame *frame,
                             struct rv_view list, bool written)
{
    struct rv_shape in = op->node[0]->in;

    list = rv_frame_list(frame, list, op->node[0]->out.channels, written);
    return rv_view_cell(list, in.height, in.width, in.channels, frame->kernels->real_size);
}

/* height × width × channels -> 1 × 1 × n: what differs is the border, and channels that only the
 * map stores. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = as_map(op, frame, rv_frame_data(frame, op->output), true);

    frame->kernels->copy(&in, &out, 0, frame->count);
}

static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view dout = as_map(op, frame, rv_frame_gradient(frame, op->output), false), din;

    if (!op->backward_input)
        return;
    din = rv_frame_gradient(frame, op->input);
    frame->kernels->copy(&dout, &din, 0, frame->count);
}

static const struct rv_operator run = {
    .input_by_number = true,
    .forward = forward,
    .backward = backward,
};

const struct rv_layer_type rv_layer_flatten = {
    .type = {.name = "flatten", .summary = "Lists the numbers of a map row by row."},
    .shape = shape,
    .run = &run,
};
