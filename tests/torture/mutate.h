/* A scenario text with one to three things changed: a line, a token, a byte, a node, a part of
 * another scenario. */
#ifndef TORTURE_MUTATE_H
#define TORTURE_MUTATE_H

#include "attacks.h"

#include "ravine/memory.h"
#include "ravine/recipe.h"

#include <ctype.h>

/* Values that mean something somewhere, or nothing anywhere. */
static const char *const mutate_values[] = {
    "0", "-1", "1", "2", "3", "0.5", "-0", "1e308", "1e309", "-1e309", "1e-320", "nan", ".nan",
    ".inf", "1000000", "1000001", "10000", "4294967296", "9223372036854775807",
    "9223372036854775808", "-9223372036854775809", "0x10", "1_000", "010", "1.0", "~", "null", "true",
    "false", "yes", "no", "\"\"", "\"1\"", "[]", "{}", "[[]]", "[1, 2]", "{a: 1}", "[~]", "classes",
    "none", "all", "{first: 1}", "{random: 1000000}", "{steps: 1}", "\"\\e[31m\"", "\"\\0\"", "é",
    "'", "&a x", "*a", "!!int 1", "- x", "|", "a.b.c", "base", "yours", "start", "/dev/null", "."};
static const char *const mutate_keys[] = {
    "title", "recipe", "variants", "claims", "choices", "answer", "seeds", "figures", "hidden",
    "exercises", "goal", "keep", "says", "sentence", "in", "over", "changes", "epoch", "step",
    "protocols", "pretrain", "fresh", "name", "enabled", "trainable", "rate", "layers", "preset",
    "only", "may_diverge", "remedies", "shows", "long", "looks", "task", "text", "variant", "curve"};

#define MUTATE_COUNT(list) (sizeof(list) / sizeof *(list))

/* A name out of the tables: a section, a type or a parameter; now and then `section.parameter`. */
static inline void mutate_add_name(uint64_t *draw, struct rv_text *out)
{
    const struct rv_section *section = &rv_sections[attacks_below(draw, rv_section_count)];
    const struct rv_type *type = section->type;
    size_t rows = 0;

    if (attacks_below(draw, 8) == 0) {
        type = rv_layers.types[attacks_below(draw, rv_layers.count)];
        rv_text_add(out, type->name);
        return;
    }
    if (section->registry)
        type = section->registry->types[attacks_below(draw, section->registry->count)];
    while (type->params && type->params[rows].kind != RV_KIND_END)
        rows++;
    switch (attacks_below(draw, rows ? 4 : 2)) {
    case 0:
        rv_text_add(out, section->name);
        return;
    case 1:
        rv_text_add(out, type->name);
        return;
    case 2:
        rv_text_printf(out, "%s.", section->name);
        break;
    default:
        break;
    }
    rv_text_add(out, type->params[attacks_below(draw, rows)].name);
}

/* A word of any kind. */
static inline void mutate_add_word(uint64_t *draw, struct rv_text *out)
{
    switch (attacks_below(draw, 3)) {
    case 0:
        mutate_add_name(draw, out);
        break;
    case 1:
        rv_text_add(out, mutate_keys[attacks_below(draw, MUTATE_COUNT(mutate_keys))]);
        break;
    default:
        rv_text_add(out, mutate_values[attacks_below(draw, MUTATE_COUNT(mutate_values))]);
        break;
    }
}

/* ---- Text ---- */

/* Replaces `text[at, at + length)` by `by`. */
static inline void mutate_splice(struct rv_text *text, size_t at, size_t length, const char *by)
{
    struct rv_text result = {0};
    const char *old = rv_text_string(text);

    rv_text_add_bytes(&result, old, at);
    rv_text_add(&result, by);
    rv_text_add(&result, old + at + length);
    rv_text_release(text);
    *text = result;
}

/* A line with its end: where it begins, and its length. */
static inline size_t mutate_line(uint64_t *draw, const struct rv_text *text, size_t *length)
{
    const char *string = rv_text_string(text);
    size_t at = attacks_below(draw, text->length + 1);

    while (at > 0 && string[at - 1] != '\n')
        at--;
    *length = strcspn(string + at, "\n");
    *length += string[at + *length] == '\n';
    return at;
}

