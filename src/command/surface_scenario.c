/* The scenario that `ravine surface` runs: everything then goes the way of a file. */
#include "command/surface_scenario.h"

#include "ravine/figure.h"
#include "ravine/memory.h"

#include <string.h>

/* ---- Optimizers ---- */

static void add(struct rv_surface_scenario *scenario, const char *text, size_t length)
{
    char *word = rv_alloc(length + 1, 1);

    memcpy(word, text, length);
    scenario->optimizer = rv_realloc(scenario->optimizer, scenario->count, scenario->count + 1,
                                     sizeof *scenario->optimizer);
    scenario->optimizer[scenario->count++] = word;
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

/* ---- The text ---- */

/* "name: sgd, learning_rate: 0.1" of "sgd:learning_rate=0.1". */
static enum rv_status print_optimizer(const char *word, struct rv_text *out, struct rv_error *error)
{
    const size_t name = strcspn(word, ":");
    const char *next = word + name;

    rv_text_printf(out, "name: %.*s", (int)name, word);
    while (*next) {
        const char *pair = next + 1;
        const size_t key = strcspn(pair, "="), length = length_of(pair);
        size_t value = 0;

        /* Up to the next comma that is not inside brackets. */
        for (int depth = 0; pair[value] && (depth > 0 || pair[value] != ','); value++)
            depth += pair[value] == '[' ? 1 : pair[value] == ']' ? -1 : 0;
        if (key == 0 || key >= value || value - key < 2)
            return rv_error_set(error, RV_USAGE, "--optimizer '%s': '%.*s' is not KEY=VALUE", word,
                                (int)length, pair);
        rv_text_printf(out, ", %.*s: %.*s", (int)key, pair, (int)(value - key - 1), pair + key + 1);
        next = pair + value;
    }
    return RV_OK;
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

/* The list of a start: its numbers are typed, and refused, by the recipe. */
static void print_start(const char *start, struct rv_text *out)
{
    if (start)
        rv_text_printf(out, "  start: [%s]\n", start);
}

static void print_names(const struct rv_surface_scenario *scenario, struct rv_text *out)
{
    for (size_t i = 0; i < scenario->count; i++) {
        rv_text_add(out, i ? ", " : "");
        print_variant(scenario, i, out);
    }
}

/* Alone, an optimizer stands in the recipe, where --set reaches it. */
enum rv_status rv_surface_scenario_print(const struct rv_surface_scenario *scenario,
                                         const char *surface, const char *start, double rate,
                                         struct rv_text *out, struct rv_error *error)
{
    const bool alone = scenario->count <= 1;
    enum rv_status status = RV_OK;

    rv_text_printf(out, "title: Optimizers on the surface %s\nrecipe:\n  surface: {name: %s}\n",
                   surface, surface);
    print_start(start, out);
    rv_text_add(out, "  optimizer: {");
    if (scenario->count == 1)
        status = print_optimizer(scenario->optimizer[0], out, error);
    else
        rv_text_add(out, "name: sgd");
    if (scenario->count == 0 && rate > 0) {
        rv_text_add(out, ", learning_rate: ");
        rv_text_number(out, rate);
    }
    rv_text_add(out, "}\n  record: {steps_every: 1}\nseeds: {first: 1, count: 1}\nvariants:\n");
    if (scenario->count == 0)
        rv_text_add(out, "  sgd: {}\n");
    for (size_t i = 0; i < scenario->count && !status; i++) {
        rv_text_add(out, "  ");
        print_variant(scenario, i, out);
        rv_text_add(out, alone ? ": {" : ": {optimizer: {");
        if (!alone)
            status = print_optimizer(scenario->optimizer[i], out, error);
        rv_text_add(out, alone ? "}\n" : "}}\n");
    }
    rv_text_add(out, "may_diverge: [");
    if (scenario->count)
        print_names(scenario, out);
    else
        rv_text_add(out, "sgd");
    rv_text_add(out, "]\n");
    if (rv_registry_find(&rv_figures, "surface_paths"))
        rv_text_add(out, "figures: [surface_paths]\n");
    return status;
}
