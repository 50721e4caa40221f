/* The keys of a scenario beside recipe and variants: texts, choices, claims, figures, seeds.
 *
 * Only their form is read here. Whether a choice or a claim names a variant that exists is asked
 * when all variants are known (read.c), and figures are looked up by the commands, since the
 * figures lie above this folder. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

#include <stddef.h>
#include <string.h>

#define TEXT(field) {#field, offsetof(struct rv_scenario, field)}

const struct rv_scenario_text rv_scenario_text_keys[] = {
    TEXT(title), TEXT(cause),  TEXT(source), TEXT(symptom), TEXT(question), TEXT(answer),
    TEXT(reveal), TEXT(keras), TEXT(pytorch), TEXT(tuned),
};
const size_t rv_scenario_text_count =
    sizeof rv_scenario_text_keys / sizeof *rv_scenario_text_keys;

const struct rv_param rv_scenario_seed_params[] = {
    RV_INTEGER(struct rv_scenario_seeds, first, .initial = 1, .minimum = 0, .maximum = 4294967296,
               .help = "The first seed; seeds follow each other."),
    RV_INTEGER(struct rv_scenario_seeds, count, .initial = 5, .minimum = 1, .maximum = 10000,
               .unit = "seeds", .help = "How many seeds each variant runs with."),
    RV_INTEGER(struct rv_scenario_seeds, demo, .initial = 0, .minimum = 0, .maximum = 4294967296,
               .help = "The seed that is shown first in class; 0: the first one."),
    RV_PARAM_END,
};

/* A text of the file, or NULL and a report. A copy. */
static char *text_of(const struct rv_node *node, const char *key, struct rv_report *report)
{
    if (node->kind == RV_NODE_SCALAR && !rv_node_is_empty(node))
        return rv_strdup(node->text);
    if (node->kind == RV_NODE_SCALAR)
        rv_report_add(report, RV_INPUT, node->key_at, "'%s' has no value", key);
    else
        rv_report_add(report, RV_INPUT, node->at,
                      "'%s' is a text: put quotes round it if it holds ':' or begins with a "
                      "bracket",
                      key);
    return NULL;
}

void rv_scenario_texts(const struct rv_node *root, struct rv_scenario *scenario,
                       struct rv_report *report)
{
    for (size_t i = 0; i < rv_scenario_text_count; i++) {
        const struct rv_scenario_text *text = &rv_scenario_text_keys[i];
        const struct rv_node *node = rv_node_get(root, text->key);

        if (node)
            *(char **)(void *)((char *)scenario + text->offset) =
                text_of(node, text->key, report);
    }
}

/* The node of a key when it is a list; anything else but nothing is reported. */
static const struct rv_node *list_of(const struct rv_node *root, const char *key, const char *like,
                                     struct rv_report *report)
{
    const struct rv_node *node = rv_node_get(root, key);

    if (!node || node->kind == RV_NODE_LIST)
        return node;
    rv_report_add(report, RV_INPUT, node->at, "'%s' is a list: %s", key, like);
    return NULL;
}

void rv_scenario_entries(const struct rv_node *map, const char *owner, const char *const *names,
                         struct rv_report *report)
{
    for (size_t i = 0; i < map->count; i++) {
        bool known = false;

        for (size_t k = 0; names[k] && !known; k++)
            known = rv_text_same_name(names[k], map->items[i]->key);
        if (!known)
            rv_typed_unknown(map->items[i], "key", owner, names, report);
    }
}

char *rv_scenario_required(const struct rv_node *map, const char *key, const char *owner,
                           struct rv_report *report)
{
    const struct rv_node *node = rv_node_get(map, key);

    if (node)
        return text_of(node, key, report);
    rv_report_add(report, RV_INPUT, map->at, "%s needs '%s'", owner, key);
    return NULL;
}

/* Choices keep their places in the list even when one is wrong: positions of later messages
 * count on it. */
static void read_choices(const struct rv_node *root, struct rv_scenario *scenario,
                         struct rv_report *report)
{
    static const char *const keys[] = {"text", "variant", NULL};
    const struct rv_node *list =
        list_of(root, "choices", "[{text: a smaller rate, variant: settled}]", report);

    if (!list)
        return;
    scenario->choices = rv_alloc(list->count + 1, sizeof *scenario->choices);
    scenario->choice_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct rv_node *item = list->items[i];

        if (item->kind != RV_NODE_MAP) {
            rv_report_add(report, RV_INPUT, item->at,
                          "a choice is {text: a smaller rate, variant: settled}");
            continue;
        }
        rv_scenario_entries(item, "a choice", keys, report);
        scenario->choices[i].text = rv_scenario_required(item, "text", "a choice", report);
        scenario->choices[i].variant = rv_scenario_required(item, "variant", "a choice", report);
    }
}

struct judging {
    double in;
    int over, verdict;
};

/* `folk` and `verdict` belong together: words of the syllabus, and what became of them. */
static void read_folk(const struct rv_node *item, int verdict, struct rv_claim *claim,
                      struct rv_report *report)
{
    const struct rv_node *folk = rv_node_get(item, "folk"), *word = rv_node_get(item, "verdict");
    struct rv_error error = {0};
    char *words = folk ? text_of(folk, "folk", report) : NULL;

