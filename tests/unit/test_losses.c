/* Losses against closed forms (THEORY 40, 41), their gradients, weights and penalties. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/network_case.h"

/* A handful of operations in double. */
#define ROUNDING 1e-14

static struct rv_config loss_of(const char *name, const char *settings)
{
    struct rv_config config = {0};

    help_configure(&config, &rv_losses, name, settings);
    return config;
}

static double value(const struct rv_config *loss, const double *z, int units, int label,
                    double *gradient, int *predicted)
{
    return rv_loss_of(loss)->evaluate(loss->values, z, units, label, gradient, predicted);
}

/* A loss of a single value, with the configuration made and thrown away. */
static double once(const char *name, const char *settings, const double *z, int units, int label)
{
    struct rv_config loss = loss_of(name, settings);
    int predicted;
    double l = value(&loss, z, units, label, NULL, &predicted);

    rv_config_release(&loss);
    return l;
}

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        print_error("%.17g against %.17g\n", a, b);
    assert_true(fabs(a - b) <= tolerance);
}

static void values_follow_their_definitions(void **state)
{
    const double z[] = {0.37, -1.62, 2.385};
    double sum = exp(0.37) + exp(-1.62) + exp(2.385);

    (void)state;
    assert_near(once("cross_entropy", "", z, 3, 1), log(sum) + 1.62, ROUNDING);
    assert_near(once("cross_entropy", "label_smoothing=0.1", z, 3, 1),
                log(sum) + 0.9 * 1.62 - 0.1 * (0.37 - 1.62 + 2.385) / 3, ROUNDING);
    assert_near(once("binary_cross_entropy", "", z + 2, 1, 0), log(1 + exp(2.385)), ROUNDING);
    assert_near(once("binary_cross_entropy", "", z, 3, 0),
                (log(1 + exp(-0.37)) + log(1 + exp(-1.62)) + log(1 + exp(2.385))) / 3, ROUNDING);
    assert_near(once("mean_squared_error", "", z, 3, 2),
                (0.37 * 0.37 + 1.62 * 1.62 + 1.385 * 1.385) / 3, ROUNDING);
    assert_near(once("mean_squared_error", "", z + 2, 1, 1), 1.385 * 1.385, ROUNDING);
}

static void huge_logits_stay_finite(void **state)
{
    const double z[] = {1000, -1000};

    (void)state;
    assert_near(once("cross_entropy", "", z, 2, 1), 2000, ROUNDING);
    assert_true(once("cross_entropy", "", z, 2, 0) == 0);
    assert_near(once("binary_cross_entropy", "", z, 1, 0), 1000, ROUNDING);
    assert_true(once("binary_cross_entropy", "", z, 1, 1) == 0);
    assert_true(isnan(once("cross_entropy", "", (double[]){(double)NAN, 0.5}, 2, 1)));
    assert_true(isnan(once("cross_entropy", "", (double[]){0.5, (double)NAN}, 2, 0)));
    assert_true(isnan(once("binary_cross_entropy", "", (double[]){(double)NAN}, 1, 1)));
}

/* A sure and right answer: l = exp(−40) to all digits, where log(1 + x) would give 0. */
static void small_losses_keep_their_digits(void **state)
{
    const double z[] = {40, 0};

    (void)state;
    assert_near(once("cross_entropy", "", z, 2, 0) / exp(-40), 1, 1e-13);
    assert_near(once("binary_cross_entropy", "", z, 1, 1) / exp(-40), 1, 1e-13);
}

/* THEORY 40: a network that knows only the balanced prior says 1/2; on data with share π the loss
 * is above the entropy H(π) by ln 2 − H(π). */
static void excess_of_a_prior_only_model(void **state)
{
    const double share = 0.1, tuned = -log(9), even = 0;
    double best = share * once("binary_cross_entropy", "", &tuned, 1, 1) +
                  (1 - share) * once("binary_cross_entropy", "", &tuned, 1, 0);
    double balanced = once("binary_cross_entropy", "", &even, 1, 1);

    (void)state;
    assert_near(balanced - best, 0.368064, 5e-7); /* six digits in the table */
    assert_near(balanced, log(2), ROUNDING);
}

/* The mean of softplus over logit differences N(0, tau²), by the midpoint rule: exact to rounding
 * for so smooth a function. */
static double guessing(double tau)
{
    const int cells = 4000;
    const double reach = 8;
    double sum = 0;

    for (int i = 0; i < cells; i++) {
        double u = reach * (2 * (i + 0.5) / cells - 1), z[2] = {0, tau * u};

        sum += exp(-u * u / 2) / sqrt(2 * acos(-1)) * 2 * reach / cells *
               once("cross_entropy", "", z, 2, 0);
    }
    return sum;
}

/* THEORY 41: ln 2 + τ²/8 for small τ (next term τ⁴/64), 2.269 nats at τ = 5.4 (a mean of samples,
 * good to 1 in 1000; the integral is 2.2715). */
static void cost_of_unfounded_confidence(void **state)
{
    (void)state;
    assert_near(guessing(0.1), log(2) + 0.01 / 8, 1e-4 / 64);
    assert_near(guessing(5.4), 2.269, 3e-3);
}

