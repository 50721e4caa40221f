/* Scaling: statistics, whose they are, the wrong pipelines. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/samples.h"
#include "support/data_case.h"

#include <math.h>

#define SEED 1618
/* Inputs are float32 of order 1: mean and deviation of a scaled set are off by rounding only. */
#define ROUNDING 1e-6

/* Gratings with an offset; the validation set has another offset and contrast. */
static void make(struct rv_samples *samples)
{
    samples->training =
        help_pool("gratings", "train=40 validation=20 offset=2.385 size=6", SEED);
    samples->validation =
        help_pool("gratings", "train=20 validation=10 offset=-1.25 noise=1.5 size=6", SEED + 1);
    samples->fresh = help_pool("gratings", "train=5 validation=5 size=6", SEED + 2);
}

static void scaled(struct rv_samples *samples, const char *train, const char *validation,
                   const char *statistics)
{
    struct rv_scale scale;

    rv_params_defaults(rv_scale_type.params, &scale);
    assert_int_equal(rv_param_parse(rv_params_find(rv_scale_type.params, "train"), train, &scale,
                                    NULL), RV_OK);
    assert_int_equal(rv_param_parse(rv_params_find(rv_scale_type.params, "validation"),
                                    validation, &scale, NULL), RV_OK);
    assert_int_equal(rv_param_parse(rv_params_find(rv_scale_type.params, "statistics"),
                                    statistics, &scale, NULL), RV_OK);
    make(samples);
    rv_scale_apply(&scale, samples);
}

struct summary {
    double mean, sd, low, high;
};

static struct summary summary_of(const struct rv_examples *set, size_t first, size_t stride)
{
    size_t n = set->count * rv_shape_size(set->shape);
    struct summary s = { .low = HUGE_VAL, .high = -HUGE_VAL };
    double count = 0;

    for (size_t i = first; i < n; i += stride) {
        double x = (double)set->inputs[i];
        s.mean += x;
        s.low = fmin(s.low, x);
        s.high = fmax(s.high, x);
        count++;
    }
    s.mean /= count;
    for (size_t i = first; i < n; i += stride)
        s.sd += ((double)set->inputs[i] - s.mean) * ((double)set->inputs[i] - s.mean);
    s.sd = sqrt(s.sd / count);
    return s;
}

static struct summary all_of(const struct rv_examples *set)
{
    return summary_of(set, 0, 1);
}

static void defaults_change_nothing(void **state)
{
    struct rv_samples raw, same;

    (void)state;
    make(&raw);
    scaled(&same, "none", "as-train", "own");
    for (size_t i = 0; i < raw.training.count; i++)
        assert_true(help_same(&raw.training, i, &same.training, i));
    for (size_t i = 0; i < raw.validation.count; i++)
        assert_true(help_same(&raw.validation, i, &same.validation, i));
    rv_samples_release(&raw);
    rv_samples_release(&same);
}

/* The validation set is scaled with the numbers of the training set: its own mean stays visible. */
static void standardize_uses_the_training_set(void **state)
{
    struct rv_samples raw, samples;
    struct summary before, training, validation, scaled_validation;

    (void)state;
    make(&raw);
    scaled(&samples, "standardize", "as-train", "own");
    before = all_of(&raw.training);
    training = all_of(&samples.training);
    validation = all_of(&raw.validation);
    scaled_validation = all_of(&samples.validation);
    assert_true(fabs(training.mean) < ROUNDING);
    assert_true(fabs(training.sd - 1) < ROUNDING);
    assert_true(fabs(scaled_validation.mean - (validation.mean - before.mean) / before.sd) <
                10 * ROUNDING);
    assert_true(fabs(scaled_validation.sd - validation.sd / before.sd) < 10 * ROUNDING);
    assert_true(scaled_validation.mean < -2);
    assert_true(samples.fresh.inputs[7] ==
                (float)(((double)raw.fresh.inputs[7] - before.mean) / before.sd));
    rv_samples_release(&raw);
    rv_samples_release(&samples);
}

