/* Closed forms of gradient descent with momentum and of Adam against the shipped update rules.
 *
 * Noise floors are exact here, not sampled: on a parabola the iterate is a linear filter of the
 * gradient noise, so that its stationary variance is the sum of squares of the response to one unit
 * of noise. Notation: rate h, momentum b, curvature c, gradient noise s. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/optim_case.h"

#include <complex.h>
#include <math.h>

static void assert_near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not %.17g within %g", value, expected, relative);
}

/* The end of a path of sgd on a parabola in one dimension, from x = 1. */
static double sgd_end(const char *settings, double curvature, long steps)
{
    struct case_path path;
    double x = 1;

    assert_true(case_start(&path, "sgd", settings, 1));
    case_descend(&path, &curvature, &x, steps);
    case_end(&path);
    return x;
}

/* x(t) = (1 - h c)^t x(0), and the limit h = 2 / c. */
static void test_contraction_and_stability(void **state)
{
    const double rounding = 1e-13; /* 50 products */

    (void)state;
    assert_near(sgd_end("learning_rate=0.019", 1, 50), pow(0.981, 50), rounding);
    assert_near(sgd_end("learning_rate=0.019", 100, 50), pow(0.9, 50), rounding);
    assert_near(sgd_end("learning_rate=0.019", 1, 50), 0.383222, 1e-6);
    assert_near(sgd_end("learning_rate=0.019", 100, 50), 0.00515378, 1e-6);
    /* 1 - h c = -0.99 and -1.01: 1000 roundings of h c, each a relative 1e-16 of 100. */
    assert_near(sgd_end("learning_rate=0.0199", 100, 1000), 4.317e-5, 1e-3);
    assert_near(sgd_end("learning_rate=0.0201", 100, 1000), 2.096e4, 1e-3);
}

/* Between 1 / c and 2 / c the iterate changes sides every step; the loss cannot tell. */
static void test_wall_bouncing(void **state)
{
    static const struct { const char *settings; int flips; } cases[] = {
        { "learning_rate=0.5", 0 },
        { "learning_rate=1.5", 20 },
    };
    double loss[2];

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct case_path path;
        double x = 1, curvature = 1;
        int flips = 0;

        assert_true(case_start(&path, "sgd", cases[k].settings, 1));
        for (int t = 0; t < 20; t++) {
            const double before = x;

            case_descend(&path, &curvature, &x, 1);
            flips += before * x < 0;
        }
        case_end(&path);
        assert_int_equal(flips, cases[k].flips);
        loss[k] = x * x / 2;
    }
    assert_true(loss[0] == loss[1]);
    assert_true(loss[0] == ldexp(1, -41)); /* 0.5 * 0.5^40, exact in binary: 4.547e-13 */
}

/* h = 2 / (L + m): both coordinates shrink by (k - 1) / (k + 1) a step. */
static void test_best_fixed_step(void **state)
{
    const double curvatures[2] = { 1, 100 };
    char settings[64];
    struct case_path path;
    double x[2] = { 1, 1 };

    (void)state;
    snprintf(settings, sizeof settings, "learning_rate=%.17g", 2.0 / 101);
    assert_true(case_start(&path, "sgd", settings, 2));
    case_descend(&path, curvatures, x, 200);
    case_end(&path);
    /* 1e-12: the rate is rounded, and h c with it, 200 times. */
    assert_near(pow(hypot(x[0], x[1]) / hypot(1, 1), 1.0 / 200), 99.0 / 101, 1e-12);
    assert_near(99.0 / 101, 0.980198, 1e-6);
}

/* Heavy ball: h < (2 + 2b) / c. Nesterov: h < (2 + 2b) / ((1 + 2b) c). */
static void test_stability_with_momentum(void **state)
{
    char settings[80];

    (void)state;
    snprintf(settings, sizeof settings, "momentum=0.9 learning_rate=%.17g", 0.99 * 3.8);
    assert_true(fabs(sgd_end(settings, 1, 2000)) < 1e-40);
    snprintf(settings, sizeof settings, "momentum=0.9 learning_rate=%.17g", 1.01 * 3.8);
    assert_true(fabs(sgd_end(settings, 1, 2000)) > 1e30);
    snprintf(settings, sizeof settings, "momentum=0.9 nesterov=true learning_rate=%.17g",
             0.99 * 3.8 / 2.8);
    assert_true(fabs(sgd_end(settings, 1, 2000)) < 1e-20);
    snprintf(settings, sizeof settings, "momentum=0.9 nesterov=true learning_rate=%.17g",
             1.01 * 3.8 / 2.8);
    assert_true(fabs(sgd_end(settings, 1, 2000)) > 1e20);
}

