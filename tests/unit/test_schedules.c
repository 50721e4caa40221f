/* Schedules: values at known points, continuity, warm-up, end points, the plateau schedule on
 * scripted losses, its false alarms, the momentum schedule. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/optim_case.h"
#include "ravine/schedule.h"
#include "ravine/stream.h"

#include <math.h>

/* A value is a few operations on numbers near 1, and a cosine or power from the C library. */
static const double tolerance = 1e-14;

#define PER_EPOCH 20
#define EPOCHS 30
#define STEPS (PER_EPOCH * EPOCHS)

static bool near(double value, double expected)
{
    return fabs(value - expected) <= tolerance;
}

static struct rv_clock clock_at(long step)
{
    return (struct rv_clock){ .step = step, .epoch = step / PER_EPOCH,
                              .steps_per_epoch = PER_EPOCH, .epochs = EPOCHS };
}

/* The control of a step with fresh memory. */
static struct rv_control control_at(const char *name, const char *settings, long step)
{
    const struct rv_momentum_schedule off = { 0 };
    const struct rv_clock clock = clock_at(step);
    struct rv_config config = { 0 };
    double memory[RV_SCHEDULE_MEMORY];
    struct rv_control control;

    assert_true(case_configure(&config, &rv_schedules, name, settings));
    rv_schedule_reset(&config, memory);
    control = rv_schedule_control(&config, &off, &clock, memory);
    rv_config_release(&config);
    return control;
}

static double factor_at(const char *name, const char *settings, long step)
{
    return control_at(name, settings, step).factor;
}

/* Worked out by hand; 20 steps an epoch, 30 epochs. */
static const struct point {
    const char *name, *settings;
    long step;
    double factor;
} points[] = {
    { "constant", "", 599, 1 },
    { "step", "factor=0.3 every=7", 139, 1 },
    { "step", "factor=0.3 every=7", 140, 0.3 },
    { "step", "factor=0.3 every=7", 599, 0.0081 }, /* 4 falls */
    { "exponential", "factor=0.9", 19, 1 },
    { "exponential", "factor=0.9", 60, 0.729 },
    { "exponential", "factor=1.5", 40, 2.25 },
    { "inverse_time", "decay=0.25", 79, 1 / 1.75 },
    { "inverse_time", "decay=0.25", 80, 0.5 },
    { "inverse_time", "decay=0.25 power=0.5", 240, 0.5 },
    { "cosine", "floor=0.1", 0, 1 },
    { "cosine", "floor=0.1", 200, 0.1 + 0.9 * 0.75 }, /* a third: cos 60 degrees */
    { "cosine", "floor=0.1", 300, 0.55 },
    { "cosine", "floor=0.1", 600, 0.1 },
    { "cosine", "floor=0.1", 700, 0.1 }, /* beyond the plan */
    { "warm_restarts", "period=3 floor=0.1", 20, 0.1 + 0.9 * 0.75 },
    { "warm_restarts", "period=3 floor=0.1", 60, 1 },
    { "warm_restarts", "period=3 floor=0.1", 150, 0.55 },
    { "warm_restarts", "period=3 multiplier=2 floor=0.1", 120, 0.55 }, /* periods 60, 120, 240 */
    { "warm_restarts", "period=3 multiplier=2 floor=0.1", 180, 1 },
    { "warm_restarts", "period=3 multiplier=2 floor=0.1", 300, 0.55 },
    { "one_cycle", "peak=0.3 start_divisor=25", 0, 0.04 },
    { "one_cycle", "peak=0.3", 179, 1 }, /* PyTorch: step a T - 1 */
    { "one_cycle", "peak=0.3 start_divisor=25 final_divisor=100", 389, 0.5002 },
    { "one_cycle", "peak=0.3 start_divisor=25 final_divisor=100", 599, 0.0004 },
    { "cyclic", "low=0.2 rise=2", 0, 0.2 },
    { "cyclic", "low=0.2 rise=2", 10, 0.4 },
    { "cyclic", "low=0.2 rise=2", 40, 1 },
    { "cyclic", "low=0.2 rise=2", 70, 0.4 },
    { "cyclic", "low=0.2 rise=2", 120, 1 },
    { "cyclic", "low=0.2 rise=2 halve=true", 120, 0.6 },
    { "wsd", "decay=0.2 floor=0.1", 480, 1 },
    { "wsd", "decay=0.2 floor=0.1", 510, 0.1 + 0.9 * 0.75 },
    { "wsd", "decay=0.2 floor=0.1 shape=cosine", 540, 0.55 },
    { "wsd", "decay=0.2 floor=0.1 shape=one-minus-sqrt", 510, 0.55 },
    { "wsd", "decay=0.2 floor=0.1", 600, 0.1 },
    { "wsd", "decay=0", 599, 1 },
    { "plateau", "", 599, 1 },
};

