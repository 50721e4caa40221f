/* Grids of losses in slices: see ravine/landscape.h.
 *
 * All that must be evaluated is one list: the points of the path as they are, their feet on the
 * plane, then the points of the grid, those of the coarse one first. Within a slice threads take
 * entries one by one; what they find is kept by the entry's index. */
#include "ravine/landscape.h"

#include "ravine/clock.h"
#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"
#include "ravine/vector.h"

#include <stdatomic.h>
#include <stdint.h>

#define COARSE 16 /* intervals that a coarse grid has along its longer side, at least */

struct rv_landscape {
    const struct rv_plane *plane;
    const struct rv_landscape_source *source;
    const struct rv_landscape_path *path;
    struct rv_landscape_grid grid;
    double *value[RV_LANDSCAPE_MAPS]; /* owned; of a map: rows × columns */
    uint32_t *order;                  /* owned; points of the grid in the order of their turn */
    size_t *whole;                    /* owned; points that the grids of `stride` need, coarse
                                         ones first */
    size_t *stride;                   /* owned */
    size_t strides;
    struct rv_landscape_foot *feet;   /* owned */
    size_t done, total;
    void **rooms;    /* owned; one a thread */
    double **points; /* owned; the weights under evaluation, one a thread */
    size_t threads;
    double end;      /* of the slice */
    atomic_size_t next;
};

/* ---- The order of the grid ---- */

/* Grids from coarse to fine: every stride divides the one before it. */
static size_t find_strides(const struct rv_landscape_grid *grid, size_t *stride)
{
    size_t along = grid->columns - 1, across = grid->rows - 1, largest = 1, count = 0;
    size_t longer = along > across ? along : across;

    while (along % (2 * largest) == 0 && across % (2 * largest) == 0 &&
           longer / (2 * largest) >= COARSE)
        largest *= 2;
    for (; largest; largest /= 2)
        stride[count++] = largest;
    return count;
}

/* Points of each stride that no coarser one has, row by row. */
static void make_order(struct rv_landscape *l)
{
    size_t n = 0;

    for (size_t s = 0; s < l->strides; s++) {
        const size_t step = l->stride[s], before = s ? l->stride[s - 1] : 0;

        for (size_t row = 0; row < l->grid.rows; row += step)
            for (size_t i = 0; i < l->grid.columns; i += step)
                if (!before || row % before || i % before)
                    l->order[n++] = (uint32_t)(row * l->grid.columns + i);
        l->whole[s] = n;
    }
}

static double place(const struct rv_landscape_grid *grid, int axis, size_t i)
{
    size_t last = (axis ? grid->rows : grid->columns) - 1;

    if (last == 0)
        return grid->low[axis];
    return grid->low[axis] + (grid->high[axis] - grid->low[axis]) * (double)i / (double)last;
}

/* ---- Making ---- */

static enum rv_status open_rooms(struct rv_landscape *l, struct rv_error *error)
{
    l->rooms = rv_alloc(l->threads, sizeof *l->rooms);
    l->points = rv_alloc(l->threads, sizeof *l->points);
    for (size_t i = 0; i < l->threads; i++) {
        l->rooms[i] = l->source->open(l->source->self, error);
        if (!l->rooms[i])
            return error->status;
        l->points[i] = rv_alloc(l->plane->count, sizeof **l->points);
    }
    return RV_OK;
}

/* Feet are known at once: only their losses take time. */
static void find_feet(struct rv_landscape *l)
{
    double *room = rv_alloc(l->plane->count, sizeof *room);

    for (size_t i = 0; i < l->path->points; i++) {
        struct rv_landscape_foot *foot = &l->feet[i];

        rv_plane_foot(l->plane, l->path->weights + i * l->plane->count, &foot->x, &foot->y,
                      &foot->distance, room);
    }
    rv_free(room);
}

enum rv_status rv_landscape_create(const struct rv_plane *plane,
                                   const struct rv_landscape_grid *grid,
                                   const struct rv_landscape_source *source,
                                   const struct rv_landscape_path *path, int threads,
                                   struct rv_landscape **landscape, struct rv_error *error)
{
    static const struct rv_landscape_path nowhere = {0};
    const size_t points = grid->columns * grid->rows;
    struct rv_landscape *l = rv_alloc(1, sizeof *l);
    enum rv_status status;

    if (source->count != plane->count)
        RV_BUG("a plane of %zu weights, a source of %zu", plane->count, source->count);
    l->plane = plane;
    l->source = source;
    l->path = path ? path : &nowhere;
    l->grid = *grid;
    l->threads = (size_t)(threads ? threads : rv_parallel_cores());
    for (size_t i = 0; i < source->maps; i++) {
        l->value[i] = rv_alloc(points, sizeof *l->value[i]);
        for (size_t k = 0; k < points; k++)
            l->value[i][k] = RV_NAN;
    }
    l->order = rv_alloc(points, sizeof *l->order);
    l->stride = rv_alloc(8 * sizeof(size_t), sizeof *l->stride); /* one a bit, at most */
    l->whole = rv_alloc(8 * sizeof(size_t), sizeof *l->whole);
    l->strides = find_strides(grid, l->stride);
    make_order(l);
    l->feet = rv_alloc(l->path->points, sizeof *l->feet);
    l->total = 2 * l->path->points + points;
    find_feet(l);
    status = open_rooms(l, error);
    if (status)
        rv_landscape_free(l);
    else
        *landscape = l;
    return status;
}

void rv_landscape_free(struct rv_landscape *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < RV_LANDSCAPE_MAPS; i++)
        rv_free(l->value[i]);
    for (size_t i = 0; i < l->threads; i++) {
        if (l->rooms[i])
            l->source->close(l->rooms[i]);
        rv_free(l->points[i]);
    }
    rv_free(l->rooms);
    rv_free(l->points);
    rv_free(l->order);
    rv_free(l->stride);
    rv_free(l->whole);
    rv_free(l->feet);
    rv_free(l);
}

