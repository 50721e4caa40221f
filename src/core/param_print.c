/* Parameter tables: printing values and ranges. See ravine/param.h. */
#include "ravine/param.h"

#include <string.h>

/* Quotes where plain YAML would read something else: empty, special characters, blanks at an end.
 */
static void print_text(const char *value, struct rv_text *out)
{
    static const char special[] = ":{}[],&*#?|<>=!%@`\"'\\\n\t";
    size_t length = strlen(value);
    bool plain = length && !strpbrk(value, special) && value[0] != '-' && value[0] != ' ' &&
                 value[length - 1] != ' ';

    if (plain)
        rv_text_add(out, value);
    else
        rv_text_quote(out, value);
}

static void print_reals(const struct rv_reals *list, struct rv_text *out)
{
    rv_text_add(out, "[");
    for (size_t i = 0; i < list->count; i++) {
        rv_text_add(out, i ? ", " : "");
        rv_text_number(out, list->value[i]);
    }
    rv_text_add(out, "]");
}

static void print_integers(const struct rv_integers *list, struct rv_text *out)
{
    rv_text_add(out, "[");
    for (size_t i = 0; i < list->count; i++)
        rv_text_printf(out, "%s%ld", i ? ", " : "", list->value[i]);
    rv_text_add(out, "]");
}

void rv_param_print(const struct rv_param *param, const void *values, struct rv_text *out)
{
    switch (param->kind) {
    case RV_KIND_REAL:
        rv_text_number(out, *RV_CONST_FIELD(double, param, values));
        return;
    case RV_KIND_INTEGER:
        rv_text_printf(out, "%ld", *RV_CONST_FIELD(long, param, values));
        return;
    case RV_KIND_BOOLEAN:
        rv_text_add(out, *RV_CONST_FIELD(bool, param, values) ? "true" : "false");
        return;
    case RV_KIND_CHOICE:
        rv_text_add(out, param->choices[*RV_CONST_FIELD(int, param, values)]);
        return;
    case RV_KIND_TEXT:
        print_text(RV_CONST_FIELD(char, param, values), out);
        return;
    case RV_KIND_REALS:
        print_reals(RV_CONST_FIELD(struct rv_reals, param, values), out);
        return;
    case RV_KIND_INTEGERS:
        print_integers(RV_CONST_FIELD(struct rv_integers, param, values), out);
        return;
    case RV_KIND_PICK: {
        const struct rv_pick *pick = RV_CONST_FIELD(struct rv_pick, param, values);

        if (pick->choice == 0)
            rv_text_add(out, param->choices[0]);
        else
            rv_text_printf(out, "{%s: %ld}", param->choices[pick->choice], pick->number);
        return;
    }
    case RV_KIND_END:
        break;
    }
}

static const char *kind_name(enum rv_kind kind)
{
    switch (kind) {
    case RV_KIND_REAL:
        return "a number";
    case RV_KIND_INTEGER:
        return "a whole number";
    case RV_KIND_BOOLEAN:
        return "true or false";
    case RV_KIND_TEXT:
        return "a text";
    case RV_KIND_REALS:
        return "a list of numbers";
    case RV_KIND_INTEGERS:
        return "a list of whole numbers";
    default:
        return "";
    }
}

static void print_choices(const struct rv_param *param, struct rv_text *out)
{
    rv_text_add(out, "one of: ");
    for (int i = 0; param->choices[i]; i++) {
        rv_text_add(out, i ? ", " : "");
        if (param->kind == RV_KIND_PICK && i > 0)
            rv_text_printf(out, "{%s: N}", param->choices[i]);
        else
            rv_text_add(out, param->choices[i]);
    }
}

void rv_param_print_range(const struct rv_param *param, struct rv_text *out)
{
    if (param->kind == RV_KIND_CHOICE || param->kind == RV_KIND_PICK)
        print_choices(param, out);
    else
        rv_text_add(out, kind_name(param->kind));
    if (param->kind == RV_KIND_BOOLEAN || param->kind == RV_KIND_TEXT ||
        param->kind == RV_KIND_CHOICE || (param->minimum == 0 && param->maximum == 0))
        return;
    rv_text_add(out, param->kind == RV_KIND_PICK ? " with N" : "");
    rv_text_add(out, param->open & RV_OPEN_MINIMUM ? " above " : " from ");
    rv_text_number(out, param->minimum);
    rv_text_add(out, param->open & RV_OPEN_MAXIMUM ? " to below " : " to ");
    rv_text_number(out, param->maximum);
}
