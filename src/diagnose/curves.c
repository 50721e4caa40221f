/* From the columns of a log to rows that can be compared. */
#include "diagnose/curves.h"

#include "ravine/math.h"
#include "ravine/memory.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

static const enum rv_log_role roles[] = {
    [RV_CURVES_LOSS] = RV_LOG_LOSS,
    [RV_CURVES_ACCURACY] = RV_LOG_ACCURACY,
    [RV_CURVES_VAL_LOSS] = RV_LOG_VAL_LOSS,
    [RV_CURVES_VAL_ACCURACY] = RV_LOG_VAL_ACCURACY,
    [RV_CURVES_RATE] = RV_LOG_LEARNING_RATE,
};
#define READ (sizeof roles / sizeof *roles)

static const struct rv_log_column *find(const struct rv_log_run *run, enum rv_log_role role)
{
    for (size_t c = 0; c < run->column_count; c++)
        if (run->columns[c].role == role)
            return &run->columns[c];
    return NULL;
}

static void allocate(struct rv_curves *curves, size_t rows)
{
    curves->block = rv_alloc((rows + 1) * RV_CURVES_COLUMNS, sizeof *curves->block);
    for (size_t c = 0; c < RV_CURVES_COLUMNS; c++)
        curves->column[c] = curves->block + c * (rows + 1);
}

static bool any(const struct rv_log_column *column, size_t rows)
{
    for (size_t i = 0; column && i < rows; i++)
        if (isfinite(column->values[i]))
            return true;
    return false;
}

/* Whether a row holds all that is compared: of the losses those that the log has, without losses
 * the accuracies. */
static bool whole(const struct rv_log_column *const columns[READ], const bool has[READ], size_t row)
{
    bool losses = has[RV_CURVES_LOSS] || has[RV_CURVES_VAL_LOSS];

    for (size_t c = 0; c < RV_CURVES_RATE; c++) {
        bool loss = c == RV_CURVES_LOSS || c == RV_CURVES_VAL_LOSS;

        if (has[c] && loss == losses && !isfinite(columns[c]->values[row]))
            return false;
    }
    return true;
}

static size_t whole_rows(const struct rv_log_column *const columns[READ], const bool has[READ],
                         size_t rows)
{
    size_t count = 0;

    for (size_t i = 0; i < rows; i++)
        count += whole(columns, has, i);
    return count;
}

static enum rv_curves_end end_of(const struct rv_log_column *const columns[READ], size_t rows)
{
    enum rv_curves_end end = RV_CURVES_FINITE;

    for (size_t c = 0; c < RV_CURVES_RATE; c++)
        for (size_t i = 0; columns[c] && columns[c]->cells && i < rows; i++)
            if (columns[c]->cells[i] >= RV_LOG_NAN) {
                enum rv_curves_end now = i + 1 == rows ? RV_CURVES_BROKEN : RV_CURVES_PASSING;

                end = now > end ? now : end;
            }
    return end;
}

static void take_logarithms(struct rv_curves *curves, size_t from, size_t to)
{
    const double *loss = curves->column[from];
    double *out = curves->column[to], floor = 0;
    bool all = true;
    size_t count = 0;

    for (size_t i = 0; i < curves->rows; i++)
        if (isfinite(loss[i])) {
            all = all && loss[i] >= 0;
            out[count++] = loss[i];
        }
    if (all && count) {
        gsl_sort(out, 1, count);
        floor = RV_CURVES_FLOOR * gsl_stats_median_from_sorted_data(out, 1, count);
        all = out[count - 1] > 0;
        floor = floor > 0 ? floor : RV_CURVES_FLOOR * out[count - 1];
    }
    for (size_t i = 0; i < curves->rows; i++)
        out[i] = !all || !isfinite(loss[i]) ? (double)NAN
                                            : rv_math_log(loss[i] > floor ? loss[i] : floor);
}

/* Without classes among the facts: the least number that the training accuracies agree with. At
 * 1/k and a loss of ln k the network knows nothing, and that tells k better. */
static double classes_of(const struct rv_curves *curves)
{
    double least = HUGE_VAL;

    if (isfinite(curves->facts.classes))
        return curves->facts.classes;
    for (size_t i = 0; i < curves->rows; i++) {
        double a = curves->column[RV_CURVES_ACCURACY][i];

        least = a > 0 && a < least ? a : least;
    }
    return isfinite(least) && least < 1 ? fmax(2, ceil(1 / least - 0.5)) : (double)NAN;
}

void rv_curves_init(struct rv_curves *curves, const struct rv_log_run *run)
{
    const struct rv_log_column *columns[READ];
    bool has[READ];
    size_t count, seen = 0, every;

    *curves = (struct rv_curves){.facts = run->facts, .validation = run->validation_examples};
    if (!isfinite(curves->validation))
        curves->validation = run->facts.validation;
    for (size_t c = 0; c < READ; c++) {
        columns[c] = find(run, roles[c]);
        has[c] = any(columns[c], run->epochs);
    }
    /* Validation that shares too few rows with training is no curve beside it. */
    if (has[RV_CURVES_LOSS] && has[RV_CURVES_VAL_LOSS] && whole_rows(columns, has, run->epochs) < 2)
        has[RV_CURVES_VAL_LOSS] = false;
    curves->has_validation = has[RV_CURVES_VAL_LOSS] || has[RV_CURVES_VAL_ACCURACY];
    curves->fresh = !run->excerpt && run->epochs && run->epoch[0] <= 1 && !run->steps;
    curves->end = end_of(columns, run->epochs);
    count = whole_rows(columns, has, run->epochs);
    every = 1 + (count - (count > 0)) / RV_CURVES_ROWS;
    allocate(curves, count);
    for (size_t i = 0; i < run->epochs; i++) {
        if (!whole(columns, has, i) || seen++ % every)
            continue;
        for (size_t c = 0; c < READ; c++)
            curves->column[c][curves->rows] = has[c] ? columns[c]->values[i] : (double)NAN;
        curves->rows++;
    }
    take_logarithms(curves, RV_CURVES_LOSS, RV_CURVES_LOG_LOSS);
    take_logarithms(curves, RV_CURVES_VAL_LOSS, RV_CURVES_LOG_VAL_LOSS);
    curves->classes = classes_of(curves);
    curves->resolution = has[RV_CURVES_VAL_ACCURACY] ? columns[RV_CURVES_VAL_ACCURACY]->resolution
                                                     : (double)NAN;
    curves->changing = rv_curves_changing(curves->column[RV_CURVES_VAL_ACCURACY], curves->rows,
                                          curves->resolution);
}

void rv_curves_without(const struct rv_curves *all, size_t first, size_t end,
                       struct rv_curves *curves)
{
    *curves = *all;
    curves->rows = 0;
    allocate(curves, all->rows);
    for (size_t i = 0; i < all->rows; i++) {
        if (i >= first && i < end)
            continue;
        for (size_t c = 0; c < RV_CURVES_COLUMNS; c++)
            curves->column[c][curves->rows] = all->column[c][i];
        curves->rows++;
    }
}

void rv_curves_release(struct rv_curves *curves)
{
    rv_free(curves->block);
    *curves = (struct rv_curves){0};
}
