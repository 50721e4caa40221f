/* `ravine list [KIND]`: scenarios, or the types of a kind. */
#include "report/catalogue.h"
#include "command/command.h"
#include "report/markdown.h"
#include "scenario/cases.h"
#include "command/output.h"

#include "ravine/json.h"
#include "ravine/memory.h"
#include "ravine/print.h"
#include "ravine/scenario.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_WIDTH = 5 }; /* of a case, and two blanks */

/* One line of a list: the members of the JSON document. */
struct row {
    char *name, *kind, *title, *cause, *path; /* owned; NULL: none */
    char *shows, *remedies; /* for the page; owned; NULL: none */
    char *topic; /* owned; the heading of the rows that have it; not in the document */
    bool shown;  /* has a symptom: it is a case of the menu */
    long number; /* of the case; 0: none */
};

struct list_rows {
    struct row *row;
    size_t count;
};

static void add_row(struct list_rows *rows, struct row row)
{
    rows->row = rv_memory_grow(rows->row, rows->count, sizeof *rows->row);
    rows->row[rows->count++] = row;
}

static void release_rows(struct list_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        rv_free(rows->row[i].name);
        rv_free(rows->row[i].kind);
        rv_free(rows->row[i].title);
        rv_free(rows->row[i].cause);
        rv_free(rows->row[i].path);
        rv_free(rows->row[i].topic);
        rv_free(rows->row[i].shows);
        rv_free(rows->row[i].remedies);
    }
    rv_free(rows->row);
}

static char *copy(const char *text)
{
    return text ? rv_strdup(text) : NULL;
}

/* "C19, D2" */
static char *join_shows(const struct rv_scenario *head)
{
    struct rv_text out = {0};

    for (size_t i = 0; i < head->show_count; i++)
        rv_text_printf(&out, "%s%s", i ? ", " : "", head->shows[i]);
    return out.string;
}

static char *join_remedies(const struct rv_scenario *head)
{
    struct rv_text out = {0};

    for (size_t i = 0; i < head->remedy_count; i++)
        rv_text_printf(&out, "%s%s", i ? ", " : "", head->remedies[i].remedy->name);
    return out.string;
}

/* The head only, so that `list` stays instant however many there are. */
static enum rv_status collect_scenario(const char *path, struct list_rows *rows)
{
    struct rv_scenario head = {0};
    struct rv_report report = {0};
    enum rv_status status = rv_scenario_read_head(path, &head, &report);

    if (status == RV_OK)
        add_row(rows, (struct row){
                          .name = copy(head.name),
                          .kind = rv_strdup("scenario"),
                          .title = copy(head.title ? head.title : head.symptom),
                          .cause = copy(head.cause),
                          .path = rv_strdup(path),
                          .topic = rv_scenario_topic(path),
                          .shows = join_shows(&head),
                          .remedies = join_remedies(&head),
                          .shown = head.symptom != NULL,
                      });
    else
        rv_output_report(&report, &head.tree, NULL);
    rv_report_release(&report);
    rv_scenario_release(&head);
    return status;
}

/* As the menu numbers them. */
static void number_cases(struct list_rows *rows)
{
    const char **names = rv_alloc(rows->count + 1, sizeof *names);
    long *numbers = rv_alloc(rows->count + 1, sizeof *numbers);
    size_t cases = 0;

    for (size_t i = 0; i < rows->count; i++)
        if (rows->row[i].shown)
            names[cases++] = rows->row[i].name;
    rv_cases_number(names, cases, numbers);
    for (size_t i = rows->count; i-- > 0;)
        if (rows->row[i].shown)
            rows->row[i].number = numbers[--cases];
    rv_free(names);
    rv_free(numbers);
}

/* A file with mistakes is named on standard error and does not hide the others. */
static enum rv_status collect_scenarios(struct list_rows *rows)
{
    struct rv_report unread = {0};
    char **paths = rv_scenario_list(&unread);
    enum rv_status worst = rv_report_status(&unread);

