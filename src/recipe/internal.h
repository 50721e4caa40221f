/* What the files of recipe/ share: normal form of maps, and the steps of binding.
 *
 * Normal form: {SECTION: {KEY: VALUE}} without dots, a section that is written as one word made
 * {SELECTOR: word}; `network` a list or {preset: NAME, LAYER: {KEY: VALUE}}; `changes` a list. */
#ifndef RAVINE_RECIPE_INTERNAL_H
#define RAVINE_RECIPE_INTERNAL_H

#include "ravine/recipe.h"

/* The normal form of an override or a base. Unknown sections and keys set twice are reported and
 * left out. A new tree. */
struct rv_node *rv_recipe_normal(const struct rv_node *map, struct rv_report *report);

/* Merges one normal form into another in place. `expand`: keys of layers are applied to the list
 * of layers (a preset is expanded first, the default network when there is none); else they are
 * collected, as for two overrides of the same variant. */
void rv_recipe_join(struct rv_node *base, const struct rv_node *override, bool expand,
                    struct rv_report *report);

/* Binds a normal form, without its changes. RV_MISSING only when all else is right. */
enum rv_status rv_recipe_bind_normal(const struct rv_node *normal, struct rv_recipe *recipe,
                                     struct rv_report *report);

/* Checks between sections, on a recipe whose sections are right by themselves. */
void rv_recipe_check(const struct rv_recipe *recipe, const struct rv_node *normal,
                     struct rv_report *report);

/* The place of a key in a normal form; of its section, or of the whole, where it is not written. */
struct rv_position rv_recipe_place(const struct rv_node *normal, const char *section,
                                   const char *key);

/* Binds `changes` (a list, or NULL) onto a bound recipe. */
void rv_recipe_bind_changes(const struct rv_node *changes, const struct rv_node *normal,
                            struct rv_recipe *recipe, struct rv_report *report);

#endif
