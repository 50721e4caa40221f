/* Elementwise kernels: a view without borders is one run of reals per example, else one per row. */
#include "nn/kernels/isa/table.h"
#include "ravine/math.h"

#define RV_TEMPLATE "nn/kernels/isa/elementwise.h"
#define RV_TEMPLATE_SCALAR
#include "nn/kernels/isa/widths.h"

typedef size_t operation(const real *a, const real *b, real *out, size_t n, real slope);

/* Transcendental functions in double, rounded: the same for every width. */
static size_t tanh_forward(const real *a, const real *b, real *out, size_t n, real slope)
{
    (void)b, (void)slope;
    for (size_t j = 0; j < n; j++)
        out[j] = (real)rv_math_tanh((double)a[j]);
    return n;
}

static size_t sigmoid_forward(const real *a, const real *b, real *out, size_t n, real slope)
{
    (void)b, (void)slope;
    for (size_t j = 0; j < n; j++)
        out[j] = (real)rv_math_sigmoid((double)a[j]);
    return n;
}

/* Applies widths[0] (the widest) and, to what is left, `last` (one lane). */
static void apply(operation *widest, operation *last, real slope, const struct rv_view *a,
                  const struct rv_view *b, const struct rv_view *out, size_t first, size_t count)
{
    bool flat = !a->border && !b->border && !out->border;
    int rows = flat ? 1 : out->height;
    size_t n = (size_t)out->width * (size_t)out->channels * (size_t)(out->height / rows);
    for (size_t i = first; i < first + count; i++)
        for (int y = 0; y < rows; y++) {
            const real *p = rv_at(a, i, y, 0), *q = rv_at(b, i, y, 0);
            real *to = rv_at(out, i, y, 0);
            size_t done = widest(p, q, to, n, slope);
            last(p + done, q + done, to + done, n - done, slope);
        }
}

void RV_NAME(rv_elementwise_add)(const struct rv_view *a, const struct rv_view *b,
                                 const struct rv_view *out, size_t first, size_t count)
{
    operation *const widths[] = RV_WIDTHS(add);
    apply(widths[0], add_w1, 0, a, b, out, first, count);
}

void RV_NAME(rv_elementwise_multiply)(const struct rv_view *a, const struct rv_view *b,
                                      const struct rv_view *out, size_t first, size_t count)
{
    operation *const widths[] = RV_WIDTHS(multiply);
    apply(widths[0], multiply_w1, 0, a, b, out, first, count);
}

/* By enum rv_activation. */
static operation *const forward[][RV_WIDTH_COUNT] = {
    RV_WIDTHS(relu_forward),
    RV_WIDTHS(leaky_forward),
    {tanh_forward, [RV_WIDTH_COUNT - 1] = tanh_forward},
    {sigmoid_forward, [RV_WIDTH_COUNT - 1] = sigmoid_forward},
};

static operation *const backward[][RV_WIDTH_COUNT] = {
    RV_WIDTHS(relu_backward),
    RV_WIDTHS(leaky_backward),
    RV_WIDTHS(tanh_backward),
    RV_WIDTHS(sigmoid_backward),
};

void RV_NAME(rv_elementwise_activation_forward)(enum rv_activation kind, double slope,
                                                const struct rv_view *in,
                                                const struct rv_view *out, size_t first,
                                                size_t count)
{
    apply(forward[kind][0], forward[kind][RV_WIDTH_COUNT - 1], (real)slope, in, in, out, first,
          count);
}

void RV_NAME(rv_elementwise_activation_backward)(enum rv_activation kind, double slope,
                                                 const struct rv_view *out,
                                                 const struct rv_view *dout,
                                                 const struct rv_view *din, size_t first,
                                                 size_t count)
{
    apply(backward[kind][0], backward[kind][RV_WIDTH_COUNT - 1], (real)slope, out, dout, din,
          first, count);
}
