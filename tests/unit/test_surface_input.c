/* Bad input to surfaces and twins, dimensions, starts; the formula in all its mistakes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/parallel.h"
#include "support/surface_case.h"

/* ---- Creating ---- */

static void assert_refused(const char *name, const char *settings, size_t dimension,
                           const char *twin_settings, const char *message)
{
    struct rv_config config = configuration(&rv_surfaces, name, settings);
    struct rv_error error = { 0 };
    struct rv_surface *surface;
    struct rv_twin twin = { .scale = 1 };

    if (twin_settings)
        set_parameters(rv_twin_type.params, &twin, twin_settings);
    assert_int_equal(rv_surface_create(&config, dimension, &twin, &surface, &error), RV_INPUT);
    assert_int_equal(error.status, RV_INPUT);
    assert_null(surface);
    if (!strstr(error.message, message))
        fail_msg("%s (%s): %s", name, settings ? settings : "", error.message);
    rv_config_release(&config);
}

static void test_refused(void **state)
{
    (void)state;
    assert_refused("quadratic", "curvature=[1, 2, 3]", 2, NULL, "3 curvatures for 2 dimensions");
    assert_refused("quadratic", "curvature=[]", 2, NULL, "0 curvatures");
    assert_refused("quadratic", "condition=0.5", 2, NULL, "1 or more");
    assert_refused("quadratic", "dimension=3", 2, NULL, "has 3 dimensions");
    assert_refused("quadratic", NULL, 1001, NULL, "at least 1 and at most 1000");
    assert_refused("quadratic", "curvature=[2]; rotation=5", 1, NULL, "cannot be rotated");
    assert_refused("booth", NULL, 3, NULL, "'booth' has 2 dimensions, not 3");
    assert_refused("rosenbrock", NULL, 1, NULL, "at least 2");
    assert_refused("catapult", "dimension=5", 0, NULL, "even dimension, not 5");
    assert_refused("two_basins", "distance=0.1", 0, NULL, "disappears in the wall");
    assert_refused("two_basins", "depth=300", 0, NULL, "a depth between -8.5 and 224.5");
    assert_refused("booth", NULL, 0, "shift=[1, 2, 3]", "shift of the validation surface has 3");
    assert_refused("quadratic", "curvature=[2]", 1, "rotate=5", "one dimension cannot be rotated");
}

/* Ranges are the tables' own; what is not positive where it must be never reaches a surface. */
static void test_ranges(void **state)
{
    struct rv_config config = configuration(&rv_surfaces, "quadratic", NULL);
    const struct rv_param *row = rv_params_find(config.type->params, "curvature");
    struct rv_error error = { 0 };
    struct rv_twin twin = { .scale = 1 };

    (void)state;
    assert_int_equal(rv_param_parse(row, "[1, 0]", config.values, &error), RV_INPUT);
    assert_int_equal(rv_param_parse(row, "[1, -2]", config.values, &error), RV_INPUT);
    row = rv_params_find(rv_twin_type.params, "scale");
    assert_int_equal(rv_param_parse(row, "0", &twin, &error), RV_INPUT);
    rv_config_release(&config);
}

static void test_dimension(void **state)
{
    static const struct {
        const char *name, *settings;
        size_t asked, dimension;
    } rows[] = {
        { "quadratic", NULL, 0, 2 },
        { "quadratic", "curvature=[1, 2, 3]", 0, 3 },
        { "quadratic", "curvature=[1]", 0, 2 },
        { "quadratic", "curvature=[1]", 10, 10 },
        { "quadratic", "condition=50", 1000, 1000 },
        { "quadratic", "condition=50; dimension=7", 0, 7 },
        { "rosenbrock", NULL, 0, 2 },
        { "rosenbrock", NULL, 5, 5 },
        { "himmelblau", NULL, 2, 2 },
        { "catapult", NULL, 1000, 1000 },
        { "formula", NULL, 0, 2 },
        { "formula", "formula=x1*x1 + 2e5*x12 + exp(-x3)", 0, 12 },
        { "formula", "formula=(x - 1)^2", 0, 1 },
        { "formula", "formula=(x - 1)^2", 3, 3 },
    };

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct rv_surface *surface =
            make_twin(rows[k].name, rows[k].settings, rows[k].asked, NULL);

        assert_int_equal(rv_surface_dimension(surface), rows[k].dimension);
        rv_surface_free(surface);
    }
}

