/* Where a row of the syllabus is shown: see where_shown.h. */
#include "report/where_shown.h"

#include "ravine/memory.h"
#include "ravine/scenario.h"

#include <string.h>

static bool names_row(const struct rv_scenario *head, const char *id)
{
    if (head->cause && strcmp(head->cause, id) == 0)
        return true;
    for (size_t i = 0; i < head->show_count; i++)
        if (strcmp(head->shows[i], id) == 0)
            return true;
    return false;
}

static bool shows(const struct rv_scenario *head, const struct rv_type *row)
{
    for (size_t i = 0; i < head->remedy_count; i++)
        if (head->remedies[i].remedy == row)
            return true;
    for (size_t i = 0; i < head->claim_count; i++)
        if (head->claims[i].folk == row)
            return true;
    return names_row(head, row->name);
}

static bool of_syllabus(const struct rv_registry *registry)
{
    for (size_t i = 0; rv_syllabus[i]; i++)
        if (rv_syllabus[i] == registry)
            return true;
    return false;
}

void rv_where_shown_print(const struct rv_registry *registry, const struct rv_type *row, int indent,
                          int width, struct rv_text *out, struct rv_report *unread)
{
    char **paths = of_syllabus(registry) ? rv_scenario_list(unread) : NULL;
    struct rv_text line = {0};

    for (size_t i = 0; paths && paths[i]; i++) {
        struct rv_scenario head = {0};

        if (rv_scenario_peek(paths[i], &head, unread) && shows(&head, row))
            rv_text_printf(&line, "%s %s", line.length ? "," : "Shown by", head.name);
        rv_scenario_release(&head);
        rv_free(paths[i]);
    }
    if (line.length) {
        rv_text_add(&line, ".");
        rv_text_wrap(out, rv_text_string(&line), indent, width);
    }
    rv_free(paths);
    rv_text_release(&line);
}
