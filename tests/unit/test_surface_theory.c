/* Closed forms of descent on these surfaces, with a plain loop x <- x - h g in place of the
 * optimizers: contraction, stability, bounce, catapult, noise floors. Rows are those of the table of
 * closed forms in the documents. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/surface_case.h"

/* Fifty to a thousand products, each rounded once or twice. */
static const double exact = 1e-12;
/* Where the expected figure is given to six digits. */
static const double six_digits = 5e-6;

static void assert_close(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * fabs(expected)))
        fail_msg("%.17g, expected %.17g", value, expected);
}

/* Descends; returns the value at the end and counts changes of sign of the last coordinate. */
static double descend(const struct rv_surface *surface, double *x, double rate, int steps,
                      int *flips)
{
    const size_t n = rv_surface_dimension(surface);
    double gradient[RV_SURFACE_DIMENSION_MAX];

    *flips = 0;
    for (int t = 0; t < steps; t++) {
        const double before = x[n - 1];

        rv_surface_value(surface, x, gradient);
        for (size_t i = 0; i < n; i++)
            x[i] -= rate * gradient[i];
        *flips += before * x[n - 1] < 0;
    }
    return rv_surface_value(surface, x, NULL);
}

/* ---- Rows 1 to 4: a parabola ---- */

static void test_contraction(void **state)
{
    struct rv_surface *surface = make_surface("quadratic", NULL);
    double x[2] = { 1, 1 };
    int flips;

    (void)state;
    descend(surface, x, 0.019, 50, &flips);
    assert_close(x[0], pow(1 - 0.019, 50), exact);
    assert_close(x[0], 0.383222, six_digits);
    assert_close(x[1], pow(-0.9, 50), 50 * exact); /* 1 - 0.019 · 100 is itself rounded */
    assert_close(x[1], 0.00515378, six_digits);
    assert_int_equal(flips, 50);
    rv_surface_free(surface);
}

static void test_stability(void **state)
{
    struct rv_surface *surface = make_surface("quadratic", NULL);
    double x[2] = { 0, 1 };
    int flips;

    (void)state;
    descend(surface, x, 0.0199, 1000, &flips);
    assert_close(x[1], 4.317e-5, 2e-4);
    x[0] = 0;
    x[1] = 1;
    descend(surface, x, 0.0201, 1000, &flips);
    assert_close(x[1], 2.096e4, 2e-4);
    rv_surface_free(surface);
}

/* Two rates, one that never crosses the floor and one that always does, with the same losses. */
static void test_bounce_does_not_show_in_the_loss(void **state)
{
    struct rv_surface *surface = make_surface("quadratic", "curvature=[1]; dimension=1");
    double x = 1, y = 1;
    int flips;

    (void)state;
    assert_close(descend(surface, &x, 0.5, 20, &flips), 0.5 * pow(0.5, 40), exact);
    assert_int_equal(flips, 0);
    assert_close(descend(surface, &y, 1.5, 20, &flips), 0.5 * pow(0.5, 40), exact);
    assert_int_equal(flips, 20);
    assert_true(x == y);
    rv_surface_free(surface);
}

/* A rotation changes no distance: after any number of steps the same value in rotated axes. */
static void test_best_rate_in_rotated_axes(void **state)
{
    struct rv_surface *plain = make_surface("quadratic", "condition=100; dimension=6");
    struct rv_surface *turned =
        make_surface("quadratic", "condition=100; dimension=6; rotation=33; rotate_seed=3");
    const double rate = 2 / 101.0, factor = 99 / 101.0;
    double x[6] = { 1, 0, 0, 0, 0, 1 }, y[6] = { 0 }, hessian[36], trace = 0, before;
    int flips;

    (void)state;
    before = rv_surface_value(plain, x, NULL);
    assert_close(descend(plain, x, rate, 200, &flips), before * pow(factor, 400), 1e-10);
    assert_close(factor, 0.980198, six_digits);

    /* H has the trace of the curvatures, and is none of a diagonal matrix. */
    assert_int_equal(rv_surface_hessian(turned, y, hessian, NULL), RV_OK);
    for (int i = 0; i < 6; i++)
        trace += hessian[7 * i] - pow(100, i / 5.0);
    assert_true(fabs(trace) <= 1e-11);
    assert_true(fabs(hessian[5]) > 1);
    y[0] = y[3] = 1;
    descend(turned, y, rate, 4000, &flips);
    assert_true(rv_vector_norm(y, 6) <= pow(factor, 4000) * sqrt(2) * (1 + 1e-9));
    rv_surface_free(plain);
    rv_surface_free(turned);
}

