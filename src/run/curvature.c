/* The curvature of a run where it stands: see curvature.h. */
#include "run/curvature.h"

#include "curvature/set_objective.h"
#include "run/internal.h"
#include "run/stability.h"

#include "ravine/memory.h"
#include "ravine/schedule.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define EXAMPLES 4 /* use of the stream: which examples */

/* What is measured on. */
struct bench {
    struct rv_set_objective set; /* of a network */
    uint32_t *index;             /* owned */
    struct rv_surface *surface; /* owned; else NULL */
    struct rv_objective objective; /* of one of the two */
};

/* Epochs that are finished, the one whose steps are all made among them. */
static long epochs_made(const struct rv_run *run)
{
    return rv_run_state(run)->epoch + rv_run_epoch_is_open(run);
}

/* The examples in a random order, the same for the whole run. */
static uint32_t *choose(uint64_t seed, size_t all)
{
    uint32_t *index = rv_alloc(all, sizeof *index);
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_CURVATURE, EXAMPLES, 0, 0);

    for (size_t i = 0; i < all; i++)
        index[i] = (uint32_t)i;
    rv_stream_shuffle(&stream, index, all);
    return index;
}

static enum rv_status open_network(struct bench *bench, const struct rv_run *run,
                                   const struct rv_examples *from, size_t examples,
                                   struct rv_error *error)
{
    const struct rv_recipe *recipe = rv_run_recipe(run);
    struct rv_batch batch = {from->inputs, from->labels, NULL, from->count};
    enum rv_status status;

    batch.index = bench->index = choose(run->seed, from->count);
    if (examples && examples < batch.count)
        batch.count = examples;
    status = rv_set_objective_open(&bench->set, rv_run_network(run), &recipe->loss, &batch,
                                   (size_t)recipe->train.batch, error);
    if (status)
        return status;
    bench->set.statistics = rv_run_statistics(run);
    bench->set.pass.seed = run->seed;
    bench->set.pass.epoch = (uint32_t)epochs_made(run) + 1;
    bench->objective = rv_set_objective(&bench->set);
    return RV_OK;
}

/* ---- A surface, without noise ---- */

static double evaluate_surface(void *self, const double *x, double *slope)
{
    double value;

    rv_surface_values(self, x, 1, &value, slope);
    return value;
}

static bool surface_hessian(void *self, const double *x, double *matrix)
{
    return rv_surface_hessian(self, x, matrix, NULL) == RV_OK;
}

static enum rv_status open_surface(struct bench *bench, const struct rv_run *run,
                                   struct rv_error *error)
{
    enum rv_status status = rv_surface_create(&run->base->surface, run->base->path.start.count,
                                              NULL, &bench->surface, error);

    bench->objective = (struct rv_objective){.count = run->sizes.block,
                                             .block = run->sizes.block,
                                             .exact = true,
                                             .self = bench->surface,
                                             .evaluate = evaluate_surface,
                                             .hessian = surface_hessian};
    return status;
}

static void close_bench(struct bench *bench)
{
    rv_set_objective_release(&bench->set);
    rv_free(bench->index);
    rv_surface_free(bench->surface);
}

/* ---- The last step ---- */

/* cos² of a displacement with the first vector, and with all together. */
static void find_shares(const struct rv_lanczos *lanczos, const double *way, size_t n,
                        double *first, double *all)
{
    double square = rv_vector_dot(way, way, n);

    *first = *all = square > 0 ? 0 : RV_NAN;
    for (size_t k = 0; k < rv_lanczos_top(lanczos) && square > 0; k++) {
        double along = rv_vector_dot(rv_lanczos_vector(lanczos, k), way, n);

        *all += along * along / square;
        *first = k ? *first : *all;
    }
}

/* x - from, or nothing. */
static double *displacement(const double *x, const double *from, size_t n)
{
    double *way = from ? rv_memdup(x, n * sizeof *x) : NULL;

    if (way)
        rv_vector_add(way, -1, from, n);
    return way;
}

static double cosine(const double *a, const double *b, size_t n)
{
    double lengths = rv_vector_norm(a, n) * rv_vector_norm(b, n);

    return lengths > 0 ? rv_vector_dot(a, b, n) / lengths : RV_NAN;
}

