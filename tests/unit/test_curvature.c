/* Curvature: products with the Hessian, largest eigenvalues, trace and density. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/curvature.h"
#include "ravine/eigen.h"
#include "support/whole_network_case.h"

/* ---- A hand-made Hessian: rotated, of known eigenvalues, with kinks if asked for ---- */

#define SIZE 40
#define FROZEN_FROM 36 /* the last coordinates have a range of their own */

struct hand_made {
    double matrix[SIZE * SIZE];
    double kink_at;   /* a kink across coordinate 0 */
    double kink;      /* the jump of the slope there; 0: none */
    struct rv_range ranges[2];
    struct rv_objective objective;
};

static double evaluate(void *self, const double *x, double *gradient)
{
    const struct hand_made *h = self;
    double value = 0, beyond = x[0] - h->kink_at;

    for (size_t i = 0; i < SIZE; i++) {
        double slope = rv_vector_dot(h->matrix + i * SIZE, x, SIZE);

        value += x[i] * slope / 2;
        if (gradient)
            gradient[i] = i < FROZEN_FROM || h->ranges[1].trainable ? slope : 0;
    }
    if (beyond > 0) {
        value += h->kink * beyond;
        if (gradient)
            gradient[0] += h->kink;
    }
    return value;
}

/* Eigenvalues 31.7, -20.3, 17.1, 9.4, the rest below 1, of random orthonormal vectors. */
static void make(struct hand_made *h)
{
    static const double large[] = {31.7, -20.3, 17.1, 9.4};
    struct rv_stream stream = rv_stream_at(3, RV_STREAM_DATA, 0, 0, 0);
    double vectors[SIZE * SIZE];

    *h = (struct hand_made){.ranges = {{"free", 0, FROZEN_FROM, 1, 0, true},
                                       {"frozen", FROZEN_FROM, SIZE - FROZEN_FROM, 1, 0, true}}};
    for (size_t k = 0; k < SIZE; k++) {
        double *v = vectors + k * SIZE, value = k < 4 ? large[k] : 0.01 * (double)k;

        for (size_t i = 0; i < SIZE; i++)
            v[i] = rv_stream_gaussian(&stream);
        for (size_t twice = 0; twice < 2; twice++)
            for (size_t j = 0; j < k; j++)
                rv_vector_add(v, -rv_vector_dot(vectors + j * SIZE, v, SIZE), vectors + j * SIZE,
                              SIZE);
        rv_vector_scale(v, 1 / rv_vector_norm(v, SIZE), SIZE);
        for (size_t i = 0; i < SIZE; i++)
            rv_vector_add(h->matrix + i * SIZE, value * v[i], v, SIZE);
    }
    h->objective = (struct rv_objective){.count = SIZE,
                                         .block = SIZE,
                                         .ranges = h->ranges,
                                         .range_count = 2,
                                         .exact = true,
                                         .self = h,
                                         .evaluate = evaluate};
}

static void draw_point(double *x, size_t n, uint64_t seed)
{
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_DATA, 7, 0, 0);

    for (size_t i = 0; i < n; i++)
        x[i] = rv_stream_gaussian(&stream);
}

static struct rv_lanczos *solve(struct rv_hessian *hessian, size_t top, uint64_t seed)
{
    struct rv_lanczos *lanczos = rv_lanczos_create(hessian, top, seed, 0);

    while (!rv_lanczos_step(lanczos))
        ;
    return lanczos;
}

/* Residuals of a thousandth make eigenvalues that are right to a millionth, unless they lie close
 * together. */
#define EIGENVALUE_TOLERANCE 1e-4

static void lanczos_finds_the_largest(void **state)
{
    struct hand_made h;
    double x[SIZE];

    (void)state;
    make(&h);
    draw_point(x, SIZE, 1);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct rv_hessian *hessian = rv_hessian_create(&h.objective, x, NULL);
        struct rv_lanczos *lanczos = solve(hessian, 3, seed);
        const double *values = rv_lanczos_values(lanczos), *v = rv_lanczos_vector(lanczos, 0);

        assert_int_equal(rv_lanczos_top(lanczos), 3);
        help_near(values[0], 31.7, 31.7 * EIGENVALUE_TOLERANCE);
        help_near(values[1], 17.1, 31.7 * EIGENVALUE_TOLERANCE);
        help_near(values[2], 9.4, 31.7 * EIGENVALUE_TOLERANCE);
        help_near(rv_vector_norm(v, SIZE), 1, 1e-12);
        help_near(rv_hessian_along(hessian, v), 31.7, 31.7 * EIGENVALUE_TOLERANCE);
        for (size_t k = 0; k < 3; k++)
            assert_true(rv_lanczos_residuals(lanczos)[k] < 2 * RV_LANCZOS_TOLERANCE * 31.7);
        assert_true(rv_lanczos_steps(lanczos) < SIZE);
        rv_lanczos_free(lanczos);
        rv_hessian_free(hessian);
    }
}