/* ---- Row 34: the catapult ---- */

struct layers {
    double f, curvature;
};

static struct layers layers_at(const double *x, size_t n)
{
    const size_t m = n / 2;

    return (struct layers){ .f = rv_vector_dot(x, x + m, m) / sqrt((double)m),
                            .curvature = rv_vector_dot(x, x, n) / (double)m };
}

/* One step against f+ = f (1 - h l + h^2 f^2 / m), l+ = l + (h f^2 / m) (h l - 4). */
static void test_catapult_recursion(void **state)
{
    static const size_t widths[] = { 1, 7, 500 };

    (void)state;
    for (size_t k = 0; k < sizeof widths / sizeof widths[0]; k++) {
        const size_t m = widths[k], n = 2 * m;
        struct rv_config config = configuration(&rv_surfaces, "catapult", NULL);
        struct rv_stream stream = rv_stream_at(2385, RV_STREAM_DATA, 0, 0, m);
        struct rv_surface *surface;
        double x[RV_SURFACE_DIMENSION_MAX], h;
        int flips;

        assert_int_equal(rv_surface_create(&config, n, NULL, &surface, NULL), RV_OK);
        for (size_t i = 0; i < n; i++)
            x[i] = rv_stream_gaussian(&stream);
        h = 2.5 / layers_at(x, n).curvature;
        for (int t = 0; t < 12; t++) {
            const struct layers a = layers_at(x, n);
            const double square = h * a.f * a.f / (double)m;
            const double value = descend(surface, x, h, 1, &flips);
            const struct layers b = layers_at(x, n);

            /* f+ is a small difference where 1 - h l is near 0. */
            assert_true(fabs(b.f - a.f * (1 - h * a.curvature + h * square)) <=
                        exact * fabs(a.f) * 4);
            assert_close(b.curvature, a.curvature + square * (h * a.curvature - 4), exact);
            assert_close(value, 0.5 * b.f * b.f, exact);
        }
        rv_config_release(&config);
        rv_surface_free(surface);
    }
}

/* Below 2 the loss only falls; between 2 and 4 it rises first and ends where h l < 2; above it
 * leaves. */
static void test_catapult_phases(void **state)
{
    static const struct {
        double start; /* h l at the start */
        bool rises, ends;
    } rows[] = { { 1.5, false, true }, { 2.5, true, true }, { 3.5, true, true },
                 { 4.5, true, false } };
    struct rv_surface *surface = make_surface("catapult", NULL);

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        double x[2] = { 1.7, 0.02385 }, value = rv_surface_value(surface, x, NULL);
        const double h = rows[k].start / layers_at(x, 2).curvature, first = value;
        double peak = value;
        int flips;

        for (int t = 0; t < 300 && value < 1e20; t++) {
            value = descend(surface, x, h, 1, &flips);
            peak = fmax(peak, value);
        }
        assert_int_equal(peak > 10 * first, rows[k].rises);
        assert_int_equal(value < 1e-20, rows[k].ends);
        if (rows[k].ends)
            assert_true(h * layers_at(x, 2).curvature < 2);
    }
    rv_surface_free(surface);
}

/* ---- Row 35: the bounce that stays ---- */

static void test_stable_bounce(void **state)
{
    struct rv_surface *surface = make_surface("log_cosh", NULL);
    double x[2] = { 0, 0.3 }, hessian[4], value, place = 1;
    int flips;

    (void)state;
    for (int i = 0; i < 60; i++) /* 2 x = h tanh x contracts from x = 1 */
        place = 1.25 * tanh(place);
    value = descend(surface, x, 2.5, 400, &flips);
    assert_close(fabs(x[1]), place, exact);
    assert_close(fabs(x[1]), 0.888015, six_digits);
    assert_close(value, 0.351281, six_digits);
    assert_int_equal(rv_surface_hessian(surface, x, hessian, NULL), RV_OK);
    assert_close(1 - 2.5 * hessian[3], -0.238288, six_digits);
    descend(surface, x, 2.5, 100, &flips);
    assert_int_equal(flips, 100);
    rv_surface_free(surface);
}

/* ---- Rows 9, 19, 20: noise ---- */

#define REPLICAS 40000

/* `steps` noisy steps of REPLICAS paths in one dimension from 1; the mean of x^2 over them and over
 * the last `last` steps. `error`: its standard error, the last steps taken as one draw. */
