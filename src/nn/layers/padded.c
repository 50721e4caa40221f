/* Weights between maps that store more channels than the layer has: see padded.h. */
#include "nn/layers/padded.h"

#include <string.h>

bool rv_padded_is_plain(const struct rv_padded *p)
{
    return p->inputs == p->stored_inputs && p->outputs == p->stored_outputs;
}

static size_t kernel_size(const struct rv_padded *p)
{
    return p->taps * p->stored_inputs * p->stored_outputs;
}

size_t rv_padded_size(const struct rv_padded *p)
{
    return rv_padded_is_plain(p) ? 0 : (kernel_size(p) + p->stored_outputs) * sizeof(double);
}

double *rv_padded_bias(const struct rv_padded *p, double *copy)
{
    return copy + kernel_size(p);
}

void rv_padded_clear(const struct rv_padded *p, double *copy)
{
    memset(copy, 0, rv_padded_size(p));
}

void rv_padded_fill(const struct rv_padded *p, const double *kernel, const double *bias,
                    double *copy)
{
    rv_padded_clear(p, copy);
    for (size_t t = 0; t < p->taps; t++)
        for (size_t i = 0; i < p->inputs; i++, kernel += p->outputs)
            memcpy(copy + (t * p->stored_inputs + i) * p->stored_outputs, kernel,
                   p->outputs * sizeof *copy);
    if (bias)
        memcpy(rv_padded_bias(p, copy), bias, p->outputs * sizeof *copy);
}

void rv_padded_add(const struct rv_padded *p, const double *copy, double *kernel, double *bias)
{
    for (size_t t = 0; t < p->taps; t++)
        for (size_t i = 0; i < p->inputs; i++, kernel += p->outputs) {
            const double *from = copy + (t * p->stored_inputs + i) * p->stored_outputs;

            for (size_t o = 0; o < p->outputs; o++)
                kernel[o] += from[o];
        }
    for (size_t o = 0; bias && o < p->outputs; o++)
        bias[o] += copy[kernel_size(p) + o];
}
