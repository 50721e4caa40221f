/* Forecasts of optimizers on surfaces: see ravine/forecast.h. */
#include "ravine/forecast.h"

#include "theory/forecast_parts.h"

#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>


/* Of the start no more than this share is left in the variance when it counts as settled. */
static const double forgotten = 0.01;

const char *rv_forecast_motion_text(enum rv_forecast_motion motion)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RV_FORECAST_MOTIONS(X)
#undef X
    };

    return texts[motion];
}

const char *rv_forecast_basis_text(enum rv_forecast_basis basis)
{
    static const char *const texts[] = {
        "exact: the surface is a parabola",
        "in the quadratic approximation at the nearest known minimum",
        "in the quadratic approximation at the start: no minimum is known",
    };

    return texts[basis];
}

void rv_forecast_free(struct rv_forecast *forecast)
{
    if (!forecast)
        return;
    rv_free(forecast->reason);
    rv_free(forecast->start);
    rv_free(forecast->anchor);
    rv_free(forecast->vector);
    rv_free(forecast->direction);
    rv_free(forecast);
}

/* ---- One direction ---- */

/* The coordinate that an eigenvector lies along, n when it lies along none: a preconditioner that
 * is made coordinate by coordinate then mixes the directions. */
static size_t axis_of(const double *vector, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(vector[i]) > 1 - 1e-9)
            return i;
    return n;
}

/* Variance u' C u of the noise along a direction, and of its curvature: the noise along u at x + tu
 * grows by t^2 sum_i u_i^4 spread_i, where the axes' noises are taken as independent. */
static void noise_along(const struct rv_forecast_parts *m, const double *u, struct rv_linear *l)
{
    const size_t n = m->n;

    for (size_t i = 0; m->moments && i < n; i++) {
        l->noise += u[i] * rv_vector_dot(m->covariance + i * n, u, n);
        l->spread += u[i] * u[i] * u[i] * u[i] * m->spread[i];
    }
}

/* E g^2 in the steady state with a preconditioner that is p all the time. */
static double mean_square(const struct rv_linear *model, double p)
{
    struct rv_linear at = *model;
    struct rv_linear_moments moments;

    at.rate = model->rate / p;
    if (!rv_linear_stationary(&at, &moments))
        return HUGE_VAL;
    return at.noise + (at.curvature * at.curvature + at.spread) * moments.xx;
}

/* The preconditioner's steady value under noise: P^2 = E g^2 = noise + c^2 Var x, and Var x in turn
 * is that of the heavy ball at rate / P. P^2 grows with P and E g^2 falls, from infinity at the
 * edge: by bisection. */
static double steady_preconditioner(const struct rv_linear *model)
{
    double low = model->rate * model->curvature / rv_linear_limit(model);
    double high = low + sqrt(model->noise);

    while (mean_square(model, high) > high * high)
        high *= 2;
    for (int i = 0; i < 100; i++) {
        const double p = (low + high) / 2;

        if (mean_square(model, p) > p * p)
            low = p;
        else
            high = p;
    }
    return high;
}

static enum rv_forecast_motion motion_of(const struct rv_linear *l, double growth,
                                         enum rv_forecast_basis basis)
{
    const double angle = rv_linear_angle(l);

    if (l->curvature < 0)
        return RV_FORECAST_ESCAPES;
    if (l->curvature == 0)
        return RV_FORECAST_FLAT;
    if (!(growth < 1) && l->spread > 0 && rv_linear_factor(l) < 1)
        return RV_FORECAST_SPREADS;
    if (!(growth < 1))
        return basis == RV_FORECAST_EXACT ? RV_FORECAST_DIVERGES : RV_FORECAST_LEAVES;
    return angle == 0 ? RV_FORECAST_CONTRACTS : angle < RV_MATH_PI ? RV_FORECAST_SWINGS
                                                           : RV_FORECAST_BOUNCES;
}

/* Steps until the start's share in the second moment is small against the variance. */
static double settle_of(const struct rv_linear *l, double distance, double variance)
{
    const double excess = distance * distance / (forgotten * variance);

    return excess > 1 ? -rv_math_log(excess) / rv_math_log(rv_linear_growth(l)) : 0;
}

/* The steady state under noise. P(change of side) = acos(r) / pi of a Gaussian process with lag-1
 * correlation r (Rice 1944). */
