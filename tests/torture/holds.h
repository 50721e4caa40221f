/* What must hold of a scenario that was read, whatever it is: the messages have a place; what was
 * accepted prints as what binds to the same. Each ends the process where it does not hold. */
#ifndef TORTURE_HOLDS_H
#define TORTURE_HOLDS_H

#include "attacks.h"

#include "lesson/form.h"
#include "ravine/memory.h"
#include "ravine/scenario.h"
#include "yaml/characters.h"

static inline size_t holds_characters(const char *text, size_t bytes)
{
    size_t count = 0;

    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xC0U) != 0x80;
    return count;
}

/* A place in the text (one behind the end of its line or of the text is one), in a --set, in a file
 * of data; or the name of an option. */
static inline void holds_place(const struct rv_error *error, const char *path, const char *text)
{
    size_t length = 0;
    const char *line;

    attacks_must(*error->message, "an empty message");
    if (strncmp(error->source, "--", 2) == 0 ||
        (error->line >= 1 && access(error->source, R_OK) == 0))
        return;
    attacks_must(strcmp(error->source, path) == 0, "from '%s', line %d: %s", error->source,
                 error->line, error->message);
    attacks_must(error->line >= 1 && error->column >= 1, "no place: %s", error->message);
    line = rv_tree_text_line(text, error->line, &length);
    attacks_must(line, "there is no line %d: %s", error->line, error->message);
    attacks_must((size_t)error->column <= holds_characters(line, length) + 1,
                 "%d:%d is behind the line: %s", error->line, error->column, error->message);
}

static inline char *holds_print(const struct rv_recipe *recipe)
{
    struct rv_node *tree = rv_recipe_tree(recipe);
    struct rv_text text = {0};

    rv_node_print(tree, &text);
    rv_node_free(tree);
    return text.string;
}

/* Bind, print, bind is the identity. `spoil`: a planted fault. */
static inline void holds_recipe(const struct rv_recipe *recipe, bool spoil)
{
    struct rv_recipe again;
    struct rv_report report = {0};
    char *once = holds_print(recipe), *twice;

    attacks_must(rv_recipe_parse("printed", once, &again, &report) == RV_OK,
                 "printed at %d:%d: %s\n%s", report.errors[0].line, report.errors[0].column,
                 report.errors[0].message, once);
    twice = holds_print(&again);
    if (spoil)
        twice[strlen(twice) - 2] = '~';
    attacks_must(strcmp(once, twice) == 0, "printed:\n%s\nbound and printed again:\n%s", once,
                 twice);
    rv_free(once);
    rv_free(twice);
    rv_report_release(&report);
    rv_recipe_release(&again);
}

/* As it is kept beside a run: the same scenario. */
static inline void holds_kept(const struct rv_scenario *scenario)
{
    struct rv_scenario again;
    struct rv_report report = {0};
    struct rv_text once = {0}, twice = {0};

    rv_scenario_print(scenario, &once);
    attacks_must(rv_scenario_parse("kept", rv_text_string(&once), NULL, &again, &report, NULL) ==
                     RV_OK,
                 "kept at %d:%d: %s\n%s", report.errors[0].line, report.errors[0].column,
                 report.errors[0].message, rv_text_string(&once));
    rv_scenario_print(&again, &twice);
    attacks_must(strcmp(rv_text_string(&once), rv_text_string(&twice)) == 0,
                 "kept:\n%s\nread and kept again:\n%s", rv_text_string(&once),
                 rv_text_string(&twice));
    for (size_t v = 0; v < scenario->variant_count; v++) {
        char *was = holds_print(&scenario->variants[v].recipe);
        char *is = holds_print(&again.variants[v].recipe);

        attacks_must(strcmp(was, is) == 0, "%s was:\n%s\nand is kept as:\n%s",
                     scenario->variants[v].name, was, is);
        rv_free(was);
        rv_free(is);
    }
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_report_release(&report);
    rv_scenario_release(&again);
}

static inline void holds_form(const struct rv_recipe *recipe)
{
    struct rv_form form;

    attacks_must(rv_form_open(&form, recipe, NULL) == RV_OK, "the form: %s", form.error);
    rv_form_release(&form);
}

/* Whether a run takes a moment: few examples, a small network. */
static inline bool holds_small(const struct rv_recipe *recipe)
{
    const struct rv_dataset_type *set = (const void *)recipe->data.type;
    const struct rv_data_common *data = recipe->data.values;
    struct rv_network *network = NULL;
    struct rv_report report = {0};
    struct rv_shape shape;
    int classes;
    bool small = false;

    if (rv_recipe_on_surface(recipe))
        return recipe->path.replicas < 1000 && recipe->train.steps_per_epoch < 10000;
    if (data->train + data->validation + data->fresh < 3000 && recipe->train.epochs < 1000 &&
        set->describe(recipe->data.values, &shape, &classes, NULL) == RV_OK &&
        rv_shape_size(shape) <= 1024 &&
        rv_network_create(recipe->layers, recipe->layer_count, shape, &network, &report) == RV_OK)
        small = rv_network_parameter_count(network) < 100000 && rv_network_flops(network) < 1e6;
    rv_network_free(network);
    rv_report_release(&report);
    return small && (!recipe->pretrain.recipe || holds_small(recipe->pretrain.recipe));
}

#endif