/* ---- Work ---- */

static void evaluate_foot(struct rv_landscape *l, size_t thread, size_t i, bool on_plane)
{
    const struct rv_landscape_path *path = l->path;
    struct rv_landscape_foot *foot = &l->feet[i];

    if (on_plane) {
        rv_plane_point(l->plane, foot->x, foot->y, l->points[thread]);
        l->source->evaluate(l->rooms[thread], l->points[thread], NULL, foot->plane_loss);
        return;
    }
    l->source->evaluate(l->rooms[thread], path->weights + i * l->plane->count,
                        path->statistics ? path->statistics + i * path->statistics_count : NULL,
                        foot->loss);
}

static void evaluate_point(struct rv_landscape *l, size_t thread, size_t point)
{
    double losses[RV_LANDSCAPE_MAPS];

    rv_plane_point(l->plane, place(&l->grid, 0, point % l->grid.columns),
                   place(&l->grid, 1, point / l->grid.columns), l->points[thread]);
    l->source->evaluate(l->rooms[thread], l->points[thread], NULL, losses);
    for (size_t i = 0; i < l->source->maps; i++)
        l->value[i][point] = isfinite(losses[i]) ? losses[i] : RV_NAN;
}

/* A thread takes entry after entry until the time is over; those that are taken are done: the
 * entries of a slice have no gap. */
static void take_entries(void *context, size_t thread)
{
    struct rv_landscape *l = context;
    const size_t feet = l->path->points;

    do {
        size_t i = atomic_fetch_add(&l->next, 1);

        if (i >= l->total) {
            atomic_fetch_sub(&l->next, 1);
            return;
        }
        if (i < 2 * feet)
            evaluate_foot(l, thread, i % feet, i >= feet);
        else
            evaluate_point(l, thread, l->order[i - 2 * feet]);
    } while (rv_clock_elapsed() < l->end);
}

bool rv_landscape_advance(struct rv_landscape *l, double seconds)
{
    if (l->done == l->total)
        return false;
    l->end = rv_clock_elapsed() + seconds;
    atomic_store(&l->next, l->done);
    rv_parallel_for(l->threads, (int)l->threads, take_entries, l);
    l->done = atomic_load(&l->next);
    return l->done < l->total;
}

/* ---- Asking ---- */

size_t rv_landscape_done(const struct rv_landscape *l)
{
    return l->done;
}

size_t rv_landscape_total(const struct rv_landscape *l)
{
    return l->total;
}

size_t rv_landscape_stride(const struct rv_landscape *l)
{
    const size_t before = 2 * l->path->points;
    size_t stride = 0;

    for (size_t s = 0; s < l->strides; s++)
        if (l->done >= before + l->whole[s])
            stride = l->stride[s];
    return stride;
}

const struct rv_landscape_grid *rv_landscape_grid(const struct rv_landscape *l)
{
    return &l->grid;
}

const double *rv_landscape_values(const struct rv_landscape *l, size_t map)
{
    return l->value[map];
}

size_t rv_landscape_not_finite(const struct rv_landscape *l, size_t map)
{
    const size_t before = 2 * l->path->points;
    size_t count = 0;

    for (size_t i = 0; before + i < l->done; i++)
        count += isfinite(l->value[map][l->order[i]]) ? 0 : 1;
    return count;
}

const struct rv_landscape_foot *rv_landscape_feet(const struct rv_landscape *l, size_t *count)
{
    *count = l->path->points;
    return l->done >= 2 * l->path->points ? l->feet : NULL;
}

double rv_landscape_correlation(const struct rv_landscape *l, size_t a, size_t b)
{
    const size_t points = l->grid.columns * l->grid.rows;
    double *x = rv_alloc(points, sizeof *x), *y = rv_alloc(points, sizeof *y);
    double value = RV_NAN, length;
    size_t n = 0;

    for (size_t i = 0; i < points; i++)
        if (l->value[a][i] > 0 && l->value[b][i] > 0) {
            x[n] = rv_math_log(l->value[a][i]);
            y[n++] = rv_math_log(l->value[b][i]);
        }
    if (n >= 3) {
        const double mean_x = rv_vector_sum(x, n) / (double)n;
        const double mean_y = rv_vector_sum(y, n) / (double)n;

        for (size_t i = 0; i < n; i++) {
            x[i] -= mean_x;
            y[i] -= mean_y;
        }
        length = rv_vector_norm(x, n) * rv_vector_norm(y, n);
        if (length > 0)
            value = rv_vector_dot(x, y, n) / length;
    }
    rv_free(x);
    rv_free(y);
    return value;
}

bool rv_landscape_lowest(const struct rv_landscape *l, size_t map, double *x, double *y,
                         double *loss)
{
    const size_t points = l->grid.columns * l->grid.rows;
    size_t lowest = points;

    for (size_t i = 0; i < points; i++)
        if (isfinite(l->value[map][i]) &&
            (lowest == points || l->value[map][i] < l->value[map][lowest]))
            lowest = i;
    if (lowest == points)
        return false;
    *x = place(&l->grid, 0, lowest % l->grid.columns);
    *y = place(&l->grid, 1, lowest / l->grid.columns);
    *loss = l->value[map][lowest];
    return true;
}

size_t rv_landscape_bytes(const struct rv_landscape *l)
{
    const size_t points = l->grid.columns * l->grid.rows;

    return points * (l->source->maps * sizeof(double) + sizeof *l->order) +
           l->path->points * sizeof *l->feet + l->threads * l->plane->count * sizeof(double);
}
