/* A convolution that has taken in the batch normalisation after it (inference only). */
#ifndef RAVINE_NN_FUSIONS_FOLD_H
#define RAVINE_NN_FUSIONS_FOLD_H

#include "nn/layers/conv2d.h"

/* Fixed parts: those of the convolution, then the folded kernel and bias as doubles. */
enum { RV_FOLD_KERNEL = RV_CONV2D_PARTS, RV_FOLD_PARTS };

/* The fixed parts of the operation. */
void rv_fold_size(struct rv_operation *op, const struct rv_plan *plan);
/* With out = (z − μ)·s + β and z = b + Σ in·w: kernel w·s, bias (b − μ)·s + β. */
void rv_fold_prepare(const struct rv_operation *op, const struct rv_frame *frame);

#endif
