/* Averages of the weights: the EMA and the SWA mean, against closed forms.
 *
 * On a parabola of curvature 1 with gradient noise of variance 1 and rate h the iterate is a filter
 * of the noise, x(t+1) = r x(t) - h e(t), r = 1 - h. So are its averages: their variances are sums
 * of squares of the response to one unit of noise, exactly and without sampling. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/optim_case.h"
#include "ravine/schedule.h"

#include <math.h>

/* Sums of a few thousand terms; what is cut off is below 1e-20. */
static const double tolerance = 1e-10;

static bool near(double value, double expected, double relative)
{
    return fabs(value - expected) <= relative * fabs(expected);
}

static struct rv_average defaults(void)
{
    struct rv_average average;

    rv_params_defaults(rv_average_type.params, &average);
    return average;
}

static void test_ema_by_hand(void **state)
{
    struct rv_average average = defaults();
    double ema[2] = { 2.385, -1 };
    const double p[2] = { 1.7, 3 };

    (void)state;
    assert_true(average.ema_decay == 0.99);
    average.ema_decay = 0.75; /* exact in binary */
    rv_average_ema(&average, ema, p, 2);
    assert_true(ema[0] == 0.75 * 2.385 + 0.25 * 1.7);
    assert_true(ema[1] == 0);
}

/* Var(ema) / Var(x) = (1 - d)/(1 + d) (1 + r d)/(1 - r d). */
static double ema_share(double decay)
{
    struct rv_average average = { .ema_decay = decay };
    struct case_path path;
    double x = 0, ema = 0, of_x = 0, of_ema = 0;

    assert_true(case_start(&path, "sgd", "learning_rate=0.1", 1));
    for (long t = 0; t < 6000; t++) {
        const double g = x + (t == 0);

        case_step(&path, &x, &g);
        rv_average_ema(&average, &ema, &x, 1);
        of_x += x * x;
        of_ema += ema * ema;
    }
    case_end(&path);
    return of_ema / of_x;
}

static void test_ema_noise(void **state)
{
    const double r = 0.9, d = 0.99;

    (void)state;
    assert_true(near(ema_share(d), (1 - d) / (1 + d) * (1 + r * d) / (1 - r * d), tolerance));
    assert_true(near(ema_share(d), 0.0871790, 1e-6));
    assert_false(near(ema_share(0.991), 0.0871790, 1e-2));
}

/* The mean of the n points after a start at stationarity: its response to one unit of noise at the
 * step `when` (negative: before the first point). */
static double mean_response(long when, long n)
{
    const struct rv_average average = { .swa_from = 0, .swa_every = 1 };
    struct case_path path;
    double x = 0, mean = 0, taken = 0;

    assert_true(case_start(&path, "sgd", "learning_rate=0.1", 1));
    for (long t = when; t < n; t++) {
        const struct rv_clock clock = { .step = t, .steps_per_epoch = n, .epochs = 1 };
        const double g = x + (t == when);

        case_step(&path, &x, &g);
        if (t >= 0)
            rv_average_swa(&average, &clock, &mean, &taken, &x, 1);
    }
    case_end(&path);
    /* Points before the noise are 0. */
    return when > 0 ? mean * taken / (double)n : mean;
}

/* Var(mean) = Var(x) F(r, n), F = ((1 + r)/(1 - r) - 2 r (1 - r^n)/(n (1 - r)^2)) / n. */
static void test_polyak_tail_average(void **state)
{
    const double r = 0.9, n = 100, of_x = 0.1 / 1.9, s = 1 - r;
    const double share = ((1 + r) / s - 2 * r * (1 - pow(r, n)) / (n * s * s)) / n;
    double sum = 0;

    (void)state;
    for (long when = -400; when < 100; when++)
        sum += pow(mean_response(when, 100), 2);
    assert_true(near(sum, of_x * share, tolerance));
    assert_true(near(sum, 0.00905266, 1e-6));
}

/* Runs 12 epochs of 5 steps over the points 1, 2, 3, ...; gives the mean and how many it holds. */
static double swa_of_counting(const struct rv_average *average, double *taken)
{
    double swa = 0;

    *taken = 0;
    for (long t = 0; t < 60; t++) {
        const struct rv_clock clock = { .step = t, .epoch = t / 5, .steps_per_epoch = 5,
                                        .epochs = 12 };
        const double p = (double)(t + 1);

        rv_average_swa(average, &clock, &swa, taken, &p, 1);
        if (*taken == 0)
            assert_true(swa == p); /* before the first point the mean is the iterate */
    }
    return swa;
}

static void test_swa_takes_the_points_that_it_says(void **state)
{
    const double rounding = 1e-14; /* a running mean of at most 60 numbers */
    struct rv_average average = defaults();
    double taken;

    (void)state;
    /* From 9 epochs on, at the ends of epochs: 45, 50, 55, 60. */
    assert_true(near(swa_of_counting(&average, &taken), 52.5, rounding) && taken == 4);
    average.swa_every = 7; /* 45, 52, 59 */
    assert_true(near(swa_of_counting(&average, &taken), 52, rounding) && taken == 3);
    average.swa_every = 1;
    average.swa_from = 0; /* all */
    assert_true(near(swa_of_counting(&average, &taken), 30.5, rounding) && taken == 60);
    average.swa_from = 0.99; /* 59.4 steps: the last one */
    assert_true(swa_of_counting(&average, &taken) == 60 && taken == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ema_by_hand),
        cmocka_unit_test(test_ema_noise),
        cmocka_unit_test(test_polyak_tail_average),
        cmocka_unit_test(test_swa_takes_the_points_that_it_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
