/* The planes of a run's landscape: see run_landscape.h. */
#include "experiment/run_landscape.h"

#include "ravine/curvature.h"
#include "ravine/eigen.h"
#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define EXAMPLES ((size_t)512) /* training examples of the Hessian: as `ravine curvature` */
#define MARGIN 0.15            /* round the path, on the plane of its components */
#define RANDOM_KEY 7           /* use of the stream: directions of a plane */

static const double *weights(const struct rv_run_landscape *l, size_t epoch)
{
    return rv_replay_parameters(&l->replay, epoch);
}

/* Both axes as long as the jump. */
static void scale_axes(struct rv_run_landscape *l, double length)
{
    for (size_t i = 0; i < l->plane.dimensions; i++) {
        rv_vector_scale(l->plane.axis[i], length / l->plane.length[i], l->plane.count);
        l->plane.length[i] = length;
    }
}

/* ---- Through epochs ---- */

static enum rv_status through_epochs(struct rv_run_landscape *l, struct rv_error *error)
{
    const double *points[3];

    for (size_t i = 0; i < l->through_count; i++)
        points[i] = weights(l, l->through[i]);
    return rv_plane_through(points, l->through_count, l->plane.count, &l->plane, error);
}

/* The epochs before and after the jump and the next one; where there is none, the one before. */
static enum rv_status choose_epochs(struct rv_run_landscape *l, struct rv_error *error)
{
    const size_t last = l->replay.epochs;

    if (l->choice.plane == RV_PLANE_EPOCHS) {
        for (size_t i = 0; i < l->choice.epoch_count; i++) {
            if ((size_t)l->choice.epoch[i] > last)
                return rv_error_set(error, RV_INPUT, "there is no epoch %ld: the run has epochs 0 "
                                    "(the start) to %zu", l->choice.epoch[i], last);
            l->through[i] = (size_t)l->choice.epoch[i];
        }
        l->through_count = l->choice.epoch_count;
        return RV_OK;
    }
    if (l->choice.plane == RV_PLANE_COMPONENTS) {
        l->through[0] = last;
        l->through_count = 1;
        return RV_OK;
    }
    if (!l->jump)
        return rv_error_set(error, RV_INPUT, "the run has no jump: that takes two epochs that "
                            "count (record.from: %ld), and it has %zu", l->recipe->record.from,
                            last);
    l->through[0] = l->jump - 1;
    l->through[1] = l->jump;
    l->through[2] = l->jump < last ? l->jump + 1 : l->jump - 2;
    l->through_count = l->choice.plane == RV_PLANE_JUMP    ? 3
                       : l->choice.plane == RV_PLANE_EIGEN ? 2
                                                           : 1;
    return RV_OK;
}

/* ---- Along the gradient and the steepest direction ---- */

/* The gradient of the training loss at the origin and the top eigenvector of its Hessian, which
 * looks to the side of the next epoch. */
static enum rv_status find_steepest(const struct rv_run_landscape *l, double *gradient,
                                    double *eigenvector, struct rv_error *error)
{
    const struct rv_examples *from = &rv_run_samples(l->replay.run)->training;
    const struct rv_recipe *recipe = rv_run_recipe(l->replay.run);
    const struct rv_batch batch = {from->inputs, from->labels, NULL,
                                   from->count < EXAMPLES ? from->count : EXAMPLES};
    const size_t n = l->replay.parameter_count;
    struct rv_set_objective set;
    struct rv_objective objective;
    struct rv_hessian *hessian;
    struct rv_lanczos *lanczos;
    enum rv_status status =
        rv_set_objective_open(&set, rv_run_network(l->replay.run), &recipe->loss, &batch,
                              (size_t)recipe->train.batch, error);

    if (status)
        return status;
    set.statistics = rv_replay_statistics(&l->replay, l->through[0]);
    set.pass.seed = l->seed;
    set.pass.epoch = (uint32_t)l->through[0] + 1;
    objective = rv_set_objective(&set);
    hessian = rv_hessian_create(&objective, weights(l, l->through[0]), NULL);
    memcpy(gradient, rv_hessian_gradient(hessian), n * sizeof *gradient);
    if (rv_hessian_free_count(hessian) == 0) {
        status = rv_error_set(error, RV_INPUT, "all weights are frozen: there is no steepest "
                              "direction");
    } else {
        lanczos = rv_lanczos_create(hessian, 1, l->seed, (uint32_t)l->through[0]);
        while (!rv_lanczos_step(lanczos))
            ;
        memcpy(eigenvector, rv_lanczos_vector(lanczos, 0), n * sizeof *eigenvector);
        rv_lanczos_free(lanczos);
    }
    rv_hessian_free(hessian);
    rv_set_objective_release(&set);
    return status;
}

