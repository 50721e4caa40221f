/* Forecasts: the closed forms, row by row of the table in the documents, and what is refused.
 * Figures of the table are given to six digits; where a formula is known it is written out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/forecast_case.h"

/* A dozen roundings. */
static const double exact = 1e-12;
/* The figure has six digits. */
static const double six_digits = 5e-6;

#define ONE "surface: {name: quadratic, curvature: [1], dimension: 1}\nstart: [1]\n"
#define SGD(rate) "optimizer: {name: sgd, learning_rate: " rate "}\n"
#define BALL(rate) "optimizer: {name: sgd, learning_rate: " rate ", momentum: 0.9}\n"
#define NESTEROV(rate) \
    "optimizer: {name: sgd, learning_rate: " rate ", momentum: 0.9, nesterov: true}\n"
#define NOISE(sigma) "noise: {name: gaussian, sigma: " sigma "}\n"

static struct rv_forecast_direction direction(const char *yaml, size_t k)
{
    struct forecast_case c;
    struct rv_forecast_direction d;

    case_predict(&c, yaml);
    if (c.forecast->reason)
        fail_msg("%s\n%s", yaml, c.forecast->reason);
    d = c.forecast->direction[k];
    case_end(&c);
    return d;
}

/* ---- Rows 1 to 8: without noise ---- */

static void test_descent(void **state)
{
    const char *valley = "surface: {name: quadratic}\n" SGD("0.019");
    struct rv_forecast_direction d = direction(valley, 0);

    (void)state;
    assert_int_equal(d.motion, RV_FORECAST_BOUNCES);
    assert_near(d.curvature, 100, exact);
    assert_near(d.product, 1.9, exact);
    assert_near(d.limit, 2, exact);
    assert_near(d.factor, 0.9, 10 * exact); /* 1 - 1.9: one digit is lost */
    assert_near(d.flips, 1, exact);
    assert_true(isnan(d.variance));
    d = direction(valley, 1);
    assert_int_equal(d.motion, RV_FORECAST_CONTRACTS);
    assert_near(d.factor, 0.981, exact);
    assert_true(d.flips == 0);
    assert_near(pow(d.factor, 50), 0.383222, six_digits);
    assert_near(direction("surface: {name: quadratic}\n" SGD("0.0199"), 0).factor, 0.99, 1e-10);
    d = direction("surface: {name: quadratic}\n" SGD("0.0201"), 0);
    assert_near(d.factor, 1.01, 1e-10);
    assert_int_equal(d.motion, RV_FORECAST_DIVERGES);
    /* The best fixed rate 2 / (1 + 100): both directions at 99 / 101. */
    d = direction("surface: {name: quadratic}\n" SGD("0.019801980198019802"), 1);
    assert_near(d.factor, 99.0 / 101, exact);
    assert_near(d.factor, 0.980198, six_digits);
    d = direction("surface: {name: quadratic}\n" SGD("0.019801980198019802"), 0);
    assert_near(d.factor, 99.0 / 101, 1e-10);
}

static void test_turned_valley(void **state)
{
    struct forecast_case c;

    (void)state;
    case_predict(&c, "surface: {name: quadratic, curvature: [3, 238.5, 17], rotate_seed: 5}\n"
                     "start: [1, 1, 1]\n" SGD("0.004"));
    assert_int_equal(c.forecast->basis, RV_FORECAST_EXACT);
    assert_near(c.forecast->direction[0].curvature, 238.5, 1e-12);
    assert_near(c.forecast->direction[1].curvature, 17, 1e-12);
    assert_near(c.forecast->direction[2].curvature, 3, 1e-11);
    case_end(&c);
}

/* Rate times curvature is 1.5 at this start, and the catapult converges below 2; the Hessian there
 * has an eigenvalue half as large again, and its approximation must not be taken for the end. */
static void test_beyond_an_approximation(void **state)
{
    struct forecast_case c;

    (void)state;
    case_predict(&c, "surface: {name: catapult}\nstart: [1.2, 1.2]\n" SGD("0.5208333333"));
    assert_near(c.forecast->catapult.product, 1.5, 1e-9);
    assert_true(c.forecast->direction[0].product > 2);
    assert_int_equal(c.forecast->direction[0].motion, RV_FORECAST_LEAVES);
    assert_true(c.forecast->catapult.end < 1.5 && c.forecast->catapult.peak < 1.5);
    case_end(&c);
}

