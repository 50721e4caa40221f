/* Maps of the tree typed by parameter tables. */
#ifndef RAVINE_YAML_TYPED_H
#define RAVINE_YAML_TYPED_H

#include "ravine/tree.h"
#include "ravine/type.h"

/* One table and the struct that it describes. */
struct rv_typed_table {
    const struct rv_param *params; /* may be NULL */
    void *values;
};

/* Where the entries of a map go. */
struct rv_typed {
    const char *owner;              /* "optimizer 'sgd'": in messages */
    struct rv_typed_table table[2]; /* the first one that has the key takes it */
    const char *const *others;      /* NULL-terminated: keys that the caller reads; may be NULL */
    long classes;                   /* what the word `classes` means for a whole number; 0: none */
    unsigned by_classes;            /* result: rows of table[0] that had that word, a bit each */
    const struct rv_param *foreign; /* keys that are right elsewhere; may be NULL */
    const char *here;               /* "a surface scenario": where those have no place */
    const struct rv_registry *types; /* whose other types may have a key; may be NULL */
};

/* Every entry of `map` into its field; unknown keys, wrong types and values out of range go to the
 * report, and leave the field as it was. */
void rv_typed_bind(struct rv_typed *typed, const struct rv_node *map,
                   struct rv_report *report);

/* The value of a field as a node that binds to the same value. A new node. */
struct rv_node *rv_typed_node(const struct rv_param *param, const void *values);

/* YAML of our own making as a node without places: a mistake in it is a bug. */
struct rv_node *rv_typed_parse(const char *yaml);

/* Reports an unknown key with the nearest of `names`, or all of them. `what` is "key" or "layer".
 * Of a dotted key the first part is looked up. */
void rv_typed_unknown(const struct rv_node *entry, const char *what, const char *owner,
                      const char *const *names, struct rv_report *report);

#endif
