/* Measuring a run beside its forecast: see ravine/chain.h. */
#include "ravine/chain.h"

#include "theory/forecast_parts.h"
#include "theory/segments.h"

#include "ravine/eigen.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

/* Values kept of a path without noise, for its factor. */
static const size_t path_most = 100000;
/* A projection is exact to about this share of the point's size. */
static const double rounding = 1e-12;

/* What a measurement works with. */
struct measuring {
    struct rv_run *run;
    const struct rv_forecast *forecast;
    const struct rv_chain_options *options;
    struct rv_chain *chain;
    struct rv_surface *surface;
    struct rv_segments segments;
    size_t n, replicas;
    double *place;  /* replicas × count: distance along each direction */
    double *values; /* replicas */
    double *path;   /* count × path_room, first replica, without noise */
    size_t path_count, path_room;
    double largest; /* loss of the first replica */
    double first;
    double sum;     /* of the first replica's losses after the burn-in */
    long summed;
    double size;    /* distances up to this are rounding */
};

void rv_chain_release(struct rv_chain *chain)
{
    rv_free(chain->direction);
    *chain = (struct rv_chain){0};
}

/* ---- One step ---- */

/* Distances along the directions, of every replica. */
static void project(struct measuring *m)
{
    const struct rv_forecast *f = m->forecast;
    const double *x = rv_run_parameters(m->run);

    for (size_t r = 0; r < m->replicas; r++)
        for (size_t k = 0; k < m->chain->count; k++) {
            const double *u = f->vector + m->chain->direction[k].index * m->n;
            double sum = 0;

            for (size_t i = 0; i < m->n; i++)
                sum += u[i] * (x[r * m->n + i] - f->anchor[i]);
            m->place[r * m->chain->count + k] = sum;
        }
}

static void keep_path(struct measuring *m)
{
    if (m->path_count == m->path_room)
        return;
    for (size_t k = 0; k < m->chain->count; k++)
        m->path[k * m->path_room + m->path_count] = m->place[k];
    m->path_count++;
}

/* After every step: where all replicas are and how high. */
static void look(struct measuring *m, long step, bool epoch_ended)
{
    const double *x = rv_run_parameters(m->run);

    project(m);
    keep_path(m);
    rv_surface_values(m->surface, x, m->chain->noisy ? m->replicas : 1, m->values, NULL);
    if (step == 0)
        m->first = m->values[0];
    if (m->values[0] > m->largest || step == 0)
        m->largest = m->values[0];
    if (step > m->options->burn_in) {
        m->sum += m->values[0];
        m->summed++;
    }
    if (m->chain->noisy)
        rv_segments_add(&m->segments, step - m->options->burn_in, m->place, m->values, epoch_ended);
}

static void walk(struct measuring *m)
{
    const struct rv_chain_options *options = m->options;
    enum rv_stopped stopped = RV_RUNNING;
    struct rv_sample sample = {0};

    look(m, 0, true);
    while (stopped == RV_RUNNING) {
        const long before = sample.step;

        sample.epoch_ended = false;
        stopped = rv_run_step(m->run, &sample);
        if (sample.step > before)
            look(m, sample.step, sample.epoch_ended);
        if (sample.epoch_ended && options->epoch)
            options->epoch(options->context, m->run);
        if (options->stop && *options->stop) {
            rv_run_interrupt(m->run);
            stopped = rv_run_stopped(m->run);
        }
    }
    m->chain->stopped = stopped;
    m->chain->steps = sample.step;
}

/* ---- Before and after ---- */

static enum rv_status open_measuring(struct measuring *m, struct rv_error *error)
{
    const struct rv_recipe *recipe = rv_run_recipe(m->run);
    const long planned = rv_run_steps_planned(m->run);
    const size_t count = m->chain->count;
    enum rv_status status;

