/* Methods: closed forms, GSL itself as the oracle of its minimizers, counting, frozen ranges, state.
 * Whether each finds the minima of all surfaces is in test_matrix.c, what a run makes of them in
 * test_method_runs.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/method_case.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

static bool is_method(size_t k)
{
    return rv_optimizer_is_method(rv_optimizers.types[k]);
}

static void steps(struct descent *d, long count)
{
    for (long t = 0; t < count; t++)
        assert_true(descent_step(d));
}

/* ---- Closed forms ---- */

/* The two-cycle h l r / (2 - h l) is 0.0125 here; on it and from far away. A step rounds numbers up
 * to 0.0625, whose last bit is 7e-18. */
static void test_sam_ends_on_its_two_cycle(void **state)
{
    static const double last_bits = 1.4e-17;
    struct descent d;

    (void)state;
    descent_start(&d, "sam", "learning_rate=0.4 rho=0.05", "quadratic", "curvature=[1]; dimension=1");
    d.x[0] = 0.0125;
    for (int t = 0; t < 7; t++) {
        steps(&d, 1);
        assert_true(fabs(d.x[0] - (t % 2 ? 0.0125 : -0.0125)) <= last_bits);
    }
    assert_int_equal(d.evaluations, 14);
    d.x[0] = 2.385;
    steps(&d, 200);
    assert_true(fabs(fabs(d.x[0]) - 0.0125) <= last_bits);
    descent_end(&d);
    /* Without rho it is plain descent and has no cycle. */
    descent_start(&d, "sam", "learning_rate=0.4 rho=0", "quadratic", "curvature=[1]; dimension=1");
    steps(&d, 200);
    assert_true(fabs(d.x[0]) < 1e-15);
    descent_end(&d);
}

/* Replicas in one array move as each does alone: norms are per block. */
static double bowl(void *curvature, const double *x, double *g)
{
    const double *l = curvature;
    double f = 0;

    for (size_t i = 0; i < 6; i++) {
        g[i] = l[i % 2] * x[i];
        f += 0.5 * g[i] * x[i];
    }
    return f;
}

static void test_sam_replicas_are_apart(void **state)
{
    double curvature[2] = { 2.385, 17.9 };
    double all[6] = { 1, 2, -0.3, 0.7, 5.1, -0.02 }, g[6];
    struct descent d;

    (void)state;
    descent_start(&d, "sam", "learning_rate=0.03 rho=0.1 momentum=0.5", "quadratic",
                  "curvature=[2.385, 17.9, 1, 1, 1, 1]");
    d.objective.block = 2;
    d.objective.self = curvature;
    d.objective.evaluate = bowl;
    memcpy(d.x, all, sizeof all);
    steps(&d, 11);
    for (size_t r = 0; r < 3; r++) {
        struct descent one;

        descent_start(&one, "sam", "learning_rate=0.03 rho=0.1 momentum=0.5", "quadratic",
                      "curvature=[2.385, 17.9]");
        memcpy(one.x, all + 2 * r, 2 * sizeof *all);
        steps(&one, 11);
        assert_memory_equal(one.x, d.x + 2 * r, 2 * sizeof *all);
        descent_end(&one);
    }
    bowl(curvature, d.x, g);
    descent_end(&d);
}

/* Rounding of a solution with condition 237.5; differences cost e^2 and rounding / e. */
static void test_newton_needs_one_step_on_a_parabola(void **state)
{
    static const char *const valley = "condition=237.5; dimension=7; rotate_seed=11";
    struct descent d;

    (void)state;
    descent_start(&d, "newton", "", "quadratic", valley);
    steps(&d, 1);
    assert_true(rv_vector_norm(d.x, 7) < 1e-12);
    assert_int_equal(d.evaluations, 1);
    descent_end(&d);
    descent_start(&d, "newton", "", "quadratic", valley);
    d.objective.hessian = NULL;
    steps(&d, 1);
    assert_true(rv_vector_norm(d.x, 7) < 1e-7);
    assert_int_equal(d.evaluations, 15);
    descent_end(&d);
    /* Damped on curvature l: x shrinks by k / (l + k) a step. */
    descent_start(&d, "newton", "damping=2.385", "quadratic", "curvature=[0.71]");
    steps(&d, 3);
    assert_true(fabs(d.x[0] - pow(2.385 / (0.71 + 2.385), 3)) < 1e-14);
    descent_end(&d);
}

