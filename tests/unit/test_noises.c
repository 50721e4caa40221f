/* The noises of the gradient: moments against formulas, keys, threads, bad input. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/parallel.h"
#include "support/surface_case.h"

#define DRAWS 100000

/* Of four standard errors a right result exceeds one in 16,000 tests; the seeds are fixed. */
static const double errors_allowed = 4;

/* ---- Moments ---- */

/* Gradient noise of DRAWS replicas at one point, replica after replica; free with rv_free(). */
static double *draws(const struct rv_noise *noise, const double *point, size_t n, uint64_t step)
{
    double *x = rv_alloc(DRAWS * n, sizeof *x), *g = rv_alloc(DRAWS * n, sizeof *g);

    for (size_t r = 0; r < DRAWS; r++)
        memcpy(x + r * n, point, n * sizeof *x);
    rv_noise_add(noise, x, 0, DRAWS, step, NULL, g);
    rv_free(x);
    return g;
}

/* Whether the mean of product i, j lies within the allowed errors of `expected`; its own spread
 * gives the standard error, so that any distribution with a fourth moment will do. */
static bool moment_agrees(const double *g, size_t n, size_t i, size_t j, double expected)
{
    double sum = 0, square = 0, mean;

    for (size_t r = 0; r < DRAWS; r++) {
        const double product = g[r * n + i] * g[r * n + j];

        sum += product;
        square += product * product;
    }
    mean = sum / DRAWS;
    /* The rounding of the sums counts where all products are equal (two samples, two points). */
    return fabs(mean - expected) <=
           errors_allowed * sqrt(fabs(square / DRAWS - mean * mean) / DRAWS) + 1e-9 * fabs(expected);
}

static bool mean_agrees(const double *g, size_t n, size_t i)
{
    double sum = 0, square = 0;

    for (size_t r = 0; r < DRAWS; r++) {
        sum += g[r * n + i];
        square += g[r * n + i] * g[r * n + i];
    }
    return fabs(sum) <= errors_allowed * sqrt(square);
}

static void check_covariance(const char *settings, size_t n, const double *expected)
{
    const double point[3] = { 0.31, -1.7, 2.385 };
    struct rv_noise *noise = make_noise("gaussian", settings, n, 11);
    double *g = draws(noise, point, n, 7);

    for (size_t i = 0; i < n; i++) {
        assert_true(mean_agrees(g, n, i));
        for (size_t j = 0; j < n; j++)
            if (!moment_agrees(g, n, i, j, expected[i * n + j]))
                fail_msg("gaussian (%s): covariance %zu, %zu", settings, i, j);
        assert_false(moment_agrees(g, n, i, i, 1.05 * expected[i * n + i]));
    }
    rv_free(g);
    rv_noise_free(noise);
}

static void test_gaussian_covariance(void **state)
{
    const double s = 0.71 * 0.71, r = 0.37 * sqrt(2.385 * 0.62);

    (void)state;
    check_covariance("sigma=0.71", 3, (double[]){ s, 0, 0, 0, s, 0, 0, 0, s });
    check_covariance("covariance=[2.385, 0.62]", 2, (double[]){ 2.385, 0, 0, 0.62 });
    check_covariance("covariance=[2.385, 0.62]; correlation=0.37", 2,
                     (double[]){ 2.385, r, r, 0.62 });
    check_covariance("sigma=0.71; correlation=-0.4", 3,
                     (double[]){ s, -0.4 * s, -0.4 * s, -0.4 * s, s, -0.4 * s, -0.4 * s, -0.4 * s,
                                 s });
    check_covariance("covariance=[2, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 0.7]", 3,
                     (double[]){ 2, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 0.7 });
}

/* THEORY 18: s^2 / B with replacement, S^2 / B (1 - B / N) without, S^2 = s^2 N / (N - 1). */
static void check_batch(const char *settings, double expected, double wrong)
{
    struct rv_noise *noise = make_noise("minibatch", settings, 2, 3);
    double *g = draws(noise, (double[]){ 1, -1.3 }, 2, 19);

    assert_true(mean_agrees(g, 2, 0) && mean_agrees(g, 2, 1));
    if (!moment_agrees(g, 2, 0, 0, expected))
        fail_msg("minibatch (%s)", settings);
    assert_true(moment_agrees(g, 2, 1, 1, 1.3 * 1.3 * expected));
    assert_false(moment_agrees(g, 2, 0, 0, wrong));
    rv_free(g);
    rv_noise_free(noise);
}

static void test_batch_variance(void **state)
{
    const double s = 2.385 * 2.385, all = s * 200 / 199;

    (void)state;
    check_batch("spread=2.385; samples=200; batch=50", all / 50 * 0.75, s / 50);
    check_batch("spread=2.385; samples=200; batch=150", all / 150 * 0.25, s / 150);
    check_batch("spread=2.385; samples=200; batch=50; replacement=true", s / 50, all / 50 * 0.75);
    check_batch("spread=2.385; samples=200; batch=10; distribution=two-point",
                all / 10 * 0.95, s / 10 * 1.05);
    check_batch("spread=2.385; samples=2; batch=1; distribution=two-point", s, s * 1.05);
}