    if (!rv_recipe_on_surface(recipe))
        return rv_error_set(error, RV_USAGE, "only runs on surfaces have a forecast");
    m->n = rv_run_parameter_count(m->run) / (size_t)recipe->path.replicas;
    status = rv_surface_create(&recipe->surface, m->n, NULL, &m->surface, error);
    if (status)
        return status;
    m->replicas = (size_t)recipe->path.replicas;
    m->path_room = (size_t)planned + 1 < path_most ? (size_t)planned + 1 : path_most;
    m->path = rv_alloc(count * m->path_room + 1, sizeof *m->path);
    m->place = rv_alloc(count * m->replicas + 1, sizeof *m->place);
    m->values = rv_alloc(m->replicas, sizeof *m->values);
    if (m->chain->noisy)
        rv_segments_open(&m->segments, m->replicas, count, planned - m->options->burn_in,
                         recipe->train.steps_per_epoch, recipe->average.ema_decay);
    return RV_OK;
}

static void close_measuring(struct measuring *m)
{
    rv_surface_free(m->surface);
    rv_segments_close(&m->segments);
    rv_free(m->place);
    rv_free(m->values);
    rv_free(m->path);
}

/* Share of the steps of the kept path that change sides. */
static double flips(const double *x, size_t n, double least)
{
    size_t changes = 0, steps = 0;

    for (size_t t = 1; t < n; t++) {
        if (!(fabs(x[t]) > least) || !(fabs(x[t - 1]) > least))
            continue;
        changes += (x[t] > 0) != (x[t - 1] > 0);
        steps++;
    }
    return steps ? (double)changes / (double)steps : RV_NAN;
}

static double finite(double value)
{
    return isfinite(value) ? value : RV_NAN;
}

/* Whether no other direction shrinks more slowly. On a curved floor what is left of a fast
 * direction follows the slowest one and has no factor of its own. */
static bool is_slowest(const struct rv_forecast *f, size_t index)
{
    bool slowest = true;

    for (size_t k = 0; k < f->dimension; k++)
        slowest &= !(f->direction[k].factor > f->direction[index].factor * (1 + 1e-9));
    return slowest;
}

/* Without noise: from the first replica's path. On a surface that is no parabola only its later
 * half is near enough to the minimum to be compared. */
static void measure_path(struct measuring *m)
{
    const struct rv_recipe *recipe = rv_run_recipe(m->run);
    const bool memory = rv_optimizer_momentum(&recipe->optimizer) > 0;
    const bool exact = m->forecast && m->forecast->basis == RV_FORECAST_EXACT;
    const bool known = m->forecast && m->forecast->basis == RV_FORECAST_MINIMUM;
    const size_t from = exact ? 0 : m->path_count / 2, n = m->path_count - from;

    m->chain->loss.value = m->summed ? finite(m->sum / (double)m->summed) : RV_NAN;
    for (size_t k = 0; k < m->chain->count; k++) {
        struct rv_chain_direction *d = &m->chain->direction[k];
        const bool cycles = m->forecast->direction[d->index].motion == RV_FORECAST_CYCLES;
        const double *x = m->path + k * m->path_room + from;
        double square = 0;

        if (cycles)
            d->flips.value = flips(x, n, m->size);
        else if (exact || (known && is_slowest(m->forecast, d->index))) {
            d->factor.value = rv_chain_factor(x, n, memory, m->size);
            d->flips.value = flips(x, n, m->size);
        }
        for (size_t t = n / 2; t < n; t++)
            square += x[t] * x[t] / (double)(n - n / 2);
        d->distance.value = finite(sqrt(square));
        d->gradient.value = d->distance.value * m->forecast->direction[d->index].curvature;
    }
}

