/* Parts of the printed scenario: texts, lists of words, claims. */
#include "scenario/internal.h"

#include <string.h>

static const struct rv_position nowhere = {0};

/* A text that reads back as a text: what plain YAML would take for no value gets quotes, several
 * lines become a block. */
struct rv_node *rv_scenario_text_node(const char *text)
{
    struct rv_node *node = rv_node_scalar(nowhere, text);

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
    struct rv_node *list = rv_node_list(nowhere);

    for (size_t i = 0; i < count; i++)
        rv_node_append(list, rv_scenario_text_node(names[i]));
    if (count)
        rv_node_put(map, key, list);
    else
        rv_node_free(list);
}

/* Always the long form with its share: what was required stands in the file. */
static struct rv_node *claim_node(const struct rv_claim *claim)
{
    struct rv_node *map = rv_node_map(nowhere);
    struct rv_text share = {0};

    rv_scenario_put_text(map, "says", claim->says);
    if (claim->over_median) {
        rv_scenario_put_text(map, "over", "median");
    } else {
        rv_text_number(&share, claim->share);
        rv_scenario_put_text(map, "in", rv_text_string(&share));
    }
    rv_scenario_put_text(map, "sentence", claim->sentence);
    rv_scenario_put_text(map, "folk", claim->folk ? claim->folk->name : NULL);
    rv_scenario_put_text(map, "verdict", claim->folk ? rv_syllabus_verdicts[claim->verdict] : NULL);
    rv_text_release(&share);
    return map;
}

struct rv_node *rv_scenario_claims_node(const struct rv_claim *claims, size_t count)
{
    struct rv_node *list = rv_node_list(nowhere);

    for (size_t i = 0; i < count; i++)
        rv_node_append(list, claim_node(&claims[i]));
    return list;
}
