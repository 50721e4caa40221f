/* Elementwise, transfer and fused kernels: against naive loops or against the plain kernels that they
 * replace, and the same bits from all instruction sets. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/kernel_case.h"

/* ---- Elementwise and transfer ---- */

struct activation_case {
    struct shape shape;
    enum rv_activation kind;
};

static const struct activation_case activation_cases[] = {
    {{7, 9, 5}, RV_RELU},       {{8, 8, 16}, RV_RELU},  {{7, 9, 5}, RV_LEAKY_RELU},
    {{3, 3, 8}, RV_LEAKY_RELU}, {{7, 9, 5}, RV_TANH},   {{1, 1, 33}, RV_TANH},
    {{7, 9, 5}, RV_SIGMOID},    {{1, 1, 1}, RV_SIGMOID}};

static const double slope = 0.0625;

static double activate(enum rv_activation kind, double x)
{
    const double y[] = {x > 0 ? x : 0, x > 0 ? x : x * slope, tanh(x), 1 / (1 + exp(-x))};
    return y[kind];
}

static double derivative(enum rv_activation kind, double y)
{
    const double d[] = {y > 0 ? 1 : 0, y > 0 ? 1 : slope, 1 - y * y, y * (1 - y)};
    return d[kind];
}

static void activation_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    const struct activation_case *a = one;
    struct pool pool = {0};
    struct map x = map_of(&pool, a->shape, 41), dy = map_of(&pool, a->shape, 42);
    struct map y = map_of(&pool, a->shape, 0), dx = map_of(&pool, a->shape, 0);
    x.at[0] = 0;
    x.at[map_size(&x) - 1] = -30.25;
    for (size_t j = 0; j < map_size(&x); j++) {
        y.at[j] = activate(a->kind, x.at[j]);
        dx.at[j] = dy.at[j] * derivative(a->kind, y.at[j]);
    }
    struct rv_view vx = in_of(&pool, k, &x, 1), vy = out_of(&pool, k, &y, 0);
    struct rv_view vdy = in_of(&pool, k, &dy, 0), vdx = out_of(&pool, k, &dx, 1);
    k->activation_forward(a->kind, slope, &vx, &vy, 0, examples);
    assert_map(k, &vy, &y, kept);
    k->activation_backward(a->kind, slope, &vy, &vdy, &vdx, 0, examples);
    assert_map(k, &vdx, &dx, kept);
    /* In place. */
    k->activation_forward(a->kind, slope, &vx, &vx, 0, examples);
    struct map got = view_read(k, &vx, examples), plain = view_read(k, &vy, examples);
    assert_memory_equal(got.at, plain.at, map_size(&got) * sizeof(double));
    rv_free(got.at);
    rv_free(plain.at);
    release(&pool);
}

static void sums_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    struct pool pool = {0};
    struct shape s = *(const struct shape *)one;
    struct map a = map_of(&pool, s, 51), b = map_of(&pool, s, 52);
    struct map sum = map_of(&pool, s, 0), product = map_of(&pool, s, 0), zero = map_of(&pool, s, 0);
    for (size_t j = 0; j < map_size(&a); j++) {
        sum.at[j] = a.at[j] + b.at[j];
        product.at[j] = a.at[j] * b.at[j];
    }
    struct rv_view va = in_of(&pool, k, &a, 1), vb = in_of(&pool, k, &b, 0);
    struct rv_view out = out_of(&pool, k, &sum, 2);
    k->add(&va, &vb, &out, 0, examples);
    assert_map(k, &out, &sum, kept);
    k->multiply(&va, &vb, &out, 0, examples);
    assert_map(k, &out, &product, kept);
    k->copy(&va, &out, 0, examples);
    assert_map(k, &out, &a, kept);
    k->fill_zero(&out, 0, examples);
    assert_map(k, &out, &zero, kept);
    release(&pool);
}

static void transfer_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    struct pool pool = {0};
    struct shape s = *(const struct shape *)one;
    struct map a = map_of(&pool, s, 61), picked = map_of(&pool, s, 0);
    size_t n = map_size(&a), each = n / examples;
    const uint32_t index[examples] = {2, 0, 2};
    float *inputs = rv_alloc(n, sizeof *inputs);
    double *back = doubles(&pool, n, 0);
    for (size_t j = 0; j < n; j++)
        inputs[j] = (float)a.at[j];
    for (size_t j = 0; j < n; j++)
        picked.at[j] = a.at[index[j / each] * each + j % each];
    struct rv_view out = out_of(&pool, k, &a, 1);
    k->gather(inputs, s.channels, index, &out, 0, examples);
    assert_map(k, &out, &picked, kept);
    k->gather(inputs, s.channels, NULL, &out, 1, examples - 1);
    k->gather(inputs, s.channels, NULL, &out, 0, 1);
    assert_map(k, &out, &a, kept);
    k->to_doubles(&out, 0, 1, back);
    k->to_doubles(&out, 1, examples - 1, back);
    assert_memory_equal(back, a.at, n * sizeof(double));
    k->from_doubles(picked.at, &out, 0, examples);
    assert_map(k, &out, &picked, kept);
    rv_free(inputs);
    release(&pool);
}

