/* Forecasts beside measurements, as text and as JSON: for `surface` and `show --forecast`. */
#ifndef RAVINE_REPORT_THEORY_TABLE_H
#define RAVINE_REPORT_THEORY_TABLE_H

#include "report/screen.h"

#include "ravine/chain.h"
#include "ravine/json.h"

enum { RV_THEORY_TABLE_DIRECTIONS = 8 }; /* of one run, measured */

/* One optimizer on the surface. */
struct rv_theory_row {
    const char *name;                   /* of the variant; not owned */
    const struct rv_recipe *recipe;     /* that the forecast is about; not owned */
    struct rv_forecast *forecast;       /* owned; NULL: `reason` says why */
    char *reason;                       /* owned */
    struct rv_chain chain;              /* owned */
    bool measured;
    long burn_in;
    size_t shown[RV_THEORY_TABLE_DIRECTIONS]; /* directions: the steepest, and last the flattest */
    size_t shown_count;
};

/* Frees what the row owns. */
void rv_theory_table_release(struct rv_theory_row *run);

/* Makes the forecast and chooses at most `directions` to show. A forecast that cannot be made at
 * all leaves its reason; RV_INPUT. */
enum rv_status rv_theory_table_open(struct rv_theory_row *run, const char *name,
                                    const struct rv_recipe *recipe, uint64_t seed,
                                    size_t directions);

/* How many directions of each of `runs` optimizers find room in `lines` lines, at least 1. */
size_t rv_theory_table_fitting(size_t runs, int lines, bool measured);

/* The table and a few lines a run, in at most `lines` lines. */
void rv_theory_table_print(const struct rv_theory_row *runs, size_t count,
                           const struct rv_screen *screen, int lines, struct rv_text *out);
/* The member "runs" of the document. */
void rv_theory_json(const struct rv_theory_row *runs, size_t count, struct rv_json *json);

#endif
