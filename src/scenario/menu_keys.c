/* The keys of a scenario that only the menu reads: `looks`, the group of its symptom, and `hidden`,
 * the one curve of the reveal. Tables type them like parameters, so that words and messages are
 * alike. */
#include "scenario/claim.h"
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "ravine/run.h"
#include "yaml/typed.h"

#include <string.h>

static const char *const words[] = {
#define X(name, word, text) word,
    RV_LOOKS_LIST(X)
#undef X
        NULL};

const char *rv_looks_word(enum rv_looks looks)
{
    return words[looks];
}

struct looks_group {
    int looks;
};

static const struct rv_param group_params[] = {
    RV_CHOICE(struct looks_group, looks, .choices = words,
              .help = "What the case looks like before the vote: its group in the menu."),
    RV_PARAM_END,
};

const struct rv_type rv_scenario_looks_type = {
    .name = "looks", .config_size = sizeof(struct looks_group), .params = group_params};

static const struct rv_param hidden_params[] = {
    RV_TEXT(struct rv_hidden, curve,
            .help = "A column of epochs.csv, drawn over the failing validation loss."),
    RV_TEXT(struct rv_hidden, variant, .help = "Whose column it is; the failing run's by default."),
    RV_TEXT(struct rv_hidden, says, .help = "One sentence of at most twelve words."),
    RV_PARAM_END,
};

const struct rv_type rv_scenario_hidden_type = {
    .name = "hidden", .config_size = sizeof(struct rv_hidden), .params = hidden_params};

size_t rv_scenario_words(const char *text)
{
    size_t count = 0;

    for (text += strspn(text, " \n"); *text; text += strspn(text, " \n")) {
        text += strcspn(text, " \n");
        count++;
    }
    return count;
}

void rv_scenario_read_hidden(const struct rv_node *node, struct rv_scenario *scenario,
                             struct rv_report *report)
{
    struct rv_hidden *hidden = &scenario->hidden;
    struct rv_typed typed = {.owner = "'hidden'", .table = {{hidden_params, hidden}}};
    size_t before = report->count, count;

    rv_typed_bind(&typed, node, report);
    if (!*hidden->curve && report->count == before)
        rv_report_add(report, RV_INPUT, node->at, "'hidden' needs 'curve', a column of epochs.csv");
    count = rv_scenario_words(hidden->says);
    if (count > RV_HIDDEN_WORDS)
        rv_report_add(report, RV_INPUT, rv_node_get(node, "says")->at,
                      "'says' is read from the last row: %zu words are more than %d", count,
                      RV_HIDDEN_WORDS);
}

void rv_scenario_read_looks(const struct rv_node *value, struct rv_scenario *scenario,
                            struct rv_report *report)
{
    struct looks_group group = {RV_LOOKS_JUMPS};
    struct rv_typed typed = {.owner = "a scenario", .table = {{group_params, &group}}};
    struct rv_node *map = rv_node_map(value->at); /* a table reads maps: one of this key alone */

    rv_node_append(map, rv_node_copy(value));
    rv_typed_bind(&typed, map, report);
    rv_node_free(map);
    scenario->looks = (enum rv_looks)group.looks;
}

static void report_curve(const char *curve, struct rv_position at, struct rv_report *report)
{
    const char *nearest = rv_text_nearest(curve, rv_epoch_column_names);

    if (nearest)
        rv_report_add(report, RV_INPUT, at, "there is no column '%.80s' (did you mean '%s'?)",
                      curve, nearest);
    else
        rv_report_add(report, RV_INPUT, at,
                      "there is no column '%.80s' in epochs.csv (snapshot_loss, val_loss, ...)",
                      curve);
}

/* Whether runs of the variant have that column; some are recorded only when the recipe asks, so
 * that one with mistakes may have any. */
static bool has_column(const struct rv_variant *variant, const char *curve)
{
    char **columns = rv_run_columns(&variant->recipe);
    bool found = variant->wrong;

    for (size_t i = 0; columns[i] && !found; i++)
        found = strcmp(columns[i], curve) == 0;
    rv_run_columns_free(columns);
    return found;
}

void rv_scenario_check_hidden(const struct rv_node *node, const struct rv_scenario *scenario,
                              struct rv_report *report)
{
    const struct rv_hidden *hidden = &scenario->hidden;
    const struct rv_variant *variant = scenario->variants, *named = variant;

    if (!node || node->kind != RV_NODE_MAP)
        return;
    if (*hidden->variant)
        named = rv_scenario_variant(scenario, hidden->variant);
    if (*hidden->curve && !has_column(named ? named : variant, hidden->curve))
        report_curve(hidden->curve, rv_node_get(node, "curve")->at, report);
    if (!named)
        rv_scenario_unknown(scenario, "hidden", hidden->variant, rv_node_get(node, "variant")->at,
                            report);
}

void rv_scenario_print_looks(const struct rv_scenario *scenario, struct rv_node *map)
{
    if (scenario->looks != RV_LOOKS_JUMPS)
        rv_scenario_put_text(map, "looks", rv_looks_word(scenario->looks));
}

void rv_scenario_print_hidden(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct rv_node *node;

    if (!*scenario->hidden.curve)
        return;
    node = rv_node_map(RV_NOWHERE);
    for (const struct rv_param *p = hidden_params; p->kind != RV_KIND_END; p++)
        if (*RV_CONST_FIELD(char, p, &scenario->hidden))
            rv_node_put(node, p->name, rv_typed_node(p, &scenario->hidden));
    rv_node_put(map, "hidden", node);
}
