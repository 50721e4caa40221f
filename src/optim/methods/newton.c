/* Newton's method: to the stationary point of the parabola that fits here.
 *
 *     (H + k I) d = -g,   x <- x + h d
 *
 * With h = 1, k = 0 one step ends at the minimum of any parabola, however narrow its valley; near a
 * minimum the error is squared each step. Where H is not positive definite the stationary point is
 * a saddle or a maximum, and plain Newton goes there all the same: a large enough k makes d point
 * down (Levenberg 1944). H is the objective's own, or central differences of the gradient, 2n
 * evaluations. Solved by GSL's Cholesky, by LU where H + k I is not positive definite. */
#include "optim/update.h"
#include "ravine/memory.h"
#include "ravine/method.h"
#include "ravine/vector.h"

#include <gsl/gsl_linalg.h>
#include <string.h>

struct newton {
    double learning_rate; /* h; default 1 */
    double damping;       /* k; default 0 */
    double difference;    /* of the points that H is taken from; default 1e-5 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct newton, 1,
                       "Share of Newton's step that is made. 1 goes to the bottom of a parabola at "
                       "once; smaller ones approach it. Too large: above 2 it moves away from the "
                       "minimum."),
    RV_REAL(struct newton, damping, .minimum = 0, .maximum = 1e9, .live = RV_LIVE_STEP,
            .help = "Added to every curvature. 0 is Newton's own step; more than the most negative "
                    "curvature makes every step go down. Too large: plain gradient descent with "
                    "step 1 / damping."),
    RV_REAL(struct newton, difference, .initial = 1e-5, .minimum = 1e-9, .maximum = 1,
            .live = RV_LIVE_STEP,
            .help = "Distance of the points from which curvatures are computed where the objective "
                    "has no Hessian of its own. 1e-5; 0.01 for networks, which compute in float32. "
                    "Too large: the Hessian is that of a blurred objective."),
    RV_PARAM_END
};

/* GSL's parts for one solution. */
struct newton_room {
    gsl_matrix *hessian, *factor;
    gsl_permutation *order;
    gsl_vector *step;
};

/* Column i of H is (g(x + e_i) - g(x - e_i)) / 2e; then the mean with the transpose. */
static void differences(struct rv_iteration *it, double apart, gsl_matrix *h)
{
    double *at = it->scratch[0], *ahead = it->scratch[1], *behind = it->scratch[2];
    const size_t n = it->objective->count;

    memcpy(at, it->p, n * sizeof *at);
    for (size_t i = 0; i < n; i++) {
        const double e = apart * fmax(1, fabs(at[i]));

        at[i] = it->p[i] + e;
        rv_method_evaluate(it, at, ahead);
        at[i] = it->p[i] - e;
        rv_method_evaluate(it, at, behind);
        at[i] = it->p[i];
        for (size_t j = 0; j < n; j++)
            gsl_matrix_set(h, i, j, (ahead[j] - behind[j]) / (2 * e));
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            const double mean = (gsl_matrix_get(h, i, j) + gsl_matrix_get(h, j, i)) / 2;

            gsl_matrix_set(h, i, j, mean);
            gsl_matrix_set(h, j, i, mean);
        }
}

/* Rows of frozen coordinates are 0 and would make H singular; a 1 on the diagonal keeps them. */
static void hold_frozen(const struct rv_objective *objective, gsl_matrix *h)
{
    for (size_t r = 0; r < objective->range_count; r++) {
        const struct rv_range *range = &objective->ranges[r];

        for (size_t i = range->offset; !range->trainable && i < range->offset + range->count; i++)
            for (size_t j = 0; j < objective->count; j++) {
                gsl_matrix_set(h, i, j, i == j);
                gsl_matrix_set(h, j, i, i == j);
            }
    }
}

/* room->step = (H + k I)^-1 g. False where the matrix is singular. */
static bool solve(struct newton_room *room, const struct rv_iteration *it, double damping)
{
    const size_t n = it->objective->count;
    int sign;

    for (size_t i = 0; i < n; i++) {
        gsl_matrix_set(room->hessian, i, i, gsl_matrix_get(room->hessian, i, i) + damping);
        gsl_vector_set(room->step, i, it->g[i]);
    }
    gsl_matrix_memcpy(room->factor, room->hessian);
    if (!gsl_linalg_cholesky_decomp1(room->factor))
        return !gsl_linalg_cholesky_svx(room->factor, room->step) &&
               rv_vector_finite(room->step->data, n);
    gsl_matrix_memcpy(room->factor, room->hessian);
    return !gsl_linalg_LU_decomp(room->factor, room->order, &sign) &&
           !gsl_linalg_LU_svx(room->factor, room->order, room->step) &&
           rv_vector_finite(room->step->data, n);
}

/* A singular matrix (a plateau, the bottom of a flat valley) names no step: the iterate stays. */
static void iterate(const struct rv_step *step, struct rv_iteration *it)
{
    const struct newton *c = step->config;
    const struct rv_objective *objective = it->objective;
    struct newton_room *room = it->room;

    if (!objective->hessian || !objective->hessian(objective->self, it->p, room->hessian->data))
        differences(it, c->difference, room->hessian);
    hold_frozen(objective, room->hessian);
    if (!solve(room, it, c->damping))
        return;
    for (size_t i = 0; i < objective->count; i++)
        it->p[i] -= step->rate * gsl_vector_get(room->step, i);
}

static void *open(size_t n)
{
    struct newton_room *room = rv_alloc(1, sizeof *room);

    room->hessian = gsl_matrix_calloc(n, n);
    room->factor = gsl_matrix_calloc(n, n);
    room->order = gsl_permutation_calloc(n);
    room->step = gsl_vector_calloc(n);
    return room;
}

static void close(void *opened)
{
    struct newton_room *room = opened;

    gsl_matrix_free(room->hessian);
    gsl_matrix_free(room->factor);
    gsl_permutation_free(room->order);
    gsl_vector_free(room->step);
    rv_free(room);
}

const struct rv_optimizer_type rv_optimizer_newton = {
    .type = { .name = "newton",
              .summary = "Jumps to the stationary point of the parabola that fits here.",
              .reference = "Newton 1669; Levenberg 1944; Nocedal and Wright 2006",
              .params = params,
              .config_size = sizeof(struct newton) },
    .iterate = iterate,
    .open = open,
    .close = close,
    .scratch = 3,
    .exact = true,
    .one_block = true,
    .most = 200,
};
