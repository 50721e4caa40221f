/* Objects in the lines of a log: JSON, and what Python prints for a dictionary.
 *
 * Quotes may be single ones; True, False, None, NaN, Infinity and numbers in a call
 * ("tensor(0.5, device='cuda:0')", "np.float64(0.5)") are understood. What is read is the library's
 * business (yajl): here the text becomes JSON, in which numbers that JSON does not have are
 * strings.
 */
#ifndef RAVINE_DIAGNOSE_OBJECTS_H
#define RAVINE_DIAGNOSE_OBJECTS_H

#include "diagnose/lines.h"

#include "ravine/text.h"

#include <stdbool.h>

struct rv_objects {
    const struct rv_lines *lines;
    size_t line; /* where to go on */
    size_t column;
    bool broken; /* an object of several lines did not end: no more of these are looked for */
    /* The object found last: */
    struct rv_text json; /* owned */
    int number; /* of its first line */
    const char *before; /* text of that line before it */
    size_t before_length;
};

/* The next object; false: there is none. Release the text in the end. */
bool rv_objects_next(struct rv_objects *objects);
void rv_objects_release(struct rv_objects *objects);

#endif
