/* Printing nodes as canonical YAML through libyaml's emitter.
 *
 * Style follows from the content alone, so that printing what was read from a print gives the same
 * text: short maps and lists of plain values stand on one line in brackets, all others one entry a
 * line; texts of several lines are literal blocks. */
#include "ravine/tree.h"

#include "ravine/memory.h"
#include "ravine/status.h"
#include "yaml/characters.h"

#include <errno.h>
#include <string.h>
#include <yaml.h>

#define LINE_WIDTH 120 /* the emitter folds longer lines */
#define FLOW_WIDTH 100 /* characters of a map or list that still stands on one line, about */

static int write_text(void *out, unsigned char *bytes, size_t size)
{
    rv_text_add_bytes(out, (const char *)bytes, size);
    return 1;
}

/* The event is made and handed over; both fail only without memory or after a mistake of ours (text
 * that is no UTF-8). Making an event says nothing of the reason, but malloc() does. */
static void emit(yaml_emitter_t *emitter, yaml_event_t *event, int made)
{
    if (made && yaml_emitter_emit(emitter, event))
        return;
    if (made ? emitter->error == YAML_MEMORY_ERROR : errno == ENOMEM)
        rv_memory_out();
    RV_BUG("printing YAML: %s", emitter->problem ? emitter->problem : "no UTF-8");
}

/* A literal block keeps its text only when no line begins with a space and nothing invisible is in
 * it; all else goes into double quotes. A break other than a newline (NEL, LS, PS) is invisible: a
 * block would take it for the end of a line. */
static bool fits_block(const char *text)
{
    if (!strchr(text, '\n') || text[0] == '\n' || text[0] == ' ' || strstr(text, "\n\n\n") ||
        strstr(text, "\xC2\x85") || strstr(text, "\xE2\x80\xA8") || strstr(text, "\xE2\x80\xA9"))
        return false;
    for (const char *c = text; *c; c++) {
        if ((unsigned char)*c < ' ' && *c != '\n')
            return false;
        if (*c == '\n' && (c[1] == ' ' || (c > text && c[-1] == ' ')))
            return false;
    }
    return (unsigned char)text[strlen(text) - 1] != ' ';
}

/* Styles are chosen from the text alone, see the top. The empty plain text is "no value" and
 * written as null. */
static void emit_scalar(yaml_emitter_t *emitter, const char *text, bool quoted, bool flow)
{
    yaml_scalar_style_t style = YAML_PLAIN_SCALAR_STYLE;
    yaml_event_t event;
    /* The header of libyaml wants writable text and does not write. */
    union {
        const char *text;
        yaml_char_t *bytes;
    } value = {.text = text};

    /* Single quotes are what the emitter gives plain text that cannot stand plain. */
    if (rv_tree_text_has_break(text))
        style = quoted && !flow && fits_block(text) ? YAML_LITERAL_SCALAR_STYLE
                                                    : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    else if (quoted)
        style = YAML_SINGLE_QUOTED_SCALAR_STYLE;
    else if (text[0] == '\0')
        value.text = "null";
    emit(emitter, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, value.bytes, (int)strlen(value.text), 1,
                                      1, style));
}

/* Characters on one line, about; more than FLOW_WIDTH is as good as any other large number. */
static size_t width(const struct rv_node *node)
{
    size_t sum = (node->key ? strlen(node->key) + 2 : 0) + 2;

    if (node->kind == RV_NODE_SCALAR)
        return sum + strlen(node->text);
    for (size_t i = 0; i < node->count && sum <= FLOW_WIDTH; i++)
        sum += width(node->items[i]);
    return sum;
}

/* On one line: short, with at most one more level of brackets inside and no text of several lines
 * or in quotes longer than a word. */
static bool is_flow(const struct rv_node *node, int levels)
{
    if (node->kind == RV_NODE_SCALAR) /* "s}" is plain on a line of its own only */
        return !strpbrk(node->text, node->quoted ? "\n" : "\n,[]{}?");
    if (levels == 0 || width(node) > FLOW_WIDTH)
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (!is_flow(node->items[i], levels - 1))
            return false;
    return true;
}

static void emit_node(yaml_emitter_t *emitter, const struct rv_node *node, bool flow);

static void emit_entries(yaml_emitter_t *emitter, const struct rv_node *node, bool flow)
{
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == RV_NODE_MAP)
            emit_scalar(emitter, node->items[i]->key, node->items[i]->key[0] == '\0', true);
        emit_node(emitter, node->items[i], flow);
    }
}

/* Inside brackets everything is in brackets: YAML knows no block within flow. */
static void emit_node(yaml_emitter_t *emitter, const struct rv_node *node, bool flow)
{
    yaml_event_t event;

    /* `- conv2d: {...}` reads better than `- {conv2d: {...}}`. */
    if (node->kind == RV_NODE_LIST || node->count != 1 || node->items[0]->kind == RV_NODE_SCALAR)
        flow = flow || (node->kind != RV_NODE_SCALAR && is_flow(node, 2));
    switch (node->kind) {
    case RV_NODE_SCALAR:
        emit_scalar(emitter, node->text, node->quoted, flow);
        return;
    case RV_NODE_LIST:
        emit(emitter, &event,
             yaml_sequence_start_event_initialize(
                 &event, NULL, NULL, 1,
                 flow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE));
        emit_entries(emitter, node, flow);
        emit(emitter, &event, yaml_sequence_end_event_initialize(&event));
        return;
    case RV_NODE_MAP:
        emit(emitter, &event,
             yaml_mapping_start_event_initialize(
                 &event, NULL, NULL, 1,
                 flow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE));
        emit_entries(emitter, node, flow);
        emit(emitter, &event, yaml_mapping_end_event_initialize(&event));
        return;
    }
}

static void print(const struct rv_node *node, bool flow, int line_width, struct rv_text *out)
{
    yaml_emitter_t emitter;
    yaml_event_t event;

    if (!yaml_emitter_initialize(&emitter))
        rv_memory_out();
    yaml_emitter_set_output(&emitter, write_text, out);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_set_width(&emitter, line_width);
    emit(&emitter, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(&emitter, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    emit_node(&emitter, node, flow);
    emit(&emitter, &event, yaml_document_end_event_initialize(&event, 1));
    emit(&emitter, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&emitter);
}

void rv_node_print(const struct rv_node *node, struct rv_text *out)
{
    print(node, false, LINE_WIDTH, out);
}

/* libyaml ends some documents with a line of dots; only the first line is the value. */
void rv_node_print_inline(const struct rv_node *node, struct rv_text *out)
{
    struct rv_text text = {0};
    size_t length;

    print(node, true, -1, &text);
    length = strcspn(rv_text_string(&text), "\n");
    rv_text_add_bytes(out, rv_text_string(&text), length);
    rv_text_release(&text);
}
