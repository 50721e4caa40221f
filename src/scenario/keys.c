/* The table of a scenario's keys, and what is done to all of them. See keys.h. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

#include <stddef.h>

#define FIELD(field) .offset = offsetof(struct rv_scenario, field)
#define TEXT(field) .name = #field, .kind = RV_SCENARIO_TEXT, FIELD(field)
#define NAMES(field, number)                                                                       \
    .name = #field, .kind = RV_SCENARIO_NAMES, FIELD(field),                                       \
    .count_offset = offsetof(struct rv_scenario, number)

const struct rv_scenario_key rv_scenario_keys[] = {
    {TEXT(title), .in_heads = true,
     .help = "What the lesson is called. It names the cause, and so is shown after the vote."},
    {TEXT(cause), .in_heads = true, .check = rv_scenario_check_cause,
     .help = "The row of the catalogue that the lesson is about: C01 (ravine list causes)."},
    {NAMES(shows, show_count), .like = "[C19, D2]", .check = rv_scenario_check_shows,
     .help = "What else it shows: causes, diagnostics, networks of the catalogue."},
    {TEXT(source), .in_heads = true, .help = "Where the question was asked, or who found it."},
    {TEXT(symptom), .in_heads = true,
     .help = "What one sees. With the curve it is all that is shown before the vote."},
    {TEXT(question), .in_heads = true, .help = "What the class is asked."},
    {.name = "choices", .kind = RV_SCENARIO_LIST,
     .like = "[{text: a smaller rate, variant: settled}]", .read = rv_scenario_read_choices,
     .check = rv_scenario_check_choices, .print = rv_scenario_print_choices,
     .help = "The answers to vote on: `text`, what is read, and `variant`, what it runs. They are "
             "offered in an order that is drawn from the texts, the same everywhere."},
    {.name = "answer", .kind = RV_SCENARIO_NAMES, FIELD(answers),
     .count_offset = offsetof(struct rv_scenario, answer_count),
     .like = "settled, [settled, averaged]", .check = rv_scenario_check_answer,
     .help = "The variant of the choice that is right, or a list of them; none: no choice is."},
    {.name = "better", .kind = RV_SCENARIO_MAP, .like = "{measure: val_loss.mean}",
     .type = &rv_scenario_better_type, .read = rv_scenario_read_better,
     .check = rv_scenario_check_better, .print = rv_scenario_print_better,
     .help = "What a choice is to make better, and what counts as a cure. Without the key it is "
             "what `looks` says, and a cure leaves a third."},
    {TEXT(reveal), .in_heads = true, .help = "The explanation, read after the vote."},
    {TEXT(keras), .in_heads = true, .help = "The remedy in one line of Keras."},
    {TEXT(pytorch), .in_heads = true, .help = "The remedy in one line of PyTorch."},
    {TEXT(tuned), .in_heads = true,
     .help = "Which seeds settings and bounds were chosen on, and which they were verified on."},
    {.name = "looks", .kind = RV_SCENARIO_WORD, .in_heads = true, .type = &rv_scenario_looks_type,
     .read = rv_scenario_read_looks, .print = rv_scenario_print_looks,
     .help = "What the case looks like before the vote: its group in the menu."},
    {.name = "hidden", .kind = RV_SCENARIO_MAP, .in_heads = true,
     .like = "{curve: snapshot_loss, says: \"A sentence.\"}", .type = &rv_scenario_hidden_type,
     .read = rv_scenario_read_hidden, .check = rv_scenario_check_hidden,
     .print = rv_scenario_print_hidden,
     .help = "The one curve that explains, drawn over the validation loss at the reveal."},
    {.name = "recipe", .kind = RV_SCENARIO_MAP, .print = rv_scenario_print_recipe,
     .help = "What determines a run: data, network or surface, optimizer, protocol. All variants "
             "begin with it."},
    {.name = "seeds", .kind = RV_SCENARIO_MAP, .like = "{first: 1, count: 5}",
     .type = &rv_scenario_seeds_type, .read = rv_scenario_read_seeds,
     .print = rv_scenario_print_seeds, .help = "The seeds that each variant runs with."},
    {.name = "variants", .kind = RV_SCENARIO_MAP, .print = rv_scenario_print_variants,
     .help = "Each a name and the keys of the recipe that it changes; the first is the failing "
             "run. Without the key there is one, called base."},
    {.name = "only", .kind = RV_SCENARIO_LIST, .print = rv_scenario_print_only,
     .help = "The variants to run, as --variant; the file of a run folder has it."},
    {.name = "remedies", .kind = RV_SCENARIO_MAP, .like = "{settled: lower-rate}",
     .read = rv_scenario_read_remedies, .check = rv_scenario_check_remedies,
     .print = rv_scenario_print_remedies,
     .help = "Which variant is which remedy of the catalogue (ravine list remedies)."},
    {.name = "claims", .kind = RV_SCENARIO_LIST,
     .like = "[\"bouncing.fluctuation > settled.fluctuation\"]",
     .type = &rv_scenario_claim_type, .read = rv_scenario_read_claims,
     .check = rv_scenario_check_claims, .print = rv_scenario_print_claims,
     .help = "Sentences that can fail, checked on every seed (ravine explain claims)."},
    {.name = "exercises", .kind = RV_SCENARIO_LIST,
     .like = "[{name: calm-it, task: ..., goal: [...]}]", .read = rv_scenario_read_exercises,
     .check = rv_scenario_check_exercises, .print = rv_scenario_print_exercises,
     .help = "Tasks that check themselves (ravine exercise): `name`, `task`, `start` (a variant), "
             "`keep` (keys that must stay), `goal` (claims about `yours` and `start`)."},
    {NAMES(figures, figure_count),
     .help = "The figures to draw (ravine list figures); by default the curves, or the paths."},
    {NAMES(may_diverge, may_diverge_count), .check = rv_scenario_check_may_diverge,
     .help = "Variants whose divergence is no failure."},
    {.name = "long", .kind = RV_SCENARIO_SWITCH, FIELD(is_long),
     .help = "Takes minutes: `run --all` leaves it out."},
    {.name = NULL},
};

const char *rv_scenario_kind_text(enum rv_scenario_kind kind)
{
    static const char *const texts[] = {
        [RV_SCENARIO_TEXT] = "a text",
        [RV_SCENARIO_NAMES] = "a name or a list of names",
        [RV_SCENARIO_SWITCH] = "true or false",
        [RV_SCENARIO_WORD] = "a word",
        [RV_SCENARIO_LIST] = "a list",
        [RV_SCENARIO_MAP] = "a map",
    };

    return texts[kind];
}

/* ---- Reading ---- */

