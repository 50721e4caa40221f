/* Names and numbers of a printed line: "Epoch 3/10, Train Loss: 0.37 | Val Acc 88.1%".
 *
 * The text between two numbers is cut at its signs; the piece next to the number is its name, the
 * pieces before it and the names before it on the line say what examples the numbers are of. Dates,
 * times, counts of steps, names that end in a digit are no numbers. */
#ifndef RAVINE_DIAGNOSE_PAIRS_H
#define RAVINE_DIAGNOSE_PAIRS_H

#include "diagnose/names.h"
#include "diagnose/number.h"

enum { RV_PAIRS_MOST = 64 };

struct rv_pair {
    const char *name; /* into the line */
    size_t length;
    struct rv_name meaning;
    enum rv_name_split split; /* what the line says before the name, where the name does not */
    struct rv_number number;
    double of; /* "9814/10000": the second number, `number` is the first; else NaN */
    bool running; /* "1.94 (1.99)": the number is that in brackets */
    size_t place; /* in the line, of the number */
};

struct rv_pairs {
    struct rv_pair pairs[RV_PAIRS_MOST];
    size_t count;
    size_t letters; /* of words that belong to no number */
};

/* `carry`: a name that says what examples it is of says it for those behind it, too. `memo` may be
 * NULL. */
void rv_pairs_read(struct rv_name_memo *memo, const char *text, bool carry, struct rv_pairs *pairs);

/* The name that ends at `end`, in a text that begins at `start`: its last piece. */
const char *rv_pairs_name(const char *start, const char *end, size_t *length);

#endif
