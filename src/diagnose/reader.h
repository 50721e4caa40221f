/* A reader of logs: one kind of file.
 *
 * Every reader reads the whole text as far as it understands it; the one that finds the most
 * losses and accuracies is right, the first of several in the order of readers.def. */
#ifndef RAVINE_DIAGNOSE_READER_H
#define RAVINE_DIAGNOSE_READER_H

#include "diagnose/draft.h"
#include "diagnose/lines.h"

struct rv_reader_type {
    const char *name; /* "csv" */
    const char *looks; /* what it looks for, to go on from "looked for": "a header of names" */
    void (*read)(const struct rv_lines *lines, struct rv_draft *draft);
};

/* All of them, NULL-terminated. */
extern const struct rv_reader_type *const rv_readers[];

#endif
