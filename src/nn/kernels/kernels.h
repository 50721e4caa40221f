/* Compute kernels of the networks: one table of functions per instruction set and precision.
 *
 * rv_kernels_get(RV_FLOAT32) gives the table of the instruction set in use. All tables compute the
 * same bits: vector lanes are independent outputs and every sum has one fixed order, stated below
 * at each kernel. Kernels allocate nothing, keep nothing, and may run in several threads at once
 * on different examples or different outputs.
 *
 *     const struct rv_kernels *k = rv_kernels_get(RV_FLOAT32);
 *     void *panels = rv_alloc(1, k->conv2d_pack_bytes(&window, 8, 16));
 *     k->conv2d_pack(&window, 8, 16, kernel, bias, panels);             // each step
 *     k->conv2d_forward(&window, panels, &in, &out, first, count);
 *
 * Words used below. "real": float or double, the precision of the table. "Examples first, count":
 * example i of a view, first <= i < first + count; arrays beside a view (moments, winners) are
 * indexed by the same absolute i. "Interior": the map without its border. A kernel that writes a
 * view writes its whole interior for those examples and never its border. Unless a kernel says
 * otherwise, views read and written must not overlap. Buffers are aligned to 64 bytes; strides
 * need no alignment, but a multiple of 64 bytes is faster. */
#ifndef RAVINE_NN_KERNELS_KERNELS_H
#define RAVINE_NN_KERNELS_KERNELS_H

#include "ravine/network.h"

#include <stddef.h>
#include <stdint.h>

/* A batch of maps, channels last, with a border of zeros stored around each map. Element (example
 * i, y, x, c), with -border <= y < height + border, is the real at
 * data[i*stride + ((y + border)*(width + 2*border) + (x + border))*channels + c]. */
struct rv_view {
    void *data;
    int height, width, channels;
    int border;
    size_t stride; /* reals from one example to the next, at least rv_view_size() */
};

/* Reals of one example, border included. */
static inline size_t rv_view_size(const struct rv_view *v)
{
    return (size_t)(v->height + 2 * v->border) * (size_t)(v->width + 2 * v->border) *
           (size_t)v->channels;
}

/* A window that slides over a map: output (y, x) sees input rows y*stride - top + ky, ky < height,
 * and columns x*stride - left + kx, kx < width. Convolution and pooling both use it. */
struct rv_window {
    int height, width;
    int stride;
    int top, left; /* padding before the first row and column */
};

/* The border that the input of conv2d_forward and conv2d_backward_kernel needs for an output of
 * `out_height` × `out_width` (0 when the window never leaves the map). */
int rv_window_border(const struct rv_window *w, int in_height, int in_width, int out_height,
                     int out_width);

/* The border that the gradient of the output (`dout`) needs for conv2d_backward_data. With stride
 * 1 it is kernel - 1 - padding. */
int rv_window_border_backward(const struct rv_window *w, int in_height, int in_width,
                              int out_height, int out_width);

/* Whether conv2d_relu_maxpool_backward_kernel serves, and the reals of its scratch. */
bool rv_window_picks_winners(const struct rv_window *w, int inputs);
size_t rv_window_winners_size(const struct rv_view *pooled);

/* Weight gradients are summed in the real type over chunks of so many examples (chunks start at
 * multiples of it, counted from example 0), and each chunk's sum is widened and added to the
 * caller's doubles, in chunk order. A call whose `first` is a multiple of the chunk therefore gives
 * the same bits however the batch is cut into calls. Dense layers have long chunks because their
 * gradient array is large and each example adds little work to it: call the dense kernels with
 * whole chunks, best with the whole batch. */
#define RV_CONV_CHUNK 8
#define RV_DENSE_CHUNK 64

enum rv_activation { RV_RELU, RV_LEAKY_RELU, RV_TANH, RV_SIGMOID };

struct rv_kernels {
    const char *isa; /* "x86-64-v3" */
    enum rv_precision precision;
    size_t real_size; /* bytes of a real */

    /* ---- In and out ---- */

