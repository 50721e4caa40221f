/* Parameter tables: finding, defaults, reading. See ravine/param.h; printing is in param_print.c.
 */
#include "ravine/param.h"

#include "ravine/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const struct rv_param *rv_params_find(const struct rv_param *params, const char *name)
{
    for (; params && params->kind != RV_KIND_END; params++)
        if (rv_text_same_name(params->name, name))
            return params;
    return NULL;
}

bool rv_params_group(const struct rv_param *params, const char *name)
{
    bool found = false;

    for (; params && params->kind != RV_KIND_END && !found; params++) {
        const char *dot = strchr(params->name, '.');
        char *own = rv_strdup(params->name);

        own[dot ? dot - params->name : 0] = '\0';
        found = dot && rv_text_same_name(own, name);
        rv_free(own);
    }
    return found;
}

/* "'batch': 0 is out of range: a whole number from 1 to 100000" */
static enum rv_status refuse(const struct rv_param *param, const char *text, const char *why,
                             struct rv_error *error)
{
    struct rv_text range = {0};
    enum rv_status status;

    rv_param_print_range(param, &range);
    status = rv_error_set(error, RV_INPUT, "'%s': %s%s; it takes %s", param->name, text, why,
                          rv_text_string(&range));
    rv_text_release(&range);
    return status;
}

static bool in_range(const struct rv_param *param, double value)
{
    if (param->minimum == 0 && param->maximum == 0)
        return true;
    if (value < param->minimum || value > param->maximum)
        return false;
    if ((param->open & RV_OPEN_MINIMUM) && value <= param->minimum)
        return false;
    return !((param->open & RV_OPEN_MAXIMUM) && value >= param->maximum);
}

static enum rv_status read_real(const struct rv_param *param, const char *text, double *out,
                                struct rv_error *error)
{
    double value;

    if (!rv_text_to_real(text, &value))
        return refuse(param, text, " is not a number", error);
    if (!in_range(param, value))
        return refuse(param, text, " is out of range", error);
    *out = value;
    return RV_OK;
}

static enum rv_status read_integer(const struct rv_param *param, const char *text, long *out,
                                   struct rv_error *error)
{
    long value;
    double real;

    if (!rv_text_to_integer(text, &value)) {
        /* A huge whole number, or one written 1e3: say which of the two mistakes it is. */
        if (rv_text_to_real(text, &real) && !in_range(param, real))
            return refuse(param, text, " is out of range", error);
        return refuse(param, text, " is not a whole number", error);
    }
    if (!in_range(param, (double)value))
        return refuse(param, text, " is out of range", error);
    *out = value;
    return RV_OK;
}

static enum rv_status read_boolean(const struct rv_param *param, const char *text, bool *out,
                                   struct rv_error *error)
{
    if (strcmp(text, "true") == 0)
        *out = true;
    else if (strcmp(text, "false") == 0)
        *out = false;
    else
        return refuse(param, text, " is neither", error);
    return RV_OK;
}

static enum rv_status read_choice(const struct rv_param *param, const char *text, int *out,
                                  struct rv_error *error)
{
    const char *nearest;

    for (int i = 0; param->choices[i]; i++) {
        if (rv_text_same_name(param->choices[i], text)) {
            *out = i;
            return RV_OK;
        }
    }
    nearest = rv_text_nearest(text, param->choices);
    if (nearest)
        return rv_error_set(error, RV_INPUT, "'%s': unknown choice '%s' (did you mean '%s'?)",
                            param->name, text, nearest);
    return refuse(param, text, " is no choice", error);
}

static enum rv_status read_text(const struct rv_param *param, const char *text, char *out,
                                struct rv_error *error)
{
    if (strlen(text) >= RV_TEXT_SIZE)
        return rv_error_set(error, RV_INPUT, "'%s': the text is longer than %d bytes", param->name,
                            RV_TEXT_SIZE - 1);
    snprintf(out, RV_TEXT_SIZE, "%s", text);
    return RV_OK;
}

static enum rv_status full_list(const struct rv_param *param, struct rv_error *error)
{
    return rv_error_set(error, RV_INPUT, "'%s': a list of more than %d items", param->name,
                        RV_LIST_SIZE);
}

