/* Nodes of the tree: making, copying, finding. See ravine/tree.h; printing is in print.c.
 *
 * A node owns all that is below it and knows nothing above: subtrees are copied from one tree into
 * another without care, and no node is ever in two of them. What is shared is the name of the
 * source in the positions; it lives as long as the tree that was read, or as rv_node_set_source()
 * says. */
#include "ravine/tree.h"

#include "ravine/memory.h"

#include <string.h>

/* A node that stands nowhere yet: its key's place is its own until it becomes the entry of a
 * map. */
static struct rv_node *make(enum rv_node_kind kind, struct rv_position at)
{
    struct rv_node *node = rv_alloc(1, sizeof *node);

    node->kind = kind;
    node->at = at;
    node->key_at = at;
    return node;
}

struct rv_node *rv_node_scalar(struct rv_position at, const char *text)
{
    struct rv_node *node = make(RV_NODE_SCALAR, at);

    node->text = rv_strdup(text);
    return node;
}

struct rv_node *rv_node_map(struct rv_position at)
{
    return make(RV_NODE_MAP, at);
}

struct rv_node *rv_node_list(struct rv_position at)
{
    return make(RV_NODE_LIST, at);
}

/* Depth is at most 16 in what was read, a few levels more in what was made of it: recursion is
 * safe. */
void rv_node_free(struct rv_node *node)
{
    if (!node)
        return;
    for (size_t i = 0; i < node->count; i++)
        rv_node_free(node->items[i]);
    rv_free(node->items);
    rv_free(node->text);
    rv_free(node->key);
    rv_free(node);
}

/* The node belongs to the list from here on. */
void rv_node_append(struct rv_node *list, struct rv_node *value)
{
    /* The room doubles at each power of two, so that no capacity has to be kept. */
    if ((list->count & (list->count - 1)) == 0) {
        size_t room = list->count ? 2 * list->count : 1;

        list->items = rv_realloc(list->items, list->count, room, sizeof *list->items);
    }
    list->items[list->count++] = value;
}

struct rv_node *rv_node_copy(const struct rv_node *node)
{
    struct rv_node *copy = make(node->kind, node->at);

    copy->quoted = node->quoted;
    copy->key_at = node->key_at;
    copy->text = node->text ? rv_strdup(node->text) : NULL;
    copy->key = node->key ? rv_strdup(node->key) : NULL;
    for (size_t i = 0; i < node->count; i++)
        rv_node_append(copy, rv_node_copy(node->items[i]));
    return copy;
}

/* The names of the language are few and the maps short: looking from the front is fast enough,
 * and a hash would lose the order of the file. */
struct rv_node *rv_node_get(const struct rv_node *map, const char *key)
{
    if (!map || map->kind != RV_NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (rv_text_same_name(map->items[i]->key, key))
            return map->items[i];
    return NULL;
}

/* A replaced entry keeps its place in the order: an override changes values, not what a printed
 * recipe looks like. */
void rv_node_put(struct rv_node *map, const char *key, struct rv_node *value)
{
    /* `key` may be the very text that is replaced. */
    char *own = rv_strdup(key);

    rv_free(value->key);
    value->key = own;
    for (size_t i = 0; i < map->count; i++) {
        if (rv_text_same_name(map->items[i]->key, own)) {
            rv_node_free(map->items[i]);
            map->items[i] = value;
            return;
        }
    }
    rv_node_append(map, value);
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

bool rv_node_equal(const struct rv_node *a, const struct rv_node *b)
{
    bool same = a->kind == b->kind && a->quoted == b->quoted && a->count == b->count &&
                same_text(a->text, b->text);

    for (size_t i = 0; i < a->count && same; i++)
        same = (a->kind == RV_NODE_LIST || same_text(a->items[i]->key, b->items[i]->key)) &&
               rv_node_equal(a->items[i], b->items[i]);
    return same;
}

/* `~` and `null` became the empty text when the file was read (read.c); an empty text in quotes
 * is a value. */
bool rv_node_is_empty(const struct rv_node *node)
{
    return node->kind == RV_NODE_SCALAR && !node->quoted && node->text[0] == '\0';
}

void rv_node_set_source(struct rv_node *node, const char *source)
{
    node->at.source = source;
    node->key_at.source = source;
    for (size_t i = 0; i < node->count; i++)
        rv_node_set_source(node->items[i], source);
}
