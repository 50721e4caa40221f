/* What the files of a sweep share. */
#ifndef RAVINE_EXPERIMENT_SWEEP_PARTS_H
#define RAVINE_EXPERIMENT_SWEEP_PARTS_H

#include "ravine/sweep.h"

/* ---- Axes (sweep_axis.c) ---- */

/* LOW..HIGH:COUNT[:log] */
struct rv_sweep_range {
    double low, high;
    long count;
    bool log;
    bool whole; /* the key takes whole numbers */
};

/* Key and what stands behind its '='. */
enum rv_status rv_sweep_axis_key(const char *text, struct rv_sweep_axis *axis,
                                 const char **values, struct rv_error *error);
/* Whether values are a range: a number in front of two dots. */
bool rv_sweep_range_is(const char *text);
enum rv_status rv_sweep_range_read(const char *text, const struct rv_sweep_axis *axis, bool sample,
                                   struct rv_sweep_range *range, struct rv_error *error);
/* The number at a share of the range. */
double rv_sweep_range_at(const struct rv_sweep_range *range, double share);
/* The values of the axis, in the order of the range or the list, or of the cells of a sample. */
enum rv_status rv_sweep_axis_fill(struct rv_sweep_axis *axis, const char *values,
                                  const struct rv_sweep_range *range,
                                  const struct rv_sweep_plan *plan, uint32_t number,
                                  struct rv_error *error);

/* ---- Runs (sweep_cell.c) ---- */

/* Where a run is in the plan. */
struct rv_sweep_place {
    size_t cell, variant;
    uint64_t seed;
};
struct rv_sweep_place rv_sweep_place(const struct rv_sweep_plan *plan, size_t run);

/* The recipe of a run and the texts that it needs. It does not move while the recipe is used. */
struct rv_sweep_cell {
    char *values[RV_SWEEP_AXES]; /* "--vary KEY=VALUE"; owned */
    struct rv_recipe recipe;
};
enum rv_status rv_sweep_cell_create(const struct rv_sweep_plan *plan,
                                    const struct rv_variation *variation, size_t cell,
                                    size_t variant, struct rv_sweep_cell **made,
                                    struct rv_report *report);
void rv_sweep_cell_free(struct rv_sweep_cell *cell);
/* Index of a variant of the plan in the scenario of the variation. */
size_t rv_sweep_variant(const struct rv_sweep_plan *plan, const struct rv_variation *variation,
                        size_t variant);

/* ---- Lines of the journal (sweep_journal.c) ---- */

/* The line of a row, without its end. */
void rv_sweep_line_print(const struct rv_sweep_plan *plan, const struct rv_sweep_row *row,
                         size_t run, struct rv_text *out);
/* Adds the rows of whole lines that were not there; `runs` has room for one a line and gets their
 * indices. Returns how many. */
size_t rv_sweep_lines_take(const char *lines, struct rv_sweep_results *results, size_t *runs);

/* ---- Rows (sweep_cell.c) ---- */

/* The row of a run that is over. */
void rv_sweep_row_keep(const struct rv_sweep_plan *plan, struct rv_sweep_row *row,
                       const struct rv_run *run, const struct rv_recipe *recipe);
void rv_sweep_row_release(struct rv_sweep_row *row);

#endif