static void test_momentum_limits(void **state)
{
    struct rv_forecast_direction d = direction(ONE BALL("3.762"), 0); /* 0.99 · 3.8 */

    (void)state;
    assert_near(d.limit, 3.8, exact);
    assert_true(d.factor < 1 && d.motion == RV_FORECAST_SWINGS);
    d = direction(ONE BALL("3.838"), 0);
    assert_true(d.factor > 1 && d.motion == RV_FORECAST_DIVERGES);
    d = direction(ONE NESTEROV("1.3435"), 0); /* 0.99 · 1.357143 */
    assert_near(d.limit, 3.8 / 2.8, exact);
    assert_near(d.limit, 1.357143, six_digits);
    assert_true(d.factor < 1);
    assert_int_equal(direction(ONE NESTEROV("1.3708"), 0).motion, RV_FORECAST_DIVERGES);
}

/* h = 4 / (sqrt L + sqrt m)^2, b = ((sqrt k - 1) / (sqrt k + 1))^2: every mode has sqrt b. */
static void test_heavy_ball_rates(void **state)
{
    const char *optimal = "surface: {name: quadratic, curvature: [1, 25, 100]}\nstart: [1, 1, 1]\n"
                          "optimizer: {name: sgd, learning_rate: 0.03305785123966942, "
                          "momentum: 0.6694214876033058}\n";
    struct rv_forecast_direction d;

    (void)state;
    for (size_t k = 0; k < 3; k++) /* a double root feels the root of a rounding */
        assert_near(direction(optimal, k).factor, 9.0 / 11, 1e-7);
    d = direction(ONE BALL("0.1"), 0);
    assert_near(d.factor, sqrt(0.9), exact);
    assert_near(d.factor, 0.948683, six_digits);
    assert_near(d.flips, acos(1.8 / (2 * sqrt(0.9))) / acos(-1), exact);
    assert_near(299 * d.flips, 30.6, 2e-3);
}

/* ---- Rows 9 to 19, 23: under noise ---- */

static void test_noise_floor(void **state)
{
    static const struct { const char *yaml; double variance, loss, correlation, flips; } rows[] = {
        { ONE SGD("0.1") NOISE("1"), 0.0526316, 0.0263158, 0.9, 0.143566 },
        { ONE SGD("1.5") NOISE("1"), 3, 1.5, -0.5, 0.666667 },
        { "surface: {name: quadratic, curvature: [100], dimension: 1}\n" SGD("0.019") NOISE("2"),
          0.0076, 0.38, -0.9, 0.856434 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct rv_forecast_direction d = direction(rows[i].yaml, 0);

        assert_near(d.variance, rows[i].variance, six_digits);
        assert_near(d.loss, rows[i].loss, six_digits);
        assert_near(d.correlation, rows[i].correlation, 1e-10);
        assert_near(d.flips, rows[i].flips, six_digits);
    }
}

/* Nesterov's iterate is the point ahead, y = (1 + b) x - b x_before of the table's x. */
static void test_noise_floor_with_momentum(void **state)
{
    const double b = 0.9, a = 0.9, first = a * (1 + b) / (1 + b * a);
    const double ahead = (1 + b) * (1 + b) + b * b - 2 * b * (1 + b) * first;
    struct rv_forecast_direction d = direction(ONE BALL("0.1") NOISE("1"), 0);

    (void)state;
    assert_near(d.variance, 0.513514, six_digits);
    assert_near(d.variance, 0.1 * 1.9 / (0.1 * 3.7), 1e-11);
    assert_near(d.correlation, 0.947368, six_digits);
    d = direction(ONE NESTEROV("0.1") NOISE("1"), 0);
    assert_near(d.variance, 0.270634 * ahead, six_digits);
    assert_near(d.variance, 0.32177, 1e-5 * 0.32177);
}

static void test_loss_fluctuation(void **state)
{
    static const char *const valleys[] = {
        "surface: {name: quadratic, curvature: [1], dimension: 1}\n",
        "surface: {name: quadratic, curvature: [1], dimension: 2}\n",
        "surface: {name: quadratic, curvature: [1], dimension: 10}\n",
    };
    static const double dimensions[] = { 1, 2, 10 };

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct forecast_case c;
        char yaml[300];

        snprintf(yaml, sizeof yaml, "%s" SGD("0.2") NOISE("2.385"), valleys[i]);
        case_predict(&c, yaml);
        assert_near(c.forecast->loss_spread / c.forecast->loss, sqrt(2 / dimensions[i]), 1e-9);
        case_end(&c);
    }
}

