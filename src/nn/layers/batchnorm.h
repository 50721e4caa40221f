/* Batch normalisation's parts that its fusions use too: all find their layer in op->node[0]. */
#ifndef RAVINE_NN_LAYERS_BATCHNORM_H
#define RAVINE_NN_LAYERS_BATCHNORM_H

#include "nn/layer.h"
#include "nn/network.h"

/* Per-channel numbers of one pass, all [channels that the map stores]; scale, shift and k1 .. k3 of
 * those that the layer does not have stay 0. */
struct rv_batchnorm {
    double *mean, *m2;      /* of what gather() saw; in a pass on running statistics, those */
    double *scale, *shift;  /* out = (z − mean)·scale + shift */
    double *sum_dy;         /* Σ dy */
    double *sum_dyz;        /* Σ dy·(z − mean) */
    double *k1, *k2, *k3;   /* dz = k1·dy + k2·(z − mean) + k3 */
    double *inverse;        /* r = 1/sqrt(variance + epsilon) */
    double *last_mean, *last_m2; /* of the last training pass */
    double *counts;         /* [0] values a channel so far, [1] of the last training pass */
    double *block[2];       /* moments or sums of a block: [RV_OPERATION_BLOCK · channels] */
};

enum { RV_BATCHNORM_STATE }; /* the fixed part that holds them */

/* Where a frame keeps the numbers; how many doubles they are. */
struct rv_batchnorm rv_batchnorm_state(const struct rv_operation *op, const struct rv_frame *frame);
size_t rv_batchnorm_size(const struct rv_operation *op, const struct rv_plan *plan);
/* Whether its running statistics are used, and stay, in training too. */
bool rv_batchnorm_is_constant(const struct rv_network_node *node);

/* As in struct rv_operator: before the first block; each block's moments; the end of the sums. */
void rv_batchnorm_prepare(const struct rv_operation *op, const struct rv_frame *frame);
void rv_batchnorm_gather(const struct rv_operation *op, const struct rv_frame *frame);
void rv_batchnorm_close(const struct rv_operation *op, const struct rv_frame *frame);
/* Adds the block's sums (state.block, one row an example) in the order of the examples. */
void rv_batchnorm_add_sums(const struct rv_operation *op, const struct rv_frame *frame);
/* The same for the sums of the way back; the population's statistics; the running ones moved. */
void rv_batchnorm_backward_close(const struct rv_operation *op, const struct rv_frame *frame);
void rv_batchnorm_population(const struct rv_operation *op, const struct rv_frame *frame,
                             double *statistics);
void rv_batchnorm_commit(const struct rv_operation *op, const struct rv_frame *frame,
                         double *statistics);

/* scale and shift of a layer in a pass on running statistics. */
void rv_batchnorm_fold(const struct rv_network_node *node, const struct rv_frame *frame,
                       double *scale, double *shift);

#endif
