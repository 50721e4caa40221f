/* Tables in a log: a line of names, then lines of numbers, as files with separators and as aligned
 * or ruled tables. The strict reader of record/csv.h is not used here: what people paste has lines
 * of prose, other tables and repeated headers in it, cells cut off, and one quote too many. */
#ifndef RAVINE_DIAGNOSE_FIELDS_H
#define RAVINE_DIAGNOSE_FIELDS_H

#include "diagnose/draft.h"
#include "diagnose/lines.h"

enum { RV_FIELDS_MOST = 512 };

/* A line cut into its cells. */
struct rv_fields {
    char *copy; /* owned; what the fields point into */
    size_t length; /* bytes that it can hold */
    char *fields[RV_FIELDS_MOST]; /* blanks and quotes round them are gone */
    size_t count;
};

/* `separator`: a character; ' ' is any number of blanks, '\v' two blanks and more, or tabs. */
void rv_fields_cut(const struct rv_line *line, char separator, struct rv_fields *row);
void rv_fields_release(struct rv_fields *row);

/* Reads all tables whose cells are parted by one of `separators`. */
void rv_fields_read(const struct rv_lines *lines, const char *separators, struct rv_draft *draft);

/* "12", "12/300", "[12/300]", "Epoch 12", "Epoch [12/300]:": the number; that behind the stroke
 * goes to `planned`, which may be NULL. */
bool rv_fields_epoch(const char *text, double *epoch, double *planned);

#endif
