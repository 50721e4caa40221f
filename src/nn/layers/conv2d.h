/* The convolution's configuration, shared with its fusions and the residual block's projection. */
#ifndef RAVINE_NN_LAYERS_CONV2D_H
#define RAVINE_NN_LAYERS_CONV2D_H

#include "nn/layer.h"
#include "nn/network.h"

enum rv_conv2d_padding { RV_CONV2D_SAME, RV_CONV2D_VALID };

struct rv_conv2d {
    long filters;
    long kernel; /* height and width */
    long stride;
    int padding; /* enum rv_conv2d_padding */
    bool bias;
    struct rv_initializer kernel_start;
};

/* The window that slides over an input of that shape. */
struct rv_window rv_conv2d_window(const struct rv_conv2d *config, struct rv_shape in);

/* The same for the convolution that is an operation's first layer. */
struct rv_window rv_conv2d_window_of(const struct rv_operation *op);
void rv_conv2d_borders(struct rv_operation *op);
void rv_conv2d_size(struct rv_operation *op, const struct rv_plan *plan);
void rv_conv2d_prepare(const struct rv_operation *op, const struct rv_frame *frame);
/* The same with other weights than the layer's, of the same form. */
void rv_conv2d_pack(const struct rv_operation *op, const struct rv_frame *frame,
                    const double *kernel, const double *bias);
void rv_conv2d_forward(const struct rv_operation *op, const struct rv_frame *frame);

/* Parts of its fixed memory: weights, transposed weights, the copy of padded.h. */
enum { RV_CONV2D_PANELS, RV_CONV2D_TRANSPOSED, RV_CONV2D_PADDED, RV_CONV2D_PARTS };

/* Where a block's gradients of kernel and bias are to be added (bias may be NULL); false where the
 * layer is frozen. Then rv_conv2d_add_gradients(). */
struct rv_conv2d_gradients {
    double *kernel, *bias;
};
bool rv_conv2d_gradients(const struct rv_operation *op, const struct rv_frame *frame,
                         struct rv_conv2d_gradients *to);
void rv_conv2d_add_gradients(const struct rv_operation *op, const struct rv_frame *frame);

/* Gradients of kernel and bias for a block, and of the input where it is wanted. */
void rv_conv2d_backward(const struct rv_operation *op, const struct rv_frame *frame,
                        const struct rv_view *dz);

#endif
