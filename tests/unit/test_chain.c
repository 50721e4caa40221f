/* Theory beside measurement on the shipped code: surfaces, noises, optimizers and runs as users get
 * them, measured by chains, against the closed forms of forecasts.
 *
 * Each comparison is at 4 standard errors (a false alarm in 16,000), and the error itself must be
 * within the figure that the row allows: the sizes are chosen for that. The seed is fixed: a test
 * that passes goes on passing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/forecast_case.h"

static const double sigmas = 4;
static const double percent = 0.01;
/* Some hundred steps, each rounded. */
static const double rounding = 1e-10;

#define ONE "surface: {name: quadratic, curvature: [1], dimension: 1}\n"
#define SGD(rate) "optimizer: {name: sgd, learning_rate: " rate "}\n"
#define BALL(rate) "optimizer: {name: sgd, learning_rate: " rate ", momentum: 0.9}\n"
#define NOISE(sigma) "noise: {name: gaussian, sigma: " sigma "}\n"
#define TRAIN(steps, epochs) "train: {steps_per_epoch: " steps ", epochs: " epochs "}\n"

static bool agrees(const struct rv_estimate *measured, double theory, double within)
{
    return fabs(measured->value - theory) <= sigmas * measured->error &&
           measured->error <= within * fabs(theory);
}

/* The theory holds, and one that is off by eight errors does not: the check can fail. */
static void check(const char *what, const struct rv_estimate *measured, double theory,
                  double within)
{
    if (!agrees(measured, theory, within))
        fail_msg("%s: measured %.6g +- %.2g, theory %.6g", what, measured->value, measured->error,
                 theory);
    assert_false(agrees(measured, theory + 8.1 * measured->error, 1e9));
    assert_false(agrees(measured, theory - 8.1 * measured->error, 1e9));
}

/* ---- Rows 1 to 8: without noise, exactly ---- */

static void check_factor(const char *yaml, double tolerance)
{
    struct forecast_case c;

    case_measure(&c, yaml, 0);
    assert_true(c.chain.count > 0);
    for (size_t k = 0; k < c.chain.count; k++) {
        const struct rv_forecast_direction *d = &c.forecast->direction[k];

        assert_near(c.chain.direction[k].factor.value, d->factor, tolerance);
        /* A mutation: a rate that is off by 1 % is seen. */
        assert_false(fabs(c.chain.direction[k].factor.value - 1.01 * d->factor) <=
                     tolerance * d->factor);
    }
    case_end(&c);
}

static void test_factors(void **state)
{
    (void)state;
    check_factor("surface: {name: quadratic}\nstart: [1, 1]\n" SGD("0.019"), rounding);
    check_factor("surface: {name: quadratic}\n" SGD("0.0199"), rounding);
    check_factor("surface: {name: quadratic}\n" SGD("0.0201"), rounding);
    check_factor("surface: {name: quadratic}\n" SGD("0.019801980198019802"), rounding);
    check_factor("surface: {name: quadratic, rotation: 27}\nstart: [2.385, -1]\n" SGD("0.019"),
                 1e-6); /* projections of a turned valley lose digits as they shrink */
    check_factor(ONE BALL("0.1"), rounding);
    check_factor(ONE BALL("3.762"), rounding);
    check_factor(ONE BALL("3.838"), rounding);
    check_factor(ONE "optimizer: {name: sgd, learning_rate: 1.3435, momentum: 0.9, "
                     "nesterov: true}\n", rounding);
    /* In units of the rate: the same factor, however steep. */
    check_factor("surface: {name: quadratic, curvature: [3, 238.5]}\n" BALL("0.0072385"), rounding);
}

static void test_bounce(void **state)
{
    struct forecast_case slow, fast;

    (void)state;
    case_measure(&slow, ONE "start: [1]\n" SGD("0.5") TRAIN("20", "1"), 0);
    case_measure(&fast, ONE "start: [1]\n" SGD("1.5") TRAIN("20", "1"), 0);
    assert_true(slow.chain.direction[0].flips.value == 0);
    assert_true(fast.chain.direction[0].flips.value == 1);
    assert_true(slow.chain.value == fast.chain.value);
    assert_true(slow.chain.value == ldexp(1, -41)); /* 0.5 · 0.5^40 = 4.547e-13 */
    case_end(&slow);
    case_end(&fast);
    case_measure(&fast, ONE "start: [1]\n" BALL("0.1") TRAIN("299", "1"), 0);
    assert_true(fabs(299 * fast.chain.direction[0].flips.value - 30.6) <= 1);
    case_end(&fast);
}

/* ---- Rows 9 to 14: the steady state ---- */

