/* Quadratic: a parabolic valley of any dimension.
 *
 *     f = 1/2 sum l_i y_i^2,   y = Q x,   g = Q' (l y),   H = Q' diag(l) Q
 *
 * Q is a turn in the plane of the first two coordinates, followed, if a seed is given, by a random
 * rotation. The latter is a product of 8 Householder reflections y - 2 u (u y) along random unit
 * vectors, so that a step costs 8 · 4n operations and no n × n matrix (an even number of them is a
 * rotation).
 *
 * Gradient descent of step h goes along direction i as (1 - h l_i)^t: it creeps for h l << 1,
 * jumps from wall to wall for 1 < h l < 2, and leaves for h l > 2 (Polyak 1964). */
#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/vector.h"
#include "surface/define.h"

#include <string.h>

#define REFLECTIONS 8

struct quadratic {
    struct rv_reals curvature; /* l; default [1, 100] */
    double condition;          /* 0: use the list; else l_i from 1 to this */
    long dimension;
    double rotation; /* degrees */
    long rotate_seed; /* 0: no random rotation */
};

static const struct rv_param params[] = {
    RV_REALS(struct quadratic, curvature, .initial_text = "[1, 100]", .minimum = 0, .maximum = 1e12,
             .open = RV_OPEN_MINIMUM,
             .help = "Curvature along each axis; the last one is repeated where the surface has "
                     "more. Gradient descent diverges above a learning rate of 2 / curvature."),
    RV_REAL(struct quadratic, condition, .minimum = 0, .maximum = 1e12,
            .help = "Largest curvature over the smallest, instead of the list: the curvatures run "
                    "from 1 to this number, evenly on a logarithmic scale. 0: use the list."),
    RV_DEFINE_DIMENSION_ROW(struct quadratic),
    RV_REAL(struct quadratic, rotation, .minimum = -360, .maximum = 360, .unit = "degrees",
            .help = "Turn of the valley in the plane of the first two coordinates. Optimizers that "
                    "scale each coordinate (Adam) feel it, gradient descent does not."),
    RV_INTEGER(struct quadratic, rotate_seed, .minimum = 0, .maximum = 2147483647,
               .help = "Seed of a random rotation of all coordinates. 0: none."),
    RV_PARAM_END
};

struct prepared_quadratic {
    double cosine, sine;
    size_t reflections;
    double *curvature; /* n */
    double *u;         /* reflections × n unit vectors */
};

/* One curvature fits any number of axes, so it does not say how many there are. */
static size_t natural(const void *config)
{
    const struct quadratic *q = config;

    return q->condition > 0 || q->curvature.count < 2 ? 0 : q->curvature.count;
}

static void release(void *prepared)
{
    struct prepared_quadratic *p = prepared;

    rv_free(p->curvature);
    rv_free(p->u);
    rv_free(p);
}

static void draw_reflections(struct prepared_quadratic *p, uint64_t seed, size_t n)
{
    p->reflections = REFLECTIONS;
    p->u = rv_alloc(REFLECTIONS * n, sizeof *p->u);
    for (uint32_t k = 0; k < REFLECTIONS; k++) {
        struct rv_stream stream = rv_stream_at(seed, RV_STREAM_SURFACE, 0, 0, k);
        double *u = p->u + k * n;

        for (size_t i = 0; i < n; i++)
            u[i] = rv_stream_gaussian(&stream);
        rv_vector_scale(u, 1 / rv_vector_norm(u, n), n);
    }
}

/* All that costs more than a few multiplications is worked out here: curvatures on a logarithmic
 * scale, the turn, the unit vectors. */
static enum rv_status prepare(const void *config, size_t n, void **prepared,
                              struct rv_error *error)
{
    const struct quadratic *q = config;
    const size_t count = q->curvature.count;
    struct prepared_quadratic *p;

    if (q->condition != 0 && q->condition < 1)
        return rv_error_set(error, RV_INPUT,
                            "the condition number is the largest curvature over the smallest: 1 or "
                            "more (0: use the list of curvatures)");
    if (q->condition == 0 && (count == 0 || count > n))
        return rv_error_set(error, RV_INPUT, "there are %zu curvatures for %zu dimensions", count,
                            n);
    if (n < 2 && (q->rotation != 0 || q->rotate_seed != 0))
        return rv_error_set(error, RV_INPUT, "a quadratic of one dimension cannot be rotated");
    p = rv_alloc(1, sizeof *p);
    p->curvature = rv_alloc(n, sizeof *p->curvature);
    for (size_t i = 0; i < n; i++)
        if (q->condition == 0)
            p->curvature[i] = q->curvature.value[i < count ? i : count - 1];
        else
            p->curvature[i] = n > 1 ? rv_math_pow(q->condition, (double)i / (double)(n - 1)) : 1;
    rv_define_turn(q->rotation, &p->cosine, &p->sine);
    if (q->rotate_seed)
        draw_reflections(p, (uint64_t)q->rotate_seed, n);
    *prepared = p;
    return RV_OK;
}

