/* From layers to operations, from maps to memory: see plan.h. */
#include "nn/plan.h"

#include "nn/layers/residual.h"
#include "ravine/memory.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#define X(name) extern const struct rv_fusion rv_fusion_##name;
#include "nn/fusions/fusions.def"
#undef X

const struct rv_fusion *const rv_fusions[] = {
#define X(name) &rv_fusion_##name,
#include "nn/fusions/fusions.def"
#undef X
};
const size_t rv_fusion_count = sizeof rv_fusions / sizeof *rv_fusions;

#define ALIGNMENT 64u
#define CHANNELS 4 /* the narrowest vector of floats */

/* Every piece of memory starts on a cache line, as the kernels ask. */
static size_t round_up(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* ---- Operations ---- */

/* How many nodes from `at` on the fusion covers; 0 when it does not fit. A fork or a join ends
 * every sequence. */
static int match(const struct rv_fusion *fusion, const struct rv_network *network, size_t at)
{
    const struct rv_network_node *nodes[RV_OPERATION_LAYERS];
    int length = 0;

    while (length < RV_OPERATION_LAYERS && fusion->pattern[length]) {
        const struct rv_network_node *node = &network->nodes[at + (size_t)length];

        if (at + (size_t)length >= network->node_count || node->kind != RV_NETWORK_LAYER ||
            node->config.type != fusion->pattern[length])
            return 0;
        nodes[length++] = node;
    }
    return !fusion->fits || fusion->fits(nodes) ? length : 0;
}

/* The operation of one node alone. */
static const struct rv_operator *plain(const struct rv_network_node *node)
{
    if (node->kind == RV_NETWORK_FORK)
        return &rv_residual_fork;
    if (node->kind == RV_NETWORK_JOIN)
        return &rv_residual_join;
    return rv_layer_of(&node->config)->run;
}

/* The operation that starts at node `at`; returns how many nodes it covers. */
static int choose(const struct rv_plan *plan, size_t at, struct rv_operation *op)
{
    const struct rv_network *network = plan->network;
    const struct rv_network_node *first = &network->nodes[at], *last;
    int length = 0;

    *op = (struct rv_operation){0};
    for (size_t f = 0; plan->options.fuse && f < rv_fusion_count && !length; f++) {
        if (rv_fusions[f]->inference && plan->options.training)
            continue;
        length = match(rv_fusions[f], network, at);
        op->run = rv_fusions[f]->run;
    }
    if (!length) {
        length = 1;
        op->run = plain(first);
    }
    for (int i = 0; i < length; i++)
        op->node[i] = first + i;
    last = first + length - 1;
    op->input = first->input;
    op->other_input = first->other_input;
    op->output = last->output;
    op->other_output = last->other_output;
    op->backward = plan->options.training && network->maps[op->output].wants_gradient;
    op->backward_input = op->backward && network->maps[op->input].wants_gradient;
    return length;
}

/* The operations in the order of the layers. Borders are asked for at once, because buffers
 * need them; bytes only after the buffers are known, because packed weights depend on their
 * geometry. */
static void list_operations(struct rv_plan *plan)
{
    size_t at = 0;

    plan->operations = rv_alloc(plan->network->node_count + 1, sizeof *plan->operations);
    while (at < plan->network->node_count) {
        struct rv_operation *op = &plan->operations[plan->count++];

        at += (size_t)choose(plan, at, op);
        if (op->run->borders)
            op->run->borders(op);
    }
}

/* ---- Buffers ---- */

/* The map's shape as it is stored: see plan.h. */
static struct rv_shape stored(const struct rv_plan *plan, int map)
{
    struct rv_shape shape = plan->network->maps[map].shape;

    if (map != 0 || !plan->count || !plan->operations[0].run->input_by_number)
        shape.channels = (shape.channels + CHANNELS - 1) / CHANNELS * CHANNELS;
    return shape;
}

/* A buffer for that map; its border and lifetime follow. */
static int add_buffer(struct rv_plan *plan, int map)
{
    plan->buffers[plan->buffer_count] =
        (struct rv_plan_buffer){.shape = stored(plan, map), .born = INT_MAX, .dies = -1};
    return (int)plan->buffer_count++;
}

/* Maps to buffers, forward. An operation may write over its input unless somebody else reads it:
 * the other branch of a fork, or the backward pass of the one who made it. */
static void place_data(struct rv_plan *plan)
{
    bool training = plan->options.training, kept = false;

    plan->data[0] = add_buffer(plan, 0);
    for (size_t o = 0; o < plan->count; o++) {
        const struct rv_operation *op = &plan->operations[o];
        int in = plan->data[op->input];
        bool over = op->run->in_place && !kept && !plan->buffers[in].shared &&
                    !(training && op->run->keeps_input);

        if (op->run == &rv_residual_fork) {
            plan->buffers[in].shared = true;
            plan->data[op->output] = plan->data[op->other_output] = in;
        } else {
            plan->data[op->output] = over ? in : add_buffer(plan, op->output);
        }
        kept = training && op->run->keeps_output;
    }
}

/* The same for gradients, backward. A sum hands its gradient on to both branches. */
static void place_gradients(struct rv_plan *plan)
{
    const struct rv_network_map *maps = plan->network->maps;

    if (!plan->options.training)
        return;
    plan->gradient[plan->network->last] = add_buffer(plan, plan->network->last);
    for (size_t o = plan->count; o-- > 0;) {
        const struct rv_operation *op = &plan->operations[o];
        int out = plan->gradient[op->output];

        if (!op->backward)
            continue;
        if (op->run == &rv_residual_join) {
            plan->buffers[out].shared = true;
            if (maps[op->input].wants_gradient)
                plan->gradient[op->input] = out;
            if (maps[op->other_input].wants_gradient)
                plan->gradient[op->other_input] = out;
        } else if (op->backward_input) {
            plan->gradient[op->input] =
                op->run->gradient_in_place && !plan->buffers[out].shared && !op->run->finish
                    ? out
                    : add_buffer(plan, op->input);
        }
    }
}

/* The buffer is needed at that time. */
static void touch(struct rv_plan *plan, int buffer, size_t time)
{
    struct rv_plan_buffer *b;

    if (buffer < 0)
        return;
    b = &plan->buffers[buffer];
    b->born = b->born < (int)time ? b->born : (int)time;
    b->dies = b->dies > (int)time ? b->dies : (int)time;
}

/* Somebody reads that many rows of zeros around the buffer. */
static void widen(struct rv_plan *plan, int buffer, int border)
{
    if (buffer >= 0 && plan->buffers[buffer].border < border)
        plan->buffers[buffer].border = border;
}

/* Forward step o happens at time o, its backward step at 2n − o, so that the gradients of one
 * block of layers live shortly and share memory: a deep network needs few gradient buffers. The
 * numbers that a backward step reads live from forward to there. */
static void find_lifetimes(struct rv_plan *plan)
{
    size_t n = plan->count, end = 2 * n + 1;

    touch(plan, plan->data[0], 0);
    touch(plan, plan->data[plan->network->last], n);
    touch(plan, plan->gradient[plan->network->last], n);
    for (size_t o = 0; o < n; o++) {
        const struct rv_operation *op = &plan->operations[o];
        const struct rv_operator *run = op->run;
        bool join = run == &rv_residual_join, fork = run == &rv_residual_fork;
        int in = plan->data[op->input], out = plan->data[op->output];
        int in_gradient = plan->gradient[op->input], out_gradient = plan->gradient[op->output];

        touch(plan, in, o);
        touch(plan, out, o);
        widen(plan, in, op->input_border);
        if (join)
            touch(plan, plan->data[op->other_input], o);
        if (!op->backward)
            continue;
        widen(plan, out_gradient, op->gradient_border);
        touch(plan, run->keeps_input ? in : -1, 2 * n - o);
        touch(plan, run->keeps_output ? out : -1, 2 * n - o);
        touch(plan, in_gradient, 2 * n - o);
        touch(plan, out_gradient, 2 * n - o);
        touch(plan, fork ? plan->gradient[op->other_output] : -1, 2 * n - o);
        touch(plan, join ? plan->gradient[op->other_input] : -1, 2 * n - o);
        if (run->finish) {
            touch(plan, in, end);
            touch(plan, out_gradient, end);
            plan->buffers[in].deferred = plan->buffers[out_gradient].deferred = true;
        }
    }
}

/* ---- Memory ---- */

/* Takes `count` pieces of `bytes` from the end of the memory. Once the sum passes the limit it
 * stays SIZE_MAX, so that no product can overflow into something small. */
static void claim(struct rv_plan *plan, size_t *at, size_t count, size_t bytes)
{
    *at = plan->size;
    if (plan->size == SIZE_MAX || !rv_memory_fits(count, round_up(bytes)))
        plan->size = SIZE_MAX;
    else
        plan->size += count * round_up(bytes);
    if (plan->size > RV_MEMORY_LIMIT)
        plan->size = SIZE_MAX;
}

/* Only then are the borders of one the borders of the other, and the zeros stay zeros. */
static bool same_geometry(const struct rv_plan_buffer *a, const struct rv_plan_buffer *b)
{
    return a->shape.height == b->shape.height && a->shape.width == b->shape.width &&
           a->shape.channels == b->shape.channels && a->border == b->border &&
           a->slots == b->slots;
}

/* Whether a and b are ever needed at the same time. */
static bool overlap(const struct rv_plan_buffer *a, const struct rv_plan_buffer *b)
{
    return a->born <= b->dies && b->born <= a->dies;
}

/* Puts buffer `k` where an earlier one of its geometry lies, if nobody there lives when it does. */
static bool reuse(struct rv_plan *plan, size_t k)
{
    struct rv_plan_buffer *b = &plan->buffers[k];

    for (size_t i = 0; i < k; i++) {
        const struct rv_plan_buffer *home = &plan->buffers[i];
        bool free = same_geometry(home, b) && home->dies >= 0;

        for (size_t j = 0; j < k && free; j++)
            free = !same_geometry(&plan->buffers[j], b) || plan->buffers[j].at != home->at ||
                   !overlap(&plan->buffers[j], b);
        if (free) {
            b->at = home->at;
            return true;
        }
    }
    return false;
}

/* First the maps, then the operations' own memory. */
static void lay_out(struct rv_plan *plan)
{
    size_t real = plan->options.kernels->real_size;

    for (size_t k = 0; k < plan->buffer_count; k++) {
        struct rv_plan_buffer *b = &plan->buffers[k];
        struct rv_view view = {.height = b->shape.height,
                               .width = b->shape.width,
                               .channels = b->shape.channels,
                               .border = b->border};

        if (b->dies < 0)
            continue;
        b->stride = round_up(rv_view_size(&view) * real) / real;
        b->slots = b->deferred ? plan->options.span : plan->options.slots;
        if (!reuse(plan, k))
            claim(plan, &b->at, b->slots, b->stride * real);
    }
    for (size_t o = 0; o < plan->count; o++) {
        struct rv_operation *op = &plan->operations[o];

        if (op->run->size)
            op->run->size(op, plan);
        for (int part = 0; part < RV_OPERATION_PARTS; part++) {
            claim(plan, &op->fixed_at[part], 1, op->fixed[part]);
            /* Blocks are cut anywhere: the parts of one example follow without a gap. */
            claim(plan, &op->example_at[part], 1, op->example[part] * plan->options.slots);
        }
    }
}

struct rv_plan *rv_plan_create(const struct rv_network *network,
                               const struct rv_plan_options *options)
{
    struct rv_plan *plan = rv_alloc(1, sizeof *plan);

    plan->network = network;
    plan->options = *options;
    plan->buffers = rv_alloc(2 * network->map_count, sizeof *plan->buffers);
    plan->data = rv_alloc(network->map_count, sizeof *plan->data);
    plan->gradient = rv_alloc(network->map_count, sizeof *plan->gradient);
    for (size_t m = 0; m < network->map_count; m++)
        plan->data[m] = plan->gradient[m] = -1;
    list_operations(plan);
    place_data(plan);
    place_gradients(plan);
    find_lifetimes(plan);
    lay_out(plan);
    return plan;
}

void rv_plan_free(struct rv_plan *plan)
{
    if (!plan)
        return;
    rv_free(plan->operations);
    rv_free(plan->buffers);
    rv_free(plan->data);
    rv_free(plan->gradient);
    rv_free(plan);
}