/* x(t) = exp(-l t). The tolerance is per inner step; errors along the way die out, too. */
static void test_gradient_flow_is_exponential(void **state)
{
    struct descent d, rough;
    double worst = 0;

    (void)state;
    descent_start(&d, "gradient_flow", "learning_rate=0.0731", "quadratic",
                  "curvature=[2.385, 71.3]");
    descent_start(&rough, "gradient_flow", "learning_rate=0.0731 tolerance=0.01", "quadratic",
                  "curvature=[2.385, 71.3]");
    for (int t = 1; t <= 20; t++) {
        steps(&d, 1);
        steps(&rough, 1);
        assert_true(fabs(d.x[0] - exp(-2.385 * 0.0731 * t)) < 1e-8);
        assert_true(fabs(d.x[1] - exp(-71.3 * 0.0731 * t)) < 1e-8);
        worst = fmax(worst, fabs(rough.x[1] - exp(-71.3 * 0.0731 * t)));
    }
    assert_false(worst < 1e-8);
    assert_true(d.evaluations > 2 * rough.evaluations);
    descent_end(&d);
    descent_end(&rough);
}

/* Values alone tell the place to about the root of rounding, 1e-8 of the step. */
static const double right_angle = 1e-5;

static double cosine_after_a_step(struct descent *d)
{
    double before[8];

    steps(d, 1);
    memcpy(before, d->g, d->path.n * sizeof *before);
    rv_objective_evaluate(&d->objective, d->x, d->g);
    return rv_vector_dot(before, d->g, d->path.n) / rv_vector_norm(before, d->path.n) /
           rv_vector_norm(d->g, d->path.n);
}

static void test_line_search_turns_at_right_angles(void **state)
{
    const double k = 17.9;
    struct descent d;
    double worst = 0;

    (void)state;
    descent_start(&d, "line_search", "", "rosenbrock", "dimension=3");
    for (int t = 0; t < 12; t++)
        assert_true(fabs(cosine_after_a_step(&d)) < right_angle);
    descent_end(&d);
    descent_start(&d, "line_search", "tolerance=0.1", "rosenbrock", "dimension=3");
    for (int t = 0; t < 12; t++)
        worst = fmax(worst, fabs(cosine_after_a_step(&d)));
    assert_false(worst < right_angle);
    descent_end(&d);
    /* From (k, 1) on curvatures 1 and k every step is a worst one: Kantorovich's bound is met. */
    descent_start(&d, "line_search", "", "quadratic", "curvature=[1, 17.9]");
    d.x[0] = k;
    d.x[1] = 1;
    for (int t = 0; t < 8; t++) {
        const double before = rv_objective_evaluate(&d.objective, d.x, NULL);

        steps(&d, 1);
        assert_true(fabs(rv_objective_evaluate(&d.objective, d.x, NULL) / before -
                         pow((k - 1) / (k + 1), 2)) < 1e-6);
    }
    descent_end(&d);
}

/* Conjugate directions end on a parabola of n dimensions after n line searches; GSL's searches are
 * not exact, so that a few more are needed, but far fewer than descent's (condition 71.3). */
static void test_conjugate_gradients_end_on_a_parabola(void **state)
{
    static const char *const names[] = { "conjugate_fr", "conjugate_pr", "bfgs" };

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct descent d;

        descent_start(&d, names[k], "learning_rate=1 tolerance=1e-4", "quadratic",
                      "condition=71.3; dimension=5; rotate_seed=7");
        steps(&d, 40);
        assert_true(rv_vector_norm(d.x, 5) < 1e-6);
        descent_end(&d);
    }
}

/* ---- GSL as the oracle ---- */

static double gsl_value(const gsl_vector *x, void *surface)
{
    return rv_surface_value(surface, x->data, NULL);
}

static void gsl_both(const gsl_vector *x, void *surface, double *f, gsl_vector *g)
{
    *f = rv_surface_value(surface, x->data, g->data);
}

static void gsl_slope(const gsl_vector *x, void *surface, gsl_vector *g)
{
    rv_surface_value(surface, x->data, g->data);
}

/* GSL called as its manual says; `x` gets the iterate after `count` calls. */
static void call_gsl(const gsl_multimin_fdfminimizer_type *type, struct rv_surface *surface,
                     int count, double *x)
{
    const size_t n = rv_surface_dimension(surface);
    gsl_multimin_function_fdf f = { gsl_value, gsl_slope, gsl_both, n, surface };
    gsl_multimin_fdfminimizer *gsl = gsl_multimin_fdfminimizer_alloc(type, n);
    gsl_vector_view start = gsl_vector_view_array(x, n);

    rv_surface_start(surface, x);
    gsl_multimin_fdfminimizer_set(gsl, &f, &start.vector, 0.0385, 0.071);
    for (int k = 0; k < count; k++)
        assert_int_equal(gsl_multimin_fdfminimizer_iterate(gsl), GSL_SUCCESS);
    memcpy(x, gsl->x->data, n * sizeof *x);
    gsl_multimin_fdfminimizer_free(gsl);
}

