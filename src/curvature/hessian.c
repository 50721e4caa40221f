/* Products with a Hessian, by differences of gradients.
 *
 * In double a central difference over 2h has a truncation error of h² and a rounding error of
 * 1e-16 / h, both far below RV_HESSIAN_ERROR at h = 1e-8. What matters are kinks: of the million
 * units that a set of images makes a network compute, now and then one changes its side within h.
 * Its part of the gradient jumps by d, and the difference by d / h. */
#include "curvature/lanczos.h"

#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define STEP 1e-8     /* as a share of 1 + |x| */
#define SHORTER 0.125 /* the step after a kink */
#define TRIES 4
#define EXACT_MOST 64 /* coordinates up to which an exact Hessian is asked for */
#define ONCE_FOR_ALL 1 /* use of the stream: the way off a kink */

struct rv_hessian {
    const struct rv_objective *objective;
    const double *scale;
    size_t count, free_count;
    double *x;               /* where the Hessian is taken */
    double *gradient;        /* there */
    double *way, *moved;     /* S v / |S v|; x ± h way */
    double *plus, *minus;    /* gradients there */
    double *matrix;          /* the exact one, or NULL */
    double step;
    double largest;          /* |product| / |v|, the largest so far */
    bool nudged;
    unsigned long spoilt;
};

size_t rv_hessian_keep_free(const struct rv_objective *objective, double *v)
{
    size_t left = objective->count;

    for (size_t r = 0; r < objective->range_count; r++) {
        const struct rv_range *range = &objective->ranges[r];

        if (range->trainable)
            continue;
        left -= range->count;
        if (v)
            memset(v + range->offset, 0, range->count * sizeof *v);
    }
    return left;
}

static void apply_scale(const struct rv_hessian *hessian, double *v)
{
    for (size_t i = 0; hessian->scale && i < hessian->count; i++)
        v[i] *= hessian->scale[i];
}

/* (plus - minus) / 2h along `way` into `plus`, and how much the two sides differ: |(plus - g) -
 * (g - minus)| / h. */
static double difference(struct rv_hessian *hessian, double h)
{
    const struct rv_objective *objective = hessian->objective;
    size_t n = hessian->count;

    for (int side = 0; side < 2; side++) {
        memcpy(hessian->moved, hessian->x, n * sizeof *hessian->x);
        rv_vector_add(hessian->moved, side ? -h : h, hessian->way, n);
        rv_objective_evaluate(objective, hessian->moved, side ? hessian->minus : hessian->plus);
    }
    for (size_t i = 0; i < n; i++) {
        double right = hessian->plus[i] - hessian->gradient[i];
        double left = hessian->gradient[i] - hessian->minus[i];

        hessian->plus[i] = (right + left) / (2 * h);
        hessian->minus[i] = (right - left) / h;
    }
    rv_hessian_keep_free(objective, hessian->plus);
    rv_hessian_keep_free(objective, hessian->minus);
    return rv_vector_norm(hessian->minus, n);
}

/* H way into `plus`; false where all steps meet a kink. */
static bool differentiate(struct rv_hessian *hessian)
{
    double h = hessian->step;

    for (int k = 0; k < TRIES; k++, h *= SHORTER) {
        double apart = difference(hessian, h);
        double length = rv_vector_norm(hessian->plus, hessian->count);

        if (!isfinite(length))
            return true;
        if (apart <= RV_HESSIAN_ERROR * fmax(length, hessian->largest)) {
            hessian->largest = fmax(length, hessian->largest);
            return true;
        }
    }
    return false;
}

static void evaluate_here(struct rv_hessian *hessian)
{
    rv_objective_evaluate(hessian->objective, hessian->x, hessian->gradient);
    hessian->step = STEP * (1 + rv_vector_norm(hessian->x, hessian->count));
}

/* A normal direction off the frozen ranges, of length 1. */
static void draw_way(struct rv_hessian *hessian)
{
    struct rv_stream stream = rv_stream_at(0, RV_STREAM_CURVATURE, ONCE_FOR_ALL, 0, 0);

    for (size_t i = 0; i < hessian->count; i++)
        hessian->way[i] = rv_stream_gaussian(&stream);
    rv_hessian_keep_free(hessian->objective, hessian->way);
    rv_vector_scale(hessian->way, 1 / rv_vector_norm(hessian->way, hessian->count),
                    hessian->count);
}

