/* What the tests of optimizers and schedules share: a configuration from a short text, one range
 * over all coordinates, a number of steps on an objective that is a function of x. */
#ifndef RAVINE_TESTS_OPTIM_CASE_H
#define RAVINE_TESTS_OPTIM_CASE_H

#include "ravine/memory.h"
#include "ravine/optimizer.h"
#include "ravine/vector.h"

#include <stdio.h>
#include <string.h>

/* "learning_rate=0.0385 beta1=0.87" onto the defaults; false when the table refuses it. */
static inline bool case_configure(struct rv_config *config, const struct rv_registry *registry,
                                  const char *name, const char *settings)
{
    const struct rv_type *type = rv_registry_find(registry, name);
    char key[64], value[64];
    int used;

    if (type == NULL)
        return false;
    rv_config_set_type(config, type);
    while (sscanf(settings, " %63[^= ]=%63s%n", key, value, &used) == 2) {
        const struct rv_param *param = rv_params_find(type->params, key);

        if (param == NULL || rv_param_parse(param, value, config->values, NULL) != RV_OK)
            return false;
        settings += used;
    }
    return strspn(settings, " ") == strlen(settings);
}

/* An optimizer at work on n coordinates. */
struct case_path {
    struct rv_config config;
    struct rv_control control;
    size_t n;
    double *state;
    size_t state_count;
};

static inline bool case_start(struct case_path *path, const char *name, const char *settings,
                              size_t n)
{
    *path = (struct case_path){ .control = { .factor = 1, .momentum = RV_NAN }, .n = n };
    if (!case_configure(&path->config, &rv_optimizers, name, settings))
        return false;
    path->state_count = rv_optimizer_state_count(path->config.type, n);
    path->state = rv_alloc(path->state_count, sizeof *path->state);
    return true;
}

static inline void case_end(struct case_path *path)
{
    rv_free(path->state);
    rv_config_release(&path->config);
}

static inline void case_step(struct case_path *path, double *x, const double *g)
{
    const struct rv_range all = { .name = "all", .count = path->n, .rate = 1, .decay = 1,
                                  .trainable = true };

    rv_optimizer_step(&path->config, &path->control, &all, 1, path->n, path->state, x, g);
}

/* Steps on the parabolas sum curvature[i] x[i]^2 / 2; n is at most 8. */
static inline void case_descend(struct case_path *path, const double *curvature, double *x,
                                long steps)
{
    double g[8];

    for (long t = 0; t < steps; t++) {
        for (size_t i = 0; i < path->n; i++)
            g[i] = curvature[i] * x[i];
        case_step(path, x, g);
    }
}

#endif
