/* The curvature of a run: limits of optimizers, what they multiply gradients with, noise. */
#include "support/run_case.h"

#include "run/curvature.h"
#include "run/internal.h"
#include "run/stability.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define CLOSE 1e-6

static void near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance * fabs(b)))
        print_error("%.17g against %.17g\n", a, b);
    assert_true(fabs(a - b) <= tolerance * fabs(b));
}

/* ---- Limits ---- */

/* |x| after 4000 steps from 1 on a parabola of that curvature. */
static double settle(const struct rv_config *optimizer, double curvature)
{
    struct rv_range range = {"x", 0, 1, 1, 0, true};
    struct rv_control control = {1, RV_NAN};
    double state[16] = {0}, x = 1;

    for (int k = 0; k < 4000 && fabs(x) < 1e6; k++) {
        double g = curvature * x;

        rv_optimizer_step(optimizer, &control, &range, 1, 1, state, &x, &g);
    }
    return fabs(x);
}

/* A hundredth below the limit it settles, a hundredth above it does not. */
static void limits_are_those_of_the_rule(void **state)
{
    static const char *const optimizers[] = {
        "{name: sgd, learning_rate: 0.23}",
        "{name: sgd, learning_rate: 0.23, momentum: 0.83}",
        "{name: sgd, learning_rate: 0.23, momentum: 0.83, nesterov: true}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
        struct fixture f;
        char yaml[400];
        const struct rv_config *optimizer = &f.recipe.optimizer;
        double limit;

        snprintf(yaml, sizeof yaml, "surface: quadratic\noptimizer: %s\n", optimizers[i]);
        open_run(&f, yaml, 1);
        limit = rv_stability_limit(optimizer, 0.23, rv_optimizer_momentum(optimizer));
        assert_true(settle(optimizer, 0.99 * limit) < 1e-6);
        assert_true(settle(optimizer, 1.01 * limit) > 1e5);
        assert_true(rv_stability_limit(optimizer, 0, 0) == HUGE_VAL);
        close_run(&f);
    }
}

/* Cohen et al. (2022): 38 / rate for Adam; nothing is known of sign descent. */
static void limits_of_adaptive_rules(void **state)
{
    static const struct {
        const char *name;
        double limit;
    } known[] = {{"adam", 38 / 0.01}, {"adamw", 38 / 0.01}, {"rmsprop", 2 / 0.01},
                 {"sign_sgd", RV_NAN}};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct fixture f;
        char yaml[200];
        double limit;

        snprintf(yaml, sizeof yaml,
                 "surface: quadratic\noptimizer: {name: %s, learning_rate: 0.01}\n", known[i].name);
        open_run(&f, yaml, 1);
        limit = rv_stability_limit(&f.recipe.optimizer, 0.01,
                                   rv_optimizer_momentum(&f.recipe.optimizer));
        if (isnan(known[i].limit))
            assert_true(isnan(limit));
        else
            near(limit, known[i].limit, 1e-12);
        close_run(&f);
    }
}

/* ---- Measured on runs ---- */

static const struct rv_curvature_options all_of_it = {
    .top = 2, .examples = 48, .probes = 4, .noise = true, .overshoot = true};

static void measure(const struct fixture *f, const struct rv_curvature_path *path,
                    struct rv_curvature *found)
{
    struct rv_error error = {0};

    if (rv_curvature_measure(f->run, &all_of_it, path, found, &error))
        fail_msg("%s", error.message);
}

/* A hand-made Hessian: curvatures 3 and 50, turned. Along the steepest direction a step of descent
 * has the share that the gradient has. */
