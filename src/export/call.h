/* Calls in Python from patterns: "nn.Dropout({rate})". Not for other folders.
 *
 * `{rate}` is the value of that parameter in Python, `{1-momentum}` the text "1 - 0.99"; words that
 * are no parameter ("{inputs}") come with the call. */
#ifndef RAVINE_EXPORT_CALL_H
#define RAVINE_EXPORT_CALL_H

#include "ravine/type.h"

struct rv_call_word {
    const char *name; /* NULL ends a list */
    const char *text;
};

/* The value of a parameter as Python writes it: True, "same", 1e-05. */
void rv_call_value(const struct rv_param *param, const void *values, struct rv_text *out);

/* The pattern with everything filled in. `words` may be NULL. */
void rv_call_fill(const char *pattern, const struct rv_config *config,
                  const struct rv_call_word *words, struct rv_text *out);

#endif