/* The larger eigenvalue of one shipped step as a linear map of (x, velocity). */
static double complex eigenvalue(const char *settings, double curvature)
{
    double map[2][2];

    for (int column = 0; column < 2; column++) {
        struct case_path path;
        double x = column == 0, *velocity;

        assert_true(case_start(&path, "sgd", settings, 1));
        velocity = rv_optimizer_slot_values(path.config.type, path.state, 1, 0);
        *velocity = column == 1;
        case_descend(&path, &curvature, &x, 1);
        map[0][column] = x;
        map[1][column] = *velocity;
        case_end(&path);
    }
    const double half = (map[0][0] + map[1][1]) / 2;
    const double determinant = map[0][0] * map[1][1] - map[0][1] * map[1][0];
    const double complex root = csqrt(half * half - determinant);

    return cabs(half + root) > cabs(half - root) ? half + root : half - root;
}

/* h = 4 / (sqrt L + sqrt m)^2, b = ((sqrt k - 1) / (sqrt k + 1))^2: every mode has |z| = sqrt b. */
static void test_optimal_heavy_ball(void **state)
{
    /* At both ends the eigenvalue is double: a rounding of 1e-16 moves it by its root. */
    const double tolerance = 3e-8;
    const double curvatures[3] = { 1, 25, 100 };
    char settings[80];

    (void)state;
    snprintf(settings, sizeof settings, "learning_rate=%.17g momentum=%.17g", 4.0 / 121,
             81.0 / 121);
    for (int k = 0; k < 3; k++)
        assert_near(cabs(eigenvalue(settings, curvatures[k])), 9.0 / 11, tolerance);
    assert_true(cabs(eigenvalue(settings, 101)) > 9.0 / 11 + 1e-3);
}

/* Envelope sqrt b, angle acos((1 + b - h c) / (2 sqrt b)) a step. */
static void test_underdamped_heavy_ball(void **state)
{
    const double angle = acos((1 + 0.9 - 0.1) / (2 * sqrt(0.9)));
    const double complex z = eigenvalue("learning_rate=0.1 momentum=0.9", 1);
    struct case_path path;
    double x = 1, curvature = 1, crossings = 0;

    (void)state;
    assert_near(cabs(z), sqrt(0.9), 1e-12);
    assert_near(cabs(z), 0.948683, 1e-6);
    assert_near(fabs(carg(z)), angle, 1e-12);
    assert_true(case_start(&path, "sgd", "learning_rate=0.1 momentum=0.9", 1));
    for (int t = 0; t < 299; t++) {
        const double before = x;

        case_descend(&path, &curvature, &x, 1);
        crossings += before * x < 0;
    }
    case_end(&path);
    assert_true(fabs(crossings - 299 * angle / 3.14159265358979323846) <= 1);
    assert_near(299 * angle / 3.14159265358979323846, 30.6, 2e-3);
}

/* Stationary variance and lag-1 correlation of the iterate under gradient noise of sigma. */
static void noise_floor(const char *settings, double curvature, double sigma, double *variance,
                        double *correlation)
{
    struct case_path path;
    double x = 0, squares = 0, products = 0;

    assert_true(case_start(&path, "sgd", settings, 1));
    for (long t = 0; t < 5000; t++) {
        const double before = x, g = curvature * x + (t == 0 ? sigma : 0);

        case_step(&path, &x, &g);
        squares += x * x;
        products += x * before;
    }
    case_end(&path);
    *variance = squares;
    *correlation = products / squares;
}