/* Offsets do not fade at the centre, curvatures do. */
static void test_batch_center(void **state)
{
    const double center[2] = { 0.31, -1.7 }, s = 0.71 * 0.71 / 4;
    struct rv_noise *noise =
        make_noise("minibatch", "batch=4; center=[0.31, -1.7]; spread=3", 2, 3);
    double *g = draws(noise, center, 2, 19);

    (void)state;
    for (size_t k = 0; k < 2 * DRAWS; k++)
        assert_true(g[k] == 0);
    rv_free(g);
    rv_noise_free(noise);

    noise = make_noise("minibatch", "batch=4; center=[0.31, -1.7]; gradient_spread=0.71; "
                                    "replacement=true", 2, 3);
    g = draws(noise, center, 2, 19);
    assert_true(moment_agrees(g, 2, 0, 0, s));
    assert_false(moment_agrees(g, 2, 0, 0, 1.05 * s));
    rv_free(g);
    rv_noise_free(noise);
}

/* What the value gains belongs to the gradient: for offsets alone it is their product with u, for
 * curvatures alone half of that. */
static void test_batch_value(void **state)
{
    const double x[2] = { 0.31, -1.7 };

    (void)state;
    for (int part = 0; part < 2; part++) {
        struct rv_noise *noise =
            make_noise("minibatch", part ? "spread=0; gradient_spread=2.385" : "spread=2.385", 2, 5);

        for (uint64_t step = 0; step < 50; step++) {
            double g[2] = { 0 }, value = 0.62, expected;

            rv_noise_add(noise, x, 0, 1, step, &value, g);
            expected = (part ? 1 : 0.5) * (g[0] * x[0] + g[1] * x[1]);
            assert_true(fabs(value - 0.62 - expected) <= 1e-14);
            assert_true(expected != 0);
        }
        rv_noise_free(noise);
    }
}

static void test_heavy_tails(void **state)
{
    static const struct {
        const char *settings;
        double beyond, share; /* of draws farther than `beyond` from 0 */
    } rows[] = {
        { "sigma=2; nu=3", 2 * 3.182446305, 0.05 }, /* tables of Student's t */
        { "sigma=2; nu=1", 2 * 6.313751515, 0.1 },
        { "sigma=2; distribution=stable; alpha=1", 2, 0.5 },           /* Cauchy */
        { "sigma=2; distribution=stable; alpha=1", 2 * 12.7062047, 0.05 },
    };
    struct rv_noise *noise;
    double *g;

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        const double p = rows[k].share;
        size_t count = 0;

        noise = make_noise("heavy_tailed", rows[k].settings, 1, 3);
        g = draws(noise, (double[]){ 0 }, 1, 2);
        for (size_t r = 0; r < DRAWS; r++)
            count += fabs(g[r]) > rows[k].beyond;
        if (!(fabs((double)count / DRAWS - p) <= errors_allowed * sqrt(p * (1 - p) / DRAWS)))
            fail_msg("heavy_tailed (%s): %zu", rows[k].settings, count);
        rv_free(g);
        rv_noise_free(noise);
    }
    noise = make_noise("heavy_tailed", "sigma=0.71; nu=12", 1, 3);
    g = draws(noise, (double[]){ 0 }, 1, 2);
    assert_true(moment_agrees(g, 1, 0, 0, 0.71 * 0.71 * 12 / 10));
    assert_false(moment_agrees(g, 1, 0, 0, 0.71 * 0.71));
    rv_free(g);
    rv_noise_free(noise);
}

/* ---- Keys ---- */

static const struct {
    const char *name, *settings;
} cases[] = { { "none", NULL },
              { "gaussian", NULL },
              { "gaussian", "correlation=0.31" },
              { "minibatch", "gradient_spread=0.71" },
              { "minibatch", "batch=7; replacement=true" },
              { "heavy_tailed", NULL },
              { "heavy_tailed", "distribution=stable" } };

#define CASES (sizeof cases / sizeof cases[0])
#define REPLICAS 601
#define DIMENSION 2

struct ensemble {
    const struct rv_noise *noise;
    size_t chunk;
    double x[REPLICAS * DIMENSION], g[REPLICAS * DIMENSION], values[REPLICAS];
};

static void add_chunk(void *context, size_t index)
{
    struct ensemble *e = context;
    const size_t first = index * e->chunk;
    const size_t count = first + e->chunk < REPLICAS ? e->chunk : REPLICAS - first;

    rv_noise_add(e->noise, e->x + first * DIMENSION, first, count, 5, e->values + first,
                 e->g + first * DIMENSION);
}

static void fill(struct ensemble *e, const struct rv_noise *noise)
{
    *e = (struct ensemble){ .noise = noise };
    for (size_t k = 0; k < REPLICAS * DIMENSION; k++)
        e->x[k] = 0.31 + 1e-3 * (double)k;
}

