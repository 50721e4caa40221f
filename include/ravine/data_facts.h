/* What a file of data is read as, said to whoever brings it: rows, label, classes, what was left
 * out, what is odd. Nothing is trained for it. The texts are owned.
 *
 *     struct rv_data_facts facts = {0};
 *     status = rv_data_facts_of_file(path, sets, &facts, error);
 *     ... facts.rows, facts.warnings.line[0] ...
 *     rv_data_facts_release(&facts); */
#ifndef RAVINE_DATA_FACTS_H
#define RAVINE_DATA_FACTS_H

#include "ravine/status.h"

#include <stddef.h>

/* Lines of text. */
struct rv_data_lines {
    char **line;  /* owned, each of them too */
    size_t count;
};

/* One line more; frees them and makes them none. */
void rv_data_lines_add(struct rv_data_lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void rv_data_lines_release(struct rv_data_lines *lines);

struct rv_data_class {
    char *name;
    size_t count; /* rows */
};

struct rv_data_facts {
    const char *format; /* "csv", "idx", "npy" */
    size_t rows;
    size_t features; /* numbers of an example */
    char *label;     /* its column or file; NULL: there is none */
    struct rv_data_class *classes;
    size_t class_count;
    struct rv_data_lines dropped;  /* columns that are no features */
    struct rv_data_lines notes;    /* how it was read: separator, decimal sign, encoding */
    struct rv_data_lines warnings; /* what is odd */
};

/* One class more. */
void rv_data_facts_add_class(struct rv_data_facts *facts, const char *name, size_t count);
void rv_data_facts_copy(const struct rv_data_facts *from, struct rv_data_facts *to);
void rv_data_facts_release(struct rv_data_facts *facts);

#endif
