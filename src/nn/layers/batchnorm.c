/* Batch normalisation (Ioffe & Szegedy 2015), one channel at a time over all its N = examples ·
 * height · width values:
 *
 *     out = γ (z − μ) r + β,      r = 1/sqrt(σ² + ε)
 *
 * Training: μ and the biased variance σ² of the batch, from per-example means and squares merged in
 * the order of the examples (Chan, Golub, LeVeque 1983). With s = Σ dy and t = Σ dy (z − μ)
 *
 *     dβ = s,   dγ = r t,   dz = γ r dy − γ r³ t/N (z − μ) − γ r s/N.
 *
 * Inference: the running statistics, which are constants: dz = γ r dy. They move as
 * running = m · running + (1 − m) · batch, with the unbiased variance (N − 1); m is the share kept,
 * Keras's momentum, 1 − PyTorch's. */
#include "nn/layers/batchnorm.h"

#include "nn/plan.h"

#include <math.h>
#include <string.h>

struct batchnorm {
    double momentum;
    double epsilon;
    bool center; /* β */
    bool scale;  /* γ */
    bool frozen_statistics;
};

static const struct rv_param params[] = {
    RV_REAL(struct batchnorm, momentum, .initial = 0.99, .minimum = 0, .maximum = 1,
            .live = RV_LIVE_STEP,
            .help = "Share of the running statistics that a step keeps (Keras's sense; PyTorch's "
                    "momentum is 1 minus this). Too large: validation sees statistics of long "
                    "ago; 1: they are never updated."),
    RV_REAL(struct batchnorm, epsilon, .initial = 1e-5, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_STEP,
            .help = "Added to the variance, so that a constant channel does not divide by zero: "
                    "(x - mean) / sqrt(variance + epsilon). 1e-5 as in PyTorch; Keras has 1e-3. In "
                    "training it is the batch's own variance (divided by N); what goes into the "
                    "running one is the unbiased (N - 1), as in PyTorch; recalibrated statistics "
                    "divide by N."),
    RV_BOOLEAN(struct batchnorm, center, .initial = 1, .help = "Has a learnt shift (beta)."),
    RV_BOOLEAN(struct batchnorm, scale, .initial = 1, .help = "Has a learnt factor (gamma)."),
    RV_BOOLEAN(struct batchnorm, frozen_statistics, .live = RV_LIVE_EPOCH,
               .help = "Training normalises with the running statistics too, and they stay as they "
                       "are: what a frozen layer of a network under fine-tuning should do. "
                       "trainable: false alone lets them move."),
    RV_PARAM_END};

static const struct batchnorm *config_of(const struct rv_network_node *node)
{
    return node->config.values;
}

/* gamma [channels] and beta [channels], each of them optional. No weight decay on either. */
static int arrays(const void *values, struct rv_shape in, struct rv_layer_array *array)
{
    const struct batchnorm *config = values;
    size_t channels = (size_t)in.channels;
    int count = 0;

    if (config->scale)
        array[count++] = (struct rv_layer_array){.name = "gamma", .count = channels, .value = 1};
    if (config->center)
        array[count++] = (struct rv_layer_array){.name = "beta", .count = channels};
    return count;
}

/* Place of gamma and of beta among the arrays; one beyond the last means none. */
static int gamma_of(const struct rv_network_node *node)
{
    return config_of(node)->scale ? 0 : RV_LAYER_ARRAYS;
}

static int beta_of(const struct rv_network_node *node)
{
    if (!config_of(node)->center)
        return RV_LAYER_ARRAYS;
    return config_of(node)->scale ? 1 : 0;
}

/* ---- Per-channel state ---- */

#define STATE_ROWS 12 /* arrays of [channels] in struct rv_batchnorm */
#define COUNTS 8      /* doubles kept for counts, a whole cache line */

/* All of it doubles, whatever the precision of the maps: it is little, and sums keep their
 * digits. */
size_t rv_batchnorm_size(const struct rv_operation *op, const struct rv_plan *plan)
{
    size_t channels = (size_t)rv_plan_data(plan, op->input).channels;

    return sizeof(double) * (COUNTS + (STATE_ROWS + 2 * RV_OPERATION_BLOCK) * channels);
}

struct rv_batchnorm rv_batchnorm_state(const struct rv_operation *op, const struct rv_frame *frame)
{
    size_t channels = (size_t)rv_plan_data(frame->plan, op->input).channels;
    double *start = rv_frame_fixed(frame, op, RV_BATCHNORM_STATE);
    double *row = start + COUNTS;

