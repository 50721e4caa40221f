/* What figures take from an experiment: curves of the run shown first, bands over seeds, numbers,
 * the sentence of the title, the caption. */
#ifndef RV_PLOT_FIGURE_PARTS_H
#define RV_PLOT_FIGURE_PARTS_H

#include "experiment/roles.h"
#include "plot/plot.h"
#include "ravine/experiment.h"
#include "ravine/text.h"

/* Runs of a variant that were made. */
size_t rv_figure_run_count(const struct rv_experiment *experiment, size_t variant);

/* A column of a table over the epochs as a curve of the last panel. False when
 * the table lacks it. */
bool rv_figure_line(struct rv_plot *plot, const struct rv_table *table, const char *column,
                    enum rv_curve_style style, enum rv_curve_meaning meaning, const char *name);
/* Minimum to maximum over the seeds (5 % to 95 % quantile from 21 seeds on), epoch by epoch.
 * Nothing is added for fewer than two runs. */
void rv_figure_band(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant,
                    const char *column, enum rv_curve_meaning meaning, const char *name);

/* A measure such as "fluctuation" on one run, or over the seeds of a variant. */
double rv_figure_measure(const struct rv_experiment *experiment, size_t result,
                         const char *measure);
struct rv_summary rv_figure_summary(const struct rv_experiment *experiment, size_t variant,
                                    const char *measure);
/* A number with two significant digits, "0.22", "0.0056", for titles. */
void rv_figure_short(struct rv_text *out, double value);
/* "0.22 (0.11 to 0.3)": median and range over the seeds; a single run has no range. */
void rv_figure_number(struct rv_text *out, const struct rv_experiment *experiment, size_t variant,
                      const char *measure);

/* The sentence of the first claim that held and whose comparison contains all of `words`
 * (NULL-terminated); else the scenario's title. */
void rv_figure_title(struct rv_plot *plot, const struct rv_experiment *experiment,
                     const char *const *words);
/* "Scenario large-lr, 5 seeds (1 to 5). Shown as lines: seed 7." (`shown`: what is shown of one
 * seed alone, "lines", "circles"; NULL: nothing), then `more`. */
void rv_figure_caption(struct rv_plot *plot, const struct rv_experiment *experiment,
                       const char *shown, const char *more);
/* First epoch that measures use. */
long rv_figure_first_epoch(const struct rv_experiment *experiment, size_t variant);
/* "loss (nats)" where the loss is a log-likelihood, else "loss". */
const char *rv_figure_loss_label(const struct rv_experiment *experiment);

/* The error of a figure whose experiment has no run. */
enum rv_status rv_figure_no_run(struct rv_error *error);

#endif
