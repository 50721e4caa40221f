/* Steepest descent with a step that finds its own size, of GSL.
 *
 *     x' = x - s g / |g|;   f(x') < f(x): x <- x', s <- 2 s;   else s <- tolerance s, again
 *
 * No search along the line: the first lower point is taken. Galassi and others, "GNU Scientific
 * Library", multidimensional minimization: "an inefficient method", kept to be compared with. */
#include "optim/minimizer.h"

static const struct rv_param params[] = { RV_MINIMIZER_ROWS(0.01, 0.1), RV_PARAM_END };
static const char *const slots[] = { RV_MINIMIZER_SLOTS, NULL };
static const char *const carries[] = { RV_MINIMIZER_CARRIES, NULL };

static void *open(size_t n)
{
    return rv_minimizer_open(gsl_multimin_fdfminimizer_steepest_descent, n);
}

const struct rv_optimizer_type rv_optimizer_steepest_descent = {
    .type = { .name = "steepest_descent",
              .summary = "Descent whose step doubles after a success and shrinks after a failure.",
              .reference = "Cauchy 1847; Galassi and others, GNU Scientific Library",
              .params = params,
              .config_size = sizeof(struct rv_minimizer_config) },
    .slots = slots,
    .carries = carries,
    .iterate = rv_minimizer_iterate,
    .open = open,
    .close = rv_minimizer_close,
    .exact = true,
    .one_block = true,
};
