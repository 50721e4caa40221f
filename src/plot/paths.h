/* The paths of several variants on the surface of the first. */
#ifndef RV_PLOT_PATHS_H
#define RV_PLOT_PATHS_H

#include "plot/valley.h"
#include "ravine/text.h"

#define RV_PATHS_MAX 6     /* as many as there are colours for */
#define RV_PATHS_POINTS 41 /* of one path: a longer one fills the picture */

/* Adds the paths of up to `most` variants to the last panel, the failing variant's first, then the
 * cured one's, and sets the window round them. What is left out is said in `caption`. */
enum rv_status rv_paths_add(const struct rv_experiment *experiment, struct rv_valley *valley,
                            size_t most, struct rv_plot *plot, struct rv_text *caption,
                            struct rv_error *error);

/* A whole picture: one panel, field of `grid` points a side, paths, marks, title, caption. */
enum rv_status rv_paths_describe(const struct rv_experiment *experiment, size_t most, size_t grid,
                                 struct rv_plot *plot, struct rv_error *error);

#endif