static void test_known_points(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
        const double factor = factor_at(points[k].name, points[k].settings, points[k].step);

        if (!near(factor, points[k].factor))
            fail_msg("%s %s, step %ld: %.17g", points[k].name, points[k].settings, points[k].step,
                     factor);
    }
    for (size_t k = 0; k < rv_schedules.count; k++) {
        bool found = false;

        for (size_t r = 0; r < sizeof points / sizeof *points; r++)
            found = found || strcmp(points[r].name, rv_schedules.types[k]->name) == 0;
        assert_true(found);
    }
}

/* Every schedule at its defaults and with a warm-up of 2.5 epochs, over twice the planned run. */
static void test_rates_are_positive_and_finite(void **state)
{
    (void)state;
    for (size_t k = 0; k < rv_schedules.count; k++) {
        for (long step = 0; step < 2 * STEPS; step += 7) {
            const char *name = rv_schedules.types[k]->name;
            const double plain = factor_at(name, "", step);
            const double warm = factor_at(name, "warmup=2.5", step);

            assert_true(plain > 0 && plain <= 1 + tolerance);
            assert_true(warm > 0 && warm <= 1 + tolerance);
        }
    }
    assert_true(factor_at("exponential", "factor=1e-20", 599) > 0);
    assert_true(isfinite(factor_at("exponential", "factor=10", 100000)));
}

/* The largest change of the factor from one step to the next. */
static double roughness(const char *name, const char *settings, long from, long to)
{
    double worst = 0;

    for (long step = from; step + 1 < to; step++)
        worst = fmax(worst, fabs(factor_at(name, settings, step + 1) -
                                 factor_at(name, settings, step)));
    return worst;
}

/* Half a cosine over T steps has no steeper place than pi / (2 T). */
static void test_continuity(void **state)
{
    const double half_pi = 1.5707963267948966;

    (void)state;
    assert_true(roughness("cosine", "", 0, STEPS) < half_pi / STEPS);
    assert_true(roughness("one_cycle", "peak=0.3", 0, STEPS) < half_pi / (0.3 * STEPS - 1));
    assert_true(roughness("cyclic", "rise=4", 0, STEPS) < 1.0 / (4 * PER_EPOCH));
    assert_true(roughness("wsd", "decay=0.2", 0, STEPS) < 1 / (0.2 * STEPS) + tolerance);
    assert_true(roughness("warm_restarts", "period=10", 0, 200) < half_pi / 200);
    /* The warm-up joins what follows: 50 steps from 0.01 to 1, then the schedule's own slope. */
    assert_true(roughness("cosine", "warmup=2.5", 0, STEPS) < 0.99 / 50 + tolerance);
    assert_true(roughness("one_cycle", "warmup=2.5", 0, STEPS) < 0.99 / 50 + tolerance);
    /* The check can fail: a restart, a fall. */
    assert_true(roughness("warm_restarts", "period=10", 0, 202) > 0.9);
    assert_true(roughness("step", "", 0, STEPS) > 0.8);
}

/* Per-epoch schedules change at ends of epochs only, with a fractional warm-up too. */
static void test_steps_fall_between_epochs(void **state)
{
    static const char *const names[] = { "step", "exponential", "inverse_time" };

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        for (long epoch = 3; epoch < EPOCHS; epoch++)
            assert_true(roughness(names[k], "warmup=2.5", epoch * PER_EPOCH,
                                  (epoch + 1) * PER_EPOCH) == 0);
        assert_true(roughness(names[k], "warmup=2.5", 3 * PER_EPOCH, STEPS) > 1e-3);
    }
}