/* The largest eigenvalue of the Hessian. */
static double steepest(const struct measuring *m, const double *x)
{
    const size_t n = m->n;
    double *h = rv_alloc(n * n, sizeof *h), *values = rv_alloc(n, sizeof *values);
    double most = RV_NAN;

    if (n <= RV_SURFACE_HESSIAN_MAX && rv_vector_finite(x, n) &&
        rv_surface_hessian(m->surface, x, h, NULL) == RV_OK && rv_vector_finite(h, n * n)) {
        rv_eigen_symmetric(h, n, values, NULL);
        most = values[0];
    }
    rv_free(h);
    rv_free(values);
    return most;
}

static void finish(struct measuring *m)
{
    const double *x = rv_run_parameters(m->run);
    struct rv_chain *chain = m->chain;
    double own = 0;

    rv_surface_values(m->surface, x, m->replicas, m->values, NULL);
    chain->value = finite(rv_vector_sum(m->values, m->replicas) / (double)m->replicas);
    chain->distance = finite(rv_surface_distance(m->surface, x));
    chain->peak = finite(m->largest / m->first);
    chain->steepest = steepest(m, x);
    for (size_t i = 0; m->forecast && i < m->n; i++)
        own += (x[i] - m->forecast->anchor[i]) * (x[i] - m->forecast->anchor[i]);
    chain->elsewhere = m->forecast && chain->distance < sqrt(own) * (1 - 1e-9);
}

/* E[(v - mean)^2] as arrays of the sums: squares - 2 mean sums + steps mean^2. */
static void centre(const double *squares, const double *sums, const double *others,
                   const double *steps, double mean, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = squares[i] - mean * (sums[i] + others[i]) + steps[i] * mean * mean;
}

/* The square root of an estimate. */
static struct rv_estimate root(struct rv_estimate e)
{
    const double value = sqrt(e.value);

    return (struct rv_estimate){value, e.error / (2 * value)};
}

static void measure_direction(const struct measuring *m, size_t k)
{
    struct rv_chain_direction *d = &m->chain->direction[k];
    const struct rv_segments *p = &m->segments;
    const double curvature = m->forecast->direction[d->index].curvature;
    const double *steps = rv_segments_of_loss(p, RV_SEGMENTS_STEPS);
    const double *epochs = rv_segments_of_loss(p, RV_SEGMENTS_EPOCHS);
    const double *squares = rv_segments_of_direction(p, k, RV_SEGMENTS_SQUARES);
    const size_t n = p->count;
    struct rv_estimate means;

    d->variance = rv_chain_ratio(squares, steps, n);
    d->flips = rv_chain_ratio(rv_segments_of_direction(p, k, RV_SEGMENTS_FLIPS), steps, n);
    d->correlation =
        rv_chain_ratio(rv_segments_of_direction(p, k, RV_SEGMENTS_PRODUCTS), squares, n);
    d->ema = rv_chain_ratio(rv_segments_of_direction(p, k, RV_SEGMENTS_EMA), squares, n);
    means = rv_chain_ratio(rv_segments_of_direction(p, k, RV_SEGMENTS_MEANS), epochs, n);
    d->mean = (struct rv_estimate){means.value / d->variance.value,
                                   means.error / d->variance.value};
    d->loss = (struct rv_estimate){curvature * d->variance.value / 2,
                                   curvature * d->variance.error / 2};
    d->distance = root(d->variance);
    d->gradient = (struct rv_estimate){curvature * d->distance.value,
                                       curvature * d->distance.error};
}

/* Spread of the snapshots over that of the epochs' means, each about its own mean. */
static void measure_epochs(const struct measuring *m, double *snapshots, double *means)
{
    const struct rv_segments *p = &m->segments;
    const double *epochs = rv_segments_of_loss(p, RV_SEGMENTS_EPOCHS);
    const double *snapshot = rv_segments_of_loss(p, RV_SEGMENTS_SNAPSHOT);
    const double *mean = rv_segments_of_loss(p, RV_SEGMENTS_EPOCH_LOSS);
    const size_t n = p->count;

    centre(rv_segments_of_loss(p, RV_SEGMENTS_SNAPSHOT_SQUARES), snapshot, snapshot, epochs,
           rv_chain_ratio(snapshot, epochs, n).value, n, snapshots);
    centre(rv_segments_of_loss(p, RV_SEGMENTS_EPOCH_SQUARES), mean, mean, epochs,
           rv_chain_ratio(mean, epochs, n).value, n, means);
    m->chain->snapshot_ratio = root(rv_chain_ratio(snapshots, means, n));
}

