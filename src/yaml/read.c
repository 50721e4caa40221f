/* Reading YAML into nodes: one pass over libyaml's events, so that nothing is ever expanded (no
 * alias can grow) and what the language leaves out is refused where it stands.
 *
 * The builder is a stack of open containers. Libyaml promises well nested events; in a map they
 * come as key, value, key, value, and whether `key` waits says which of the two is next. Two kinds
 * of mistake are told apart: after one (a duplicate key, a tag) the tree is still what the writer
 * meant but for that place, and reading goes on; after the other (bad syntax, too deep) it is not,
 * the tree is dropped, and there are no messages about what follows from it. */
#include "ravine/tree.h"

#include "ravine/descriptor.h"
#include "ravine/memory.h"
#include "yaml/hint.h"
#include "yaml/characters.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#define DEPTH_MAXIMUM 16
#define NODES_MAXIMUM 10000 /* duplicates are looked for by comparing every pair of keys */
#define READ_FIRST (16U << 10)  /* bytes */
#define READ_MAXIMUM (2U << 20) /* characters.c refuses above half of it */

struct tree_builder {
    struct rv_tree *tree;
    struct rv_report *report;
    struct rv_node *open[DEPTH_MAXIMUM]; /* containers that are not closed yet */
    int depth;
    char *key; /* of the map on top, waiting for its value; owned */
    struct rv_position key_at;
    size_t nodes;
    int documents;
    bool duplicates;
    bool stopped; /* the rest makes no sense */
};

static struct rv_position position(const struct tree_builder *b, yaml_mark_t mark)
{
    return (struct rv_position){b->tree->source, (int)mark.line + 1, (int)mark.column + 1};
}

/* For what leaves libyaml's stream in a state that further messages would only describe wrongly. */
static void stop(struct tree_builder *b, struct rv_position at, const char *message)
{
    rv_report_add(b->report, RV_INPUT, at, "%s", message);
    b->stopped = true;
}

static struct rv_node *top(const struct tree_builder *b)
{
    return b->depth ? b->open[b->depth - 1] : NULL;
}

/* In a map libyaml gives keys and values in turn; what comes next is known by whether a key
 * waits. */
static bool wants_key(const struct tree_builder *b)
{
    return top(b) && top(b)->kind == RV_NODE_MAP && !b->key;
}

/* Puts a value where it belongs. */
static void attach(struct tree_builder *b, struct rv_node *node)
{
    struct rv_node *owner = top(b), *first;

    if (!owner) {
        b->tree->root = node;
        return;
    }
    if (owner->kind == RV_NODE_LIST) {
        rv_node_append(owner, node);
        return;
    }
    first = rv_node_get(owner, b->key);
    if (first) {
        b->duplicates = true;
        rv_report_add(b->report, RV_INPUT, b->key_at, "duplicate key '%s' (first at %d:%d)",
                      b->key, first->key_at.line, first->key_at.column);
    }
    node->key = b->key;
    node->key_at = b->key_at;
    b->key = NULL;
    /* A duplicate stays until the end, so that what is below it is closed like everything else. */
    rv_node_append(owner, node);
}

/* Takes the second and later entries of a key out of all maps. */
static void drop_duplicates(struct rv_node *node)
{
    size_t kept = 0;

    for (size_t i = 0; i < node->count; i++) {
        struct rv_node *item = node->items[i];
        bool again = false;

        for (size_t k = 0; k < kept && node->kind == RV_NODE_MAP && !again; k++)
            again = rv_text_same_name(node->items[k]->key, item->key);
        if (again) {
            rv_node_free(item);
        } else {
            drop_duplicates(item);
            node->items[kept++] = item;
        }
    }
    node->count = kept;
}

/* The limit bounds the comparison of keys, which is quadratic, and every pass over the tree. */
static bool count_node(struct tree_builder *b, struct rv_position at)
{
    if (++b->nodes <= NODES_MAXIMUM)
        return true;
    stop(b, at, "more than 10000 values: this is no scenario");
    return false;
}

