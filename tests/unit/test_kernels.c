/* Convolution and dense kernels of every instruction set that works here, in both precisions,
 * against naive loops in double; and the same bits from all of them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/kernel_map_case.h"
#include "ravine/parallel.h"

#include <stdlib.h>

/* More than one chunk of RV_CONV_CHUNK, the second one short. */
enum { examples = 11 };

struct conv_case {
    int height, width, inputs, outputs;
    struct rv_window w;
    int bottom, right; /* padding behind the last row and column */
};

static const struct conv_case conv_cases[] = {
    {16, 16, 1, 8, {3, 3, 1, 1, 1}, 1, 1},   {8, 8, 8, 16, {3, 3, 1, 1, 1}, 1, 1},
    {14, 28, 1, 32, {3, 3, 1, 0, 0}, 0, 0},  {7, 9, 3, 5, {5, 5, 1, 2, 2}, 2, 2},
    {5, 7, 17, 33, {3, 3, 1, 1, 1}, 1, 1},   {6, 5, 5, 17, {1, 1, 1, 0, 0}, 0, 0},
    {9, 11, 3, 8, {3, 3, 2, 1, 1}, 1, 1},    {8, 10, 5, 3, {5, 5, 2, 2, 2}, 2, 2},
    {8, 8, 4, 12, {3, 3, 2, 0, 0}, 1, 1},    {7, 7, 16, 8, {2, 2, 2, 0, 0}, 0, 0},
    {6, 7, 4, 6, {1, 1, 2, 0, 0}, 0, 0},     {5, 4, 33, 1, {3, 2, 1, 1, 0}, 1, 1},
    {9, 9, 2, 9, {4, 4, 3, 1, 1}, 1, 1},     {3, 37, 2, 20, {3, 3, 1, 1, 1}, 1, 1},
    {5, 5, 1, 16, {5, 5, 1, 2, 2}, 2, 2},    {1, 1, 8, 33, {1, 1, 1, 0, 0}, 0, 0},
    {6, 6, 9, 1, {3, 3, 1, 2, 2}, 2, 2},     {5, 6, 1, 3, {7, 7, 1, 3, 3}, 3, 3},
    {9, 13, 1, 8, {3, 3, 2, 1, 1}, 1, 1},    {13, 11, 1, 16, {5, 5, 2, 2, 2}, 2, 2},
    {2, 1, 5, 8, {1, 1, 2, 0, 0}, 0, 0},     {1, 2, 8, 6, {1, 1, 2, 0, 0}, 0, 0},
    {3, 1, 8, 16, {1, 1, 2, 0, 0}, 0, 0},
    /* Many taps, many pixels: weight gradients in several groups and bands. */
    {4, 5, 70, 40, {3, 3, 1, 1, 1}, 1, 1},   {3, 3, 200, 36, {3, 3, 1, 1, 1}, 1, 1},
    {9, 37, 8, 40, {3, 3, 1, 1, 1}, 1, 1},   {1, 200, 8, 33, {1, 3, 1, 0, 1}, 0, 1},
};

static int conv_extent(int in, int before, int after, int kernel, int stride)
{
    return (in + before + after - kernel) / stride + 1;
}

static double *weight(double *kernel, const struct conv_case *c, int ky, int kx, int in, int out)
{
    return kernel + ((ky * c->w.width + kx) * c->inputs + in) * c->outputs + out;
}

static size_t kernel_size(const struct conv_case *c)
{
    return (size_t)(c->w.height * c->w.width * c->inputs * c->outputs);
}

/* One loop nest serves all three passes: visit() sees every product of the convolution. */
struct conv_sums {
    struct map in, out;
    double *kernel;
};