    rv_output_report(&unread, NULL, NULL);
    rv_report_release(&unread);
    for (size_t i = 0; paths[i]; i++) {
        worst = rv_status_worse(worst, collect_scenario(paths[i], rows));
        rv_free(paths[i]);
    }
    rv_free(paths);
    number_cases(rows);
    return worst;
}

static void collect_types(const struct rv_registry *registry, struct list_rows *rows)
{
    for (size_t i = 0; i < registry->count; i++)
        add_row(rows, (struct row){
                          .name = rv_strdup(registry->types[i]->name),
                          .kind = rv_strdup(registry->kind),
                          .title = copy(registry->types[i]->summary),
                      });
}

/* The keys of a bare section stand for it: its name is never written. */
static void collect_sections(struct list_rows *rows)
{
    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];

        if (!section->bare)
            add_row(rows, (struct row){
                             .name = rv_strdup(section->name),
                             .kind = rv_strdup("section"),
                             .title = copy(section->help),
                         });
        for (const struct rv_param *row = section->bare ? section->type->params : NULL;
             row && row->kind != RV_KIND_END; row++)
            add_row(rows, (struct row){
                             .name = rv_strdup(row->name),
                             .kind = rv_strdup("section"),
                             .title = copy(row->help),
                         });
    }
    for (size_t i = 0; i < rv_recipe_key_count; i++)
        add_row(rows, (struct row){
                         .name = rv_strdup(rv_recipe_keys[i].name),
                         .kind = rv_strdup("section"),
                         .title = copy(rv_recipe_keys[i].help),
                     });
}

/* The same members for every kind, null where a kind has none: scripts need no special cases. */
static void print_json(const struct list_rows *rows, struct rv_text *out)
{
    struct rv_json json = {.out = out};

    rv_json_array(&json, NULL);
    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->row[i];

        rv_json_line(&json, 1);
        rv_json_object(&json, NULL);
        rv_json_string(&json, "name", row->name);
        rv_json_string(&json, "kind", row->kind);
        rv_json_string(&json, "title", row->title);
        rv_json_string(&json, "cause", row->cause);
        rv_json_string(&json, "path", row->path);
        rv_json_end(&json);
    }
    rv_json_line(&json, 0);
    rv_json_end(&json);
}

/* A heading where the topic changes. */
static void print_topic(const struct list_rows *rows, size_t i, struct rv_text *out)
{
    if (rows->row[i].topic && (i == 0 || strcmp(rows->row[i].topic, rows->row[i - 1].topic) != 0))
        rv_text_printf(out, "%s%s:\n", i ? "\n" : "", rows->row[i].topic);
}

/* Number and cause where there are any, name, title; cut to the width on a terminal only. */
static void print_rows(const struct list_rows *rows, const struct rv_screen *screen,
                       struct rv_text *out)
{
    int names = 0, indent;
    bool causes = false, cases = false, topics = rows->count && rows->row[0].topic;

    for (size_t i = 0; i < rows->count; i++) {
        int width = rv_text_columns(rows->row[i].name);
        names = width > names ? width : names;
        causes |= rows->row[i].cause != NULL;
        cases |= rows->row[i].number != 0;
    }
    indent = topics ? 2 : 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->row[i];
        int left = screen->width - names - 2 - indent;

        print_topic(rows, i, out);
        rv_text_pad(out, "", indent);
        if (cases) {
            struct rv_text number = {0};

            if (row->number)
                rv_text_printf(&number, "%ld", row->number);
            rv_text_pad(out, rv_text_string(&number), NUMBER_WIDTH);
            rv_text_release(&number);
            left -= NUMBER_WIDTH;
        }
        rv_text_pad(out, row->name, names + 2);
        if (causes) {
            rv_text_pad(out, row->cause ? row->cause : "", 5);
            left -= 5;
        }
        if (row->title)
            rv_text_cut(out, row->title, screen->terminal ? left : INT_MAX, screen->utf8);
        rv_text_add(out, "\n");
    }
}

