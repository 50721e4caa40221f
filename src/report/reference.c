/* The whole reference as one Markdown document: a part for each registry. */
#include "report/catalogue.h"
#include "report/glossary.h"
#include "report/markdown.h"

#include "ravine/measure.h"
#include "ravine/recipe.h"
#include "ravine/run.h"
#include "scenario/keys.h"

#include <ctype.h>

static const char *live_word(const struct rv_param *param)
{
    static const char *const words[] = {
        [RV_LIVE_NEVER] = "never", [RV_LIVE_EPOCH] = "next epoch", [RV_LIVE_STEP] = "next step"
    };
    return words[param->live];
}

static void print_table(const struct rv_type *type, struct rv_text *out)
{
    if (!type->params || type->params->kind == RV_KIND_END)
        return;
    rv_text_add(out, "\n| parameter | default | takes | unit | a change acts | meaning |\n"
                     "|---|---|---|---|---|---|\n");
    for (const struct rv_param *row = type->params; row->kind != RV_KIND_END; row++) {
        struct rv_text text = {0};

        rv_text_printf(out, "| `%s` | ", row->name);
        rv_describe_default(type, row, &text);
        rv_markdown_cell(out, rv_text_string(&text));
        rv_text_clear(&text);
        rv_param_print_range(row, &text);
        rv_markdown_cell(out, rv_text_string(&text));
        rv_markdown_cell(out, row->unit);
        rv_markdown_cell(out, live_word(row));
        rv_markdown_cell(out, row->help);
        rv_markdown_end_row(out);
        rv_text_release(&text);
    }
}

static void print_measure(const struct rv_measure_type *measure, struct rv_text *out)
{
    if (measure->two_curves)
        rv_text_add(out, "\nCompares two curves.\n");
    if (measure->unit)
        rv_text_printf(out, "\nUnit: %s.\n",
                       rv_text_same_name(measure->unit, "curve") ? "that of the curve"
                                                                 : measure->unit);
}

static void print_term(const struct rv_term *term, struct rv_text *out)
{
    if (*term->also)
        rv_text_printf(out, "\nAlso: %s.\n", term->also);
    if (*term->key)
        rv_text_printf(out, "\nSee `ravine explain %s`.\n", term->key);
    if (*term->scenarios)
        rv_text_printf(out, "\nShown by %s.\n", term->scenarios);
}

static void print_type(const struct rv_registry *registry, const struct rv_type *type,
                       struct rv_text *out)
{
    rv_text_printf(out, "\n### %s\n\n%s\n", type->name, type->summary ? type->summary : "");
    if (type->reference)
        rv_text_printf(out, "\nReference: %s\n", type->reference);
    if (registry == &rv_measures)
        print_measure((const struct rv_measure_type *)type, out);
    if (registry == &rv_glossary)
        print_term((const struct rv_term *)type, out);
    if (registry == &rv_presets) {
        const struct rv_preset_type *preset = (const struct rv_preset_type *)type;
        rv_text_printf(out, "\nInput: %s\n\n```yaml\n%s```\n", preset->input, preset->layers);
    }
    print_table(type, out);
}

void rv_reference_registry(const struct rv_registry *registry, struct rv_text *out)
{
    rv_text_printf(out, "\n## %c%s\n", toupper((unsigned char)registry->plural[0]),
                   registry->plural + 1);
    for (size_t i = 0; i < registry->count; i++)
        print_type(registry, registry->types[i], out);
}

static void print_sections(struct rv_text *out)
{
    static const char *const wheres[] = {[RV_WHERE_NETWORK] = " (network)",
                                         [RV_WHERE_SURFACE] = " (surface)", [RV_WHERE_BOTH] = ""};

    rv_text_add(out, "\n## Sections of a recipe\n");
    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];

        rv_text_printf(out, "\n### %s%s\n\n%s%s\n", section->name, wheres[section->where],
                       section->help,
                       section->bare ? " These keys stand in the recipe itself." : "");
        if (section->registry)
            rv_text_printf(out, "\n`%s` chooses one of the %s%s%s.\n",
                           section->selector ? section->selector : "name",
                           section->registry->plural,
                           section->initial ? "; without it: " : "; it must be given",
                           section->initial ? section->initial : "");
        if (section->type)
            print_table(section->type, out);
    }
}

static void print_keys(struct rv_text *out)
{
    rv_text_add(out, "\n## Keys beside the sections\n");
    for (size_t i = 0; i < rv_recipe_key_count; i++) {
        rv_text_printf(out, "\n### %s\n\n%s\n", rv_recipe_keys[i].name, rv_recipe_keys[i].help);
        if (rv_recipe_keys[i].type)
            print_table(rv_recipe_keys[i].type, out);
    }
}

static void print_scenario_keys(struct rv_text *out)
{
    rv_text_add(out, "\n## Keys of a scenario\n\n| key | what it is | meaning |\n|---|---|---|\n");
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++)
        rv_text_printf(out, "| `%s` | %s | %s |\n", key->name, rv_scenario_kind_text(key->kind),
                       key->help);
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++)
        if (key->type && key->kind != RV_SCENARIO_WORD) {
            rv_text_printf(out, "\n### %s\n", key->name);
            print_table(key->type, out);
        }
}

static void print_columns(const char *title, const struct rv_column *column,
                          struct rv_text *out)
{
    rv_text_printf(out, "\n## %s\n\n| column | unit | meaning |\n|---|---|---|\n", title);
    for (; column->name; column++)
        rv_text_printf(out, "| `%s` | %s | %s |\n", column->name, column->unit, column->help);
}

void rv_reference_begin(struct rv_text *out)
{
    rv_text_add(out, "# Reference\n\nGenerated by `ravine explain --markdown`; do not edit.\n");
    print_scenario_keys(out);
    print_sections(out);
    print_keys(out);
}

void rv_reference_end(struct rv_text *out)
{
    print_columns("Columns of epochs.csv", rv_epoch_columns, out);
    rv_text_add(out, "| `NAME_loss, NAME_accuracy, NAME_loss_se` |  | of the protocol NAME of "
                     "`protocols` |\n");
    print_columns("Columns of steps.csv", rv_step_columns, out);
    print_columns("Columns of events.csv", rv_event_columns, out);
    rv_text_add(out, "\n## Claims\n\n```text\n");
    rv_describe_claims(80, out);
    rv_text_add(out, "```\n");
}