/* Of the free block alone, by GSL; scaled on both sides. */
static void frozen_and_scaled(void **state)
{
    struct hand_made h;
    double x[SIZE], scale[SIZE], block[FROZEN_FROM * FROZEN_FROM], values[FROZEN_FROM];
    struct rv_hessian *hessian;
    struct rv_lanczos *lanczos;

    (void)state;
    make(&h);
    h.ranges[1].trainable = false;
    draw_point(x, SIZE, 2);
    for (size_t i = 0; i < SIZE; i++)
        scale[i] = 0.3 + 0.05 * (double)i;
    for (size_t i = 0; i < FROZEN_FROM; i++)
        for (size_t j = 0; j < FROZEN_FROM; j++)
            block[i * FROZEN_FROM + j] = scale[i] * h.matrix[i * SIZE + j] * scale[j];
    assert_true(rv_eigen_symmetric(block, FROZEN_FROM, values, NULL));
    hessian = rv_hessian_create(&h.objective, x, scale);
    assert_int_equal(rv_hessian_free_count(hessian), FROZEN_FROM);
    lanczos = solve(hessian, 2, 9);
    for (size_t k = 0; k < 2; k++)
        help_near(rv_lanczos_values(lanczos)[k], values[k], values[0] * EIGENVALUE_TOLERANCE);
    for (size_t i = FROZEN_FROM; i < SIZE; i++)
        assert_true(rv_lanczos_vector(lanczos, 0)[i] == 0);
    rv_lanczos_free(lanczos);
    rv_hessian_free(hessian);
}

/* A kink a billionth away makes no spike, and one under the point itself none either. */
static void kinks_make_no_spikes(void **state)
{
    static const double away[] = {1e-9, -3e-10, 0};
    struct hand_made h;
    double x[SIZE], v[SIZE], product[SIZE], exact[SIZE];

    (void)state;
    make(&h);
    h.kink = 0.7;
    draw_point(x, SIZE, 3);
    draw_point(v, SIZE, 4);
    for (size_t i = 0; i < SIZE; i++)
        exact[i] = rv_vector_dot(h.matrix + i * SIZE, v, SIZE);
    for (size_t k = 0; k < 3; k++) {
        struct rv_hessian *hessian;

        h.kink_at = x[0] + away[k];
        hessian = rv_hessian_create(&h.objective, x, NULL);
        rv_hessian_product(hessian, v, product);
        assert_true(help_distance(product, exact, SIZE) < RV_HESSIAN_ERROR);
        assert_int_equal(rv_hessian_nudged(hessian), away[k] == 0);
        assert_int_equal(rv_hessian_spoilt(hessian), 0);
        rv_hessian_free(hessian);
    }
}

/* What is no number comes out as none, and the search ends. */
static void what_is_not_finite(void **state)
{
    struct hand_made h;
    double x[SIZE];
    struct rv_hessian *hessian;
    struct rv_lanczos *lanczos;

    (void)state;
    make(&h);
    draw_point(x, SIZE, 1);
    x[3] = RV_NAN;
    hessian = rv_hessian_create(&h.objective, x, NULL);
    lanczos = solve(hessian, 2, 1);
    assert_true(isnan(rv_lanczos_values(lanczos)[0]));
    assert_true(isnan(rv_lanczos_residuals(lanczos)[1]));
    rv_lanczos_free(lanczos);
    rv_hessian_free(hessian);
}