    /* out(i) = inputs[index[i]] (or inputs[i] when `index` is NULL), rounded or widened to real.
     * `inputs` is examples × height × width × channels, without border; 0 in channels that only
     * `out` has. */
    void (*gather)(const float *inputs, int channels, const uint32_t *index,
                   const struct rv_view *out, size_t first, size_t count);
    /* Interior of example i <-> values[i*height*width*channels ...]. */
    void (*to_doubles)(const struct rv_view *in, size_t first, size_t count, double *values);
    void (*from_doubles)(const double *values, const struct rv_view *out, size_t first,
                         size_t count);

    /* ---- Convolution: kernel [ky][kx][in][out], any kernel size, stride and padding ---- */

    /* Rounds and arranges weights for conv2d_forward. Bytes of `panels`; `bias` may be NULL (0). */
    size_t (*conv2d_pack_bytes)(const struct rv_window *w, int inputs, int outputs);
    void (*conv2d_pack)(const struct rv_window *w, int inputs, int outputs, const double *kernel,
                        const double *bias, void *panels);
    /* out = bias + sum in order (ky, kx, c) of in·kernel, fused multiply-adds. `in` has at least
     * rv_window_border(). */
    void (*conv2d_forward)(const struct rv_window *w, const void *panels, const struct rv_view *in,
                           const struct rv_view *out, size_t first, size_t count);

    /* The same weights for conv2d_backward_data: transposed, flipped, and for stride > 1 cut into
     * stride² sub-kernels, one for each place of an input pixel within the stride. */
    size_t (*conv2d_pack_transposed_bytes)(const struct rv_window *w, int inputs, int outputs);
    void (*conv2d_pack_transposed)(const struct rv_window *w, int inputs, int outputs,
                                   const double *kernel, void *panels);
    /* din = gradient of the input, sum in order (ky descending, kx descending, output channel).
     * `dout` has at least rv_window_border_backward(), filled with zeros. */
    void (*conv2d_backward_data)(const struct rv_window *w, const void *panels,
                                 const struct rv_view *dout, const struct rv_view *din,
                                 size_t first, size_t count);

    /* kernel_gradient[ky][kx][in][out] += ..., bias_gradient[out] += ... (either may be NULL).
     * Chunks of RV_CONV_CHUNK examples; within a chunk both sums run over (example, y, x). */
    void (*conv2d_backward_kernel)(const struct rv_window *w, const struct rv_view *in,
                                   const struct rv_view *dout, size_t first, size_t count,
                                   double *kernel_gradient, double *bias_gradient);

    /* ---- Dense: kernel [in][out], in = (y, x, c) of the interior of `in` (any border) ----
     * `in` (as a shape: height, width, channels, border) must be the same view in packing and in
     * use; `out`, `dout` are 1 × 1 × outputs without border. */

    size_t (*dense_pack_bytes)(const struct rv_view *in, int outputs);
    void (*dense_pack)(const struct rv_view *in, int outputs, const double *kernel,
                       const double *bias, void *panels);
    /* out = bias + sum in order (y, x, c). */
    void (*dense_forward)(const void *panels, const struct rv_view *in, const struct rv_view *out,
                          size_t first, size_t count);
    size_t (*dense_pack_transposed_bytes)(const struct rv_view *in, int outputs);
    void (*dense_pack_transposed)(const struct rv_view *in, int outputs, const double *kernel,
                                  void *panels);
    /* din = sum in order of the outputs. */
    void (*dense_backward_data)(const void *panels, const struct rv_view *dout,
                                const struct rv_view *din, size_t first, size_t count);
    /* kernel_gradient[in][out] += ..., bias_gradient[out] += ... (either may be NULL), in chunks of
     * RV_DENSE_CHUNK examples, each summed in order of the examples. */
    void (*dense_backward_kernel)(const struct rv_view *in, const struct rv_view *dout,
                                  size_t first, size_t count, double *kernel_gradient,
                                  double *bias_gradient);

    /* ---- Batch normalisation. All per-channel arrays are doubles [channels] ---- */

