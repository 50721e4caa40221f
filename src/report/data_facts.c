/* What a file of data is read as: see data_facts.h. */
#include "report/data_facts.h"

/* Classes that are listed for people; JSON has all. */
#define CLASSES_SHOWN 12

static void print_lines(const struct rv_data_lines *lines, const char *heading, int width,
                        struct rv_text *out)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct rv_text line = { 0 };
        rv_text_printf(&line, "%s%s", heading, lines->line[i]);
        rv_text_wrap(out, rv_text_string(&line), 2, width);
        rv_text_release(&line);
    }
}

static void print_list(const struct rv_data_lines *lines, struct rv_text *out)
{
    for (size_t i = 0; i < lines->count; i++)
        rv_text_printf(out, "%s%s", i ? ", " : "", lines->line[i]);
}

void rv_data_facts_print(const struct rv_data_facts *facts, const char *file, int width,
                         struct rv_text *out)
{
    struct rv_text line = { 0 };

    rv_text_printf(out, "%s\n", file);
    rv_text_printf(out, "  %s: %zu rows, %zu features, %zu classes\n", facts->format, facts->rows,
                   facts->features, facts->class_count);
    print_lines(&facts->notes, "", width, out);
    rv_text_printf(&line, "label %s: ", facts->label ? facts->label : "-");
    for (size_t k = 0; k < facts->class_count && k < CLASSES_SHOWN; k++)
        rv_text_printf(&line, "%s%s %zu", k ? ", " : "", facts->classes[k].name,
                       facts->classes[k].count);
    if (facts->class_count > CLASSES_SHOWN)
        rv_text_printf(&line, ", and %zu more", facts->class_count - CLASSES_SHOWN);
    rv_text_wrap(out, rv_text_string(&line), 2, width);
    if (facts->dropped.count > 0) {
        rv_text_clear(&line);
        rv_text_add(&line, "left out: ");
        print_list(&facts->dropped, &line);
        rv_text_wrap(out, rv_text_string(&line), 2, width);
    }
    print_lines(&facts->warnings, "warning: ", width, out);
    rv_text_release(&line);
}

static void lines_json(const struct rv_data_lines *lines, const char *key, struct rv_json *json)
{
    rv_json_array(json, key);
    for (size_t i = 0; i < lines->count; i++)
        rv_json_string(json, NULL, lines->line[i]);
    rv_json_end(json);
}

void rv_data_facts_json(const struct rv_data_facts *facts, const char *file,
                        struct rv_json *json)
{
    rv_json_object(json, NULL);
    rv_json_string(json, "file", file);
    rv_json_string(json, "format", facts->format);
    rv_json_unsigned(json, "rows", facts->rows);
    rv_json_unsigned(json, "features", facts->features);
    rv_json_string(json, "label", facts->label);
    rv_json_array(json, "classes");
    for (size_t k = 0; k < facts->class_count; k++) {
        rv_json_object(json, NULL);
        rv_json_string(json, "name", facts->classes[k].name);
        rv_json_unsigned(json, "count", facts->classes[k].count);
        rv_json_end(json);
    }
    rv_json_end(json);
    lines_json(&facts->dropped, "dropped", json);
    lines_json(&facts->warnings, "warnings", json);
    rv_json_end(json);
}
