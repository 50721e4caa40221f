/* What tests of recipes share: binding texts, printing back, merging, random values. */
#ifndef RAVINE_TESTS_RECIPE_CASE_H
#define RAVINE_TESTS_RECIPE_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "ravine/recipe.h"
#include "ravine/stream.h"
#include "yaml/typed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static inline void print_report(const struct rv_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        print_error("%d:%d: %s\n", report->errors[i].line, report->errors[i].column,
                    report->errors[i].message);
}

static inline struct rv_recipe bind(const char *yaml)
{
    struct rv_recipe recipe;
    struct rv_report report = {0};

    if (rv_recipe_parse("t", yaml, &recipe, &report)) {
        print_report(&report);
        fail_msg("of: %s", yaml);
    }
    rv_report_release(&report);
    return recipe;
}

/* The first mistake must hold the text. */
static inline void refuse(const char *yaml, int line, int column, const char *expected)
{
    struct rv_recipe recipe;
    struct rv_report report = {0};

    assert_int_equal(rv_recipe_parse("t", yaml, &recipe, &report), RV_INPUT);
    if (!strstr(report.errors[0].message, expected) || report.errors[0].line != line ||
        report.errors[0].column != column) {
        print_report(&report);
        fail_msg("expected %d:%d: %s", line, column, expected);
    }
    rv_report_release(&report);
    rv_recipe_release(&recipe);
}

static inline char *printed(const struct rv_recipe *recipe)
{
    struct rv_node *tree = rv_recipe_tree(recipe);
    struct rv_text text = {0};
    char *copy;

    rv_node_print(tree, &text);
    copy = rv_strdup(rv_text_string(&text));
    rv_text_release(&text);
    rv_node_free(tree);
    return copy;
}

/* Printing, binding and printing gives the same text. */
static inline void check_fixpoint(const struct rv_recipe *recipe)
{
    char *once = printed(recipe), *twice;
    struct rv_recipe again = bind(once);

    twice = printed(&again);
    assert_string_equal(once, twice);
    rv_free(once);
    rv_free(twice);
    rv_recipe_release(&again);
}

/* ---- Random values ---- */

static inline uint32_t bits(struct rv_stream *stream)
{
    return (uint32_t)(rv_stream_uniform(stream) * 4294967296.0);
}

static inline double random_real(const struct rv_param *p, struct rv_stream *stream)
{
    double u = rv_stream_uniform(stream), value;

    if (p->minimum == 0 && p->maximum == 0)
        return (u - 0.5) * pow(10, 600 * (rv_stream_uniform(stream) - 0.5));
    /* Near the lower end in a logarithm, or anywhere: small values have long texts. */
    value = bits(stream) % 2 ? p->minimum + (p->maximum - p->minimum) * u
                             : p->minimum + (p->maximum - p->minimum) * pow(10, -12 * u);
    return fmin(fmax(value, nextafter(p->minimum, p->maximum)),
                nextafter(p->maximum, p->minimum));
}

static inline long random_integer(const struct rv_param *p, struct rv_stream *stream)
{
    double low = p->minimum, high = p->maximum;

    if (low == 0 && high == 0)
        low = -1e6, high = 1e6;
    return (long)(low + floor(rv_stream_uniform(stream) * (high - low)));
}

static inline void add_list(const struct rv_param *p, struct rv_stream *stream,
                            struct rv_text *text)
{
    size_t count = bits(stream) % 5;

    rv_text_add(text, "[");
    for (size_t i = 0; i < count; i++) {
        rv_text_add(text, i ? ", " : "");
        if (p->kind == RV_KIND_REALS)
            rv_text_number(text, random_real(p, stream));
        else
            rv_text_printf(text, "%ld", random_integer(p, stream));
    }
    rv_text_add(text, "]");
}

static inline void random_value(const struct rv_param *p, void *values,
                                struct rv_stream *stream)
{
    static const char *const texts[] = {"",     "plain",        "a: b", "null", "~",
                                        "12",   " x ",          "é #",  "{",    "- x",
                                        "\"'\\", "two\nlines\n", "/a/path, with [all]"};
    struct rv_text text = {0};
    struct rv_error error = {0};
    size_t count = 0, choice;

