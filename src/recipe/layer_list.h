/* The section `network`: a list of layers in the tree, changed key by key, bound to layer types. */
#ifndef RAVINE_RECIPE_LAYER_LIST_H
#define RAVINE_RECIPE_LAYER_LIST_H

#include "ravine/recipe.h"

/* The list of layers that a value of `network` stands for: a list itself, a preset's name, or
 * {preset: NAME, LAYER: {KEY: VALUE}, ...}. NULL and a report on errors. A new tree. */
struct rv_node *rv_layer_list_expand(const struct rv_node *network, struct rv_report *report);

/* Applies {LAYER: {KEY: VALUE}} to a list of layers in place; LAYER is a type (all of them, inside
 * residual blocks too), or a layer's name, given or automatic (conv2d_2). */
void rv_layer_list_modify(struct rv_node *list, const struct rv_node *changes,
                          struct rv_report *report);

/* Binds a list of layers. `classes` is what the word `classes` means. */
void rv_layer_list_bind(const struct rv_node *list, long classes, struct rv_layer_spec **layers,
                        size_t *count, struct rv_report *report);

/* The layers as a tree. A new tree. */
struct rv_node *rv_layer_list_tree(const struct rv_layer_spec *layers, size_t count);

/* Whether a layer type has a list of layers inside. */
bool rv_layer_list_is_block(const struct rv_type *type);

/* The keys that every layer has beside its type's own. Where a type has a key of the same name (the
 * rate of dropout), its own is meant: it has no parameters that could be learnt at a rate. */
struct rv_layer_list_common {
    char name[RV_TEXT_SIZE];
    bool enabled;
    bool trainable;
    double rate;
};
extern const struct rv_param rv_layer_list_common_params[];

/* ---- Names ---- */

/* Counts layers per type, depth first, for automatic names. Starts as {0}. */
struct rv_layer_list_counts {
    unsigned count[64]; /* by place in rv_layers */
    unsigned position;  /* all layers so far */
};

/* Counts one more layer of the type and writes its automatic name. */
void rv_layer_list_count(struct rv_layer_list_counts *counts, const struct rv_type *type,
                         char name[RV_LAYER_NAME_SIZE]);

#endif