/* A run of letters, digits and what numbers and names are made of. */
static inline size_t mutate_token(uint64_t *draw, const struct rv_text *text, size_t *length)
{
    const char *string = rv_text_string(text);
    size_t at = attacks_below(draw, text->length + 1);

    while (string[at] && !isalnum((unsigned char)string[at]))
        at++;
    while (at > 0 && (isalnum((unsigned char)string[at - 1]) || strchr("._-+", string[at - 1])))
        at--;
    for (*length = 0; string[at + *length] && (isalnum((unsigned char)string[at + *length]) ||
                                               strchr("._-+", string[at + *length]));)
        ++*length;
    return at;
}

/* Copies a piece of the text. */
static inline char *mutate_piece(const struct rv_text *text, size_t at, size_t length)
{
    char *piece = rv_alloc(length + 1, 1);

    memcpy(piece, rv_text_string(text) + at, length);
    return piece;
}

/* Another number in place of one: near it, mostly, so that much of it is accepted. */
static inline void mutate_number(uint64_t *draw, struct rv_text *text)
{
    static const double factors[] = {0, 0.1, 0.5, 0.9, 1, 2, 10, 1000, -1};
    static const double terms[] = {0, 0, 0, 1, -1, 0.5};
    struct rv_text number = {0};
    size_t length = 0, at = 0;

    for (int tries = 0; tries < 20; tries++) {
        at = mutate_token(draw, text, &length);
        if (isdigit((unsigned char)rv_text_string(text)[at]))
            break;
    }
    rv_text_number(&number, strtod(rv_text_string(text) + at, NULL) *
                                    factors[attacks_below(draw, MUTATE_COUNT(factors))] +
                                terms[attacks_below(draw, MUTATE_COUNT(terms))]);
    mutate_splice(text, at, length, rv_text_string(&number));
    rv_text_release(&number);
}

static inline void mutate_text(uint64_t *draw, struct rv_text *text, const char *other)
{
    static const char *const bytes[] = {" ", "  ", "\n", ":", ": ", "- ", "{", "}", "[", "]", ",",
                                        "#", "\"", "'", ".", "\t", "\xff", "\x01", "&&", "(", "/0"};
    struct rv_text word = {0}, rest = {0};
    size_t length, at, from, taken;
    char *piece;

    rv_text_add(&rest, other);
    switch (attacks_below(draw, 12)) {
    case 0: /* a line less */
        at = mutate_line(draw, text, &length);
        mutate_splice(text, at, length, "");
        break;
    case 1: /* a line twice, or where another stood */
        at = mutate_line(draw, text, &length);
        piece = mutate_piece(text, at, length);
        at = mutate_line(draw, text, &length);
        mutate_splice(text, at, attacks_below(draw, 2) ? length : 0, piece);
        rv_free(piece);
        break;
    case 2: /* a line of another scenario */
        from = mutate_line(draw, &rest, &taken);
        piece = mutate_piece(&rest, from, taken);
        at = mutate_line(draw, text, &length);
        mutate_splice(text, at, attacks_below(draw, 2) ? length : 0, piece);
        rv_free(piece);
        break;
    case 3: /* further in, further out */
        at = mutate_line(draw, text, &length);
        taken = rv_text_string(text)[at] == ' ' && attacks_below(draw, 2) ? 1 : 0;
        mutate_splice(text, at, taken, taken ? "" : "  ");
        break;
    case 4: /* a byte */
        at = attacks_below(draw, text->length + 1);
        length = at < text->length ? attacks_below(draw, 2) : 0;
        mutate_splice(text, at, length, bytes[attacks_below(draw, MUTATE_COUNT(bytes))]);
        break;
    case 5: /* a token where another stood */
        at = mutate_token(draw, text, &length);
        piece = mutate_piece(text, at, length);
        at = mutate_token(draw, text, &length);
        mutate_splice(text, at, length, piece);
        rv_free(piece);
        break;
    case 6: /* cut off */
        at = attacks_below(draw, 8) ? text->length : attacks_below(draw, text->length + 1);
        mutate_splice(text, at, text->length - at, "");
        break;
    case 7: /* a word */
    case 8:
        mutate_add_word(draw, &word);
        at = mutate_token(draw, text, &length);
        mutate_splice(text, at, length, rv_text_string(&word));
        break;
    default: /* a number */
        mutate_number(draw, text);
        break;
    }
    rv_text_release(&word);
    rv_text_release(&rest);
}