/* Every loss, every number of units that it takes: gradient against central differences. */
static void every_loss_has_the_right_gradient(void **state)
{
    const char *const settings[] = {"", "label_smoothing=0.23"};
    double z[] = {0.71, -0.38, 1.46, -2.1}, gradient[4];
    const double h = 1e-5, tolerance = 1e-9; /* h² times the third derivative, about 0.1 */

    (void)state;
    for (size_t l = 0; l < rv_losses.count; l++)
        for (int units = 1; units <= 4; units++)
            for (int s = 0; s < 2; s++) {
                struct rv_config loss = loss_of(rv_losses.types[l]->name, settings[s]);
                int label = 1, classes = units == 1 ? 2 : units, predicted;

                if (rv_loss_of(&loss)->fits(units, classes)) {
                    value(&loss, z, units, label, gradient, &predicted);
                    for (int k = 0; k < units; k++) {
                        double at = z[k], above, below, difference;

                        z[k] = at + h;
                        above = value(&loss, z, units, label, NULL, &predicted);
                        z[k] = at - h;
                        below = value(&loss, z, units, label, NULL, &predicted);
                        z[k] = at;
                        difference = (above - below) / (2 * h);
                        assert_near(gradient[k], difference, tolerance);
                        assert_true(fabs(1.001 * gradient[k] - difference) > tolerance);
                    }
                }
                rv_config_release(&loss);
            }
}

static void predicted_classes(void **state)
{
    struct rv_config ce = loss_of("cross_entropy", ""), bce = loss_of("binary_cross_entropy", ""),
                     mse = loss_of("mean_squared_error", "");
    int predicted;

    (void)state;
    value(&ce, (double[]){0.2, 1.7, 1.7}, 3, 0, NULL, &predicted);
    assert_int_equal(predicted, 1); /* the first of equals */
    value(&bce, (double[]){0.3}, 1, 0, NULL, &predicted);
    assert_int_equal(predicted, 1);
    value(&mse, (double[]){0.3}, 1, 0, NULL, &predicted);
    assert_int_equal(predicted, 0); /* below one half */
    value(&mse, (double[]){0.7}, 1, 0, NULL, &predicted);
    assert_int_equal(predicted, 1);
    rv_config_release(&ce);
    rv_config_release(&bce);
    rv_config_release(&mse);
}

static void misfits_are_refused(void **state)
{
    struct rv_config ce = loss_of("cross_entropy", ""), bce = loss_of("binary_cross_entropy", "");
    struct rv_config weighted = loss_of("cross_entropy", "class_weights=[1,2.5]");
    struct rv_error error = {0};

    (void)state;
    assert_int_equal(rv_loss_check(&ce, (struct rv_shape){1, 1, 3}, 3, &error), RV_OK);
    assert_int_equal(rv_loss_check(&ce, (struct rv_shape){1, 1, 1}, 2, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "one output for each class"));
    assert_int_equal(rv_loss_check(&bce, (struct rv_shape){1, 1, 1}, 2, &error), RV_OK);
    assert_int_equal(rv_loss_check(&bce, (struct rv_shape){1, 1, 1}, 3, &error), RV_INPUT);
    assert_int_equal(rv_loss_check(&ce, (struct rv_shape){4, 4, 3}, 3, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "global_avgpool"));
    assert_int_equal(rv_loss_check(&weighted, (struct rv_shape){1, 1, 3}, 3, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "2 entries"));
    rv_config_release(&ce);
    rv_config_release(&bce);
    rv_config_release(&weighted);
}

static void penalty_counts_kernels_only(void **state)
{
    struct rv_config loss = loss_of("cross_entropy", "l1=0.3 l2=0.07");
    const struct rv_range ranges[] = {{"a.kernel", 0, 2, 1, 1, true},
                                      {"a.bias", 2, 1, 1, 0, true},
                                      {"b.kernel", 3, 1, 1, 1, false}};
    const double w[] = {-1.5, 0.4, 9, 2}, squares = 1.5 * 1.5 + 0.4 * 0.4 + 4;
    double gradient[4] = {0.1, 0.2, 0.3, 0.4};

    (void)state;
    assert_near(rv_loss_penalty(&loss, ranges, 3, w, gradient), 0.3 * 3.9 + 0.07 * squares,
                ROUNDING);
    assert_near(gradient[0], 0.1 - 0.3 - 2 * 0.07 * 1.5, ROUNDING);
    assert_near(gradient[1], 0.2 + 0.3 + 2 * 0.07 * 0.4, ROUNDING);
    assert_true(gradient[2] == 0.3 && gradient[3] == 0.4); /* bias; frozen */
    rv_config_release(&loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_follow_their_definitions),
        cmocka_unit_test(huge_logits_stay_finite),
        cmocka_unit_test(small_losses_keep_their_digits),
        cmocka_unit_test(excess_of_a_prior_only_model),
        cmocka_unit_test(cost_of_unfounded_confidence),
        cmocka_unit_test(every_loss_has_the_right_gradient),
        cmocka_unit_test(predicted_classes),
        cmocka_unit_test(misfits_are_refused),
        cmocka_unit_test(penalty_counts_kernels_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
