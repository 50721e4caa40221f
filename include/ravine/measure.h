/* Measures: pure functions of curves.
 *
 * A claim names them as VARIANT.[CURVE.]MEASURE[.CURVE2]: `bouncing.fluctuation`,
 * `bouncing.loss.fluctuation`, `bouncing.val_loss.follows.snapshot_loss`. The curve is val_loss
 * when none is named. A measure that does not exist (diverged, too few epochs, threshold never
 * reached) is NaN. */
#ifndef RAVINE_MEASURE_H
#define RAVINE_MEASURE_H

#include "ravine/table.h"
#include "ravine/type.h"

#include <stdbool.h>

/* A curve over the epochs that count: record.from .. record.to. */
struct rv_curve {
    const double *value;
    const double *jump_se; /* paired standard error of value[i] - value[i-1], or NULL */
    size_t count;
    long first_epoch; /* the epoch of value[0] */
    double threshold; /* record.threshold */
    bool larger_is_better; /* an accuracy: its best value is the largest */
};

struct rv_measure_type {
    struct rv_type type;
    bool two_curves; /* needs CURVE2 */
    bool jump_se;    /* needs paired standard errors, which only val_loss has */
    size_t least;    /* with fewer epochs there is no value; `measure` is never called with less */
    const char *unit; /* "curve" when it has the curve's own unit; NULL: a pure number */
    /* All values are finite; `other` has as many as `curve`. NaN when there is no value. */
    double (*measure)(const struct rv_curve *curve, const struct rv_curve *other);
};

extern const struct rv_registry rv_measures;

/* A parsed [CURVE.]MEASURE[.CURVE2]. */
struct rv_measure_call {
    const struct rv_measure_type *type;
    char curve[48];
    char other[48]; /* "" when there is none */
};

/* `columns` is the NULL-terminated list of curves that exist. The error names the nearest curve or
 * measure. */
enum rv_status rv_measure_parse(const char *text, const char *const *columns,
                                struct rv_measure_call *call, struct rv_error *error);

/* "fluctuation", "loss.fluctuation", "follows.snapshot_loss": val_loss is left out. */
void rv_measure_print(const struct rv_measure_call *call, struct rv_text *out);

struct rv_measure_range {
    long from, to; /* epochs, from 1; to 0: the last one there is */
    double threshold;
};

/* The value on an epoch table. NaN when it has none, when an epoch from .. to is missing or when
 * any number that the measure needs is. */
double rv_measure_value(const struct rv_measure_call *call, const struct rv_table *epochs,
                        const struct rv_measure_range *range);

#endif