static enum rv_status along_steepest(struct rv_run_landscape *l, struct rv_error *error)
{
    const size_t n = l->replay.parameter_count;
    double *gradient = rv_alloc(n, sizeof *gradient), *vector = rv_alloc(n, sizeof *vector);
    double *jump = rv_memdup(weights(l, l->jump), n * sizeof *jump);
    const bool eigen = l->choice.plane == RV_PLANE_EIGEN;
    enum rv_status status = find_steepest(l, gradient, vector, error);
    double length;

    rv_vector_add(jump, -1, weights(l, l->jump - 1), n);
    length = rv_vector_norm(jump, n);
    rv_vector_scale(gradient, -1, n);
    if (!status && rv_vector_dot(vector, jump, n) < 0)
        rv_vector_scale(vector, -1, n);
    if (!status)
        status = rv_plane_along(weights(l, l->through[0]),
                                (const double *const[]){eigen ? jump : gradient, vector}, 2, n,
                                &l->plane, error);
    if (!status && length > 0)
        scale_axes(l, length);
    l->plane.label[0] = eigen ? "along the jump" : "down the gradient";
    l->plane.label[1] = "top eigenvector";
    rv_free(gradient);
    rv_free(vector);
    rv_free(jump);
    return status;
}

/* ---- Random directions ---- */

/* A kernel is followed by what its layer has one of for each filter; then the filters are known:
 * their weights lie `filters` apart. Else the kernel counts as one. */
static size_t filters_of(const struct rv_range *range, size_t left)
{
    const size_t layer = strcspn(range->name, ".");

    if (left > 1 && strncmp(range[1].name, range->name, layer + 1) == 0 && range[1].count &&
        range->count % range[1].count == 0)
        return range[1].count;
    return 1;
}

/* Normal draws, each filter as long as that of the weights (Li et al. 2018); what is no kernel and
 * what is frozen stays as it is. */
static void draw_direction(const struct rv_run_landscape *l, uint32_t which, double *direction)
{
    const struct rv_network *network = rv_run_network(l->replay.run);
    const struct rv_range *ranges = rv_network_ranges(network);
    const size_t count = rv_network_range_count(network);
    const double *origin = weights(l, l->through[0]);
    struct rv_stream stream = rv_stream_at(l->seed, RV_STREAM_CURVATURE, RANDOM_KEY, which, 0);

    memset(direction, 0, l->replay.parameter_count * sizeof *direction);
    for (size_t r = 0; r < count; r++) {
        const size_t filters = filters_of(&ranges[r], count - r);

        if (!(ranges[r].decay > 0) || !ranges[r].trainable)
            continue;
        for (size_t i = 0; i < ranges[r].count; i++)
            direction[ranges[r].offset + i] = rv_stream_gaussian(&stream);
        for (size_t f = 0; f < filters; f++) {
            double drawn = 0, there = 0;

            for (size_t i = ranges[r].offset + f; i < ranges[r].offset + ranges[r].count;
                 i += filters) {
                drawn += direction[i] * direction[i];
                there += origin[i] * origin[i];
            }
            for (size_t i = ranges[r].offset + f;
                 drawn > 0 && i < ranges[r].offset + ranges[r].count; i += filters)
                direction[i] *= sqrt(there / drawn);
        }
    }
}

static enum rv_status along_random(struct rv_run_landscape *l, struct rv_error *error)
{
    const size_t n = l->replay.parameter_count;
    double *first = rv_alloc(n, sizeof *first), *second = rv_alloc(n, sizeof *second);
    enum rv_status status;

    draw_direction(l, 1, first);
    draw_direction(l, 2, second);
    status = rv_plane_along(weights(l, l->through[0]), (const double *const[]){first, second}, 2,
                            n, &l->plane, error);
    l->plane.label[0] = "first direction";
    l->plane.label[1] = "second direction";
    for (size_t i = 0; i < 2; i++) {
        l->low[i] = -1;
        l->high[i] = 1;
    }
    rv_free(first);
    rv_free(second);
    return status;
}

/* ---- Principal components ---- */

/* Of a random walk of n points in very many dimensions: variances 1 / sin²(πk / 2n), k = 1 .. n - 1
 * (Antognini and Sohl-Dickstein 2018). */
static void find_walk_shares(struct rv_run_landscape *l, size_t n)
{
    double sum = 0;

    for (size_t k = 1; k < n; k++) {
        const double s = rv_math_sin(RV_MATH_PI * (double)k / (2 * (double)n));

        sum += 1 / (s * s);
        if (k <= 2)
            l->walk_share[k - 1] = 1 / (s * s);
    }
    for (size_t i = 0; i < 2; i++)
        l->walk_share[i] /= sum;
}

