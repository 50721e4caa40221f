/* Binding a recipe: sections through their tables, then the network or the surface, then what
 * holds between them. What only one kind has is in bind_network.c and check_surface.c.
 *
 *     tree --normal form--> {SECTION: {KEY: VALUE}} --tables--> struct rv_recipe
 *
 * Three rules hold all the way. (1) A recipe is bound as a whole: a variant and a change are
 * merged into a tree first and bound like a file, so that no check can be got round by an
 * override. (2) All mistakes of a file are told in one go, and none of them twice: a check that
 * needs two values runs only when each of them is right by itself. (3) Nothing is derived from a
 * recipe with mistakes: it is released at the end, whatever of it had been bound. Until then a
 * wrong section keeps its defaults, and owned parts are attached before they are filled. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

#include <string.h>

/* Where a section with a choice of types keeps type and values. */
static struct rv_config *config_of(const struct rv_section *section, struct rv_recipe *recipe)
{
    return (struct rv_config *)(void *)((char *)recipe + section->offset);
}

/* The chosen type; the initial one after a mistake, so that the rest can be checked (an unknown
 * optimizer must not hide a wrong schedule). Returns whether the section's keys belong to it. An
 * initial type that does not exist is our row in section.c, not the user's file. */
static bool choose(const struct rv_section *section, const struct rv_node *map,
                   struct rv_config *config, struct rv_report *report)
{
    const struct rv_node *word = map ? rv_node_get(map, section->selector) : NULL;
    const struct rv_type *type = rv_registry_find(section->registry, section->initial);
    const struct rv_type *chosen = type;
    struct rv_error error = {0};

    if (!type)
        RV_BUG("section %s: no %s '%s'", section->name, section->registry->kind, section->initial);
    if (word && (word->kind != RV_NODE_SCALAR || rv_node_is_empty(word))) {
        rv_report_add(report, RV_INPUT, word->at, "'%s' wants the name of one %s",
                      section->selector, section->registry->kind);
        chosen = NULL;
    } else if (word) {
        chosen = rv_registry_get(section->registry, word->text, &error);
        if (!chosen)
            rv_report_append(report, &error, word->at);
    }
    rv_config_set_type(config, chosen ? chosen : type);
    return chosen != NULL;
}

/* The map of a section in the normal form, NULL when nothing of it is written. Keys of a bare
 * section are gathered from among the others: they stand beside the sections in the tree, so that
 * merging needs no rule of its own for them, and come together only here. A new node. */
static struct rv_node *map_of(const struct rv_section *section, const struct rv_node *normal)
{
    const struct rv_node *there = rv_node_get(normal, section->name);
    struct rv_node *map;

    if (!section->bare)
        return there ? rv_node_copy(there) : NULL;
    map = rv_node_map(normal->at);
    for (size_t i = 0; i < normal->count; i++)
        if (rv_params_find(section->type->params, normal->items[i]->key))
            rv_node_append(map, rv_node_copy(normal->items[i]));
    return map;
}

/* The keys that the same section has in the other kind of recipe, or NULL. With them a message can
 * tell a key that is out of place from one that exists nowhere. */
static const struct rv_param *foreign_keys(const struct rv_section *section)
{
    enum rv_where other = RV_WHERE_BOTH & ~section->where;
    const struct rv_section *twin = other ? rv_section_in(section->name, other) : NULL;

    return twin && twin->type ? twin->type->params : NULL;
}

/* Single values by the tables of section and type. The selector is among the keys that the caller
 * reads: choose() has taken it, and to the table it would be unknown. */
static void bind_map(const struct rv_section *section, const struct rv_node *map,
                     struct rv_recipe *recipe, struct rv_report *report)
{
    const char *others[] = {section->selector, NULL};
    struct rv_typed typed = {.others = others,
                             .foreign = foreign_keys(section),
                             .here = rv_recipe_kind(section->where),
                             .types = section->registry};
    struct rv_text owner = {0};