static void test_averages(void **state)
{
    struct rv_forecast_direction d =
        direction(ONE SGD("0.1") NOISE("1") "average: {ema_decay: 0.99}\n", 0);
    struct forecast_case c;

    (void)state;
    assert_near(d.ema, 0.01 / 1.99 * 1.891 / 0.109, 1e-10);
    assert_near(d.ema, 0.0871790, six_digits);
    d = direction(ONE SGD("0.1") NOISE("1") "train: {steps_per_epoch: 100, epochs: 1}\n", 0);
    assert_near(d.variance * d.mean, 0.00905266, six_digits);
    case_predict(&c, ONE SGD("0.1") NOISE("1") "train: {steps_per_epoch: 50, epochs: 1}\n");
    assert_near(c.forecast->snapshot_ratio, 2.40718, six_digits);
    case_end(&c);
}

static void test_batch_and_decay(void **state)
{
    struct forecast_case c;

    (void)state;
    case_predict(&c, ONE SGD("0.02") NOISE("1"));
    assert_near(c.forecast->loss, 0.005051, 1e-4);
    case_end(&c);
    case_predict(&c, ONE SGD("0.04") NOISE("0.7071067811865476"));
    assert_near(c.forecast->loss, 0.005102, 1e-4);
    case_end(&c);
    case_predict(&c, "surface: {name: quadratic, curvature: [50], dimension: 1}\n"
                     SGD("0.02") NOISE("1"));
    assert_near(c.forecast->loss, 0.01, 1e-10);
    assert_near(c.forecast->loss - c.forecast->decay_loss, 0.00947368, six_digits);
    assert_near(c.forecast->decay_steps, -1 / (2 * log(0.9)), 1e-10);
    case_end(&c);
}

/* Rows 18 and 20: S^2 / B (1 - B / N), and h < 2c / (c^2 + s^2 / B). */
static void test_minibatch_noise(void **state)
{
    const char *batch = "noise: {name: minibatch, samples: 200, batch: 50, spread: 0, "
                        "gradient_spread: 1}\n";
    const char *steep = "noise: {name: minibatch, distribution: two-point, spread: 2, batch: 1, "
                        "gradient_spread: 0.1}\n";
    const char *four = "noise: {name: minibatch, distribution: two-point, spread: 2, batch: 4, "
                       "replacement: true, gradient_spread: 0.1}\n";
    const double squares = 200.0 / 199; /* S^2: the samples' deviation is exactly 1 */
    char yaml[400];

    (void)state;
    snprintf(yaml, sizeof yaml, ONE SGD("0.1") "%s", batch);
    assert_near(direction(yaml, 0).variance, 0.1 * squares / 50 * 0.75 / 1.9, 1e-9);
    snprintf(yaml, sizeof yaml, ONE SGD("0.3") "%s", steep);
    assert_near(direction(yaml, 0).limit, 0.4, 1e-9);
    assert_int_equal(direction(yaml, 0).motion, RV_FORECAST_CONTRACTS);
    snprintf(yaml, sizeof yaml, ONE SGD("0.6") "%s", steep);
    assert_int_equal(direction(yaml, 0).motion, RV_FORECAST_SPREADS); /* (1 - .6)^t falls */
    snprintf(yaml, sizeof yaml, ONE SGD("2.2") "%s", steep);
    assert_int_equal(direction(yaml, 0).motion, RV_FORECAST_DIVERGES);
    snprintf(yaml, sizeof yaml, ONE SGD("0.6") "%s", four);
    assert_near(direction(yaml, 0).limit, 1, 1e-9);
    /* With momentum the limit is that of the growth of second moments. */
    snprintf(yaml, sizeof yaml, ONE BALL("0.01") "%s", four);
    assert_true(direction(yaml, 0).limit < 3.8);
}

/* ---- Rows 32, 34, 35: adaptive edge, catapult, log-cosh ---- */

static void test_adaptive_edge(void **state)
{
    const struct rv_forecast_direction d =
        direction(ONE "optimizer: {name: adam, learning_rate: 0.01}\n", 0);
    struct forecast_case c;

    (void)state;
    assert_int_equal(d.motion, RV_FORECAST_EDGE);
    assert_near(d.limit, 38, 1e-10);
    assert_near(d.edge, 0.01 / 38, 1e-10);
    /* A preconditioner that is made by coordinate has no word on a turned valley. */
    case_predict(&c, "surface: {name: quadratic, rotation: 30}\noptimizer: {name: adam}\n");
    assert_non_null(c.forecast->reason);
    case_end(&c);
}