static void fill_noise(const struct rv_forecast_parts *m, const struct rv_linear *l,
                       double distance, struct rv_forecast_direction *d)
{
    struct rv_linear_moments moments;
    const size_t n = (size_t)m->recipe->train.steps_per_epoch;

    if (!rv_linear_stationary(l, &moments) || !(moments.xx > 0))
        return;
    d->variance = moments.xx;
    d->loss = l->curvature * moments.xx / 2;
    rv_linear_correlations(l, 1, 1, &d->correlation);
    d->ema = rv_linear_ema(l, m->recipe->average.ema_decay);
    d->mean = rv_linear_mean(l, n);
    d->settle = settle_of(l, distance, moments.xx);
    d->flips = m->gaussian && l->spread == 0 ? rv_math_acos(d->correlation) / RV_MATH_PI : RV_NAN;
}

static void fill_direction(const struct rv_forecast_parts *m, const double *u, struct rv_linear *l,
                           struct rv_forecast_direction *d)
{
    const double growth = rv_linear_growth(l);
    double distance = 0;

    for (size_t i = 0; i < m->n; i++)
        distance += u[i] * (m->start[i] - m->f->anchor[i]);
    d->product = l->rate * l->curvature;
    d->limit = rv_linear_limit(l);
    d->factor = rv_linear_factor(l);
    d->motion = motion_of(l, growth, m->f->basis);
    d->flips = rv_linear_angle(l) / RV_MATH_PI;
    if (m->moments && m->f->noisy)
        fill_noise(m, l, distance, d);
}

/* Adam and its like. Without noise the preconditioner follows the gradient down until the direction
 * is at its edge, rate × curvature / P = limit / gain: P is then known, the path is not. */
static void fill_adaptive(struct rv_forecast_parts *m, const double *u, struct rv_linear *l,
                          struct rv_forecast_direction *d)
{
    l->rate *= m->rule.gain;
    d->limit = rv_linear_limit(l) / m->rule.gain;
    d->edge = l->rate * l->curvature / rv_linear_limit(l);
    d->motion = l->curvature > 0   ? RV_FORECAST_EDGE
                : l->curvature < 0 ? RV_FORECAST_ESCAPES
                                   : RV_FORECAST_FLAT;
    if (!m->f->noisy || !m->moments || !m->rule.mean_square || !(l->noise > 0) ||
        !(l->curvature > 0))
        return;
    l->rate /= steady_preconditioner(l);
    m->f->approximate = true;
    fill_direction(m, u, l, d);
    d->product /= m->rule.gain;
    d->limit /= m->rule.gain;
}

static struct rv_linear fill(struct rv_forecast_parts *m, size_t k)
{
    struct rv_forecast_direction *d = &m->f->direction[k];
    const double *u = m->f->vector + k * m->n;
    struct rv_linear l = { .rate = m->rule.rate,
                           .momentum = m->rule.momentum,
                           .nesterov = m->rule.nesterov,
                           .curvature = d->curvature };

    noise_along(m, u, &l);
    if (m->rule.adaptive)
        fill_adaptive(m, u, &l, d);
    else
        fill_direction(m, u, &l, d);
    return l;
}

static void clear(struct rv_forecast_direction *d)
{
    const double curvature = d->curvature, nan = RV_NAN;

    *d = (struct rv_forecast_direction){
        .curvature = curvature, .product = nan, .limit = nan, .motion = RV_FORECAST_UNKNOWN,
        .factor = nan, .flips = nan, .edge = nan, .amplitude = nan, .variance = nan, .loss = nan,
        .correlation = nan, .ema = nan, .mean = nan, .settle = nan,
    };
}

double rv_forecast_settle(const struct rv_forecast *forecast)
{
    double steps = RV_NAN;

    for (size_t k = 0; k < forecast->dimension; k++)
        if (!(forecast->direction[k].settle <= steps))
            steps = fmax(steps, forecast->direction[k].settle);
    return steps;
}

/* ---- Making ---- */

static enum rv_status open_parts(struct rv_forecast_parts *m, uint64_t seed,
                                  struct rv_error *error)
{
    const struct rv_recipe *recipe = m->recipe;
    const struct rv_reals *given = &recipe->path.start;
    enum rv_status status =
        rv_surface_create(&recipe->surface, given->count, NULL, &m->surface, error);

