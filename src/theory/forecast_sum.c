/* A forecast's sums over directions: mean loss, its fluctuation, what a lower rate would give. */
#include "theory/forecast_parts.h"

#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

/* Whether the noises of any two directions are uncorrelated, so that variances of the loss add. */
static bool independent(const struct rv_forecast_parts *m)
{
    const size_t n = m->n;
    bool diagonal = true;

    for (size_t a = 0; a < n && diagonal; a++)
        for (size_t b = 0; b < a && diagonal; b++) {
            double sum = 0, scale = 0;

            for (size_t i = 0; i < n; i++) {
                const double *row = m->covariance + i * n;

                sum += m->f->vector[a * n + i] * rv_vector_dot(row, m->f->vector + b * n, n);
                scale += row[i];
            }
            diagonal = fabs(sum) <= 1e-9 * scale;
        }
    return diagonal;
}

/* For Gaussian x, Cov(c x(t)^2 / 2, c x(t+k)^2 / 2) = (c Var r_k)^2 / 2. */
static void sum_fluctuations(struct rv_forecast_parts *m, const struct rv_linear *linear)
{
    const size_t steps = (size_t)m->recipe->train.steps_per_epoch;
    double *lagged = rv_alloc(steps, sizeof *lagged), *sum = rv_alloc(steps, sizeof *sum);

    for (size_t k = 0; k < m->n; k++) {
        rv_linear_correlations(&linear[k], 0, steps, lagged);
        for (size_t t = 0; t < steps; t++) {
            const double part = 2 * m->f->direction[k].loss * lagged[t];

            sum[t] += m->f->direction[k].loss > 0 ? part * part / 2 : 0;
        }
    }
    m->f->loss_spread = sqrt(sum[0]);
    for (size_t t = steps; t-- > 0;)
        sum[t] /= sum[0];
    m->f->snapshot_ratio = 1 / sqrt(rv_linear_mean_share(sum, steps));
    rv_free(lagged);
    rv_free(sum);
}

/* The mean loss at a tenth of the rate, and the time constant of the slowest direction on the way
 * there (1 / (2hc) for small hc). */
static void sum_decay(struct rv_forecast_parts *m, const struct rv_linear *linear)
{
    m->f->decay_loss = m->f->floor;
    m->f->decay_steps = 0;
    for (size_t k = 0; k < m->n; k++) {
        struct rv_linear l = linear[k];
        struct rv_linear_moments moments;

        if (l.noise == 0)
            continue;
        l.rate /= 10;
        rv_linear_stationary(&l, &moments);
        m->f->decay_loss += l.curvature * moments.xx / 2;
        m->f->decay_steps = fmax(m->f->decay_steps, -1 / rv_math_log(rv_linear_growth(&l)));
    }
}

void rv_forecast_sum(struct rv_forecast_parts *m, const struct rv_linear *linear)
{
    bool steady = m->f->noisy && m->moments, spread = false;
    double loss = m->f->floor;

    for (size_t k = 0; k < m->n && steady; k++) {
        const bool still = linear[k].noise == 0 && m->f->direction[k].factor < 1;

        steady = still || !isnan(m->f->direction[k].variance);
        loss += still ? 0 : m->f->direction[k].loss;
        spread |= linear[k].spread > 0;
    }
    if (!steady || !(loss > m->f->floor))
        return;
    m->f->loss = loss;
    if (m->gaussian && !spread && independent(m))
        sum_fluctuations(m, linear);
    if (!m->rule.adaptive)
        sum_decay(m, linear);
}
