/* Inside of a network: its layers laid out flat, in the order in which they run.
 *
 * A residual block becomes FORK, its inner layers, perhaps a projection, JOIN. `maps` are the
 * numbered tensors between the nodes; map 0 is the input. A fork's two outputs are the same
 * numbers under two names, so that every map is read by one node only and its gradient comes from
 * one place. A disabled layer leaves no node. */
#ifndef RAVINE_NN_NETWORK_H
#define RAVINE_NN_NETWORK_H

#include "nn/layer.h"

enum rv_network_kind { RV_NETWORK_LAYER, RV_NETWORK_FORK, RV_NETWORK_JOIN };

struct rv_network_node {
    enum rv_network_kind kind;
    struct rv_config config; /* owned; of a layer */
    unsigned position;       /* key of its random streams */
    bool trainable;
    int input, other_input; /* maps; other_input: of a join, the shortcut */
    int output, other_output; /* maps; other_output: of a fork, towards the shortcut */
    struct rv_shape in, out; /* as the layer sees them */
    int array_count;
    struct rv_layer_array arrays[RV_LAYER_ARRAYS];
    size_t offset[RV_LAYER_ARRAYS]; /* in the flat parameters */
    size_t statistics;              /* in the flat statistics, where its type has some */
};

struct rv_network_map {
    struct rv_shape shape;
    bool wants_gradient; /* something trainable lies before it */
};

/* One line of rv_network_print(). */
struct rv_network_row {
    char name[RV_LAYER_NAME_SIZE + 16];
    int depth;
    bool enabled, trainable;
    struct rv_shape out;
    size_t parameters;
};

struct rv_network {
    struct rv_network_node *nodes;
    size_t node_count, node_capacity;
    struct rv_network_map *maps;
    size_t map_count, map_capacity;
    struct rv_range *ranges; /* names owned */
    size_t range_count, range_capacity;
    struct rv_network_row *rows;
    size_t row_count, row_capacity;
    size_t parameter_count;
    size_t statistics_count;
    struct rv_shape input, output;
    int last; /* the map of the outputs */
    double flops;
};

#endif
