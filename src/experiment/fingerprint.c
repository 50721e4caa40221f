/* Which recipe a run is of: see archive_parts.h.
 *
 * The text of scenario.yaml counts, not the recipe that a version of the program makes of it: a
 * later version has keys and defaults of its own, and must still know the runs of this one. */
#include "experiment/archive_parts.h"

#include <inttypes.h>
#include <stdio.h>

static const struct rv_node *entry(const struct rv_node *map, const char *key)
{
    return map && map->kind == RV_NODE_MAP ? rv_node_get(map, key) : NULL;
}

/* The base and what the variant overrides; nothing else of a scenario acts on a run but its seed.
 * Titles, claims and figures may be edited in a run folder. */
void rv_archive_fingerprint(const struct rv_node *root, const char *variant,
                            char out[RV_FINGERPRINT_SIZE])
{
    const struct rv_node *parts[] = {entry(root, "recipe"),
                                     entry(entry(root, "variants"), variant)};
    uint64_t sum = RV_TEXT_HASH;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct rv_text text = {0};

        if (parts[i])
            rv_node_print_inline(parts[i], &text);
        sum = rv_text_hash(rv_text_hash(sum, rv_text_string(&text)), "\n");
        rv_text_release(&text);
    }
    snprintf(out, RV_FINGERPRINT_SIZE, "%016" PRIx64, sum);
}

void rv_archive_scenario_tree(const struct rv_scenario *scenario, struct rv_tree *tree)
{
    struct rv_text text = {0};
    struct rv_report ignored = {0};

    rv_scenario_print(scenario, &text);
    (void)rv_tree_parse(RV_ARCHIVE_SCENARIO, rv_text_string(&text), tree, &ignored);
    rv_report_release(&ignored);
    rv_text_release(&text);
}
