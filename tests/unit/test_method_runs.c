/* Methods in whole runs: saving and restoring, changes, full batches of a network, refusals that
 * only a run can find. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "ravine/method.h"
#include "ravine/run.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#define DATA "data: {set: moons, train: 24, validation: 16, noise: 0.3}\n"
#define NET "network: [flatten, {dense: {units: 3}}, tanh, {dense: {units: 2}}]\n"
#define FULL DATA NET "train: {batch: 24, epochs: 12}\nrecord: {steps_every: 1}\n"
#define VALLEY                                                                                     \
    "surface: {name: rosenbrock}\ntrain: {steps_per_epoch: 4, epochs: 6}\n"                        \
    "record: {steps_every: 1}\n"

struct fixture {
    struct rv_recipe recipe;
    struct rv_run *run;
};

static void open_run(struct fixture *f, const char *yaml, const char *optimizer)
{
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_text text = {0};

    *f = (struct fixture){0};
    rv_text_printf(&text, "%soptimizer: %s\n", yaml, optimizer);
    if (rv_recipe_parse("test", rv_text_string(&text), &f->recipe, &report))
        fail_msg("%s: %d:%d: %s", optimizer, report.errors[0].line, report.errors[0].column,
                 report.errors[0].message);
    rv_report_release(&report);
    rv_text_release(&text);
    if (rv_run_create(&f->recipe, 7, &f->run, &error))
        fail_msg("%s: %s", optimizer, error.message);
}

static void close_run(struct fixture *f)
{
    rv_run_free(f->run);
    rv_recipe_release(&f->recipe);
}

static void finish(struct rv_run *run)
{
    while (rv_run_step(run, NULL) == RV_RUNNING)
        ;
    assert_int_equal(rv_run_stopped(run), RV_FINISHED_RUN);
}

/* From every step: save, restore into another run, go on; the same bits at the end. */
static void check_resume(const char *yaml, const char *optimizer)
{
    struct fixture whole, resumed;

    open_run(&whole, yaml, optimizer);
    open_run(&resumed, yaml, optimizer);
    const size_t size = rv_run_state_size(whole.run);
    unsigned char *now = rv_alloc(1, size), *again = rv_alloc(1, size), *end = rv_alloc(1, size);
    finish(whole.run);
    rv_run_state_save(whole.run, end);
    close_run(&whole);
    open_run(&whole, yaml, optimizer);
    for (long step = rv_run_steps_planned(whole.run); step > 0; step--) {
        rv_run_state_save(whole.run, now);
        rv_run_state_restore(resumed.run, now);
        finish(resumed.run);
        rv_run_state_save(resumed.run, again);
        if (memcmp(again, end, size) != 0)
            fail_msg("%s: %ld steps before the end, resumed differently", optimizer, step);
        rv_run_step(whole.run, NULL);
    }
    rv_free(now);
    rv_free(again);
    rv_free(end);
    close_run(&whole);
    close_run(&resumed);
}

static void test_every_method_resumes_on_a_surface(void **state)
{
    (void)state;
    for (size_t k = 0; k < rv_optimizers.count; k++) {
        char optimizer[80];

        if (!rv_optimizer_is_method(rv_optimizers.types[k]))
            continue;
        snprintf(optimizer, sizeof optimizer, "{name: %s, learning_rate: 0.00123}",
                 rv_optimizers.types[k]->name);
        check_resume(VALLEY, optimizer);
    }
}

/* A change of the rate starts a minimizer anew; one of the optimizer hands over to it. */
static void test_methods_resume_across_changes(void **state)
{
    (void)state;
    check_resume(VALLEY "changes: [{epoch: 3, optimizer.learning_rate: 0.0385},\n"
                        "  {step: 17, optimizer: {name: newton, learning_rate: 0.7}}]\n",
                 "{name: bfgs, learning_rate: 0.1}");
    check_resume(VALLEY "changes: [{step: 9, optimizer: {name: conjugate_pr}}]\n",
                 "{name: adam, learning_rate: 0.1}");
}

static double last_loss(const struct rv_run *run)
{
    const struct rv_table *epochs = rv_run_epochs(run);

    return rv_table_at(epochs, epochs->rows - 1, rv_table_find(epochs, "snapshot_loss"));
}

/* Twelve steps of BFGS go further down than twelve of descent; each must end lower than it began.
 * Shuffled epochs would be another objective each by rounding: the order is one. */
static void test_a_full_batch_of_a_network_is_exact(void **state)
{
    static const char *const names[] = {
        "bfgs", "conjugate_fr", "conjugate_pr", "steepest_descent", "line_search",
        "{name: newton, damping: 3, difference: 0.01}", "{name: gradient_flow, tolerance: 1e-4}",
        "{name: sam, learning_rate: 0.1}", "nelder_mead",
    };
    struct fixture f, plain;

    (void)state;
    open_run(&plain, FULL, "{name: sgd, learning_rate: 0.01}");
    finish(plain.run);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        open_run(&f, FULL, names[k]);
        const struct rv_table *steps = rv_run_steps(f.run);
        finish(f.run);
        assert_true(last_loss(f.run) < rv_table_at(steps, 0, rv_table_find(steps, "loss")));
        if (k == 0)
            assert_true(last_loss(f.run) < last_loss(plain.run));
        close_run(&f);
    }
    close_run(&plain);
    check_resume(FULL, "bfgs");
    check_resume(FULL, "nelder_mead");
    check_resume(DATA NET "train: {batch: 7, epochs: 3}\n", "{name: sam, momentum: 0.5}");
}