static void measure_loss(const struct measuring *m)
{
    const struct rv_segments *p = &m->segments;
    const size_t n = p->count;
    const double *steps = rv_segments_of_loss(p, RV_SEGMENTS_STEPS);
    const double *sum = rv_segments_of_loss(p, RV_SEGMENTS_LOSS);
    const double *before = rv_segments_of_loss(p, RV_SEGMENTS_BEFORE);
    double *squares = rv_alloc(n, sizeof *squares), *products = rv_alloc(n, sizeof *products);
    double mean;

    m->chain->loss = rv_chain_ratio(sum, steps, n);
    m->chain->rises = rv_chain_ratio(rv_segments_of_loss(p, RV_SEGMENTS_RISES), steps, n);
    mean = m->chain->loss.value;
    centre(rv_segments_of_loss(p, RV_SEGMENTS_LOSS_SQUARES), sum, sum, steps, mean, n, squares);
    centre(rv_segments_of_loss(p, RV_SEGMENTS_LOSS_PRODUCTS), sum, before, steps, mean, n,
           products);
    m->chain->loss_spread = root(rv_chain_ratio(squares, steps, n));
    m->chain->loss_correlation = rv_chain_ratio(products, squares, n);
    measure_epochs(m, squares, products);
    rv_free(squares);
    rv_free(products);
}

static void measure_noise(const struct measuring *m)
{
    for (size_t k = 0; k < m->chain->count; k++)
        measure_direction(m, k);
    measure_loss(m);
}

static void prepare_chain(struct rv_chain *chain, const struct rv_forecast *forecast,
                          const struct rv_chain_options *options)
{
    const struct rv_estimate none = {RV_NAN, RV_NAN};

    *chain = (struct rv_chain){.noisy = forecast && forecast->noisy,
                               .loss = none, .loss_spread = none,
                               .loss_correlation = none, .rises = none, .snapshot_ratio = none,
                               .value = RV_NAN, .distance = RV_NAN, .peak = RV_NAN,
                               .steepest = RV_NAN};
    chain->count = forecast ? options->count : 0;
    if (forecast && chain->count > forecast->dimension)
        chain->count = forecast->dimension;
    chain->direction = rv_alloc(chain->count + 1, sizeof *chain->direction);
    for (size_t k = 0; k < chain->count; k++)
        chain->direction[k] = (struct rv_chain_direction){
            options->directions ? options->directions[k] : k,
            none, none, none, none, none, none, none, none, none};
}

/* 1. walk to the end, 2. estimates from the sums or from the path. Of a run that diverged there is
 * no steady state to measure. */
enum rv_status rv_chain_measure(struct rv_run *run, const struct rv_forecast *forecast,
                                const struct rv_chain_options *options, struct rv_chain *chain,
                                struct rv_error *error)
{
    struct measuring m = {.run = run, .forecast = forecast, .options = options, .chain = chain};
    enum rv_status status;

    prepare_chain(chain, forecast, options);
    status = open_measuring(&m, error);
    if (status == RV_OK) {
        if (forecast)
            m.size = rounding * fmax(rv_vector_norm(rv_run_parameters(run), m.n),
                                     rv_vector_norm(forecast->anchor, m.n));
        walk(&m);
        finish(&m);
        if (!chain->noisy)
            measure_path(&m);
        else if (chain->stopped != RV_DIVERGED_RUN)
            measure_noise(&m);
    }
    close_measuring(&m);
    return status;
}
