/* Writing JSON: see ravine/json.h. */
#include "ravine/json.h"

#include "ravine/status.h"

#include <inttypes.h>
#include <math.h>

static void break_line(struct rv_json *json)
{
    rv_text_add(json->out, "\n");
    rv_text_repeat(json->out, " ", (size_t)json->indent);
    json->line = false;
}

/* What stands before a value: comma, white space, key. */
static void begin_value(struct rv_json *json, const char *key)
{
    const bool object = json->level[json->depth].close == '}';
    const bool filled = json->level[json->depth].filled;

    if (object != (key != NULL))
        RV_BUG("JSON: %s", object ? "a member without a key" : "a key outside of an object");
    if (filled && json->depth == 0)
        RV_BUG("JSON: a second value at the top");
    if (filled)
        rv_text_add(json->out, json->compact || json->line || json->ended ? "," : ", ");
    if (json->line)
        break_line(json);
    json->ended = false;
    json->level[json->depth].filled = true;
    if (key) {
        rv_text_quote(json->out, key);
        rv_text_add(json->out, json->compact ? ":" : ": ");
    }
}

static void begin_level(struct rv_json *json, const char *key, const char *open, char close)
{
    begin_value(json, key);
    if (json->depth == RV_JSON_DEPTH)
        RV_BUG("JSON: more than %d objects and arrays in each other", RV_JSON_DEPTH);
    rv_text_add(json->out, open);
    json->depth++;
    json->level[json->depth].close = close;
    json->level[json->depth].filled = false;
}

void rv_json_object(struct rv_json *json, const char *key)
{
    begin_level(json, key, "{", '}');
}

void rv_json_array(struct rv_json *json, const char *key)
{
    begin_level(json, key, "[", ']');
}

void rv_json_end(struct rv_json *json)
{
    if (json->depth == 0)
        RV_BUG("JSON: an end without a beginning");
    if (json->line)
        break_line(json);
    json->ended = false;
    rv_text_add_bytes(json->out, &json->level[json->depth].close, 1);
    if (--json->depth == 0)
        rv_text_add(json->out, "\n");
}

void rv_json_line(struct rv_json *json, int indent)
{
    json->line = true;
    json->indent = indent;
}

void rv_json_end_line(struct rv_json *json)
{
    rv_text_add(json->out, "\n");
    json->ended = true;
}

void rv_json_string(struct rv_json *json, const char *key, const char *value)
{
    begin_value(json, key);
    if (value)
        rv_text_quote(json->out, value);
    else
        rv_text_add(json->out, "null");
}

void rv_json_number(struct rv_json *json, const char *key, double value)
{
    begin_value(json, key);
    if (isfinite(value))
        rv_text_number(json->out, value);
    else
        rv_text_add(json->out, "null");
}

void rv_json_integer(struct rv_json *json, const char *key, int64_t value)
{
    begin_value(json, key);
    rv_text_printf(json->out, "%" PRId64, value);
}

void rv_json_unsigned(struct rv_json *json, const char *key, uint64_t value)
{
    begin_value(json, key);
    rv_text_printf(json->out, "%" PRIu64, value);
}

void rv_json_boolean(struct rv_json *json, const char *key, bool value)
{
    begin_value(json, key);
    rv_text_add(json->out, value ? "true" : "false");
}

void rv_json_null(struct rv_json *json, const char *key)
{
    begin_value(json, key);
    rv_text_add(json->out, "null");
}
