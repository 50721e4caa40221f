/* Every surface of the registry against differences, its minima, its twins and its replicas. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/surface_case.h"

#define POINTS 12
#define MOST 12 /* dimensions of the surfaces below */

/* Differences of fourth order with step 2^-15: cutting the series costs h^4 = 1e-18 of the fifth
 * derivative, rounding 1e-16 / h = 3e-12 of the value. A wrong factor shows at 1e-3. */
static const double step = 0x1p-15;
static const double gradient_tolerance = 1e-7;
static const double hessian_tolerance = 1e-6;

/* Configurations beside the defaults, which all types are tested with as well. */
static const struct {
    const char *name, *settings;
} cases[] = {
    { "quadratic", "curvature=[2.385, 71.3]; rotation=33.7" },
    { "quadratic", "curvature=[2.385, 0.62, 17.9]; rotation=-200; rotate_seed=5" },
    { "quadratic", "condition=237.5; dimension=7; rotate_seed=11" },
    { "quadratic", "curvature=[3.7]; dimension=1" },
    { "ravine", "wall=23.85; bumps=0.17; bend=1.3; length=0.8; slope=0.31" },
    { "ravine", "bumps=0.05; texture=rough; bump_seed=7; bend=-0.4" },
    { "narrowing", "wide=71.3; narrow=2.385; length=1.7; slope=0.07" },
    { "log_cosh", "floor=0.31; height=2.385; width=0.71" },
    { "asymmetric", "steep=23.85; gentle=0.71; floor=1.3" },
    { "two_basins", "sharp=11.7; flat=2.385; depth=0.71; distance=2.1" },
    { "two_basins", "sharp=11.7; flat=4.385; depth=-0.71; distance=2.1" },
    { "rosenbrock", "wall=23.85; dimension=5" },
    { "rastrigin", "ripple=2.385; dimension=3" },
    { "ackley", "dimension=3" },
    { "styblinski_tang", "dimension=4" },
    { "saddle", "up=2.385; down=0.71; closing=0.37" },
    { "saddle", "closing=0" },
    { "plateau", "height=2.385; width=1.7; stretch=0.31" },
    { "cliff", "curvature=0.71; height=2.385; edge=0.37; width=0.31" },
    { "catapult", "dimension=12" },
    { "formula", "formula=2.385*x1^2 + sin(x2)*x3 + exp(0.3*x3)" },
};

#define CASES (sizeof cases / sizeof cases[0])

/* Calls `test` for the default of every type and for every case. */
static void for_every_surface(void (*test)(struct rv_surface *surface))
{
    for (size_t i = 0; i < rv_surfaces.count + CASES; i++) {
        const size_t k = i - rv_surfaces.count;
        struct rv_surface *surface =
            i < rv_surfaces.count ? make_surface(rv_surfaces.types[i]->name, NULL)
                                  : make_surface(cases[k].name, cases[k].settings);

        assert_true(rv_surface_dimension(surface) <= MOST);
        test(surface);
        rv_surface_free(surface);
    }
}

static const char *name_of(const struct rv_surface *surface)
{
    return rv_surface_type_of(surface)->type.name;
}

static double largest(const double *x, size_t n)
{
    double size = 0;

    for (size_t i = 0; i < n; i++)
        size = fmax(size, fabs(x[i]));
    return size;
}

/* ---- Derivatives ---- */

/* Value (k = n) or gradient entry k at x + shift in direction i. */
static double look(const struct rv_surface *surface, const double *x, size_t i, double shift,
                   size_t k)
{
    const size_t n = rv_surface_dimension(surface);
    double at[MOST], gradient[MOST], value;

    memcpy(at, x, n * sizeof *x);
    at[i] += shift;
    value = rv_surface_value(surface, at, gradient);
    return k < n ? gradient[k] : value;
}

static double difference(const struct rv_surface *surface, const double *x, size_t i, size_t k)
{
    return (look(surface, x, i, -2 * step, k) - look(surface, x, i, 2 * step, k) +
            8 * (look(surface, x, i, step, k) - look(surface, x, i, -step, k))) /
           (12 * step);
}

/* Whether `gradient`, times `factor`, agrees with differences of the value. */
static bool gradient_agrees(const struct rv_surface *surface, const double *x, double factor)
{
    const size_t n = rv_surface_dimension(surface);
    double gradient[MOST];
    const double value = rv_surface_value(surface, x, gradient);
    const double allowed = gradient_tolerance * (1 + fabs(value) + largest(gradient, n));

    for (size_t i = 0; i < n; i++)
        if (!(fabs(factor * gradient[i] - difference(surface, x, i, n)) <= allowed))
            return false;
    return true;
}

