/* A few whole networks for tests: what they share is network_case.h. */
#ifndef RAVINE_TESTS_WHOLE_NETWORK_CASE_H
#define RAVINE_TESTS_WHOLE_NETWORK_CASE_H

#include "support/network_case.h"

static inline void help_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        print_error("%.17g against %.17g\n", a, b);
    assert_true(fabs(a - b) <= tolerance);
}

static inline void help_start_tiny(struct help_case *c, const char *loss, const char *settings,
                       struct rv_shape shape, size_t examples, uint64_t seed)
{
    struct help_list list = {0};

    help_tiny_cnn(&list, 3);
    help_start(c, help_network(&list, shape), loss, settings, examples, 3, seed);
}

/* conv, residual with identity, residual with projection and dropout, pooled mean, dense. */
static inline void help_start_residual(struct help_case *c, size_t examples, uint64_t seed)
{
    struct help_list list = {0}, inner = {0};

    help_add(&list, "conv2d", "filters=4");
    help_add(&inner, "conv2d", "filters=4");
    help_add(&inner, "batchnorm", "");
    help_add(&inner, "relu", "");
    help_add(&inner, "conv2d", "filters=4");
    help_add(&inner, "relu", "");
    help_add_residual(&list, "", &inner);
    help_add(&list, "relu", "");
    help_add(&inner, "conv2d", "filters=6 stride=2");
    help_add(&inner, "tanh", "");
    help_add(&inner, "dropout", "rate=0.3");
    help_add_residual(&list, "shortcut=projection", &inner);
    help_add(&list, "dropout", "rate=0.4");
    help_add(&list, "global_avgpool", "");
    help_add(&list, "dense", "units=3");
    help_start(c, help_network(&list, (struct rv_shape){8, 8, 2}), "cross_entropy", "", examples, 3, seed);
}

/* conv, ReLU, pool, dense: no batch normalisation, so that blocks go back at once. */
static inline void help_start_plain(struct help_case *c, size_t examples, uint64_t seed)
{
    struct help_list list = {0};

    help_add(&list, "conv2d", "filters=4 padding=valid");
    help_add(&list, "relu", "");
    help_add(&list, "maxpool2d", "");
    help_add(&list, "conv2d", "filters=5");
    help_add(&list, "relu", "");
    help_add(&list, "maxpool2d", "");
    help_add(&list, "dropout", "rate=0.25");
    help_add(&list, "flatten", "");
    help_add(&list, "dense", "units=7");
    help_add(&list, "relu", "");
    help_add(&list, "dense", "units=3");
    help_start(c, help_network(&list, (struct rv_shape){10, 10, 1}), "cross_entropy", "", examples,
               3, seed);
}

/* Outcomes of a pass over all examples. */
static inline void help_evaluate(struct help_case *c, struct rv_pass pass, size_t block,
                     struct rv_outcome *outcomes)
{
    rv_workspace_evaluate(c->work, c->x, c->statistics, &c->batch, &pass, block, outcomes);
}

#endif