    while (p->choices && p->choices[count])
        count++;
    choice = count ? bits(stream) % count : 0;
    switch (p->kind) {
    case RV_KIND_REAL:
        rv_text_number(&text, random_real(p, stream));
        break;
    case RV_KIND_INTEGER:
        rv_text_printf(&text, "%ld", random_integer(p, stream));
        break;
    case RV_KIND_BOOLEAN:
        rv_text_add(&text, bits(stream) % 2 ? "true" : "false");
        break;
    case RV_KIND_CHOICE:
        rv_text_add(&text, p->choices[choice]);
        break;
    case RV_KIND_TEXT:
        rv_text_add(&text, texts[bits(stream) % (sizeof texts / sizeof *texts)]);
        break;
    case RV_KIND_PICK:
        if (choice)
            rv_text_printf(&text, "{%s: %ld}", p->choices[choice], random_integer(p, stream));
        else
            rv_text_add(&text, p->choices[0]);
        break;
    default:
        add_list(p, stream, &text);
        break;
    }
    if (rv_param_parse(p, rv_text_string(&text), values, &error))
        fail_msg("%s: %s", rv_text_string(&text), error.message);
    rv_text_release(&text);
}

/* A type's struct with random values, printed as a map and bound again. */
static inline void check_type(const struct rv_type *type, struct rv_stream *stream)
{
    struct rv_config before = {0}, after = {0};
    struct rv_node *map = rv_node_map((struct rv_position){0});
    struct rv_text text = {0};
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    struct rv_typed typed = {.owner = type->name};

    if (type->config_size == 0) {
        rv_node_free(map);
        return;
    }
    rv_config_set_type(&before, type);
    rv_config_set_type(&after, type);
    for (const struct rv_param *p = type->params; p->kind != RV_KIND_END; p++) {
        random_value(p, before.values, stream);
        rv_node_put(map, p->name, rv_typed_node(p, before.values));
    }
    rv_node_print(map, &text);
    assert_int_equal(rv_tree_parse("t", rv_text_string(&text), &tree, &report), RV_OK);
    typed.table[0].params = type->params;
    typed.table[0].values = after.values;
    rv_typed_bind(&typed, tree.root, &report);
    print_report(&report);
    assert_int_equal(report.count, 0);
    if (!rv_config_equal(&before, &after))
        fail_msg("%s: %s", type->name, rv_text_string(&text));
    rv_node_free(map);
    rv_tree_release(&tree);
    rv_text_release(&text);
    rv_config_release(&before);
    rv_config_release(&after);
}

/* ---- What goes together ---- */

/* Whether the recipe is right as a whole. */
static inline bool binds(const struct rv_recipe *recipe)
{
    char *text = printed(recipe);
    struct rv_recipe again;
    struct rv_report report = {0};
    bool right = rv_recipe_parse("t", text, &again, &report) == RV_OK;

    rv_free(text);
    rv_report_release(&report);
    rv_recipe_release(&again);
    return right;
}

/* A method refuses what is not exact and what cuts gradients: next to random values of everything
 * else an update rule has to do. */
static inline void use_rule(struct rv_recipe *recipe)
{
    if (!binds(recipe))
        rv_config_set_type(&recipe->optimizer, rv_registry_find(&rv_optimizers, "adam"));
}

/* ---- Merging ---- */

/* Merges two texts and binds the result. */
static inline struct rv_recipe merged(const char *base, const char *override)
{
    struct rv_tree a = {0}, b = {0};
    struct rv_report report = {0};
    struct rv_node *node;
    struct rv_recipe recipe;

    assert_int_equal(rv_tree_parse("a", base, &a, &report), RV_OK);
    assert_int_equal(rv_tree_parse("b", override, &b, &report), RV_OK);
    node = rv_recipe_merge(a.root, b.root, &report);
    assert_int_equal(rv_recipe_bind(node, &recipe, &report), RV_OK);
    print_report(&report);
    assert_int_equal(report.count, 0);
    rv_node_free(node);
    rv_tree_release(&a);
    rv_tree_release(&b);
    return recipe;
}

static inline void check_merge(const char *base, const char *override, const char *same_as)
{
    struct rv_recipe left = merged(base, override), right = bind(same_as);
    char *x = printed(&left), *y = printed(&right);

    assert_string_equal(x, y);
    rv_free(x);
    rv_free(y);
    rv_recipe_release(&left);
    rv_recipe_release(&right);
}

#endif