static void test_minimizers_are_those_of_gsl(void **state)
{
    const struct {
        const char *name;
        const gsl_multimin_fdfminimizer_type *type;
    } cases[] = {
        { "conjugate_fr", gsl_multimin_fdfminimizer_conjugate_fr },
        { "conjugate_pr", gsl_multimin_fdfminimizer_conjugate_pr },
        { "steepest_descent", gsl_multimin_fdfminimizer_steepest_descent },
        { "bfgs", gsl_multimin_fdfminimizer_vector_bfgs2 },
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct descent d;
        double x[4], other[4];

        descent_start(&d, cases[k].name, "learning_rate=0.0385 tolerance=0.071", "rosenbrock",
                      "dimension=4");
        steps(&d, 14);
        call_gsl(cases[k].type, d.surface, 14, x);
        assert_memory_equal(d.x, x, sizeof x);
        /* The check can fail: one call less. */
        call_gsl(cases[k].type, d.surface, 13, other);
        assert_memory_not_equal(d.x, other, sizeof x);
        descent_end(&d);
    }
}

static void test_simplex_is_that_of_gsl(void **state)
{
    gsl_multimin_fminimizer *gsl =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, 4);
    gsl_vector *start = gsl_vector_alloc(4), *edges = gsl_vector_alloc(4);
    gsl_multimin_function f = { gsl_value, 4, NULL };
    struct descent d;

    (void)state;
    descent_start(&d, "nelder_mead", "learning_rate=0.385", "rosenbrock", "dimension=4");
    f.params = d.surface;
    memcpy(start->data, d.x, 4 * sizeof *d.x);
    gsl_vector_set_all(edges, 0.385);
    gsl_multimin_fminimizer_set(gsl, &f, start, edges);
    for (int k = 0; k < 60; k++) {
        steps(&d, 1);
        assert_int_equal(gsl_multimin_fminimizer_iterate(gsl), GSL_SUCCESS);
        assert_memory_equal(d.x, gsl->x->data, 4 * sizeof *d.x);
    }
    descent_end(&d);
    gsl_multimin_fminimizer_free(gsl);
    gsl_vector_free(start);
    gsl_vector_free(edges);
}

/* ---- The framework ---- */

/* A bent bowl in six coordinates whose middle two are frozen; counts its calls. */
static double bent(void *calls, const double *x, double *g)
{
    double f = 0, unused[6];

    ++*(long *)calls;
    g = g ? g : unused;
    for (size_t i = 0; i < 6; i++) {
        const bool frozen = i == 2 || i == 3;

        f += 0.5 * (double)(i + 1) * x[i] * x[i] + 0.1 * x[i] * x[i] * x[i] * x[i];
        g[i] = frozen ? 0 : (double)(i + 1) * x[i] + 0.4 * x[i] * x[i] * x[i];
    }
    return f;
}

static const struct rv_range ranges[3] = {
    { .name = "a", .offset = 0, .count = 2, .rate = 1, .decay = 1, .trainable = true },
    { .name = "b", .offset = 2, .count = 2, .rate = 1, .decay = 1, .trainable = false },
    { .name = "c", .offset = 4, .count = 2, .rate = 1, .decay = 1, .trainable = true },
};
static const double far[6] = { 1.1, -2.3, 3.7, -4.1, 1.3, -0.7 };

static void start_bent(struct descent *d, size_t k, const char *settings, long *calls)
{
    descent_start(d, rv_optimizers.types[k]->name, settings, "rosenbrock", "dimension=6");
    d->objective.ranges = ranges;
    d->objective.range_count = 3;
    d->objective.self = calls;
    d->objective.evaluate = bent;
    d->objective.hessian = NULL;
    memcpy(d->x, far, sizeof far);
}

static void test_frozen_ranges_stay_and_calls_are_counted(void **state)
{
    (void)state;
    for (size_t k = 0; k < rv_optimizers.count; k++) {
        struct descent d;
        long calls = 0;

        if (!is_method(k))
            continue;
        start_bent(&d, k, "learning_rate=0.0385", &calls);
        const unsigned long allocated = rv_memory_calls();
        steps(&d, 6);
        assert_int_equal(rv_memory_calls(), allocated);
        assert_int_equal(d.evaluations, calls);
        for (size_t i = 0; i < 6; i++)
            assert_int_equal(d.x[i] == far[i], i == 2 || i == 3);
        descent_end(&d);
    }
}

