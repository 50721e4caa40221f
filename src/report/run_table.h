/* What the chart and the table at the end of `run` share: who plays which part, and its mark. */
#ifndef RAVINE_REPORT_RUN_TABLE_H
#define RAVINE_REPORT_RUN_TABLE_H

#include "report/run_report.h"

#define RV_RUN_FAILING_MARK "O"
#define RV_RUN_FAILING_COLOR "33;1"
#define RV_RUN_CURED_MARK "+"
#define RV_RUN_CURED_COLOR "36;1"

/* RV_ROLES_NONE: there is none. */
struct rv_run_roles {
    size_t failing, cured;         /* variants */
    size_t failing_run, cured_run; /* results; of one seed */
};

/* One row a variant: the failing one first, then from the best to the worst; at most `lines` lines,
 * with the heading. */
void rv_run_table_print(const struct rv_run_report *report, const struct rv_run_roles *roles,
                        size_t lines, struct rv_text *out);

#endif
