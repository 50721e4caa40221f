/* A surface as what a run minimises: R replicas of a path, each with noise of its own. */
#include "run/wall.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

struct rv_surface_problem {
    struct rv_surface *surface;
    struct rv_surface *twin; /* what validation sees */
    struct rv_noise *noise;
    size_t dimension, replicas;
    struct rv_range range;   /* all coordinates */
    double *values;          /* one a replica */
    struct rv_wall *wall;    /* NULL where it is not recorded */
};

static struct rv_surface_problem *own_of(const struct rv_run *run)
{
    return run->own;
}

static void find_sizes(const struct rv_recipe *base, size_t dimension, struct rv_sizes *sizes)
{
    sizes->parameters = dimension * (size_t)base->path.replicas;
    sizes->block = dimension;
    sizes->visits = (size_t)base->train.steps_per_epoch;
    sizes->evaluated = (size_t)base->path.replicas;
}

/* Binding has made the surface, its twin and the noise once; here it is about how many coordinates
 * there are. */
static enum rv_status measure(const struct rv_recipe *base, struct rv_sizes *sizes,
                              struct rv_run_place *place, struct rv_error *error)
{
    struct rv_surface *surface = NULL;
    enum rv_status status =
        rv_surface_create(&base->surface, base->path.start.count, NULL, &surface, error);

    *place = (struct rv_run_place){"surface", NULL, NULL};
    if (status)
        return status;
    find_sizes(base, rv_surface_dimension(surface), sizes);
    rv_surface_free(surface);
    return RV_OK;
}

static enum rv_status create(struct rv_run *run, struct rv_error *error)
{
    struct rv_surface_problem *own = run->own = rv_alloc(1, sizeof *own);
    const struct rv_recipe *base = run->base;
    size_t dimension = base->path.start.count;
    enum rv_status status =
        rv_surface_create(&base->surface, dimension, NULL, &own->surface, error);

    if (status == RV_OK)
        status = rv_surface_create(&base->surface, dimension, &base->validation, &own->twin, error);
    if (status)
        return status;
    own->dimension = rv_surface_dimension(own->surface);
    own->replicas = (size_t)base->path.replicas;
    status = rv_noise_create(&base->noise, own->dimension, run->seed, &own->noise, error);
    if (status)
        return status;
    find_sizes(base, own->dimension, &run->sizes);
    own->range = (struct rv_range){.name = "x",
                                   .count = run->sizes.parameters,
                                   .rate = 1,
                                   .decay = 1,
                                   .trainable = true};
    run->ranges = &own->range;
    run->range_count = 1;
    return RV_OK;
}

static void release(struct rv_run *run)
{
    struct rv_surface_problem *own = own_of(run);

    if (!own)
        return;
    rv_surface_free(own->surface);
    rv_surface_free(own->twin);
    rv_noise_free(own->noise);
    rv_free(own->values);
    rv_wall_free(own->wall);
    rv_free(own);
}

/* Every replica begins at the same point: the recipe's, else the surface's own. */
static void start(struct rv_run *run)
{
    struct rv_surface_problem *own = own_of(run);
    const struct rv_reals *given = &run->base->path.start;
    double *x = rv_run_array(run, run->layout.parameters);
    size_t bytes = own->dimension * sizeof *x;

    own->values = rv_alloc(own->replicas, sizeof *own->values);
    if (run->base->record.metrics || run->base->record.steps_every)
        own->wall = rv_wall_create(own->surface);
    if (given->count)
        memcpy(x, given->value, bytes);
    else
        rv_surface_start(own->surface, x);
    for (size_t r = 1; r < own->replicas; r++)
        memcpy(x + r * own->dimension, x, bytes);
}

static enum rv_status change(struct rv_run *run, const struct rv_recipe *before,
                             struct rv_error *error)
{
    struct rv_surface_problem *own = own_of(run);
    struct rv_noise *noise = NULL;
    enum rv_status status;

    if (rv_config_equal(&before->noise, &run->recipe->noise))
        return RV_OK;
    status = rv_noise_create(&run->recipe->noise, own->dimension, run->seed, &noise, error);
    if (status == RV_OK) {
        rv_noise_free(own->noise);
        own->noise = noise;
    }
    return status;
}

static size_t visits_of_step(const struct rv_recipe *recipe)
{
    (void)recipe;
    return 1;
}

static void begin_epoch(struct rv_run *run)
{
    (void)run;
}

static double mean(const double *values, size_t n)
{
    return rv_vector_sum(values, n) / (double)n;
}

static void gradient(struct rv_run *run, struct rv_problem_step *step)
{
    struct rv_surface_problem *own = own_of(run);
    const double *x = rv_run_parameters(run);
    uint64_t number = (uint64_t)rv_run_state(run)->step;

    rv_surface_values(own->surface, x, own->replicas, own->values, run->gradient);
    if (rv_noise_active(own->noise))
        rv_noise_add(own->noise, x, 0, own->replicas, number, own->values, run->gradient);
    if (own->wall)
        rv_wall_before(own->wall, x, run->gradient);
    *step = (struct rv_problem_step){.loss = mean(own->values, own->replicas),
                                     .weight = 1,
                                     .count = own->replicas,
                                     .visits = 1};
}

