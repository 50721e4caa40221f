/* The valley as a landscape: the height is the loss, the path lies on it. */
#include "plot/figure_parts.h"
#include "plot/paths.h"
#include "ravine/figure.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

#define GRID 81 /* points a side: every patch is a polygon */
#define PATHS 2
#define LIFT 0.004 /* of the height: keeps the path out of the ground */

/* The height of each point of a curve, by the surface itself; what leaves the window is cut. */
static void lift(struct rv_plot *plot, const struct rv_valley *valley)
{
    const struct rv_plot_field *field = &plot->fields[0];
    double point[RV_SURFACE_DIMENSION_MAX];

    for (size_t i = 0; i < plot->curve_count; i++) {
        struct rv_plot_curve *curve = &plot->curves[i];

        curve->z = rv_alloc(curve->count, sizeof *curve->z);
        for (size_t k = 0; k < curve->count; k++) {
            double x = curve->x[k], y = curve->y[k];
            bool inside = x >= field->low[0] && x <= field->high[0] && y >= field->low[1] &&
                          y <= field->high[1];

            rv_valley_point(valley, x, y, point);
            curve->z[k] = inside ? rv_surface_value(valley->surface, point, NULL) - field->base +
                                       LIFT * field->color.high
                                 : RV_NAN;
        }
    }
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    struct rv_valley valley;
    enum rv_status status;

    plot->depth = true;
    status = rv_paths_describe(experiment, PATHS, GRID, plot, error);
    if (!status)
        status = rv_valley_open(experiment, rv_roles_failing(experiment), &valley, error);
    if (status)
        return status;
    lift(plot, &valley);
    rv_valley_close(&valley);
    return RV_OK;
}

const struct rv_figure_type rv_figure_surface_3d = {
    .type = {.name = "surface-3d",
             .summary = "The surface as a landscape with the path on it: steep walls, flat "
                        "floor."},
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE | RV_NEEDS_STEPS,
    .describe = describe,
};
