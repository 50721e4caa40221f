/* Folding batch normalisation into the convolution before it: see fold.h. */
#include "nn/fusions/fold.h"

#include "nn/layers/batchnorm.h"

void rv_fold_size(struct rv_operation *op, const struct rv_plan *plan)
{
    const struct rv_network_node *node = op->node[0];

    rv_conv2d_size(op, plan);
    op->fixed[RV_FOLD_KERNEL] =
        (node->arrays[0].count + 2 * (size_t)node->out.channels) * sizeof(double);
}

/* Done in double: rounding to the precision of the maps comes once, in packing. */
void rv_fold_prepare(const struct rv_operation *op, const struct rv_frame *frame)
{
    const struct rv_network_node *node = op->node[0];
    const double *kernel = rv_frame_parameters(frame, node, 0);
    const double *bias = rv_frame_parameters(frame, node, 1);
    size_t count = node->arrays[0].count, filters = (size_t)node->out.channels;
    double *folded = rv_frame_fixed(frame, op, RV_FOLD_KERNEL);
    double *scale = folded + count, *shift = scale + filters;

    rv_batchnorm_fold(op->node[1], frame, scale, shift);
    for (size_t i = 0; i < count; i += filters)
        for (size_t c = 0; c < filters; c++)
            folded[i + c] = kernel[i + c] * scale[c];
    for (size_t c = 0; bias && c < filters; c++)
        shift[c] += bias[c] * scale[c];
    rv_conv2d_pack(op, frame, folded, shift);
}