static void a_surface(void **state)
{
    struct rv_curvature_path path = {0};
    struct rv_curvature found;
    struct fixture f;
    double before[4], step[2], wall[2], cosine;

    (void)state;
    open_run(&f,
             "surface: {name: quadratic, curvature: [3, 50], rotation: 30}\n"
             "start: [1.3, 0.7]\nreplicas: 2\nnoise: {name: gaussian, sigma: 0.4}\n"
             "optimizer: {name: sgd, learning_rate: 0.03}\n"
             "train: {steps_per_epoch: 5, epochs: 2}\n",
             3);
    memcpy(before, rv_run_parameters(f.run), sizeof before);
    rv_run_step(f.run, NULL);
    path.step = before;
    measure(&f, &path, &found);
    near(found.values[0], 50, CLOSE);
    near(found.values[1], 3, CLOSE);
    near(found.limit, 2 / 0.03, CLOSE);
    near(found.spectrum.trace, 53, CLOSE);
    assert_int_equal(found.coordinates, 2);
    assert_int_equal(found.examples, 0);
    wall[0] = -0.5;             /* of curvature 50: the second axis, turned by 30 degrees */
    wall[1] = sqrt(3) / 2;
    for (int i = 0; i < 2; i++)
        step[i] = rv_run_parameters(f.run)[i] - before[i];
    cosine = rv_vector_dot(wall, step, 2) / rv_vector_norm(step, 2);
    near(found.step_share, cosine * cosine, CLOSE);
    near(found.step_share_top, 1, CLOSE);
    near(found.along_step, 3 + 47 * cosine * cosine, CLOSE);
    assert_true(isnan(found.epoch_share) && isnan(found.step_cosine) && isnan(found.overshoot));
    rv_curvature_release(&found);
    close_run(&f);
}

#define ADAM "optimizer: {name: adam, learning_rate: 0.02, beta2: 0.97}\n"
#define PLAIN_NET                                                                                  \
    "network:\n"                                                                                   \
    "  - conv2d: {filters: 3, kernel: 3, padding: same}\n"                                         \
    "  - tanh\n"                                                                                   \
    "  - global_avgpool\n"                                                                         \
    "  - dense: {units: 2}\n"

/* Adam's scale against its own formula, frozen layers and factors too. */
static void what_adam_multiplies_with(void **state)
{
    struct fixture f;
    const struct rv_range *ranges;
    double *scale, *slots, *v, filled = 1 - pow(0.97, 7);
    size_t n;

    (void)state;
    open_run(&f, SMALL_DATA PLAIN_NET ADAM "train: {batch: 10, epochs: 2}\n", 4);
    for (int k = 0; k < 7; k++)
        rv_run_step(f.run, NULL);
    n = rv_run_parameter_count(f.run);
    scale = rv_alloc(n, sizeof *scale);
    ranges = rv_network_ranges(rv_run_network(f.run));
    slots = rv_run_array(f.run, f.run->layout.slots);
    assert_true(rv_stability_scale(&f.recipe.optimizer, ranges,
                                   rv_network_range_count(rv_run_network(f.run)), slots, n,
                                   scale));
    v = rv_optimizer_slot_values(f.recipe.optimizer.type, slots, n, 1);
    for (size_t i = 0; i < n; i++)
        near(scale[i] * scale[i], 1 / (sqrt(v[i] / filled) + 1e-8), 1e-9);
    rv_free(scale);
    close_run(&f);
}

/* Everything has a value after two steps, and measuring changes nothing of the run. */
static void a_network(void **state)
{
    static const char yaml[] =
        SMALL_DATA SMALL_NET "optimizer: {name: sgd, learning_rate: 0.1, momentum: 0.7}\n"
                             "train: {batch: 12, epochs: 2}\n";
    struct rv_curvature_path path = {0};
    struct rv_curvature found, again;
    struct fixture f, other;
    size_t n;
    double *at[3];

    (void)state;
    open_run(&f, yaml, 5);
    open_run(&other, yaml, 5);
    n = rv_run_parameter_count(f.run);
    for (int k = 0; k < 3; k++) {
        at[k] = rv_memdup(rv_run_parameters(f.run), n * sizeof(double));
        if (k < 2)
            rv_run_step(f.run, NULL);
    }
    path = (struct rv_curvature_path){.epoch = at[0], .step = at[1], .other = at[0]};
    measure(&f, &path, &found);
    measure(&f, &path, &again);
    assert_int_equal(found.examples, 48);
    near(found.limit, 2 * 1.7 / 0.1, CLOSE);
    assert_true(found.values[0] > found.values[1]);
    assert_true(found.residuals[0] < 0.01 * found.values[0]);
    assert_true(found.step_share >= 0 && found.step_share <= found.step_share_top);
    assert_true(found.step_share_top <= 1 + 1e-9 && found.epoch_share_top <= 1 + 1e-9);
    assert_true(fabs(found.step_cosine) <= 1 && fabs(found.overshoot) <= 1);
    assert_true(found.noise.trace > 0);
    near(found.preconditioned, found.values[0], 1e-12);
    assert_memory_equal(found.values, again.values, 2 * sizeof(double));
    assert_true(found.spectrum.trace == again.spectrum.trace);
    finish(f.run);
    finish(other.run);
    assert_memory_equal(rv_run_parameters(f.run), rv_run_parameters(other.run),
                        n * sizeof(double));
    for (int k = 0; k < 3; k++)
        rv_free(at[k]);
    rv_curvature_release(&found);
    rv_curvature_release(&again);
    close_run(&f);
    close_run(&other);
}

