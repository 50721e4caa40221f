/* Conjugate gradients after Polak and Ribiere, of GSL.
 *
 *     d <- -g + b d,   b = (g - g_before) g / |g_before|^2,   then a line search along d
 *
 * Polak and Ribiere (1969). On a parabola the same as Fletcher and Reeves; elsewhere b falls to 0
 * by itself where a step was short, so that it starts again sooner. */
#include "optim/minimizer.h"

static const struct rv_param params[] = { RV_MINIMIZER_ROWS(0.01, 0.0001), RV_PARAM_END };
static const char *const slots[] = { RV_MINIMIZER_SLOTS, NULL };
static const char *const carries[] = { RV_MINIMIZER_CARRIES, NULL };

static void *open(size_t n)
{
    return rv_minimizer_open(gsl_multimin_fdfminimizer_conjugate_pr, n);
}

const struct rv_optimizer_type rv_optimizer_conjugate_pr = {
    .type = { .name = "conjugate_pr",
              .summary = "Line searches along conjugate directions, after Polak and Ribiere.",
              .reference = "Polak and Ribiere 1969",
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
