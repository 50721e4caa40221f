/* Calls in Python from patterns. */
#include "export/call.h"

#include <string.h>

#define NAME_SIZE 64

void rv_call_value(const struct rv_param *param, const void *values, struct rv_text *out)
{
    switch (param->kind) {
    case RV_KIND_BOOLEAN:
        rv_text_add(out, *RV_CONST_FIELD(bool, param, values) ? "True" : "False");
        return;
    case RV_KIND_CHOICE:
        rv_text_quote(out, param->choices[*RV_CONST_FIELD(int, param, values)]);
        return;
    case RV_KIND_TEXT:
        rv_text_quote(out, RV_CONST_FIELD(char, param, values));
        return;
    default: /* numbers and lists are written alike in both languages */
        rv_param_print(param, values, out);
    }
}

/* One `{name}`. */
static void add_name(const char *name, const struct rv_config *config,
                     const struct rv_call_word *words, struct rv_text *out)
{
    const struct rv_param *param;

    for (size_t i = 0; words && words[i].name; i++)
        if (strcmp(words[i].name, name) == 0) {
            rv_text_add(out, words[i].text);
            return;
        }
    if (strncmp(name, "1-", 2) == 0) {
        rv_text_add(out, "1 - ");
        name += 2;
    }
    param = rv_params_find(config->type->params, name);
    if (!param)
        RV_BUG("%s has no parameter '%s'", config->type->name, name);
    rv_call_value(param, config->values, out);
}

void rv_call_fill(const char *pattern, const struct rv_config *config,
                  const struct rv_call_word *words, struct rv_text *out)
{
    for (const char *c = pattern; *c; c++) {
        const char *end = *c == '{' ? strchr(c, '}') : NULL;
        char name[NAME_SIZE];
        size_t length;

        if (!end) {
            rv_text_add_bytes(out, c, 1);
            continue;
        }
        length = (size_t)(end - c - 1);
        if (length >= sizeof name)
            RV_BUG("a name in '%s' is too long", pattern);
        memcpy(name, c + 1, length);
        name[length] = '\0';
        add_name(name, config, words, out);
        c = end;
    }
}
