/* Inverted dropout (Srivastava et al. 2014): each number is dropped with probability `rate`, the
 * others are divided by 1 − rate, so that nothing need be rescaled in inference (rescale: false
 * leaves the division out).
 *
 * The mask of an example is a function of (seed, purpose, layer, epoch, place in the epoch's
 * order). A number is kept when a 16-bit draw is not below rate · 65536 (two draws a word); the
 * factor is the exact inverse of that probability. Memory: the factors. */
#include "nn/layer.h"
#include "nn/network.h"
#include "nn/plan.h"
#include "ravine/stream.h"

#include <string.h>

struct dropout {
    double rate;
    bool rescale;
};

static const struct rv_param params[] = {
    RV_REAL(struct dropout, rate, .initial = 0.25, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,
            .help = "Share of the numbers that is dropped. Too large: training loss is noisy and "
                    "stays high."),
    RV_BOOLEAN(struct dropout, rescale, .initial = 1, .live = RV_LIVE_STEP,
               .help = "Divide what is kept by its share, so that inference sees numbers of the "
                       "same size. false: the mistake of leaving it out; inference then sees "
                       "numbers that are too large."),
    RV_PARAM_END};

#define DRAWS 65536.0 /* values of a 16-bit draw */

/* The mask of one example as numbers of type `real`: first `count` of them one behind the other,
 * then each pixel's `channels` to where they are stored, from the last on. */
#define DEFINE_FILL(real)                                                                          \
    static void fill_##real(struct rv_stream stream, uint32_t threshold, double factor,            \
                            real *mask, size_t count, size_t channels, size_t stored)              \
    {                                                                                              \
        const real kept = (real)factor;                                                            \
                                                                                                   \
        for (size_t i = 0; i < count; i += 2) {                                                    \
            uint32_t word = rv_stream_word(&stream);                                               \
                                                                                                   \
            mask[i] = (word & 0xffff) >= threshold ? kept : 0;                                     \
            if (i + 1 < count)                                                                     \
                mask[i + 1] = word >> 16 >= threshold ? kept : 0;                                  \
        }                                                                                          \
        for (size_t x = count / channels; channels < stored && x-- > 0;) {                         \
            memmove(mask + x * stored, mask + x * channels, channels * sizeof *mask);              \
            memset(mask + x * stored + channels, 0, (stored - channels) * sizeof *mask);           \
        }                                                                                          \
    }
DEFINE_FILL(float)
DEFINE_FILL(double)

/* The factors of the block's examples, as a map without a border. */
static struct rv_view mask_of(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view mask = rv_plan_data(frame->plan, op->input);

    mask.data = rv_frame_example(frame, op, 0);
    mask.border = 0;
    mask.stride = rv_view_size(&mask);
    return mask;
}

/* One stream an example: mini-batches of any size drop the same. */
static void draw(const struct rv_operation *op, const struct rv_frame *frame)
{
    const struct dropout *config = op->node[0]->config.values;
    struct rv_view mask = mask_of(op, frame);
    struct rv_shape shape = op->node[0]->in;
    size_t count = rv_shape_size(shape), channels = (size_t)shape.channels;
    size_t stored = (size_t)mask.channels;
    uint32_t threshold = (uint32_t)(config->rate * DRAWS + 0.5);
    double kept;

    if (threshold >= (uint32_t)DRAWS)
        threshold = (uint32_t)DRAWS - 1;
    kept = config->rescale ? DRAWS / (DRAWS - threshold) : 1;
    for (size_t i = 0; i < frame->count; i++) {
        struct rv_stream stream =
            rv_stream_at(frame->pass->seed, (enum rv_purpose)frame->pass->purpose,
                         op->node[0]->position, frame->pass->epoch,
                         frame->pass->place + frame->first + i);

        if (frame->kernels->precision == RV_FLOAT32)
            fill_float(stream, threshold, kept, (float *)mask.data + i * mask.stride, count,
                       channels, stored);
        else
            fill_double(stream, threshold, kept, (double *)mask.data + i * mask.stride, count,
                        channels, stored);
    }
}

/* Where nothing is dropped and both maps lie in one place there is nothing to do. */
static void apply(const struct rv_operation *op, const struct rv_frame *frame,
                  const struct rv_view *from, const struct rv_view *to)
{
    struct rv_view mask;

    if (frame->pass->dropout) {
        mask = mask_of(op, frame);
        frame->kernels->multiply(from, &mask, to, 0, frame->count);
    } else if (from->data != to->data) {
        frame->kernels->copy(from, to, 0, frame->count);
    }
}

/* In inference nothing drops, and nothing is kept. */
static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    if (plan->options.training)
        op->example[0] = rv_plan_numbers(plan, op->input) * plan->options.kernels->real_size;
}

static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = rv_frame_data(frame, op->output);

    if (frame->pass->dropout)
        draw(op, frame);
    apply(op, frame, &in, &out);
}

/* The same factors once more. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view dout = rv_frame_gradient(frame, op->output), din;

    if (!op->backward_input)
        return;
    din = rv_frame_gradient(frame, op->input);
    apply(op, frame, &dout, &din);
}

static const struct rv_operator run = {
    .in_place = true,
    .gradient_in_place = true,
    .size = size,
    .forward = forward,
    .backward = backward,
};

const struct rv_layer_type rv_layer_dropout = {
    .type = {.name = "dropout",
             .summary = "Sets a random share of the numbers to zero while training.",
             .reference = "Srivastava et al. 2014",
             .params = params,
             .config_size = sizeof(struct dropout)},
    .run = &run,
};
