/* BFGS: quasi-Newton, of GSL (vector_bfgs2).
 *
 *     d = -B g,   a line search along d,   B learns from the change of g along it
 *
 * Broyden, Fletcher, Goldfarb, Shanno (1970); the line search is that of Fletcher (1987),
 * "Practical methods of optimization", algorithms 2.6.2 and 2.6.4. GSL keeps the last update in
 * vectors and no n x n matrix. Its tolerance is rough: 0.1 is what GSL recommends. */
#include "optim/minimizer.h"

static const struct rv_param params[] = { RV_MINIMIZER_ROWS(0.01, 0.1), RV_PARAM_END };
static const char *const slots[] = { RV_MINIMIZER_SLOTS, NULL };
static const char *const carries[] = { RV_MINIMIZER_CARRIES, NULL };

static void *open(size_t n)
{
    return rv_minimizer_open(gsl_multimin_fdfminimizer_vector_bfgs2, n);
}

const struct rv_optimizer_type rv_optimizer_bfgs = {
    .type = { .name = "bfgs",
              .summary = "Learns the curvatures of the valley from the gradients that it meets.",
              .reference = "Broyden, Fletcher, Goldfarb, Shanno 1970; Fletcher 1987",
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
