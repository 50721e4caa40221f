/* Steepest descent with an exact line search: down the gradient to the lowest point of that line.
 *
 *     x <- x - a g / |g|,   a = argmin f(x - a g / |g|)
 *
 * Cauchy (1847). Where the line is lowest the new gradient is perpendicular to it, so that the path
 * zigzags in right angles; on a parabola of condition number k the value shrinks by at worst
 * ((k - 1) / (k + 1))^2 a step (Kantorovich 1948). The minimum is bracketed by doubling or
 * quartering the first trial, then found by GSL's Brent minimizer. */
#include "optim/update.h"
#include "ravine/memory.h"
#include "ravine/method.h"
#include "ravine/vector.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>

/* 2^200 trials wide, or 4^-200 narrow: beyond both ends of what a double can add to another. */
enum { TRIALS_MOST = 200, ITERATIONS_MOST = 200 };

struct line_search {
    double learning_rate; /* distance of the first trial; default 0.1 */
    double tolerance;     /* of the place on the line, relative; default 1e-8 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct line_search, 0.1,
                       "Distance of the first trial along the line; the search doubles or quarters "
                       "it. 0.001 to 1. Too large: the first valley on the line may be jumped "
                       "over."),
    RV_REAL(struct line_search, tolerance, .initial = 1e-8, .minimum = 1e-15, .maximum = 0.1,
            .live = RV_LIVE_STEP,
            .help = "Relative error of the place where the search ends. 1e-8 to 1e-3; values alone "
                    "cannot tell the place better than 1e-8. Too large: the search is not exact, "
                    "and the turns of the path are not right angles."),
    RV_PARAM_END
};

struct bracket {
    double low, middle, high;       /* places; the middle one is the lowest */
    double at_low, at_middle, at_high;
};

/* f along the line; `at` is where x - a d is written. */
struct search_line {
    struct rv_iteration *it;
    double norm;
    double *at;
};

static double on_line(double a, void *parameters)
{
    const struct search_line *line = parameters;

    for (size_t i = 0; i < line->it->objective->count; i++)
        line->at[i] = line->it->p[i] - a / line->norm * line->it->g[i];
    return rv_method_evaluate(line->it, line->at, NULL);
}

/* Quarters `high` until a point lies below the start. False: down is not lower any more. */
static bool shrink(struct search_line *line, struct bracket *b)
{
    for (int k = 0; k < TRIALS_MOST && !(b->at_middle < b->at_low); k++) {
        b->high = b->middle;
        b->at_high = b->at_middle;
        b->middle /= 4;
        b->at_middle = on_line(b->middle, line);
    }
    return b->at_middle < b->at_low && b->at_middle < b->at_high;
}

/* Doubles until the line rises again. False: it never does, and the middle is the lowest seen. */
static bool widen(struct search_line *line, struct bracket *b)
{
    b->high = b->middle;
    b->at_high = b->at_middle;
    for (int k = 0; k < TRIALS_MOST && !(b->at_high > b->at_middle); k++) {
        if (b->at_high < b->at_middle) {
            b->low = b->middle;
            b->at_low = b->at_middle;
            b->middle = b->high;
            b->at_middle = b->at_high;
        }
        b->high *= 2;
        b->at_high = on_line(b->high, line);
    }
    return b->at_high > b->at_middle;
}

static double refine(gsl_min_fminimizer *brent, struct search_line *line, const struct bracket *b,
                     double tolerance)
{
    gsl_function f = { .function = on_line, .params = line };

    if (gsl_min_fminimizer_set_with_values(brent, &f, b->middle, b->at_middle, b->low, b->at_low,
                                           b->high, b->at_high))
        return b->middle;
    for (int k = 0; k < ITERATIONS_MOST; k++)
        if (gsl_min_fminimizer_iterate(brent) ||
            gsl_min_test_interval(gsl_min_fminimizer_x_lower(brent),
                                  gsl_min_fminimizer_x_upper(brent), 0, tolerance) == GSL_SUCCESS)
            break;
    return gsl_min_fminimizer_x_minimum(brent);
}

static void iterate(const struct rv_step *step, struct rv_iteration *it)
{
    const struct line_search *c = step->config;
    struct search_line line = { it, rv_vector_norm(it->g, it->objective->count), it->scratch[0] };
    struct bracket b = { .middle = step->rate, .at_low = it->value };
    double a;

    if (!(line.norm > 0))
        return;
    b.at_middle = on_line(b.middle, &line);
    if (b.at_middle < b.at_low ? widen(&line, &b) : shrink(&line, &b))
        a = refine(it->room, &line, &b, c->tolerance);
    else
        a = b.at_middle < it->value ? b.middle : 0;
    for (size_t i = 0; i < it->objective->count; i++)
        it->p[i] -= a / line.norm * it->g[i];
}

static void *open(size_t n)
{
    (void)n;
    return gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
}

static void close(void *room)
{
    gsl_min_fminimizer_free(room);
}

const struct rv_optimizer_type rv_optimizer_line_search = {
    .type = { .name = "line_search",
              .summary = "Goes down the gradient to the lowest point of that line.",
              .reference = "Cauchy 1847; Kantorovich 1948",
              .params = params,
              .config_size = sizeof(struct line_search) },
    .iterate = iterate,
    .open = open,
    .close = close,
    .scratch = 1,
    .exact = true,
    .one_block = true,
};
