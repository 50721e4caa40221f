/* The scenario that `ravine surface` runs: everything then goes the way of a file. */
#include "command/surface_scenario.h"

#include "ravine/memory.h"
#include "ravine/recipe.h"
#include "ravine/tree.h"
#include "yaml/characters.h"

#include <string.h>

/* ---- Optimizers ---- */

static char *copy(const char *text, size_t length)
{
    char *word = rv_alloc(length + 1, 1);

    memcpy(word, text, length);
    return word;
}

static void add(struct rv_surface_scenario *scenario, const char *text, size_t length)
{
    scenario->optimizer = rv_realloc(scenario->optimizer, scenario->count, scenario->count + 1,
                                     sizeof *scenario->optimizer);
    scenario->optimizer[scenario->count++] = copy(text, length);
}

/* Where the optimizer that begins here ends. Commas inside brackets belong to a list; a comma that
 * KEY=VALUE follows belongs to the optimizer. */
static size_t length_of(const char *text)
{
    size_t length = 0;
    int depth = 0;

    for (; text[length]; length++) {
        depth += text[length] == '[' ? 1 : text[length] == ']' ? -1 : 0;
        if (text[length] == ',' && depth == 0) {
            const char *next = text + length + 1;
            const size_t word = strcspn(next, ":,=");

            if (next[word] != '=')
                break;
        }
    }
    return length;
}

enum rv_status rv_surface_scenario_open(const struct rv_words *words,
                                        struct rv_surface_scenario *scenario,
                                        struct rv_error *error)
{
    *scenario = (struct rv_surface_scenario){0};
    for (size_t i = 0; i < words->count; i++)
        for (const char *text = words->word[i];; text++) {
            const size_t length = length_of(text);

            if (length == 0 || *text == ':' || *text == '=')
                return rv_error_set(error, RV_USAGE,
                                    "--optimizer '%s': a name is missing; write "
                                    "NAME or NAME:KEY=VALUE,KEY=VALUE",
                                    words->word[i]);
            add(scenario, text, length);
            text += length;
            if (!*text)
                break;
        }
    return RV_OK;
}

void rv_surface_scenario_release(struct rv_surface_scenario *scenario)
{
    for (size_t i = 0; i < scenario->count; i++)
        rv_free(scenario->optimizer[i]);
    rv_free(scenario->optimizer);
    *scenario = (struct rv_surface_scenario){0};
}

/* ---- The tree ---- */

static const struct rv_position nowhere;

static struct rv_node *text_node(const char *text, size_t length)
{
    char *word = copy(text, length);
    struct rv_node *node = rv_node_scalar(nowhere, word);

    rv_free(word);
    return node;
}

/* {key: value} */
static struct rv_node *map_of(const char *key, struct rv_node *value)
{
    struct rv_node *map = rv_node_map(nowhere);

    rv_node_put(map, key, value);
    return map;
}

/* {name: sgd, learning_rate: 0.1} of "sgd:learning_rate=0.1". A value is YAML, as that of a --set,
 * and stays one value whatever is in it. NULL and a report on mistakes. */
static struct rv_node *optimizer_node(const char *word, const char *source,
                                      struct rv_report *report)
{
    struct rv_node *map = rv_node_map(nowhere);
    const char *next = word + strcspn(word, ":");
    size_t mistakes = report->count;

    rv_node_put(map, "name", text_node(word, (size_t)(next - word)));
    while (*next && report->count == mistakes) {
        const char *pair = next + 1;
        const size_t key = strcspn(pair, "="), length = length_of(pair);
        struct rv_node *assigned;
        char *text;
        size_t end = 0;

        /* Up to the next comma that is not inside brackets. */
        for (int depth = 0; pair[end] && (depth > 0 || pair[end] != ','); end++)
            depth += pair[end] == '[' ? 1 : pair[end] == ']' ? -1 : 0;
        next = pair + end;
        if (key == 0 || key >= end || end - key < 2) {
            rv_report_add(report, RV_USAGE, nowhere, "--optimizer '%s': '%.*s' is not KEY=VALUE",
                          word, (int)length, pair);
            break;
        }
        text = copy(word, (size_t)(next - word));
        assigned = rv_recipe_assignment(source, text, (size_t)(pair - word), report);
        if (assigned)
            rv_node_put(map, assigned->items[0]->key, rv_node_copy(assigned->items[0]));
        rv_node_free(assigned);
        rv_free(text);
    }
    if (report->count == mistakes)
        return map;
    rv_node_free(map);
    return NULL;
}

/* The optimizer's name as the name of a variant: [a-z][a-z0-9_]*, a second one of it with "_2". */
static void print_variant(const struct rv_surface_scenario *scenario, size_t i,
                          struct rv_text *out)
{
    const char *word = scenario->optimizer[i];
    const size_t length = strcspn(word, ":");
    size_t same = 1;

    for (size_t k = 0; k < i; k++)
        same += strncmp(scenario->optimizer[k], word, length) == 0 &&
                strcspn(scenario->optimizer[k], ":") == length;
    for (size_t c = 0; c < length; c++)
        rv_text_printf(out, "%c", word[c] == '-' ? '_' : word[c]);
    if (same > 1)
        rv_text_printf(out, "_%zu", same);
}

