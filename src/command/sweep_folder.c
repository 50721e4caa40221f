/* The folder of a sweep: see sweep_folder.h. */
#include "command/sweep_folder.h"

#include "command/run_folder.h"

#include "ravine/memory.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BYTES_MOST ((size_t)1 << 26) /* of sweep.json */

/* In the order in which an earlier sweep is removed; its plan is written over. */
static const char *const files[] = {RV_SWEEP_TABLE, RV_SWEEP_CELLS, RV_SWEEP_JOURNAL,
                                    "scenario.yaml"};

const char *rv_sweep_folder_file(struct rv_text *path, const char *folder, const char *file)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s/%s", folder, file);
    return rv_text_string(path);
}

static bool is_there(const char *folder, const char *file)
{
    struct rv_text path = {0};
    bool there = !rv_file_absent(rv_sweep_folder_file(&path, folder, file));

    rv_text_release(&path);
    return there;
}

/* Whether the folder holds this sweep and no other. */
static enum rv_status compare(const struct rv_sweep_plan *plan, const char *folder,
                              struct rv_error *error)
{
    struct rv_text path = {0}, expected = {0};
    char *content = NULL;
    enum rv_status status = rv_file_read(rv_sweep_folder_file(&path, folder, RV_SWEEP_PLAN),
                                         BYTES_MOST, &content, NULL, error);

    rv_sweep_plan_print(plan, &expected);
    if (!status && strcmp(content, rv_text_string(&expected)) != 0)
        status = rv_error_set(error, RV_USAGE, "the folder '%s' holds another sweep (its keys, "
                              "values, seeds, variants, recipe or version of ravine differ); "
                              "--force replaces it", folder);
    rv_free(content);
    rv_text_release(&path);
    rv_text_release(&expected);
    return status;
}

/* What a process leaves that is killed before its plan has its name. */
static bool only_begun(const char *folder)
{
    int reason;
    char **names = rv_folder_names(folder, &reason);
    bool only = names[0] != NULL;

    for (size_t i = 0; names[i]; i++)
        only = only && (strncmp(names[i], RV_SWEEP_PLAN ".tmp-",
                                strlen(RV_SWEEP_PLAN ".tmp-")) == 0 ||
                        names[i][0] == '.');
    rv_folder_free_names(names);
    return only;
}

/* Files of others that have the names of a sweep's are not written over. */
static enum rv_status check_names(const char *folder, struct rv_error *error)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (is_there(folder, files[i]))
            return rv_error_set(error, RV_USAGE, "the folder '%s' holds no sweep, but a file '%s' "
                                "that would be written over", folder, files[i]);
    return RV_OK;
}

enum rv_status rv_sweep_folder_take(const struct rv_sweep_plan *plan, const char *out, bool force,
                                    struct rv_folder *folder, struct rv_error *error)
{
    struct rv_text name = {0};
    enum rv_status status;

    *folder = (struct rv_folder){0};
    if (out && is_there(out, RV_SWEEP_PLAN)) {
        status = rv_folder_own(out, folder, error);
        if (!status && !force)
            status = compare(plan, out, error);
        return status;
    }
    rv_text_printf(&name, "sweep-%s", plan->scenario);
    status = rv_folder_create(rv_text_string(&name), out, force || (out && only_begun(out)),
                              folder, error);
    if (!status && force && folder->used)
        status = check_names(out, error);
    rv_text_release(&name);
    return status;
}

/* Writes a file of the folder and empties the text. */
static enum rv_status write_text(const char *folder, const char *file, struct rv_text *text,
                                 struct rv_error *error)
{
    struct rv_text path = {0};
    enum rv_status status =
        rv_file_write_text(rv_sweep_folder_file(&path, folder, file), text, error);

    rv_text_release(&path);
    rv_text_clear(text);
    return status;
}

static enum rv_status remove_earlier(const char *folder, struct rv_error *error)
{
    struct rv_text path = {0};
    enum rv_status status = RV_OK;

    for (size_t i = 0; i < sizeof files / sizeof *files && !status; i++)
        if (unlink(rv_sweep_folder_file(&path, folder, files[i])) && errno != ENOENT)
            status = rv_error_set(error, RV_WRITE, "cannot remove '%s', which is of an earlier "
                                  "sweep: %s", rv_text_string(&path), rv_error_reason(errno));
    rv_text_release(&path);
    return status;
}

enum rv_status rv_sweep_folder_begin(const struct rv_folder *folder, bool force,
                                     const struct rv_scenario *scenario,
                                     struct rv_sweep_results *results, struct rv_error *error)
{
    const char *place = rv_text_string(&folder->path);
    struct rv_text path = {0}, text = {0};
    enum rv_status status = force ? remove_earlier(place, error) : RV_OK;

    rv_sweep_plan_print(results->plan, &text);
    if (!status)
        status = write_text(place, RV_SWEEP_PLAN, &text, error);
    rv_scenario_print(scenario, &text);
    if (!status)
        status = write_text(place, "scenario.yaml", &text, error);
    rv_sweep_folder_file(&path, place, RV_SWEEP_JOURNAL);
    if (!status)
        status = rv_sweep_journal_read(rv_text_string(&path), results, error);
    rv_text_release(&path);
    rv_text_release(&text);
    return status;
}

enum rv_status rv_sweep_folder_end(const struct rv_folder *folder,
                                   const struct rv_sweep_results *results,
                                   struct rv_error *error)
{
    const char *place = rv_text_string(&folder->path);
    struct rv_text path = {0}, text = {0};
    enum rv_status status = rv_sweep_journal_write(
        rv_sweep_folder_file(&path, place, RV_SWEEP_JOURNAL), results, error);

    rv_sweep_print_table(results, &text);
    if (!status)
        status = write_text(place, RV_SWEEP_TABLE, &text, error);
    rv_sweep_print_cells(results, &text);
    if (!status)
        status = write_text(place, RV_SWEEP_CELLS, &text, error);
    rv_text_release(&path);
    rv_text_release(&text);
    return status;
}