    typed.table[0].params = rv_section_type(section, recipe)->params;
    typed.table[0].values = rv_section_values(section, recipe);
    rv_text_printf(&owner, "'%s'", section->name);
    if (section->registry)
        rv_text_printf(&owner, " (%s)", rv_section_type(section, recipe)->name);
    typed.owner = rv_text_string(&owner);
    rv_typed_bind(&typed, map, report);
    rv_text_release(&owner);
}

/* A section starts from the defaults of its type; the map changes single fields. After an
 * unknown type its keys are not looked at: they would all be wrong for the wrong reason. */
static void bind_section(const struct rv_section *section, const struct rv_node *normal,
                         struct rv_recipe *recipe, struct rv_report *report)
{
    struct rv_node *map = map_of(section, normal);
    bool fits = true;

    if (section->registry)
        fits = choose(section, map, config_of(section, recipe), report);
    else
        rv_params_defaults(section->type->params, rv_section_values(section, recipe));
    if (map && fits)
        bind_map(section, map, recipe, report);
    rv_node_free(map);
}

/* A section of the other kind would silently do nothing. In a network scenario the likeliest
 * reason is that `surface` was forgotten; it is said once, with the first of them. */
static void refuse_misplaced(const struct rv_node *normal, enum rv_where where,
                             struct rv_report *report)
{
    const char *hint = where == RV_WHERE_NETWORK ? "; did you forget 'surface:'?" : "";

    for (size_t i = 0; i < normal->count; i++) {
        const struct rv_node *entry = normal->items[i];
        const struct rv_section *bare = rv_section_bare(entry->key);
        bool nested = rv_recipe_is_nested(entry->key);
        bool known = bare || nested || rv_section_find(entry->key);
        bool fits = bare     ? bare->where & where
                    : nested ? where == RV_WHERE_NETWORK
                             : rv_section_in(entry->key, where) != NULL;

        if (!known || fits)
            continue;
        rv_report_add(report, RV_INPUT, entry->key_at, "'%s' has no place in %s%s", entry->key,
                      rv_recipe_kind(where), hint);
        hint = "";
    }
}

/* Whether all sections of the recipe are right, and whether the one is that all others depend on:
 * `data` or `surface`. */
struct right {
    bool all, subject;
};

static struct right bind_sections(const struct rv_node *normal, enum rv_where where,
                                  struct rv_recipe *recipe, struct rv_report *report)
{
    size_t before = report->count;
    struct right right = {.subject = true};

    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];
        size_t mistakes = report->count;

        if (!(section->where & where) || section->registry == &rv_presets)
            continue;
        bind_section(section, normal, recipe, report);
        if (section->registry == &rv_datasets || section->registry == &rv_surfaces)
            right.subject = report->count == mistakes;
    }
    right.all = report->count == before;
    return right;
}

/* From single values to what holds between them: checks between sections come only when every
 * section is right, so that no mistake is told twice in other words. */
enum rv_status rv_recipe_bind_normal(const struct rv_node *normal, struct rv_recipe *recipe,
                                     struct rv_report *report)
{
    enum rv_where where = rv_node_get(normal, "surface") ? RV_WHERE_SURFACE : RV_WHERE_NETWORK;
    size_t before = report->count;
    struct rv_error missing = {0};
    struct right right;

    *recipe = (struct rv_recipe){0};
    refuse_misplaced(normal, where, report);
    right = bind_sections(normal, where, recipe, report);
    if (where == RV_WHERE_NETWORK)
        rv_recipe_bind_protocols(normal, recipe, report);
    if (where == RV_WHERE_SURFACE)
        rv_recipe_check_surface(normal, recipe, right.subject, right.all, report);
    else
        rv_recipe_bind_network(normal, recipe, right.subject, &missing, report);
    if (report->count == before)
        rv_recipe_check(recipe, normal, report);
    if (report->count == before && missing.status)
        rv_report_append(report, &missing, rv_recipe_place(normal, "data", NULL));
    return report->count == before ? RV_OK : report->errors[before].status;
}
