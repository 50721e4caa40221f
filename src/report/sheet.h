/* A page for students: curve, numbers and questions, and nothing that names the cause. */
#ifndef RAVINE_REPORT_SHEET_H
#define RAVINE_REPORT_SHEET_H

#include "ravine/experiment.h"
#include "ravine/paper.h"

struct rv_sheet {
    const struct rv_scenario *scenario;
    size_t number; /* of the case: a name that says nothing */
    const struct rv_experiment *shown; /* the failing run (and the cured one), one seed */
    const struct rv_experiment *tried; /* every choice over the seeds; NULL: no solution */
};

/* What the pages in all formats share. */
#define RV_SHEET_LAST 5 /* epochs in the table */
#define RV_SHEET_OPEN 3 /* open questions */
extern const char *const rv_sheet_questions[RV_SHEET_OPEN];

/* A column of the one run of a variant; NaN where it has no value. `count` epochs; owned. */
double *rv_sheet_curve(const struct rv_sheet *sheet, size_t variant, const char *column,
                       size_t *count);
/* The variant of that name. */
size_t rv_sheet_variant(const struct rv_sheet *sheet, const char *name);
/* "0.105 [0.039 .. 0.27]": what the case measures, of a variant over the seeds. */
void rv_sheet_measured(const struct rv_sheet *sheet, size_t variant, struct rv_text *out);
/* Columns of the table: heading, column of epochs.csv, whether it is an accuracy. */
struct rv_sheet_column {
    const char *heading, *column;
    bool accuracy;
};
#define RV_SHEET_COLUMNS 4
extern const struct rv_sheet_column rv_sheet_columns[RV_SHEET_COLUMNS];
/* A cell of it: "0.163", "94 %", "-". */
void rv_sheet_number(const struct rv_sheet_column *column, double value, struct rv_text *out);

/* The page, and the page of the answer behind it. */
void rv_sheet_paper(const struct rv_sheet *sheet, struct rv_paper *paper);
/* The same as text; `solution` alone is the second page. */
void rv_sheet_text(const struct rv_sheet *sheet, struct rv_text *out);

#endif