    if (status)
        return status;
    m->n = m->f->dimension = rv_surface_dimension(m->surface);
    if (m->n > RV_SURFACE_HESSIAN_MAX)
        return rv_error_set(error, RV_INPUT,
                            "a forecast needs the Hessian in full: at most %d dimensions, this "
                            "surface has %zu",
                            RV_SURFACE_HESSIAN_MAX, m->n);
    m->start = m->f->start = rv_alloc(m->n, sizeof *m->start);
    if (given->count)
        memcpy(m->start, given->value, m->n * sizeof *m->start);
    else
        rv_surface_start(m->surface, m->start);
    m->hessian = rv_alloc(m->n * m->n, sizeof *m->hessian);
    m->covariance = rv_alloc(m->n * m->n, sizeof *m->covariance);
    m->spread = rv_alloc(m->n, sizeof *m->spread);
    m->f->anchor = rv_alloc(m->n, sizeof *m->f->anchor);
    m->f->vector = rv_alloc(m->n * m->n, sizeof *m->f->vector);
    m->f->direction = rv_alloc(m->n, sizeof *m->f->direction);
    return rv_noise_create(&recipe->noise, m->n, seed, &m->noise, error);
}

static void close_parts(struct rv_forecast_parts *m)
{
    rv_surface_free(m->surface);
    rv_noise_free(m->noise);
    rv_free(m->hessian);
    rv_free(m->covariance);
    rv_free(m->spread);
}

/* A preconditioner coordinate by coordinate needs directions along the coordinates. */
static const char *reason_of(const struct rv_forecast_parts *m)
{
    if (m->rule.reason)
        return m->rule.reason;
    for (size_t k = 0; m->rule.adaptive && k < m->n; k++)
        if (axis_of(m->f->vector + k * m->n, m->n) == m->n)
            return "it scales coordinate by coordinate, and the valley is turned against the axes";
    if (m->f->noisy && !m->moments)
        return "the noise has no variance, or none that is known";
    return NULL;
}

static void fill_all(struct rv_forecast_parts *m)
{
    struct rv_linear *linear = rv_alloc(m->n, sizeof *linear);

    for (size_t k = 0; k < m->n; k++)
        linear[k] = fill(m, k);
    rv_forecast_sum(m, linear);
    rv_free(linear);
    if (!m->f->noisy && !m->rule.adaptive && m->rule.momentum == 0)
        rv_closed_form_fill(m->recipe, m->start, m->f);
}

static enum rv_status make(struct rv_forecast_parts *m, const struct rv_control *control,
                           struct rv_error *error)
{
    enum rv_status status;

    rv_parabola_anchor(m);
    m->f->noisy = rv_noise_active(m->noise);
    m->moments = rv_noise_moments(m->noise, m->f->anchor, m->covariance, m->spread);
    m->gaussian = strcmp(m->recipe->noise.type->name, "gaussian") == 0;
    m->rule = rv_recursion_of(m->recipe, control);
    m->f->rate = m->rule.rate;
    m->f->momentum = m->rule.momentum;
    status = rv_parabola_directions(m, error);
    for (size_t k = 0; k < m->n; k++)
        clear(&m->f->direction[k]);
    if (!status && reason_of(m))
        m->f->reason = rv_strdup(reason_of(m));
    else if (!status)
        fill_all(m);
    return status;
}

enum rv_status rv_forecast_create(const struct rv_recipe *recipe, uint64_t seed,
                                  const struct rv_control *control, struct rv_forecast **forecast,
                                  struct rv_error *error)
{
    const double nan = RV_NAN;
    struct rv_forecast_parts m = { .recipe = recipe, .f = rv_alloc(1, sizeof *m.f) };
    enum rv_status status;

    *m.f = (struct rv_forecast){ .start_least = nan, .start_most = nan, .loss = nan,
                                 .loss_spread = nan, .snapshot_ratio = nan, .decay_loss = nan,
                                 .decay_steps = nan, .catapult = { nan, nan, nan, nan } };
    status = open_parts(&m, seed, error);
    if (!status)
        status = make(&m, control, error);
    close_parts(&m);
    if (status) {
        rv_forecast_free(m.f);
        m.f = NULL;
    }
    *forecast = m.f;
    return status;
}
