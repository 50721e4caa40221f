/* JSON, written piece by piece into a text.
 *
 *     struct rv_json json = {.out = &text};
 *     rv_json_object(&json, NULL);
 *     rv_json_string(&json, "scenario", "large-lr");
 *     rv_json_array(&json, "losses");
 *     rv_json_number(&json, NULL, 0.25);
 *     rv_json_end(&json);
 *     rv_json_end(&json);           // {"scenario": "large-lr", "losses": [0.25]}
 *
 * Brackets, commas and quotes are the writer's. Whatever is inside an object has a key, whatever is
 * in an array or at the top has none (NULL): the other way round is a bug, and so are a second
 * value at the top and an end of what was not begun. The writer owns nothing. Between two values
 * the caller may print and empty the text. */
#ifndef RAVINE_JSON_H
#define RAVINE_JSON_H

#include "ravine/text.h"

#include <stdint.h>

enum { RV_JSON_DEPTH = 15 }; /* objects and arrays in each other */

struct rv_json {
    struct rv_text *out;
    bool compact; /* no blanks behind commas and colons */
    /* The rest begins as 0 and is the writer's. */
    bool line;  /* what comes next begins a line */
    int indent; /* of that line */
    bool ended; /* the line of the last value, by rv_json_end_line() */
    int depth;
    struct {
        char close;  /* '}', ']'; 0 at the top */
        bool filled; /* something is in it */
    } level[RV_JSON_DEPTH + 1];
};

/* Begins an object or an array. `key` here and below: its name in the object around it, NULL in an
 * array and at the top. */
void rv_json_object(struct rv_json *json, const char *key);
void rv_json_array(struct rv_json *json, const char *key);
/* Of the object or array begun last; the outermost one ends its line. */
void rv_json_end(struct rv_json *json);
/* What comes next, a value or the end, begins a line with so many blanks. */
void rv_json_line(struct rv_json *json, int indent);
/* Ends the line behind the last value: complete as a line before it is known whether a comma
 * follows. */
void rv_json_end_line(struct rv_json *json);

/* NULL is null. What a terminal must not get is escaped, bytes that are no UTF-8 are replaced. */
void rv_json_string(struct rv_json *json, const char *key, const char *value);
/* Reads back to the same double; what is not finite does not exist and is null. */
void rv_json_number(struct rv_json *json, const char *key, double value);
void rv_json_integer(struct rv_json *json, const char *key, int64_t value);
void rv_json_unsigned(struct rv_json *json, const char *key, uint64_t value);
void rv_json_boolean(struct rv_json *json, const char *key, bool value);
void rv_json_null(struct rv_json *json, const char *key);

#endif
