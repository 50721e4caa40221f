/* Closed forms of one linear direction: see linear.h. */
#include "theory/linear.h"

#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <gsl/gsl_poly.h>
#include <math.h>

/* M and k. */
struct linear_map {
    double xx, xv, vx, vv; /* z' = [xx xv; vx vv] z */
    double kx, kv;
};

/* h n and b of heavy ball and Nesterov: x' = x - h (1 + b) g - h b^2 v in the latter. */
static struct linear_map map_of(const struct rv_linear *l)
{
    const double h = l->rate, b = l->momentum, c = l->curvature;
    const double on_gradient = l->nesterov ? h * (1 + b) : h;
    const double on_velocity = l->nesterov ? h * b * b : h * b;

    return (struct linear_map){ .xx = 1 - on_gradient * c,
                         .xv = -on_velocity,
                         .vx = c,
                         .vv = b,
                         .kx = -on_gradient,
                         .kv = 1 };
}

/* Both eigenvalues: half ± root(half^2 - det). Without momentum one of them is 0 and the other the
 * whole trace. */
double rv_linear_factor(const struct rv_linear *l)
{
    const struct linear_map m = map_of(l);
    const double half = (m.xx + m.vv) / 2, det = m.xx * m.vv - m.xv * m.vx;
    const double square = half * half - det;

    if (l->momentum == 0)
        return fabs(m.xx);
    return square < 0 ? sqrt(det) : fabs(half) + sqrt(square);
}

double rv_linear_angle(const struct rv_linear *l)
{
    const struct linear_map m = map_of(l);
    const double half = (m.xx + m.vv) / 2, det = m.xx * m.vv - m.xv * m.vx;

    return half * half < det ? rv_math_acos(half / sqrt(det)) : half < 0 ? RV_MATH_PI : 0;
}

/* The map of (S_xx, S_xv, S_vv), row after row, and what the additive noise adds a step. */
static void moment_map(const struct rv_linear *l, double t[9], double added[3])
{
    const struct linear_map m = map_of(l);
    const double k[3] = { m.kx * m.kx, m.kx * m.kv, m.kv * m.kv };
    const double rows[9] = {
        m.xx * m.xx, 2 * m.xx * m.xv,             m.xv * m.xv,
        m.xx * m.vx, m.xx * m.vv + m.xv * m.vx,   m.xv * m.vv,
        m.vx * m.vx, 2 * m.vx * m.vv,             m.vv * m.vv,
    };

    for (int i = 0; i < 9; i++)
        t[i] = rows[i];
    for (int i = 0; i < 3; i++) {
        t[3 * i] += l->spread * k[i];
        added[i] = l->noise * k[i];
    }
}

static double determinant(const double a[9])
{
    return a[0] * (a[4] * a[8] - a[5] * a[7]) - a[1] * (a[3] * a[8] - a[5] * a[6]) +
           a[2] * (a[3] * a[7] - a[4] * a[6]);
}

/* Second moments stay second moments: the map keeps a cone, so that its largest eigenvalue is real
 * (Krein and Rutman 1948), the largest real root of its characteristic polynomial. */
double rv_linear_growth(const struct rv_linear *l)
{
    const struct linear_map m = map_of(l);
    double t[9], added[3], root[3], minors;
    int count;

    if (l->spread == 0)
        return rv_linear_factor(l) * rv_linear_factor(l);
    if (l->momentum == 0)
        return m.xx * m.xx + l->spread * m.kx * m.kx;
    moment_map(l, t, added);
    minors = t[0] * t[4] - t[1] * t[3] + t[0] * t[8] - t[2] * t[6] + t[4] * t[8] - t[5] * t[7];
    count = gsl_poly_solve_cubic(-(t[0] + t[4] + t[8]), minors, -determinant(t), &root[0],
                                 &root[1], &root[2]);
    return root[count - 1];
}

/* Without spread: 2 + 2b, and (2 + 2b) / (1 + 2b) for Nesterov. With spread and no momentum
 * (1 - hc)^2 + h^2 s = 1 at h = 2c / (c^2 + s); with momentum between 0 and the limit without
 * spread, by bisection. */