static void check_floor(const char *yaml, long burn_in, double variance, double correlation,
                        double within)
{
    struct forecast_case c;

    case_measure(&c, yaml, burn_in);
    assert_int_equal(c.chain.stopped, RV_FINISHED_RUN);
    if (variance > 0)
        assert_near(c.forecast->direction[0].variance, variance, 5e-6);
    assert_near(c.forecast->direction[0].correlation, correlation, 5e-6);
    check("variance", &c.chain.direction[0].variance, c.forecast->direction[0].variance, within);
    check("correlation", &c.chain.direction[0].correlation, correlation, within);
    check("loss", &c.chain.loss, c.forecast->loss, within);
    if (!isnan(c.forecast->direction[0].flips))
        check("flips", &c.chain.direction[0].flips, c.forecast->direction[0].flips, within);
    case_end(&c);
}

static void test_noise_floor(void **state)
{
    (void)state;
    check_floor(ONE SGD("0.1") NOISE("1") "start: [0]\nreplicas: 2000\n" TRAIN("50", "6"), 100,
                0.0526316, 0.9, percent);
    check_floor(ONE SGD("1.5") NOISE("1") "start: [0]\nreplicas: 1000\n" TRAIN("50", "3"), 30, 3,
                -0.5, percent);
    check_floor("surface: {name: quadratic, curvature: [100], dimension: 1}\n" SGD("0.019")
                NOISE("2") "start: [0]\nreplicas: 2000\n" TRAIN("50", "6"), 100, 0.0076, -0.9,
                percent);
    check_floor(ONE BALL("0.1") NOISE("1") "start: [0]\nreplicas: 1000\n" TRAIN("100", "6"), 200,
                0.513514, 0.947368, 2 * percent);
}

/* One replica: pieces of one path. The forecast of Nesterov is for the point ahead. */
static void test_one_path(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, ONE "optimizer: {name: sgd, learning_rate: 0.1, momentum: 0.9, "
                     "nesterov: true}\n" NOISE("1") "start: [0]\n" TRAIN("1000", "200"), 200);
    check("variance", &c.chain.direction[0].variance, c.forecast->direction[0].variance,
          2 * percent);
    check("correlation", &c.chain.direction[0].correlation, c.forecast->direction[0].correlation,
          percent);
    case_end(&c);
}

static void test_start_does_not_matter(void **state)
{
    struct forecast_case c;

    (void)state;
    case_predict(&c, ONE SGD("0.1") NOISE("1") "start: [2.385]\n");
    assert_true(rv_forecast_settle(c.forecast) > 20 && rv_forecast_settle(c.forecast) < 100);
    case_end(&c);
    check_floor(ONE SGD("0.1") NOISE("1") "start: [2.385]\nreplicas: 2000\n" TRAIN("50", "6"), 100,
                0.0526316, 0.9, percent);
}

/* Rows 11 and 12: the loss rises in every second step whatever the rate; its spread. */
static void test_loss(void **state)
{
    static const char *const dimensions[] = { "1", "2", "10" };
    static const double spread[] = { 1.41421, 1, 0.447214 };

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct forecast_case c;
        char yaml[400];

        snprintf(yaml, sizeof yaml,
                 "surface: {name: quadratic, curvature: [1], dimension: %s}\n" SGD("0.2")
                 NOISE("1") "start: [%s]\nreplicas: 1000\n" TRAIN("20", "12"),
                 dimensions[i], i == 0 ? "0" : i == 1 ? "0, 0" : "0, 0, 0, 0, 0, 0, 0, 0, 0, 0");
        case_measure(&c, yaml, 40);
        assert_near(c.forecast->loss_spread / c.forecast->loss, spread[i], 5e-6);
        check("spread of the loss", &c.chain.loss_spread, c.forecast->loss_spread, 2 * percent);
        check("correlation of the loss", &c.chain.loss_correlation, 0.64, 2 * percent);
        check("rises", &c.chain.rises, 0.5, percent);
        case_end(&c);
    }
}

/* ---- Rows 15 to 17: averages ---- */

static void test_averages(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, ONE SGD("0.1") NOISE("1") "start: [0]\nreplicas: 4000\n"
                     "average: {ema_decay: 0.95}\n" TRAIN("100", "6"), 200);
    check("ema", &c.chain.direction[0].ema, c.forecast->direction[0].ema, 2 * percent);
    assert_near(c.forecast->direction[0].ema, 0.05 / 1.95 * 1.855 / 0.145, 1e-10);
    check("mean", &c.chain.direction[0].mean, 0.00905266 / 0.0526316, 2 * percent);
    case_end(&c);
    case_measure(&c, ONE SGD("0.1") NOISE("1") "start: [0]\nreplicas: 8000\n" TRAIN("50", "6"),
                 100);
    check("snapshot over epoch mean", &c.chain.snapshot_ratio, 2.40718, 2 * percent);
    case_end(&c);
}

