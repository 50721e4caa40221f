/* The table of the keys `start` and `replicas`, which stand in the recipe itself. */
#include "ravine/recipe.h"

static const struct rv_param params[] = {
    RV_REALS(struct rv_path, start, .minimum = -1e9, .maximum = 1e9,
             .help = "Where every path begins, one value a coordinate; it gives surfaces of any "
                     "dimension theirs. []: the surface's own start."),
    RV_INTEGER(struct rv_path, replicas, .initial = 1, .minimum = 1, .maximum = 1000000,
               .unit = "paths",
               .help = "Independent paths from the same start, each with its own noise; curves are "
                       "means over them. Without noise all are the same."),
    RV_PARAM_END,
};

const struct rv_type rv_path_type = {
    .name = "path",
    .summary = "Where paths begin, and how many.",
    .params = params,
    .config_size = sizeof(struct rv_path),
};
