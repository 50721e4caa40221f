/* Values into and out of views, row by row. */
#include "nn/kernels/isa/table.h"

static size_t row_size(const struct rv_view *v)
{
    return (size_t)v->width * (size_t)v->channels;
}

static void from_floats(const float *restrict from, size_t n, real *restrict to)
{
    size_t j = 0; /* rows are short: calls of memcpy would take most of the time */
    for (; j + 8 <= n; j += 8)
        for (size_t l = 0; l < 8; l++)
            to[j + l] = (real)from[j + l];
    for (; j < n; j++)
        to[j] = (real)from[j];
}

void RV_NAME(rv_transfer_gather)(const float *inputs, const uint32_t *index,
                                 const struct rv_view *out, size_t first, size_t count)
{
    size_t n = row_size(out);
    for (size_t i = first; i < first + count; i++) {
        const float *from = inputs + (index ? index[i] : i) * n * (size_t)out->height;
        for (int y = 0; y < out->height; y++, from += n)
            from_floats(from, n, rv_at(out, i, y, 0));
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

void RV_NAME(rv_transfer_copy)(const struct rv_view *in, const struct rv_view *out, size_t first,
                               size_t count)
{
    size_t size = row_size(out) * sizeof(real);
    for (size_t i = first; i < first + count; i++)
        for (int y = 0; y < out->height; y++)
            memmove(rv_at(out, i, y, 0), rv_at(in, i, y, 0), size);
}

void RV_NAME(rv_transfer_fill_zero)(const struct rv_view *out, size_t first, size_t count)
{
    size_t size = row_size(out) * sizeof(real);
    for (size_t i = first; i < first + count; i++)
        for (int y = 0; y < out->height; y++)
            memset(rv_at(out, i, y, 0), 0, size);
}
