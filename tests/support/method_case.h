/* What the tests of methods and of the matrix share: an optimizer, update rule or method, on a
 * surface. */
#ifndef RAVINE_TESTS_METHOD_CASE_H
#define RAVINE_TESTS_METHOD_CASE_H

#include "support/optim_case.h"
#include "support/surface_case.h"

#include "ravine/method.h"

/* One optimizer at the start of one surface. */
struct descent {
    struct rv_surface *surface;
    struct rv_range all;
    struct rv_objective objective;
    struct rv_method *method; /* NULL: an update rule */
    struct case_path path;
    double *x, *g;
    double value;             /* where the last step began */
    long evaluations;         /* of all steps */
};

static inline double descent_evaluate(void *surface, const double *x, double *gradient)
{
    return rv_surface_value(surface, x, gradient);
}

static inline bool descent_hessian(void *surface, const double *x, double *hessian)
{
    return rv_surface_hessian(surface, x, hessian, NULL) == RV_OK;
}

/* `settings` as case_configure() reads them; `surface_settings` may be NULL. */
static inline void descent_start(struct descent *d, const char *optimizer, const char *settings,
                                 const char *surface, const char *surface_settings)
{
    size_t n;

    *d = (struct descent){ .surface = make_surface(surface, surface_settings) };
    n = rv_surface_dimension(d->surface);
    assert_true(case_start(&d->path, optimizer, settings, n));
    d->all = (struct rv_range){ .name = "x", .count = n, .rate = 1, .decay = 1, .trainable = true };
    d->objective = (struct rv_objective){ .count = n,
                                          .block = n,
                                          .ranges = &d->all,
                                          .range_count = 1,
                                          .exact = true,
                                          .self = d->surface,
                                          .evaluate = descent_evaluate,
                                          .hessian = descent_hessian };
    d->method = rv_method_create(d->path.config.type, n);
    d->x = rv_alloc(n, sizeof *d->x);
    d->g = rv_alloc(n, sizeof *d->g);
    rv_surface_start(d->surface, d->x);
}

static inline void descent_end(struct descent *d)
{
    rv_method_free(d->method);
    rv_surface_free(d->surface);
    case_end(&d->path);
    rv_free(d->x);
    rv_free(d->g);
}

/* False where value or gradient is not finite: then nothing moved. */
static inline bool descent_step(struct descent *d)
{
    d->value = rv_objective_evaluate(&d->objective, d->x, d->g);
    if (!isfinite(d->value) || !rv_vector_finite(d->g, d->path.n))
        return false;
    if (d->method)
        d->evaluations += rv_method_step(d->method, &d->path.config, &d->path.control,
                                         &d->objective, d->value, d->path.state, d->x, d->g);
    else
        case_step(&d->path, d->x, d->g);
    return true;
}

#endif