static void open_container(struct tree_builder *b, enum rv_node_kind kind, yaml_mark_t mark)
{
    struct rv_position at = position(b, mark);
    struct rv_node *node;

    if (wants_key(b)) {
        stop(b, at, "a key must be a word, not a list or a map");
        return;
    }
    if (b->depth == DEPTH_MAXIMUM) {
        stop(b, at, "nested too deeply (more than 16 levels)");
        return;
    }
    if (!count_node(b, at))
        return;
    node = kind == RV_NODE_MAP ? rv_node_map(at) : rv_node_list(at);
    attach(b, node);
    b->open[b->depth++] = node;
}

/* `key: `, `key: ~` and `key: null` are one thing: no value. A plain text of several lines, or with
 * a tab, becomes a quoted one: that is how it is printed, and printing must be a fixpoint. */
static struct rv_node *make_scalar(const yaml_event_t *event, struct rv_position at)
{
    const char *text = (const char *)event->data.scalar.value;
    bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    struct rv_node *node;

    if (!quoted && (strcmp(text, "~") == 0 || strcmp(text, "null") == 0))
        text = "";
    node = rv_node_scalar(at, text);
    node->quoted = quoted || rv_tree_text_has_break(text) || strchr(text, '\t');
    return node;
}

/* libyaml gives length and bytes: "\0" in double quotes is a NUL inside, which C would read as
 * the end. */
static void add_scalar(struct tree_builder *b, const yaml_event_t *event)
{
    struct rv_position at = position(b, event->start_mark);
    const char *text = (const char *)event->data.scalar.value;

    if (memchr(text, '\0', event->data.scalar.length)) {
        stop(b, at, "a NUL character in a text");
        return;
    }
    if (!count_node(b, at))
        return;
    if (wants_key(b)) {
        b->key = rv_strdup(text);
        b->key_at = at;
        return;
    }
    attach(b, make_scalar(event, at));
}

/* An alias is never followed, so that no file can grow by repeating itself. */
static void add_alias(struct tree_builder *b, const yaml_event_t *event)
{
    struct rv_position at = position(b, event->start_mark);

    rv_report_add(b->report, RV_INPUT, at, "aliases (*%s) are not used here: write the value out",
                  (const char *)event->data.alias.anchor);
    if (wants_key(b))
        b->stopped = true;
    /* The entry is left out: more messages about it would not help. */
    rv_free(b->key);
    b->key = NULL;
}

#define YAML_TAGS "tag:yaml.org,2002:" /* what libyaml makes of !! */

static void refuse_decoration(struct tree_builder *b, const yaml_char_t *anchor,
                              const yaml_char_t *tag, yaml_mark_t mark)
{
    if (anchor)
        rv_report_add(b->report, RV_INPUT, position(b, mark), "anchors (&%s) are not used here",
                      (const char *)anchor);
    if (tag) {
        const char *text = (const char *)tag;
        size_t length = strlen(YAML_TAGS);
        bool usual = strncmp(text, YAML_TAGS, length) == 0;

        rv_report_add(b->report, RV_INPUT, position(b, mark), "tags (%s%s) are not used here",
                      usual ? "!!" : "", usual ? text + length : text);
    }
}

/* Directives could redefine tags; a second document would be ignored silently. */
static void begin_document(struct tree_builder *b, const yaml_event_t *event)
{
    struct rv_position at = position(b, event->start_mark);

    if (event->data.document_start.version_directive ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end)
        rv_report_add(b->report, RV_INPUT, at, "directives (%%YAML, %%TAG) are not used here");
    if (++b->documents > 1)
        stop(b, at, "a second document begins here: one file, one scenario");
}

/* One event of libyaml's stream. */
static void take(struct tree_builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        begin_document(b, event);
        return;
    case YAML_ALIAS_EVENT:
        add_alias(b, event);
        return;
    case YAML_SCALAR_EVENT:
        refuse_decoration(b, event->data.scalar.anchor, event->data.scalar.tag, event->start_mark);
        add_scalar(b, event);
        return;
    case YAML_SEQUENCE_START_EVENT:
        refuse_decoration(b, event->data.sequence_start.anchor, event->data.sequence_start.tag,
                          event->start_mark);
        open_container(b, RV_NODE_LIST, event->start_mark);
        return;
    case YAML_MAPPING_START_EVENT:
        refuse_decoration(b, event->data.mapping_start.anchor, event->data.mapping_start.tag,
                          event->start_mark);
        open_container(b, RV_NODE_MAP, event->start_mark);
        return;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        return;
    default:
        return;
    }
}