static void test_rate_zero_moves_nothing(void **state)
{
    (void)state;
    for (size_t k = 0; k < rv_optimizers.count; k++) {
        struct descent d;
        long calls = 0;

        if (!is_method(k))
            continue;
        start_bent(&d, k, "learning_rate=0", &calls);
        steps(&d, 5);
        assert_memory_equal(d.x, far, sizeof far);
        descent_end(&d);
    }
}

/* 9 steps, a copy, 11 more; then from the copy in new room, and once more in the room that stands at
 * the end: the same bits in iterate, state and count. */
static void test_replay_from_a_copied_state(void **state)
{
    (void)state;
    for (size_t k = 0; k < rv_optimizers.count; k++) {
        struct descent d;
        double middle[4], end[4];
        long made;

        if (!is_method(k))
            continue;
        descent_start(&d, rv_optimizers.types[k]->name, "learning_rate=0.000385", "rosenbrock",
                      "dimension=4");
        steps(&d, 9);
        const size_t size = d.path.state_count * sizeof *d.path.state;
        double *copy = rv_memdup(d.path.state, size);
        memcpy(middle, d.x, sizeof middle);
        d.evaluations = 0;
        steps(&d, 11);
        made = d.evaluations;
        memcpy(end, d.x, sizeof end);
        double *last = rv_memdup(d.path.state, size);
        assert_true(last[0] == 20);

        for (int again = 0; again < 2; again++) {
            if (again == 0) {
                rv_method_free(d.method);
                d.method = rv_method_create(d.path.config.type, 4);
            }
            memcpy(d.path.state, copy, size);
            memcpy(d.x, middle, sizeof middle);
            d.evaluations = 0;
            steps(&d, 11);
            assert_memory_equal(d.x, end, sizeof end);
            assert_memory_equal(d.path.state, last, size);
            assert_int_equal(d.evaluations, made);
        }
        rv_free(copy);
        rv_free(last);
        descent_end(&d);
    }
}

/* The check above can fail: a BFGS that forgets its origin goes another way. */
static void test_the_origin_matters(void **state)
{
    struct descent d, forgetful;

    (void)state;
    descent_start(&d, "bfgs", "", "rosenbrock", NULL);
    descent_start(&forgetful, "bfgs", "", "rosenbrock", NULL);
    steps(&d, 5);
    steps(&forgetful, 5);
    memset(forgetful.path.state, 0, forgetful.path.state_count * sizeof(double));
    steps(&d, 3);
    steps(&forgetful, 3);
    assert_memory_not_equal(d.x, forgetful.x, 2 * sizeof(double));
    descent_end(&d);
    descent_end(&forgetful);
}

static void test_what_methods_refuse(void **state)
{
    (void)state;
    for (size_t k = 0; k < rv_optimizers.count; k++) {
        const struct rv_type *type = rv_optimizers.types[k];
        const bool exact = is_method(k) && strcmp(type->name, "sam") != 0;
        struct rv_error error = { 0 };

        assert_int_equal(rv_method_check(type, NULL, 1, 3, &error), RV_OK);
        assert_int_equal(rv_method_check(type, "noise", 1, 3, &error), exact ? RV_INPUT : RV_OK);
        assert_int_equal(rv_method_check(type, NULL, 2, 3, &error), exact ? RV_INPUT : RV_OK);
        assert_int_equal(rv_method_check(type, NULL, 1, 100000, &error),
                         strcmp(type->name, "newton") == 0 || strcmp(type->name, "nelder_mead") == 0
                             ? RV_INPUT
                             : RV_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sam_ends_on_its_two_cycle),
        cmocka_unit_test(test_sam_replicas_are_apart),
        cmocka_unit_test(test_newton_needs_one_step_on_a_parabola),
        cmocka_unit_test(test_gradient_flow_is_exponential),
        cmocka_unit_test(test_line_search_turns_at_right_angles),
        cmocka_unit_test(test_conjugate_gradients_end_on_a_parabola),
        cmocka_unit_test(test_minimizers_are_those_of_gsl),
        cmocka_unit_test(test_simplex_is_that_of_gsl),
        cmocka_unit_test(test_frozen_ranges_stay_and_calls_are_counted),
        cmocka_unit_test(test_rate_zero_moves_nothing),
        cmocka_unit_test(test_replay_from_a_copied_state),
        cmocka_unit_test(test_the_origin_matters),
        cmocka_unit_test(test_what_methods_refuse),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
