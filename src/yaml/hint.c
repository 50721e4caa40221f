/* libyaml's messages are exact about the place and terse about the mistake. The common mistakes of
 * people who do not write YAML every day get a sentence that says what to do. */
#include "yaml/hint.h"

#include "yaml/characters.h"

#include "ravine/utf8.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

struct mistake {
    const yaml_parser_t *parser;
    const char *source;
    const char *content;
    struct rv_report *report;
};

/* libyaml counts from 0, people from 1. What is missed at the end of the text is shown behind the
 * last line that has something on it. */
static struct rv_position position(const struct mistake *m, yaml_mark_t mark)
{
    struct rv_position at = {m->source, (int)mark.line + 1, (int)mark.column + 1};
    const char *here = rv_tree_text_at(m->content, at.line, at.column), *line;
    size_t length = 0;

    if (here[strspn(here, " \r\n")])
        return at;
    line = rv_tree_text_line(m->content, at.line, &length);
    while (at.line > 1 && (!line || strspn(line, " ") >= length)) {
        line = rv_tree_text_line(m->content, --at.line, &length);
        at.column = INT_MAX; /* its end */
    }
    if ((size_t)at.column > length)
        at.column = 1 + (line ? (int)rv_utf8_count(line, length) : 0);
    return at;
}

static bool has(const char *text, const char *part)
{
    return text && strstr(text, part);
}

/* A word with a colon inside that is no URL: YAML wants a space after it. */
const char *rv_tree_hint_colon(const char *word)
{
    const char *colon = strchr(word, ':');

    if (colon && colon > word && colon[1] && !strchr(" /", colon[1]))
        return " (put a space after ':')";
    return "";
}

/* A character that begins nothing in YAML. */
static enum rv_status bad_start(const struct mistake *m)
{
    struct rv_position at = position(m, m->parser->problem_mark);
    char c = *rv_tree_text_at(m->content, at.line, at.column);

    if (c == '\t')
        return rv_report_add(m->report, RV_INPUT, at, "a tab: use spaces, not tabs, to indent");
    return rv_report_add(m->report, RV_INPUT, at,
                         "no value begins with '%c': put quotes round the text", c);
}

/* A second colon in a line, or a deeper line below a key that has its value already. */
static enum rv_status second_colon(const struct mistake *m)
{
    struct rv_position at = position(m, m->parser->problem_mark);
    size_t length = 0;
    const char *line = rv_tree_text_line(m->content, at.line, &length);
    const char *here = rv_tree_text_at(m->content, at.line, at.column);

    for (const char *c = line; c + 1 < here; c++)
        if (c[0] == ':' && c[1] == ' ')
            return rv_report_add(m->report, RV_INPUT, at,
                                 "a second ':' in this line: put quotes round the text, "
                                 "or {...} round a map");
    return rv_report_add(m->report, RV_INPUT, at,
                         "no ':' can be here: is the line indented too far, below a key that has "
                         "its value already?");
}

/* The simple key that no colon follows. */
static enum rv_status no_colon(const struct mistake *m)
{
    struct rv_position at = position(m, m->parser->context_mark);
    const char *word = rv_tree_text_at(m->content, at.line, at.column);
    size_t size = strcspn(word, " \t\r\n");
    const char *colon = memchr(word, ':', size);

    if (colon && colon + 1 < word + size)
        return rv_report_add(m->report, RV_INPUT, at, "put a space after ':'");
    return rv_report_add(m->report, RV_INPUT, at, "a ':' is missing after '%.*s'",
                         (int)(size < 40 ? size : 40), word);
}

/* libyaml names where the map or list began, which is what the line should line up with. */
static enum rv_status indentation(const struct mistake *m, const char *what)
{
    struct rv_position begin = position(m, m->parser->context_mark);

    return rv_report_add(m->report, RV_INPUT, position(m, m->parser->problem_mark),
                         "this does not continue the %s that begins at %d:%d: check the "
                         "indentation",
                         what, begin.line, begin.column);
}

/* The opening bracket is far more useful than the place where its end was missed. */
static enum rv_status bracket(const struct mistake *m, char close)
{
    struct rv_position begin = position(m, m->parser->context_mark);

    return rv_report_add(m->report, RV_INPUT, position(m, m->parser->problem_mark),
                         "',' or '%c' is missing here: the bracket that opens at %d:%d is not "
                         "closed",
                         close, begin.line, begin.column);
}

/* By the words of libyaml 0.2.5, which have not changed since 2020; an unknown message is passed
 * on as it is. */
enum rv_status rv_tree_hint(const yaml_parser_t *parser, const char *source, const char *content,
                            struct rv_report *report)
{
    const struct mistake m = {parser, source, content, report};
    const char *problem = parser->problem ? parser->problem : "not readable as YAML";

    if (has(problem, "cannot start any token"))
        return bad_start(&m);
    if (has(problem, "mapping values are not allowed"))
        return second_colon(&m);
    if (has(problem, "tab character"))
        return rv_report_add(report, RV_INPUT, position(&m, parser->problem_mark),
                             "a tab: use spaces, not tabs, to indent");
    if (has(parser->context, "quoted scalar") && has(problem, "unexpected"))
        return rv_report_add(report, RV_INPUT, position(&m, parser->context_mark),
                             "the quote that begins here is never closed");
    if (has(problem, "could not find expected ':'"))
        return no_colon(&m);
    if (has(problem, "expected ',' or ']'"))
        return bracket(&m, ']');
    if (has(problem, "expected ',' or '}'"))
        return bracket(&m, '}');
    if (has(problem, "expected node content"))
        return rv_report_add(report, RV_INPUT, position(&m, parser->problem_mark),
                             "a value is missing here, or the bracket that closes a list or map");
    if (has(problem, "did not find expected key"))
        return indentation(&m, "map");
    if (has(problem, "expected '-' indicator"))
        return indentation(&m, "list");
    if (has(parser->context, "anchor") || has(parser->context, "alias"))
        return rv_report_add(report, RV_INPUT, position(&m, parser->problem_mark),
                             "anchors (&name) and aliases (*name) are not used here");
    if (parser->context)
        return rv_report_add(report, RV_INPUT, position(&m, parser->problem_mark), "%s, %s",
                             problem, parser->context);
    return rv_report_add(report, RV_INPUT, position(&m, parser->problem_mark), "%s", problem);
}