/* n coordinates of which one is asked for after n steps, equal eigenvalues among them. */
static void more_wanted_than_there_are(void **state)
{
    struct hand_made h;
    double x[SIZE];
    struct rv_hessian *hessian;
    struct rv_lanczos *lanczos;

    (void)state;
    make(&h);
    memset(h.matrix, 0, sizeof h.matrix);
    for (size_t i = 0; i < SIZE; i++)
        h.matrix[i * SIZE + i] = 2.385;
    draw_point(x, SIZE, 1);
    hessian = rv_hessian_create(&h.objective, x, NULL);
    lanczos = solve(hessian, SIZE + 7, 1);
    assert_int_equal(rv_lanczos_top(lanczos), SIZE);
    for (size_t k = 0; k < SIZE; k++)
        help_near(rv_lanczos_values(lanczos)[k], 2.385, 1e-6);
    rv_lanczos_free(lanczos);
    rv_hessian_free(hessian);
}

/* All probes together know the trace within a few standard errors; with as many steps as
 * coordinates the quadrature has every eigenvalue and its weights are 1 together. */
static void trace_and_density(void **state)
{
    struct hand_made h;
    double x[SIZE], trace = 0, weights = 0, mean = 0, low = 0;
    struct rv_hessian *hessian;
    struct rv_lanczos *known;
    struct rv_spectrum spectrum, sharper;

    (void)state;
    make(&h);
    draw_point(x, SIZE, 5);
    for (size_t i = 0; i < SIZE; i++)
        trace += h.matrix[i * SIZE + i];
    hessian = rv_hessian_create(&h.objective, x, NULL);
    rv_spectrum_measure(&spectrum, hessian, NULL, 30, 20, 11, 0);
    assert_true(spectrum.trace_error > 0);
    assert_true(fabs(spectrum.trace - trace) < 4 * spectrum.trace_error);
    for (size_t k = 0; k < spectrum.count; k++) {
        weights += spectrum.weights[k];
        mean += spectrum.weights[k] * spectrum.values[k];
        low = fmin(low, spectrum.values[k]);
    }
    help_near(weights, 1, 1e-9);
    help_near(SIZE * mean, spectrum.trace, 1e-5 * fabs(spectrum.trace));
    help_near(low, -20.3, 0.01);
    known = solve(hessian, 3, 1);
    rv_spectrum_measure(&sharper, hessian, known, 30, 0, 11, 0);
    assert_int_equal(sharper.count, 0);
    assert_true(sharper.trace_error < 0.8 * spectrum.trace_error);
    assert_true(fabs(sharper.trace - trace) < 4 * sharper.trace_error);
    rv_lanczos_free(known);
    rv_spectrum_release(&sharper);
    rv_spectrum_release(&spectrum);
    rv_hessian_free(hessian);
}

/* ---- Networks ---- */

/* conv, BN if asked for, tanh, mean pooling, dense: smooth everywhere. */
static void start_smooth(struct help_case *c, bool batchnorm, uint64_t seed)
{
    struct help_list list = {0};

    help_add(&list, "conv2d", "filters=3");
    if (batchnorm)
        help_add(&list, "batchnorm", "");
    help_add(&list, "tanh", "");
    help_add(&list, "global_avgpool", "");
    help_add(&list, "dense", "units=4");
    help_add(&list, "tanh", "");
    help_add(&list, "dense", "units=3");
    help_start(c, help_network(&list, (struct rv_shape){6, 6, 2}), "cross_entropy", "l2=0.003", 30,
               3, seed);
}

/* The whole matrix, column after column, by differences over a step of its own. */
static double *whole_hessian(const struct rv_objective *objective, const double *x)
{
    size_t n = objective->count;
    double *matrix = rv_alloc(n * n, sizeof *matrix), *other = rv_alloc(n, sizeof *other);
    double *at = rv_memdup(x, n * sizeof *x);

    for (size_t i = 0; i < n; i++) {
        double *column = matrix + i * n;

        at[i] = x[i] + 1e-5;
        rv_objective_evaluate(objective, at, column);
        at[i] = x[i] - 1e-5;
        rv_objective_evaluate(objective, at, other);
        at[i] = x[i];
        for (size_t j = 0; j < n; j++)
            column[j] = (column[j] - other[j]) / 2e-5;
    }
    rv_free(other);
    rv_free(at);
    return matrix;
}

