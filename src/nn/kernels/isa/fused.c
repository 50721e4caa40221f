/* Fused sequences that end in ReLU and max pooling 2 × 2, stride 2: the map before the pool is four
 * times the pooled one, so each sweep over it that is saved counts. */
#include "nn/kernels/isa/conv2d.h"
#include "nn/kernels/isa/repeat.h"

/* Pooled rows and pixels of an example; reals from pixel to pixel, from row to row. */
struct thin_pool {
    size_t height, width, step, down;
};

struct scatter {
    const struct rv_view *dpooled, *pooled, *dz;
    const uint8_t *winner;
    size_t size; /* reals of one pooled map */
};

struct bn_pool {
    const struct rv_view *z, *pooled;
    const double *mean, *scale, *shift;
    real *winning;
    size_t size;
};

struct bn_sums {
    const struct rv_view *dpooled;
    const real *winning;
    const double *mean;
    double *sum_dy, *sum_dyz;
    size_t size;
};

struct bn_scatter {
    const struct rv_view *dpooled, *z, *dz;
    const real *winning;
    const double *mean, *k1, *k2, *k3;
    size_t size;
};

#define RV_TEMPLATE "nn/kernels/isa/fused.h"
#define RV_TEMPLATE_SCALAR
#include "nn/kernels/isa/widths.h"

/* Pooled row y of example i for all channels, from two rows in scratch. */
static void pool_all(const struct rv_view *pooled, size_t i, int y, const real *upper,
                     const real *lower, uint8_t *winner)
{
    static void (*const widths[])(const real *, const real *, size_t, int, real *,
                                  uint8_t *) = RV_WIDTHS(pool_rows);
    for (int c = 0; c < pooled->channels;) {
        int width = rv_slice(pooled->channels - c);
        widths[width](upper + c, lower + c, (size_t)pooled->channels, pooled->width,
                      rv_at(pooled, i, y, 0) + c, winner ? winner + c : NULL);
        c += rv_width_lanes(width);
    }
}

/* One example by way of two rows of the convolution in scratch: any kernel, any numbers. */
static void pool_example(const struct rv_window *w, struct rv_tile tile, const void *panels,
                         const struct rv_view *in, const struct rv_view *pooled, uint8_t *winner,
                         real *scratch, size_t i)
{
    const int channels = pooled->channels;
    for (int y = 0; y < pooled->height; y++) {
        for (int o = 0, next; o < channels; o = next) {
            next = RV_NAME(rv_conv2d_next)(&tile, panels, channels, o);
            RV_NAME(rv_row_run)(&tile, 2, (size_t)(2 * pooled->width),
                                rv_at(in, i, 2 * y * w->stride - w->top, -w->left), scratch + o);
        }
        pool_all(pooled, i, y, scratch, scratch + tile.out_down, winner);
        winner = winner ? winner + pooled->width * channels : NULL;
    }
}

/* One example by the micro-kernel for few taps. False, with some outputs written, where it does not
 * serve: other kernels, channels left over, numbers that are not finite. */
static bool pool_thin(const struct rv_window *w, struct rv_tile tile, const void *panels,
                      const struct rv_view *in, const struct rv_view *pooled, uint8_t *winner,
                      size_t i)
{
    static bool (*const widths[])(const struct rv_tile *, const struct thin_pool *, const real *,
                                  real *, uint8_t *) = RV_PANEL_WIDTHS(thin_pool);
    const struct thin_pool p = {(size_t)pooled->height, (size_t)pooled->width,
                                (size_t)pooled->channels, rv_pitch(pooled)};
    bool done = tile.rows == 3 && tile.length == 3 && tile.step == 1 && tile.down == tile.pitch;
    for (int o = 0, next; done && o < pooled->channels; o = next) {
        const bool pair = pooled->channels - o >= 2 * RV_LANES;
        next = RV_NAME(rv_conv2d_next)(&tile, panels, pooled->channels, o);
        done = tile.lanes == rv_width_lanes(tile.width) &&
               (pair ? RV_PASTE(thin_pool_pair, RV_WIDEST) : widths[tile.width])(
                   &tile, &p, rv_at(in, i, -w->top, -w->left), rv_at(pooled, i, 0, 0) + o,
                   winner ? winner + o : NULL);
        if (pair)
            next = RV_NAME(rv_conv2d_next)(&tile, panels, pooled->channels, next);
    }
    return done;
}

void RV_NAME(rv_fused_conv2d_relu_maxpool_forward)(const struct rv_window *w, const void *panels,
                                                   const struct rv_view *in, int out_width,
                                                   const struct rv_view *pooled, uint8_t *winner,
                                                   void *scratch, size_t first, size_t count)
{
    struct rv_tile tile = RV_NAME(rv_conv2d_tile)(w, in, (size_t)pooled->channels);
    tile.out_down = (size_t)out_width * (size_t)pooled->channels;
    for (size_t i = first; i < first + count; i++) {
        uint8_t *to = winner ? winner + i * rv_map_size(pooled) : NULL;
        if (!pool_thin(w, tile, panels, in, pooled, to, i))
            pool_example(w, tile, panels, in, pooled, to, scratch, i);
    }
}

void RV_NAME(rv_fused_relu_maxpool_backward)(const struct rv_view *dpooled,
                                             const struct rv_view *pooled, const uint8_t *winner,
                                             const struct rv_view *dz, size_t first, size_t count)
{
    static void (*const widths[])(const struct scatter *, size_t, int) = RV_WIDTHS(scatter);
    struct scatter t = {dpooled, pooled, dz, winner, rv_map_size(pooled)};
    RV_FOR_SLICES(widths, t, dz->channels);
}

void RV_NAME(rv_fused_batchnorm_relu_maxpool_forward)(const struct rv_view *z, const double *mean,
                                                      const double *scale, const double *shift,
                                                      const struct rv_view *pooled, void *winning,
                                                      size_t first, size_t count)
{
    static void (*const widths[])(const struct bn_pool *, size_t, int) = RV_WIDTHS(bn_pool);
    struct bn_pool t = {z, pooled, mean, scale, shift, winning, rv_map_size(pooled)};
    RV_FOR_SLICES(widths, t, z->channels);
}

void RV_NAME(rv_fused_batchnorm_relu_maxpool_sums)(const struct rv_view *dpooled,
                                                   const void *winning, const double *mean,
                                                   size_t first, size_t count, double *sum_dy,
                                                   double *sum_dyz)
{
    static void (*const widths[])(const struct bn_sums *, size_t, int) = RV_WIDTHS(bn_sums);
    struct bn_sums t = {dpooled, winning, mean, sum_dy, sum_dyz, rv_map_size(dpooled)};
    RV_FOR_SLICES(widths, t, dpooled->channels);
}

void RV_NAME(rv_fused_batchnorm_relu_maxpool_backward)(const struct rv_view *dpooled,
                                                       const void *winning,
                                                       const struct rv_view *z, const double *mean,
                                                       const double *k1, const double *k2,
                                                       const double *k3, const struct rv_view *dz,
                                                       size_t first, size_t count)
{
    static void (*const widths[])(const struct bn_scatter *, size_t, int) = RV_WIDTHS(bn_scatter);
    struct bn_scatter t = {dpooled, z, dz, winning, mean, k1, k2, k3, rv_map_size(dpooled)};
    RV_FOR_SLICES(widths, t, z->channels);
}
