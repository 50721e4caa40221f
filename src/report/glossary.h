/* The words of the field that people look up, and how they may be written. */
#ifndef RAVINE_REPORT_GLOSSARY_H
#define RAVINE_REPORT_GLOSSARY_H

#include "ravine/type.h"

#include <stdbool.h>
#include <stddef.h>

/* A row of glossary.def. The type's name is the word, its summary what it means. */
struct rv_term {
    struct rv_type type;
    const char *also;      /* other words for it, with commas between */
    const char *key;       /* of a recipe, or a name that `explain` knows; "" for none */
    const char *scenarios; /* that show it, with commas between; "" for none */
};

/* Rows are struct rv_term. */
extern const struct rv_registry rv_glossary;

/* Whether two words are the same but for capitals, spaces, hyphens, underscores, dots in front of a
 * name ("nn.Linear"), brackets behind it ("model.eval()") and one s at the end. */
bool rv_glossary_same(const char *a, const char *b);

/* The row whose name or other word is `word`, NULL if there is none. */
const struct rv_term *rv_glossary_find(const char *word);

/* Prints a row: its words, what it means, its key, where it is shown. */
void rv_glossary_print(const struct rv_term *term, int indent, int width, struct rv_text *out);

#endif