    /* Mean and sum of squared deviations of each channel over one example's map:
     * mean[i*channels + c], m2[i*channels + c]. Merge them in example order (Chan et al. 1983). */
    void (*batchnorm_moments)(const struct rv_view *z, size_t first, size_t count, double *mean,
                              double *m2);
    /* out = (z - mean)·scale + shift as fma(z, scale, shift - mean·scale), the last in double, with
     * scale = gamma / sqrt(variance + epsilon), shift = beta. May work in place. */
    void (*batchnorm_apply)(const struct rv_view *z, const double *mean, const double *scale,
                            const double *shift, const struct rv_view *out, size_t first,
                            size_t count);
    /* Per example: sum_dy[i*channels + c] = sum of dy, sum_dyz[i*channels + c] = sum of
     * dy·(z - mean). Add them in example order. */
    void (*batchnorm_backward_sums)(const struct rv_view *dy, const struct rv_view *z,
                                    const double *mean, size_t first, size_t count, double *sum_dy,
                                    double *sum_dyz);
    /* dz = fma(k1, dy, k2·(z - mean) + k3), the sum as above. With batch statistics over n values
     * per channel and r = 1/sqrt(variance + epsilon): k1 = gamma·r, k2 = -gamma·r³·sum_dyz/n, k3 =
     * -gamma·r·sum_dy/n. May work in place on dy. */
    void (*batchnorm_backward_apply)(const struct rv_view *dy, const struct rv_view *z,
                                     const double *mean, const double *k1, const double *k2,
                                     const double *k3, const struct rv_view *dz, size_t first,
                                     size_t count);

    /* ---- Activations; all may work in place; backward needs the activation's output ---- */

    /* `slope` is used by the leaky ReLU only (0 < slope). A NaN stays a NaN. */
    void (*activation_forward)(enum rv_activation kind, double slope, const struct rv_view *in,
                               const struct rv_view *out, size_t first, size_t count);
    void (*activation_backward)(enum rv_activation kind, double slope, const struct rv_view *out,
                                const struct rv_view *dout, const struct rv_view *din,
                                size_t first, size_t count);

    /* ---- Pooling. Cells outside the map do not take part: padding needs no border ---- */

    /* winner[i*size + (y*width + x)*channels + c] = ky*window.width + kx of the largest cell (the
     * first of equals; the last NaN, if there is one), size = height·width·channels of `out`.
     * `winner` may be NULL. At most 256 cells in a window, at least one inside the map. */
    void (*maxpool_forward)(const struct rv_window *w, const struct rv_view *in,
                            const struct rv_view *out, uint8_t *winner, size_t first, size_t count);
    void (*maxpool_backward)(const struct rv_window *w, const struct rv_view *dout,
                             const uint8_t *winner, const struct rv_view *din, size_t first,
                             size_t count);
    /* Mean over the cells inside the map, summed in order (ky, kx). */
    void (*avgpool_forward)(const struct rv_window *w, const struct rv_view *in,
                            const struct rv_view *out, size_t first, size_t count);
    void (*avgpool_backward)(const struct rv_window *w, const struct rv_view *dout,
                             const struct rv_view *din, size_t first, size_t count);
    /* Mean of each channel over the map; `out` is 1 × 1 × channels. */
    void (*global_avgpool_forward)(const struct rv_view *in, const struct rv_view *out,
                                   size_t first, size_t count);
    void (*global_avgpool_backward)(const struct rv_view *dout, const struct rv_view *din,
                                    size_t first, size_t count);

    /* ---- Elementwise on interiors of one shape (borders may differ); in place allowed ---- */

    /* The views of copy may differ in channels: the first ones are copied, 0 in those that only
     * `out` has. */
    void (*copy)(const struct rv_view *in, const struct rv_view *out, size_t first, size_t count);
    void (*fill_zero)(const struct rv_view *out, size_t first, size_t count);
    void (*add)(const struct rv_view *a, const struct rv_view *b, const struct rv_view *out,
                size_t first, size_t count);
    void (*multiply)(const struct rv_view *a, const struct rv_view *b, const struct rv_view *out,
                     size_t first, size_t count);