/* The window takes in the whole path. */
static void fit_window(struct rv_run_landscape *l)
{
    double *room = rv_alloc(l->plane.count, sizeof *room), place[2], distance;

    for (size_t i = 0; i < 2; i++) {
        l->low[i] = HUGE_VAL;
        l->high[i] = -HUGE_VAL;
    }
    for (size_t epoch = 1; epoch <= l->replay.epochs; epoch++) {
        rv_plane_foot(&l->plane, weights(l, epoch), &place[0], &place[1], &distance, room);
        for (size_t i = 0; i < 2; i++) {
            l->low[i] = fmin(l->low[i], place[i]);
            l->high[i] = fmax(l->high[i], place[i]);
        }
    }
    for (size_t i = 0; i < 2; i++) {
        const double margin = MARGIN * (l->high[i] - l->low[i]);

        l->low[i] -= margin;
        l->high[i] += margin;
    }
    rv_free(room);
}

/* Epochs 1 .. as rows around their mean; the eigenvectors of the products of the rows give the
 * components without a matrix of the size of the weights. */
static enum rv_status along_components(struct rv_run_landscape *l, struct rv_error *error)
{
    const size_t n = l->replay.parameter_count, rows = l->replay.epochs;
    double *path = rv_memdup(weights(l, 1), rows * n * sizeof *path);
    double *mean = rv_alloc(n, sizeof *mean), *gram = rv_alloc(rows * rows, sizeof *gram);
    double *values = rv_alloc(rows, sizeof *values), *vectors = rv_alloc(rows * rows, sizeof *gram);
    double *axis[2] = {rv_alloc(n, sizeof *mean), rv_alloc(n, sizeof *mean)}, sum = 0;
    enum rv_status status;

    for (size_t i = 0; i < rows; i++)
        rv_vector_add(mean, 1 / (double)rows, path + i * n, n);
    for (size_t i = 0; i < rows; i++)
        rv_vector_add(path + i * n, -1, mean, n);
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < rows; k++)
            gram[i * rows + k] = rv_vector_dot(path + i * n, path + k * n, n);
    for (size_t i = 0; i < rows; i++)
        sum += gram[i * rows + i];
    rv_eigen_symmetric(gram, rows, values, vectors);
    for (size_t a = 0; a < 2; a++) {
        for (size_t i = 0; i < rows; i++)
            rv_vector_add(axis[a], vectors[a * rows + i], path + i * n, n);
        l->share[a] = sum > 0 ? values[a] / sum : RV_NAN;
    }
    status = rv_plane_along(weights(l, rows), (const double *const[]){axis[0], axis[1]}, 2, n,
                            &l->plane, error);
    if (!status) {
        scale_axes(l, l->plane.length[0]);
        find_walk_shares(l, rows);
        fit_window(l);
    }
    l->plane.label[0] = "first component";
    l->plane.label[1] = "second component";
    rv_free(path);
    rv_free(mean);
    rv_free(gram);
    rv_free(values);
    rv_free(vectors);
    rv_free(axis[0]);
    rv_free(axis[1]);
    return status;
}

/* ---- The choice ---- */

enum rv_status rv_run_landscape_lay_plane(struct rv_run_landscape *l, struct rv_error *error)
{
    enum rv_status status = choose_epochs(l, error);

    if (status)
        return status;
    l->plane.count = l->replay.parameter_count;
    for (size_t i = 0; i < 2; i++) {
        l->low[i] = l->choice.low;
        l->high[i] = l->choice.high;
        l->share[i] = l->walk_share[i] = RV_NAN;
    }
    switch (l->choice.plane) {
    case RV_PLANE_EIGEN:
    case RV_PLANE_GRADIENT:
        return along_steepest(l, error);
    case RV_PLANE_RANDOM:
        return along_random(l, error);
    case RV_PLANE_COMPONENTS:
        if (l->replay.epochs < 3)
            return rv_error_set(error, RV_INPUT, "principal components take three epochs, and the "
                                "run has %zu", l->replay.epochs);
        return along_components(l, error);
    case RV_PLANE_JUMP:
    case RV_PLANE_EPOCHS:
        break;
    }
    status = through_epochs(l, error);
    l->plane.label[0] = l->choice.plane == RV_PLANE_JUMP ? "along the jump" : "along the first two";
    l->plane.label[1] = "across";
    if (!status && l->plane.dimensions == 1)
        l->low[1] = l->high[1] = 0;
    return status;
}
