/* Gradient flow: descent with steps so small that there are none.
 *
 *     dx/dt = -g(x),   a step is `learning_rate` units of time
 *
 * What gradient descent with rate h would do if h were not too large: on a parabola each direction
 * shrinks as exp(-l t), never changes sides and never diverges. Beside the path of plain descent
 * with the same rate it shows what belongs to the landscape and what to the step. Solved by
 * Runge-Kutta-Fehlberg 4(5) of GSL; the width of its inner steps is all that is kept from step to
 * step. */
#include "optim/update.h"
#include "ravine/memory.h"
#include "ravine/method.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <string.h>

/* Six evaluations each. A walled valley needs about l t / 3 of them. */
enum { INNER_MOST = 10000 };
/* The first inner step, as a share of the whole. */
static const double inner_share = 0.01;

struct flow {
    double learning_rate; /* time of one step; default 0.01 */
    double tolerance;     /* absolute and relative error of an inner step; default 1e-9 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct flow, 0.01,
                       "Time that flows in one step: the distance of a plain step of the same "
                       "rate, where that is small. 0.001 to 1. Too large: each step takes long to "
                       "compute; it never bounces."),
    RV_REAL(struct flow, tolerance, .initial = 1e-9, .minimum = 1e-14, .maximum = 0.1,
            .live = RV_LIVE_STEP,
            .help = "Error that an inner step may make, absolute and relative. 1e-12 to 1e-6. Too "
                    "large: the path leaves the true one."),
    RV_PARAM_END
};

static const char *const carries[] = { "inner_step", NULL };

struct flow_room {
    gsl_odeiv2_step *step;
    gsl_odeiv2_evolve *evolve;
    gsl_odeiv2_control *control;
};

/* Where there is no gradient the solver tries a shorter step. */
static int flow(double t, const double x[], double rate[], void *parameters)
{
    struct rv_iteration *it = parameters;

    (void)t;
    rv_method_evaluate(it, x, rate);
    for (size_t i = 0; i < it->objective->count; i++) {
        if (!isfinite(rate[i]))
            return GSL_EDOM;
        rate[i] = -rate[i];
    }
    return GSL_SUCCESS;
}

/* The solver starts afresh each step: only the width of the inner step is remembered. Where it
 * fails, the iterate stays at the last point that was reached. */
static void iterate(const struct rv_step *step, struct rv_iteration *it)
{
    const struct flow *c = step->config;
    struct flow_room *room = it->room;
    gsl_odeiv2_system system = { flow, NULL, it->objective->count, it };
    double t = 0, inner = it->carry[0] > 0 ? it->carry[0] : inner_share * step->rate;
    double *x = it->scratch[0];

    memcpy(x, it->p, it->objective->count * sizeof *x);
    gsl_odeiv2_step_reset(room->step);
    gsl_odeiv2_evolve_reset(room->evolve);
    gsl_odeiv2_control_init(room->control, c->tolerance, c->tolerance, 1, 0);
    for (int k = 0; k < INNER_MOST && t < step->rate; k++) {
        /* The last inner step is cut to fit; what is remembered is the one before. */
        const double wanted = inner;

        if (gsl_odeiv2_evolve_apply(room->evolve, room->control, room->step, &system, &t,
                                    step->rate, &inner, x))
            break;
        it->carry[0] = t < step->rate ? inner : fmax(inner, wanted);
    }
    memcpy(it->p, x, it->objective->count * sizeof *x);
}

static void *open(size_t n)
{
    struct flow_room *room = rv_alloc(1, sizeof *room);

    room->step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rkf45, n);
    room->evolve = gsl_odeiv2_evolve_alloc(n);
    room->control = gsl_odeiv2_control_standard_new(1, 1, 1, 0);
    return room;
}

static void close(void *opened)
{
    struct flow_room *room = opened;

    gsl_odeiv2_step_free(room->step);
    gsl_odeiv2_evolve_free(room->evolve);
    gsl_odeiv2_control_free(room->control);
    rv_free(room);
}

const struct rv_optimizer_type rv_optimizer_gradient_flow = {
    .type = { .name = "gradient_flow",
              .summary = "Follows the negative gradient without steps, as a differential equation.",
              .reference = "Fehlberg 1969; Hairer, Norsett and Wanner 1993",
              .params = params,
              .config_size = sizeof(struct flow) },
    .carries = carries,
    .iterate = iterate,
    .open = open,
    .close = close,
    .scratch = 1,
    .exact = true,
    .one_block = true,
};
