/* Building a network: shapes, parameter layout, first values.
 *
 * One walk over the list in its order, into residual blocks, gives each layer its input shape, its
 * place in the flat parameters and statistics, and its maps. What only some layers have (arrays,
 * statistics, a shape of their own) is asked of the type; nothing here knows a layer by name. */
#include "nn/network.h"

#include "nn/layers/residual.h"
#include "ravine/memory.h"

#include <string.h>

/* What is handed down through the list and into residual blocks. */
struct network_builder {
    struct rv_network *network;
    struct rv_report *report;
};

struct context {
    bool trainable;
    double rate;
    int depth;
};

/* Doubles the room of a growing array when it is full; returns the new entry. */
#define GROW(array, count, capacity)                                                               \
    ((count) < (capacity)                                                                          \
         ? (void)0                                                                                 \
         : (void)((array) = rv_realloc((array), (count), 2 * (count) + 8, sizeof *(array)),        \
                  (capacity) = 2 * (count) + 8),                                                   \
     &(array)[(count)++])

/* A new tensor between two nodes; returns its number. */
static int add_map(struct rv_network *n, struct rv_shape shape, bool wants_gradient)
{
    *GROW(n->maps, n->map_count, n->map_capacity) = (struct rv_network_map){shape, wants_gradient};
    return (int)n->map_count - 1;
}

/* A line of the table that people see; shape and parameters are filled in as they become known. */
static struct rv_network_row *add_row(struct rv_network *n, const char *name, struct context c,
                                      struct rv_shape out)
{
    struct rv_network_row *row = GROW(n->rows, n->row_count, n->row_capacity);

    *row = (struct rv_network_row){
        .depth = c.depth, .enabled = true, .trainable = c.trainable, .out = out};
    strncat(row->name, name, sizeof row->name - 1);
    return row;
}

/* Gives the node's arrays their places and ranges. False when they are too large to be meant. */
static bool lay_out(struct rv_network *n, struct rv_network_node *node, const char *name,
                    double rate)
{
    const struct rv_layer_type *type = rv_layer_of(&node->config);

    node->array_count =
        type->arrays ? type->arrays(node->config.values, node->in, node->arrays) : 0;
    for (int a = 0; a < node->array_count; a++) {
        const struct rv_layer_array *array = &node->arrays[a];
        struct rv_text full = {0};

        if (!rv_memory_fits(n->parameter_count + array->count, sizeof(double)))
            return false;
        rv_text_printf(&full, "%s.%s", name, array->name);
        node->offset[a] = n->parameter_count;
        n->parameter_count += array->count;
        *GROW(n->ranges, n->range_count, n->range_capacity) =
            (struct rv_range){full.string,  node->offset[a], array->count,
                              rate,         array->decay,    node->trainable};
    }
    node->statistics = n->statistics_count;
    n->statistics_count += (size_t)type->statistics * (size_t)node->in.channels;
    return true;
}

/* One layer with a type, a name and a place; returns its output map. */
static int add_layer(struct network_builder *b, const struct rv_config *config, const char *name,
                     unsigned position, struct rv_position at, struct context c, int input)
{
    struct rv_network *n = b->network;
    const struct rv_layer_type *type = rv_layer_of(config);
    struct rv_shape in = n->maps[input].shape, out = in;
    struct rv_network_node *node;
    struct rv_error error = {0};
    bool wants = n->maps[input].wants_gradient;
    double flops;

    if (type->shape && type->shape(config->values, in, &out, &error))
        rv_report_append(b->report, &error, at);
    node = GROW(n->nodes, n->node_count, n->node_capacity);
    *node = (struct rv_network_node){
        .config = rv_config_copy(config), .position = position, .trainable = c.trainable,
        .input = input, .in = in, .out = out};
    if (!lay_out(n, node, name, c.rate))
        rv_report_add(b->report, RV_INPUT, at,
                      "%s would have too many parameters (its input is %d x %d x %d)", name,
                      in.height, in.width, in.channels);
    /* Forward once, backward once for the kernel and once for the input, each of them only
     * where somebody wants it. */
    flops = type->flops ? type->flops(config->values, in, out) : 0;
    n->flops += flops * (1 + (wants ? 1 : 0) + (c.trainable ? 1 : 0));
    node->output = add_map(n, out, wants || (c.trainable && node->array_count > 0));
    for (int a = 0; a < node->array_count; a++)
        n->rows[n->row_count - 1].parameters += node->arrays[a].count;
    return node->output;
}