/* ---- Rows 18 to 20, 23 ---- */

static void test_minibatch(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, ONE SGD("0.5") "noise: {name: minibatch, samples: 200, batch: 50, spread: 0, "
                     "gradient_spread: 1}\nstart: [0]\nreplicas: 500\n" TRAIN("50", "4"), 40);
    check("variance", &c.chain.direction[0].variance, 0.5 / 1.5 * (200.0 / 199) / 50 * 0.75,
          percent);
    case_end(&c);
    /* Samples with curvatures of their own: the noise grows with the distance. */
    case_measure(&c, ONE SGD("0.5") "noise: {name: minibatch, samples: 200, batch: 4, spread: 1, "
                     "gradient_spread: 1, distribution: two-point, replacement: true}\nstart: [0]\n"
                     "replicas: 1000\n" TRAIN("50", "4"), 40);
    assert_near(c.forecast->direction[0].variance, 0.25 / 4 / (1 - 0.25 - 0.25 / 4), 1e-9);
    check("variance", &c.chain.direction[0].variance, c.forecast->direction[0].variance,
          2 * percent);
    case_end(&c);
}

/* Row 23: the rate falls to a tenth; what is left is what was forecast. */
static void test_decay(void **state)
{
    const char *valley = "surface: {name: quadratic, curvature: [50], dimension: 1}\nstart: [0]\n"
                         SGD("0.02") NOISE("1") "replicas: 2000\n" TRAIN("100", "4");
    struct forecast_case before, after;
    char yaml[500];

    (void)state;
    case_measure(&before, valley, 100);
    check("hill", &before.chain.loss, 0.01, percent);
    snprintf(yaml, sizeof yaml, "%schanges: [{epoch: 2, optimizer.learning_rate: 0.002}]\n",
             valley);
    case_measure(&after, yaml, 200);
    assert_near(after.forecast->loss, before.forecast->decay_loss, 1e-9);
    check("after", &after.chain.loss, 0.01 - 0.00947368, percent);
    case_end(&before);
    case_end(&after);
}

/* ---- Rows 31, 32, 34, 35 ---- */

/* Adam at rest until its means are filled, then 110 steps at rate 0.01 with a preconditioner that is
 * frozen (epsilon = 1, small gradients): the farthest that it got, in units of the start. */
static double frozen_adam(const char *curvature)
{
    struct forecast_case c;
    char yaml[500];
    double farthest;

    snprintf(yaml, sizeof yaml,
             "surface: {name: quadratic, curvature: [%s], dimension: 1}\nstart: [1e-12]\n"
             "optimizer: {name: adam, learning_rate: 1e-20, epsilon: 1}\n" TRAIN("310", "1")
             "changes: [{step: 201, optimizer.learning_rate: 0.01}]\n", curvature);
    case_measure(&c, yaml, 0);
    assert_near(c.forecast->direction[0].limit, 38, 1e-10);
    farthest = sqrt(c.chain.peak);
    case_end(&c);
    return farthest;
}

/* The first step of Adam is the rate; with a frozen preconditioner it contracts for curvatures
 * below 38 / rate, by sqrt(beta1) a step, and leaves above, by 1.166. */
static void test_adam(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, "surface: {name: quadratic, curvature: [7.3], dimension: 1}\nstart: [1]\n"
                     "optimizer: {name: adam, learning_rate: 0.0385}\n" TRAIN("1", "1"), 0);
    assert_near(c.chain.distance, 1 - 0.0385, 1e-8); /* epsilon over the gradient */
    case_end(&c);
    /* The means are full, so that the first step is 38 times the start: the heavy ball swings out to
     * 132.35 and comes back, or goes on until the preconditioner gives way. */
    assert_near(frozen_adam("3762"), 132.351597, 1e-5);
    assert_true(frozen_adam("3838") > 1e6);
}

/* With noise the preconditioner is nearly frozen by itself: theory to a few per cent, and it says
 * so (`approximate`). */
static void test_adam_under_noise(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, "surface: {name: quadratic, curvature: [5], dimension: 1}\nstart: [0]\n"
                     "optimizer: {name: adam, learning_rate: 0.01}\n" NOISE("2.385")
                     "replicas: 200\n" TRAIN("1000", "4"), 2000);
    assert_true(c.forecast->approximate);
    assert_near(c.chain.direction[0].variance.value, c.forecast->direction[0].variance, 0.05);
    assert_near(c.chain.direction[0].correlation.value, c.forecast->direction[0].correlation,
                0.02);
    case_end(&c);
}