static void measure_path(struct rv_hessian *hessian, const struct rv_lanczos *lanczos,
                         const double *x, const struct rv_curvature_path *path,
                         struct rv_curvature *found)
{
    size_t n = rv_hessian_count(hessian);
    double *step = displacement(x, path->step, n), *epoch = displacement(x, path->epoch, n);
    double *other = displacement(path->step ? path->step : x, path->step ? path->other : NULL, n);

    if (step) {
        find_shares(lanczos, step, n, &found->step_share, &found->step_share_top);
        found->step_length = rv_vector_norm(step, n);
        found->step_to_weight = found->step_length / rv_vector_norm(path->step, n);
        found->along_step = rv_hessian_along(hessian, step);
    }
    if (epoch) {
        find_shares(lanczos, epoch, n, &found->epoch_share, &found->epoch_share_top);
        found->epoch_length = rv_vector_norm(epoch, n);
    }
    if (step && other)
        found->step_cosine = cosine(step, other, n);
    rv_free(step);
    rv_free(epoch);
    rv_free(other);
}

/* ---- Eigenvalues ---- */

static struct rv_lanczos *solve(struct rv_hessian *hessian, size_t top, const struct rv_run *run)
{
    struct rv_lanczos *lanczos =
        rv_lanczos_create(hessian, top, run->seed, (uint32_t)epochs_made(run));

    while (!rv_lanczos_step(lanczos))
        ;
    return lanczos;
}

/* Rate and momentum of the last step, or of the first one before it is made. Between two epochs the
 * table knows; the schedule has looked at the validation loss since. */
static void find_control(const struct rv_run *run, struct rv_curvature *found)
{
    const struct rv_state *state = rv_run_state(run);
    const struct rv_recipe *recipe = run->recipe;
    const struct rv_clock clock = {state->step ? state->step - 1 : 0, state->epoch,
                                   rv_run_steps_of_epoch(run), run->base->train.epochs};
    const struct rv_table *epochs = rv_run_epochs(run);
    size_t last = epochs->rows - 1;
    const struct rv_control control = rv_schedule_control(
        &recipe->schedule, &recipe->momentum_schedule, &clock, state->memory);

    found->rate = rv_optimizer_rate(&recipe->optimizer) * control.factor;
    found->momentum =
        isnan(control.momentum) ? rv_optimizer_momentum(&recipe->optimizer) : control.momentum;
    if (epochs->rows && !state->place) {
        found->rate = rv_table_at(epochs, last, rv_table_find(epochs, "learning_rate"));
        found->momentum = rv_table_at(epochs, last, rv_table_find(epochs, "momentum"));
    }
    found->limit = rv_stability_limit(&recipe->optimizer, found->rate, found->momentum);
}

/* The largest eigenvalue as the optimizer sees it. */
static double precondition(const struct rv_run *run, const struct rv_objective *objective,
                           const double *x, double plain)
{
    size_t n = objective->count;
    double *scale = rv_alloc(n, sizeof *scale), value = plain;

    if (n == run->sizes.parameters &&
        rv_stability_scale(&run->recipe->optimizer, run->ranges, run->range_count,
                           rv_run_array(run, run->layout.slots), n, scale)) {
        struct rv_hessian *hessian = rv_hessian_create(objective, x, scale);
        struct rv_lanczos *lanczos = solve(hessian, 1, run);

        value = rv_lanczos_values(lanczos)[0];
        rv_lanczos_free(lanczos);
        rv_hessian_free(hessian);
    }
    rv_free(scale);
    return value;
}

static void measure_hessian(const struct rv_run *run, const struct rv_objective *objective,
                            const struct rv_curvature_options *options,
                            const struct rv_curvature_path *path, struct rv_curvature *found)
{
    const double *x = rv_run_parameters(run);
    struct rv_hessian *hessian = rv_hessian_create(objective, x, NULL);
    struct rv_lanczos *lanczos = solve(hessian, options->top, run);

    found->coordinates = rv_hessian_free_count(hessian);
    found->top = rv_lanczos_top(lanczos);
    found->iterations = rv_lanczos_steps(lanczos);
    found->values = rv_memdup(rv_lanczos_values(lanczos), found->top * sizeof *found->values);
    found->residuals =
        rv_memdup(rv_lanczos_residuals(lanczos), found->top * sizeof *found->residuals);
    found->gradient_norm = rv_vector_norm(rv_hessian_gradient(hessian), objective->count);
    found->along_gradient = rv_hessian_along(hessian, rv_hessian_gradient(hessian));
    measure_path(hessian, lanczos, x, path, found);
    if (options->probes)
        rv_spectrum_measure(&found->spectrum, hessian, lanczos, options->probes, options->steps,
                            run->seed, (uint32_t)found->epoch);
    found->preconditioned = precondition(run, objective, x, found->values[0]);
    found->nudged = rv_hessian_nudged(hessian);
    found->spoilt = rv_hessian_spoilt(hessian);
    rv_lanczos_free(lanczos);
    rv_hessian_free(hessian);
}

