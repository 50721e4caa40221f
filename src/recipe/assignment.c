/* `--set KEY=VALUE` as an override.
 *
 * The value is YAML, so that what is right in a file is right here: 0.1, adam, [1, 100],
 * {first: 30}. It is parsed alone and its places are moved by what stands before it; the message
 * then quotes the whole argument, as the user typed it, with the caret under the mistake. */
#include "recipe/internal.h"

#include "ravine/utf8.h"
#include "ravine/memory.h"
#include "yaml/characters.h"

#include <string.h>

/* Places in the value become places in the whole text. */
static void shift(struct rv_node *node, int columns)
{
    if (node->at.line == 1)
        node->at.column += columns;
    if (node->key_at.line == 1)
        node->key_at.column += columns;
    for (size_t i = 0; i < node->count; i++)
        shift(node->items[i], columns);
}

/* The node of the text after '='. Its places name the caller's source and not the one that the tree
 * copied, which ends with the tree. */
static struct rv_node *read_value(const char *source, const char *value, int columns,
                                  struct rv_report *report)
{
    struct rv_tree tree = {0};
    struct rv_report mistakes = {0};
    struct rv_node *node = NULL;

    if (rv_tree_parse(source, value, &tree, &mistakes) == RV_OK) {
        node = tree.root;
        tree.root = NULL;
        rv_node_set_source(node, source);
        shift(node, columns);
    }
    for (size_t i = 0; i < mistakes.count; i++) {
        struct rv_error *error = &mistakes.errors[i];

        error->column += error->line == 1 ? columns : 0;
        rv_report_append(report, error, (struct rv_position){0});
    }
    rv_report_release(&mistakes);
    rv_tree_release(&tree);
    return node;
}

/* The key is taken up to the first `=`: no key has one, a text may. */
struct rv_node *rv_recipe_assignment(const char *source, const char *text, size_t skip,
                                     struct rv_report *report)
{
    const char *key = text + skip, *equals = strchr(key, '=');
    struct rv_position at = {source, 1, rv_utf8_count(text, skip) + 1};
    struct rv_node *map, *value;
    char *name;

    /* The key too ends up in a file and on a terminal; the value alone would be looked at below. */
    if (rv_tree_text_check(source, text, strlen(text), report))
        return NULL;
    if (!equals || equals == key || equals[1] == '\0') {
        rv_report_add(report, RV_INPUT, at, "'%.80s' is not KEY=VALUE", text);
        return NULL;
    }
    value = read_value(source, equals + 1, rv_utf8_count(text, (size_t)(equals + 1 - text)),
                       report);
    if (!value)
        return NULL;
    map = rv_node_map(at);
    value->key_at = at;
    name = rv_strdup(key);
    name[strcspn(name, "= ")] = '\0';
    rv_node_put(map, name, value);
    rv_free(name);
    return map;
}