    claim->verdict = (enum rv_folk_verdict)verdict;
    if (words) {
        claim->folk = rv_registry_get(&rv_syllabus_folk_claims, words, &error);
        if (!claim->folk)
            rv_report_add(report, RV_INPUT, folk->at, "%s", error.message);
    }
    if (!folk != !word)
        rv_report_add(report, RV_INPUT, (folk ? folk : word)->key_at,
                      "'folk' (what people say) and 'verdict' (what became of it) stand together");
    rv_free(words);
}

/* A claim is a sentence that can fail; the plain form is one that must hold on every seed.
 * `over: median` judges one number, so that a share of seeds has no meaning there. */
static void read_claim(const struct rv_node *item, struct rv_claim *claim,
                       struct rv_report *report)
{
    static const char *const overs[] = {"seeds", "median", NULL};
    static const char *const texts[] = {"says", "sentence", "folk", NULL};
    static const struct rv_param params[] = {
        RV_REAL(struct judging, in, .initial = 1, .minimum = 0, .maximum = 1,
                .open = RV_OPEN_MINIMUM, .help = "Share of the seeds that must hold."),
        RV_CHOICE(struct judging, over, .choices = overs,
                  .help = "Judged on every seed, or once on the medians over the seeds."),
        RV_CHOICE(struct judging, verdict, .choices = rv_syllabus_verdicts,
                  .help = "What became of the folk claim."),
        RV_PARAM_END,
    };
    struct judging judging = {0};
    struct rv_typed typed = {
        .owner = "a claim", .table = {{params, &judging}}, .others = texts};

    claim->at = item->at;
    claim->share = 1;
    if (item->kind == RV_NODE_SCALAR) {
        claim->says = text_of(item, "claim", report);
        return;
    }
    if (item->kind != RV_NODE_MAP) {
        rv_report_add(report, RV_INPUT, item->at,
                      "a claim is a text or {says: \"a.fluctuation > b.fluctuation\", in: 0.95}");
        return;
    }
    rv_params_defaults(params, &judging);
    rv_typed_bind(&typed, item, report);
    claim->share = judging.in;
    claim->over_median = judging.over == 1;
    claim->says = rv_scenario_required(item, "says", "a claim", report);
    if (claim->says)
        claim->at = rv_node_get(item, "says")->at;
    if (rv_node_get(item, "sentence"))
        claim->sentence = text_of(rv_node_get(item, "sentence"), "sentence", report);
    read_folk(item, judging.verdict, claim, report);
    if (claim->over_median && rv_node_get(item, "in"))
        rv_report_add(report, RV_INPUT, rv_node_get(item, "in")->key_at,
                      "'in' counts seeds, 'over: median' looks at one number: use one of them");
}

void rv_scenario_claims(const struct rv_node *list, struct rv_claim **claims, size_t *count,
                        struct rv_report *report)
{
    *claims = rv_alloc(list->count + 1, sizeof **claims);
    for (size_t i = 0; i < list->count; i++) {
        struct rv_claim *claim = &(*claims)[*count];

        read_claim(list->items[i], claim, report);
        if (claim->says) {
            (*count)++;
        } else {
            rv_free(claim->sentence);
            *claim = (struct rv_claim){0};
        }
    }
}

void rv_scenario_release_claims(struct rv_claim *claims, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rv_free(claims[i].says);
        rv_free(claims[i].sentence);
    }
    rv_free(claims);
}

static void read_claims(const struct rv_node *root, struct rv_scenario *scenario,
                        struct rv_report *report)
{
    const struct rv_node *list =
        list_of(root, "claims", "[\"bouncing.fluctuation > settled.fluctuation\"]", report);

    if (list)
        rv_scenario_claims(list, &scenario->claims, &scenario->claim_count, report);
}

void rv_scenario_names(const struct rv_node *root, const char *key, char ***names, size_t *count,
                       struct rv_report *report)
{
    const struct rv_node *node = rv_node_get(root, key);
    size_t room = node && node->kind == RV_NODE_LIST ? node->count : 1;

    if (!node)
        return;
    *names = rv_alloc(room + 1, sizeof **names);
    for (size_t i = 0; i < room; i++) {
        char *name = text_of(node->kind == RV_NODE_LIST ? node->items[i] : node, key, report);

        if (name)
            (*names)[(*count)++] = name;
    }
}

/* Seeds are typed by a table like parameters, so that ranges and messages are alike. */
static void read_seeds(const struct rv_node *root, struct rv_scenario *scenario,
                       struct rv_report *report)
{
    struct rv_scenario_seeds seeds = {0};
    struct rv_typed typed = {.owner = "'seeds'", .table = {{rv_scenario_seed_params, &seeds}}};
    const struct rv_node *node = rv_node_get(root, "seeds");

    rv_params_defaults(rv_scenario_seed_params, &seeds);
    if (node && node->kind == RV_NODE_MAP)
        rv_typed_bind(&typed, node, report);
    else if (node)
        rv_report_add(report, RV_INPUT, node->at, "'seeds' is a map: {first: 1, count: 5}");
    scenario->seed_first = seeds.first;
    scenario->seed_count = seeds.count;
    scenario->seed_demo = seeds.demo;
}

void rv_scenario_lists(const struct rv_node *root, struct rv_scenario *scenario,
                       struct rv_report *report)
{
    read_choices(root, scenario, report);
    read_claims(root, scenario, report);
    rv_scenario_names(root, "figures", &scenario->figures, &scenario->figure_count, report);
    rv_scenario_names(root, "may_diverge", &scenario->may_diverge, &scenario->may_diverge_count,
                      report);
    read_seeds(root, scenario, report);
}
