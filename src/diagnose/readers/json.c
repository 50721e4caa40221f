/* Objects of names and numbers, one a line or in one document: trainer_state.json and the
 * dictionaries that Hugging Face's Trainer prints, lines of OpenMMLab, DeiT and timm, what Python
 * prints of a dictionary.
 *
 * An object that holds numbers is a row; one that holds such objects is none, its own numbers are
 * settings. Names of objects inside an object are put before the names in them. */
#include "diagnose/console.h"
#include "diagnose/objects.h"
#include "diagnose/reader.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum { DEPTH = 32, NAME = 128, FIELDS = 1024 };

struct json_field {
    char name[NAME];
    struct rv_number number;
    enum rv_name_split split; /* of a text: "val" */
    bool text;
};

struct level {
    size_t first; /* fields of the object */
    size_t name; /* bytes of the prefix before its names */
    bool map, record, holds_rows;
};

struct json_reader {
    struct rv_draft *draft;
    struct json_field *fields; /* owned; FIELDS of them */
    size_t field_count;
    struct level levels[DEPTH];
    int depth;
    char name[NAME]; /* of the value that comes next */
    size_t prefix; /* bytes of it that the objects around it gave */
    int line;
    double epoch; /* as the line says before the object; or of a header */
    enum rv_name_split split;
};

/* ---- Rows ---- */

static const struct json_field *find_field(const struct json_reader *reader, size_t first,
                                           const char *end)
{
    for (size_t i = first; i < reader->field_count; i++) {
        const char *name = reader->fields[i].name;
        const size_t length = strlen(name), tail = strlen(end);

        if (length >= tail && strcmp(name + length - tail, end) == 0)
            return &reader->fields[i];
    }
    return NULL;
}

/* Seconds of an evaluation times examples in a second. */
static void take_speed(struct json_reader *reader, size_t first)
{
    const struct json_field *runtime = find_field(reader, first, "eval_runtime");
    const struct json_field *speed = find_field(reader, first, "eval_samples_per_second");

    if (runtime && speed && isnan(reader->draft->facts.validation))
        reader->draft->facts.validation = floor(runtime->number.value * speed->number.value + 0.5);
}

static bool tells(const struct rv_name *name)
{
    return name->share || name->kind == RV_NAME_LOSS || name->kind == RV_NAME_PART ||
           name->kind == RV_NAME_MEASURE || name->kind == RV_NAME_RATE;
}

/* What the fields say of the row: its epoch and step, the split, and whether it is one. */
static bool read_row(const struct json_reader *reader, size_t first, struct rv_draft_row *row,
                     enum rv_name_split *split)
{
    bool telling = false;

    row->epoch = reader->epoch;
    row->step = (double)NAN;
    *split = reader->split;
    for (size_t i = first; i < reader->field_count; i++) {
        const struct json_field *field = &reader->fields[i];
        const struct rv_name name = rv_name_read(&reader->draft->memo, field->name,
                                                 strlen(field->name));

        if (field->text)
            *split = field->split ? field->split : *split;
        else if (name.kind == RV_NAME_EPOCH && field->number.cell == RV_LOG_NUMBER)
            row->epoch = field->number.value;
        else if (name.kind == RV_NAME_STEP && field->number.cell == RV_LOG_NUMBER)
            row->step = field->number.value;
        else
            telling = telling || tells(&name);
    }
    return telling && !find_field(reader, first, "train_runtime");
}

/* The fields of an object as a row; false: it is none. */
static bool take_row(struct json_reader *reader, size_t first)
{
    struct rv_draft_row said = {0}, *row;
    enum rv_name_split split;
    bool validation = false;

    if (!read_row(reader, first, &said, &split))
        return false;
    take_speed(reader, first);
    row = rv_draft_row(reader->draft, reader->line);
    row->epoch = said.epoch;
    row->step = said.step;
    for (size_t i = first; i < reader->field_count; i++) {
        const struct json_field *field = &reader->fields[i];
        const struct rv_name name = rv_name_read(&reader->draft->memo, field->name,
                                                 strlen(field->name));

        if (field->text || name.kind == RV_NAME_EPOCH || name.kind == RV_NAME_STEP ||
            name.kind == RV_NAME_IGNORED)
            continue;
        validation = validation || name.split == RV_NAME_VALIDATION || split == RV_NAME_VALIDATION;
        rv_draft_cell(reader->draft,
                      rv_draft_column(reader->draft, field->name, strlen(field->name), split),
                      &field->number, false);
    }
    row = &reader->draft->rows[reader->draft->row_count - 1];
    row->rank = isnan(row->step) || validation ? RV_DRAFT_EPOCH : RV_DRAFT_STEP;
    return true;
}

/* ---- What the library finds ---- */

static void add_field(struct json_reader *reader, const struct json_field *value)
{
    const struct level *level = reader->depth ? &reader->levels[reader->depth - 1] : NULL;
    struct json_field *field;

    if (!level || !level->map || !*reader->name || reader->field_count == FIELDS)
        return;
    field = &reader->fields[reader->field_count++];
    *field = *value;
    memcpy(field->name, reader->name, sizeof field->name);
}

static int on_number(void *context, const char *text, size_t length)
{
    struct json_field field = {0};
    char copy[64];

    if (length < sizeof copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
        if (rv_number_read(copy, &field.number))
            add_field(context, &field);
    }
    return 1;
}

/* "nan", "12/300", "val". */
static int on_string(void *context, const unsigned char *text, size_t length)
{
    struct json_field field = {0};
    char copy[64];

    if (length >= sizeof copy)
        return 1;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (!*copy || !rv_number_read(copy, &field.number)) {
        field.text = true;
        field.split = rv_name_read(NULL, copy, length).split;
    }
    add_field(context, &field);
    return 1;
}

