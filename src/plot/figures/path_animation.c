/* The paths grow, step by step: bouncing is seen best while it happens. */
#include "plot/paths.h"
#include "ravine/figure.h"

#define FRAMES 48 /* at 0.12 s each: six seconds, as long as a class looks */
#define PATHS 3   /* more than three moving things are one blur */

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    plot->frames = FRAMES;
    return rv_paths_describe(experiment, PATHS, RV_VALLEY_GRID, plot, error);
}

const struct rv_figure_type rv_figure_path_animation = {
    .type = {.name = "path-animation",
             .summary = "The paths on the surface as they grow, as an animated GIF (in print and "
                        "in a terminal: the last frame)."},
    .animated = true,
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE | RV_NEEDS_STEPS,
    .describe = describe,
};
