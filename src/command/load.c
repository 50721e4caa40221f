/* Scenario files as commands use them: found, read, checked, all mistakes printed. */
#include "command/load.h"

#include "command/output.h"
#include "scenario/cases.h"

#include "ravine/figure.h"
#include "ravine/memory.h"

#include <string.h>

/* A figure that would have nothing to show is refused before the runs, not after. Most are of the
 * failing variant, the first one; with --variant another takes its place, and may lack a figure. */
static void check_fits(const struct rv_scenario *scenario, const struct rv_type *figure,
                       struct rv_position at, struct rv_report *report)
{
    bool of_all = ((const struct rv_figure_type *)figure)->needs & RV_NEEDS_OF_ALL;
    bool several = scenario->variant_count > 1;
    const char *lacks = NULL;

    for (size_t v = 0; v < scenario->variant_count && !lacks; v++) {
        const struct rv_variant *variant = &scenario->variants[v];

        if (v > 0 && !(of_all && variant->selected))
            continue;
        lacks = variant->wrong ? NULL : rv_figure_lacks(figure, &variant->recipe);
        if (lacks)
            rv_report_add(report, RV_INPUT, at, "the figure '%s' %s%s%s", figure->name, lacks,
                          several ? "; the variant is " : "", several ? variant->name : "");
    }
}

/* Names under `figures:` are only known here: the scenario module lies below the figures. The tree
 * is looked at rather than the scenario, so that they are checked beside other mistakes. */
static void check_figures(const struct rv_scenario *scenario, struct rv_report *report)
{
    const struct rv_tree *tree = &scenario->tree;
    bool is_map = tree->root && tree->root->kind == RV_NODE_MAP;
    const struct rv_node *list = is_map ? rv_node_get(tree->root, "figures") : NULL;

    for (size_t i = 0; list && list->kind == RV_NODE_LIST && i < list->count; i++) {
        const struct rv_node *name = list->items[i];
        struct rv_error error = {0};

        const struct rv_type *figure = NULL;

        if (name->kind != RV_NODE_SCALAR)
            continue;
        figure = rv_registry_get(&rv_figures, name->text, &error);
        if (figure)
            check_fits(scenario, figure, name->at, report);
        else
            rv_report_append(report, &error, name->at);
    }
}

/* `--weights-from DIR` is one more --set. The texts live as long as the call. */
static void add_weights(const struct rv_options *options, struct rv_words *sets,
                        struct rv_text *text)
{
    sets->word = rv_alloc(options->sets.count + 1, sizeof *sets->word);
    for (size_t i = 0; i < options->sets.count; i++)
        sets->word[i] = options->sets.word[i];
    sets->count = options->sets.count;
    if (!options->weights_from)
        return;
    rv_text_add(text, "initial.weights=");
    rv_text_quote(text, options->weights_from);
    sets->word[sets->count++] = rv_text_string(text);
}

static enum rv_status read(const struct rv_call *call, const char *path,
                           struct rv_scenario *scenario)
{
    const struct rv_options *options = &call->options;
    struct rv_words sets = {0};
    struct rv_text weights = {0};
    struct rv_scenario_options changes = {
        .variants = options->variants.word,
        .variant_count = options->variants.count,
        .seed_first = options->seed,
        .seed_count = options->seeds,
        .branch = options->branch,
        .shares = options->shares,
    };
    struct rv_report report = {0};
    struct rv_text notes = {0};
    enum rv_status status;

    add_weights(options, &sets, &weights);
    changes.sets = sets.word;
    changes.set_count = sets.count;
    status = rv_scenario_read(path, &changes, scenario, &report, &notes);
    check_figures(scenario, &report);
    status = rv_status_worse(status, rv_report_status(&report));
    rv_output_report(&report, &scenario->tree, &sets);
    if (!options->quiet)
        rv_output_notes(&notes);
    rv_text_release(&notes);
    rv_text_release(&weights);
    rv_free(sets.word);
    rv_report_release(&report);
    return status;
}

enum rv_status rv_load_scenario(const struct rv_call *call, const char *name,
                                struct rv_scenario *scenario)
{
    struct rv_error error = {0};
    char *path = rv_cases_find(name, &error);
    enum rv_status status;

    *scenario = (struct rv_scenario){0};
    if (!path) {
        rv_output_error(&error, NULL, NULL);
        return error.status;
    }
    status = read(call, path, scenario);
    rv_free(path);
    return status;
}
