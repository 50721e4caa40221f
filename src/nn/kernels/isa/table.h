/* Prototypes of the functions in the table; see kernels.h for what they do. */
#ifndef RAVINE_NN_KERNELS_ISA_TABLE_H
#define RAVINE_NN_KERNELS_ISA_TABLE_H

#include "nn/kernels/isa/simd.h"

/* Member of struct rv_kernels, prefix of the file that has the function (rv_<file>_<member>). */
#define RV_KERNEL_LIST(X)                                                                          \
    X(gather, transfer_gather)                                                                     \
    X(to_doubles, transfer_to_doubles)                                                             \
    X(from_doubles, transfer_from_doubles)                                                         \
    X(copy, transfer_copy)                                                                         \
    X(fill_zero, transfer_fill_zero)                                                               \
    X(conv2d_pack_bytes, conv2d_pack_bytes)                                                        \
    X(conv2d_pack, conv2d_pack)                                                                    \
    X(conv2d_forward, conv2d_forward)                                                              \
    X(conv2d_pack_transposed_bytes, conv2d_pack_transposed_bytes)                                  \
    X(conv2d_pack_transposed, conv2d_pack_transposed)                                              \
    X(conv2d_backward_data, conv2d_backward_data)                                                  \
    X(conv2d_backward_kernel, outer_conv2d_backward_kernel)                                        \
    X(dense_pack_bytes, dense_pack_bytes)                                                          \
    X(dense_pack, dense_pack)                                                                      \
    X(dense_forward, dense_forward)                                                                \
    X(dense_pack_transposed_bytes, dense_pack_transposed_bytes)                                    \
    X(dense_pack_transposed, dense_pack_transposed)                                                \
    X(dense_backward_data, dense_backward_data)                                                    \
    X(dense_backward_kernel, outer_dense_backward_kernel)                                          \
    X(batchnorm_moments, batchnorm_moments)                                                        \
    X(batchnorm_apply, batchnorm_apply)                                                            \
    X(batchnorm_backward_sums, batchnorm_backward_sums)                                            \
    X(batchnorm_backward_apply, batchnorm_backward_apply)                                          \
    X(activation_forward, elementwise_activation_forward)                                          \
    X(activation_backward, elementwise_activation_backward)                                        \
    X(add, elementwise_add)                                                                        \
    X(multiply, elementwise_multiply)                                                              \
    X(maxpool_forward, pool_maxpool_forward)                                                       \
    X(maxpool_backward, pool_maxpool_backward)                                                     \
    X(avgpool_forward, pool_avgpool_forward)                                                       \
    X(avgpool_backward, pool_avgpool_backward)                                                     \
    X(global_avgpool_forward, pool_global_avgpool_forward)                                         \
    X(global_avgpool_backward, pool_global_avgpool_backward)                                       \
    X(conv2d_relu_maxpool_forward, fused_conv2d_relu_maxpool_forward)                              \
    X(relu_maxpool_backward, fused_relu_maxpool_backward)                                          \
    X(conv2d_relu_maxpool_backward_kernel, winners_conv2d_relu_maxpool_backward_kernel)            \
    X(batchnorm_relu_maxpool_forward, fused_batchnorm_relu_maxpool_forward)                        \
    X(batchnorm_relu_maxpool_sums, fused_batchnorm_relu_maxpool_sums)                              \
    X(batchnorm_relu_maxpool_backward, fused_batchnorm_relu_maxpool_backward)                      \
    X(peak, peak_measure)

/* Each has the type of its member, so a prototype that drifts from the table does not compile. */
#define X(member, name)                                                                            \
    extern __typeof__(*((const struct rv_kernels *)0)->member) RV_NAME(RV_PASTE(rv, name));
RV_KERNEL_LIST(X)
#undef X

#endif