static void conv_naive(const struct conv_case *c, const struct conv_sums *s,
                       void (*visit)(double *in, double *weight, double *out))
{
    for (int i = 0; i < s->in.examples; i++)
        for (int y = 0; y < s->out.height; y++)
            for (int x = 0; x < s->out.width; x++)
                for (int ky = 0; ky < c->w.height; ky++)
                    for (int kx = 0; kx < c->w.width; kx++) {
                        int iy = y * c->w.stride - c->w.top + ky;
                        int ix = x * c->w.stride - c->w.left + kx;
                        if (!map_has(&s->in, iy, ix))
                            continue;
                        for (int n = 0; n < c->inputs; n++)
                            for (int o = 0; o < c->outputs; o++)
                                visit(map_cell(&s->in, i, iy, ix, n),
                                      weight(s->kernel, c, ky, kx, n, o),
                                      map_cell(&s->out, i, y, x, o));
                    }
}

static void visit_forward(double *in, double *w, double *out)
{
    *out += *in * *w;
}

static void visit_data(double *in, double *w, double *out)
{
    *in += *out * *w;
}

static void visit_kernel(double *in, double *w, double *out)
{
    *w += *in * *out;
}

/* Inputs of a case, what they must give, and the sums of magnitudes. */
struct conv_data {
    struct map in, dout;
    double *kernel, *bias;
    struct map out, din, out_magnitude, din_magnitude;
    double *gradient, *gradient_magnitude, *bias_gradient, *bias_magnitude;
};

static void add_bias(struct map *out, const double *bias)
{
    for (size_t j = 0; j < map_size(out); j++)
        out->at[j] += bias[j % (size_t)out->channels];
}

static double *absolute(const double *values, size_t n)
{
    double *a = rv_alloc(n, sizeof(double));
    for (size_t j = 0; j < n; j++)
        a[j] = fabs(values[j]);
    return a;
}

static void conv_passes(const struct conv_case *c, const struct map *in, const struct map *dout,
                        double *kernel, const double *bias, struct map *out, struct map *din,
                        double **gradient, double **bias_gradient)
{
    *out = map_make(examples, dout->height, dout->width, c->outputs);
    *din = map_make(examples, c->height, c->width, c->inputs);
    *gradient = rv_alloc(kernel_size(c), sizeof(double));
    *bias_gradient = rv_alloc((size_t)c->outputs, sizeof(double));
    conv_naive(c, &(struct conv_sums){*in, *out, kernel}, visit_forward);
    add_bias(out, bias);
    conv_naive(c, &(struct conv_sums){*din, *dout, kernel}, visit_data);
    conv_naive(c, &(struct conv_sums){*in, *dout, *gradient}, visit_kernel);
    for (size_t j = 0; j < map_size(dout); j++)
        (*bias_gradient)[j % (size_t)c->outputs] += dout->at[j];
}

static struct conv_data conv_data_make(const struct conv_case *c)
{
    struct conv_data d = {0};
    d.in = map_random(examples, c->height, c->width, c->inputs, 2385);
    d.dout = map_random(examples,
                        conv_extent(c->height, c->w.top, c->bottom, c->w.height, c->w.stride),
                        conv_extent(c->width, c->w.left, c->right, c->w.width, c->w.stride),
                        c->outputs, 4711);
    d.kernel = rv_alloc(kernel_size(c), sizeof(double));
    d.bias = rv_alloc((size_t)c->outputs, sizeof(double));
    fill_random(d.kernel, kernel_size(c), 917);
    fill_random(d.bias, (size_t)c->outputs, 53);
    conv_passes(c, &d.in, &d.dout, d.kernel, d.bias, &d.out, &d.din, &d.gradient,
                &d.bias_gradient);
    struct map in = map_magnitude(&d.in), dout = map_magnitude(&d.dout);
    double *kernel = absolute(d.kernel, kernel_size(c));
    double *bias = absolute(d.bias, (size_t)c->outputs);
    conv_passes(c, &in, &dout, kernel, bias, &d.out_magnitude, &d.din_magnitude,
                &d.gradient_magnitude, &d.bias_magnitude);
    rv_free(in.at);
    rv_free(dout.at);
    rv_free(kernel);
    rv_free(bias);
    return d;
}

static void conv_data_release(struct conv_data *d)
{
    double *all[] = {d->in.at,         d->dout.at,          d->kernel,
                     d->bias,          d->out.at,           d->din.at,
                     d->gradient,      d->bias_gradient,    d->out_magnitude.at,
                     d->din_magnitude.at, d->gradient_magnitude, d->bias_magnitude};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        rv_free(all[i]);
}

