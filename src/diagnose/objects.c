/* Objects in the lines of a log: see objects.h. */
#include "diagnose/objects.h"

#include <string.h>

/* ---- Where an object ends ---- */

/* Where one is in the text of an object. */
struct nesting {
    int depth;
    char quote; /* that is open, or 0 */
};

/* Goes over a line from `p`; behind the brace that closes the object, or NULL at the line's end. */
static const char *find_end(struct nesting *nesting, const char *p)
{
    for (; *p; p++) {
        if (nesting->quote) {
            if (*p == '\\' && p[1])
                p++;
            else if (*p == nesting->quote)
                nesting->quote = 0;
        } else if (*p == '"' || *p == '\'') {
            nesting->quote = *p;
        } else if (*p == '{' || *p == '[') {
            nesting->depth++;
        } else if ((*p == '}' || *p == ']') && --nesting->depth <= 0) {
            return p + 1;
        }
    }
    return NULL;
}

/* ---- What JSON does not have ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
           (c >= '0' && c <= '9');
}

static const char *copy_string(const char *p, const char *end, struct rv_text *out)
{
    const char quote = *p;

    rv_text_add(out, "\"");
    for (p++; p < end && *p != quote; p++) {
        if (*p == '\\' && p + 1 < end && p[1] == '\'') {
            p++;
            rv_text_add(out, "'");
        } else if (*p == '\\' && p + 1 < end) {
            rv_text_add_bytes(out, p, 2);
            p++;
        } else if (*p == '"') {
            rv_text_add(out, "\\\"");
        } else if (*p == '\t') {
            rv_text_add(out, " ");
        } else {
            rv_text_add_bytes(out, p, 1);
        }
    }
    rv_text_add(out, "\"");
    return p < end ? p + 1 : p;
}

/* A word outside quotes: a constant, or a call whose first argument is the number. */
static const char *copy_word(const char *p, const char *end, struct rv_text *out)
{
    static const char *const words[][2] = {{"True", "true"},   {"False", "false"}, {"None", "null"},
                                           {"true", "true"},   {"false", "false"}, {"null", "null"},
                                           {"NaN", "\"nan\""}, {"nan", "\"nan\""}};
    const char *q = p, *close;

    while (q < end && is_word(*q))
        q++;
    if (q < end && *q == '(') {
        size_t used = 0;

        for (p = q + 1; p < end && (*p == '[' || *p == ' '); p++)
            ;
        while (p + used < end && (is_word(p[used]) || p[used] == '-' || p[used] == '+'))
            used++;
        close = memchr(p, ')', (size_t)(end - p));
        if (used && (*p == 'n' || *p == 'i'))
            rv_text_add(out, "\"nan\"");
        else
            rv_text_add_bytes(out, used ? p : "0", used ? used : 1);
        return close ? close + 1 : end;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if ((size_t)(q - p) == strlen(words[i][0]) &&
            memcmp(p, words[i][0], (size_t)(q - p)) == 0) {
            rv_text_add(out, words[i][1]);
            return q;
        }
    rv_text_add(out, "\"");
    rv_text_add_bytes(out, p, (size_t)(q - p));
    rv_text_add(out, "\"");
    return q;
}

/* "-Infinity", "-inf" and "-nan", ".5", "5." and "+5" are not JSON's. */
static const char *copy_number(const char *p, const char *end, struct rv_text *out)
{
    const char *q = p;
    const bool sign = *p == '-' || *p == '+';

    if (sign && p + 1 < end && (p[1] == 'I' || p[1] == 'i' || p[1] == 'n' || p[1] == 'N')) {
        for (q = p + 1; q < end && is_word(*q); q++)
            ;
        rv_text_add(out, p[1] == 'I' || p[1] == 'i' ? "\"-inf\"" : "\"nan\"");
        return q;
    }
    rv_text_add(out, *p == '-' ? "-" : "");
    q = p += sign;
    rv_text_add(out, p < end && *p == '.' ? "0" : "");
    while (q < end && (is_word(*q) || ((*q == '-' || *q == '+') && (q[-1] | 0x20) == 'e')))
        q++;
    rv_text_add_bytes(out, p, (size_t)(q - p));
    rv_text_add(out, q > p && q[-1] == '.' ? "0" : "");
    return q > p ? q : p + 1;
}

static bool closes_behind(const char *p, const char *end)
{
    for (p++; p < end && (*p == ' ' || *p == '\t' || *p == '\n'); p++)
        ;
    return p < end && (*p == '}' || *p == ']');
}

static void add_json(const char *p, const char *end, struct rv_text *out)
{
    while (p < end) {
        if (*p == '"' || *p == '\'')
            p = copy_string(p, end, out);
        else if ((*p >= '0' && *p <= '9') || *p == '-' || *p == '+' || *p == '.')
            p = copy_number(p, end, out);
        else if (is_word(*p))
            p = copy_word(p, end, out);
        else if (*p == ',' && closes_behind(p, end))
            p++;
        else
            rv_text_add_bytes(out, p++, 1);
    }
}

/* ---- The next one ---- */

/* The object that begins at a brace: in this line, or over several where the line begins with it.
 */
static bool take(struct rv_objects *objects, const struct rv_line *line, const char *start)
{
    struct nesting nesting = {0};
    const char *p = start, *end = find_end(&nesting, p);
    size_t at = objects->line;

    rv_text_clear(&objects->json);
    if (!end && (objects->broken || start > line->text + 40))
        return false;
    while (!end && at + 1 < objects->lines->count) {
        add_json(p, p + strlen(p), &objects->json);
        rv_text_add(&objects->json, "\n");
        p = objects->lines->lines[++at].text;
        end = find_end(&nesting, p);
    }
    if (!end) {
        objects->broken = true;
        return false;
    }
    add_json(p, end, &objects->json);
    objects->number = line->number;
    objects->before = line->text;
    objects->before_length = (size_t)(start - line->text);
    objects->line = at;
    objects->column = (size_t)(end - objects->lines->lines[at].text);
    return true;
}

bool rv_objects_next(struct rv_objects *objects)
{
    for (; objects->line < objects->lines->count; objects->line++, objects->column = 0) {
        const struct rv_line *line = &objects->lines->lines[objects->line];
        const char *p = line->text + objects->column;

        for (; (p = strchr(p, '{')) != NULL; p++)
            if (take(objects, line, p))
                return true;
    }
    return false;
}

void rv_objects_release(struct rv_objects *objects)
{
    rv_text_release(&objects->json);
}