static void test_noise_floors(void **state)
{
    /* Sums of 5000 terms, the last below 1e-20 of the first. */
    const double tolerance = 1e-10;
    double variance, correlation;

    (void)state;
    noise_floor("learning_rate=0.1", 1, 1, &variance, &correlation);
    assert_near(variance, 0.1 / (1 * (2 - 0.1)), tolerance); /* h s^2 / (c (2 - h c)) */
    assert_near(correlation, 0.9, tolerance);
    noise_floor("learning_rate=1.5", 1, 1, &variance, &correlation);
    assert_near(variance, 3, tolerance);
    noise_floor("learning_rate=0.019", 100, 2, &variance, &correlation);
    assert_near(variance, 0.0076, tolerance);
    /* h s^2 (1 + b) / (c (1 - b) (2 (1 + b) - h c)); correlation (1 + b - h c) / (1 + b) */
    noise_floor("learning_rate=0.1 momentum=0.9", 1, 1, &variance, &correlation);
    assert_near(variance, 0.1 * 1.9 / (0.1 * (2 * 1.9 - 0.1)), tolerance);
    assert_near(variance, 0.513514, 1e-6);
    assert_near(correlation, 1.8 / 1.9, tolerance);
}

/* Nesterov's noise floor is that of the point theta where no momentum was added yet:
 * theta = x + h b v. With a = 1 - h c its variance is
 * (1 + b a) h^2 s^2 / ((1 - b a) ((1 + b a)^2 - (1 + b)^2 a^2)). */
static void test_nesterov_noise_floor(void **state)
{
    struct case_path path;
    double x = 0, squares = 0;
    const double a = 0.9, b = 0.9, ab = a * b;

    (void)state;
    assert_true(case_start(&path, "sgd", "learning_rate=0.1 momentum=0.9 nesterov=true", 1));
    for (long t = 0; t < 5000; t++) {
        const double g = x + (t == 0), *v;

        case_step(&path, &x, &g);
        v = rv_optimizer_slot_values(path.config.type, path.state, 1, 0);
        squares += (x + 0.1 * b * *v) * (x + 0.1 * b * *v);
    }
    case_end(&path);
    assert_near(squares,
                (1 + ab) * 0.01 / ((1 - ab) * ((1 + ab) * (1 + ab) - (1 + b) * (1 + b) * a * a)),
                1e-10);
    assert_near(squares, 0.270634, 2e-6);
}

/* Adam: a first or constant gradient moves x by exactly h sign(g); after a long silence one spike
 * moves it by h (1 - b1) / sqrt(1 - b2). */
static void test_adam_step_size(void **state)
{
    const double tolerance = 1e-9;
    struct case_path path;
    double x = 0, before = 0, g;

    (void)state;
    assert_true(case_start(&path, "adam", "learning_rate=0.00385 epsilon=1e-300", 1));
    for (int t = 0; t < 50; t++) {
        g = 7.3;
        before = x;
        case_step(&path, &x, &g);
        assert_near(before - x, 0.00385, tolerance);
    }
    case_end(&path);

    assert_true(case_start(&path, "adam", "learning_rate=0.00385", 1));
    g = 0;
    x = 0;
    for (int t = 0; t < 40000; t++) /* bias corrections are over: 0.999^40000 = 4e-18 */
        case_step(&path, &x, &g);
    assert_true(x == 0);
    g = 1;
    case_step(&path, &x, &g);
    case_end(&path);
    /* Adam's epsilon, 1e-8 beside sqrt(1 - b2) = 0.0316, shows at 3e-7. */
    assert_near(-x, 0.00385 * 0.1 / (sqrt(0.001) + 1e-8), tolerance);
    assert_near(-x / 0.00385, 3.16228, 2e-6); /* six digits */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contraction_and_stability),
        cmocka_unit_test(test_wall_bouncing),
        cmocka_unit_test(test_best_fixed_step),
        cmocka_unit_test(test_stability_with_momentum),
        cmocka_unit_test(test_optimal_heavy_ball),
        cmocka_unit_test(test_underdamped_heavy_ball),
        cmocka_unit_test(test_noise_floors),
        cmocka_unit_test(test_nesterov_noise_floor),
        cmocka_unit_test(test_adam_step_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
