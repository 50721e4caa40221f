/* Where the name of a number stands: see pairs.h. */
#include "diagnose/pairs.h"

#include <string.h>

struct text_span {
    const char *start, *end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct text_span trim(struct text_span span)
{
    static const char signs[] = " \t\n:=([{<>~#'\"*,;|.-+`&@!?$\\";

    while (span.end > span.start && strchr(signs, span.end[-1]))
        span.end--;
    while (span.start < span.end && strchr(signs, *span.start))
        span.start++;
    while (span.start < span.end &&
           (*span.start == ')' || *span.start == ']' || *span.start == '}' || *span.start == '/' ||
            is_blank(*span.start) || strchr(signs, *span.start)))
        span.start++;
    return span;
}

/* Whether the text is cut before `p`, which lies in it. */
static bool cuts(const struct text_span *span, const char *p)
{
    if (strchr(",;|\t\n[]{}:=>", *p))
        return true;
    if (*p == '.' && is_blank(p[1]))
        return true;
    if (*p == '-' && (p == span->start || is_blank(p[-1]) || p[-1] == '-') &&
        (p + 1 == span->end || is_blank(p[1]) || p[1] == '-'))
        return true;
    if (*p == '/' && p > span->start && is_blank(p[-1]) && is_blank(p[1]))
        return true;
    return is_blank(*p) && is_blank(p[1]) && p[2] && !strchr(":=([", p[2]);
}

/* The last piece of the text, without the signs round it. What is in brackets stays with its name:
 * "loss (train)". */
static struct text_span last_piece(struct text_span span)
{
    int depth = 0;
    const char *p;

    span = trim(span);
    for (p = span.end; p > span.start; p--) {
        if (p[-1] == ')')
            depth++;
        else if (p[-1] == '(' && --depth < 0)
            break;
        else if (depth == 0 && cuts(&span, p - 1))
            break;
    }
    return trim((struct text_span){p, span.end});
}

const char *rv_pairs_name(const char *start, const char *end, size_t *length)
{
    const struct text_span name = last_piece((struct text_span){start, end});

    *length = (size_t)(name.end - name.start);
    return name.start;
}