/* Values right, border untouched, same bits from each table; frees the view. */
static void assert_view(const struct rv_kernels *k, struct rv_view *v, const struct map *want,
                        const struct map *magnitude, struct kept *kept)
{
    struct map got = view_read(k, v, want->examples);
    assert_true(near_enough(k, got.at, want->at, magnitude->at, map_size(want)));
    assert_true(border_kept(k, v, want->examples));
    assert_true(view_same(kept, k, v, want->examples));
    rv_free(got.at);
    rv_free(v->data);
}

static void check_forward(const struct rv_kernels *k, const struct conv_case *c,
                          const struct conv_data *d, struct kept *kept)
{
    int border = rv_window_border(&c->w, c->height, c->width, d->out.height, d->out.width);
    struct rv_view in = view_in(k, &d->in, border), out = view_out(k, &d->out, 1);
    void *panels = rv_alloc(1, k->conv2d_pack_bytes(&c->w, c->inputs, c->outputs));
    k->conv2d_pack(&c->w, c->inputs, c->outputs, d->kernel, d->bias, panels);
    k->conv2d_forward(&c->w, panels, &in, &out, 0, 3);
    k->conv2d_forward(&c->w, panels, &in, &out, 3, examples - 3);
    assert_view(k, &out, &d->out, &d->out_magnitude, kept);
    rv_free(panels);
    rv_free(in.data);
}

static void check_backward_data(const struct rv_kernels *k, const struct conv_case *c,
                                const struct conv_data *d, struct kept *kept)
{
    int border =
        rv_window_border_backward(&c->w, c->height, c->width, d->out.height, d->out.width);
    struct rv_view dout = view_in(k, &d->dout, border), din = view_out(k, &d->din, 2);
    void *panels = rv_alloc(1, k->conv2d_pack_transposed_bytes(&c->w, c->inputs, c->outputs));
    k->conv2d_pack_transposed(&c->w, c->inputs, c->outputs, d->kernel, panels);
    k->conv2d_backward_data(&c->w, panels, &dout, &din, 0, examples);
    assert_view(k, &din, &d->din, &d->din_magnitude, kept);
    rv_free(panels);
    rv_free(dout.data);
}

static void check_backward_kernel(const struct rv_kernels *k, const struct conv_case *c,
                                  const struct conv_data *d, struct kept *kept)
{
    size_t size = kernel_size(c), outputs = (size_t)c->outputs;
    int border = rv_window_border(&c->w, c->height, c->width, d->out.height, d->out.width);
    struct rv_view in = view_in(k, &d->in, border), dout = view_in(k, &d->dout, 0);
    double *gradient = rv_alloc(size, sizeof(double)), *bias = rv_alloc(outputs, sizeof(double));
    double *again = rv_alloc(size, sizeof(double));
    k->conv2d_backward_kernel(&c->w, &in, &dout, 0, examples, gradient, bias);
    assert_true(near_enough(k, gradient, d->gradient, d->gradient_magnitude, size));
    assert_true(near_enough(k, bias, d->bias_gradient, d->bias_magnitude, outputs));
    assert_true(bits_same(kept, gradient, size * sizeof(double)));
    assert_true(bits_same(kept, bias, outputs * sizeof(double)));
    /* Cut at a chunk, the batch gives the same bits. */
    k->conv2d_backward_kernel(&c->w, &in, &dout, 0, RV_CONV_CHUNK, again, NULL);
    k->conv2d_backward_kernel(&c->w, &in, &dout, RV_CONV_CHUNK, examples - RV_CONV_CHUNK, again,
                              NULL);
    assert_memory_equal(gradient, again, size * sizeof(double));
    /* The check would notice a gradient that is a thousandth too large. */
    for (size_t j = 0; j < size; j++)
        again[j] *= 1.001;
    assert_false(near_enough(k, again, d->gradient, d->gradient_magnitude, size));
    rv_free(gradient);
    rv_free(again);
    rv_free(bias);
    rv_free(in.data);
    rv_free(dout.data);
}