static void against_the_full_hessian(void **state)
{
    (void)state;
    for (int batchnorm = 0; batchnorm < 2; batchnorm++) {
        struct help_case c;
        struct rv_set_objective set;
        struct rv_error error = {0};
        struct rv_objective objective;
        struct rv_hessian *hessian;
        struct rv_lanczos *lanczos;
        double *matrix, *values;

        start_smooth(&c, batchnorm, 4);
        assert_int_equal(
            rv_set_objective_open(&set, c.network, &c.loss, &c.batch, 12, &error), RV_OK);
        objective = rv_set_objective(&set);
        matrix = whole_hessian(&objective, c.x);
        values = rv_alloc(c.n, sizeof *values);
        assert_true(rv_eigen_symmetric(matrix, c.n, values, NULL));
        hessian = rv_hessian_create(&objective, c.x, NULL);
        lanczos = solve(hessian, 4, 2);
        for (size_t k = 0; k < 4; k++)
            help_near(rv_lanczos_values(lanczos)[k], values[k], values[0] * EIGENVALUE_TOLERANCE);
        assert_false(rv_hessian_nudged(hessian));
        rv_lanczos_free(lanczos);
        rv_hessian_free(hessian);
        rv_set_objective_release(&set);
        rv_free(matrix);
        rv_free(values);
        help_end(&c);
    }
}

/* Loss and gradient of the set are those of its mini-batches, each with its own statistics; of one
 * that is not whole nothing. */
static void set_is_the_mean_of_mini_batches(void **state)
{
    struct help_case c;
    struct rv_set_objective set;
    struct rv_error error = {0};
    struct rv_objective objective;
    uint32_t index[30];
    double *sum, value = 0;

    (void)state;
    start_smooth(&c, true, 6);
    for (size_t i = 0; i < 30; i++)
        index[i] = (uint32_t)(7 * i % 30);
    c.batch.index = index;
    assert_int_equal(rv_set_objective_open(&set, c.network, &c.loss, &c.batch, 13, &error), RV_OK);
    objective = rv_set_objective(&set);
    sum = rv_alloc(c.n, sizeof *sum);
    for (size_t k = 0; k < 2; k++) {
        c.batch.index = index + 13 * k;
        c.batch.count = 13;
        value += rv_objective_evaluate(&c.objective, c.x, c.gradient) / 2;
        rv_vector_add(sum, 0.5, c.gradient, c.n);
    }
    help_near(rv_objective_evaluate(&objective, c.x, c.gradient), value, 1e-12);
    assert_true(help_distance(c.gradient, sum, c.n) < 1e-10);
    assert_int_equal(set.evaluations, 1);
    rv_free(sum);
    rv_set_objective_release(&set);
    help_end(&c);
}

/* ReLU and max-pooling: v·Hw = w·Hv, as long as no product met a kink. */
static void products_are_symmetric(void **state)
{
    struct help_case c;
    struct rv_set_objective set;
    struct rv_error error = {0};
    struct rv_objective objective;
    struct rv_hessian *hessian;
    double *v, *w, *product, forth, back, size;

    (void)state;
    help_start_plain(&c, 60, 8);
    v = rv_alloc(c.n, sizeof *v);
    w = rv_alloc(c.n, sizeof *w);
    product = rv_alloc(c.n, sizeof *product);
    assert_int_equal(rv_set_objective_open(&set, c.network, &c.loss, &c.batch, 32, &error), RV_OK);
    objective = rv_set_objective(&set);
    hessian = rv_hessian_create(&objective, c.x, NULL);
    for (uint64_t seed = 1; seed <= 10; seed++) {
        draw_point(v, c.n, 2 * seed);
        draw_point(w, c.n, 2 * seed + 1);
        rv_hessian_product(hessian, v, product);
        forth = rv_vector_dot(w, product, c.n);
        size = rv_vector_norm(product, c.n) * rv_vector_norm(w, c.n);
        rv_hessian_product(hessian, w, product);
        back = rv_vector_dot(v, product, c.n);
        help_near(forth, back, RV_HESSIAN_ERROR * size);
    }
    rv_hessian_free(hessian);
    rv_set_objective_release(&set);
    rv_free(v);
    rv_free(w);
    rv_free(product);
    help_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanczos_finds_the_largest),
        cmocka_unit_test(frozen_and_scaled),
        cmocka_unit_test(kinks_make_no_spikes),
        cmocka_unit_test(what_is_not_finite),
        cmocka_unit_test(more_wanted_than_there_are),
        cmocka_unit_test(trace_and_density),
        cmocka_unit_test(against_the_full_hessian),
        cmocka_unit_test(set_is_the_mean_of_mini_batches),
        cmocka_unit_test(products_are_symmetric),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
