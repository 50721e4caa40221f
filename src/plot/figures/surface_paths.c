/* The valley from above: contour lines and the paths of all variants from their start. */
#include "plot/paths.h"
#include "ravine/figure.h"

enum { PATHS = 3 }; /* more of them hide each other */

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    return rv_paths_describe(experiment, PATHS, RV_VALLEY_GRID, plot, error);
}

const struct rv_figure_type rv_figure_surface_paths = {
    .type = {.name = "surface-paths",
             .summary = "Contour lines of the surface with the paths of three variants: who jumps "
                        "from wall to wall, who follows the valley?"},
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE | RV_NEEDS_STEPS,
    .describe = describe,
};
