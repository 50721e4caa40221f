/* events.csv: written and read by the rows of run/event_columns.def. See archive_parts.h. */
#include "experiment/archive_parts.h"
#include "record/csv.h"
#include "run/columns.h"

#include "ravine/memory.h"

#include <string.h>

#define FILE_LIMIT ((size_t)256 << 20)

static void print_INTEGER(const long *value, struct rv_text *out)
{
    rv_text_printf(out, "%ld", *value);
}

/* In one line. */
static void print_TEXT(const char *value, struct rv_text *out)
{
    char *line = rv_strdup(value);

    for (char *c = line; *c; c++)
        if (*c == '\n')
            *c = ' ';
    rv_csv_print_quoted(out, line);
    rv_free(line);
}

static void print_header(struct rv_text *out)
{
    for (size_t c = 0; c < RV_EVENT_COLUMN_COUNT; c++)
        rv_text_printf(out, "%s%s", c ? "," : "", rv_event_columns[c].name);
}

void rv_archive_print_events(const struct rv_result *result, struct rv_text *out)
{
    print_header(out);
    rv_text_add(out, "\n");
    for (size_t i = 0; i < result->event_count; i++) {
        const struct rv_event *event = &result->events[i];

#define VALUE_INTEGER(name) &event->name
#define VALUE_TEXT(name) event->name
#define X(NAME, name, kind, help)                  \
    rv_text_add(out, RV_EVENT_##NAME ? "," : "");  \
    print_##kind(VALUE_##kind(name), out);
#include "run/event_columns.def"
#undef X
#undef VALUE_INTEGER
#undef VALUE_TEXT
        rv_text_add(out, "\n");
    }
}

static bool read_INTEGER(const struct rv_csv_field *field, void *value, size_t size)
{
    (void)size;
    return !field->quoted && rv_text_to_integer(field->text, value);
}

/* A text that is not quoted was not written by us. */
static bool read_TEXT(const struct rv_csv_field *field, void *value, size_t size)
{
    const size_t length = strlen(field->text);

    if (!field->quoted || length >= size)
        return false;
    memcpy(value, field->text, length + 1);
    return true;
}

/* Where each column stands; others, of another version of the program, are left out. */
static enum rv_status find_columns(struct rv_csv_reader *csv, size_t place[RV_EVENT_COLUMN_COUNT],
                                   struct rv_error *error)
{
    const struct rv_position at = {csv->source, 1, 1};
    struct rv_text header = {0};
    enum rv_status status = rv_csv_row(csv, error);

    for (size_t c = 0; c < RV_EVENT_COLUMN_COUNT && !status; c++) {
        for (place[c] = 0; place[c] < csv->count; place[c]++)
            if (strcmp(csv->fields[place[c]].text, rv_event_columns[c].name) == 0)
                break;
        if (place[c] == csv->count)
            status = RV_INPUT;
    }
    if (status == RV_INPUT) {
        print_header(&header);
        rv_error_set_at(error, RV_INPUT, at, "expected the header %s", rv_text_string(&header));
    }
    rv_text_release(&header);
    return status;
}

/* STEP,EPOCH,"TEXT" */
static enum rv_status expected(const char *source, int line, struct rv_error *error)
{
    struct rv_text form = {0};

#define QUOTE_INTEGER ""
#define QUOTE_TEXT "\""
#define X(NAME, name, kind, help) \
    rv_text_add(&form, (RV_EVENT_##NAME ? "," : "")); \
    rv_text_add(&form, QUOTE_##kind #NAME QUOTE_##kind);
#include "run/event_columns.def"
#undef X
#undef QUOTE_INTEGER
#undef QUOTE_TEXT
    rv_error_set_at(error, RV_INPUT, (struct rv_position){source, line, 1}, "expected %s",
                    rv_text_string(&form));
    rv_text_release(&form);
    return RV_INPUT;
}

static bool read_event(const struct rv_csv_reader *csv, const size_t *place, size_t columns,
                       struct rv_event *event)
{
    if (csv->count != columns)
        return false;
#define X(NAME, name, kind, help)                                                          \
    if (!read_##kind(&csv->fields[place[RV_EVENT_##NAME]], &event->name, sizeof event->name)) \
        return false;
#include "run/event_columns.def"
#undef X
    return true;
}

static enum rv_status read_events(struct rv_csv_reader *csv, struct rv_result *result,
                                  struct rv_error *error)
{
    size_t place[RV_EVENT_COLUMN_COUNT], columns;
    enum rv_status status;

    csv->blank_rows = true;
    status = find_columns(csv, place, error);
    columns = csv->count;
    while (!status) {
        const int line = csv->line;
        struct rv_event event = {0};

        if (rv_csv_row(csv, error))
            return expected(csv->source, line, error);
        if (csv->count == 0)
            break;
        if (!read_event(csv, place, columns, &event))
            return expected(csv->source, line, error);
        result->events = rv_memory_grow(result->events, result->event_count, sizeof event);
        result->events[result->event_count++] = event;
    }
    return status;
}

enum rv_status rv_archive_read_events(const char *path, struct rv_result *result,
                                      struct rv_error *error)
{
    struct rv_csv_reader csv;
    enum rv_status status = rv_csv_open(&csv, path, FILE_LIMIT, error);

    if (!status)
        status = read_events(&csv, result, error);
    rv_csv_release(&csv);
    return status;
}