double rv_linear_limit(const struct rv_linear *l)
{
    const double b = l->momentum, c = l->curvature;
    const double limit = (2 + 2 * b) / (l->nesterov ? 1 + 2 * b : 1);
    double low = 0, high = limit;

    if (!(c > 0))
        return RV_NAN;
    if (l->spread == 0)
        return limit;
    if (b == 0)
        return 2 * c * c / (c * c + l->spread);
    for (int i = 0; i < 60; i++) {
        struct rv_linear at = *l;

        at.rate = (low + high) / 2 / c;
        if (rv_linear_growth(&at) < 1)
            low = (low + high) / 2;
        else
            high = (low + high) / 2;
    }
    return low;
}

/* S = T S + added, three equations by Cramer's rule. */
bool rv_linear_stationary(const struct rv_linear *l, struct rv_linear_moments *moments)
{
    double t[9], added[3], solution[3], det;

    *moments = (struct rv_linear_moments){ RV_NAN, RV_NAN, RV_NAN };
    if (!(l->curvature > 0) || !(l->rate > 0) || !(rv_linear_growth(l) < 1))
        return false;
    moment_map(l, t, added);
    for (int i = 0; i < 9; i++)
        t[i] = (i % 4 == 0) - t[i];
    det = determinant(t);
    for (int column = 0; column < 3; column++) {
        double a[9];

        for (int i = 0; i < 9; i++)
            a[i] = i % 3 == column ? added[i / 3] : t[i];
        solution[column] = determinant(a) / det;
    }
    *moments = (struct rv_linear_moments){ solution[0], solution[1], solution[2] };
    return true;
}

/* E x(t) x(t + k) is the first entry of M^k (S_xx, S_xv). */
static bool lagged(const struct rv_linear *l, double *x, double *v)
{
    struct rv_linear one = *l;
    struct rv_linear_moments moments;

    one.noise = 1; /* correlations do not depend on it */
    if (!rv_linear_stationary(&one, &moments))
        return false;
    *x = 1;
    *v = moments.xv / moments.xx;
    return true;
}

void rv_linear_correlations(const struct rv_linear *l, size_t first, size_t count, double *out)
{
    const struct linear_map m = map_of(l);
    double x = RV_NAN, v = RV_NAN;

    lagged(l, &x, &v); /* without a steady state NaN stays NaN */
    for (size_t k = 0; k < first + count; k++) {
        const double next = m.xx * x + m.xv * v;

        if (k >= first)
            out[k - first] = x;
        v = m.vx * x + m.vv * v;
        x = next;
    }
}

/* (1 - d) / (1 + d) (1 + 2 sum_k d^k r_k); the sum is the first entry of dM (I - dM)^-1 w. For
 * plain descent r_k = r^k and the bracket is (1 + r d) / (1 - r d). */
double rv_linear_ema(const struct rv_linear *l, double d)
{
    const struct linear_map m = map_of(l);
    double x, v, det, first, second;

    if (!lagged(l, &x, &v))
        return RV_NAN;
    /* y = (I - dM)^-1 w; the sum from k = 1 is its first entry less w's. */
    det = (1 - d * m.xx) * (1 - d * m.vv) - d * d * m.xv * m.vx;
    first = ((1 - d * m.vv) * x + d * m.xv * v) / det;
    second = first - x;
    return (1 - d) / (1 + d) * (1 + 2 * second);
}

double rv_linear_mean_share(const double *correlation, size_t n)
{
    double sum = 0;

    for (size_t k = n - 1; k > 0; k--)
        sum += 2 * (double)(n - k) * correlation[k];
    return (sum + (double)n * correlation[0]) / ((double)n * (double)n);
}

/* For plain descent F(r, n) = [(1 + r)/(1 - r) - 2r(1 - r^n)/(n(1 - r)^2)] / n. */
double rv_linear_mean(const struct rv_linear *l, size_t n)
{
    double *correlation = rv_alloc(n, sizeof *correlation), share;

    rv_linear_correlations(l, 0, n, correlation);
    share = rv_linear_mean_share(correlation, n);
    rv_free(correlation);
    return share;
}