#define RECORDED "record: {curvature: {every: epoch, top: 3, examples: 40}}\n"
#define TRAINED "optimizer: {name: sgd, learning_rate: 0.2}\ntrain: {batch: 12, epochs: 3}\n"

/* The columns are what is measured at the end of the epoch; the run is the same without them; and
 * one that goes back to a saved state makes the same rows. */
static void recorded_columns(void **state)
{
    struct rv_curvature_path path = {0};
    struct rv_curvature found;
    struct rv_error error = {0};
    struct fixture f, bare;
    double *begun, *before, rows[2];
    size_t n;
    void *saved;

    (void)state;
    open_run(&f, SMALL_DATA SMALL_NET TRAINED RECORDED, 7);
    open_run(&bare, SMALL_DATA SMALL_NET TRAINED, 7);
    n = rv_run_parameter_count(f.run);
    begun = rv_memdup(rv_run_parameters(f.run), n * sizeof *begun);
    before = rv_alloc(n, sizeof *before);
    while (rv_run_epochs(f.run)->rows == 0) {
        memcpy(before, rv_run_parameters(f.run), n * sizeof *before);
        rv_run_step(f.run, NULL);
    }
    path = (struct rv_curvature_path){.epoch = begun, .step = before};
    assert_int_equal(
        rv_curvature_measure(f.run, &(struct rv_curvature_options){.top = 3, .examples = 40}, &path,
                             &found, &error),
        RV_OK);
    near(column(f.run, 0, "curvature_1"), found.values[0], 1e-9);
    near(column(f.run, 0, "curvature_2"), found.values[1], 1e-9);
    near(column(f.run, 0, "limit_share"), found.values[0] * 0.2 / 2, 1e-9);
    near(column(f.run, 0, "step_share"), found.step_share, 1e-6);
    near(column(f.run, 0, "epoch_share_top"), found.epoch_share_top, 1e-6);
    saved = rv_alloc(1, rv_run_state_size(f.run));
    rv_run_state_save(f.run, saved);
    for (int k = 0; k < 2; k++) {
        finish(f.run);
        rows[k] = column(f.run, 2, "first_order_share");
        assert_true(isfinite(rows[k]) && isfinite(column(f.run, 2, "step_cosine")));
        if (k == 0)
            rv_run_state_restore(f.run, saved);
    }
    assert_true(rows[0] == rows[1]);
    finish(bare.run);
    assert_memory_equal(rv_run_parameters(f.run), rv_run_parameters(bare.run),
                        n * sizeof *begun);
    assert_true(column(f.run, 2, "val_loss") == column(bare.run, 2, "val_loss"));
    assert_true(rv_table_find(rv_run_epochs(bare.run), "curvature_1") < 0);
    rv_free(saved);
    rv_free(begun);
    rv_free(before);
    rv_curvature_release(&found);
    close_run(&f);
    close_run(&bare);
}

