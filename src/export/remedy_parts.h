/* What the files of the remedy lines share. Not for other folders. */
#ifndef RAVINE_EXPORT_REMEDY_PARTS_H
#define RAVINE_EXPORT_REMEDY_PARTS_H

#include "export/remedy.h"

/* One more part, a line of its own for now; what stands there already is not said again. */
void rv_remedy_add_part(struct rv_text *line, const char *part);
/* All parts in one line. */
void rv_remedy_join(struct rv_text *line);

/* Whether the parameter differs; against nothing (NULL) it does. */
bool rv_remedy_differs(const struct rv_param *param, const void *a, const void *b);
/* Whether a part of a pattern names a parameter that differs from `before`. */
bool rv_remedy_speaks(const char *argument, size_t length, const struct rv_config *config,
                      const void *before);
/* The call of a pattern with the arguments that differ, and `more` behind them. */
void rv_remedy_add_call(const char *pattern, const struct rv_config *config, const void *before,
                        const char *more, struct rv_text *line);

/* remedy_layers.c, remedy_rules.c: what differs in the layers; in the keys that have a rule. */
void rv_remedy_add_layers(const struct rv_recipe *base, const struct rv_recipe *remedy,
                          struct rv_remedy_lines *lines);
void rv_remedy_add_rules(const struct rv_recipe *base, const struct rv_recipe *remedy,
                         struct rv_remedy_lines *lines);

#endif