static void test_elementwise(void **state)
{
    (void)state;
    for_tables(activation_body, activation_cases,
               sizeof activation_cases / sizeof activation_cases[0], sizeof activation_cases[0]);
    for_tables(sums_body, shapes, shape_count, sizeof shapes[0]);
    for_tables(transfer_body, shapes, shape_count, sizeof shapes[0]);
}

/* ---- Fused kernels against the plain ones ---- */

static const struct rv_window two_by_two = {2, 2, 2, 0, 0};

/* Values equal to the bit but for the sign of zeros. */
static void assert_same_values(const struct rv_kernels *k, const struct rv_view *a,
                               const struct rv_view *b)
{
    struct map x = view_read(k, a, examples), y = view_read(k, b, examples);
    for (size_t j = 0; j < map_size(&x); j++)
        assert_true(x.at[j] == y.at[j]);
    rv_free(x.at);
    rv_free(y.at);
}

struct fused_case {
    struct shape in, out; /* of the convolution */
    struct rv_window w;
};

static const struct fused_case fused_cases[] = {
    {{16, 16, 1}, {16, 16, 8}, {3, 3, 1, 1, 1}},
    {{12, 14, 1}, {10, 12, 32}, {3, 3, 1, 0, 0}},
    {{7, 9, 3}, {7, 9, 5}, {3, 3, 1, 1, 1}},
    {{9, 11, 2}, {5, 6, 17}, {3, 3, 2, 1, 1}},
};

/* The gradient of the weights, by way of the stored map and window by window. */
static void winners_body(struct pool *pool, const struct rv_kernels *k, const struct fused_case *f,
                         const struct rv_view *in, const struct rv_view *dpooled,
                         const struct rv_view *pooled, const uint8_t *winner, struct kept *kept)
{
    const size_t filters = (size_t)f->out.channels, weights = 9 * filters;
    double *by_map = doubles(pool, weights, 0), *by_map_b = doubles(pool, filters, 0);
    double *direct = doubles(pool, weights, 0), *direct_b = doubles(pool, filters, 0);
    double *magnitude = doubles(pool, weights, 0);
    void *scratch = rv_alloc(rv_window_winners_size(pooled), k->real_size);
    struct map z = map_of(pool, f->out, 0);
    struct rv_view dz = out_of(pool, k, &z, 0);

    k->relu_maxpool_backward(dpooled, pooled, winner, &dz, 0, examples);
    k->conv2d_backward_kernel(&f->w, in, &dz, 0, examples, by_map, by_map_b);
    k->conv2d_relu_maxpool_backward_kernel(&f->w, in, dpooled, pooled, winner, scratch, 0, examples,
                                           direct, direct_b);
    for (size_t j = 0; j < weights; j++)
        magnitude[j] = pooled->height * pooled->width;
    assert_true(near_enough(k, direct, by_map, magnitude, weights));
    assert_true(near_enough(k, direct_b, by_map_b, magnitude, filters));
    assert_true(bits_same(kept, direct, weights * sizeof *direct));
    assert_true(bits_same(kept, direct_b, filters * sizeof *direct_b));
    rv_free(scratch);
}