/* Without noise Adam's root mean square gradient hovers where the edge is, to about a tenth. */
static void test_adam_edge(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, "surface: {name: quadratic, curvature: [100], dimension: 1}\nstart: [1]\n"
                     "optimizer: {name: adam, learning_rate: 0.01, beta2: 0.99}\n"
                     TRAIN("1000", "40"), 0);
    assert_near(c.chain.direction[0].gradient.value, c.forecast->direction[0].edge, 0.15);
    case_end(&c);
}

static void test_catapult(void **state)
{
    static const char *const rates[] = { "0.75", "1.25", "1.75", "2.25" };

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct forecast_case c;
        struct rv_text yaml = {0};

        /* 32 weights a layer, |u|^2 + |v|^2 = 2 · 32, u v / sqrt(32) = 0.283. */
        rv_text_add(&yaml, "surface: {name: catapult}\nstart: [");
        for (int k = 0; k < 64; k++)
            rv_text_printf(&yaml, "%s%s", k ? ", " : "",
                           k < 32    ? "1.41333"
                           : k == 32 ? "1.13"
                                     : "0");
        rv_text_printf(&yaml, "]\noptimizer: {name: sgd, learning_rate: %s}\n" TRAIN("200", "1"),
                       rates[i]);
        case_measure(&c, rv_text_string(&yaml), 0);
        assert_true(fabs(c.forecast->catapult.product - 1.5 - i) < 0.1);
        if (i == 3) {
            assert_int_equal(c.chain.stopped, RV_DIVERGED_RUN);
            assert_true(isnan(c.forecast->catapult.loss));
        } else {
            assert_near(c.chain.peak, c.forecast->catapult.peak, 1e-9);
            assert_near(c.forecast->rate * c.chain.steepest, c.forecast->catapult.end, 1e-9);
            assert_true(i == 0 ? c.chain.peak == 1 : c.chain.peak > 5);
            assert_true(c.forecast->catapult.end < 2);
        }
        rv_text_release(&yaml);
        case_end(&c);
    }
}

static void test_two_cycle(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, "surface: {name: log_cosh}\nstart: [0, 0.3]\n" SGD("2.5") TRAIN("200", "1"),
                 100);
    assert_near(c.chain.direction[0].distance.value, 0.888015, 5e-6);
    assert_near(c.chain.loss.value, 0.351281, 5e-6);
    assert_true(c.chain.direction[0].flips.value == 1);
    case_end(&c);
}

/* ---- How runs end, and the pieces ---- */

static void test_divergence(void **state)
{
    struct forecast_case c;

    (void)state;
    case_measure(&c, "surface: {name: quadratic}\n" SGD("0.5") NOISE("1") "replicas: 3\n", 100);
    assert_int_equal(c.chain.stopped, RV_DIVERGED_RUN);
    assert_true(c.chain.steps > 10 && c.chain.steps < 500);
    assert_true(isnan(c.chain.value));
    assert_true(isnan(c.chain.direction[0].variance.value));
    case_end(&c);
}

static void test_ratio(void **state)
{
    const double above[] = { 2, 4, 6, 8 }, below[] = { 1, 2, 3, 4 }, uneven[] = { 1, 2, 3, 5 };
    struct rv_estimate e = rv_chain_ratio(above, below, 4);

    (void)state;
    assert_true(e.value == 2 && e.error == 0);
    e = rv_chain_ratio(above, uneven, 4);
    assert_near(e.value, 20.0 / 11, 1e-15);
    assert_true(e.error > 0.05 && e.error < 0.2);
    assert_true(isnan(rv_chain_ratio(above, below, 2).error));
}

static void test_factor_of_a_path(void **state)
{
    double x[40];

    (void)state;
    for (int t = 0; t < 40; t++)
        x[t] = pow(0.83, t) * cos(0.7 * t + 0.3);
    assert_near(rv_chain_factor(x, 40, true, 1e-30), 0.83, 1e-9);
    for (int t = 0; t < 40; t++)
        x[t] = pow(-1.07, t);
    assert_near(rv_chain_factor(x, 40, false, 1e-30), 1.07, 1e-12);
    assert_near(rv_chain_factor(x, 40, true, 1e-30), 1.07, 1e-6);
    assert_true(isnan(rv_chain_factor(x, 40, false, 1e9)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factors),
        cmocka_unit_test(test_bounce),
        cmocka_unit_test(test_noise_floor),
        cmocka_unit_test(test_one_path),
        cmocka_unit_test(test_start_does_not_matter),
        cmocka_unit_test(test_loss),
        cmocka_unit_test(test_averages),
        cmocka_unit_test(test_minibatch),
        cmocka_unit_test(test_decay),
        cmocka_unit_test(test_adam),
        cmocka_unit_test(test_adam_under_noise),
        cmocka_unit_test(test_adam_edge),
        cmocka_unit_test(test_catapult),
        cmocka_unit_test(test_two_cycle),
        cmocka_unit_test(test_divergence),
        cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_factor_of_a_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
