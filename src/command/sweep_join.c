/* The parts of a sweep put together: see sweep_join.h. */
#include "command/sweep_join.h"

#include "command/sweep_folder.h"

#include "ravine/memory.h"

#include <stdio.h>
#include <string.h>

#define YAML_MOST ((size_t)1 << 20)

/* The N of a name "part-I-of-N"; 0: it is none. */
static long parts_of(const char *name)
{
    const char *of = strstr(name, "-of-");
    long parts;

    if (strncmp(name, "part-", 5) != 0 || !of || !rv_text_to_integer(of + 4, &parts))
        return 0;
    return parts > 0 && parts <= RV_SWEEP_RUNS ? parts : 0;
}

/* Of how many parts the folder holds some. */
static enum rv_status find_parts(const char *folder, size_t *parts, struct rv_report *report)
{
    struct rv_position nowhere = {0};
    int reason;
    char **names = rv_folder_names(folder, &reason);
    enum rv_status status = RV_OK;

    *parts = 0;
    if (reason)
        status = rv_report_add(report, RV_USAGE, nowhere, "cannot read the folder '%s': %s", folder,
                               rv_error_reason(reason));
    for (size_t i = 0; names[i] && !status; i++) {
        const long found = parts_of(names[i]);

        if (found && *parts && (size_t)found != *parts)
            status = rv_report_add(report, RV_USAGE, nowhere, "the folder '%s' holds parts of %zu "
                                   "and of %ld", folder, *parts, found);
        else if (found)
            *parts = (size_t)found;
    }
    rv_folder_free_names(names);
    if (!status && !*parts)
        status = rv_report_add(report, RV_USAGE, nowhere, "the folder '%s' holds no parts of a "
                               "sweep (part-1-of-N, ...)", folder);
    return status;
}

static const char *part_path(struct rv_text *path, const char *folder, size_t part, size_t parts,
                             const char *file)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s/part-%zu-of-%zu/%s", folder, part, parts, file);
    return rv_text_string(path);
}

/* Two parts of one sweep differ in their number alone. */
static bool same_sweep(const struct rv_sweep_plan *whole, struct rv_sweep_plan *part,
                       size_t number, size_t parts)
{
    struct rv_text a = {0}, b = {0};
    bool same = part->part == number && part->parts == parts;

    part->part = part->parts = 0;
    rv_sweep_plan_print(whole, &a);
    rv_sweep_plan_print(part, &b);
    same = same && strcmp(rv_text_string(&a), rv_text_string(&b)) == 0;
    rv_text_release(&a);
    rv_text_release(&b);
    return same;
}

/* The plan of a part into `plan` when it is the first, else held against it. */
static enum rv_status read_plan(const char *path, size_t number, size_t parts,
                                struct rv_sweep_plan *plan, struct rv_report *report)
{
    struct rv_position nowhere = {0};
    struct rv_sweep_plan part = {0};
    enum rv_status status;

    if (rv_file_absent(path))
        return rv_report_add(report, RV_USAGE, nowhere, "part %zu of %zu is missing: '%s' is not "
                             "there", number, parts, path);
    status = rv_sweep_plan_read(path, number == 1 ? plan : &part, report);
    if (!status && number == 1 && !same_sweep(plan, plan, 1, parts))
        status = RV_USAGE;
    if (!status && number > 1 && plan->axis_count && !same_sweep(plan, &part, number, parts))
        status = RV_USAGE;
    if (status == RV_USAGE)
        rv_report_add(report, RV_USAGE, nowhere, "'%s' is not part %zu of %zu of the same sweep",
                      path, number, parts);
    rv_sweep_plan_release(&part);
    return status;
}

/* Whether each part has all its runs. */
static void check_done(const char *folder, size_t parts, const struct rv_sweep_results *results,
                       struct rv_report *report)
{
    struct rv_position nowhere = {0};

    for (size_t p = 1; p <= parts; p++) {
        size_t done = 0, all = 0;

        for (size_t i = p - 1; i < results->plan->runs; i += parts, all++)
            done += results->rows[i].made;
        if (done < all)
            rv_report_add(report, RV_USAGE, nowhere, "part %zu of %zu has %zu of its %zu runs: "
                          "call it again with --part %zu/%zu --out %s", p, parts, done, all, p,
                          parts, folder);
    }
}

enum rv_status rv_sweep_join_read(const char *folder, struct rv_sweep_plan *plan,
                                  struct rv_sweep_results *results, struct rv_report *report)
{
    struct rv_text path = {0};
    struct rv_error error = {0};
    size_t parts;
    enum rv_status status = find_parts(folder, &parts, report);

    *plan = (struct rv_sweep_plan){0};
    *results = (struct rv_sweep_results){0};
    for (size_t p = 1; p <= parts; p++) /* all that are missing are told */
        status = rv_status_worse(status, read_plan(part_path(&path, folder, p, parts,
                                                             RV_SWEEP_PLAN), p, parts, plan,
                                                   report));
    if (!status)
        rv_sweep_results_init(results, plan);
    for (size_t p = 1; !status && p <= parts; p++)
        if (rv_sweep_journal_read(part_path(&path, folder, p, parts, RV_SWEEP_JOURNAL), results,
                                  &error))
            status = rv_report_append(report, &error, (struct rv_position){0});
    if (!status)
        check_done(folder, parts, results, report);
    rv_text_release(&path);
    return status ? status : rv_report_status(report);
}

enum rv_status rv_sweep_join_take(const char *folder, const struct rv_sweep_plan *plan,
                                  bool force, struct rv_folder *taken, struct rv_error *error)
{
    struct rv_text path = {0};
    bool there = !rv_file_absent(rv_sweep_folder_file(&path, folder, RV_SWEEP_PLAN));
    enum rv_status status = RV_OK;

    rv_text_release(&path);
    if (there || force)
        status = rv_sweep_folder_take(plan, folder, force, taken, error);
    else
        status = rv_folder_own(folder, taken, error);
    return status;
}

enum rv_status rv_sweep_join_write(const struct rv_folder *folder,
                                   const struct rv_sweep_results *results,
                                   struct rv_error *error)
{
    const char *place = rv_text_string(&folder->path);
    struct rv_text path = {0}, text = {0};
    char *yaml = NULL;
    size_t parts = 0, size = 0;
    struct rv_report report = {0};
    enum rv_status status = find_parts(place, &parts, &report);

    if (status)
        *error = report.errors[0];
    rv_report_release(&report);
    rv_sweep_plan_print(results->plan, &text);
    if (!status)
        status = rv_file_write_text(rv_sweep_folder_file(&path, place, RV_SWEEP_PLAN), &text,
                                    error);
    if (!status)
        status = rv_file_read(part_path(&path, place, 1, parts, "scenario.yaml"), YAML_MOST, &yaml,
                              &size, error);
    if (!status)
        status = rv_file_write(rv_sweep_folder_file(&path, place, "scenario.yaml"), yaml, size,
                               error);
    if (!status)
        status = rv_sweep_folder_end(folder, results, error);
    rv_free(yaml);
    rv_text_release(&path);
    rv_text_release(&text);
    return status;
}