static void test_warmup(void **state)
{
    const char *settings = "warmup=2.5 warmup_from=0.2 floor=0.1";

    (void)state;
    assert_true(near(factor_at("cosine", settings, 0), 0.2));
    assert_true(near(factor_at("cosine", settings, 25), 0.6));
    assert_true(near(factor_at("cosine", settings, 50), 1));
    /* The cosine has the 550 steps that are left. */
    assert_true(near(factor_at("cosine", settings, 325), 0.55));
    assert_true(near(factor_at("cosine", settings, 600), 0.1));
    /* Epochs are counted after the one in which the warm-up ends: the first fall is 7 later. */
    assert_true(near(factor_at("step", "warmup=2.5 factor=0.3 every=7", 199), 1));
    assert_true(near(factor_at("step", "warmup=2.5 factor=0.3 every=7", 200), 0.3));
    /* A warm-up that is longer than the run never ends. */
    assert_true(near(factor_at("constant", "warmup=60 warmup_from=0.2", 600), 0.6));
    assert_true(factor_at("cosine", "warmup=60", 600) < 0.51);
}

static void test_one_cycle_momentum(void **state)
{
    (void)state;
    assert_true(near(control_at("one_cycle", "", 0).momentum, 0.95));
    assert_true(near(control_at("one_cycle", "", 179).momentum, 0.85));
    assert_true(near(control_at("one_cycle", "", 389).momentum, 0.9));
    assert_true(near(control_at("one_cycle", "", 599).momentum, 0.95));
    assert_true(near(control_at("one_cycle", "momentum_to=0.7", 179).momentum, 0.7));
    assert_true(isnan(control_at("one_cycle", "cycle_momentum=false", 179).momentum));
    assert_true(isnan(control_at("cosine", "", 179).momentum));
    /* Peaks at either end: no division by a phase without length. */
    assert_true(near(factor_at("one_cycle", "peak=1", 599), 1));
    assert_true(isfinite(factor_at("one_cycle", "peak=0.0016666666666666668", 0)));
}

static void test_momentum_schedule(void **state)
{
    struct rv_momentum_schedule momentum = { .from = 0.5, .to = 0.9, .epochs = 4 };
    struct rv_config config = { 0 };
    struct rv_clock clock = clock_at(20);
    double memory[RV_SCHEDULE_MEMORY] = { 0 };

    (void)state;
    assert_true(case_configure(&config, &rv_schedules, "one_cycle", ""));
    /* It overrules the schedule's own momentum, and counts from the first step. */
    assert_true(near(rv_schedule_control(&config, &momentum, &clock, memory).momentum, 0.6));
    clock = clock_at(0);
    assert_true(rv_momentum_schedule_at(&momentum, &clock) == 0.5);
    clock = clock_at(80);
    assert_true(near(rv_momentum_schedule_at(&momentum, &clock), 0.9));
    clock = clock_at(599);
    assert_true(near(rv_momentum_schedule_at(&momentum, &clock), 0.9));
    momentum.epochs = 0;
    assert_true(isnan(rv_momentum_schedule_at(&momentum, &clock)));
    rv_config_release(&config);
}

/* Feeds one loss an epoch and writes the factor of the epoch after it. */
static void watch(const char *settings, const double *losses, size_t count, double *factors)
{
    const struct rv_momentum_schedule off = { 0 };
    struct rv_config config = { 0 };
    double memory[RV_SCHEDULE_MEMORY];

    assert_true(case_configure(&config, &rv_schedules, "plateau", settings));
    rv_schedule_reset(&config, memory);
    for (size_t epoch = 0; epoch < count; epoch++) {
        const struct rv_clock clock = clock_at((long)(epoch + 1) * PER_EPOCH);

        rv_schedule_observe(&config, &clock, losses[epoch], memory);
        factors[epoch] = rv_schedule_control(&config, &off, &clock, memory).factor;
    }
    rv_config_release(&config);
}

