/* How gradients of small parts of a set differ: McCandlish et al. (2018), appendix A.
 *
 * With K parts of b examples, g_k = G + noise of covariance S/b. The mean of |g_k - mean|² over
 * K - 1 estimates tr(S) / b, and |mean|² is too large by tr(S) / (bK), times 1 - bK / N where the
 * parts are drawn from N examples (Cochran 1977). */
#include "curvature/gradient_noise.h"

#include "curvature/set_objective.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* Examples of a part where parts are free: as many as the kernels take at a time. */
#define PART 8

static size_t part_size(const struct rv_set_objective *set)
{
    return set->part < PART || rv_network_has_batchnorm(set->network) ? set->part : PART;
}

/* |range of v|². */
static double square(const struct rv_range *range, const double *v)
{
    return rv_vector_dot(v + range->offset, v + range->offset, range->count);
}

/* Sums of the parts' gradients and, range by range, of their squares. */
static size_t add_parts(struct rv_set_objective *set, const double *x, double *mean,
                        double *squares)
{
    const struct rv_range *ranges = rv_network_ranges(set->network);
    size_t n = rv_network_parameter_count(set->network), part = part_size(set), parts = 0;
    size_t used = rv_set_objective_used(set);

    for (size_t first = 0; first + part <= used; first += part, parts++) {
        struct rv_batch_result result;

        rv_set_objective_part(set, x, first, part, set->room, &result);
        rv_vector_add(mean, 1, set->room, n);
        for (size_t r = 0; r < rv_network_range_count(set->network); r++)
            squares[r] += square(&ranges[r], set->room);
    }
    rv_vector_scale(mean, 1 / (double)parts, n);
    return parts;
}

/* |G|² without what noise adds to it, and the trace of S, of one range. `left` is the share of the
 * population that was not looked at: of a whole one the gradient has no error. */
static void split(double mean_square, double squares, const double parts, double part, double left,
                  double *signal, double *noise)
{
    double variance = fmax(squares - parts * mean_square, 0) / (parts - 1);

    *noise = part * variance;
    *signal = mean_square - variance / parts * left;
}

void rv_gradient_noise_measure(struct rv_gradient_noise *noise, struct rv_set_objective *set,
                               const double *x, size_t batch, size_t population)
{
    const struct rv_range *ranges = rv_network_ranges(set->network);
    size_t n = rv_network_parameter_count(set->network);
    size_t count = rv_network_range_count(set->network);
    double *mean = rv_alloc(n, sizeof *mean), *squares = rv_alloc(count + 1, sizeof *squares);
    double parts = (double)add_parts(set, x, mean, squares), part = (double)part_size(set);
    double signal = 0, all = 0, left = fmax(1 - parts * part / (double)population, 0);

    *noise = (struct rv_gradient_noise){.count = count, .trace = RV_NAN, .scale = RV_NAN};
    noise->ranges = ranges;
    noise->signal_to_noise = rv_alloc(count + 1, sizeof *noise->signal_to_noise);
    for (size_t r = 0; r < count; r++) {
        double one, other;

        noise->signal_to_noise[r] = RV_NAN;
        if (parts < 2 || !ranges[r].trainable)
            continue;
        split(square(&ranges[r], mean), squares[r], parts, part, left, &one, &other);
        signal += one;
        all += other;
        if (other > 0)
            noise->signal_to_noise[r] = sqrt(fmax(one, 0) * (double)batch / other);
    }
    if (parts >= 2) {
        noise->trace = all;
        noise->scale = signal > 0 ? all / signal : RV_NAN;
    }
    rv_free(mean);
    rv_free(squares);
}

void rv_gradient_noise_release(struct rv_gradient_noise *noise)
{
    rv_free(noise->signal_to_noise);
    *noise = (struct rv_gradient_noise){0};
}

/* Value and slope along `way` of each part, at x. */
static size_t slopes(struct rv_set_objective *set, const double *x, const double *way,
                     double *value, double *slope)
{
    size_t n = rv_network_parameter_count(set->network), part = part_size(set), parts = 0;
    size_t used = rv_set_objective_used(set);

    for (size_t first = 0; first + part <= used; first += part, parts++) {
        struct rv_batch_result result;

        rv_set_objective_part(set, x, first, part, set->room, &result);
        value[parts] = result.loss + result.penalty;
        slope[parts] = rv_vector_dot(set->room, way, n);
    }
    return parts;
}

static double mean_of(const double *values, size_t n)
{
    return rv_vector_sum(values, n) / (double)n;
}

/* The squared standard error of the mean; never 0, so that it can be divided by. */
static double error_of(const double *values, size_t n)
{
    double mean = mean_of(values, n), sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return sum / (double)(n - 1) / (double)n + 1e-12 * mean * mean;
}

double rv_gradient_noise_gauge(double rise, double begin, double end, const double error[3])
{
    /* Weighted least squares for b, c of b t + c t²: rows (1, 1), (1, 0), (1, 2). */
    const double row[3][2] = {{1, 1}, {1, 0}, {1, 2}}, seen[3] = {rise, begin, end};
    double bb = 0, bc = 0, cc = 0, rb = 0, rc = 0, det, b, c, gauge;

    for (int i = 0; i < 3; i++) {
        double w = 1 / error[i];

        bb += w * row[i][0] * row[i][0];
        bc += w * row[i][0] * row[i][1];
        cc += w * row[i][1] * row[i][1];
        rb += w * row[i][0] * seen[i];
        rc += w * row[i][1] * seen[i];
    }
    det = bb * cc - bc * bc;
    b = (rb * cc - rc * bc) / det;
    c = (rc * bb - rb * bc) / det;
    if (!isfinite(b) || !isfinite(c))
        return RV_NAN;
    if (b >= 0)
        return b > 0 || c > 0 ? 1 : RV_NAN; /* away from the minimum, or flat */
    gauge = -(b + 2 * c) / b;
    return gauge < -1 ? -1 : gauge > 1 ? 1 : gauge;
}

double rv_gradient_noise_overshoot(struct rv_set_objective *set, const double *from,
                                   const double *to)
{
    size_t n = rv_network_parameter_count(set->network);
    size_t most = rv_set_objective_used(set) / part_size(set), parts;
    double *way = rv_memdup(to, n * sizeof *to), *room = rv_alloc(4 * most, sizeof *room);
    double *value[2] = {room, room + most}, *slope[2] = {room + 2 * most, room + 3 * most};
    double error[3], gauge = RV_NAN;

    rv_vector_add(way, -1, from, n);
    parts = slopes(set, from, way, value[0], slope[0]);
    slopes(set, to, way, value[1], slope[1]);
    if (parts >= 2) {
        rv_vector_add(value[1], -1, value[0], parts); /* paired: the same examples */
        error[0] = error_of(value[1], parts);
        error[1] = error_of(slope[0], parts);
        error[2] = error_of(slope[1], parts);
        gauge = rv_gradient_noise_gauge(mean_of(value[1], parts), mean_of(slope[0], parts),
                                        mean_of(slope[1], parts), error);
    }
    rv_free(way);
    rv_free(room);
    return gauge;
}
