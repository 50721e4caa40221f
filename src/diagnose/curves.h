/* The curves of a log as the statistics read them: rows that hold what is compared, logarithms
 * with a floor, and the facts. */
#ifndef RAVINE_DIAGNOSE_CURVES_H
#define RAVINE_DIAGNOSE_CURVES_H

#include "ravine/log.h"

enum rv_curves_column {
    RV_CURVES_LOSS,
    RV_CURVES_ACCURACY,
    RV_CURVES_VAL_LOSS,
    RV_CURVES_VAL_ACCURACY,
    RV_CURVES_RATE,
    RV_CURVES_LOG_LOSS,     /* natural logarithm; NaN where a loss of the run is below 0 */
    RV_CURVES_LOG_VAL_LOSS,
    RV_CURVES_COLUMNS
};

/* How the numbers of a log end. */
enum rv_curves_end { RV_CURVES_FINITE, RV_CURVES_PASSING, RV_CURVES_BROKEN };

/* A loss that is this share of the run's median loss or less counts as this share: what happens
 * below is rounding. */
#define RV_CURVES_FLOOR 0.01
/* Of longer logs as many rows are taken, evenly. */
#define RV_CURVES_ROWS 2000

/* Rows where a loss that the log has elsewhere is missing are left out, in each column. */
struct rv_curves {
    size_t rows;
    double *column[RV_CURVES_COLUMNS]; /* NaN where nothing stands */
    double *block;                     /* owned; all columns */
    bool has_validation;
    bool fresh;              /* begins with the first epoch */
    enum rv_curves_end end;  /* NaN or infinity: nowhere, in passing, or up to the last row */
    double classes;          /* of the facts, else of the log; NaN: unknown */
    double validation;       /* examples; NaN: unknown */
    double resolution;       /* of the validation accuracy, see struct rv_log_column */
    double changing;         /* share of the validation accuracies that fit no set of the size that
                                the others fit; NaN: cannot be told */
    struct rv_log_facts facts;
};

/* The rows of a run that can be compared. */
void rv_curves_init(struct rv_curves *curves, const struct rv_log_run *run);
/* The same without the rows first .. end-1: for the error of a statistic. */
void rv_curves_without(const struct rv_curves *all, size_t first, size_t end,
                       struct rv_curves *curves);
void rv_curves_release(struct rv_curves *curves);

/* Share of the accuracies that are no whole number of examples of the one set size that fits most
 * of them; NaN where there are too few, or the fit is no better than chance. */
double rv_curves_changing(const double *accuracy, size_t rows, double resolution);

#endif
