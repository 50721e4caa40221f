/* Batch normalisation: moments, normalising, and both passes backward, channel slice by slice. */
#include "nn/kernels/isa/table.h"

struct moments {
    const struct rv_view *z;
    double *mean, *m2;
};

struct normalise {
    const struct rv_view *z, *out;
    const double *mean, *scale, *shift;
};

struct sums {
    const struct rv_view *dy, *z;
    const double *mean;
    double *sum_dy, *sum_dyz;
};

struct gradient {
    const struct rv_view *dy, *z, *dz;
    const double *mean, *k1, *k2, *k3;
};

#define RV_TEMPLATE "nn/kernels/isa/batchnorm.h"
#define RV_TEMPLATE_SCALAR
#include "nn/kernels/isa/widths.h"

void RV_NAME(rv_batchnorm_moments)(const struct rv_view *z, size_t first, size_t count,
                                   double *mean, double *m2)
{
    static void (*const widths[])(const struct moments *, size_t, size_t, int) =
        RV_WIDTHS(moments);
    const struct moments t = {z, mean, m2};
    for (size_t i = first; i < first + count; i += 2)
        for (int c = 0, width; c < z->channels; c += rv_width_lanes(width)) {
            width = rv_slice(z->channels - c);
            widths[width](&t, i, i + 1 < first + count ? z->stride : 0, c);
        }
}

void RV_NAME(rv_batchnorm_apply)(const struct rv_view *z, const double *mean, const double *scale,
                                 const double *shift, const struct rv_view *out, size_t first,
                                 size_t count)
{
    static void (*const widths[])(const struct normalise *, size_t, int) = RV_WIDTHS(apply);
    struct normalise t = {z, out, mean, scale, shift};
    RV_FOR_SLICES(widths, t, z->channels);
}

void RV_NAME(rv_batchnorm_backward_sums)(const struct rv_view *dy, const struct rv_view *z,
                                         const double *mean, size_t first, size_t count,
                                         double *sum_dy, double *sum_dyz)
{
    static void (*const widths[])(const struct sums *, size_t, int) = RV_WIDTHS(sums);
    struct sums t = {dy, z, mean, sum_dy, sum_dyz};
    RV_FOR_SLICES(widths, t, z->channels);
}

void RV_NAME(rv_batchnorm_backward_apply)(const struct rv_view *dy, const struct rv_view *z,
                                          const double *mean, const double *k1, const double *k2,
                                          const double *k3, const struct rv_view *dz,
                                          size_t first, size_t count)
{
    static void (*const widths[])(const struct gradient *, size_t, int) = RV_WIDTHS(gradient);
    struct gradient t = {dy, z, dz, mean, k1, k2, k3};
    RV_FOR_SLICES(widths, t, z->channels);
}