static bool hessian_agrees(const struct rv_surface *surface, const double *x, double factor)
{
    const size_t n = rv_surface_dimension(surface);
    double hessian[MOST * MOST], allowed;

    assert_int_equal(rv_surface_hessian(surface, x, hessian, NULL), RV_OK);
    allowed = hessian_tolerance * (1 + largest(hessian, n * n));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (!(fabs(factor * hessian[i * n + j] - difference(surface, x, i, j)) <= allowed))
                return false;
    return true;
}

static void check_derivatives(struct rv_surface *surface)
{
    int refused_gradients = 0, refused_hessians = 0;

    for (uint32_t k = 0; k < POINTS; k++) {
        double x[MOST];

        keyed_point(surface, k, x);
        if (!gradient_agrees(surface, x, 1))
            fail_msg("gradient of %s at (%g, %g, ...)", name_of(surface), x[0], x[1]);
        if (!hessian_agrees(surface, x, 1))
            fail_msg("Hessian of %s at (%g, %g, ...)", name_of(surface), x[0], x[1]);
        refused_gradients += !gradient_agrees(surface, x, 1.001);
        refused_hessians += !hessian_agrees(surface, x, 1.001);
    }
    /* A spoiled derivative is refused wherever the surface is not level. */
    assert_true(refused_gradients >= POINTS - 1);
    assert_true(refused_hessians >= POINTS - 1);
}

static void test_derivatives(void **state)
{
    (void)state;
    for_every_surface(check_derivatives);
}

static void test_derivatives_of_twins(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        const bool line = strstr(cases[i].settings, "dimension=1") &&
                          !strstr(cases[i].settings, "dimension=12");
        struct rv_surface *surface =
            make_twin(cases[i].name, cases[i].settings, 0,
                      line ? "shift=[0.31]; scale=1.37" : "shift=[0.31]; rotate=23.85; scale=1.37");

        check_derivatives(surface);
        rv_surface_free(surface);
    }
}

/* ---- Minima ---- */

/* Places are known to a few units in the last place, so the gradient there to that times the
 * curvature; values are sums of a few terms. */
static void check_minima(struct rv_surface *surface)
{
    const size_t n = rv_surface_dimension(surface);
    const double *x, *values;
    const size_t count = rv_surface_minima(surface, &x, &values);
    struct rv_stream stream = rv_stream_at(71, RV_STREAM_DATA, 0, 0, 0);

    for (size_t k = 0; k < count; k++) {
        const double *minimum = x + k * n;
        double gradient[MOST], hessian[MOST * MOST], near[MOST];
        const double value = rv_surface_value(surface, minimum, gradient);
        const double slack = 1e-12 * (1 + fabs(values[k]));

        assert_int_equal(rv_surface_hessian(surface, minimum, hessian, NULL), RV_OK);
        if (!(fabs(value - values[k]) <= slack))
            fail_msg("%s: minimum %zu has %.17g, not %.17g", name_of(surface), k, value, values[k]);
        if (!(largest(gradient, n) <= 1e-14 * (1 + largest(hessian, n * n)) * 10))
            fail_msg("%s: gradient %g at minimum %zu", name_of(surface), largest(gradient, n), k);
        assert_true(values[k] >= values[0] - slack);
        assert_true(rv_surface_distance(surface, minimum) == 0);
        for (int i = 0; i < 40; i++) {
            for (size_t j = 0; j < n; j++)
                near[j] = minimum[j] + 0.01 * (rv_stream_uniform(&stream) - 0.5);
            assert_true(rv_surface_value(surface, near, NULL) >= value - slack);
        }
    }
    if (!count)
        assert_true(isnan(rv_surface_distance(surface, (double[MOST]){ 0.3, -0.7 })));
}

static void test_minima(void **state)
{
    (void)state;
    for_every_surface(check_minima);
}

/* Nothing in the window lies below the first minimum of a bounded surface. */
static void check_lowest(struct rv_surface *surface)
{
    const double *minimum, *values;
    double x[MOST];

    if (!rv_surface_type_of(surface)->bounded || !rv_surface_minima(surface, &minimum, &values))
        return;
    for (uint32_t k = 0; k < 4000; k++) {
        keyed_point(surface, k, x);
        assert_true(rv_surface_value(surface, x, NULL) >= values[0]);
    }
}

