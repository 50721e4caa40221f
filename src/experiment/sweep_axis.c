/* What is varied: KEY=V1,V2 or KEY=LOW..HIGH:COUNT[:log]; see sweep_parts.h. */
#include "experiment/sweep_parts.h"

#include "ravine/math.h"
#include "ravine/memory.h"
#include "ravine/stream.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define VALUES_MOST 10000 /* of one axis */

static void add_value(struct rv_sweep_axis *axis, const char *bytes, size_t length)
{
    struct rv_text text = {0};

    rv_text_add_bytes(&text, bytes, length);
    axis->values = rv_memory_grow(axis->values, axis->count, sizeof *axis->values);
    axis->values[axis->count++] = rv_strdup(rv_text_string(&text));
    rv_text_release(&text);
}

/* Six digits: a learning rate is then a number that a person can type, and the same one on every
 * machine, whatever its last bit was. */
static void add_number(struct rv_sweep_axis *axis, double number, bool whole)
{
    char text[40];
    const int length = whole ? snprintf(text, sizeof text, "%.0f", round(number))
                             : snprintf(text, sizeof text, "%.6g", number);

    add_value(axis, text, (size_t)length);
}

static RV_STATUS_TOLD refuse(const struct rv_sweep_axis *axis, const char *why,
                             struct rv_error *error)
{
    return rv_error_set(error, RV_USAGE, "--vary %s: %s", axis->key, why);
}

/* ---- Lists ---- */

/* Length of the value at the start of `text`: up to a comma outside of brackets and quotes. */
static size_t value_length(const char *text)
{
    char quote = 0;
    int depth = 0;
    size_t i = 0;

    for (; text[i] && (quote || depth > 0 || text[i] != ','); i++) {
        if (quote)
            quote = text[i] == quote ? 0 : quote;
        else if (text[i] == '"' || text[i] == '\'')
            quote = text[i];
        else if (strchr("[{", text[i]))
            depth++;
        else if (strchr("]}", text[i]))
            depth--;
    }
    return i;
}

static enum rv_status read_list(const char *text, struct rv_sweep_axis *axis,
                                struct rv_error *error)
{
    for (;;) {
        const size_t length = value_length(text);

        if (text[strspn(text, " ")] == '\0' || strspn(text, " ") >= length)
            return refuse(axis, "a value between two commas is missing", error);
        for (size_t i = 0; i < axis->count; i++)
            if (strlen(axis->values[i]) == length && strncmp(axis->values[i], text, length) == 0)
                return rv_error_set(error, RV_USAGE, "--vary %s: '%s' is there twice", axis->key,
                                    axis->values[i]);
        if (axis->count == VALUES_MOST)
            return refuse(axis, "more than 10000 values", error);
        add_value(axis, text, length);
        if (!text[length])
            return RV_OK;
        text += length + 1;
    }
}

/* ---- Ranges ---- */

bool rv_sweep_range_is(const char *text)
{
    const char *dots = strstr(text, "..");
    char *low = rv_strdup(text);
    double number;
    bool is = dots != NULL;

    if (is) {
        low[dots - text] = '\0';
        is = rv_text_to_real(low, &number);
    }
    rv_free(low);
    return is;
}

/* The fields of "LOW..HIGH:COUNT:log" in place. */
static enum rv_status read_fields(char *text, struct rv_sweep_range *range,
                                  const struct rv_sweep_axis *axis, struct rv_error *error)
{
    char *high = strstr(text, ".."), *field, *next;

    *high = '\0';
    high += 2;
    field = strchr(high, ':');
    if (field)
        *field++ = '\0';
    if (!rv_text_to_real(text, &range->low) || !rv_text_to_real(high, &range->high))
        return refuse(axis, "a range is LOW..HIGH:COUNT or LOW..HIGH:COUNT:log", error);
    for (; field; field = next) {
        next = strchr(field, ':');
        if (next)
            *next++ = '\0';
        if (strcmp(field, "log") == 0 && !range->log)
            range->log = true;
        else if (range->count || !rv_text_to_integer(field, &range->count) || range->count < 2 ||
                 range->count > VALUES_MOST)
            return refuse(axis, "behind a range stand how many values (2 to 10000), and 'log'",
                          error);
    }
    return RV_OK;
}