static void test_same_bits_for_any_split(void **state)
{
    static struct ensemble whole, parts; /* too large for the stack */

    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        struct rv_noise *noise = make_noise(cases[k].name, cases[k].settings, DIMENSION, 23);
        const unsigned long calls = rv_memory_calls();

        fill(&whole, noise);
        rv_noise_add(noise, whole.x, 0, REPLICAS, 5, whole.values, whole.g);
        for (int threads = 1; threads <= 3; threads++) {
            fill(&parts, noise);
            parts.chunk = 100;
            rv_parallel_for((REPLICAS + 99) / 100, threads, add_chunk, &parts);
            assert_memory_equal(parts.g, whole.g, sizeof whole.g);
            assert_memory_equal(parts.values, whole.values, sizeof whole.values);
        }
        assert_int_equal(rv_memory_calls(), calls); /* a step allocates nothing */
        rv_noise_free(noise);
    }
}

/* A draw moves with seed, replica and step, also past 2^32 steps, and with nothing else. */
static void test_draws_depend_on_their_key(void **state)
{
    const double x[DIMENSION] = { 0.31, -1.7 };

    (void)state;
    for (size_t k = 1; k < CASES; k++) {
        struct rv_noise *noise = make_noise(cases[k].name, cases[k].settings, DIMENSION, 23);
        struct rv_noise *other = make_noise(cases[k].name, cases[k].settings, DIMENSION, 24);
        const struct {
            const struct rv_noise *noise;
            size_t replica;
            uint64_t step;
        } keys[] = { { noise, 0, 0 }, { noise, 1, 0 },
                     { noise, 0, 1 }, { noise, 0, (uint64_t)1 << 32 },
                     { other, 0, 0 }, { noise, 0, 0 } };
        double g[6][DIMENSION] = { { 0 } };

        for (int i = 0; i < 6; i++)
            rv_noise_add(keys[i].noise, x, keys[i].replica, 1, keys[i].step, NULL, g[i]);
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < i; j++)
                assert_true(g[i][0] != g[j][0] && g[i][1] != g[j][1]);
        assert_memory_equal(g[0], g[5], sizeof g[0]);
        rv_noise_free(noise);
        rv_noise_free(other);
    }
}

static void test_active(void **state)
{
    static const struct {
        const char *name, *settings;
        bool active;
    } rows[] = {
        { "none", NULL, false },
        { "gaussian", NULL, true },
        { "gaussian", "sigma=0", false },
        { "minibatch", NULL, true },
        { "minibatch", "spread=0", false },
        { "minibatch", "samples=64; batch=64", false },
        { "minibatch", "samples=64; batch=64; replacement=true", true },
        { "heavy_tailed", NULL, true },
        { "heavy_tailed", "sigma=0", false },
    };

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct rv_noise *noise = make_noise(rows[k].name, rows[k].settings, 2, 23);
        double g[2] = { 0.31, -1.7 };

        assert_int_equal(rv_noise_active(noise), rows[k].active);
        rv_noise_add(noise, (double[]){ 0.5, 0.7 }, 0, 1, 0, NULL, g);
        assert_int_equal(g[0] != 0.31, rows[k].active);
        rv_noise_free(noise);
    }
}

static void test_bad_input(void **state)
{
    static const struct {
        const char *name, *settings, *message;
    } rows[] = {
        { "gaussian", "covariance=[1, 2, 3]", "2 variances or a matrix of 4" },
        { "gaussian", "covariance=[1, -2]", "variance 2 of the noise is negative" },
        { "gaussian", "covariance=[1, 2, 2, 1]", "not positive definite (seen in row 2)" },
        { "gaussian", "covariance=[1, 0.5, 0.4, 1]", "not symmetric" },
        { "gaussian", "covariance=[1, 0.5, 0.5, 1]; correlation=0.2", "leave out 'correlation'" },
        { "minibatch", "samples=20; batch=21", "a batch of 21 cannot be drawn from 20" },
        { "minibatch", "center=[1, 2, 3]", "center of the noise has 3 values" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct rv_config config = configuration(&rv_noises, rows[k].name, rows[k].settings);
        struct rv_error error = { 0 };
        struct rv_noise *noise;

        assert_int_equal(rv_noise_create(&config, 2, 1, &noise, &error), RV_INPUT);
        assert_null(noise);
        if (!strstr(error.message, rows[k].message))
            fail_msg("%s: %s", rows[k].settings, error.message);
        rv_config_release(&config);
    }
    /* One correlation between three can be no less than -1/2. */
    {
        struct rv_config config = configuration(&rv_noises, "gaussian", "correlation=-0.51");
        struct rv_noise *noise;

        assert_int_equal(rv_noise_create(&config, 3, 1, &noise, NULL), RV_INPUT);
        assert_int_equal(rv_noise_create(&config, 2, 1, &noise, NULL), RV_OK);
        rv_noise_free(noise);
        rv_config_release(&config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaussian_covariance),
        cmocka_unit_test(test_batch_variance),
        cmocka_unit_test(test_batch_center),
        cmocka_unit_test(test_batch_value),
        cmocka_unit_test(test_heavy_tails),
        cmocka_unit_test(test_same_bits_for_any_split),
        cmocka_unit_test(test_draws_depend_on_their_key),
        cmocka_unit_test(test_active),
        cmocka_unit_test(test_bad_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