/* What has nothing to train has no curvature. */
static void nothing_to_train(void **state)
{
    struct rv_error error = {0};
    struct rv_curvature found = {0};
    struct rv_curvature_path path = {0};
    struct fixture f;

    (void)state;
    open_run(&f,
             "data: {set: gratings, size: 8, train: 30, validation: 10}\n"
             "network:\n  - global_avgpool\n  - dense: {units: 2, trainable: false}\n",
             1);
    assert_int_equal(rv_curvature_check(f.run, &error), RV_INPUT);
    assert_int_equal(rv_curvature_measure(f.run, &all_of_it, &path, &found, &error), RV_INPUT);
    close_run(&f);
}

/* ---- Noise ---- */

/* Trace and scale from the gradient of every example; with the whole population, |G| is exact. */
static void noise_from_single_examples(void **state)
{
    struct rv_gradient_noise noise;
    struct rv_set_objective set, part;
    struct rv_error error = {0};
    struct rv_objective objective;
    struct rv_batch batch;
    struct fixture f;
    const struct rv_examples *training;
    const double *x;
    double *mean, *g, square = 0, trace;
    size_t n;

    (void)state;
    open_run(&f, SMALL_DATA PLAIN_NET "train: {batch: 10, epochs: 1}\n", 6);
    training = &rv_run_samples(f.run)->training;
    x = rv_run_parameters(f.run);
    n = rv_run_parameter_count(f.run);
    mean = rv_alloc(n, sizeof *mean);
    g = rv_alloc(n, sizeof *g);
    batch = (struct rv_batch){training->inputs, training->labels, NULL, 64};
    assert_int_equal(rv_set_objective_open(&set, rv_run_network(f.run), &f.recipe.loss, &batch, 10,
                                           &error),
                     RV_OK);
    rv_gradient_noise_measure(&noise, &set, x, 10, 64);
    for (size_t k = 0; k < 8; k++) { /* parts of 8 */
        struct rv_batch eight = batch;

        eight.inputs += k * 8 * rv_shape_size(training->shape);
        eight.labels += k * 8;
        eight.count = 8;
        assert_int_equal(rv_set_objective_open(&part, rv_run_network(f.run), &f.recipe.loss,
                                               &eight, 8, &error),
                         RV_OK);
        objective = rv_set_objective(&part);
        rv_objective_evaluate(&objective, x, g);
        square += rv_vector_dot(g, g, n);
        rv_vector_add(mean, 1.0 / 8, g, n);
        rv_set_objective_release(&part);
    }
    trace = 8 * (square - 8 * rv_vector_dot(mean, mean, n)) / 7;
    near(noise.trace, trace, 1e-9);
    near(noise.scale, trace / rv_vector_dot(mean, mean, n), 1e-9);
    assert_true(noise.signal_to_noise[0] > 0);
    rv_gradient_noise_release(&noise);
    rv_set_objective_release(&set);
    rv_free(mean);
    rv_free(g);
    close_run(&f);
}

/* b t + c t² with b = -1: at t = 1 in front of the minimum, in it, as high behind it, beyond. */
static void gauge_of_known_parabolas(void **state)
{
    static const double errors[3] = {0.1, 0.3, 0.2};
    static const struct {
        double c, gauge;
    } known[] = {{0.25, -0.5}, {0.5, 0}, {1, 1}, {1.7, 1}, {-0.3, -1}};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double gauge = rv_gradient_noise_gauge(-1 + known[i].c, -1, -1 + 2 * known[i].c, errors);

        assert_true(fabs(gauge - known[i].gauge) < 1e-12);
    }
    assert_true(rv_gradient_noise_gauge(1, 0.5, 1.5, errors) == 1);
    assert_true(isnan(rv_gradient_noise_gauge(0, 0, 0, errors)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_those_of_the_rule),
        cmocka_unit_test(limits_of_adaptive_rules),
        cmocka_unit_test(a_surface),
        cmocka_unit_test(what_adam_multiplies_with),
        cmocka_unit_test(a_network),
        cmocka_unit_test(recorded_columns),
        cmocka_unit_test(nothing_to_train),
        cmocka_unit_test(noise_from_single_examples),
        cmocka_unit_test(gauge_of_known_parabolas),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
