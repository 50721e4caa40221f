/* What a reader of logs found, as it stood: rows of named numbers, not yet put together.
 *
 *     row = rv_draft_row(draft, line);                // begins a row
 *     row->epoch = 3;                                 // if it says so
 *     column = rv_draft_column(draft, name, length, RV_NAME_UNSAID);
 *     rv_draft_cell(draft, column, &number, false);
 *
 * rv_draft_log() makes runs of it: rows of one epoch become one, columns get their roles. */
#ifndef RAVINE_DIAGNOSE_DRAFT_H
#define RAVINE_DIAGNOSE_DRAFT_H

#include "diagnose/names.h"
#include "diagnose/number.h"

#include <stdint.h>

enum { RV_DRAFT_COLUMNS = 512 }; /* most; what comes later is left out */

struct rv_draft_column {
    char *name; /* owned; as it stands */
    uint64_t hash;
    struct rv_name meaning;
    size_t cells; /* that hold something */
    size_t numbers; /* of these finite */
    double largest, smallest;
    double resolution; /* of the numbers that are not small, if there are any; the finest */
    bool large; /* there are */
    bool percent; /* a sign of percent was seen */
};

struct rv_draft_cell {
    double value;
    uint16_t column;
    uint8_t cell; /* enum rv_log_cell */
    bool running; /* a mean since the epoch began: the last is the epoch's */
};

/* How much a row says of its epoch as a whole: what the higher says counts. */
enum rv_draft_rank { RV_DRAFT_STEP, RV_DRAFT_LINE, RV_DRAFT_EPOCH };

struct rv_draft_row {
    size_t first, count; /* cells */
    double epoch; /* NaN: that of the row before */
    double step; /* NaN: none */
    int line;
    uint8_t rank; /* enum rv_draft_rank */
    bool restart; /* a new run begins here for certain */
};

struct rv_draft {
    struct rv_draft_column *columns; /* owned, as all below */
    size_t column_count;
    struct rv_draft_row *rows;
    size_t row_count;
    struct rv_draft_cell *cells;
    size_t cell_count;
    struct rv_log_facts facts;
    double planned; /* epochs */
    bool tables; /* a row is whole: the same epoch again is another run */
    size_t unread; /* lines that hold text but were not understood */
    int first_unread; /* the first of them */
    char **left_out; /* further remarks */
    size_t left_out_count;
    uint16_t lookup[1024]; /* hash -> column + 1 */
    struct rv_name_memo memo;
};

/* Empty; release it in any case. */
void rv_draft_init(struct rv_draft *draft);
void rv_draft_release(struct rv_draft *draft);
/* Begins a row of a line. */
struct rv_draft_row *rv_draft_row(struct rv_draft *draft, int line);
/* The column of this name in any case of letters; made where it is new. `split` is what other words
 * than the name say, for a name that does not say it. -1: too many columns. */
int rv_draft_column(struct rv_draft *draft, const char *name, size_t length,
                    enum rv_name_split split);
/* Puts a number into the row begun last; column -1 is left out. `running`: see the struct. */
void rv_draft_cell(struct rv_draft *draft, int column, const struct rv_number *number,
                   bool running);
/* The name as it stands; where a column of the training and one of the validation have the same,
 * with "(training)" or "(validation)". Free with rv_free(). */
char *rv_draft_name(const struct rv_draft *draft, size_t column);
/* A remark on what was left out. */
void rv_draft_leave_out(struct rv_draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Counts a line that was not understood. */
void rv_draft_unread(struct rv_draft *draft, int line);
/* Cells of the columns that tell something of the training: losses, accuracies and the like. */
size_t rv_draft_weight(const struct rv_draft *draft);

#endif