static int build_list(struct network_builder *b, const struct rv_layer_spec *specs, size_t count,
                      struct context c, int input);

/* The shortcut's output: the fork's second map, or a projection of it. */
static int build_shortcut(struct network_builder *b, const struct rv_layer_spec *spec,
                          struct context c, int input, struct rv_shape wanted)
{
    struct rv_network *n = b->network;
    struct rv_config projection = {0};
    struct rv_error error = {0};
    char name[RV_LAYER_NAME_SIZE + 16] = "";
    int output = input;

    if (rv_residual_shortcut(spec->config.values, n->maps[input].shape, wanted, &projection,
                             &error)) {
        rv_report_append(b->report, &error, spec->at);
        return output;
    }
    if (projection.type) {
        strncat(name, spec->name, sizeof name - 1);
        strncat(name, ".shortcut", sizeof name - strlen(name) - 1);
        add_row(n, name, c, wanted);
        output = add_layer(b, &projection, name, spec->position, spec->at, c, input);
    }
    rv_config_release(&projection);
    return output;
}

/* FORK, inner layers, shortcut, JOIN. Both outputs of the fork have a number of their own,
 * which gives each branch its own gradient; the fork adds the two. */
static int build_residual(struct network_builder *b, const struct rv_layer_spec *spec,
                          struct context c, int input)
{
    struct rv_network *n = b->network;
    struct rv_network_node *node = GROW(n->nodes, n->node_count, n->node_capacity);
    struct rv_shape in = n->maps[input].shape;
    bool wants = n->maps[input].wants_gradient;
    size_t row = n->row_count;
    int inner, shortcut, first, second, output;

    add_row(n, spec->name, c, in);
    first = add_map(n, in, wants);
    second = add_map(n, in, wants);
    *node = (struct rv_network_node){.kind = RV_NETWORK_FORK, .position = spec->position,
                                     .input = input, .output = first, .other_output = second,
                                     .in = in, .out = in};
    c.depth++;
    inner = build_list(b, spec->inner, spec->inner_count, c, first);
    shortcut = build_shortcut(b, spec, c, second, n->maps[inner].shape);
    node = GROW(n->nodes, n->node_count, n->node_capacity);
    output = add_map(n, n->maps[inner].shape,
                     n->maps[inner].wants_gradient || n->maps[shortcut].wants_gradient);
    *node = (struct rv_network_node){.kind = RV_NETWORK_JOIN, .position = spec->position,
                                     .input = inner, .other_input = shortcut, .output = output,
                                     .in = n->maps[inner].shape, .out = n->maps[inner].shape};
    n->rows[row].out = n->maps[inner].shape;
    return output;
}

/* The shape that the layer would make if it were on, inner layers included. */
static struct rv_shape shape_after(const struct rv_layer_spec *spec, struct rv_shape in)
{
    const struct rv_layer_type *type = rv_layer_of(&spec->config);
    struct rv_shape out = in;

    for (size_t i = 0; i < spec->inner_count; i++)
        if (spec->inner[i].enabled)
            out = shape_after(&spec->inner[i], out);
    if (type->shape)
        (void)type->shape(spec->config.values, in, &out, NULL); /* where it does not fit: `in` */
    return out;
}

