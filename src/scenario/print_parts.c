/* Parts of the printed scenario: texts, lists of words. */
#include "scenario/internal.h"

#include <string.h>

/* A text that reads back as a text: what plain YAML would take for no value gets quotes, several
 * lines become a block. */
struct rv_node *rv_scenario_text_node(const char *text)
{
    struct rv_node *node = rv_node_scalar(RV_NOWHERE, text);

    node->quoted = *text == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0 ||
                   strpbrk(text, "\n");
    return node;
}

void rv_scenario_put_text(struct rv_node *map, const char *key, const char *text)
{
    if (text)
        rv_node_put(map, key, rv_scenario_text_node(text));
}

/* Nothing is printed for an empty list: reading nothing gives the empty list. */
void rv_scenario_put_names(struct rv_node *map, const char *key, char *const *names, size_t count)
{
    struct rv_node *list = rv_node_list(RV_NOWHERE);

    for (size_t i = 0; i < count; i++)
        rv_node_append(list, rv_scenario_text_node(names[i]));
    if (count)
        rv_node_put(map, key, list);
    else
        rv_node_free(list);
}