static void conv_pool_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    const struct fused_case *f = one;
    struct pool pool = {0};
    struct shape small = {f->out.height / 2, f->out.width / 2, f->out.channels};
    struct map in = map_of(&pool, f->in, 71), z = map_of(&pool, f->out, 0);
    struct map pooled = map_of(&pool, small, 0), dpooled = map_of(&pool, small, 72);
    size_t weights = (size_t)(f->w.height * f->w.width * f->in.channels * f->out.channels);
    size_t filters = (size_t)f->out.channels;
    double *kernel = doubles(&pool, weights, 73);
    double *bias = doubles(&pool, filters, 74);
    struct rv_view vin = in_of(&pool, k, &in, 1), vz = out_of(&pool, k, &z, 0);
    struct rv_view plain = out_of(&pool, k, &pooled, 0), fused = out_of(&pool, k, &pooled, 1);
    struct rv_view vd = in_of(&pool, k, &dpooled, 0), masked = out_of(&pool, k, &pooled, 0);
    struct rv_view dz = out_of(&pool, k, &z, 0), fused_dz = out_of(&pool, k, &z, 1);
    uint8_t *winner = rv_alloc(map_size(&pooled), 2), *again = winner + map_size(&pooled);
    void *scratch = rv_alloc((size_t)(2 * f->out.width * f->out.channels), k->real_size);
    void *panels = rv_alloc(1, k->conv2d_pack_bytes(&f->w, f->in.channels, f->out.channels));

    k->conv2d_pack(&f->w, f->in.channels, f->out.channels, kernel, bias, panels);
    k->conv2d_forward(&f->w, panels, &vin, &vz, 0, examples);
    k->activation_forward(RV_RELU, 0, &vz, &vz, 0, examples);
    k->maxpool_forward(&two_by_two, &vz, &plain, winner, 0, examples);
    k->conv2d_relu_maxpool_forward(&f->w, panels, &vin, f->out.width, &fused, again, scratch, 0,
                                   examples);
    assert_same_values(k, &plain, &fused);
    assert_true(border_kept(k, &fused, examples));
    assert_true(view_same(kept, k, &fused, examples));
    assert_true(bits_same(kept, again, map_size(&pooled)));
    /* Winners differ where the whole window is off: compare the gradients that they lead to. */
    k->activation_backward(RV_RELU, 0, &plain, &vd, &masked, 0, examples);
    k->maxpool_backward(&two_by_two, &masked, winner, &dz, 0, examples);
    k->relu_maxpool_backward(&vd, &fused, again, &fused_dz, 0, examples);
    assert_same_values(k, &dz, &fused_dz);
    assert_true(border_kept(k, &fused_dz, examples));
    if (rv_window_picks_winners(&f->w, f->in.channels))
        winners_body(&pool, k, f, &vin, &vd, &fused, again, kept);
    rv_free(winner);
    rv_free(scratch);
    rv_free(panels);
    release(&pool);
}

/* A NaN and an infinity in the input reach the pooled map as they do through the plain kernels. */
static void not_finite_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    const struct fused_case *f = one;
    struct pool pool = {0};
    struct shape small = {f->out.height / 2, f->out.width / 2, f->out.channels};
    struct map in = map_of(&pool, f->in, 71), z = map_of(&pool, f->out, 0);
    struct map pooled = map_of(&pool, small, 0);
    size_t weights = (size_t)(f->w.height * f->w.width * f->in.channels * f->out.channels);
    double *kernel = doubles(&pool, weights, 73);
    (void)kept;
    in.at[map_size(&in) / 5] = nan("");
    in.at[map_size(&in) / 2] = HUGE_VAL;
    struct rv_view vin = in_of(&pool, k, &in, 1), vz = out_of(&pool, k, &z, 0);
    struct rv_view plain = out_of(&pool, k, &pooled, 0), fused = out_of(&pool, k, &pooled, 1);
    void *scratch = rv_alloc((size_t)(2 * f->out.width * f->out.channels), k->real_size);
    void *panels = rv_alloc(1, k->conv2d_pack_bytes(&f->w, f->in.channels, f->out.channels));

    k->conv2d_pack(&f->w, f->in.channels, f->out.channels, kernel, NULL, panels);
    k->conv2d_forward(&f->w, panels, &vin, &vz, 0, examples);
    k->activation_forward(RV_RELU, 0, &vz, &vz, 0, examples);
    k->maxpool_forward(&two_by_two, &vz, &plain, NULL, 0, examples);
    k->conv2d_relu_maxpool_forward(&f->w, panels, &vin, f->out.width, &fused, NULL, scratch, 0,
                                   examples);
    struct map x = view_read(k, &plain, examples), y = view_read(k, &fused, examples);
    size_t nans = 0;
    for (size_t j = 0; j < map_size(&x); j++) {
        assert_true(x.at[j] == y.at[j] || (isnan(x.at[j]) && isnan(y.at[j])));
        nans += isnan(x.at[j]) ? 1 : 0;
    }
    assert_true(nans > 0 && nans < map_size(&x));
    rv_free(x.at);
    rv_free(y.at);
    rv_free(scratch);
    rv_free(panels);
    release(&pool);
}

