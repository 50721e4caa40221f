/* Learning curves of the failing run beside the cured one: loss and accuracy share this. */
#ifndef RV_PLOT_CURVES_H
#define RV_PLOT_CURVES_H

#include "plot/plot.h"
#include "ravine/experiment.h"

struct rv_curves_columns {
    const char *validation, *mean, *snapshot; /* columns of the epoch table */
    const char *measure;                      /* for the numbers: "fluctuation" of validation */
    const char *label;                        /* of the y axis; NULL: the loss */
    bool share;                               /* values are shares of 1 */
};

/* A panel of the failing run and one of the cured run; RV_MISSING where there is no run. */
enum rv_status rv_curves_describe(const struct rv_experiment *experiment,
                                  const struct rv_curves_columns *columns, struct rv_plot *plot,
                                  struct rv_error *error);

#endif
