/* The registry of figures, from figures.def. */
#include "ravine/figure.h"

#define X(name) extern const struct rv_figure_type rv_figure_##name;
#include "plot/figures.def"
#undef X

static const struct rv_type *const types[] = {
#define X(name) &rv_figure_##name.type,
#include "plot/figures.def"
#undef X
};

const struct rv_registry rv_figures = {
    .kind = "figure",
    .plural = "figures",
    .types = types,
    .count = sizeof types / sizeof types[0],
};
