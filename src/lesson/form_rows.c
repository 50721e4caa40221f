/* The rows of a form: sections, their types and parameters, the layers of the network. */
#include "lesson/form_internal.h"

#include "ravine/memory.h"
#include "recipe/layer_list.h"

#include <stdio.h>
#include <string.h>

/* What is changed most often comes first; the rest follows in the order of rv_sections. */
static const char *const first[] = {"optimizer", "schedule", "train", "network", "evaluate"};

static struct rv_form_row *add(struct rv_form *form)
{
    if (form->count == form->room) {
        form->rows = rv_realloc(form->rows, form->room, form->room + 64, sizeof *form->rows);
        form->room += 64;
    }
    return &form->rows[form->count++];
}

static void add_heading(struct rv_form *form, const char *text)
{
    struct rv_form_row *row = add(form);

    *row = (struct rv_form_row){0};
    snprintf(row->label, sizeof row->label, "%s", text);
}

static void find_before(const struct rv_form *form, struct rv_form_row *row)
{
    for (size_t i = 0; i < form->original_count && !row->before; i++)
        if (strcmp(form->originals[i].key, row->key) == 0)
            row->before = form->originals[i].value;
}

static void add_row(struct rv_form *form, const char *prefix,
                    const struct rv_section *section, const struct rv_param *param,
                    const void *values)
{
    struct rv_form_row *row = add(form);
    struct rv_text text = {0};

    *row = (struct rv_form_row){.param = param, .section = section};
    snprintf(row->key, sizeof row->key, "%s%s%s", prefix, *prefix ? "." : "", param->name);
    snprintf(row->label, sizeof row->label, "%s", param->name);
    rv_param_print(param, values, &text);
    row->value = rv_strdup(rv_text_string(&text));
    rv_text_release(&text);
    find_before(form, row);
}

static void add_type(struct rv_form *form, const struct rv_section *section,
                     const struct rv_type *type)
{
    struct rv_form_row *row = add(form);

    *row = (struct rv_form_row){.registry = section->registry, .section = section};
    snprintf(row->key, sizeof row->key, "%s.%s", section->name, section->selector);
    snprintf(row->label, sizeof row->label, "%s", section->selector);
    row->value = rv_strdup(type->name);
    find_before(form, row);
}

static bool has_row(const struct rv_param *params, const char *name)
{
    return params && rv_params_find(params, name);
}

/* Of every layer its own parameters, then those that all layers have but the name. */
static void add_layers(struct rv_form *form,
                       const struct rv_section *section, const struct rv_layer_spec *layers,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct rv_layer_spec *spec = &layers[i];
        const struct rv_param *own = spec->config.type->params;
        const struct rv_layer_list_common common = {.enabled = spec->enabled,
                                               .trainable = spec->trainable, .rate = spec->rate};
        char prefix[RV_FORM_KEY];

        snprintf(prefix, sizeof prefix, "network.%s", spec->name);
        add_heading(form, prefix);
        for (const struct rv_param *p = own; p && p->kind != RV_KIND_END; p++)
            add_row(form, prefix, section, p, spec->config.values);
        for (const struct rv_param *p = rv_layer_list_common_params; p->kind != RV_KIND_END; p++)
            if (p->kind != RV_KIND_TEXT && !has_row(own, p->name))
                add_row(form, prefix, section, p, &common);
        add_layers(form, section, spec->inner, spec->inner_count);
    }
}

static void add_section(struct rv_form *form,
                        const struct rv_section *section)
{
    const struct rv_type *type = rv_section_type(section, &form->recipe);
    const void *values = rv_section_values(section, &form->recipe);

    if (section->registry == &rv_presets) {
        add_layers(form, section, form->recipe.layers, form->recipe.layer_count);
        return;
    }
    if (!type)
        return;
    add_heading(form, section->name);
    if (section->selector)
        add_type(form, section, type);
    for (const struct rv_param *p = type->params; p && p->kind != RV_KIND_END; p++)
        add_row(form, section->bare ? "" : section->name, section, p, values);
}

static bool early(const struct rv_section *section)
{
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (strcmp(section->name, first[i]) == 0)
            return true;
    return false;
}

static void add_all(struct rv_form *form)
{
    const enum rv_where where = rv_recipe_where(&form->recipe);

    if (form->only) {
        add_section(form, rv_section_in(form->only, where));
        return;
    }
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (rv_section_in(first[i], where))
            add_section(form, rv_section_in(first[i], where));
    for (size_t i = 0; i < rv_section_count; i++)
        if (((unsigned)rv_sections[i].where & (unsigned)where) && !early(&rv_sections[i]))
            add_section(form, &rv_sections[i]);
}

static void release_rows(struct rv_form_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rv_free(rows[i].value);
    rv_free(rows);
}

void rv_form_rows_release(struct rv_form *form)
{
    release_rows(form->rows, form->count);
    release_rows(form->originals, form->original_count);
}

/* The first rows are the originals, too. */
static void keep_originals(struct rv_form *form)
{
    form->originals = rv_memdup(form->rows, form->count * sizeof *form->rows);
    form->original_count = form->count;
    for (size_t i = 0; i < form->count; i++) {
        if (form->rows[i].value)
            form->originals[i].value = rv_strdup(form->rows[i].value);
        form->rows[i].before = form->originals[i].value;
    }
}

void rv_form_rows(struct rv_form *form)
{
    struct rv_form_row *old = form->rows;
    const size_t count = form->count;
    const char *key = old ? old[form->at].key : "";

    form->rows = NULL;
    form->count = form->room = 0;
    add_all(form);
    if (!form->originals)
        keep_originals(form);
    form->at = form->count > 1 ? 1 : 0;
    for (size_t i = 0; i < form->count && *key; i++)
        if (strcmp(form->rows[i].key, key) == 0)
            form->at = i;
    release_rows(old, count);
}