/* ---- Structure ---- */

static inline size_t mutate_count(const struct rv_node *node)
{
    size_t count = 1;

    for (size_t i = 0; i < node->count; i++)
        count += mutate_count(node->items[i]);
    return count;
}

/* The n-th node below (and with) `*node`, depth first, as the place that holds it. */
static inline struct rv_node **mutate_find(struct rv_node **node, size_t *n)
{
    struct rv_node **found = NULL;

    if ((*n)-- == 0)
        return node;
    for (size_t i = 0; i < (*node)->count && !found; i++)
        found = mutate_find(&(*node)->items[i], n);
    return found;
}

static inline struct rv_node **mutate_any(uint64_t *draw, struct rv_node **root)
{
    size_t n = attacks_below(draw, mutate_count(*root));

    return mutate_find(root, &n);
}

/* Puts `made` where `*place` was, under its key. */
static inline void mutate_replace(struct rv_node **place, struct rv_node *made)
{
    rv_free(made->key);
    made->key = (*place)->key ? rv_strdup((*place)->key) : NULL;
    rv_node_free(*place);
    *place = made;
}

static inline void mutate_drop(struct rv_node *parent, size_t at)
{
    rv_node_free(parent->items[at]);
    for (; at + 1 < parent->count; at++)
        parent->items[at] = parent->items[at + 1];
    parent->count--;
}

/* The node in a list or a map of its own. */
static inline struct rv_node *mutate_wrap(uint64_t *draw, const struct rv_node *node)
{
    struct rv_node *wrapped;

    if (attacks_below(draw, 2)) {
        wrapped = rv_node_list(node->at);
        rv_node_append(wrapped, rv_node_copy(node));
    } else {
        wrapped = rv_node_map(node->at);
        rv_node_put(wrapped, mutate_keys[attacks_below(draw, MUTATE_COUNT(mutate_keys))],
                    rv_node_copy(node));
    }
    return wrapped;
}

static inline void mutate_tree(uint64_t *draw, struct rv_node **root, struct rv_node *other)
{
    struct rv_node **place = mutate_any(draw, root), **from = mutate_any(draw, root);
    struct rv_text word = {0};

    switch (attacks_below(draw, 7)) {
    case 0: /* the value of another */
        mutate_replace(place, rv_node_copy(*from));
        break;
    case 1: /* of another scenario */
        mutate_replace(place, rv_node_copy(*mutate_any(draw, &other)));
        break;
    case 2: /* an entry less */
        if ((*place)->count)
            mutate_drop(*place, attacks_below(draw, (*place)->count));
        break;
    case 3: /* an entry more */
        mutate_add_word(draw, &word);
        if ((*place)->kind == RV_NODE_MAP)
            rv_node_put(*place, rv_text_string(&word), rv_node_copy(*from));
        else if ((*place)->kind == RV_NODE_LIST)
            rv_node_append(*place, rv_node_copy(*from));
        break;
    case 4: /* another kind */
        mutate_replace(place, mutate_wrap(draw, *place));
        break;
    case 5: /* another key */
        mutate_add_word(draw, &word);
        if ((*place)->key) {
            rv_free((*place)->key);
            (*place)->key = rv_strdup(rv_text_string(&word));
        }
        break;
    default: /* a word */
        mutate_add_word(draw, &word);
        mutate_replace(place, rv_node_scalar((*place)->at, rv_text_string(&word)));
        break;
    }
    rv_text_release(&word);
}

#endif
