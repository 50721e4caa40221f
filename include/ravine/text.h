/* Growable text, exact numbers, nearest names.
 *
 * A `struct rv_text` starts as {0}; `string` is always terminated once something was written.
 *
 *     struct rv_text line = {0};
 *     rv_text_printf(&line, "%s = ", name);
 *     rv_text_number(&line, 0.1);           // "0.1": the shortest text that reads back exactly
 *     rv_print_text(&line);
 *     rv_text_release(&line); */
#ifndef RAVINE_TEXT_H
#define RAVINE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How what follows looks on a terminal: parameters of SGR ("31;1" is bold and red, "0" ends it).
 * Kept beside the text and not in it, so that no text from outside can pass for one; whoever does
 * not print (files, JSON) sees the plain text. */
struct rv_text_style {
    size_t at; /* bytes before it */
    char sgr[32];
};

struct rv_text {
    char *string; /* owned; NULL while empty */
    size_t length;
    size_t capacity;
    struct rv_text_style *styles; /* owned; ascending */
    size_t style_count, style_capacity;
};

/* Frees the text; empties it and keeps its memory. */
void rv_text_release(struct rv_text *text);
void rv_text_clear(struct rv_text *text);
const char *rv_text_string(const struct rv_text *text); /* "" while empty */
/* Adds to the end: a string, bytes of one, the same string several times. Memory grows as needed,
 * so nothing here fails. */
void rv_text_add(struct rv_text *text, const char *string);
void rv_text_add_bytes(struct rv_text *text, const char *bytes, size_t length);
void rv_text_repeat(struct rv_text *text, const char *string, size_t times);
/* What is added from here on has this style, until the next. */
void rv_text_style(struct rv_text *text, const char *sgr);
/* Adds the first bytes of another text, with their styles. */
void rv_text_append(struct rv_text *text, const struct rv_text *more, size_t bytes);
/* Takes blanks off the end. */
void rv_text_trim(struct rv_text *text);
void rv_text_printf(struct rv_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void rv_text_vprintf(struct rv_text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
/* The shortest decimal that reads back to the same double. "nan" and "inf" have no place in JSON or
 * CSV: their writers (ravine/json.h, ravine/table.h) ask first. */
void rv_text_number(struct rv_text *text, double value);
/* A number for a person: three significant digits, no exponent between 1e-3 and 1e5; "-" when the
 * value does not exist. */
void rv_text_brief(struct rv_text *text, double value);
/* In double quotes, as JSON and YAML both read it back: what a terminal must not get is escaped,
 * bytes that are no UTF-8 are replaced. */
void rv_text_quote(struct rv_text *text, const char *string);
/* Wraps `prose` at `width` columns with `indent` spaces before every line. */
void rv_text_wrap(struct rv_text *text, const char *prose, int indent, int width);

/* Adds `string` cut to `width` columns (with an ellipsis, or "..." without UTF-8). */
void rv_text_cut(struct rv_text *out, const char *string, int width, bool utf8);
/* Adds what fits into `width` columns, control characters as blanks; returns the columns used. */
int rv_text_add_cells(struct rv_text *out, const char *string, int width);
/* Columns that `string` takes on a screen. */
int rv_text_columns(const char *string);
/* Adds `string` and spaces up to `width` columns. */
void rv_text_pad(struct rv_text *out, const char *string, int width);

/* Whole text to a finite double / long; false when anything else is in it. Locale "C". */
bool rv_text_to_real(const char *text, double *value);
bool rv_text_to_integer(const char *text, long *value);

/* The entry of the NULL-terminated list `names` nearest to `word` (edit distance with
 * transpositions, at most a third of the length away), or NULL. `-` and `_` count as equal. */
const char *rv_text_nearest(const char *word, const char *const *names);

/* FNV-1a in 64 bits over the bytes of `text`, going on from `before` (RV_TEXT_HASH at the start):
 * it tells texts apart, and is no protection against whoever means harm. */
#define RV_TEXT_HASH UINT64_C(0xcbf29ce484222325)
uint64_t rv_text_hash(uint64_t before, const char *text);

/* Equal but for `-` against `_` ("tiny-cnn", "tiny_cnn"). */
bool rv_text_same_name(const char *a, const char *b);

#endif