    /* ---- Fused: convolution, ReLU and max pooling (2 × 2, stride 2); the map before the pool is
     * not stored. Values and winners are those of the three plain kernels ---- */

    /* `pooled` is floor(height/2) × floor(width/2) of the convolution's out_height × out_width.
     * `winner` (as in maxpool_forward, code 2·ky + kx) may be NULL. `scratch`:
     * 2·out_width·channels reals, one for each thread. */
    void (*conv2d_relu_maxpool_forward)(const struct rv_window *w, const void *panels,
                                        const struct rv_view *in, int out_width,
                                        const struct rv_view *pooled, uint8_t *winner,
                                        void *scratch, size_t first, size_t count);
    /* dz (of the convolution's output) = dpooled at the winner where pooled > 0, else 0; what
     * follows is conv2d_backward_kernel and conv2d_backward_data on dz. */
    void (*relu_maxpool_backward)(const struct rv_view *dpooled, const struct rv_view *pooled,
                                  const uint8_t *winner, const struct rv_view *dz, size_t first,
                                  size_t count);

    /* Both gradients from dpooled at once, for a convolution whose input needs none; dz does not
     * exist. Within a chunk both sums run over (example, window). For 3 × 3 taps on one channel:
     * where rv_window_picks_winners(). `scratch`: rv_window_winners_size() reals. */
    void (*conv2d_relu_maxpool_backward_kernel)(const struct rv_window *w, const struct rv_view *in,
                                                const struct rv_view *dpooled,
                                                const struct rv_view *pooled,
                                                const uint8_t *winner, void *scratch, size_t first,
                                                size_t count, double *kernel_gradient,
                                                double *bias_gradient);

    /* ---- Fused: batchnorm_apply, ReLU and max pooling (2 × 2, stride 2) in one pass ---- */

    /* z -> pooled. `winning` is a real array laid out like `winner`: z at the winner (the first of
     * equals), a NaN where ReLU lets nothing through. The way back needs nothing else of the pooled
     * map and of the winners. */
    void (*batchnorm_relu_maxpool_forward)(const struct rv_view *z, const double *mean,
                                           const double *scale, const double *shift,
                                           const struct rv_view *pooled, void *winning,
                                           size_t first, size_t count);
    /* The sums of batchnorm_backward_sums with dy = the gradient after ReLU and pooling; it reads
     * pooled maps only, a quarter of the data. The order of the sum is that of the pooled map. */
    void (*batchnorm_relu_maxpool_sums)(const struct rv_view *dpooled, const void *winning,
                                        const double *mean, size_t first, size_t count,
                                        double *sum_dy, double *sum_dyz);
    /* dz as batchnorm_backward_apply with dy = (winner and pooled > 0 ? dpooled : 0). */
    void (*batchnorm_relu_maxpool_backward)(const struct rv_view *dpooled, const void *winning,
                                            const struct rv_view *z, const double *mean,
                                            const double *k1, const double *k2, const double *k3,
                                            const struct rv_view *dz, size_t first, size_t count);

    /* GFLOP/s of float32 multiply-adds on registers, measured for about `seconds`. */
    double (*peak)(double seconds);
};

/* The table of the instruction set in use (rv_kernels_select(), else RAVINE_ISA, else the best that
 * this processor has). An unusable RAVINE_ISA is reported by rv_kernels_select(NULL, &error), which
 * main calls first; here it falls back to the best. */
const struct rv_kernels *rv_kernels_get(enum rv_precision precision);

/* The table of one instruction set by name, or NULL when this machine does not have it.
 * For tests, which compare them. */
const struct rv_kernels *rv_kernels_find(const char *isa, enum rv_precision precision);

/* Names of the instruction sets that work here, best first; returns how many. */
#define RV_KERNELS_ISA_MAX 4
size_t rv_kernels_names(const char *names[RV_KERNELS_ISA_MAX]);

#endif