/* A section at the top of the file is the most common slip: it gets its own message. */
void rv_scenario_check_keys(const struct rv_node *root, struct rv_report *report)
{
    const char *names[sizeof rv_scenario_keys / sizeof *rv_scenario_keys];

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        names[k] = rv_scenario_keys[k].name;
    for (size_t i = 0; i < root->count; i++) {
        const struct rv_node *entry = root->items[i];
        bool known = false;

        for (size_t k = 0; names[k] && !known; k++)
            known = rv_text_same_name(names[k], entry->key);
        if (!known && (rv_section_find(entry->key) || rv_section_bare(entry->key)))
            rv_report_add(report, RV_INPUT, entry->key_at,
                          "'%s' is a key of the recipe: indent it below 'recipe:'", entry->key);
        else if (!known)
            rv_typed_unknown(entry, "key", "a scenario", names, report);
    }
}

static void read_names(const struct rv_scenario_key *key, const struct rv_node *root,
                       struct rv_scenario *scenario, struct rv_report *report)
{
    char *base = (char *)scenario;

    rv_scenario_names(root, key->name, (char ***)(void *)(base + key->offset),
                      (size_t *)(void *)(base + key->count_offset), report);
}

static void read_switch(const struct rv_scenario_key *key, const struct rv_node *value,
                        struct rv_scenario *scenario, struct rv_report *report)
{
    const struct rv_param row = {
        .name = key->name, .kind = RV_KIND_BOOLEAN, .offset = key->offset};
    struct rv_error error = {0};