static void reflect(const double *u, double *y, size_t n)
{
    rv_vector_add(y, -2 * rv_vector_dot(u, y, n), u, n);
}

/* y = Q x */
static void into(const struct prepared_quadratic *p, const double *x, double *y, size_t n)
{
    memcpy(y, x, n * sizeof *y);
    if (n > 1) {
        y[0] = p->cosine * x[0] + p->sine * x[1];
        y[1] = p->cosine * x[1] - p->sine * x[0];
    }
    for (size_t k = 0; k < p->reflections; k++)
        reflect(p->u + k * n, y, n);
}

/* g = Q' g: reflections are their own inverses, taken in the opposite order. */
static void back(const struct prepared_quadratic *p, double *g, size_t n)
{
    for (size_t k = p->reflections; k-- > 0;)
        reflect(p->u + k * n, g, n);
    if (n > 1) {
        const double first = g[0], second = g[1];

        g[0] = p->cosine * first - p->sine * second;
        g[1] = p->cosine * second + p->sine * first;
    }
}

/* The same operations as `value` in two dimensions, bit for bit. */
static inline double value2(const struct prepared_quadratic *p, const double *x, double *gradient)
{
    const double c = p->cosine, s = p->sine;
    const double y0 = c * x[0] + s * x[1], y1 = c * x[1] - s * x[0];
    const double g0 = p->curvature[0] * y0, g1 = p->curvature[1] * y1;

    if (gradient) {
        gradient[0] = c * g0 - s * g1;
        gradient[1] = c * g1 + s * g0;
    }
    return 0.5 * (g0 * y0 + g1 * y1);
}

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct prepared_quadratic *p = prepared;
    double y[RV_SURFACE_DIMENSION_MAX], own[RV_SURFACE_DIMENSION_MAX];
    double *g = gradient ? gradient : own, f;

    (void)config;
    if (n == 2 && !p->reflections)
        return value2(p, x, gradient);
    into(p, x, y, n);
    for (size_t i = 0; i < n; i++)
        g[i] = p->curvature[i] * y[i];
    f = 0.5 * rv_vector_dot(g, y, n);
    if (gradient)
        back(p, gradient, n);
    return f;
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct prepared_quadratic *p = prepared;

    (void)config, (void)x;
    /* Column i is H e_i = Q' (l (Q e_i)); H is symmetric, so it is row i as well. */
    for (size_t i = 0; i < n; i++) {
        double unit[RV_SURFACE_DIMENSION_MAX] = { 0 };
        double *row = h + i * n;

        unit[i] = 1;
        into(p, unit, row, n);
        for (size_t j = 0; j < n; j++)
            row[j] *= p->curvature[j];
        back(p, row, n);
    }
}

/* Two dimensions are the ensemble of lectures: 10,000 replicas and more, a few nanoseconds each. */
static void many(const void *config, const void *prepared, const double *x, size_t n,
                 size_t replicas, double *values, double *gradients)
{
    const struct prepared_quadratic *p = prepared;

    if (n == 2 && !p->reflections && gradients)
        for (size_t r = 0; r < replicas; r++)
            values[r] = value2(p, x + 2 * r, gradients + 2 * r);
    else
        for (size_t r = 0; r < replicas; r++)
            values[r] = value(config, prepared, x + r * n, n, gradients ? gradients + r * n : NULL);
}

const struct rv_surface_type rv_surface_quadratic = {
    .type = { .name = "quadratic",
              .summary = "A straight valley with parabolic walls, of any dimension and steepness.",
              .reference = "Polyak 1964",
              .params = params,
              .config_size = sizeof(struct quadratic) },
    .dimension_min = 1,
    .start = { 1, 1 },
    .low = { -1.5, -1.5 },
    .high = { 1.5, 1.5 },
    .bounded = true,
    .natural = natural,
    .prepare = prepare,
    .release = release,
    .value = value,
    .hessian = hessian,
    .many = many,
    .minima = rv_define_lowest_at_zero,
};