enum rv_status rv_param_parse_item(const struct rv_param *param, const char *text, void *values,
                                   struct rv_error *error)
{
    if (param->kind == RV_KIND_REALS) {
        struct rv_reals *list = RV_FIELD(struct rv_reals, param, values);
        enum rv_status status;

        if (list->count == RV_LIST_SIZE)
            return full_list(param, error);
        status = read_real(param, text, &list->value[list->count], error);
        if (status == RV_OK)
            list->count++;
        return status;
    }
    if (param->kind == RV_KIND_INTEGERS) {
        struct rv_integers *list = RV_FIELD(struct rv_integers, param, values);
        enum rv_status status;

        if (list->count == RV_LIST_SIZE)
            return full_list(param, error);
        status = read_integer(param, text, &list->value[list->count], error);
        if (status == RV_OK)
            list->count++;
        return status;
    }
    return rv_error_set(error, RV_INPUT, "'%s' takes one value, not a list", param->name);
}

/* The count is the first member of both kinds of list. */
static void empty_list(const struct rv_param *param, void *values)
{
    if (param->kind == RV_KIND_REALS)
        RV_FIELD(struct rv_reals, param, values)->count = 0;
    else
        RV_FIELD(struct rv_integers, param, values)->count = 0;
}

/* "[1, 2.5, 3]" item by item; "" and "[]" are empty. */
static enum rv_status read_list(const struct rv_param *param, const char *text, void *values,
                                struct rv_error *error)
{
    size_t length = strlen(text);
    const char *end = text + length;

    if (length >= 2 && text[0] == '[' && end[-1] == ']') {
        text++;
        end--;
    } else if (length) {
        return refuse(param, text, " is not a list", error);
    }
    empty_list(param, values);
    for (text += strspn(text, " "); text < end;) {
        char item[64];
        size_t size = strcspn(text, ",]");
        size_t trimmed = size;
        enum rv_status status;

        while (trimmed && text[trimmed - 1] == ' ')
            trimmed--;
        if (trimmed >= sizeof item)
            trimmed = sizeof item - 1;
        memcpy(item, text, trimmed);
        item[trimmed] = '\0';
        status = rv_param_parse_item(param, item, values, error);
        if (status)
            return status;
        text += size;
        text += strspn(text, ", ");
    }
    return RV_OK;
}

/* A list that fails half-way must leave the field as it was. */
static enum rv_status read_list_whole(const struct rv_param *param, const char *text, void *values,
                                      struct rv_error *error)
{
    size_t size =
        param->kind == RV_KIND_REALS ? sizeof(struct rv_reals) : sizeof(struct rv_integers);
    void *before = rv_memdup(RV_FIELD(char, param, values), size);
    enum rv_status status = read_list(param, text, values, error);

    if (status)
        memcpy(RV_FIELD(char, param, values), before, size);
    rv_free(before);
    return status;
}

enum rv_status rv_param_parse_pick(const struct rv_param *param, const char *choice,
                                   const char *number, void *values, struct rv_error *error)
{
    struct rv_pick pick = {0};
    enum rv_status status;

    if (param->kind != RV_KIND_PICK)
        return rv_error_set(error, RV_INPUT, "'%s' takes one value, not a map", param->name);
    status = read_choice(param, choice, &pick.choice, error);
    if (status == RV_OK && pick.choice == 0)
        return rv_error_set(error, RV_INPUT, "'%s': '%s' takes no number", param->name, choice);
    if (status == RV_OK)
        status = read_integer(param, number, &pick.number, error);
    if (status == RV_OK)
        *RV_FIELD(struct rv_pick, param, values) = pick;
    return status;
}

static enum rv_status read_pick(const struct rv_param *param, const char *text, void *values,
                                struct rv_error *error)
{
    int choice = 0;
    enum rv_status status;

    /* "{first: 30}" as a whole text: defaults, and the menu's forms. */
    if (text[0] == '{') {
        char name[32] = "", number[32] = "";

        if (sscanf(text, "{%31[^:]: %31[^}]}", name, number) == 2)
            return rv_param_parse_pick(param, name, number, values, error);
        return refuse(param, text, " is not understood", error);
    }
    status = read_choice(param, text, &choice, error);
    if (status == RV_OK && choice != 0)
        return rv_error_set(error, RV_INPUT, "'%s': '%s' needs a number: {%s: 30}", param->name,
                            text, param->choices[choice]);
    if (status == RV_OK)
        *RV_FIELD(struct rv_pick, param, values) = (struct rv_pick){0};
    return status;
}

