/* Lines of Keras and PyTorch, part by part. */
#include "export/remedy_parts.h"

#include "export/call.h"

#include <string.h>

void rv_remedy_add_part(struct rv_text *line, const char *part)
{
    if (!*part || (line->length && strstr(rv_text_string(line), part)))
        return;
    rv_text_printf(line, "%s%s", line->length ? "\n" : "", part);
}

/* A comment would swallow the part behind it: only the last keeps its own. */
void rv_remedy_join(struct rv_text *line)
{
    struct rv_text joined = {0};

    for (const char *rest = rv_text_string(line); *rest;) {
        size_t length = strcspn(rest, "\n");
        const char *comment = strstr(rest, "   #");

        if (rest[length] && comment && comment < rest + length)
            rv_text_add_bytes(&joined, rest, (size_t)(comment - rest));
        else
            rv_text_add_bytes(&joined, rest, length);
        rv_text_add(&joined, rest[length] ? "; " : "");
        rest += length + (rest[length] == '\n');
    }
    rv_text_release(line);
    *line = joined;
}

/* ---- Calls of which only some arguments are said ---- */

bool rv_remedy_differs(const struct rv_param *param, const void *a, const void *b)
{
    return !a || !b || !rv_param_equal(param, a, b);
}

/* Whether the argument names a parameter that differs. */
bool rv_remedy_speaks(const char *argument, size_t length, const struct rv_config *config,
                      const void *before)
{
    for (const struct rv_param *p = config->type->params; p && p->kind != RV_KIND_END; p++) {
        struct rv_text name = {0}, copy = {0};
        bool here;

        rv_text_printf(&name, "%s}", p->name);
        rv_text_add_bytes(&copy, argument, length);
        here = strstr(rv_text_string(&copy), rv_text_string(&name)) != NULL &&
               rv_remedy_differs(p, before, config->values);
        rv_text_release(&name);
        rv_text_release(&copy);
        if (here)
            return true;
    }
    return false;
}

/* Length of the argument that starts here: up to a comma or the parenthesis that ends the call. */
static size_t argument_length(const char *start)
{
    int depth = 0;
    const char *c = start;

    for (; *c && !(depth == 0 && (*c == ',' || *c == ')')); c++)
        depth += (*c == '(') - (*c == ')');
    return (size_t)(c - start);
}

/* Said whether they differ or not: what stands without a name, a rate, what makes the type. */
static bool always(const char *argument, size_t length)
{
    return !memchr(argument, '=', length) || !memchr(argument, '{', length) ||
           strncmp(argument, "lr=", 3) == 0 || strncmp(argument, "learning_rate=", 14) == 0;
}

/* The call of a pattern with the arguments that differ from `before` (NULL: from nothing), and
 * `more` behind them. */
void rv_remedy_add_call(const char *pattern, const struct rv_config *config, const void *before,
                        const char *more, struct rv_text *line)
{
    static const struct rv_call_word words[] = {{"groups", "model.parameters()"},
                                                {"inputs", "channels"},
                                                {"dimensions", "2"},
                                                {"zeros", "\"same\""},
                                                {"step", "2"},
                                                {NULL, NULL}};
    const char *rest = strchr(pattern, '(') + 1;
    struct rv_text call = {0}, filled = {0};
    bool empty = true;

    if (strncmp(pattern, "layers.", 7) == 0)
        rv_text_add(&call, "keras.");
    rv_text_add_bytes(&call, pattern, (size_t)(rest - pattern));
    while (*rest && *rest != ')') {
        const size_t length = argument_length(rest);

        if (always(rest, length) || rv_remedy_speaks(rest, length, config, before)) {
            rv_text_add(&call, empty ? "" : ", ");
            rv_text_add_bytes(&call, rest, length);
            empty = false;
        }
        rest += length + strspn(rest + length, ", ");
    }
    rv_text_printf(&call, "%s%s)", empty || !*more ? "" : ", ", more);
    rv_call_fill(rv_text_string(&call), config, words, &filled);
    if (strncmp(pattern, "nn.BatchNorm", 12) == 0)
        rv_text_add(&filled, "   # PyTorch counts the share of the new");
    rv_remedy_add_part(line, rv_text_string(&filled));
    rv_text_release(&call);
    rv_text_release(&filled);
}

