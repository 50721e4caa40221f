/* Many recipes of one scenario: see ravine/variation.h.
 *
 * What --set and the values say is joined before it is merged into the recipe of the file: a type
 * that one of them names does not undo a key that another one gives (sets.c does the same). */
#include "ravine/variation.h"

#include "scenario/internal.h"

#include "ravine/memory.h"
#include "recipe/internal.h"

#include <string.h>

struct rv_variation {
    const struct rv_scenario *scenario; /* with every --set: names, which are selected */
    struct rv_scenario file;            /* as the file has it */
    char **sources;                     /* "--set KEY=VALUE"; owned, each and all */
    size_t count;
};

void rv_variation_create(const struct rv_scenario *scenario,
                         const struct rv_scenario_options *options,
                         struct rv_variation **variation)
{
    static const struct rv_scenario_options nothing = {.seed_first = -1, .seed_count = -1};
    struct rv_variation *new = rv_alloc(1, sizeof *new);
    struct rv_report ignored = {0};

    new->scenario = scenario;
    /* Without its --set the file may have mistakes that they mend. */
    (void)rv_scenario_parse(scenario->path, scenario->tree.content, &nothing, &new->file, &ignored,
                            NULL);
    rv_report_release(&ignored);
    new->sources = rv_alloc(options->set_count + 1, sizeof *new->sources);
    for (size_t i = 0; i < options->set_count; i++) {
        struct rv_text source = {0};

        rv_text_printf(&source, "--set %s", options->sets[i]);
        new->sources[new->count++] = source.string;
    }
    *variation = new;
}

void rv_variation_free(struct rv_variation *variation)
{
    if (!variation)
        return;
    rv_scenario_release(&variation->file);
    for (size_t i = 0; i < variation->count; i++)
        rv_free(variation->sources[i]);
    rv_free(variation->sources);
    rv_free(variation);
}

const struct rv_scenario *rv_variation_scenario(const struct rv_variation *variation)
{
    return variation->scenario;
}

/* Whose a text is: what stands behind "--set " or "--vary ", where its key begins, and whether that
 * is of the base or of the variant. */
static bool concerns(const char *source, const char *variant, const char **text, size_t *skip)
{
    size_t length;

    *text = strchr(source, ' ') + 1;
    length = strcspn(*text, ":=");
    *skip = (*text)[length] == ':' ? length + 1 : 0;
    if (!variant)
        return *skip == 0;
    return *skip && strlen(variant) == length && strncmp(*text, variant, length) == 0;
}

/* All that the --set and the values say of the base (`variant` NULL) or of a variant. */
static struct rv_node *join(const struct rv_variation *variation, const char *const *values,
                            size_t count, const char *variant, struct rv_report *report)
{
    const size_t all = variation->count + count;
    struct rv_node **chosen = rv_alloc(all + 1, sizeof *chosen), *together;
    size_t n = 0;

    for (size_t i = 0; i < all; i++) {
        const char *source =
            i < variation->count ? variation->sources[i] : values[i - variation->count];
        const char *text;
        size_t skip;
        struct rv_node *map;

        if (!concerns(source, variant, &text, &skip))
            continue;
        map = rv_recipe_assignment(source, text, skip, report);
        if (!map)
            continue;
        chosen[n] = rv_recipe_normal(map, report);
        rv_recipe_place_files(chosen[n++], "", report);
        rv_node_free(map);
    }
    together = rv_recipe_together((const struct rv_node *const *)(void *)chosen, n, report);
    for (size_t i = 0; i < n; i++)
        rv_node_free(chosen[i]);
    rv_free(chosen);
    return together;
}

enum rv_status rv_variation_recipe(const struct rv_variation *variation,
                                   const char *const *values, size_t count, size_t variant,
                                   struct rv_recipe *recipe, struct rv_report *report)
{
    const struct rv_variant *it = &variation->file.variants[variant];
    struct rv_report found = {0};
    struct rv_node *of_base = join(variation, values, count, NULL, &found);
    struct rv_node *of_variant = join(variation, values, count, it->name, &found);
    struct rv_node *base = rv_recipe_merge(variation->file.recipe, of_base, &found);
    struct rv_node *override = rv_recipe_compose(it->override, of_variant, &found);
    struct rv_node *tree = rv_recipe_merge(base, override, &found);
    enum rv_status status = rv_recipe_bind(tree, recipe, &found);

    status = rv_status_worse(status, rv_report_status(&found));
    for (size_t i = 0; i < found.count; i++)
        rv_report_append(report, &found.errors[i], (struct rv_position){0});
    rv_report_release(&found);
    rv_node_free(of_base);
    rv_node_free(of_variant);
    rv_node_free(base);
    rv_node_free(override);
    rv_node_free(tree);
    return status;
}