/* Tries whether x stands on a kink, in a direction that has to do with every coordinate. */
static void step_off_kink(struct rv_hessian *hessian)
{
    draw_way(hessian);
    if (differentiate(hessian))
        return;
    rv_vector_add(hessian->x, RV_HESSIAN_NUDGE * hessian->step / STEP, hessian->way,
                  hessian->count);
    hessian->nudged = true;
    evaluate_here(hessian);
}

/* Whether there is an exact Hessian; it is worked out then. */
static bool ask_exact(struct rv_hessian *hessian)
{
    const struct rv_objective *objective = hessian->objective;
    size_t n = hessian->count;

    if (!objective->hessian || n > EXACT_MOST)
        return false;
    hessian->matrix = rv_alloc(n * n, sizeof *hessian->matrix);
    if (objective->hessian(objective->self, hessian->x, hessian->matrix))
        return true;
    rv_free(hessian->matrix);
    hessian->matrix = NULL;
    return false;
}

struct rv_hessian *rv_hessian_create(const struct rv_objective *objective, const double *x,
                                     const double *scale)
{
    struct rv_hessian *hessian = rv_alloc(1, sizeof *hessian);
    size_t n = objective->count;

    hessian->objective = objective;
    hessian->scale = scale;
    hessian->count = n;
    hessian->free_count = rv_hessian_keep_free(objective, NULL);
    hessian->x = rv_memdup(x, n * sizeof *x);
    hessian->gradient = rv_alloc(n, sizeof *x);
    hessian->way = rv_alloc(n, sizeof *x);
    hessian->moved = rv_alloc(n, sizeof *x);
    hessian->plus = rv_alloc(n, sizeof *x);
    hessian->minus = rv_alloc(n, sizeof *x);
    evaluate_here(hessian);
    if (hessian->free_count && !ask_exact(hessian))
        step_off_kink(hessian);
    return hessian;
}

void rv_hessian_free(struct rv_hessian *hessian)
{
    if (!hessian)
        return;
    rv_free(hessian->x);
    rv_free(hessian->gradient);
    rv_free(hessian->way);
    rv_free(hessian->moved);
    rv_free(hessian->plus);
    rv_free(hessian->minus);
    rv_free(hessian->matrix);
    rv_free(hessian);
}

/* H way into `plus`, from the matrix. */
static void multiply(struct rv_hessian *hessian)
{
    size_t n = hessian->count;

    for (size_t i = 0; i < n; i++)
        hessian->plus[i] = rv_vector_dot(hessian->matrix + i * n, hessian->way, n);
    rv_hessian_keep_free(hessian->objective, hessian->plus);
}

void rv_hessian_product(struct rv_hessian *hessian, const double *v, double *out)
{
    size_t n = hessian->count;
    double length;

    memcpy(hessian->way, v, n * sizeof *v);
    apply_scale(hessian, hessian->way);
    rv_hessian_keep_free(hessian->objective, hessian->way);
    length = rv_vector_norm(hessian->way, n);
    if (!(length > 0)) { /* NaN stays NaN */
        memcpy(out, hessian->way, n * sizeof *out);
        return;
    }
    rv_vector_scale(hessian->way, 1 / length, n);
    if (hessian->matrix)
        multiply(hessian);
    else if (!differentiate(hessian))
        hessian->spoilt++;
    memcpy(out, hessian->plus, n * sizeof *out);
    rv_vector_scale(out, length, n);
    apply_scale(hessian, out);
}

double rv_hessian_along(struct rv_hessian *hessian, const double *v)
{
    size_t n = hessian->count;
    double *unit = rv_memdup(v, n * sizeof *v), *product = rv_alloc(n, sizeof *v);
    double length, along = RV_NAN;

    rv_hessian_keep_free(hessian->objective, unit);
    length = rv_vector_norm(unit, n);
    if (length > 0) {
        rv_vector_scale(unit, 1 / length, n);
        rv_hessian_product(hessian, unit, product);
        along = rv_vector_dot(unit, product, n);
    }
    rv_free(unit);
    rv_free(product);
    return along;
}

const struct rv_objective *rv_hessian_objective(const struct rv_hessian *hessian)
{
    return hessian->objective;
}

const double *rv_hessian_gradient(const struct rv_hessian *hessian)
{
    return hessian->gradient;
}

size_t rv_hessian_count(const struct rv_hessian *hessian)
{
    return hessian->count;
}

size_t rv_hessian_free_count(const struct rv_hessian *hessian)
{
    return hessian->free_count;
}

bool rv_hessian_nudged(const struct rv_hessian *hessian)
{
    return hessian->nudged;
}

unsigned long rv_hessian_spoilt(const struct rv_hessian *hessian)
{
    return hessian->spoilt;
}