/* The page of all scenarios: a table for each topic. */
static void print_page(const struct list_rows *rows, struct rv_text *out)
{
    rv_text_printf(out, "# Scenarios\n\nGenerated by `ravine list --markdown`; do not edit. "
                        "%zu scenarios; `ravine show NAME` tells more of each.\n", rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->row[i];

        if (i == 0 || strcmp(row->topic, rows->row[i - 1].topic) != 0)
            rv_text_printf(out, "\n## %s\n\n| name | what is wrong | shows | remedies tried |\n"
                                "|---|---|---|---|\n", row->topic);
        rv_text_printf(out, "| `%s` | ", row->name);
        rv_markdown_cell(out, row->title);
        rv_text_printf(out, "%s%s%s | %s |\n", row->cause ? row->cause : "",
                       row->cause && row->shows ? ", " : "", row->shows ? row->shows : "",
                       row->remedies ? row->remedies : "");
    }
}

static enum rv_status unknown_kind(const struct rv_registry *commands, const char *word)
{
    static const char *const more[] = { "scenarios", "sections", NULL };
    const char **names = rv_catalogue_plurals(commands, more);
    const char *nearest = rv_text_nearest(word, names);

    rv_print_error("ravine list: unknown kind '%s'", word);
    if (nearest)
        rv_print_error(" (did you mean '%s'?)", nearest);
    rv_print_error("; kinds are:");
    for (size_t i = 0; names[i]; i++)
        rv_print_error("%s %s", i ? "," : "", names[i]);
    rv_print_error("\n");
    rv_free(names);
    return RV_USAGE;
}

static enum rv_status collect(const struct rv_registry *commands, const char *kind,
                              struct list_rows *rows)
{
    const struct rv_registry *registry;

    if (!kind || rv_text_same_name(kind, "scenarios") || rv_text_same_name(kind, "scenario"))
        return collect_scenarios(rows);
    if (rv_text_same_name(kind, "sections") || rv_text_same_name(kind, "section")) {
        collect_sections(rows);
        return RV_OK;
    }
    registry = rv_catalogue_find(commands, kind);
    if (!registry)
        return unknown_kind(commands, kind);
    collect_types(registry, rows);
    return RV_OK;
}

static enum rv_status run(const struct rv_call *call)
{
    const char *kind = call->words.count ? call->words.word[0] : NULL;
    struct list_rows rows = {0};
    struct rv_text out = {0};
    enum rv_status status = collect(call->commands, kind, &rows);

    if (rows.count == 0 && status == RV_OK && !call->options.json)
        rv_print_error("no scenario found: set RAVINE_PATH to a folder with scenario files\n");
    if (call->options.markdown && rows.count && !rows.row[0].topic) {
        rv_print_error("ravine list: --markdown is for scenarios\n");
        status = RV_USAGE;
    } else if (call->options.markdown)
        print_page(&rows, &out);
    else if (call->options.json && status != RV_USAGE)
        print_json(&rows, &out);
    else
        print_rows(&rows, &call->screen, &out);
    rv_output_text(&out);
    rv_text_release(&out);
    release_rows(&rows);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_MARKDOWN, .help = "Print the page of all scenarios in Markdown." },
};

const struct rv_command rv_command_list = {
    .type = { .name = "list", .summary = "Lists the scenarios, or the types of a kind." },
    .operands = "[KIND]",
    .details = "KIND is scenarios (without it), sections, optimizers, schedules, layers, losses, "
               "datasets, measures, figures, presets, commands, causes, diagnostics, networks, "
               "remedies, folk-claims, lessons or terms.",
    .example = "ravine list optimizers",
    .takes = {RV_TAKES(JSON), RV_TAKES(MARKDOWN)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .most = 1,
    .run = run,
};