/* The running statistics are those of the iterate, not of the place that SAM looks at: with rho 0
 * it is SGD, and with another rho the first step commits the same statistics. */
static void test_sam_commits_the_statistics_of_the_iterate(void **state)
{
    static const char *const yaml =
        DATA "network: [flatten, {dense: {units: 3}}, batchnorm, relu, {dense: {units: 2}}]\n"
             "train: {batch: 8, epochs: 2}\n";
    struct fixture sgd, none, some;

    (void)state;
    open_run(&sgd, yaml, "{name: sgd, learning_rate: 0.1, momentum: 0.5}");
    open_run(&none, yaml, "{name: sam, learning_rate: 0.1, momentum: 0.5, rho: 0}");
    open_run(&some, yaml, "{name: sam, learning_rate: 0.1, momentum: 0.5, rho: 0.5}");
    rv_run_step(sgd.run, NULL);
    rv_run_step(some.run, NULL);
    assert_memory_equal(rv_run_statistics(sgd.run), rv_run_statistics(some.run),
                        6 * sizeof(double));
    finish(sgd.run);
    finish(none.run);
    finish(some.run);
    assert_memory_equal(rv_run_parameters(sgd.run), rv_run_parameters(none.run),
                        rv_run_parameter_count(sgd.run) * sizeof(double));
    assert_memory_not_equal(rv_run_parameters(sgd.run), rv_run_parameters(some.run),
                            rv_run_parameter_count(sgd.run) * sizeof(double));
    close_run(&sgd);
    close_run(&none);
    close_run(&some);
}

static void test_a_step_says_how_often_it_looked(void **state)
{
    struct rv_sample sample;
    struct fixture f;

    (void)state;
    open_run(&f, VALLEY, "{name: sam, learning_rate: 0.0001}");
    rv_run_step(f.run, &sample);
    assert_int_equal(sample.evaluations, 2);
    const struct rv_table *steps = rv_run_steps(f.run);
    assert_true(rv_table_at(steps, 0, rv_table_find(steps, "evaluations")) == 2);
    close_run(&f);
    open_run(&f, VALLEY, "sgd");
    rv_run_step(f.run, &sample);
    assert_int_equal(sample.evaluations, 1);
    close_run(&f);
    open_run(&f, VALLEY, "newton"); /* the surface has a Hessian of its own */
    rv_run_step(f.run, &sample);
    assert_int_equal(sample.evaluations, 1);
    close_run(&f);
}

/* SAM's two gradients of a step get the same noise, and replicas noise of their own. */
static void test_sam_takes_noise_and_replicas(void **state)
{
    struct fixture f;

    (void)state;
    open_run(&f, "surface: quadratic\nreplicas: 3\nnoise: {name: gaussian, sigma: 0.1}\n"
                 "train: {steps_per_epoch: 4, epochs: 3}\n",
             "{name: sam, learning_rate: 0.001}");
    finish(f.run);
    assert_memory_not_equal(rv_run_parameters(f.run), rv_run_parameters(f.run) + 2,
                            2 * sizeof(double));
    close_run(&f);
    check_resume("surface: quadratic\nreplicas: 3\nnoise: {name: gaussian, sigma: 0.1}\n"
                 "train: {steps_per_epoch: 4, epochs: 3}\n",
                 "{name: sam, learning_rate: 0.001, momentum: 0.5}");
}

/* How many parameters a network has is not known when the recipe is bound. */
static void test_a_run_refuses_what_binding_cannot_know(void **state)
{
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_recipe recipe;
    struct rv_run *run = NULL;

    (void)state;
    assert_int_equal(
        rv_recipe_parse("test", DATA "network: [flatten, {dense: {units: 90}}, {dense: {units: 2}}]"
                                     "\ntrain: {batch: 24, epochs: 2}\noptimizer: newton\n",
                        &recipe, &report),
        RV_OK);
    assert_int_equal(rv_run_create(&recipe, 1, &run, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "at most 200 coordinates"));
    assert_null(run);
    rv_report_release(&report);
    rv_recipe_release(&recipe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_method_resumes_on_a_surface),
        cmocka_unit_test(test_methods_resume_across_changes),
        cmocka_unit_test(test_a_full_batch_of_a_network_is_exact),
        cmocka_unit_test(test_sam_commits_the_statistics_of_the_iterate),
        cmocka_unit_test(test_a_step_says_how_often_it_looked),
        cmocka_unit_test(test_sam_takes_noise_and_replicas),
        cmocka_unit_test(test_a_run_refuses_what_binding_cannot_know),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