    return (struct rv_batchnorm){.counts = start,
                                 .mean = row,
                                 .m2 = row + channels,
                                 .scale = row + 2 * channels,
                                 .shift = row + 3 * channels,
                                 .sum_dy = row + 4 * channels,
                                 .sum_dyz = row + 5 * channels,
                                 .k1 = row + 6 * channels,
                                 .k2 = row + 7 * channels,
                                 .k3 = row + 8 * channels,
                                 .inverse = row + 9 * channels,
                                 .last_mean = row + 10 * channels,
                                 .last_m2 = row + 11 * channels,
                                 .block = {row + STATE_ROWS * channels,
                                           row + (STATE_ROWS + RV_OPERATION_BLOCK) * channels}};
}

/* ---- Forward ---- */

/* scale = γ r, shift = β, and the first coefficient of the backward pass. */
static void coefficients(const struct rv_operation *op, const struct rv_frame *frame,
                         const double *variance, double divisor)
{
    const struct rv_network_node *node = op->node[0];
    const double *gamma = rv_frame_parameters(frame, node, gamma_of(node));
    const double *beta = rv_frame_parameters(frame, node, beta_of(node));
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);

    for (int c = 0; c < node->in.channels; c++) {
        state.inverse[c] = 1 / sqrt(variance[c] / divisor + config_of(node)->epsilon);
        state.scale[c] = (gamma ? gamma[c] : 1) * state.inverse[c];
        state.shift[c] = beta ? beta[c] : 0;
        state.k1[c] = state.scale[c];
        state.k2[c] = state.k3[c] = 0;
    }
}

bool rv_batchnorm_is_constant(const struct rv_network_node *node)
{
    return config_of(node)->frozen_statistics;
}

/* Whether this pass normalises with the statistics of its own examples. */
static bool uses_batch(const struct rv_operation *op, const struct rv_frame *frame)
{
    return frame->pass->batch_statistics && (!op->constant || frame->pass->thawed);
}

/* Sums start at zero. On running statistics the coefficients are known now, and k2 = k3 = 0,
 * because constants pass no gradient. */
void rv_batchnorm_prepare(const struct rv_operation *op, const struct rv_frame *frame)
{
    const struct rv_network_node *node = op->node[0];
    size_t channels = (size_t)rv_plan_data(frame->plan, op->input).channels;
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);

    memset(state.sum_dy, 0, channels * sizeof *state.sum_dy);
    memset(state.sum_dyz, 0, channels * sizeof *state.sum_dyz);
    memset(state.mean, 0, channels * sizeof *state.mean);
    memset(state.m2, 0, channels * sizeof *state.m2);
    state.counts[0] = 0;
    if (uses_batch(op, frame))
        return;
    channels = (size_t)node->in.channels;
    memcpy(state.mean, frame->statistics + node->statistics, channels * sizeof *state.mean);
    coefficients(op, frame, frame->statistics + node->statistics + channels, 1);
}

/* Merges one example's mean and m2 over n values into those of the examples before it. */
static void merge(struct rv_batchnorm *state, const double *mean, const double *m2, double n,
                  int channels)
{
    double total = state->counts[0] + n;
    double share = n / total, weight = state->counts[0] * n / total;

    for (int c = 0; c < channels; c++) {
        double delta = mean[c] - state->mean[c];

        state->mean[c] += delta * share;
        state->m2[c] += m2[c] + delta * delta * weight;
    }
    state->counts[0] = total;
}

/* Moments of each example's map z [height, width, channels], merged one by one. */
void rv_batchnorm_gather(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view z = rv_frame_data(frame, op->input);
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    size_t channels = (size_t)z.channels;

    frame->kernels->batchnorm_moments(&z, 0, frame->count, state.block[0], state.block[1]);
    for (size_t i = 0; i < frame->count; i++)
        merge(&state, state.block[0] + i * channels, state.block[1] + i * channels,
              (double)z.height * z.width, z.channels);
}

/* Here the batch is complete. A pass with a gradient leaves its moments for commit():
 * evaluations in between must not disturb them. */
void rv_batchnorm_close(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    size_t channels = (size_t)op->node[0]->in.channels;

    coefficients(op, frame, state.m2, state.counts[0]);
    if (!frame->gradient)
        return;
    state.counts[1] = state.counts[0];
    memcpy(state.last_mean, state.mean, channels * sizeof *state.mean);
    memcpy(state.last_m2, state.m2, channels * sizeof *state.m2);
}

/* z -> out, the same shape. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    struct rv_view z = rv_frame_data(frame, op->input);
    struct rv_view out = rv_frame_data(frame, op->output);

    frame->kernels->batchnorm_apply(&z, state.mean, state.scale, state.shift, &out, 0,
                                    frame->count);
}

/* ---- Backward ---- */

/* One row an example: the order of the sum is that of the examples, whatever the blocks. */
void rv_batchnorm_add_sums(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    size_t channels = (size_t)rv_plan_data(frame->plan, op->input).channels;

    for (size_t i = 0; i < frame->count; i++)
        for (size_t c = 0; c < channels; c++) {
            state.sum_dy[c] += state.block[0][i * channels + c];
            state.sum_dyz[c] += state.block[1][i * channels + c];
        }
}

