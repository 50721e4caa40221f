/* Where an operation finds its maps and its memory: see operation.h.
 *
 * Buffers hold several examples; a view starts at the first one of the frame's block, so that
 * layers and kernels count from 0. */
#include "nn/plan.h"

#include <string.h>

/* A view of the buffer that points nowhere yet. */
static struct rv_view geometry(const struct rv_plan_buffer *b)
{
    return (struct rv_view){.height = b->shape.height,
                            .width = b->shape.width,
                            .channels = b->shape.channels,
                            .border = b->border,
                            .stride = b->stride};
}

struct rv_view rv_plan_data(const struct rv_plan *plan, int map)
{
    return geometry(&plan->buffers[plan->data[map]]);
}

struct rv_view rv_plan_gradient(const struct rv_plan *plan, int map)
{
    return geometry(&plan->buffers[plan->gradient[map]]);
}

size_t rv_plan_numbers(const struct rv_plan *plan, int map)
{
    return rv_shape_size(plan->buffers[plan->data[map]].shape);
}

/* A buffer from the block's first example on. Buffers that wait for finish() hold more examples
 * than the others, so that the block lies elsewhere in them. */
static struct rv_view view_of(const struct rv_frame *frame, int buffer)
{
    const struct rv_plan_buffer *b = &frame->plan->buffers[buffer];
    size_t slot = b->deferred ? frame->deferred_slot : frame->slot;
    size_t real = frame->kernels->real_size;

    struct rv_view view = geometry(b);

    view.data = frame->plan->memory + b->at + slot * b->stride * real;
    return view;
}

struct rv_view rv_frame_data(const struct rv_frame *frame, int map)
{
    return view_of(frame, frame->plan->data[map]);
}

struct rv_view rv_frame_gradient(const struct rv_frame *frame, int map)
{
    return view_of(frame, frame->plan->gradient[map]);
}

struct rv_view rv_frame_list(const struct rv_frame *frame, struct rv_view cell, int numbers,
                             bool written)
{
    size_t real = frame->kernels->real_size, rest = (size_t)(cell.channels - numbers) * real;
    struct rv_view list = rv_view_cell(cell, 1, 1, numbers, real);

    for (size_t i = 0; written && rest && i < frame->count; i++)
        memset((char *)list.data + (i * list.stride + (size_t)numbers) * real, 0, rest);
    return list;
}

void *rv_frame_fixed(const struct rv_frame *frame, const struct rv_operation *op, int part)
{
    return frame->plan->memory + op->fixed_at[part];
}

void *rv_frame_example(const struct rv_frame *frame, const struct rv_operation *op, int part)
{
    return frame->plan->memory + op->example_at[part] + frame->slot * op->example[part];
}

const double *rv_frame_parameters(const struct rv_frame *frame, const struct rv_network_node *node,
                                  int a)
{
    return a < node->array_count ? frame->parameters + node->offset[a] : NULL;
}

double *rv_frame_slope(const struct rv_frame *frame, const struct rv_network_node *node, int a)
{
    return a < node->array_count && node->trainable ? frame->gradient + node->offset[a] : NULL;
}
