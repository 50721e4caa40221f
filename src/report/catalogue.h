/* Everything that has a name: the registries in the order of the reference, and the sections of a
 * recipe. `list`, `explain` and the reference page iterate over these. */
#ifndef RAVINE_REPORT_CATALOGUE_H
#define RAVINE_REPORT_CATALOGUE_H

#include "ravine/type.h"

/* The k-th registry in that order, NULL after the last. `commands` is the registry of the commands,
 * which stand above this folder; it has its place between the others. */
const struct rv_registry *rv_catalogue_at(const struct rv_registry *commands, size_t k);

/* The registry called `word` ("optimizers" or "optimizer"), or NULL. */
const struct rv_registry *rv_catalogue_find(const struct rv_registry *commands, const char *word);

/* All words that rv_catalogue_find() takes and `more` (NULL-terminated, may be NULL), for the
 * nearest one; free with rv_free(). */
const char **rv_catalogue_plurals(const struct rv_registry *commands, const char *const *more);

/* ---- Printing (describe.c) ---- */

/* One type with its table. `kind` is "optimizer". */
void rv_describe_type(const struct rv_registry *registry, const struct rv_type *type, int width,
                      struct rv_text *out);
/* One row of a type's table: meaning, default, range, unit, when a change takes effect. */
void rv_describe_param(const struct rv_type *type, const struct rv_param *param, int width,
                       struct rv_text *out);
/* "default 0.9, a number from 0 to 1, in epochs, live: next step" */
void rv_describe_facts(const struct rv_type *type, const struct rv_param *param,
                       struct rv_text *out);
void rv_describe_default(const struct rv_type *type, const struct rv_param *param,
                         struct rv_text *out);
const char *rv_describe_live(const struct rv_param *param);
/* The grammar of claims, wrapped. */
void rv_describe_claims(int width, struct rv_text *out);

/* ---- The reference as one Markdown document (reference.c) ---- */

/* Title, sections and keys of a recipe; then every registry of the catalogue, but for the commands,
 * which print themselves (command/help.c); columns and claims at the end. */
void rv_reference_begin(struct rv_text *out);
void rv_reference_registry(const struct rv_registry *registry, struct rv_text *out);
void rv_reference_end(struct rv_text *out);

#endif
