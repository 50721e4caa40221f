/* The YAML tree: text with positions, before any table has typed it.
 *
 * A strict subset of YAML through libyaml: maps, lists and scalars; no anchors, tags, second
 * documents or duplicate keys; at most 1 MiB and 16 levels. Scalars stay text until a parameter
 * table types them, so that `no` is never false by accident. */
#ifndef RAVINE_TREE_H
#define RAVINE_TREE_H

#include "ravine/status.h"
#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>

enum rv_node_kind { RV_NODE_SCALAR, RV_NODE_LIST, RV_NODE_MAP };

struct rv_node {
    enum rv_node_kind kind;
    struct rv_position at; /* of the value; `source` belongs to the tree */
    char *text;            /* scalar; owned */
    bool quoted;           /* scalar in quotes or a block: never a number */
    char *key;             /* when the node is an entry of a map; owned */
    struct rv_position key_at;
    struct rv_node **items; /* of a list or map, in order; owned */
    size_t count;
};

struct rv_tree {
    char *source;  /* file name as shown in messages; owned */
    char *content; /* the whole text, for quoting lines in messages; owned */
    struct rv_node *root; /* owned; never NULL after success */
};

/* Reads a file ("-": standard input), or a text. All mistakes go to the report. After a failure
 * `source` and `content` are there for quoting, and `root` is what could be read, or NULL: a
 * duplicate key does not hide the mistakes further down. Release the tree in any case. */
enum rv_status rv_tree_read(const char *path, struct rv_tree *tree, struct rv_report *report);
enum rv_status rv_tree_parse(const char *source, const char *content, struct rv_tree *tree,
                             struct rv_report *report);
void rv_tree_release(struct rv_tree *tree);
/* The line of `content` that a position is in, indented by four spaces and cut to a window of 96
 * characters, and a caret under the column. Nothing when there is no such line. */
void rv_tree_quote(const char *content, int line, int column, struct rv_text *out);

/* With all that is below; NULL is allowed. */
struct rv_node *rv_node_copy(const struct rv_node *node);
void rv_node_free(struct rv_node *node);
/* The entry of a map, or NULL. `-` and `_` are equal. */
struct rv_node *rv_node_get(const struct rv_node *map, const char *key);
/* Adds or replaces an entry; takes `value`. */
void rv_node_put(struct rv_node *map, const char *key, struct rv_node *value);
struct rv_node *rv_node_scalar(struct rv_position at, const char *text);
struct rv_node *rv_node_map(struct rv_position at);
struct rv_node *rv_node_list(struct rv_position at);
void rv_node_append(struct rv_node *list, struct rv_node *value);
/* Canonical YAML. Reading it back gives the same tree; printing that again, the same text. */
void rv_node_print(const struct rv_node *node, struct rv_text *out);
/* The same on one line, without its end: {first: 30}. */
void rv_node_print_inline(const struct rv_node *node, struct rv_text *out);
/* Whether both are the same: kinds, texts, quotes, keys, and the order of entries. Positions do not
 * count. */
bool rv_node_equal(const struct rv_node *a, const struct rv_node *b);
/* Whether the value is missing: `key:`, `key: ~`, `key: null`. */
bool rv_node_is_empty(const struct rv_node *node);
/* Gives all positions below (and of) the node another source, with the lifetime of that text. */
void rv_node_set_source(struct rv_node *node, const char *source);

#endif