enum rv_status rv_sweep_range_read(const char *text, const struct rv_sweep_axis *axis, bool sample,
                                   struct rv_sweep_range *range, struct rv_error *error)
{
    char *copy = rv_strdup(text);
    enum rv_status status = read_fields(copy, range, axis, error);

    rv_free(copy);
    if (status)
        return status;
    if (!(range->low < range->high))
        return refuse(axis, "the range must begin below its end", error);
    if (range->log && range->low <= 0)
        return refuse(axis, "a range in equal factors ('log') must begin above 0", error);
    if (!sample && !range->count)
        return refuse(axis, "how many values? LOW..HIGH:7 (or --sample N)", error);
    return RV_OK;
}

double rv_sweep_range_at(const struct rv_sweep_range *range, double share)
{
    if (share <= 0 || share >= 1)
        return share <= 0 ? range->low : range->high;
    if (range->log)
        return range->low * rv_math_exp(share * rv_math_log(range->high / range->low));
    return range->low + share * (range->high - range->low);
}

/* Whole numbers that lie close together would be there twice. */
static enum rv_status spread(const struct rv_sweep_range *range, struct rv_sweep_axis *axis,
                             struct rv_error *error)
{
    axis->log = range->log;
    for (long i = 0; i < range->count; i++)
        add_number(axis, rv_sweep_range_at(range, (double)i / (double)(range->count - 1)),
                   range->whole);
    for (size_t i = 1; i < axis->count; i++)
        if (strcmp(axis->values[i - 1], axis->values[i]) == 0)
            return refuse(axis, "there are not so many different values in the range", error);
    return RV_OK;
}

/* ---- Latin hypercube ---- */

/* One value in each of `cells` equal parts of the axis, in a random order. The order and the
 * places within the parts are of the stream `sweep` of the first seed. */
static void draw(const struct rv_sweep_range *range, size_t cells, uint64_t seed, uint32_t number,
                 struct rv_sweep_axis *axis)
{
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_SWEEP, number, 0, 0);
    char **list = axis->values;
    const size_t count = axis->count;
    uint32_t *part = rv_alloc(cells, sizeof *part);

    for (size_t i = 0; i < cells; i++)
        part[i] = (uint32_t)i;
    rv_stream_shuffle(&stream, part, cells);
    axis->values = NULL;
    axis->count = 0;
    axis->log = range->log;
    for (size_t i = 0; i < cells; i++) {
        const double share = ((double)part[i] + rv_stream_uniform(&stream)) / (double)cells;
        const size_t at = (size_t)(share * (double)count);

        if (list)
            add_value(axis, list[at < count ? at : count - 1],
                      strlen(list[at < count ? at : count - 1]));
        else
            add_number(axis, rv_sweep_range_at(range, share), range->whole);
    }
    for (size_t i = 0; i < count; i++)
        rv_free(list[i]);
    rv_free(list);
    rv_free(part);
}

/* ---- Both ---- */

enum rv_status rv_sweep_axis_key(const char *text, struct rv_sweep_axis *axis,
                                 const char **values, struct rv_error *error)
{
    const size_t length = strcspn(text, "=");
    struct rv_text key = {0};

    if (length == 0 || text[length] == '\0' || text[length + 1] == '\0')
        return rv_error_set(error, RV_USAGE, "--vary: '%.80s' is not KEY=V1,V2,...", text);
    rv_text_add_bytes(&key, text, length);
    rv_text_trim(&key);
    axis->key = rv_strdup(rv_text_string(&key));
    rv_text_release(&key);
    *values = text + length + 1;
    return RV_OK;
}

enum rv_status rv_sweep_axis_fill(struct rv_sweep_axis *axis, const char *values,
                                  const struct rv_sweep_range *range,
                                  const struct rv_sweep_plan *plan, uint32_t number,
                                  struct rv_error *error)
{
    const bool is_range = rv_sweep_range_is(values);
    enum rv_status status = RV_OK;

    if (!is_range)
        status = read_list(values, axis, error);
    else if (!plan->sample)
        status = spread(range, axis, error);
    if (!status && plan->sample)
        draw(range, plan->sample, plan->seed_first, number, axis);
    return status;
}