static void test_catapult(void **state)
{
    static const double products[] = { 1.5, 2.5, 3.5 };

    (void)state;
    for (int i = 0; i < 3; i++) {
        const double width = 1000, rate = products[i] / 2;
        double f = 1, curvature = 2, largest = 1;

        for (int t = 0; t < 2000; t++) {
            rv_forecast_catapult_step(rate, width, &f, &curvature);
            largest = fmax(largest, f * f);
        }
        assert_true(fabs(f) < 1e-6);
        assert_true(rate * curvature < 2);
        assert_true(i == 0 ? largest == 1 : largest > 20);
        if (i == 0)
            assert_near(rate * curvature, 1.5, 0.01);
    }
    double f = 1, curvature = 2;
    for (int t = 0; t < 200; t++)
        rv_forecast_catapult_step(4.5 / 2, 1000, &f, &curvature);
    assert_true(!isfinite(f));
}

static void test_two_cycle(void **state)
{
    struct forecast_case c;

    (void)state;
    assert_near(rv_forecast_two_cycle(2.5), 0.888015, six_digits);
    assert_near(rv_forecast_two_cycle_factor(2.5), -0.238288, six_digits);
    assert_true(isnan(rv_forecast_two_cycle(2)));
    case_predict(&c, "surface: {name: log_cosh}\n" SGD("2.5"));
    assert_int_equal(c.forecast->direction[0].motion, RV_FORECAST_CYCLES);
    assert_near(c.forecast->loss, 0.351281, six_digits);
    case_end(&c);
}

/* ---- What has no forecast ---- */

static void test_reasons(void **state)
{
    static const char *const yaml[] = {
        "surface: {name: quadratic}\noptimizer: {name: lion}\n",
        "surface: {name: quadratic}\noptimizer: {name: adagrad}\n",
        "surface: {name: quadratic}\n" SGD("0.01") "clip: {norm: 1}\n",
        "surface: {name: quadratic}\n" SGD("0"),
        "surface: {name: quadratic}\n" SGD("0.01") "noise: {name: heavy_tailed, nu: 2}\n",
    };
    struct rv_recipe recipe;
    struct rv_report report = {0};
    struct rv_forecast *forecast;
    struct rv_error error = {0};

    (void)state;
    for (size_t i = 0; i < sizeof yaml / sizeof *yaml; i++) {
        struct forecast_case c;

        case_predict(&c, yaml[i]);
        assert_non_null(c.forecast->reason);
        assert_int_equal(c.forecast->direction[0].motion, RV_FORECAST_UNKNOWN);
        assert_true(isnan(c.forecast->direction[0].variance) && isnan(c.forecast->loss));
        case_end(&c);
    }
    assert_int_equal(rv_recipe_parse("test", "surface: {name: quadratic, dimension: 1000}\n",
                                     &recipe, &report), RV_OK);
    assert_int_equal(rv_forecast_create(&recipe, 1, NULL, &forecast, &error), RV_INPUT);
    assert_null(forecast);
    assert_non_null(strstr(error.message, "200"));
    rv_recipe_release(&recipe);
}

/* Every surface has a forecast or says why not, and no number of it is infinite by accident. */
static void test_every_surface(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_surfaces.count; i++) {
        struct forecast_case c;
        char yaml[200];

        snprintf(yaml, sizeof yaml, "surface: {name: %s}\n" SGD("0.001") NOISE("0.1"),
                 rv_surfaces.types[i]->name);
        if (strcmp(rv_surfaces.types[i]->name, "ackley") == 0)
            continue; /* a cusp: no second derivative at its minimum */
        case_predict(&c, yaml);
        for (size_t k = 0; k < c.forecast->dimension; k++) {
            assert_true(isfinite(c.forecast->direction[k].curvature));
            assert_true(!isinf(c.forecast->direction[k].variance));
        }
        case_end(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_descent),
        cmocka_unit_test(test_turned_valley),
        cmocka_unit_test(test_beyond_an_approximation),
        cmocka_unit_test(test_momentum_limits),
        cmocka_unit_test(test_heavy_ball_rates),
        cmocka_unit_test(test_noise_floor),
        cmocka_unit_test(test_noise_floor_with_momentum),
        cmocka_unit_test(test_loss_fluctuation),
        cmocka_unit_test(test_averages),
        cmocka_unit_test(test_batch_and_decay),
        cmocka_unit_test(test_minibatch_noise),
        cmocka_unit_test(test_adaptive_edge),
        cmocka_unit_test(test_catapult),
        cmocka_unit_test(test_two_cycle),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_every_surface),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
