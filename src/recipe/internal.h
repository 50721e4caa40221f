/* What the files of recipe/ share: normal form of maps, and the steps of binding.
 *
 * Normal form: {SECTION: {KEY: VALUE}} without dots, a section that is written as one word made
 * {SELECTOR: word}; `network` a list or {preset: NAME, LAYER: {KEY: VALUE}}; `changes` a list;
 * `protocols` {NAME: {KEY: VALUE}}; keys of bare sections as they are, {start: [2, 1]}. The normal
 * form of a normal form is itself: a base is brought to it once and merged many times.
 *
 * Nothing in it says yet whether the recipe is one of a network or a surface: an override has no
 * `surface` of its own. That is decided where a whole recipe is bound, by its having the section
 * `surface`, and only there a section of the other kind is refused. */
#ifndef RAVINE_RECIPE_INTERNAL_H
#define RAVINE_RECIPE_INTERNAL_H

#include "ravine/recipe.h"

/* The normal form of an override or a base. Unknown sections and keys set twice are reported and
 * left out. A new tree. */
struct rv_node *rv_recipe_normal(const struct rv_node *map, struct rv_report *report);

/* Whether a key of a recipe is a map beside the sections: `protocols`, `pretrain`. Of a network
 * only. */
bool rv_recipe_is_nested(const char *key);

/* Merges one normal form into another in place. `expand`: `base` is a recipe; keys of layers are
 * applied to its list of layers (a preset is expanded first, the default network when there is
 * none), and a section without a type has the initial one. Else `base` is an override too: keys of
 * layers are collected, and the type of a section that names none is unknown. */
void rv_recipe_join(struct rv_node *base, const struct rv_node *override, bool expand,
                    struct rv_report *report);

/* Binds a normal form, without its changes. RV_MISSING only when all else is right. */
enum rv_status rv_recipe_bind_normal(const struct rv_node *normal, struct rv_recipe *recipe,
                                     struct rv_report *report);

/* "a surface scenario", for messages. */
const char *rv_recipe_kind(enum rv_where where);

/* What `data` and `network` make of each other, after all other sections were bound: layers,
 * shapes, the loss. `data_right`: the section data has no mistake. A data file that is not there
 * goes to `missing` and not to the report. */
void rv_recipe_bind_network(const struct rv_node *normal, struct rv_recipe *recipe, bool data_right,
                            struct rv_error *missing, struct rv_report *report);

/* What `surface`, `start`, `validation` and `noise` make of each other, after they were bound. The
 * surface itself is tried when `surface_right`, the others when all sections are. */
void rv_recipe_check_surface(const struct rv_node *normal, const struct rv_recipe *recipe,
                             bool surface_right, bool all_right, struct rv_report *report);

/* protocols.c: binds `protocols` after `evaluate`; merges them name by name and key by key;
 * as a tree, the keys that were given. */
void rv_recipe_bind_protocols(const struct rv_node *normal, struct rv_recipe *recipe,
                              struct rv_report *report);
void rv_recipe_join_protocols(struct rv_node *base, const struct rv_node *override);
struct rv_node *rv_recipe_protocols_tree(const struct rv_recipe *recipe);

/* normal.c: the normal form of `pretrain`, an override with keys of its own; the entries of it that
 * are its own keys, or those that are keys of a recipe. New maps. */
struct rv_node *rv_recipe_normal_pretrain(const struct rv_node *map, struct rv_report *report);
struct rv_node *rv_recipe_pretrain_part(const struct rv_node *map, bool own);

/* pretrain.c: binds `pretrain` onto a bound recipe. */
void rv_recipe_bind_pretrain(const struct rv_node *normal, struct rv_recipe *recipe,
                             struct rv_report *report);

/* Checks between sections, on a recipe whose sections are right by themselves. */
void rv_recipe_check(const struct rv_recipe *recipe, const struct rv_node *normal,
                     struct rv_report *report);

/* The place of a key in a normal form; of its section, or of the whole, where it is not written. */
struct rv_position rv_recipe_place(const struct rv_node *normal, const char *section,
                                   const char *key);

/* Reports the keys of a change that cannot take effect on the recipe before it. */
void rv_recipe_refuse_fixed(const struct rv_node *override, const struct rv_recipe *before,
                            struct rv_report *report);
/* Reports at `at` why the network of `before` cannot be replaced by that of `after`. */
void rv_recipe_compare_networks(const struct rv_recipe *before, const struct rv_recipe *after,
                                struct rv_position at, struct rv_report *report);

/* Binds `changes` (a list, or NULL) onto a bound recipe. */
void rv_recipe_bind_changes(const struct rv_node *changes, const struct rv_node *normal,
                            struct rv_recipe *recipe, struct rv_report *report);

#endif
