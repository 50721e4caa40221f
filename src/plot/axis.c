/* Axes: see axis.h. */
#include "plot/axis.h"

#include <math.h>

/* Limits beyond this are cut, so that differences of limits do not overflow. */
#define HUGEST 1e300
/* A linear axis is at least this long: a step of ticks must have a reciprocal. */
#define LEAST_SPAN 1e-290
/* A log axis shows twelve decades at most. */
#define SMALLEST_SHARE 1e-12

/* NaN and infinities are no limits: a run that diverged must not take the axis with it. */
bool rv_axis_limits(const double *value, size_t count, double *low, double *high)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        if (!isfinite(value[i]))
            continue;
        *low = any ? fmin(*low, value[i]) : value[i];
        *high = any ? fmax(*high, value[i]) : value[i];
        any = true;
    }
    return any;
}

/* Learning curves fall by factors, so that equal steps of a factor are what the eye should compare;
 * below a factor of RV_AXIS_LOG_FACTOR a linear axis reads more easily. */
bool rv_axis_wants_log(double low, double high)
{
    return low > 0 && high / low > RV_AXIS_LOG_FACTOR;
}

/* Ticks low <= k · step <= high. `k` runs over whole numbers so that 0.3 is 3 · 0.1, not a sum of
 * rounding errors. */
static void linear_ticks(struct rv_axis *axis, double step)
{
    double slack = 1e-9 * (axis->high - axis->low);
    double first = ceil((axis->low - slack) / step);

    axis->count = 0;
    for (double k = first; axis->count < RV_AXIS_TICKS; k++) {
        /* 1/step is whole for steps below 1 (…, 0.05, 0.1): dividing by it is exact enough */
        double tick = step < 1 ? k / round(1 / step) : k * step;

        if (tick > axis->high + slack)
            break;
        axis->tick[axis->count++] = k == 0 ? 0 : tick; /* not -0 */
    }
}

/* The smallest step of 1, 2, 5 · 10^n that gives at most `most` ticks. */
static double nice_step(double span, size_t most)
{
    static const double nice[] = {1, 2, 5, 10};
    double raw = span / (double)(most > 1 ? most : 1);
    double power = pow(10, floor(log10(raw)));

    for (size_t i = 0; i < 4; i++)
        if (nice[i] * power >= raw * (1 - 1e-9))
            return nice[i] * power;
    return 10 * power;
}

/* Puts the ticks m · 10^n, m from `digits`, into the axis; returns how many there would be. */
static size_t log_ticks(struct rv_axis *axis, const double *digits, size_t digit_count, int stride)
{
    int from = (int)floor(log10(axis->low) - 1e-9), to = (int)ceil(log10(axis->high) + 1e-9);
    size_t count = 0;

    for (int n = from; n <= to; n++) {
        if (n % stride != 0)
            continue;
        for (size_t i = 0; i < digit_count; i++) {
            double tick = n < 0 ? digits[i] / pow(10, -n) : digits[i] * pow(10, n);

            if (tick < axis->low * (1 - 1e-9) || tick > axis->high * (1 + 1e-9))
                continue;
            if (count < RV_AXIS_TICKS)
                axis->tick[count] = tick;
            count++;
        }
    }
    axis->count = count < RV_AXIS_TICKS ? count : RV_AXIS_TICKS;
    return count;
}

/* The densest set that has room: 1 2 5, then 1 3, then every decade, every second, ... */
static void choose_log_ticks(struct rv_axis *axis, size_t most)
{
    static const double some[] = {1, 2, 5}, few[] = {1, 3}, one[] = {1};

    if (log_ticks(axis, some, 3, 1) <= most)
        return;
    if (log_ticks(axis, few, 2, 1) <= most)
        return;
    for (int stride = 1; stride < 700; stride = stride < 3 ? stride + 1 : stride * 2)
        if (log_ticks(axis, one, 1, stride) <= most)
            return;
}

void rv_axis_ticks(struct rv_axis *axis, size_t most, bool whole)
{
    double step;

    if (most > RV_AXIS_TICKS)
        most = RV_AXIS_TICKS;
    if (most < 2)
        most = 2;
    if (axis->log && axis->high / axis->low > RV_AXIS_LOG_FACTOR) {
        choose_log_ticks(axis, most);
        return;
    }
    step = nice_step(axis->high - axis->low, most);
    linear_ticks(axis, whole && step < 1 ? 1 : step);
}

/* Equal limits: a tenth up and down, or -1 .. 1 round zero. */
static void pull_apart(double *low, double *high, bool log)
{
    double half = 0.1 * fabs(*low);

    if (half < LEAST_SPAN && !log)
        half = 1;
    *low -= half;
    *high += half;
}

void rv_axis_fit(struct rv_axis *axis, double low, double high, bool log, double room, size_t most)
{
    axis->log = log;
    low = fmin(fmax(low, -HUGEST), HUGEST);
    high = fmin(fmax(high, -HUGEST), HUGEST);
    if (log) {
        high = fmax(high, LEAST_SPAN);
        low = fmax(fmax(low, LEAST_SPAN), high * SMALLEST_SHARE);
    }
    if (high - low <= 1e-12 * fmax(fabs(low), fabs(high)) || (!log && high - low < LEAST_SPAN))
        pull_apart(&low, &high, log);
    if (log) {
        double factor = pow(high / low, room);

        axis->low = low / factor;
        axis->high = high * factor;
    } else {
        double margin = room * (high - low);

        axis->low = low - margin;
        axis->high = high + margin;
    }
    rv_axis_ticks(axis, most, false);
}

/* Linear: (v - low) / (high - low). Logarithmic: the same of the logarithms. Differences do not
 * overflow, because rv_axis_fit() keeps limits within HUGEST. */
double rv_axis_place(const struct rv_axis *axis, double value)
{
    if (!axis->log)
        return (value - axis->low) / (axis->high - axis->low);
    if (value <= 0)
        return -HUGE_VAL;
    return (log(value) - log(axis->low)) / (log(axis->high) - log(axis->low));
}