static void test_first_minimum_is_lowest(void **state)
{
    (void)state;
    for_every_surface(check_lowest);
}

static void test_number_of_minima(void **state)
{
    static const struct {
        const char *name;
        size_t count;
        double lowest;
    } known[] = { { "himmelblau", 4, 0 }, { "goldstein_price", 4, 3 }, { "three_hump_camel", 3, 0 },
                  { "two_basins", 2, 0 }, { "saddle", 2, -1 },         { "monkey_saddle", 0, 0 },
                  { "catapult", 0, 0 },   { "rosenbrock", 1, 0 },      { "ravine", 1, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct rv_surface *surface = make_surface(known[i].name, NULL);
        const double *x, *values;

        assert_int_equal(rv_surface_minima(surface, &x, &values), known[i].count);
        if (known[i].count) /* two_basins: the other basin lowers it by exp(-9 / T) */
            assert_true(fabs(values[0] - known[i].lowest) <= 1e-15);
        rv_surface_free(surface);
    }
}

/* ---- Symmetries ---- */

static void same_value(const char *name, const char *settings, size_t n, const double *a,
                       const double *b)
{
    struct rv_surface *surface = make_surface(name, settings);
    const double left = rv_surface_value(surface, a, NULL);
    const double right = rv_surface_value(surface, b, NULL);

    assert_int_equal(rv_surface_dimension(surface), n);
    /* Both sides are rounded a dozen times. */
    if (!(fabs(left - right) <= 1e-13 * (1 + fabs(left))))
        fail_msg("%s: %.17g and %.17g", name, left, right);
    rv_surface_free(surface);
}

static void test_symmetries(void **state)
{
    static const char *const even[] = { "quadratic",       "narrowing", "log_cosh",
                                        "rastrigin",       "ackley",    "three_hump_camel",
                                        "saddle",          "plateau",   "catapult" };
    static const char *const exchangeable[] = { "rastrigin", "ackley", "styblinski_tang" };
    const double x[2] = { 0.7385, -1.262 }, minus[2] = { -0.7385, 1.262 };
    const double c = -0.5, s = sqrt(0.75); /* a turn by 120 degrees */

    (void)state;
    for (size_t i = 0; i < sizeof even / sizeof even[0]; i++)
        same_value(even[i], NULL, 2, x, minus);
    for (size_t i = 0; i < sizeof exchangeable / sizeof exchangeable[0]; i++)
        same_value(exchangeable[i], "dimension=3", 3, (double[]){ 0.31, -1.7, 0.62 },
                   (double[]){ 0.62, 0.31, -1.7 });
    same_value("booth", NULL, 2, (double[]){ 1 + 0.31, 3 - 1.7 }, (double[]){ 1 - 1.7, 3 + 0.31 });
    same_value("monkey_saddle", NULL, 2, x,
               (double[]){ c * x[0] - s * x[1], s * x[0] + c * x[1] });
    same_value("catapult", NULL, 2, x, (double[]){ 4 * x[0], x[1] / 4 });
    same_value("asymmetric", NULL, 2, x, (double[]){ -x[0], x[1] });
    /* Himmelblau has none: mirror images of a minimum are no minima. */
    {
        struct rv_surface *surface = make_surface("himmelblau", NULL);

        assert_true(rv_surface_value(surface, (double[]){ 2, 3 }, NULL) == 16 + 16);
        assert_true(rv_surface_value(surface, (double[]){ -3, -2 }, NULL) == 16 + 36);
        rv_surface_free(surface);
    }
}

/* ---- Twins ---- */

static void test_twin_moves_minima(void **state)
{
    struct rv_surface *plain = make_surface("himmelblau", NULL);
    struct rv_surface *moved = make_twin("himmelblau", NULL, 0, "shift=[0.71, -2.385]");
    const double *x, *values, *twin_x, *twin_values;
    const size_t count = rv_surface_minima(plain, &x, &values);

    (void)state;
    assert_int_equal(rv_surface_minima(moved, &twin_x, &twin_values), count);
    for (size_t k = 0; k < count; k++) {
        assert_true(twin_x[2 * k] == x[2 * k] + 0.71);
        assert_true(twin_x[2 * k + 1] == x[2 * k + 1] - 2.385);
    }
    rv_surface_free(moved);

    /* A quarter turn about the shift: R (x, y) = (-y, x), so (3, 2) comes from (2, -3) + shift. */
    moved = make_twin("himmelblau", NULL, 0, "shift=[0.71, -2.385]; rotate=90; scale=1.37");
    rv_surface_minima(moved, &twin_x, &twin_values);
    assert_true(twin_x[0] == 2 + 0.71 && twin_x[1] == -3 - 2.385);
    check_minima(moved);
    rv_surface_free(moved);
    rv_surface_free(plain);
}

static void test_twin_scales(void **state)
{
    struct rv_surface *plain = make_surface("beale", NULL);
    struct rv_surface *twice = make_twin("beale", NULL, 0, "scale=2");
    double x[2], g[2], h[4], twin_g[2], twin_h[4];

    (void)state;
    for (uint32_t k = 0; k < POINTS; k++) {
        keyed_point(plain, k, x);
        assert_true(rv_surface_value(twice, x, twin_g) == 2 * rv_surface_value(plain, x, g));
        assert_int_equal(rv_surface_hessian(plain, x, h, NULL), RV_OK);
        assert_int_equal(rv_surface_hessian(twice, x, twin_h, NULL), RV_OK);
        for (int i = 0; i < 4; i++)
            assert_true(twin_h[i] == 2 * h[i] && twin_g[i % 2] == 2 * g[i % 2]);
    }
    rv_surface_free(plain);
    rv_surface_free(twice);
}

/* A twin that changes nothing changes no bit; a turned quadratic is a quadratic's twin. */
static void test_twin_identities(void **state)
{
    struct rv_surface *plain = make_surface("quadratic", NULL);
    struct rv_surface *same = make_twin("quadratic", NULL, 0, "shift=[0]; rotate=360; scale=1");
    struct rv_surface *own = make_surface("quadratic", "rotation=-23.85");
    struct rv_surface *turned = make_twin("quadratic", NULL, 0, "rotate=23.85");

    (void)state;
    for (uint32_t k = 0; k < POINTS; k++) {
        double x[2], a[2], b[2];

        keyed_point(plain, k, x);
        assert_true(rv_surface_value(plain, x, a) == rv_surface_value(same, x, b));
        assert_memory_equal(a, b, sizeof a);
        assert_true(rv_surface_value(own, x, a) == rv_surface_value(turned, x, b));
        assert_memory_equal(a, b, sizeof a);
    }
    rv_surface_free(plain);
    rv_surface_free(same);
    rv_surface_free(own);
    rv_surface_free(turned);
}

/* ---- Replicas ---- */

#define REPLICAS 1037 /* more than a twin takes at a time, and no round number */

static void check_replicas(struct rv_surface *surface)
{
    const size_t n = rv_surface_dimension(surface);
    double *x = rv_alloc(REPLICAS * n, sizeof *x), *gradients = rv_alloc(REPLICAS * n, sizeof *x);
    double *values = rv_alloc(REPLICAS, sizeof *x), *alone = rv_alloc(REPLICAS, sizeof *x);
    unsigned long calls;

    for (uint32_t r = 0; r < REPLICAS; r++)
        keyed_point(surface, r, x + r * n);
    calls = rv_memory_calls();
    rv_surface_values(surface, x, REPLICAS, values, gradients);
    rv_surface_values(surface, x, REPLICAS, alone, NULL);
    assert_int_equal(rv_memory_calls(), calls); /* a step allocates nothing */
    assert_memory_equal(values, alone, REPLICAS * sizeof *values);
    for (size_t r = 0; r < REPLICAS; r++) {
        double gradient[MOST];
        const double value = rv_surface_value(surface, x + r * n, gradient);

        assert_memory_equal(&value, &values[r], sizeof value);
        assert_memory_equal(gradient, gradients + r * n, n * sizeof *gradient);
    }
    rv_free(x);
    rv_free(gradients);
    rv_free(values);
    rv_free(alone);
}

static void test_replicas_have_the_same_bits(void **state)
{
    struct rv_surface *twin = make_twin("quadratic", "dimension=3", 0,
                                        "shift=[0.31]; rotate=17; scale=1.37");

    (void)state;
    for_every_surface(check_replicas);
    check_replicas(twin);
    rv_surface_free(twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derivatives),
        cmocka_unit_test(test_derivatives_of_twins),
        cmocka_unit_test(test_minima),
        cmocka_unit_test(test_first_minimum_is_lowest),
        cmocka_unit_test(test_number_of_minima),
        cmocka_unit_test(test_symmetries),
        cmocka_unit_test(test_twin_moves_minima),
        cmocka_unit_test(test_twin_scales),
        cmocka_unit_test(test_twin_identities),
        cmocka_unit_test(test_replicas_have_the_same_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
