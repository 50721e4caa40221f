/* Values into and out of views, row by row. */
#include "nn/kernels/isa/table.h"

static size_t row_size(const struct rv_view *v)
{
    return (size_t)v->width * (size_t)v->channels;
}

static inline void from_floats(const float *restrict from, size_t n, real *restrict to)
{
    size_t j = 0; /* rows are short: calls of memcpy would take most of the time */
    for (; j + 8 <= n; j += 8)
        for (size_t l = 0; l < 8; l++)
            to[j + l] = (real)from[j + l];
    for (; j < n; j++)
        to[j] = (real)from[j];
}

/* A row of pixels that have fewer channels than are stored. */
static void widen_row(const float *from, size_t pixels, size_t channels, size_t stored, real *to)
{
    for (size_t x = 0; x < pixels; x++, from += channels, to += stored) {
        from_floats(from, channels, to);
        memset(to + channels, 0, (stored - channels) * sizeof *to);
    }
}

void RV_NAME(rv_transfer_gather)(const float *inputs, int channels, const uint32_t *index,
                                 const struct rv_view *out, size_t first, size_t count)
{
    const size_t n = (size_t)out->width * (size_t)channels;
    const bool whole = channels == out->channels;
    for (size_t i = first; i < first + count; i++) {
        const float *from = inputs + (index ? index[i] : i) * n * (size_t)out->height;
        const struct rows to = rows_of(out, i, 0);
        for (int y = 0; y < to.height; y++, from += n)
            if (whole)
                from_floats(from, n, row_at(&to, y));
            else
                widen_row(from, (size_t)to.width, (size_t)channels, to.step, row_at(&to, y));
    }
}

void RV_NAME(rv_transfer_to_doubles)(const struct rv_view *in, size_t first, size_t count,
                                     double *values)
{
    size_t n = row_size(in);
    double *to = values + first * n * (size_t)in->height;
    for (size_t i = first; i < first + count; i++)
        for (int y = 0; y < in->height; y++, to += n) {
            const real *from = rv_at(in, i, y, 0);
            for (size_t j = 0; j < n; j++)
                to[j] = (double)from[j];
        }
}

void RV_NAME(rv_transfer_from_doubles)(const double *values, const struct rv_view *out,
                                       size_t first, size_t count)
{
    size_t n = row_size(out);
    const double *from = values + first * n * (size_t)out->height;
    for (size_t i = first; i < first + count; i++)
        for (int y = 0; y < out->height; y++, from += n) {
            real *to = rv_at(out, i, y, 0);
            for (size_t j = 0; j < n; j++)
                to[j] = (real)from[j];
        }
}

/* A row of pixels with other channels. */
static void copy_pixels(const real *from, size_t from_channels, size_t pixels, size_t channels,
                        real *to)
{
    const size_t n = from_channels < channels ? from_channels : channels;
    for (size_t x = 0; x < pixels; x++, from += from_channels, to += channels) {
        memcpy(to, from, n * sizeof *to);
        memset(to + n, 0, (channels - n) * sizeof *to);
    }
}

void RV_NAME(rv_transfer_copy)(const struct rv_view *in, const struct rv_view *out, size_t first,
                               size_t count)
{
    size_t size = row_size(out) * sizeof(real);
    for (size_t i = first; i < first + count; i++)
        for (int y = 0; y < out->height; y++)
            if (in->channels == out->channels)
                memmove(rv_at(out, i, y, 0), rv_at(in, i, y, 0), size);
            else
                copy_pixels(rv_at(in, i, y, 0), (size_t)in->channels, (size_t)out->width,
                            (size_t)out->channels, rv_at(out, i, y, 0));
}

void RV_NAME(rv_transfer_fill_zero)(const struct rv_view *out, size_t first, size_t count)
{
    size_t size = row_size(out) * sizeof(real);
    for (size_t i = first; i < first + count; i++)
        for (int y = 0; y < out->height; y++)
            memset(rv_at(out, i, y, 0), 0, size);
}
