/* Reading a scenario: the file, its keys, recipe and variants, then what must hold between them.
 * See ravine/scenario.h; the parts are in keys.c and variants.c.
 *
 * Reading never stops at a mistake. Each part takes from the tree what is right, reports the rest
 * and leaves a struct that the next part can look at: the choices keep an empty entry where one
 * was wrong, so that the i-th choice is still the i-th item of the file. At the end all messages
 * are put in the order of the file. Nothing is kept out of the struct because of a mistake
 * elsewhere; callers use it only when the status is RV_OK (or RV_MISSING, for what needs no data).
 */
#include "scenario/internal.h"

#include "ravine/memory.h"

#include <string.h>

/* What run folders and messages call the scenario. */
static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = rv_strdup(strcmp(path, "-") == 0 ? "stdin" : slash ? slash + 1 : path);
    size_t length = strlen(name);

    if (length > 5 && strcmp(name + length - 5, ".yaml") == 0)
        name[length - 5] = '\0';
    return name;
}

/* Opens the file (or takes the text) and makes sure that it is a map. NULL when nothing more can be
 * read from it. */
static const struct rv_node *open_file(const char *path, const char *yaml,
                                       struct rv_scenario *scenario, struct rv_report *report)
{
    *scenario = (struct rv_scenario){0};
    scenario->path = rv_strdup(path);
    scenario->name = name_of(path);
    /* Mistakes are in the report; the tree says how far it could be read. */
    if (yaml)
        (void)rv_tree_parse(path, yaml, &scenario->tree, report);
    else
        (void)rv_tree_read(path, &scenario->tree, report);
    if (!scenario->tree.root)
        return NULL;
    if (scenario->tree.root->kind == RV_NODE_MAP)
        return scenario->tree.root;
    rv_report_add(report, RV_INPUT, scenario->tree.root->at,
                  "a scenario is a map of keys: title, recipe, variants, claims, ...");
    return NULL;
}

/* Whether `b` comes before `a` in the file. Mistakes from elsewhere (--set) stay behind. */
static bool later(const struct rv_error *a, const struct rv_error *b, const char *source)
{
    if (strcmp(b->source, source) != 0 || b->line == 0)
        return false;
    if (strcmp(a->source, source) != 0)
        return true;
    return a->line > b->line || (a->line == b->line && a->column > b->column);
}

/* Sections are bound in their own order; people read from top to bottom. Insertion, because equal
 * places must stay in the order they were found. */
static void sort_report(struct rv_report *report, size_t since, const char *source)
{
    for (size_t i = since + 1; i < report->count; i++) {
        struct rv_error error = report->errors[i];
        size_t place = i;

        for (; place > since && later(&report->errors[place - 1], &error, source); place--)
            report->errors[place] = report->errors[place - 1];
        report->errors[place] = error;
    }
}

/* Everything is read whatever was wrong before: one look at the file, all mistakes. */
static enum rv_status read(const char *path, const char *yaml,
                           const struct rv_scenario_options *options, struct rv_scenario *scenario,
                           struct rv_report *report, struct rv_text *notes)
{
    static const struct rv_scenario_options nothing = {.seed_first = -1, .seed_count = -1};
    size_t before = report->count;
    const struct rv_node *root = open_file(path, yaml, scenario, report);
    enum rv_status status = RV_OK;

    options = options ? options : &nothing;
    if (root) {
        rv_scenario_check_keys(root, report);
        rv_scenario_read_keys(root, scenario, report, report);
        rv_scenario_variants(root, options, scenario, report, notes);
        /* Without any variant there is nothing to compare names with. */
        if (scenario->variant_count)
            rv_scenario_check_values(root, scenario, report);
        rv_scenario_derive_lines(scenario);
        rv_scenario_mix_choices(scenario); /* the checks have told mistakes by their places */
        rv_scenario_take_seeds(options, scenario, report);
    }
    if (scenario->tree.source)
        sort_report(report, before, scenario->tree.source);
    for (size_t i = before; i < report->count; i++)
        status = rv_status_worse(status, report->errors[i].status);
    return status;
}

enum rv_status rv_scenario_read(const char *path, const struct rv_scenario_options *options,
                                struct rv_scenario *scenario, struct rv_report *report,
                                struct rv_text *notes)
{
    return read(path, NULL, options, scenario, report, notes);
}

enum rv_status rv_scenario_parse(const char *name, const char *yaml,
                                 const struct rv_scenario_options *options,
                                 struct rv_scenario *scenario, struct rv_report *report,
                                 struct rv_text *notes)
{
    return read(name, yaml, options, scenario, report, notes);
}

/* For lists of all scenarios: no recipe is bound, so that a broken one still shows its title. */
enum rv_status rv_scenario_read_head(const char *path, struct rv_scenario *scenario,
                                     struct rv_report *report)
{
    size_t before = report->count;
    const struct rv_node *root = open_file(path, NULL, scenario, report);
    struct rv_report ignored = {0};

    if (root)
        rv_scenario_read_keys(root, scenario, report, &ignored);
    rv_report_release(&ignored);
    return report->count == before ? RV_OK : RV_INPUT;
}

bool rv_scenario_peek(const char *path, struct rv_scenario *scenario, struct rv_report *unread)
{
    struct rv_report report = {0};
    bool good = rv_scenario_read_head(path, scenario, &report) == RV_OK;

    if (!good && !scenario->tree.content)
        rv_report_append(unread, &report.errors[0], (struct rv_position){0});
    rv_report_release(&report);
    return good;
}