static int on_null(void *context)
{
    const struct json_field field = {.number = {.value = (double)NAN, .cell = RV_LOG_MISSING}};

    add_field(context, &field);
    return 1;
}

static int on_boolean(void *context, int value)
{
    (void)context;
    (void)value;
    return 1;
}

static int on_key(void *context, const unsigned char *text, size_t length)
{
    struct json_reader *reader = context;

    if (length > NAME - 1 - reader->prefix)
        length = NAME - 1 - reader->prefix;
    memcpy(reader->name + reader->prefix, text, length);
    reader->name[reader->prefix + length] = '\0';
    return 1;
}

static int begin(struct json_reader *reader, bool map)
{
    struct level *level;
    const bool inside = reader->depth > 0 && reader->levels[reader->depth - 1].map;

    if (reader->depth == DEPTH)
        return 0;
    level = &reader->levels[reader->depth++];
    *level = (struct level){.first = reader->field_count, .name = reader->prefix, .map = map};
    level->record = map && !inside;
    if (map && inside) { /* names of the inner object go on behind that of the outer */
        const size_t length = strlen(reader->name);

        if (length + 2 < NAME) {
            reader->name[length] = '/';
            reader->name[length + 1] = '\0';
            reader->prefix = length + 1;
        }
    } else {
        reader->prefix = 0;
        reader->name[0] = '\0';
    }
    return 1;
}

static int on_map(void *context)
{
    return begin(context, true);
}

static int on_array(void *context)
{
    return begin(context, false);
}

static int end(struct json_reader *reader)
{
    struct level *level = &reader->levels[--reader->depth];
    bool row = false;

    if (level->record) {
        row = !level->holds_rows && take_row(reader, level->first);
        reader->field_count = level->first;
    }
    if ((row || level->holds_rows) && reader->depth > 0)
        reader->levels[reader->depth - 1].holds_rows = true;
    reader->prefix = level->name;
    reader->name[reader->prefix] = '\0';
    return 1;
}

static int on_end(void *context)
{
    return end(context);
}

/* Memory of the library is ours: blocks with their size before them. */
enum { HEAD = 16 };

static void *own_alloc(void *context, size_t size)
{
    char *block = rv_alloc(size + HEAD, 1);

    (void)context;
    memcpy(block, &size, sizeof size);
    return block + HEAD;
}

static void own_free(void *context, void *block)
{
    (void)context;
    if (block)
        rv_free((char *)block - HEAD);
}

static void *own_realloc(void *context, void *block, size_t size)
{
    size_t old;
    char *grown;

    if (!block)
        return own_alloc(context, size);
    memcpy(&old, (char *)block - HEAD, sizeof old);
    if (size <= old)
        return block;
    grown = rv_realloc((char *)block - HEAD, old + HEAD, size + HEAD, 1);
    memcpy(grown, &size, sizeof size);
    return grown + HEAD;
}

static void parse(struct json_reader *reader, const struct rv_text *json)
{
    static const yajl_callbacks callbacks = {.yajl_null = on_null,
                                             .yajl_boolean = on_boolean,
                                             .yajl_number = on_number,
                                             .yajl_string = on_string,
                                             .yajl_start_map = on_map,
                                             .yajl_map_key = on_key,
                                             .yajl_end_map = on_end,
                                             .yajl_start_array = on_array,
                                             .yajl_end_array = on_end};
    yajl_alloc_funcs memory = {own_alloc, own_realloc, own_free, NULL};
    yajl_handle handle = yajl_alloc(&callbacks, &memory, reader);

    yajl_config(handle, yajl_dont_validate_strings, 1);
    reader->depth = 0;
    reader->field_count = reader->prefix = 0;
    reader->name[0] = '\0';
    /* What is wrong in the text ends it: the rows before that were read. */
    if (yajl_parse(handle, (const unsigned char *)rv_text_string(json), json->length) ==
        yajl_status_ok)
        (void)yajl_complete_parse(handle);
    yajl_free(handle);
}

/* ---- The lines ---- */

/* What the lines say before an object: "Epoch 3: {..}", "Validation: {..}". */
static void take_context(struct json_reader *reader, const char *text, size_t length)
{
    double epoch, planned = (double)NAN;

    for (size_t i = 0; i < length; i++)
        if ((text[i] == 'e' || text[i] == 'E') && rv_console_epoch_read(text + i, &epoch, &planned))
            reader->epoch = epoch;
    if (!isnan(planned))
        reader->draft->planned = planned;
}

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    struct json_reader reader = {.draft = draft, .epoch = (double)NAN};
    struct rv_objects objects = {.lines = lines};
    size_t at = 0;

    reader.fields = rv_alloc(FIELDS, sizeof *reader.fields);
    for (;;) {
        const bool found = rv_objects_next(&objects);

        for (; at < lines->count && (!found || lines->lines[at].number < objects.number); at++) {
            take_context(&reader, lines->lines[at].text, lines->lines[at].length);
            rv_draft_unread(draft, lines->lines[at].number);
        }
        if (!found)
            break;
        take_context(&reader, objects.before, objects.before_length);
        reader.split = rv_name_read(&draft->memo, objects.before, objects.before_length).split;
        reader.line = objects.number;
        parse(&reader, &objects.json);
        at = objects.line + (objects.line < lines->count);
    }
    draft->tables = true;
    rv_objects_release(&objects);
    rv_free(reader.fields);
}

const struct rv_reader_type rv_reader_json = {
    .name = "json",
    .looks = "JSON or dictionaries of Python",
    .read = read,
};
