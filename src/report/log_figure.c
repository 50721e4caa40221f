/* The figure of a training log: losses, accuracies with their sampling error, the epochs that speak
 * marked. See log_report.h. */
#include "report/log_report.h"

#include "plot/plot.h"

#include <math.h>
#include <stdlib.h>

#define SPEAKS 3.0 /* a change so many times the usual one */

static void add_curve(struct rv_plot *plot, const struct rv_log_run *run, enum rv_log_role role)
{
    const struct rv_log_column *column = rv_log_find(run, role);
    const bool validation = role == RV_LOG_VAL_LOSS || role == RV_LOG_VAL_ACCURACY;
    struct rv_plot_curve *curve;

    if (!column)
        return;
    curve = rv_plot_curve(plot, RV_STYLE_LINE_MARKS,
                          validation ? RV_MEANING_VALIDATION : RV_MEANING_MEAN,
                          validation ? "validation" : "training", run->epochs);
    for (size_t e = 0; e < run->epochs; e++) {
        curve->x[e] = run->epoch[e];
        curve->y[e] = column->values[e];
    }
}

/* Two standard errors of a share of n examples round each accuracy. */
static void add_band(struct rv_plot *plot, const struct rv_log_run *run)
{
    const struct rv_log_column *column = rv_log_find(run, RV_LOG_VAL_ACCURACY);
    struct rv_plot_curve *curve;

    if (!column || isnan(run->validation_examples))
        return;
    curve = rv_plot_curve(plot, RV_STYLE_BAND, RV_MEANING_VALIDATION, "two standard errors",
                          run->epochs);
    for (size_t e = 0; e < run->epochs; e++) {
        const double share = column->values[e];
        const double error = 2 * sqrt(fmax(0, share * (1 - share)) / run->validation_examples);

        curve->x[e] = run->epoch[e];
        curve->y[e] = share;
        curve->low[e] = fmax(0, share - error);
        curve->high[e] = fmin(1, share + error);
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Epochs at which validation loss changes by several times as large a factor as it does as a rule.
 */
static void add_speaking(struct rv_plot *plot, const struct rv_log_run *run)
{
    const struct rv_log_column *column = rv_log_find(run, RV_LOG_VAL_LOSS);
    struct rv_plot_curve *curve;
    double *sorted;
    size_t count = 0;

    if (!column || run->epochs < 4)
        return;
    curve = rv_plot_curve(plot, RV_STYLE_MARKS, RV_MEANING_START, "large changes", run->epochs);
    sorted = curve->x; /* for a moment */
    for (size_t e = 1; e < run->epochs; e++)
        if (column->values[e] > 0 && column->values[e - 1] > 0)
            sorted[count++] = fabs(log(column->values[e] / column->values[e - 1]));
    if (count) {
        double usual;

        qsort(sorted, count, sizeof *sorted, by_size);
        usual = sorted[count / 2];
        for (size_t e = 1; e < run->epochs; e++)
            if (column->values[e] > 0 && column->values[e - 1] > 0 &&
                fabs(log(column->values[e] / column->values[e - 1])) > SPEAKS * usual)
                curve->y[e] = column->values[e];
    }
    for (size_t e = 0; e < run->epochs; e++)
        curve->x[e] = run->epoch[e];
}

void rv_log_report_figure(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                          struct rv_plot *plot)
{
    const struct rv_log_run *run = &log->runs[log->chosen];
    const struct rv_diagnosis_cause *cause = &diagnosis->causes[0];
    struct rv_text text = {0};
    struct rv_plot_panel *panel;

    plot->columns = 1;
    plot->own_y = plot->whole_x = true;
    rv_text_printf(&text, "%s: %s", rv_diagnosis_verdict_text(cause->verdict), cause->text);
    rv_plot_set(&plot->title, rv_text_string(&text));
    rv_plot_set(&plot->x_label, run->steps ? "step" : "epoch");
    panel = rv_plot_panel(plot, "loss");
    rv_plot_set(&panel->y_label, "loss");
    add_curve(plot, run, RV_LOG_LOSS);
    add_curve(plot, run, RV_LOG_VAL_LOSS);
    add_speaking(plot, run);
    if (rv_log_find(run, RV_LOG_ACCURACY) || rv_log_find(run, RV_LOG_VAL_ACCURACY)) {
        panel = rv_plot_panel(plot, "accuracy");
        rv_plot_set(&panel->y_label, "accuracy");
        add_band(plot, run);
        add_curve(plot, run, RV_LOG_ACCURACY);
        add_curve(plot, run, RV_LOG_VAL_ACCURACY);
    }
    rv_text_clear(&text);
    rv_text_printf(&text, "Log with %zu %s", run->epochs, run->steps ? "steps" : "epochs");
    if (isnan(run->validation_examples))
        rv_text_add(&text, "; the number of validation examples is unknown.");
    else
        rv_text_printf(&text, "; validation on %g examples (%s).", run->validation_examples,
                       run->validation_from);
    rv_plot_set(&plot->caption, rv_text_string(&text));
    rv_text_release(&text);
}
