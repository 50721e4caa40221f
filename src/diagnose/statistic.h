/* The statistics of a log: each one number, read from one or two of its curves or from the facts,
 * and a sentence. statistics.def lists them; what a value says about the causes is no matter of
 * this code but of the table (table.h). */
#ifndef RAVINE_DIAGNOSE_STATISTIC_H
#define RAVINE_DIAGNOSE_STATISTIC_H

#include "diagnose/curves.h"

/* How the value is shown: as it is, also between -1 and 1; its exponential, a factor; its
 * hundredfold, also one that is not below 0, or between 0 and 100; as one of the sentences that
 * | separates, counted from 0. */
enum rv_statistic_form {
    RV_STATISTIC_PLAIN,
    RV_STATISTIC_CORRELATION,
    RV_STATISTIC_FACTOR,
    RV_STATISTIC_PERCENT,
    RV_STATISTIC_SIZE,
    RV_STATISTIC_SHARE,
    RV_STATISTIC_WORDS
};

struct rv_statistic {
    const char *name;
    double (*value)(const struct rv_curves *curves, const struct rv_statistic *self);
    enum rv_curves_column curve, other; /* that it reads */
    enum rv_statistic_form form;
    const char *sentence; /* {} stands for the value */
};

enum {
#define X(symbol, ...) RV_STATISTIC_##symbol,
#include "diagnose/statistics.def"
#undef X
    RV_STATISTICS
};
extern const struct rv_statistic rv_statistics[RV_STATISTICS];

/* NaN: the log does not hold it. */
double rv_statistic_value(size_t statistic, const struct rv_curves *curves);
/* Standard error by leaving out one stretch of the log after the other (the jackknife over blocks);
 * NaN where there are too few rows. */
double rv_statistic_error(size_t statistic, const struct rv_curves *curves);
/* The value as it is shown, within the limits of its form, and the sentence with it. */
double rv_statistic_shown(size_t statistic, double value);
void rv_statistic_print(size_t statistic, double value, struct rv_text *out);

/* Readings that statistics.def names. Each gives NaN where the rows are too few. */
typedef double rv_statistic_reading(const struct rv_curves *curves,
                                    const struct rv_statistic *self);
/* Of one curve: statistic_curve.c. */
rv_statistic_reading rv_statistic_jumps, rv_statistic_end_rise, rv_statistic_largest_rise,
    rv_statistic_late_fall, rv_statistic_fall, rv_statistic_late_trend, rv_statistic_late_slope,
    rv_statistic_still, rv_statistic_lowest_place, rv_statistic_smooth_rise, rv_statistic_turning,
    rv_statistic_last, rv_statistic_largest, rv_statistic_repeats, rv_statistic_calmer,
    rv_statistic_first;
/* Of two curves, or of one and the sizes: statistic_pair.c. */
rv_statistic_reading rv_statistic_late_gap, rv_statistic_first_gap, rv_statistic_largest_gap,
    rv_statistic_jumps_ratio, rv_statistic_follows, rv_statistic_follows_next,
    rv_statistic_late_correlation, rv_statistic_correlation, rv_statistic_confidence,
    rv_statistic_above_chance, rv_statistic_lowest_of_chance, rv_statistic_of_log_classes,
    rv_statistic_jumps_of_error, rv_statistic_jumps_of_size, rv_statistic_first_level,
    rv_statistic_gap_trend;
/* Of the facts: statistic_fact.c. */
rv_statistic_reading rv_statistic_end, rv_statistic_rows, rv_statistic_has_validation,
    rv_statistic_changing, rv_statistic_validation, rv_statistic_batch, rv_statistic_batchnorm,
    rv_statistic_rate, rv_statistic_adaptive, rv_statistic_shuffled;

#endif
