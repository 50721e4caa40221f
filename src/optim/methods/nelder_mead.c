/* The simplex of Nelder and Mead, of GSL (nmsimplex2): values alone, no gradient.
 *
 * n + 1 points; the highest is mirrored at the middle of the others, drawn out where that is lower
 * than all, pulled in where it is not, and if nothing helps all points move towards the lowest.
 * Nelder and Mead (1965), "A simplex method for function minimization". The iterate is the lowest
 * corner, so that it often rests while the others move. */
#include "optim/minimizer.h"

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct rv_minimizer_config, 0.5,
                       "Edge of the first simplex along every coordinate; a schedule acts only "
                       "where the method starts anew. 0.05 to 1. Too large: the first points lie "
                       "in other valleys."),
    RV_PARAM_END
};

static const char *const slots[] = { RV_MINIMIZER_SLOTS, NULL };
static const char *const carries[] = { RV_MINIMIZER_CARRIES, NULL };

static void *open(size_t n)
{
    return rv_minimizer_open_values(gsl_multimin_fminimizer_nmsimplex2, n);
}

const struct rv_optimizer_type rv_optimizer_nelder_mead = {
    .type = { .name = "nelder_mead",
              .summary = "A simplex that crawls downhill by values alone, without gradients.",
              .reference = "Nelder and Mead 1965",
              .params = params,
              .config_size = sizeof(struct rv_minimizer_config) },
    .slots = slots,
    .carries = carries,
    .iterate = rv_minimizer_iterate,
    .open = open,
    .close = rv_minimizer_close,
    .exact = true,
    .one_block = true,
    .most = 1000, /* n + 1 corners of n coordinates */
};
