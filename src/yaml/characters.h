/* Lines and characters of a text as libyaml counts them, for messages. */
#ifndef RAVINE_YAML_CHARACTERS_H
#define RAVINE_YAML_CHARACTERS_H

#include "ravine/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 character at `text` (which ends after `left` bytes); 0 when it is none, or one
 * that YAML does not allow (control characters). */
size_t rv_tree_text_character(const char *text, size_t left);

/* Whether a line break of YAML is in the text: also NEL, LS and PS, which no editor shows. */
bool rv_tree_text_has_break(const char *text);

/* The line (from 1) without its end, and its bytes; NULL when there are fewer. */
const char *rv_tree_text_line(const char *content, int line, size_t *length);

/* The place of a character (line and column from 1), or the end of its line. */
const char *rv_tree_text_at(const char *content, int line, int column);

/* Refuses NUL, control characters, invalid UTF-8 and texts over 1 MiB; `size` bytes. */
enum rv_status rv_tree_text_check(const char *source, const char *content, size_t size,
                                  struct rv_report *report);

#endif
