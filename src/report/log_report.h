/* What is told of a training log that was read: `ravine diagnose`. */
#ifndef RAVINE_REPORT_LOG_REPORT_H
#define RAVINE_REPORT_LOG_REPORT_H

#include "report/screen.h"

#include "ravine/diagnosis.h"
#include "ravine/json.h"
#include "ravine/log.h"

struct rv_plot; /* src/plot/plot.h */

#define RV_LOG_REPORT_CAUSES 5 /* at most */

/* The document of --json (DESIGN.md, section 2), or an entry of its array. */
void rv_log_report_json(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                        struct rv_json *json);
/* At most 40 lines: what was read, its losses, causes and what speaks for them, what to do next. */
void rv_log_report_text(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                        const struct rv_screen *screen, struct rv_text *out);
/* An answer to paste into a forum. */
void rv_log_report_markdown(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                            struct rv_text *out);

/* What differs between two logs, and whether that is more than their noise. */
void rv_log_report_compare(const struct rv_log *a, const struct rv_log *b,
                           const struct rv_diagnosis *of_a, const struct rv_diagnosis *of_b,
                           struct rv_text *out);
/* A scenario file with the facts of the log, as far as they are known; it says that it is a
 * stand-in, what was taken and what was assumed. */
void rv_log_report_scenario(const struct rv_log *log, struct rv_text *out);

/* The figure `diagnosis`: losses and accuracies, the latter with two standard errors, epochs with
 * large changes marked. `plot` begins as {0} and belongs to the caller. */
void rv_log_report_figure(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                          struct rv_plot *plot);

/* Odds in words of a bet: "9 to 1", "1 to 4". For all of these. */
void rv_log_report_odds(double odds, struct rv_text *out);
/* How many of the causes are told: those that are not unlikely, one at least. */
size_t rv_log_report_causes(const struct rv_diagnosis *diagnosis);
/* Facts that the diagnosis had to do without: "mini-batch (--batch)". Adds what is unknown. */
void rv_log_report_unknown(const struct rv_log_run *run, struct rv_text *out);

#endif
