/* What a name means, of whatever has one: words of the field, types, parameters, sections and keys,
 * columns. */
#ifndef RAVINE_REPORT_EXPLAIN_H
#define RAVINE_REPORT_EXPLAIN_H

#include "ravine/type.h"

#include <stddef.h>

/* Prints all that `words` may mean ("adam", "optimizer adam", "batchnorm.momentum", "learning
 * rate"), a blank line between two. `commands` is the registry of the commands (see
 * report/catalogue.h); what cannot be read of the scenarios that show it goes to `unread`. Returns
 * how many meanings there are: 0 for a name that nothing has. */
size_t rv_explain(const struct rv_registry *commands, const char *words, int width,
                  struct rv_text *out, struct rv_report *unread);

/* The name nearest to a word that nothing has, NULL if none is near. */
const char *rv_explain_nearest(const struct rv_registry *commands, const char *word);

#endif