static void assert_factors(const char *settings, const double *losses, size_t count,
                           const double *expected)
{
    double factors[16];

    assert_in_range(count, 1, 16);
    watch(settings, losses, count, factors);
    for (size_t k = 0; k < count; k++)
        if (!near(factors[k], expected[k]))
            fail_msg("%s, epoch %zu: %g, not %g", settings, k + 1, factors[k], expected[k]);
}

static void test_plateau_on_scripted_losses(void **state)
{
    const double losses[12] = { 2.3, 1.7, 1.71, 1.8, 1.69, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9 };
    const double spoiled[4] = { RV_NAN, 1.7, RV_NAN, RV_NAN };
    const double patience[12] = { 1, 1, 1, 1, 1, 1, 1, .5, .5, .5, .25, .25 };
    const double delta[12] = { 1, 1, 1, 1, .5, .5, .5, .25, .25, .25, .125, .125 };
    const double cooldown[12] = { 1, 1, 1, 1, 1, 1, 1, .5, .5, .5, .5, .5 };
    const double floors[12] = { 1, 1, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3 };
    const double warm[12] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, .5, .5 };
    const double after_nan[4] = { 1, 1, 1, .5 };

    (void)state;
    assert_factors("patience=3 min_delta=0", losses, 12, patience);
    /* 1.69 is not better than 1.7 by more than 0.02. */
    assert_factors("patience=3 min_delta=0.02", losses, 12, delta);
    assert_factors("patience=3 min_delta=0 cooldown=2", losses, 12, cooldown);
    assert_factors("patience=1 min_delta=0.1 floor=0.3 factor=0.1", losses, 12, floors);
    /* Losses of the warm-up do not count: the first seen is that of epoch 8. */
    assert_factors("patience=3 min_delta=0 warmup=7 warmup_from=1", losses, 12, warm);
    assert_factors("patience=2 min_delta=0", spoiled, 4, after_nan);
}

/* If epoch losses are independent, the best of E + k is equally likely to be any of them, and no
 * new best comes in the last k with probability E / (E + k): 0.625 for E = 10, k = 6. */
static void test_plateau_false_alarms(void **state)
{
    const size_t trials = 100000;
    /* Four standard deviations of a share of 100,000 trials. */
    const double sampling = 4 * sqrt(0.625 * 0.375 / (double)trials);
    struct rv_stream stream = rv_stream_at(7, RV_STREAM_NOISE, 0, 0, 0);
    struct rv_config config = { 0 };
    size_t alarms = 0;

    (void)state;
    assert_true(case_configure(&config, &rv_schedules, "plateau", "patience=6 min_delta=0"));
    for (size_t trial = 0; trial < trials; trial++) {
        const struct rv_clock clock = clock_at(PER_EPOCH);
        double best = 1, memory[RV_SCHEDULE_MEMORY];

        for (int epoch = 0; epoch < 10; epoch++)
            best = fmin(best, rv_stream_uniform(&stream));
        rv_schedule_reset(&config, memory);
        rv_schedule_observe(&config, &clock, best, memory);
        for (int epoch = 0; epoch < 6; epoch++)
            rv_schedule_observe(&config, &clock, rv_stream_uniform(&stream), memory);
        alarms += rv_schedule_control(&config, &(struct rv_momentum_schedule){ 0 }, &clock, memory)
                      .factor < 1;
    }
    rv_config_release(&config);
    assert_true(fabs((double)alarms / (double)trials - 0.625) < sampling);
    /* PyTorch's way of counting (one epoch later) would be refused. */
    assert_false(fabs((double)alarms / (double)trials - 10.0 / 17) < sampling);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_points),
        cmocka_unit_test(test_rates_are_positive_and_finite),
        cmocka_unit_test(test_continuity),
        cmocka_unit_test(test_steps_fall_between_epochs),
        cmocka_unit_test(test_warmup),
        cmocka_unit_test(test_one_cycle_momentum),
        cmocka_unit_test(test_momentum_schedule),
        cmocka_unit_test(test_plateau_on_scripted_losses),
        cmocka_unit_test(test_plateau_false_alarms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