/* On validation examples, as they are evaluated: in inference, by the running statistics as they
 * are now. */
static enum rv_status measure_first_order(const struct rv_run *run, size_t examples,
                                          const double *from, struct rv_curvature *found,
                                          struct rv_error *error)
{
    size_t n = run->sizes.parameters;
    const double *x = rv_run_parameters(run);
    double *slope = rv_alloc(n, sizeof *slope), *way = displacement(x, from, n), before, change;
    struct bench bench = {0};
    enum rv_status status =
        open_network(&bench, run, &rv_run_samples(run)->validation, examples, error);

    bench.set.pass.batch_statistics = bench.set.pass.dropout = false;
    if (!status) {
        before = rv_objective_evaluate(&bench.objective, from, slope);
        change = rv_objective_evaluate(&bench.objective, x, NULL) - before;
        if (change != 0)
            found->first_order_share = rv_vector_dot(slope, way, n) / change;
    }
    close_bench(&bench);
    rv_free(slope);
    rv_free(way);
    return status;
}

enum rv_status rv_curvature_check(const struct rv_run *run, struct rv_error *error)
{
    for (size_t r = 0; r < run->range_count; r++)
        if (run->ranges[r].trainable && run->ranges[r].count)
            return RV_OK;
    return rv_error_set(error, RV_INPUT, "the network has no parameters that are trained: there is "
                        "no curvature");
}

static void forget(const struct rv_run *run, struct rv_curvature *found)
{
    *found = (struct rv_curvature){.epoch = epochs_made(run),
                                   .step = rv_run_state(run)->step,
                                   .along_gradient = RV_NAN,
                                   .along_step = RV_NAN,
                                   .step_share = RV_NAN,
                                   .step_share_top = RV_NAN,
                                   .epoch_share = RV_NAN,
                                   .epoch_share_top = RV_NAN,
                                   .step_length = RV_NAN,
                                   .epoch_length = RV_NAN,
                                   .step_cosine = RV_NAN,
                                   .step_to_weight = RV_NAN,
                                   .spectrum = {.trace = RV_NAN, .trace_error = RV_NAN},
                                   .noise = {.trace = RV_NAN, .scale = RV_NAN},
                                   .overshoot = RV_NAN,
                                   .first_order_share = RV_NAN};
}

enum rv_status rv_curvature_measure(const struct rv_run *run,
                                    const struct rv_curvature_options *options,
                                    const struct rv_curvature_path *path,
                                    struct rv_curvature *found, struct rv_error *error)
{
    bool network = rv_run_network(run) != NULL;
    struct bench bench = {0};
    enum rv_status status;

    forget(run, found);
    status = rv_curvature_check(run, error);
    if (status)
        return status;
    find_control(run, found);
    status = network ? open_network(&bench, run, &rv_run_samples(run)->training, options->examples,
                                    error)
                     : open_surface(&bench, run, error);
    if (!status)
        measure_hessian(run, &bench.objective, options, path, found);
    if (!status && network) {
        found->examples = rv_set_objective_used(&bench.set);
        if (options->noise)
            rv_gradient_noise_measure(&found->noise, &bench.set, rv_run_parameters(run),
                                      (size_t)run->recipe->train.batch,
                                      rv_run_samples(run)->training.count);
        if (options->overshoot && path->step)
            found->overshoot =
                rv_gradient_noise_overshoot(&bench.set, path->step, rv_run_parameters(run));
    }
    close_bench(&bench);
    if (!status && network && options->first_order && path->epoch)
        status = measure_first_order(run, options->examples, path->epoch, found, error);
    return status;
}

void rv_curvature_release(struct rv_curvature *found)
{
    rv_free(found->values);
    rv_free(found->residuals);
    rv_spectrum_release(&found->spectrum);
    rv_gradient_noise_release(&found->noise);
    *found = (struct rv_curvature){0};
}