static void unit_is_from_0_to_1(void **state)
{
    struct rv_samples samples;
    struct summary training;

    (void)state;
    scaled(&samples, "unit", "unit", "own");
    training = all_of(&samples.training);
    assert_true(training.low == 0 && training.high == 1);
    assert_true(all_of(&samples.validation).low == 0 && all_of(&samples.validation).high == 1);
    rv_samples_release(&samples);
    scaled(&samples, "unit", "unit", "train");
    assert_true(all_of(&samples.training).high == 1);
    assert_true(all_of(&samples.validation).low < -0.2);
    rv_samples_release(&samples);
}

static void own_statistics_hide_the_difference(void **state)
{
    struct rv_samples samples;

    (void)state;
    scaled(&samples, "standardize", "standardize", "own");
    assert_true(fabs(all_of(&samples.validation).mean) < ROUNDING);
    assert_true(fabs(all_of(&samples.validation).sd - 1) < ROUNDING);
    rv_samples_release(&samples);
    scaled(&samples, "standardize", "standardize", "train");
    assert_true(all_of(&samples.validation).mean < -2);
    rv_samples_release(&samples);
    scaled(&samples, "standardize", "none", "own");
    assert_true(all_of(&samples.validation).mean < -1);
    assert_true(fabs(all_of(&samples.training).mean) < ROUNDING);
    rv_samples_release(&samples);
}

static void factor_and_offset_spoil_validation_only(void **state)
{
    struct rv_scale scale;
    struct rv_samples raw, samples;

    (void)state;
    rv_params_defaults(rv_scale_type.params, &scale);
    assert_true(scale.validation_factor == 1 && scale.validation_offset == 0);
    scale.validation_factor = -2.5;
    scale.validation_offset = 0.75;
    make(&raw);
    make(&samples);
    rv_scale_apply(&scale, &samples);
    assert_true(help_same(&raw.training, 3, &samples.training, 3));
    for (size_t i = 0; i < 100; i++)
        assert_true(samples.validation.inputs[i] ==
                    (float)((double)raw.validation.inputs[i] * -2.5 + 0.75));
    assert_true(samples.fresh.inputs[5] == (float)((double)raw.fresh.inputs[5] * -2.5 + 0.75));
    rv_samples_release(&raw);
    rv_samples_release(&samples);
}

/* Vectors: each feature on its own; a constant one only loses its mean. */
static void vectors_are_scaled_by_feature(void **state)
{
    struct rv_scale scale;
    struct rv_samples samples = { 0 };

    (void)state;
    rv_params_defaults(rv_scale_type.params, &scale);
    scale.train = RV_SCALE_STANDARDIZE;
    samples.training = help_pool("moons", "train=60 validation=40", SEED);
    samples.validation = help_pool("moons", "train=20 validation=10", SEED);
    for (size_t i = 0; i < 100; i++)
        samples.training.inputs[2 * i] = 1000 + 300 * samples.training.inputs[2 * i];
    rv_scale_apply(&scale, &samples);
    for (size_t j = 0; j < 2; j++) {
        struct summary s = summary_of(&samples.training, j, 2);
        assert_true(fabs(s.mean) < 1e-5 && fabs(s.sd - 1) < 1e-5);
    }
    for (size_t i = 0; i < 100; i++)
        samples.training.inputs[2 * i + 1] = 4.25f;
    rv_scale_apply(&scale, &samples);
    assert_true(samples.training.inputs[1] == 0 && samples.training.inputs[199] == 0);
    rv_samples_release(&samples);
}

/* A mutation that the statistics must notice: the sum over two examples less. */
static void the_mean_needs_every_example(void **state)
{
    struct rv_samples samples;
    struct rv_examples less;

    (void)state;
    scaled(&samples, "standardize", "as-train", "own");
    less = samples.training;
    less.count -= 2;
    assert_true(fabs(all_of(&less).mean) > ROUNDING);
    rv_samples_release(&samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_change_nothing),
        cmocka_unit_test(standardize_uses_the_training_set),
        cmocka_unit_test(unit_is_from_0_to_1),
        cmocka_unit_test(own_statistics_hide_the_difference),
        cmocka_unit_test(factor_and_offset_spoil_validation_only),
        cmocka_unit_test(vectors_are_scaled_by_feature),
        cmocka_unit_test(the_mean_needs_every_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
