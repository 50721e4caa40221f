/* Max pooling: the largest cell of each window; its gradient goes to that cell alone (of equal
 * cells to the first). Memory: the winner of each window. */
#include "nn/layers/pool2d.h"

#include "nn/plan.h"

static struct rv_window window_of(const struct rv_operation *op)
{
    return rv_pool2d_window(op->node[0]->config.values);
}

static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    if (op->backward_input)
        op->example[0] = rv_plan_numbers(plan, op->output);
}

/* height × width × channels -> windows × windows × channels. Without a way back no winner is
 * kept. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_window window = window_of(op);
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = rv_frame_data(frame, op->output);
    uint8_t *winner = op->backward_input ? rv_frame_example(frame, op, 0) : NULL;

    frame->kernels->maxpool_forward(&window, &in, &out, winner, 0, frame->count);
}

/* Zero everywhere but at the winners; where windows overlap, their sum. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_window window = window_of(op);
    struct rv_view dout = rv_frame_gradient(frame, op->output), din;

    if (!op->backward_input)
        return;
    din = rv_frame_gradient(frame, op->input);
    frame->kernels->maxpool_backward(&window, &dout, rv_frame_example(frame, op, 0), &din, 0,
                                     frame->count);
}

static const struct rv_operator run = {.size = size, .forward = forward, .backward = backward};

const struct rv_layer_type rv_layer_maxpool2d = {
    .type = {.name = "maxpool2d",
             .summary = "Keeps the largest number of each small window.",
             .params = rv_pool2d_params,
             .config_size = sizeof(struct rv_pool2d)},
    .shape = rv_pool2d_shape,
    .run = &run,
};
