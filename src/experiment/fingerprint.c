/* Which recipe a run is of: see archive_parts.h.
 *
 * The text of scenario.yaml counts, not the recipe that a version of the program makes of it: a
 * later version has keys and defaults of its own, and must still know the runs of this one. */
#include "experiment/archive_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* FNV-1a in 64 bits: it tells recipes apart, and is no protection against whoever means harm. */
#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static uint64_t hash(uint64_t before, const char *text)
{
    for (; *text; text++)
        before = (before ^ (unsigned char)*text) * FNV_PRIME;
    return before;
}

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
    uint64_t sum = FNV_START;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct rv_text text = {0};

        if (parts[i])
            rv_node_print_inline(parts[i], &text);
        sum = hash(hash(sum, rv_text_string(&text)), "\n");
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
