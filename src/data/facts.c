/* What a file is read as: see ravine/data_facts.h. */
#include "ravine/data_facts.h"

#include "ravine/memory.h"
#include "ravine/text.h"

#include <stdarg.h>

void rv_data_lines_add(struct rv_data_lines *lines, const char *format, ...)
{
    struct rv_text text = { 0 };
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(&text, format, arguments);
    va_end(arguments);
    lines->line = rv_memory_grow(lines->line, lines->count, sizeof *lines->line);
    lines->line[lines->count++] = rv_strdup(rv_text_string(&text));
    rv_text_release(&text);
}

void rv_data_lines_release(struct rv_data_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        rv_free(lines->line[i]);
    rv_free(lines->line);
    *lines = (struct rv_data_lines){ 0 };
}

void rv_data_facts_add_class(struct rv_data_facts *facts, const char *name, size_t count)
{
    facts->classes = rv_memory_grow(facts->classes, facts->class_count, sizeof *facts->classes);
    facts->classes[facts->class_count++] = (struct rv_data_class){ rv_strdup(name), count };
}

static void copy_lines(const struct rv_data_lines *from, struct rv_data_lines *to)
{
    for (size_t i = 0; i < from->count; i++)
        rv_data_lines_add(to, "%s", from->line[i]);
}

void rv_data_facts_copy(const struct rv_data_facts *from, struct rv_data_facts *to)
{
    *to = (struct rv_data_facts){ .format = from->format, .rows = from->rows,
                                  .features = from->features,
                                  .label = from->label ? rv_strdup(from->label) : NULL };
    for (size_t k = 0; k < from->class_count; k++)
        rv_data_facts_add_class(to, from->classes[k].name, from->classes[k].count);
    copy_lines(&from->dropped, &to->dropped);
    copy_lines(&from->notes, &to->notes);
    copy_lines(&from->warnings, &to->warnings);
}

void rv_data_facts_release(struct rv_data_facts *facts)
{
    rv_free(facts->label);
    for (size_t k = 0; k < facts->class_count; k++)
        rv_free(facts->classes[k].name);
    rv_free(facts->classes);
    rv_data_lines_release(&facts->dropped);
    rv_data_lines_release(&facts->notes);
    rv_data_lines_release(&facts->warnings);
    *facts = (struct rv_data_facts){ 0 };
}
