/* Lanczos's method: the Hessian A on the space of v, Av, A²v, … is a small tridiagonal matrix T,
 * whose outer eigenvalues are soon those of A. Each new direction is made orthogonal to all before
 * it, twice, so that no eigenvalue comes again as a ghost. */
#include "curvature/lanczos.h"

#include "ravine/eigen.h"
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define START 2 /* use of the stream: directions to start from */
/* Below this share of the largest eigenvalue what is left of a direction is rounding: the space is
 * closed, and a new direction is drawn. */
#define CLOSED 1e-9
#define LOOK_ALWAYS 24 /* steps until which T is solved at every one */
#define LOOK_EVERY 4

struct rv_lanczos {
    struct rv_hessian *hessian;
    size_t count, top, most, steps;
    struct rv_stream stream;
    double *basis;         /* rows: orthonormal directions, steps + 1 of them */
    double *alpha, *beta;  /* diagonal of T, and below it */
    double *tridiagonal, *ritz, *small; /* most × most; its eigenvalues; its eigenvectors */
    double *values, *vectors, *residuals;
    bool over, broken;
};

/* Directions that fit into memory, but no more than there are coordinates. */
static size_t most_steps(const struct rv_hessian *hessian, size_t top, size_t most)
{
    size_t count = rv_hessian_count(hessian);

    if (most > rv_hessian_free_count(hessian))
        most = rv_hessian_free_count(hessian);
    while (most > top && !rv_memory_fits((most + 1) * count, sizeof(double)))
        most--;
    return most;
}

/* w without its part along the first `n` directions, twice. */
static void make_orthogonal(const struct rv_lanczos *lanczos, double *w, size_t n)
{
    for (int twice = 0; twice < 2; twice++)
        for (size_t j = 0; j < n; j++) {
            const double *q = lanczos->basis + j * lanczos->count;

            rv_vector_add(w, -rv_vector_dot(q, w, lanczos->count), q, lanczos->count);
        }
}

/* Draws direction `n`, orthogonal to those before it; with signs only, or normal. */
static void draw(struct rv_lanczos *lanczos, size_t n, bool signs)
{
    double *q = lanczos->basis + n * lanczos->count;

    for (size_t i = 0; i < lanczos->count; i++)
        q[i] = signs ? (rv_stream_word(&lanczos->stream) & 1 ? 1 : -1)
                     : rv_stream_gaussian(&lanczos->stream);
    rv_hessian_keep_free(rv_hessian_objective(lanczos->hessian), q);
    make_orthogonal(lanczos, q, n);
    rv_vector_scale(q, 1 / rv_vector_norm(q, lanczos->count), lanczos->count);
}

static struct rv_lanczos *create(struct rv_hessian *hessian, size_t top, size_t limit,
                                 struct rv_stream stream, bool signs)
{
    struct rv_lanczos *lanczos = rv_alloc(1, sizeof *lanczos);
    size_t n = rv_hessian_count(hessian), most;

    if (top > rv_hessian_free_count(hessian))
        top = rv_hessian_free_count(hessian);
    if (!top)
        RV_BUG("eigenvalues of nothing");
    most = most_steps(hessian, top, limit);
    *lanczos = (struct rv_lanczos){
        .hessian = hessian, .count = n, .top = top, .most = most, .stream = stream};
    lanczos->basis = rv_alloc((most + 1) * n, sizeof(double));
    lanczos->alpha = rv_alloc(most, sizeof(double));
    lanczos->beta = rv_alloc(most, sizeof(double));
    lanczos->tridiagonal = rv_alloc(most * most, sizeof(double));
    lanczos->ritz = rv_alloc(most, sizeof(double));
    lanczos->small = rv_alloc(most * most, sizeof(double));
    lanczos->values = rv_alloc(top, sizeof(double));
    lanczos->vectors = rv_alloc(top * n, sizeof(double));
    lanczos->residuals = rv_alloc(top, sizeof(double));
    draw(lanczos, 0, signs);
    return lanczos;
}

struct rv_lanczos *rv_lanczos_create(struct rv_hessian *hessian, size_t top, uint64_t seed,
                                     uint32_t epoch)
{
    return create(hessian, top, RV_LANCZOS_STEPS + 4 * top,
                  rv_stream_at(seed, RV_STREAM_CURVATURE, START, epoch, 0), false);
}

struct rv_lanczos *rv_lanczos_probe(struct rv_hessian *hessian, size_t steps,
                                    struct rv_stream stream)
{
    return create(hessian, 1, steps, stream, true);
}

void rv_lanczos_free(struct rv_lanczos *lanczos)
{
    if (!lanczos)
        return;
    rv_free(lanczos->basis);
    rv_free(lanczos->alpha);
    rv_free(lanczos->beta);
    rv_free(lanczos->tridiagonal);
    rv_free(lanczos->ritz);
    rv_free(lanczos->small);
    rv_free(lanczos->values);
    rv_free(lanczos->vectors);
    rv_free(lanczos->residuals);
    rv_free(lanczos);
}

