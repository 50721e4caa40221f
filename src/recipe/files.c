/* Where data files are: a name that is not absolute is relative to the file that it stands in.
 *
 * A scenario and its table then move together, and a run folder, whose copy of the scenario has
 * absolute names, is run again from anywhere. This is done on the tree, before a recipe is bound,
 * because only there it is known which file a name was written in. */
#include "recipe/internal.h"

#include "ravine/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_SIZE 4096 /* bytes of the longest name of a working directory */

/* FOLDER/name, or with `folder` NULL the absolute name. */
static void find(const char *folder, const char *name, struct rv_text *out)
{
    char here[FOLDER_SIZE];

    const char *home = getenv("HOME");

    while (strncmp(name, "./", 2) == 0)
        name += 2;
    if (strncmp(name, "~/", 2) == 0 && home && *home) {
        rv_text_printf(out, "%s%s", home, name + 1);
        return;
    }
    if (*name == '/' || !*name)
        rv_text_add(out, name);
    else if (folder)
        rv_text_printf(out, "%s%s", folder, name);
    else if (getcwd(here, sizeof here))
        rv_text_printf(out, "%s/%s", strcmp(here, "/") == 0 ? "" : here, name);
    else
        rv_text_add(out, name);
}

/* Whether the dotted key names a file or a folder: of `data`, in some set. */
static bool names_file(const char *key)
{
    if (strcmp(key, "initial.weights") == 0)
        return true;
    if (strncmp(key, "data.", strlen("data.")) != 0)
        return false;
    key += strlen("data.");
    for (size_t i = 0; i < rv_datasets.count; i++) {
        const struct rv_param *row = rv_params_find(rv_datasets.types[i]->params, key);

        if (row && row->is_file)
            return true;
    }
    return false;
}

/* The name as it will stand in a run folder must fit into a value. */
static void check_length(const struct rv_node *node, struct rv_report *report)
{
    struct rv_text whole = {0};

    find(NULL, node->text, &whole);
    if (whole.length >= RV_TEXT_SIZE)
        rv_report_add(report, RV_INPUT, node->at,
                      "the absolute name of this file is longer than %d bytes", RV_TEXT_SIZE - 1);
    rv_text_release(&whole);
}

static void place(struct rv_node *node, const char *folder, struct rv_report *report)
{
    struct rv_text name = {0};

    find(folder, node->text, &name);
    rv_free(node->text);
    node->text = rv_strdup(rv_text_string(&name));
    rv_text_release(&name);
    if (report)
        check_length(node, report);
}

/* `path`: the dotted key of the map, "data." or "pretrain.data."; "" is a recipe. */
static void visit(struct rv_node *map, const char *path, const char *folder,
                  struct rv_report *report)
{
    for (size_t i = 0; i < map->count; i++) {
        struct rv_node *entry = map->items[i];
        struct rv_text full = {0};
        const char *key;

        rv_text_printf(&full, "%s%s", path, entry->key);
        key = rv_text_string(&full);
        key += strncmp(key, "pretrain.", strlen("pretrain.")) == 0 ? strlen("pretrain.") : 0;
        if (entry->kind == RV_NODE_MAP) {
            rv_text_add(&full, ".");
            visit(entry, rv_text_string(&full), folder, report);
        } else if (entry->kind == RV_NODE_SCALAR && names_file(key)) {
            place(entry, folder, report);
        }
        rv_text_release(&full);
    }
}

void rv_recipe_place_files(struct rv_node *map, const char *folder, struct rv_report *report)
{
    if (map->kind == RV_NODE_MAP)
        visit(map, "", folder, report);
}