/* A disabled layer must have kept the shape, or those after it would not fit. */
static void pass_through(struct network_builder *b, const struct rv_layer_spec *spec,
                         struct context c, struct rv_shape in)
{
    struct rv_shape out = shape_after(spec, in);

    add_row(b->network, spec->name, c, in)->enabled = false;
    if (out.height != in.height || out.width != in.width || out.channels != in.channels)
        rv_report_add(b->report, RV_INPUT, spec->at,
                      "%s makes %d x %d x %d of %d x %d x %d: only a layer that keeps the shape "
                      "can have enabled: false",
                      spec->name, out.height, out.width, out.channels, in.height, in.width,
                      in.channels);
}

static int build_list(struct network_builder *b, const struct rv_layer_spec *specs, size_t count,
                      struct context outer, int input)
{
    for (size_t i = 0; i < count; i++) {
        const struct rv_layer_spec *spec = &specs[i];
        struct context c = {outer.trainable && spec->trainable, outer.rate * spec->rate,
                            outer.depth};

        if (!spec->enabled) {
            pass_through(b, spec, c, b->network->maps[input].shape);
        } else if (rv_layer_of(&spec->config)->composite) {
            input = build_residual(b, spec, c, input);
        } else {
            add_row(b->network, spec->name, c, b->network->maps[input].shape);
            input = add_layer(b, &spec->config, spec->name, spec->position, spec->at, c, input);
            b->network->rows[b->network->row_count - 1].out = b->network->maps[input].shape;
        }
    }
    return input;
}

/* Building goes on after an error, with the type's best guess of a shape: one look shows all
 * mistakes of the list. */
enum rv_status rv_network_create(const struct rv_layer_spec *layers, size_t count,
                                 struct rv_shape input, struct rv_network **network,
                                 struct rv_report *report)
{
    struct rv_network *n = rv_alloc(1, sizeof *n);
    struct network_builder builder = {n, report};
    size_t before = report->count;

    *network = NULL;
    n->input = input;
    add_map(n, input, false);
    n->last = build_list(&builder, layers, count, (struct context){true, 1, 0}, 0);
    if (!n->node_count && report->count == before)
        rv_report_add(report, RV_INPUT, count ? layers[0].at : (struct rv_position){0},
                      "the network has no layers that do something");
    n->output = n->maps[n->last].shape;
    if (report->count > before) {
        rv_network_free(n);
        return RV_INPUT;
    }
    *network = n;
    return RV_OK;
}

void rv_network_free(struct rv_network *network)
{
    if (!network)
        return;
    for (size_t i = 0; i < network->node_count; i++)
        rv_config_release(&network->nodes[i].config);
    for (size_t i = 0; i < network->range_count; i++) {
        /* The seam shows the name as const; it was allocated here. */
        union {
            const char *shown;
            void *owned;
        } name = {network->ranges[i].name};

        rv_free(name.owned);
    }
    rv_free(network->nodes);
    rv_free(network->maps);
    rv_free(network->ranges);
    rv_free(network->rows);
    rv_free(network);
}

void rv_network_initialize(const struct rv_network *network, uint64_t seed, double *parameters,
                           double *statistics)
{
    for (size_t i = 0; i < network->node_count; i++) {
        const struct rv_network_node *node = &network->nodes[i];
        const struct rv_layer_type *type = rv_layer_of(&node->config);
        size_t channels = (size_t)node->in.channels;

        for (int a = 0; a < node->array_count; a++) {
            const struct rv_layer_array *array = &node->arrays[a];
            double *out = parameters + node->offset[a];

            if (array->drawn)
                rv_initializer_draw(array->start, array->fan_in, array->fan_out, seed,
                                    node->position, (unsigned)a, out, array->count);
            for (size_t k = 0; !array->drawn && k < array->count; k++)
                out[k] = array->value;
        }
        for (size_t k = 0; type && type->statistics && k < channels; k++) {
            statistics[node->statistics + k] = 0;
            statistics[node->statistics + channels + k] = 1;
        }
    }
}