static void conv_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    struct conv_data d = conv_data_make(one);
    check_forward(k, one, &d, kept);
    check_backward_data(k, one, &d, kept);
    check_backward_kernel(k, one, &d, kept);
    conv_data_release(&d);
}

static void test_conv2d(void **state)
{
    (void)state;
    for_tables(conv_body, conv_cases, sizeof conv_cases / sizeof conv_cases[0],
               sizeof conv_cases[0]);
}

/* ---- Dense: a convolution whose window is the whole map ---- */

struct dense_case {
    int height, width, channels, outputs, border;
};

static const struct dense_case dense_cases[] = {
    {4, 4, 16, 2, 0},  {4, 4, 16, 2, 1}, {5, 3, 8, 10, 1},  {1, 1, 37, 5, 0}, {1, 1, 3, 33, 0},
    {3, 5, 7, 17, 2},  {2, 2, 5, 1, 0},  {1, 1, 1, 1, 0},   {3, 3, 9, 16, 1}, {1, 1, 64, 128, 0},
    {2, 7, 11, 13, 0}, {1, 1, 5, 15, 0},
};

/* The gradient of the weights once more, with room behind each example's outputs that is full of
 * NaNs: the same bits. */
static void dense_with_room(const struct rv_kernels *k, const struct rv_view *in,
                            const struct rv_view *dout, const double *gradient, size_t size)
{
    struct rv_view roomy = *dout;
    double *again = rv_alloc(size, sizeof(double));

    roomy.stride = (dout->stride + 31) / 16 * 16;
    roomy.data = rv_alloc(examples * roomy.stride, k->real_size);
    for (size_t j = 0; j < examples * roomy.stride; j++)
        view_set(k, &roomy, j, nan(""));
    k->copy(dout, &roomy, 0, examples);
    k->dense_backward_kernel(in, &roomy, 0, examples, again, NULL);
    assert_memory_equal(again, gradient, size * sizeof(double));
    rv_free(again);
    rv_free(roomy.data);
}

static void dense_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    const struct dense_case *dense = one;
    struct conv_case c = {dense->height, dense->width,       dense->channels,
                          dense->outputs, {dense->height, dense->width, 1, 0, 0}, 0, 0};
    struct conv_data d = conv_data_make(&c);
    size_t size = kernel_size(&c), outputs = (size_t)c.outputs;
    struct rv_view in = view_in(k, &d.in, dense->border), out = view_out(k, &d.out, 0);
    struct rv_view dout = view_in(k, &d.dout, 0), din = view_out(k, &d.din, dense->border);
    void *panels = rv_alloc(1, k->dense_pack_bytes(&in, c.outputs));
    void *transposed = rv_alloc(1, k->dense_pack_transposed_bytes(&din, c.outputs));
    double *gradient = rv_alloc(size, sizeof(double)), *bias = rv_alloc(outputs, sizeof(double));

    k->dense_pack(&in, c.outputs, d.kernel, d.bias, panels);
    k->dense_forward(panels, &in, &out, 0, examples);
    assert_view(k, &out, &d.out, &d.out_magnitude, kept);
    k->dense_pack_transposed(&din, c.outputs, d.kernel, transposed);
    k->dense_backward_data(transposed, &dout, &din, 0, 4);
    k->dense_backward_data(transposed, &dout, &din, 4, examples - 4);
    assert_view(k, &din, &d.din, &d.din_magnitude, kept);
    k->dense_backward_kernel(&in, &dout, 0, examples, gradient, bias);
    assert_true(near_enough(k, gradient, d.gradient, d.gradient_magnitude, size));
    assert_true(near_enough(k, bias, d.bias_gradient, d.bias_magnitude, outputs));
    assert_true(bits_same(kept, gradient, size * sizeof(double)));
    assert_true(bits_same(kept, bias, outputs * sizeof(double)));
    dense_with_room(k, &in, &dout, gradient, size);

    rv_free(in.data);
    rv_free(dout.data);
    rv_free(panels);
    rv_free(transposed);
    rv_free(gradient);
    rv_free(bias);
    conv_data_release(&d);
}