/* libyaml stops at its first syntax error; everything before it was taken and checked. */
static void build(struct tree_builder *b, const char *content)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool ended = false;

    if (!yaml_parser_initialize(&parser))
        rv_memory_out();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)content, strlen(content));
    while (!ended && !b->stopped) {
        if (!yaml_parser_parse(&parser, &event)) {
            if (parser.error == YAML_MEMORY_ERROR)
                rv_memory_out();
            (void)rv_tree_hint(&parser, b->tree->source, b->tree->content, b->report);
            b->stopped = true;
            break;
        }
        take(b, &event);
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

/* Bytes are checked first, with their line; libyaml would report them without one. It must not
 * see the byte order mark either, or columns of the first line would be off by one. */
enum rv_status rv_tree_parse(const char *source, const char *content, struct rv_tree *tree,
                             struct rv_report *report)
{
    struct tree_builder b = {.tree = tree, .report = report};
    size_t before = report->count;

    tree->source = rv_strdup(source);
    tree->content = rv_strdup(content);
    tree->root = NULL;
    if (rv_tree_text_check(tree->source, content, strlen(content), report))
        return RV_INPUT;
    build(&b, strncmp(content, "\xEF\xBB\xBF", 3) == 0 ? content + 3 : content);
    rv_free(b.key);
    if (b.duplicates)
        drop_duplicates(tree->root);
    if (b.stopped) {
        rv_node_free(tree->root);
        tree->root = NULL;
    } else if (!tree->root && report->count > before) {
        return RV_INPUT;
    } else if (!tree->root) {
        return rv_report_add(report, RV_INPUT, (struct rv_position){tree->source, 1, 1},
                             "nothing is in it");
    }
    return report->count > before ? RV_INPUT : RV_OK;
}

/* Reads all of a file, at most READ_MAXIMUM bytes; *reason is why it could not. Room doubles: most
 * files are a few KiB, and `list` reads every scenario there is. */
static char *slurp(int file, size_t *size, int *reason)
{
    size_t room = READ_FIRST;
    char *content = rv_alloc(room + 1, 1);
    ssize_t got;

    *size = 0;
    while ((got = rv_descriptor_read(file, content + *size, room - *size)) > 0) {
        *size += (size_t)got;
        if (*size == room && room < READ_MAXIMUM) {
            content = rv_realloc(content, room + 1, 2 * room + 1, 1);
            room *= 2;
        }
    }
    *reason = got < 0 ? errno : 0;
    return content;
}

/* The file as a whole could not be read. */
static enum rv_status unreadable(const char *source, int reason, struct rv_tree *tree,
                                 struct rv_report *report)
{
    tree->source = rv_strdup(source);
    return rv_report_add(report, reason == EINTR ? RV_INTERRUPTED : RV_INPUT,
                         (struct rv_position){tree->source, 0, 0}, "%s",
                         reason == EINTR ? "interrupted" : rv_error_reason(reason));
}

enum rv_status rv_tree_read(const char *path, struct rv_tree *tree, struct rv_report *report)
{
    bool standard = strcmp(path, "-") == 0;
    const char *source = standard ? "<stdin>" : path;
    const int file = standard ? STDIN_FILENO : rv_descriptor_open(path, O_RDONLY);
    enum rv_status status = RV_OK;
    char *content;
    size_t size;
    int reason;

    *tree = (struct rv_tree){0};
    if (file < 0)
        return unreadable(source, errno, tree, report);
    content = slurp(file, &size, &reason);
    if (reason) {
        status = unreadable(source, reason, tree, report);
    } else if (strlen(content) != size) {
        /* A NUL: rv_tree_parse() would take it for the end. */
        tree->source = rv_strdup(source);
        tree->content = rv_strdup(content);
        status = rv_tree_text_check(tree->source, content, size, report);
    } else {
        status = rv_tree_parse(source, content, tree, report);
    }
    rv_free(content);
    if (!standard)
        close(file);
    return status;
}

void rv_tree_release(struct rv_tree *tree)
{
    rv_node_free(tree->root);
    rv_free(tree->source);
    rv_free(tree->content);
    *tree = (struct rv_tree){0};
}