static double noisy_square(const char *noise_name, const char *settings, double rate, int steps,
                           int last, double *error)
{
    struct rv_surface *surface = make_surface("quadratic", "curvature=[1]; dimension=1");
    struct rv_noise *noise = make_noise(noise_name, settings, 1, 2385);
    double *x = rv_alloc(REPLICAS, sizeof *x), *g = rv_alloc(REPLICAS, sizeof *g);
    double *values = rv_alloc(REPLICAS, sizeof *values), *own = rv_alloc(REPLICAS, sizeof *own);
    double sum = 0, square = 0;

    for (size_t r = 0; r < REPLICAS; r++)
        x[r] = 1;
    for (int t = 0; t < steps; t++) {
        rv_surface_values(surface, x, REPLICAS, values, g);
        rv_noise_add(noise, x, 0, REPLICAS, (uint64_t)t, values, g);
        for (size_t r = 0; r < REPLICAS; r++) {
            x[r] -= rate * g[r];
            own[r] += t >= steps - last ? x[r] * x[r] / last : 0;
        }
    }
    for (size_t r = 0; r < REPLICAS; r++) {
        sum += own[r] / REPLICAS;
        square += own[r] * own[r] / REPLICAS;
    }
    *error = sqrt((square - sum * sum) / REPLICAS);
    rv_free(x);
    rv_free(g);
    rv_free(values);
    rv_free(own);
    rv_noise_free(noise);
    rv_surface_free(surface);
    return sum;
}

static void check_noise(const char *noise, const char *settings, double rate, int steps, int last,
                        double expected)
{
    double error;
    const double measured = noisy_square(noise, settings, rate, steps, last, &error);

    if (!(fabs(measured - expected) <= 4 * error))
        fail_msg("%s (%s): %.6g +- %.2g, expected %.6g", noise, settings, measured, error,
                 expected);
    assert_true(error < 0.03 * expected); /* or the comparison says little */
}

/* Var x = h s^2 / (l (2 - h l)), after the start has been forgotten. */
static void test_noise_floor(void **state)
{
    (void)state;
    check_noise("gaussian", "sigma=1", 1.5, 40, 1, 3);
    check_noise("gaussian", "sigma=1", 0.1, 120, 1, 0.0526316);
    check_noise("gaussian", "sigma=2.385", 0.5, 40, 5, 0.5 * 2.385 * 2.385 / 1.5);
    /* Student's t has variance nu / (nu - 2). */
    check_noise("heavy_tailed", "nu=12", 0.5, 30, 5, 0.5 * 1.2 / 1.5);
    /* Offsets of samples: s^2 / B. Twice the rate and twice the batch: nearly the same floor. */
    check_noise("minibatch", "spread=0; gradient_spread=1; batch=8; replacement=true", 0.5, 30, 5,
                0.5 / 8 / 1.5);
}

/* E x^2 is multiplied by m = (1 - h l)^2 + h^2 s^2 / B each step. After the table's 6 steps the mean
 * of x^2 hangs on a few paths; 3 steps tell the same factor apart to 3 %. */
static void test_multiplicative_noise(void **state)
{
    const char *one = "distribution=two-point; spread=2; batch=1";
    const char *four = "distribution=two-point; spread=2; batch=4; replacement=true";
    const double without = (4.0 / 4) * (200.0 - 4) / (200 - 1);
    const double m[] = { 0.49 + 0.09 * 4, 0.16 + 0.36 * 4, 0.49 + 0.09, 0.16 + 0.36 };
    const double figure[] = { 0.377150, 16.7772, 0.0380687, 0.0197706 };

    (void)state;
    for (int k = 0; k < 4; k++) {
        assert_close(pow(m[k], 6), figure[k], six_digits);
        check_noise("minibatch", k < 2 ? one : four, k % 2 ? 0.6 : 0.3, 3, 1, pow(m[k], 3));
    }
    check_noise("minibatch", one, 0.6, 6, 1, figure[1]);
    check_noise("minibatch", "distribution=two-point; spread=2; batch=4", 0.6, 3, 1,
                pow(0.16 + 0.36 * without, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contraction),
        cmocka_unit_test(test_stability),
        cmocka_unit_test(test_bounce_does_not_show_in_the_loss),
        cmocka_unit_test(test_best_rate_in_rotated_axes),
        cmocka_unit_test(test_catapult_recursion),
        cmocka_unit_test(test_catapult_phases),
        cmocka_unit_test(test_stable_bounce),
        cmocka_unit_test(test_noise_floor),
        cmocka_unit_test(test_multiplicative_noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