/* What the plain kernels need and give on the way of batch normalisation, ReLU and pooling. */
static void batchnorm_pool_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    struct pool pool = {0};
    struct shape s = *(const struct shape *)one, small = {s.height / 2, s.width / 2, s.channels};
    if (small.height == 0 || small.width == 0)
        return;
    struct map z = map_of(&pool, s, 81), pooled = map_of(&pool, small, 0);
    for (size_t j = map_size(&z) / 2; j < map_size(&z); j++)
        z.at[j] = round(4 * z.at[j]) / 4; /* cells that are equal: the first wins */
    struct map dpooled = map_of(&pool, small, 82);
    size_t channels = (size_t)s.channels, n = examples * channels;
    double *mean = doubles(&pool, channels, 83), *a = doubles(&pool, channels, 84);
    double *b = doubles(&pool, channels, 85), *c = doubles(&pool, channels, 86);
    double *sum = doubles(&pool, n, 0), *product = doubles(&pool, n, 0);
    double *fused_sum = doubles(&pool, n, 0), *fused_product = doubles(&pool, n, 0);
    double *winning = doubles(&pool, map_size(&pooled), 0);
    struct rv_view vz = in_of(&pool, k, &z, 1), y = out_of(&pool, k, &z, 0);
    struct rv_view plain = out_of(&pool, k, &pooled, 0), fused = out_of(&pool, k, &pooled, 1);
    struct rv_view vd = in_of(&pool, k, &dpooled, 0);
    struct rv_view masked = out_of(&pool, k, &pooled, 0), dy = out_of(&pool, k, &z, 0);
    struct rv_view dz = out_of(&pool, k, &z, 0), fused_dz = out_of(&pool, k, &z, 1);
    uint8_t *winner = rv_alloc(map_size(&pooled), 1);

    k->batchnorm_apply(&vz, mean, a, b, &y, 0, examples);
    k->activation_forward(RV_RELU, 0, &y, &y, 0, examples);
    k->maxpool_forward(&two_by_two, &y, &plain, winner, 0, examples);
    k->batchnorm_relu_maxpool_forward(&vz, mean, a, b, &fused, winning, 0, examples);
    assert_same_values(k, &plain, &fused);
    assert_true(border_kept(k, &fused, examples));
    assert_true(view_same(kept, k, &fused, examples));

    k->activation_backward(RV_RELU, 0, &plain, &vd, &masked, 0, examples);
    k->maxpool_backward(&two_by_two, &masked, winner, &dy, 0, examples);
    k->batchnorm_backward_sums(&dy, &vz, mean, 0, examples, sum, product);
    k->batchnorm_relu_maxpool_sums(&vd, winning, mean, 0, examples, fused_sum, fused_product);
    double magnitude[examples * 64];
    for (size_t j = 0; j < n; j++)
        magnitude[j] = 64; /* pooled cells of the largest map */
    assert_true(near_enough(k, fused_sum, sum, magnitude, n));
    assert_true(near_enough(k, fused_product, product, magnitude, n));
    assert_true(bits_same(kept, fused_sum, n * sizeof(double)));
    assert_true(bits_same(kept, fused_product, n * sizeof(double)));

    k->batchnorm_backward_apply(&dy, &vz, mean, a, b, c, &dz, 0, examples);
    k->batchnorm_relu_maxpool_backward(&vd, winning, &vz, mean, a, b, c, &fused_dz, 0, examples);
    assert_same_values(k, &dz, &fused_dz);
    assert_true(border_kept(k, &fused_dz, examples));
    assert_true(view_same(kept, k, &fused_dz, examples));
    rv_free(winner);
    release(&pool);
}

static void test_fused(void **state)
{
    (void)state;
    for_tables(conv_pool_body, fused_cases, sizeof fused_cases / sizeof fused_cases[0],
               sizeof fused_cases[0]);
    for_tables(not_finite_body, fused_cases, sizeof fused_cases / sizeof fused_cases[0],
               sizeof fused_cases[0]);
    for_tables(batchnorm_pool_body, shapes, shape_count, sizeof shapes[0]);
}

/* ---- A NaN is never hidden ---- */

/* A NaN in any of the four cells comes through ReLU, pooling and both fused forms. */
static void nan_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    (void)kept;
    const struct shape s = {2, 2, 21}, small = {1, 1, 21};
    struct pool pool = {0};
    struct map x = map_of(&pool, s, 91), y = map_of(&pool, small, 0);
    double mean[21] = {0}, scale[21], shift[21] = {0}, winning[21];
    for (int c = 0; c < s.channels; c++) {
        scale[c] = 2.5;
        *map_cell(&x, 0, *(const int *)one / 2, *(const int *)one % 2, c) = nan("");
    }
    struct rv_view in = in_of(&pool, k, &x, 0), on = out_of(&pool, k, &x, 0);
    struct rv_view out = out_of(&pool, k, &y, 0);
    k->activation_forward(RV_RELU, 0, &in, &on, 0, 1);
    k->maxpool_forward(&two_by_two, &on, &out, NULL, 0, 1);
    for (size_t c = 0; c < 21; c++)
        assert_true(isnan(view_get(k, &out, c)));
    k->fill_zero(&out, 0, 1);
    k->batchnorm_relu_maxpool_forward(&in, mean, scale, shift, &out, winning, 0, 1);
    for (size_t c = 0; c < 21; c++)
        assert_true(isnan(view_get(k, &out, c)));
    release(&pool);
}

static void test_nan(void **state)
{
    (void)state;
    const int cells[] = {0, 1, 2, 3};
    for_tables(nan_body, cells, 4, sizeof cells[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elementwise),
        cmocka_unit_test(test_fused),
        cmocka_unit_test(test_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
