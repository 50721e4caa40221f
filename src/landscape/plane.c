/* Lines and planes in the space of weights: see ravine/landscape.h. */
#include "ravine/landscape.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <string.h>

/* Below this share of its length a direction counts as lying on the other: rounding of doubles
 * leaves some 1e-16, and a picture along what rounding left shows nothing. */
#define PARALLEL 1e-8

static enum rv_status normalise(struct rv_plane *plane, size_t direction, struct rv_error *error)
{
    double *axis = plane->axis[direction];
    double before = rv_vector_norm(axis, plane->count), after = before;

    if (direction == 1) { /* twice: what rounding leaves of the first axis goes, too */
        for (int pass = 0; pass < 2; pass++)
            rv_vector_add(axis, -rv_vector_dot(axis, plane->axis[0], plane->count) /
                                    (plane->length[0] * plane->length[0]),
                          plane->axis[0], plane->count);
        after = rv_vector_norm(axis, plane->count);
    }
    if (!rv_vector_finite(axis, plane->count) || !rv_vector_finite(plane->origin, plane->count))
        return rv_error_set(error, RV_INPUT, "the plane has weights that are not finite");
    if (!(before > 0))
        return rv_error_set(error, RV_INPUT, "a direction of the plane has no length: the weights "
                            "are the same at both ends");
    if (!(after > PARALLEL * before))
        return rv_error_set(error, RV_INPUT, "the two axes of the plane are parallel: the weights "
                            "lie on one line");
    plane->length[direction] = after;
    return RV_OK;
}

enum rv_status rv_plane_along(const double *origin, const double *const *directions,
                              size_t direction_count, size_t count, struct rv_plane *plane,
                              struct rv_error *error)
{
    enum rv_status status = RV_OK;

    *plane = (struct rv_plane){.count = count, .dimensions = direction_count};
    if (count == 0)
        return rv_error_set(error, RV_INPUT, "there are no weights: no plane lies in nothing");
    plane->origin = rv_memdup(origin, count * sizeof *origin);
    for (size_t i = 0; i < direction_count && !status; i++) {
        plane->axis[i] = rv_memdup(directions[i], count * sizeof *origin);
        status = normalise(plane, i, error);
    }
    if (status)
        rv_plane_release(plane);
    return status;
}

enum rv_status rv_plane_through(const double *const *points, size_t point_count, size_t count,
                                struct rv_plane *plane, struct rv_error *error)
{
    double *difference[2] = {NULL, NULL};
    enum rv_status status;

    for (size_t i = 0; i + 1 < point_count; i++) {
        difference[i] = rv_memdup(points[i + 1], count * sizeof *points[0]);
        rv_vector_add(difference[i], -1, points[0], count);
    }
    status = rv_plane_along(points[0], (const double *const[]){difference[0], difference[1]},
                            point_count - 1, count, plane, error);
    rv_free(difference[0]);
    rv_free(difference[1]);
    if (!status && plane->dimensions == 2) {
        rv_vector_scale(plane->axis[1], plane->length[0] / plane->length[1], count);
        plane->length[1] = plane->length[0];
    }
    return status;
}

void rv_plane_release(struct rv_plane *plane)
{
    rv_free(plane->origin);
    rv_free(plane->axis[0]);
    rv_free(plane->axis[1]);
    *plane = (struct rv_plane){0};
}

void rv_plane_point(const struct rv_plane *plane, double x, double y, double *out)
{
    memcpy(out, plane->origin, plane->count * sizeof *out);
    rv_vector_add(out, x, plane->axis[0], plane->count);
    if (plane->dimensions == 2)
        rv_vector_add(out, y, plane->axis[1], plane->count);
}

void rv_plane_foot(const struct rv_plane *plane, const double *point, double *x, double *y,
                   double *distance, double *room)
{
    double place[2] = {0, 0};

    memcpy(room, point, plane->count * sizeof *room);
    rv_vector_add(room, -1, plane->origin, plane->count);
    for (size_t i = 0; i < plane->dimensions; i++) {
        place[i] = rv_vector_dot(room, plane->axis[i], plane->count) /
                   (plane->length[i] * plane->length[i]);
        rv_vector_add(room, -place[i], plane->axis[i], plane->count);
    }
    *x = place[0];
    *y = place[1];
    *distance = rv_vector_norm(room, plane->count) / plane->length[0];
}
