/* GSL's minimizers behind the seam of methods: see minimizer.h. */
#include "optim/minimizer.h"

#include "ravine/memory.h"

#include <string.h>

enum { ITERATIONS, TRIAL, LINE }; /* carries */

struct minimizer_room {
    gsl_multimin_fdfminimizer *slopes; /* one of both */
    gsl_multimin_fminimizer *values;
    gsl_vector *origin; /* where it was set */
    gsl_vector *edges;  /* of the simplex */
    gsl_multimin_function_fdf with_slopes;
    gsl_multimin_function with_values;
    struct rv_iteration *it; /* the step under way */
    double made;             /* calls since it was set; below 0: not set */
    double trial, line;      /* with which it was set */
};

/* ---- What GSL calls ---- */

static double value(const gsl_vector *x, void *parameters)
{
    const struct minimizer_room *room = parameters;

    return rv_method_evaluate(room->it, gsl_vector_const_ptr(x, 0), NULL);
}

static void both(const gsl_vector *x, void *parameters, double *f, gsl_vector *g)
{
    const struct minimizer_room *room = parameters;

    *f = rv_method_evaluate(room->it, gsl_vector_const_ptr(x, 0), gsl_vector_ptr(g, 0));
}

static void slope(const gsl_vector *x, void *parameters, gsl_vector *g)
{
    double unused;

    both(x, parameters, &unused, g);
}

/* ---- Room ---- */

static struct minimizer_room *make(size_t n)
{
    struct minimizer_room *room = rv_alloc(1, sizeof *room);

    room->origin = gsl_vector_calloc(n);
    room->edges = gsl_vector_calloc(n);
    room->with_slopes = (gsl_multimin_function_fdf){ value, slope, both, n, room };
    room->with_values = (gsl_multimin_function){ value, n, room };
    room->made = -1;
    return room;
}

void *rv_minimizer_open(const gsl_multimin_fdfminimizer_type *type, size_t n)
{
    struct minimizer_room *room = make(n);

    room->slopes = gsl_multimin_fdfminimizer_alloc(type, n);
    return room;
}

void *rv_minimizer_open_values(const gsl_multimin_fminimizer_type *type, size_t n)
{
    struct minimizer_room *room = make(n);

    room->values = gsl_multimin_fminimizer_alloc(type, n);
    return room;
}

void rv_minimizer_close(void *opened)
{
    struct minimizer_room *room = opened;

    if (room->slopes)
        gsl_multimin_fdfminimizer_free(room->slopes);
    if (room->values)
        gsl_multimin_fminimizer_free(room->values);
    gsl_vector_free(room->origin);
    gsl_vector_free(room->edges);
    rv_free(room);
}

/* ---- Where it stands ---- */

static const double *position(const struct minimizer_room *room)
{
    return gsl_vector_const_ptr(room->slopes ? room->slopes->x : room->values->x, 0);
}

/* Bit by bit, but for frozen ranges: a simplex that is flat there still moves by rounding. */
static bool stands_at(const struct minimizer_room *room, const struct rv_iteration *it)
{
    const double *here = position(room);

    for (size_t r = 0; r < it->objective->range_count; r++) {
        const struct rv_range *range = &it->objective->ranges[r];

        if (range->trainable && memcmp(here + range->offset, it->p + range->offset,
                                       range->count * sizeof *here) != 0)
            return false;
    }
    return true;
}

static bool as_state_says(const struct minimizer_room *room, const struct rv_iteration *it)
{
    const size_t n = it->objective->count;

    return room->made == it->carry[ITERATIONS] && room->trial == it->carry[TRIAL] &&
           room->line == it->carry[LINE] &&
           memcmp(gsl_vector_const_ptr(room->origin, 0), it->slot[0], n * sizeof *it->p) == 0 &&
           stands_at(room, it);
}

/* Sets GSL's object at the state's origin. The edges of a simplex are 0 in frozen ranges. */
static void set(struct minimizer_room *room, const struct rv_iteration *it)
{
    const struct rv_objective *objective = it->objective;

    memcpy(gsl_vector_ptr(room->origin, 0), it->slot[0], objective->count * sizeof *it->p);
    room->trial = it->carry[TRIAL];
    room->line = it->carry[LINE];
    room->made = 0;
    for (size_t r = 0; r < objective->range_count; r++)
        for (size_t i = 0; i < objective->ranges[r].count; i++)
            gsl_vector_set(room->edges, objective->ranges[r].offset + i,
                           objective->ranges[r].trainable ? room->trial : 0);
    if (room->slopes)
        gsl_multimin_fdfminimizer_set(room->slopes, &room->with_slopes, room->origin, room->trial,
                                      room->line);
    else
        gsl_multimin_fminimizer_set(room->values, &room->with_values, room->origin, room->edges);
}

static int call(struct minimizer_room *room)
{
    room->made++;
    return room->slopes ? gsl_multimin_fdfminimizer_iterate(room->slopes)
                        : gsl_multimin_fminimizer_iterate(room->values);
}

static void start(const struct rv_step *step, struct rv_iteration *it)
{
    const struct rv_minimizer_config *c = step->config;

    memcpy(it->slot[0], it->p, it->objective->count * sizeof *it->p);
    it->carry[ITERATIONS] = 0;
    it->carry[TRIAL] = step->rate;
    it->carry[LINE] = c->tolerance;
    set(it->room, it);
}

/* The way from the origin again. Its evaluations are not counted: how many a step made must not
 * depend on whether the run was interrupted before it. */
static void repeat(struct rv_iteration *it)
{
    const long evaluations = it->evaluations;
    struct minimizer_room *room = it->room;

    set(room, it);
    while (room->made < it->carry[ITERATIONS])
        call(room);
    it->evaluations = evaluations;
}

/* The iterate is elsewhere than its history says where something else moved it: then it begins. */
void rv_minimizer_iterate(const struct rv_step *step, struct rv_iteration *it)
{
    struct minimizer_room *room = it->room;
    const size_t n = it->objective->count;
    bool progress;

    room->it = it;
    if (it->carry[ITERATIONS] > 0 && !as_state_says(room, it))
        repeat(it);
    if (it->carry[ITERATIONS] == 0 || !stands_at(room, it))
        start(step, it);
    progress = call(room) == GSL_SUCCESS;
    memcpy(it->p, position(room), n * sizeof *it->p);
    it->carry[ITERATIONS] = progress ? room->made : 0;
    room->it = NULL;
}
