/* Conjugate gradients after Fletcher and Reeves, of GSL.
 *
 *     d <- -g + b d,   b = |g|^2 / |g_before|^2,   then a line search along d
 *
 * Fletcher and Reeves (1964), "Function minimization by conjugate gradients". On a parabola in n
 * dimensions the directions are conjugate, and exact searches end at the minimum after n of them,
 * whatever the condition number. Every n searches it starts again with -g. */
#include "optim/minimizer.h"

static const struct rv_param params[] = { RV_MINIMIZER_ROWS(0.01, 0.0001), RV_PARAM_END };
static const char *const slots[] = { RV_MINIMIZER_SLOTS, NULL };
static const char *const carries[] = { RV_MINIMIZER_CARRIES, NULL };

static void *open(size_t n)
{
    return rv_minimizer_open(gsl_multimin_fdfminimizer_conjugate_fr, n);
}

const struct rv_optimizer_type rv_optimizer_conjugate_fr = {
    .type = { .name = "conjugate_fr",
              .summary = "Line searches along conjugate directions, after Fletcher and Reeves.",
              .reference = "Fletcher and Reeves 1964",
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