/* s and t of the head comment, for this block. */
static void backward_gather(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    struct rv_view z = rv_frame_data(frame, op->input);
    struct rv_view dy = rv_frame_gradient(frame, op->output);

    frame->kernels->batchnorm_backward_sums(&dy, &z, state.mean, 0, frame->count, state.block[0],
                                            state.block[1]);
    rv_batchnorm_add_sums(op, frame);
}

/* All examples have been summed: dγ, dβ, and what the way back through μ and σ² costs. */
void rv_batchnorm_backward_close(const struct rv_operation *op, const struct rv_frame *frame)
{
    const struct rv_network_node *node = op->node[0];
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    double *gamma = rv_frame_slope(frame, node, gamma_of(node));
    double *beta = rv_frame_slope(frame, node, beta_of(node));

    for (int c = 0; c < node->in.channels; c++) {
        double r = state.inverse[c];

        if (gamma)
            gamma[c] += r * state.sum_dyz[c];
        if (beta)
            beta[c] += state.sum_dy[c];
        if (uses_batch(op, frame)) {
            state.k2[c] = -state.scale[c] * r * r * state.sum_dyz[c] / state.counts[0];
            state.k3[c] = -state.scale[c] * state.sum_dy[c] / state.counts[0];
        }
    }
}

/* dy -> dz, the same shape. The first layer of a network has nobody to tell. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    struct rv_view z = rv_frame_data(frame, op->input);
    struct rv_view dy = rv_frame_gradient(frame, op->output), dz;

    if (!op->backward_input)
        return;
    dz = rv_frame_gradient(frame, op->input);
    frame->kernels->batchnorm_backward_apply(&dy, &z, state.mean, state.k1, state.k2, state.k3, &dz,
                                             0, frame->count);
}

/* ---- Running statistics ---- */

void rv_batchnorm_population(const struct rv_operation *op, const struct rv_frame *frame,
                             double *statistics)
{
    const struct rv_network_node *node = op->node[0];
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    double *mean = statistics + node->statistics, *variance = mean + node->in.channels;

    for (int c = 0; c < node->in.channels; c++) {
        mean[c] = state.mean[c];
        variance[c] = state.m2[c] / state.counts[0];
    }
}

void rv_batchnorm_commit(const struct rv_operation *op, const struct rv_frame *frame,
                         double *statistics)
{
    const struct rv_network_node *node = op->node[0];
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    double *mean = statistics + node->statistics, *variance = mean + node->in.channels;
    double m = config_of(node)->momentum, n = state.counts[1];

    if (op->constant)
        return;
    for (int c = 0; c < node->in.channels; c++) {
        double unbiased = state.last_m2[c] / (n > 1 ? n - 1 : 1);

        mean[c] = m * mean[c] + (1 - m) * state.last_mean[c];
        variance[c] = m * variance[c] + (1 - m) * unbiased;
    }
}

/* out = z·scale + shift, for folding into the layer before. */
void rv_batchnorm_fold(const struct rv_network_node *node, const struct rv_frame *frame,
                       double *scale, double *shift)
{
    const double *gamma = rv_frame_parameters(frame, node, gamma_of(node));
    const double *beta = rv_frame_parameters(frame, node, beta_of(node));
    const double *mean = frame->statistics + node->statistics;
    const double *variance = mean + node->in.channels;

    for (int c = 0; c < node->in.channels; c++) {
        scale[c] = (gamma ? gamma[c] : 1) / sqrt(variance[c] + config_of(node)->epsilon);
        shift[c] = (beta ? beta[c] : 0) - mean[c] * scale[c];
    }
}

static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    op->constant = rv_batchnorm_is_constant(op->node[0]);
    op->fixed[RV_BATCHNORM_STATE] = rv_batchnorm_size(op, plan);
}

static const struct rv_operator run = {
    .keeps_input = true,
    .in_place = true,
    .gradient_in_place = true,
    .size = size,
    .prepare = rv_batchnorm_prepare,
    .gather = rv_batchnorm_gather,
    .close = rv_batchnorm_close,
    .forward = forward,
    .backward_gather = backward_gather,
    .backward_close = rv_batchnorm_backward_close,
    .backward = backward,
    .population = rv_batchnorm_population,
    .commit = rv_batchnorm_commit,
};

const struct rv_layer_type rv_layer_batchnorm = {
    .type = {.name = "batchnorm",
             .summary = "Gives every channel mean 0 and variance 1 over the mini-batch.",
             .reference = "Ioffe & Szegedy 2015",
             .params = params,
             .config_size = sizeof(struct batchnorm)},
    .arrays = arrays,
    .statistics = 2,
    .run = &run,
};