static void test_dense(void **state)
{
    (void)state;
    for_tables(dense_body, dense_cases, sizeof dense_cases / sizeof dense_cases[0],
               sizeof dense_cases[0]);
}

/* ---- Choice of the instruction set ---- */

static void test_select(void **state)
{
    (void)state;
    const char *names[RV_KERNELS_ISA_MAX];
    size_t count = rv_kernels_names(names);
    assert_true(count >= 1);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rv_kernels_select(names[i], NULL), RV_OK);
        assert_string_equal(rv_kernels_isa(), names[i]);
        assert_string_equal(rv_kernels_get(RV_FLOAT64)->isa, names[i]);
        assert_int_equal(rv_kernels_get(RV_FLOAT64)->precision, RV_FLOAT64);
    }
    struct rv_error error = {0};
    assert_int_equal(rv_kernels_select("x86-64-v9", &error), RV_USAGE);
    assert_non_null(strstr(error.message, "x86-64-v9"));
    assert_non_null(strstr(error.message, names[0]));
    assert_string_equal(rv_kernels_isa(), names[count - 1]); /* a refused choice changes nothing */
    assert_int_equal(setenv("RAVINE_ISA", "sparc", 1), 0);
    assert_int_equal(rv_kernels_select(NULL, &error), RV_USAGE);
    assert_non_null(strstr(error.message, "RAVINE_ISA"));
    assert_int_equal(unsetenv("RAVINE_ISA"), 0);
    assert_int_equal(rv_kernels_select(NULL, &error), RV_OK);
    assert_string_equal(rv_kernels_isa(), names[0]);
    assert_true(rv_kernels_peak(0.001) > 0);
}

/* All three passes of a wide layer into one run of bytes: outputs, gradient of the input, of the
 * weights. */
static double *wide_passes(const struct rv_kernels *k, size_t *count)
{
    enum { size = 24, channels = 72, wide_examples = 9, pixels = size * size };
    const struct rv_window w = {3, 3, 1, 1, 1};
    const size_t weights = 9 * channels * channels, map = wide_examples * pixels * channels;
    double *all = rv_alloc(2 * map + 2 * weights, sizeof *all);
    struct map x = {wide_examples, size, size, channels, all}, y = {wide_examples, size, size,
                                                                   channels, all + map};
    double *kernel = all + 2 * map, *slope = kernel + weights;
    void *panels = rv_alloc(1, k->conv2d_pack_bytes(&w, channels, channels));
    void *back = rv_alloc(1, k->conv2d_pack_transposed_bytes(&w, channels, channels));
    fill_random(x.at, map, 31);
    fill_random(kernel, weights, 32);
    struct rv_view in = view_in(k, &x, 1), out = view_out(k, &y, 1), din = view_out(k, &x, 1);
    k->conv2d_pack(&w, channels, channels, kernel, NULL, panels);
    k->conv2d_pack_transposed(&w, channels, channels, kernel, back);
    k->conv2d_forward(&w, panels, &in, &out, 0, wide_examples);
    k->conv2d_backward_data(&w, back, &out, &din, 0, wide_examples);
    k->conv2d_backward_kernel(&w, &in, &out, 0, wide_examples, slope, NULL);
    k->to_doubles(&din, 0, wide_examples, x.at);
    k->to_doubles(&out, 0, wide_examples, y.at);
    rv_free(panels);
    rv_free(back);
    rv_free(in.data);
    rv_free(out.data);
    rv_free(din.data);
    *count = 2 * map + 2 * weights;
    return all;
}

/* Wide layers share their outputs out between threads. */
static void test_threads(void **state)
{
    (void)state;
    const struct rv_kernels *k = rv_kernels_get(RV_FLOAT32);
    size_t count;
    rv_parallel_inside(1);
    double *one = wide_passes(k, &count);
    for (int threads = 2; threads <= 3; threads++) {
        rv_parallel_inside(threads);
        double *more = wide_passes(k, &count);
        assert_memory_equal(one, more, count * sizeof *one);
        rv_free(more);
    }
    rv_free(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conv2d),
        cmocka_unit_test(test_dense),
        cmocka_unit_test(test_select),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
