/* Presets as trees. */
#ifndef RAVINE_RECIPE_PRESET_H
#define RAVINE_RECIPE_PRESET_H

#include "ravine/recipe.h"

/* The list of layers that a name stands for, every position that of `name`; NULL and a report when
 * there is no such preset. A new tree. */
struct rv_node *rv_preset_expand(const struct rv_node *name, struct rv_report *report);

#endif
