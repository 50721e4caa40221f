/* A plan: the operations of a network in order, and the memory of their maps.
 *
 * A map stores its channels in whole vectors of four: 7 are stored as 8, the last of them 0, or at
 * least a finite number where all others are, which meets weights of 0 only. Kernels see the stored
 * channels; the layers with weights know both (layers/padded.h). The network's input is stored as
 * it is, where its first operation takes it number by number.
 *
 * Maps become buffers. Buffers of the same geometry whose lifetimes do not overlap share memory;
 * never others, because borders are zeroed once and never written. Time runs 0 .. n-1 forward, n
 * for the loss, n+1 .. 2n backward, 2n+1 for what waits until the end. */
#ifndef RAVINE_NN_PLAN_H
#define RAVINE_NN_PLAN_H

#include "nn/network.h"

struct rv_plan_buffer {
    struct rv_shape shape; /* with the channels that are stored */
    int border;
    bool shared;      /* known under several names: nothing may be written over it */
    bool deferred;    /* needed by a finish() */
    int born, dies;   /* first and last time it is used; dies < 0: never */
    size_t slots;     /* examples */
    size_t stride;    /* reals of an example, rounded up to 64 bytes */
    size_t at;        /* in the memory, bytes */
};

/* How a plan is to be made. */
struct rv_plan_options {
    const struct rv_kernels *kernels;
    bool training; /* with gradients */
    bool fuse;     /* replace sequences by the fusions of fusions.def */
    size_t slots;  /* examples that ordinary buffers hold */
    size_t span;   /* examples that deferred buffers hold */
};

struct rv_plan {
    const struct rv_network *network;
    struct rv_plan_options options;
    struct rv_operation *operations;
    size_t count;
    struct rv_plan_buffer *buffers;
    size_t buffer_count;
    int *data;     /* map -> buffer, or -1 */
    int *gradient; /* map -> buffer, or -1 */
    size_t size;   /* bytes of memory needed; SIZE_MAX: more than RV_MEMORY_LIMIT */
    char *memory;  /* zeroed; given by the workspace */
};

/* A sequence of layers that one operation can stand for (fusions.def). */
struct rv_fusion {
    const char *name;
    const struct rv_type *pattern[RV_OPERATION_LAYERS]; /* layers, NULL-terminated unless full */
    bool inference;                                     /* only where nothing is trained */
    bool (*fits)(const struct rv_network_node *const *nodes); /* NULL: always */
    const struct rv_operator *run;
};

extern const struct rv_fusion *const rv_fusions[];
extern const size_t rv_fusion_count;

/* Operations and the place of all maps; cannot fail: the network was checked. NULL may be freed. */
struct rv_plan *rv_plan_create(const struct rv_network *network,
                               const struct rv_plan_options *options);
void rv_plan_free(struct rv_plan *plan);

#endif
