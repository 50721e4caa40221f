/* Batch normalisation and pooling against naive loops in double, and the same bits from all
 * instruction sets. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/kernel_case.h"

/* Per-channel and per-example sums over at most 256 values below 8. */
static void assert_sums(const struct rv_kernels *k, const double *got, const double *want, size_t n,
                        struct kept *kept)
{
    double magnitude[examples * 64];
    for (size_t j = 0; j < n; j++)
        magnitude[j] = 300;
    assert_true(near_enough(k, got, want, magnitude, n));
    assert_true(bits_same(kept, got, n * sizeof(double)));
}

/* ---- Batch normalisation ---- */

static void naive_moments(const struct map *z, double *mean, double *m2)
{
    double n = z->height * z->width;
    for (int i = 0; i < z->examples; i++)
        for (int c = 0; c < z->channels; c++) {
            double sum = 0, square = 0;
            for (int p = 0; p < z->height * z->width; p++)
                sum += *map_cell(z, i, 0, p, c);
            for (int p = 0; p < z->height * z->width; p++)
                square += pow(*map_cell(z, i, 0, p, c) - sum / n, 2);
            mean[i * z->channels + c] = sum / n;
            m2[i * z->channels + c] = square;
        }
}

static void moments_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    struct pool pool = {0};
    struct map z = map_of(&pool, *(const struct shape *)one, 11);
    for (size_t j = 0; j < map_size(&z); j++)
        z.at[j] += 2.375; /* a mean larger than the deviation, exact in float */
    size_t n = (size_t)(examples * z.channels);
    double *mean = doubles(&pool, n, 0), *m2 = doubles(&pool, n, 0);
    double *want_mean = doubles(&pool, n, 0), *want_m2 = doubles(&pool, n, 0);
    struct rv_view v = in_of(&pool, k, &z, 1);
    naive_moments(&z, want_mean, want_m2);
    k->batchnorm_moments(&v, 0, 1, mean, m2);
    k->batchnorm_moments(&v, 1, examples - 1, mean, m2);
    assert_sums(k, mean, want_mean, n, kept);
    assert_sums(k, m2, want_m2, n, kept);
    want_m2[0] += 0.5; /* half a unit in 90: the check must see it */
    double magnitude[1] = {300};
    assert_false(near_enough(k, m2, want_m2, magnitude, 1));
    /* A constant map has no variance at all, whatever the rounding of its mean. */
    for (size_t j = 0; j < map_size(&z); j++)
        z.at[j] = (double)0.1F;
    struct rv_view constant = in_of(&pool, k, &z, 0);
    k->batchnorm_moments(&constant, 0, examples, mean, m2);
    for (size_t j = 0; j < n; j++)
        assert_true(m2[j] >= 0 && m2[j] < 1e-10);
    release(&pool);
}

static void batchnorm_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    struct pool pool = {0};
    struct shape s = *(const struct shape *)one;
    struct map z = map_of(&pool, s, 21), dy = map_of(&pool, s, 22);
    struct map y = map_of(&pool, s, 0), dz = map_of(&pool, s, 0);
    size_t channels = (size_t)z.channels, n = examples * channels;
    double *mean = doubles(&pool, channels, 23), *a = doubles(&pool, channels, 24);
    double *b = doubles(&pool, channels, 25), *d = doubles(&pool, channels, 26);
    double *sum = doubles(&pool, n, 0), *product = doubles(&pool, n, 0);
    double *want_sum = doubles(&pool, n, 0), *want_product = doubles(&pool, n, 0);
    for (size_t j = 0; j < map_size(&z); j++) {
        size_t c = j % channels, i = j / (map_size(&z) / examples);
        y.at[j] = (z.at[j] - mean[c]) * a[c] + b[c];
        dz.at[j] = a[c] * dy.at[j] + b[c] * (z.at[j] - mean[c]) + d[c];
        want_sum[i * channels + c] += dy.at[j];
        want_product[i * channels + c] += dy.at[j] * (z.at[j] - mean[c]);
    }
    struct rv_view vz = in_of(&pool, k, &z, 1), vy = out_of(&pool, k, &y, 2);
    struct rv_view vdy = in_of(&pool, k, &dy, 0), vdz = out_of(&pool, k, &dz, 1);
    k->batchnorm_apply(&vz, mean, a, b, &vy, 0, examples);
    assert_map(k, &vy, &y, kept);
    k->batchnorm_backward_sums(&vdy, &vz, mean, 0, examples, sum, product);
    assert_sums(k, sum, want_sum, n, kept);
    assert_sums(k, product, want_product, n, kept);
    k->batchnorm_backward_apply(&vdy, &vz, mean, a, b, d, &vdz, 0, examples);
    assert_map(k, &vdz, &dz, kept);
    release(&pool);
}

static void test_batchnorm(void **state)
{
    (void)state;
    for_tables(moments_body, shapes, shape_count, sizeof shapes[0]);
    for_tables(batchnorm_body, shapes, shape_count, sizeof shapes[0]);
}

/* ---- Pooling ---- */

struct pool_case {
    struct shape in;
    struct rv_window w;
    int out_height, out_width;
};

