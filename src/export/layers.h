/* The layers of a network as modules of PyTorch and Keras, and where their arrays lie. Not for
 * other folders. */
#ifndef RAVINE_EXPORT_LAYERS_H
#define RAVINE_EXPORT_LAYERS_H

#include "ravine/network.h"

/* One array of parameters or of running statistics: a file, and a tensor of PyTorch. */
struct rv_export_array {
    struct rv_text file; /* "conv2d_1.kernel" */
    struct rv_text key;  /* "conv2d_1.weight", in the state_dict() */
    bool statistics;
    size_t offset;       /* in the flat array of parameters or statistics */
    size_t count;
    size_t shape[4], dimensions;
    const struct rv_range *range; /* NULL of statistics */
};

/* A dropout layer, whose masks are files. */
struct rv_export_mask {
    const struct rv_layer_spec *spec;
    struct rv_shape shape;
    struct rv_text module; /* its path: "residual_1.inner.dropout_1" */
    bool flat;             /* it sees lists, not maps */
};

struct rv_export_layers {
    struct rv_text modules; /* lines of nn.Sequential(OrderedDict([ ... ])) */
    struct rv_text norms;   /* "network.batchnorm_1, " for each */
    struct rv_text frozen_norms;
    struct rv_text held;    /* parameters of PyTorch that ravine has not: scale: false */
    struct rv_export_array *arrays;
    size_t array_count;
    struct rv_export_mask *masks;
    size_t mask_count;
    bool flattens, residual, norm_of_lists;
    const struct rv_network *network;
    size_t statistics;      /* counted so far */
};

/* Walks the layers of the network, that was made of them. Starts as {0}; release in any case. */
void rv_export_layers_read(const struct rv_layer_spec *layers, size_t count, struct rv_shape input,
                           const struct rv_network *network, struct rv_export_layers *out);
void rv_export_layers_release(struct rv_export_layers *layers);

#endif