/* Of "1, 2.5": its numbers are typed, and refused, by the recipe. */
static struct rv_node *start_node(const char *start)
{
    struct rv_node *list = rv_node_list(nowhere);

    for (const char *next = start;; next++) {
        const char *end = next + strcspn(next, ",");
        size_t length;

        next += strspn(next, " ");
        length = (size_t)(end - next);
        while (length > 0 && next[length - 1] == ' ')
            length--;
        rv_node_append(list, text_node(next, length));
        next = end;
        if (!*next)
            return list;
    }
}

/* Without --optimizer: sgd, at `rate` unless that is 0. */
static struct rv_node *plain_optimizer(double rate)
{
    struct rv_node *map = map_of("name", rv_node_scalar(nowhere, "sgd"));
    struct rv_text digits = {0};

    if (rate > 0) {
        rv_text_number(&digits, rate);
        rv_node_put(map, "learning_rate", rv_node_scalar(nowhere, rv_text_string(&digits)));
    }
    rv_text_release(&digits);
    return map;
}

/* Alone, an optimizer stands in the recipe, where --set reaches it. */
static struct rv_node *recipe_node(const struct rv_surface_scenario *scenario,
                                   struct rv_node **optimizer, const char *surface,
                                   const char *start, double rate)
{
    struct rv_node *recipe =
        map_of("surface", map_of("name", rv_node_scalar(nowhere, surface)));

    if (start)
        rv_node_put(recipe, "start", start_node(start));
    rv_node_put(recipe, "optimizer",
                scenario->count == 1 ? rv_node_copy(optimizer[0])
                                     : plain_optimizer(scenario->count ? 0 : rate));
    rv_node_put(recipe, "record", map_of("steps_every", rv_node_scalar(nowhere, "1")));
    return recipe;
}

/* One an optimizer; `names` gets their names. */
static struct rv_node *variants_node(const struct rv_surface_scenario *scenario,
                                     struct rv_node **optimizer, struct rv_node *names)
{
    struct rv_node *variants = rv_node_map(nowhere);

    for (size_t i = 0; i < scenario->count || i == 0; i++) {
        struct rv_text name = {0};

        if (scenario->count)
            print_variant(scenario, i, &name);
        else
            rv_text_add(&name, "sgd");
        rv_node_put(variants, rv_text_string(&name),
                    scenario->count > 1 ? map_of("optimizer", rv_node_copy(optimizer[i]))
                                        : rv_node_map(nowhere));
        rv_node_append(names, rv_node_scalar(nowhere, rv_text_string(&name)));
        rv_text_release(&name);
    }
    return variants;
}

static struct rv_node *scenario_node(const struct rv_surface_scenario *scenario,
                                     struct rv_node **optimizer, const char *surface,
                                     const char *start, double rate)
{
    struct rv_text title = {0};
    struct rv_node *root, *seeds = map_of("first", rv_node_scalar(nowhere, "1"));
    struct rv_node *names = rv_node_list(nowhere), *figures = rv_node_list(nowhere);

    rv_text_printf(&title, "Optimizers on the surface %s", surface);
    root = map_of("title", rv_node_scalar(nowhere, rv_text_string(&title)));
    rv_text_release(&title);
    rv_node_put(root, "recipe", recipe_node(scenario, optimizer, surface, start, rate));
    rv_node_put(seeds, "count", rv_node_scalar(nowhere, "1"));
    rv_node_put(root, "seeds", seeds);
    rv_node_put(root, "variants", variants_node(scenario, optimizer, names));
    rv_node_put(root, "may_diverge", names);
    rv_node_append(figures, rv_node_scalar(nowhere, "surface_paths"));
    rv_node_put(root, "figures", figures);
    return root;
}

/* What is in a tree can be printed as YAML. */
static bool is_text(const char *source, const char *word, struct rv_report *report)
{
    return rv_tree_text_check(source, word, strlen(word), report) == RV_OK;
}

enum rv_status rv_surface_scenario_print(const struct rv_surface_scenario *scenario,
                                         const char *surface, const char *start, double rate,
                                         struct rv_text *out, struct rv_report *report)
{
    struct rv_node **optimizer = rv_alloc(scenario->count + 1, sizeof *optimizer);
    size_t mistakes = report->count;

    is_text("--start", start ? start : "", report);
    is_text("surface", surface, report);
    for (size_t i = 0; i < scenario->count; i++) {
        struct rv_text source = {0};

        rv_text_printf(&source, "--optimizer %s", scenario->optimizer[i]);
        if (is_text(rv_text_string(&source), scenario->optimizer[i], report))
            optimizer[i] = optimizer_node(scenario->optimizer[i], rv_text_string(&source), report);
        if (optimizer[i])
            rv_node_set_source(optimizer[i], NULL); /* places are those of the text that is made */
        rv_text_release(&source);
    }
    if (report->count == mistakes) {
        struct rv_node *root = scenario_node(scenario, optimizer, surface, start, rate);

        rv_node_print(root, out);
        rv_node_free(root);
    }
    for (size_t i = 0; i < scenario->count; i++)
        rv_node_free(optimizer[i]);
    rv_free(optimizer);
    return report->count == mistakes ? RV_OK : report->errors[mistakes].status;
}