    if (rv_param_parse(&row, value->text, scenario, &error))
        rv_report_add(report, RV_INPUT, value->at, "%s", error.message);
}

/* Whether the value can be read as the key's kind; texts and names tell their own mistakes. */
static bool fits(const struct rv_scenario_key *key, const struct rv_node *value,
                 struct rv_report *report)
{
    static const enum rv_node_kind wanted[] = {
        [RV_SCENARIO_SWITCH] = RV_NODE_SCALAR,
        [RV_SCENARIO_LIST] = RV_NODE_LIST,
        [RV_SCENARIO_MAP] = RV_NODE_MAP,
    };
    bool any = key->kind == RV_SCENARIO_TEXT || key->kind == RV_SCENARIO_NAMES ||
               key->kind == RV_SCENARIO_WORD;

    if (any || value->kind == wanted[key->kind])
        return true;
    rv_report_add(report, RV_INPUT, value->at, "'%s' is %s%s%s", key->name,
                  rv_scenario_kind_text(key->kind), key->like ? ": " : "",
                  key->like ? key->like : "");
    return false;
}

static void read_key(const struct rv_scenario_key *key, const struct rv_node *root,
                     struct rv_scenario *scenario, struct rv_report *report)
{
    const struct rv_node *value = rv_node_get(root, key->name);

    if (!value)
        return;
    if (key->kind == RV_SCENARIO_TEXT)
        *(char **)(void *)((char *)scenario + key->offset) =
            rv_scenario_text(value, key->name, report);
    else if (key->kind == RV_SCENARIO_NAMES)
        read_names(key, root, scenario, report);
    else if (key->kind == RV_SCENARIO_SWITCH && fits(key, value, report))
        read_switch(key, value, scenario, report);
    else if (key->read && fits(key, value, report))
        key->read(value, scenario, report);
}

void rv_scenario_read_keys(const struct rv_node *root, struct rv_scenario *scenario,
                           struct rv_report *report, struct rv_report *beside)
{
    rv_scenario_default_seeds(scenario);
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++)
        read_key(key, root, scenario, key->in_heads ? report : beside);
}

void rv_scenario_check_values(const struct rv_node *root, const struct rv_scenario *scenario,
                              struct rv_report *report)
{
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++)
        if (key->check)
            key->check(rv_node_get(root, key->name), scenario, report);
}

/* ---- Printing, releasing ---- */

static const void *field(const struct rv_scenario *scenario, size_t offset)
{
    return (const char *)scenario + offset;
}

static void print_keys(const struct rv_scenario *scenario, struct rv_node *map)
{
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++) {
        const void *value = field(scenario, key->offset);

        if (key->print)
            key->print(scenario, map);
        else if (key->kind == RV_SCENARIO_TEXT)
            rv_scenario_put_text(map, key->name, *(const char *const *)value);
        else if (key->kind == RV_SCENARIO_NAMES)
            rv_scenario_put_names(map, key->name, *(char *const *const *)value,
                                  *(const size_t *)field(scenario, key->count_offset));
        else if (key->kind == RV_SCENARIO_SWITCH && *(const bool *)value)
            rv_scenario_put_text(map, key->name, "true");
    }
}

void rv_scenario_print(const struct rv_scenario *scenario, struct rv_text *out)
{
    struct rv_node *map = rv_node_map(RV_NOWHERE);

    print_keys(scenario, map);
    rv_node_print(map, out);
    rv_node_free(map);
}

void rv_scenario_release_keys(struct rv_scenario *scenario)
{
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++) {
        char *base = (char *)scenario;

        if (key->kind == RV_SCENARIO_TEXT)
            rv_free(*(char **)(void *)(base + key->offset));
        else if (key->kind == RV_SCENARIO_NAMES)
            rv_scenario_release_names(*(char ***)(void *)(base + key->offset),
                                      *(size_t *)(void *)(base + key->count_offset));
    }
}