static void test_large_hessian_is_refused(void **state)
{
    struct rv_surface *largest = make_surface("rosenbrock", "dimension=200");
    struct rv_surface *beyond = make_surface("rosenbrock", "dimension=201");
    double *hessian = rv_alloc(200 * 200, sizeof *hessian), *x = rv_alloc(201, sizeof *x);
    struct rv_error error = { 0 };

    (void)state;
    assert_int_equal(rv_surface_hessian(largest, x, hessian, &error), RV_OK);
    assert_int_equal(rv_surface_hessian(beyond, x, hessian, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "at most 200 dimensions"));
    assert_non_null(strstr(error.message, "has 201"));
    rv_free(hessian);
    rv_free(x);
    rv_surface_free(largest);
    rv_surface_free(beyond);
}

/* ---- Starting ---- */

static void assert_start(const char *name, const char *settings, const double *x,
                         const char *message)
{
    struct rv_surface *surface = make_surface(name, settings);
    struct rv_error error = { 0 };
    const enum rv_status status = rv_surface_check_start(surface, x, &error);

    assert_int_equal(status, message ? RV_INPUT : RV_OK);
    if (message && !strstr(error.message, message))
        fail_msg("%s: %s", settings, error.message);
    rv_surface_free(surface);
}

static void test_starts(void **state)
{
    double x[8];

    (void)state;
    for (size_t k = 0; k < rv_surfaces.count; k++) {
        struct rv_surface *surface = make_surface(rv_surfaces.types[k]->name, NULL);

        rv_surface_start(surface, x);
        assert_int_equal(rv_surface_check_start(surface, x, NULL), RV_OK);
        rv_surface_free(surface);
    }
    assert_start("formula", "formula=ln(x) + y^2", (double[]){ -1, 0.5 },
                 "no finite value at (-1, 0.5)");
    assert_start("formula", "formula=sqrt(x) + y^2", (double[]){ 0, 0.5 }, "no finite gradient");
    assert_start("formula", "formula=1/x + y", (double[]){ 0, 0.5 }, "no finite value");
    assert_start("formula", "formula=abs(x) + y", (double[]){ 3e-4, 0.5 },
                 "not smooth at the start: along x1");
    assert_start("formula", "formula=abs(x) + y", (double[]){ 0.31, 0.5 }, NULL);
    assert_start("formula", "formula=(x - 0.5)^2 + y", (double[]){ 0.5, 0.5 }, NULL);
    assert_start("booth", NULL, (double[]){ 1e200, 1 }, "no finite value");
    assert_start("rosenbrock", NULL, (double[]){ HUGE_VAL, 1 }, "no finite value at");
}

/* ---- Formulas ---- */