/* The noise of a step is one draw, wherever in it the gradient is asked for. Values alone are asked
 * for by exact methods, which refuse noise. */
static double evaluate(void *self, const double *x, double *slope)
{
    const struct rv_run *run = self;
    struct rv_surface_problem *own = own_of(run);
    uint64_t number = (uint64_t)rv_run_state(run)->step;

    rv_surface_values(own->surface, x, own->replicas, own->values, slope);
    if (slope && rv_noise_active(own->noise))
        rv_noise_add(own->noise, x, 0, own->replicas, number, own->values, slope);
    return mean(own->values, own->replicas);
}

static bool hessian(void *self, const double *x, double *h)
{
    const struct rv_run *run = self;
    const struct rv_surface_problem *own = own_of(run);

    return own->replicas == 1 && rv_surface_hessian(own->surface, x, h, NULL) == RV_OK;
}

static void commit(struct rv_run *run)
{
    (void)run;
}

/* Only where a row will show it: a Hessian and its eigenvectors cost more than a step. */
static void moved(struct rv_run *run)
{
    struct rv_surface_problem *own = own_of(run);
    struct rv_state *state = rv_run_state(run);
    const struct rv_record *record = &run->base->record;
    bool row = record->steps_every && (state->step + 1) % record->steps_every == 0;

    if (!own->wall || !(record->metrics || row))
        return;
    rv_wall_after(own->wall, own->surface, rv_run_parameters(run));
    state->wall_gradient += own->wall->gradient_share;
    state->wall_step += own->wall->step_share;
}

static double validate(struct rv_run *run)
{
    struct rv_surface_problem *own = own_of(run);
    const double *x = rv_run_parameters_of(run, run->recipe->evaluate.parameters);

    rv_surface_values(own->twin, x, own->replicas, own->values, NULL);
    return mean(own->values, own->replicas);
}

static void place(const struct rv_run *run, double *row)
{
    const struct rv_surface_problem *own = own_of(run);
    const double *x = rv_run_parameters(run);

    row[RV_STEP_X] = x[0];
    if (own->dimension > 1)
        row[RV_STEP_Y] = x[1];
    row[RV_STEP_DISTANCE] = rv_surface_distance(own->surface, x);
    if (own->wall) {
        row[RV_STEP_WALL_SHARE_GRADIENT] = own->wall->gradient_share;
        row[RV_STEP_WALL_SHARE_STEP] = own->wall->step_share;
    }
}

/* Standard error over replicas: NaN when there is one. */
static double standard_error(const double *values, size_t n)
{
    double m = mean(values, n), squares = 0;

    for (size_t i = 0; i < n; i++)
        squares += (values[i] - m) * (values[i] - m);
    return n > 1 ? sqrt(squares / ((double)n * (double)(n - 1))) : RV_NAN;
}

static void finish_epoch(struct rv_run *run, double *row, double *protocols)
{
    struct rv_surface_problem *own = own_of(run);
    const double *x = rv_run_parameters_of(run, run->recipe->evaluate.parameters);
    double *previous = rv_run_array(run, run->layout.previous);
    struct rv_state *state = rv_run_state(run);

    (void)protocols; /* a surface has none */
    if (own->wall) {
        row[RV_EPOCH_WALL_SHARE_GRADIENT] = state->wall_gradient / (double)state->batches;
        row[RV_EPOCH_WALL_SHARE_STEP] = state->wall_step / (double)state->batches;
    }
    rv_surface_values(own->surface, x, own->replicas, own->values, NULL);
    row[RV_EPOCH_SNAPSHOT_LOSS] = mean(own->values, own->replicas);
    row[RV_EPOCH_VAL_LOSS] = validate(run);
    row[RV_EPOCH_VAL_LOSS_SE] = standard_error(own->values, own->replicas);
    row[RV_EPOCH_PENALTY] = 0;
    /* The paired error of the jump: of the differences, replica by replica. */
    for (size_t i = 0; i < own->replicas; i++)
        previous[i] = own->values[i] - previous[i];
    if (state->previous_count)
        row[RV_EPOCH_VAL_JUMP_SE] = standard_error(previous, own->replicas);
    memcpy(previous, own->values, own->replicas * sizeof *previous);
    state->previous_count = own->replicas;
}

const struct rv_problem_type rv_problem_surface = {
    .measure = measure,
    .create = create,
    .free = release,
    .start = start,
    .change = change,
    .visits_of_step = visits_of_step,
    .begin_epoch = begin_epoch,
    .gradient = gradient,
    .evaluate = evaluate,
    .hessian = hessian,
    .commit = commit,
    .moved = moved,
    .validate = validate,
    .place = place,
    .finish_epoch = finish_epoch,
};