static const struct pool_case pool_cases[] = {
    {{16, 16, 8}, {2, 2, 2, 0, 0}, 8, 8}, {{7, 9, 5}, {2, 2, 2, 0, 0}, 3, 4},
    {{7, 9, 17}, {3, 3, 2, 1, 1}, 4, 5},  {{5, 5, 33}, {3, 3, 1, 0, 0}, 3, 3},
    {{6, 4, 3}, {2, 3, 1, 0, 1}, 5, 4},   {{1, 1, 16}, {1, 1, 1, 0, 0}, 1, 1},
    {{9, 9, 1}, {5, 5, 3, 2, 2}, 3, 3},
};

struct pool_maps {
    struct map in, out, dout, max_din, mean, mean_din;
    uint8_t *winner;
};

/* One output of both poolings, and its gradient's way back. */
static void naive_pool_cell(const struct pool_case *p, struct pool_maps *m, int i, int y, int x,
                            int c)
{
    int best_y = 0, best_x = 0, cells = 0, code = 0;
    double best = -2, sum = 0, d = *map_cell(&m->dout, i, y, x, c);
    for (int pass = 0; pass < 2; pass++)
        for (int ky = 0; ky < p->w.height; ky++)
            for (int kx = 0; kx < p->w.width; kx++) {
                int iy = y * p->w.stride - p->w.top + ky, ix = x * p->w.stride - p->w.left + kx;
                if (!map_has(&m->in, iy, ix))
                    continue;
                if (pass) {
                    *map_cell(&m->mean_din, i, iy, ix, c) += d / cells;
                    continue;
                }
                double v = *map_cell(&m->in, i, iy, ix, c);
                sum += v;
                cells++;
                if (v > best)
                    best = v, best_y = iy, best_x = ix, code = ky * p->w.width + kx;
            }
    *map_cell(&m->out, i, y, x, c) = best;
    *map_cell(&m->mean, i, y, x, c) = sum / cells;
    *map_cell(&m->max_din, i, best_y, best_x, c) += d;
    m->winner[map_cell(&m->out, i, y, x, c) - m->out.at] = (uint8_t)code;
}

static struct pool_maps naive_pool(struct pool *pool, const struct pool_case *p)
{
    struct shape small = {p->out_height, p->out_width, p->in.channels};
    struct pool_maps m = {map_of(pool, p->in, 31),  map_of(pool, small, 0),
                          map_of(pool, small, 32),  map_of(pool, p->in, 0),
                          map_of(pool, small, 0),   map_of(pool, p->in, 0), NULL};
    for (size_t j = 0; j < map_size(&m.in); j += 3)
        m.in.at[j] = 0.25; /* ties: the first cell wins */
    m.winner = rv_alloc(map_size(&m.out), 1);
    pool->block[pool->count++] = m.winner;
    for (int i = 0; i < examples; i++)
        for (int y = 0; y < small.height; y++)
            for (int x = 0; x < small.width; x++)
                for (int c = 0; c < small.channels; c++)
                    naive_pool_cell(p, &m, i, y, x, c);
    return m;
}

static void pool_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    const struct pool_case *p = one;
    struct pool pool = {0};
    struct pool_maps m = naive_pool(&pool, p);
    struct rv_view in = in_of(&pool, k, &m.in, 1), dout = in_of(&pool, k, &m.dout, 0);
    struct rv_view out = out_of(&pool, k, &m.out, 1), din = out_of(&pool, k, &m.in, 2);
    uint8_t *winner = rv_alloc(map_size(&m.out), 1);
    k->maxpool_forward(&p->w, &in, &out, winner, 0, 1);
    k->maxpool_forward(&p->w, &in, &out, winner, 1, examples - 1);
    assert_map(k, &out, &m.out, kept);
    assert_memory_equal(winner, m.winner, map_size(&m.out));
    k->maxpool_backward(&p->w, &dout, winner, &din, 0, examples);
    assert_map(k, &din, &m.max_din, kept);
    k->avgpool_forward(&p->w, &in, &out, 0, examples);
    assert_map(k, &out, &m.mean, kept);
    k->avgpool_backward(&p->w, &dout, &din, 0, examples);
    assert_map(k, &din, &m.mean_din, kept);
    rv_free(winner);
    release(&pool);
}

static void global_body(const struct rv_kernels *k, const void *one, struct kept *kept)
{
    const struct shape *s = one;
    struct pool_case p = {*s, {s->height, s->width, 1, 0, 0}, 1, 1};
    struct pool pool = {0};
    struct pool_maps m = naive_pool(&pool, &p);
    struct rv_view in = in_of(&pool, k, &m.in, 1), dout = in_of(&pool, k, &m.dout, 0);
    struct rv_view out = out_of(&pool, k, &m.out, 0), din = out_of(&pool, k, &m.in, 2);
    k->global_avgpool_forward(&in, &out, 0, examples);
    assert_map(k, &out, &m.mean, kept);
    k->global_avgpool_backward(&dout, &din, 0, examples);
    assert_map(k, &din, &m.mean_din, kept);
    release(&pool);
}

static void test_pool(void **state)
{
    (void)state;
    for_tables(pool_body, pool_cases, sizeof pool_cases / sizeof pool_cases[0],
               sizeof pool_cases[0]);
    for_tables(global_body, shapes, shape_count, sizeof shapes[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_batchnorm),
        cmocka_unit_test(test_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