/* One product; T gets a row more. */
static void extend(struct rv_lanczos *lanczos)
{
    size_t n = lanczos->count, k = lanczos->steps;
    double *q = lanczos->basis + k * n, *w = q + n, largest = 0;

    rv_hessian_product(lanczos->hessian, q, w);
    lanczos->alpha[k] = rv_vector_dot(q, w, n);
    make_orthogonal(lanczos, w, k + 1);
    lanczos->beta[k] = rv_vector_norm(w, n);
    lanczos->steps++;
    lanczos->broken = !isfinite(lanczos->alpha[k]) || !isfinite(lanczos->beta[k]);
    for (size_t j = 0; j <= k; j++)
        largest = fmax(largest, fabs(lanczos->alpha[j]) + lanczos->beta[j]);
    if (lanczos->steps == lanczos->most || lanczos->broken)
        return;
    if (lanczos->beta[k] > CLOSED * largest) {
        rv_vector_scale(w, 1 / lanczos->beta[k], n);
        return;
    }
    lanczos->beta[k] = 0;
    draw(lanczos, k + 1, false);
}

/* Eigenvalues of T, largest first, and its eigenvectors in rows. */
static void solve(struct rv_lanczos *lanczos)
{
    size_t m = lanczos->steps;

    memset(lanczos->tridiagonal, 0, m * m * sizeof *lanczos->tridiagonal);
    for (size_t j = 0; j < m; j++) {
        lanczos->tridiagonal[j * m + j] = lanczos->alpha[j];
        if (j + 1 < m)
            lanczos->tridiagonal[j * m + j + 1] = lanczos->tridiagonal[(j + 1) * m + j] =
                lanczos->beta[j];
    }
    rv_eigen_symmetric(lanczos->tridiagonal, m, lanczos->ritz, lanczos->small);
}

/* Whether the wanted eigenvalues of T are those of A: the residual of one is what leads out of the
 * space, β times the last entry of its vector. */
static bool converged(struct rv_lanczos *lanczos)
{
    size_t m = lanczos->steps;
    double limit;

    if (m == lanczos->most || lanczos->broken)
        return true;
    if (m < lanczos->top || (m > LOOK_ALWAYS && m % LOOK_EVERY))
        return false;
    solve(lanczos);
    limit = RV_LANCZOS_TOLERANCE * fmax(fabs(lanczos->ritz[0]), fabs(lanczos->ritz[m - 1]));
    for (size_t k = 0; k < lanczos->top; k++)
        if (fabs(lanczos->beta[m - 1] * lanczos->small[k * m + m - 1]) > limit)
            return false;
    return lanczos->beta[m - 1] > 0; /* a closed space may not hold the largest */
}

/* Vectors of the wanted eigenvalues, and their residuals by products of their own. */
static void finish(struct rv_lanczos *lanczos)
{
    size_t n = lanczos->count, m = lanczos->steps;
    double *product = lanczos->basis + m * n; /* the direction that is not needed any more */

    solve(lanczos);
    for (size_t k = 0; k < lanczos->top; k++) {
        double *vector = lanczos->vectors + k * n;

        if (lanczos->broken) {
            lanczos->values[k] = lanczos->residuals[k] = RV_NAN;
            continue;
        }
        for (size_t j = 0; j < m; j++)
            rv_vector_add(vector, lanczos->small[k * m + j], lanczos->basis + j * n, n);
        lanczos->values[k] = lanczos->ritz[k];
        rv_hessian_product(lanczos->hessian, vector, product);
        rv_vector_add(product, -lanczos->values[k], vector, n);
        lanczos->residuals[k] = rv_vector_norm(product, n);
    }
}

bool rv_lanczos_step(struct rv_lanczos *lanczos)
{
    if (lanczos->over)
        return true;
    extend(lanczos);
    lanczos->over = converged(lanczos);
    if (lanczos->over)
        finish(lanczos);
    return lanczos->over;
}

void rv_lanczos_run(struct rv_lanczos *lanczos)
{
    while (lanczos->steps < lanczos->most && !lanczos->broken)
        extend(lanczos);
    solve(lanczos);
}

double rv_lanczos_node(const struct rv_lanczos *lanczos, size_t k, double *weight)
{
    double first = lanczos->small[k * lanczos->steps];

    *weight = first * first;
    return lanczos->ritz[k];
}

size_t rv_lanczos_top(const struct rv_lanczos *lanczos)
{
    return lanczos->top;
}

const double *rv_lanczos_values(const struct rv_lanczos *lanczos)
{
    return lanczos->values;
}

const double *rv_lanczos_vector(const struct rv_lanczos *lanczos, size_t k)
{
    return lanczos->vectors + k * lanczos->count;
}

const double *rv_lanczos_residuals(const struct rv_lanczos *lanczos)
{
    return lanczos->residuals;
}

size_t rv_lanczos_steps(const struct rv_lanczos *lanczos)
{
    return lanczos->steps;
}