enum rv_status rv_param_parse(const struct rv_param *param, const char *text, void *values,
                              struct rv_error *error)
{
    switch (param->kind) {
    case RV_KIND_REAL:
        return read_real(param, text, RV_FIELD(double, param, values), error);
    case RV_KIND_INTEGER:
        return read_integer(param, text, RV_FIELD(long, param, values), error);
    case RV_KIND_BOOLEAN:
        return read_boolean(param, text, RV_FIELD(bool, param, values), error);
    case RV_KIND_CHOICE:
        return read_choice(param, text, RV_FIELD(int, param, values), error);
    case RV_KIND_TEXT:
        return read_text(param, text, RV_FIELD(char, param, values), error);
    case RV_KIND_REALS:
    case RV_KIND_INTEGERS:
        return read_list_whole(param, text, values, error);
    case RV_KIND_PICK:
        return read_pick(param, text, values, error);
    case RV_KIND_END:
        break;
    }
    RV_BUG("parameter '%s' has no kind", param->name);
}

static void set_default(const struct rv_param *param, void *values)
{
    struct rv_error error = {0};

    switch (param->kind) {
    case RV_KIND_REAL:
        *RV_FIELD(double, param, values) = param->initial;
        return;
    case RV_KIND_INTEGER:
        *RV_FIELD(long, param, values) = (long)param->initial;
        return;
    case RV_KIND_BOOLEAN:
        *RV_FIELD(bool, param, values) = param->initial != 0;
        return;
    default:
        break;
    }
    /* Zeroed memory is already the default where the row names none. */
    if (param->initial_text && rv_param_parse(param, param->initial_text, values, &error))
        RV_BUG("default of '%s': %s", param->name, error.message);
}

void rv_params_defaults(const struct rv_param *params, void *values)
{
    for (; params && params->kind != RV_KIND_END; params++)
        set_default(params, values);
}

double rv_param_number(const struct rv_param *param, const void *values)
{
    switch (param->kind) {
    case RV_KIND_REAL:
        return *RV_CONST_FIELD(double, param, values);
    case RV_KIND_INTEGER:
        return (double)*RV_CONST_FIELD(long, param, values);
    case RV_KIND_BOOLEAN:
        return *RV_CONST_FIELD(bool, param, values);
    case RV_KIND_CHOICE:
        return *RV_CONST_FIELD(int, param, values);
    default:
        return 0;
    }
}

static bool same_reals(const struct rv_reals *a, const struct rv_reals *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; i < a->count && same; i++)
        same = a->value[i] == b->value[i];
    return same;
}

static bool same_integers(const struct rv_integers *a, const struct rv_integers *b)
{
    return a->count == b->count && memcmp(a->value, b->value, a->count * sizeof *a->value) == 0;
}

static bool same_pick(const struct rv_pick *a, const struct rv_pick *b)
{
    return a->choice == b->choice && (a->choice == 0 || a->number == b->number);
}

bool rv_param_equal(const struct rv_param *param, const void *a, const void *b)
{
    const void *x = RV_CONST_FIELD(char, param, a), *y = RV_CONST_FIELD(char, param, b);

    switch (param->kind) {
    case RV_KIND_REAL:
        return *(const double *)x == *(const double *)y;
    case RV_KIND_INTEGER:
        return *(const long *)x == *(const long *)y;
    case RV_KIND_BOOLEAN:
        return *(const bool *)x == *(const bool *)y;
    case RV_KIND_CHOICE:
        return *(const int *)x == *(const int *)y;
    case RV_KIND_TEXT:
        return strcmp(x, y) == 0;
    case RV_KIND_REALS:
        return same_reals(x, y);
    case RV_KIND_INTEGERS:
        return same_integers(x, y);
    case RV_KIND_PICK:
        return same_pick(x, y);
    case RV_KIND_END:
        break;
    }
    RV_BUG("'%s' has no kind", param->name);
}