static void test_formula_mistakes(void **state)
{
    static const struct {
        const char *formula, *message;
    } rows[] = {
        { "(1 - x)^2 + 100*(y - x^2", "at its end: a parenthesis is not closed" },
        { "x^2 + * y", "column 7, at '* y'" },
        { "x^2 + foo*y", "column 7, at 'foo*y': unknown name" },
        { "x^2 y", "column 5, at 'y': a variable is not expected" },
        { "x y = 3", "'=' is not allowed" },
        { "x^2 + (y = 2)", "column 10, at '= 2)': '=' is not allowed" },
        { "x, y", "one value is needed, it has 2" },
        { "min(x, ", "" },
        { "sin(x, y)", "too many" },
        { "3 + pi", "names no variable" },
        { "", "names no variable" },
        { "x + \"y\"", "" },
        { "x$ + y", "" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct rv_config config = configuration(&rv_surfaces, "formula", NULL);
        struct rv_error error = { 0 };
        struct rv_surface *surface;

        assert_int_equal(rv_param_parse(rv_params_find(config.type->params, "formula"),
                                        rows[k].formula, config.values, NULL), RV_OK);
        assert_int_equal(rv_surface_create(&config, 0, NULL, &surface, &error), RV_INPUT);
        if (!strstr(error.message, rows[k].message) || !*error.message)
            fail_msg("'%s': %s", rows[k].formula, error.message);
        rv_config_release(&config);
    }
    assert_refused("formula", "formula=x1 + x3; dimension=2", 0, NULL, "the variable x3 of 2");
    assert_refused("formula", "formula=x2000", 0, NULL, "at most 1000");
}

/* The default formula is Rosenbrock's valley; the errors of the differences are in formula.c. */
static void test_formula_is_the_function(void **state)
{
    struct rv_surface *formula = make_surface("formula", NULL);
    struct rv_surface *valley = make_surface("rosenbrock", NULL);
    double x[2], a[2], b[2], h[4], k4[4];

    (void)state;
    for (uint32_t k = 0; k < 20; k++) {
        double f, v;

        keyed_point(valley, k, x);
        f = rv_surface_value(formula, x, a);
        v = rv_surface_value(valley, x, b);
        assert_true(fabs(f - v) <= 1e-12 * (1 + v));
        for (int i = 0; i < 2; i++)
            assert_true(fabs(a[i] - b[i]) <= 1e-9 * (1 + v));
        assert_int_equal(rv_surface_hessian(formula, x, h, NULL), RV_OK);
        assert_int_equal(rv_surface_hessian(valley, x, k4, NULL), RV_OK);
        for (int i = 0; i < 4; i++)
            assert_true(fabs(h[i] - k4[i]) <= 1e-6 * (1 + v + fabs(k4[i])));
    }
    rv_surface_free(formula);
    rv_surface_free(valley);
}

static void test_formula_language(void **state)
{
    static const struct {
        const char *formula;
        double value; /* at x = 0.31, y = -1.7 */
    } rows[] = {
        { "x1 + 10*x2", 0.31 - 17 },
        { "x == x1 && y == x2 ? 2 : 3", 2 },
        { "x >= 1 ? x : y != 0 ? 7 : 8", 7 },
        { "1e2*x + .5*y", 31 - 0.85 },
        { "min(x, y)", -1.7 },
        { "sum(x, y, 3)", 1.61 },
        { "2^x1^2", 1.06888007776 }, /* 2^(x^2): powers bind to the right */
        { "cos(2*pi*x)", -0.3681245527 },
    };

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct rv_config config = configuration(&rv_surfaces, "formula", NULL);
        struct rv_surface *surface;
        double x[2] = { 0.31, -1.7 }, value;

        assert_int_equal(rv_param_parse(rv_params_find(config.type->params, "formula"),
                                        rows[k].formula, config.values, NULL), RV_OK);
        assert_int_equal(rv_surface_create(&config, 2, NULL, &surface, NULL), RV_OK);
        value = rv_surface_value(surface, x, NULL);
        if (!(fabs(value - rows[k].value) <= 1e-9))
            fail_msg("%s = %.12g", rows[k].formula, value);
        rv_surface_free(surface);
        rv_config_release(&config);
    }
}

#define TASKS 8
#define STEPS 200

/* One run's worth of evaluations on a surface of its own, created in its own thread. */
static void evaluate_task(void *context, size_t index)
{
    double *results = context, x[2], gradient[2], sum = 0;
    struct rv_surface *surface = make_surface("formula", NULL);

    for (uint32_t k = 0; k < STEPS; k++) {
        keyed_point(surface, k, x);
        sum += rv_surface_value(surface, x, gradient) + gradient[0] * gradient[1];
    }
    rv_surface_free(surface);
    results[index] = sum;
}

static void test_formulas_run_in_parallel(void **state)
{
    double one[TASKS], three[TASKS];

    (void)state;
    rv_parallel_for(TASKS, 1, evaluate_task, one);
    rv_parallel_for(TASKS, 3, evaluate_task, three);
    assert_memory_equal(one, three, sizeof one);
    assert_true(one[0] == one[TASKS - 1] && isfinite(one[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_dimension),
        cmocka_unit_test(test_large_hessian_is_refused),
        cmocka_unit_test(test_starts),
        cmocka_unit_test(test_formula_mistakes),
        cmocka_unit_test(test_formula_is_the_function),
        cmocka_unit_test(test_formula_language),
        cmocka_unit_test(test_formulas_run_in_parallel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
