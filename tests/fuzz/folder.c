/* A whole run folder in one text: a line "=== NAME" begins each file. It is read back, or refused
 * with what is wrong. */
#include "files.h"

#include "ravine/archive.h"

static const char *const names[] = {"manifest.json", "scenario.yaml", "epochs.csv", "steps.csv",
                                    "events.csv", "summary.json", "weights/final.npy"};

/* Files of a run are those of "base" with seed 1. */
static void write_file(const char *name, const char *bytes, size_t size)
{
    char path[100];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            snprintf(path, sizeof path, "%s%s", i < 2 ? "" : "base/seed-1/", name);
            fuzz_file(path, bytes, size);
        }
}

static void make_folder(const char *folder, const char *sub)
{
    char path[2048];

    snprintf(path, sizeof path, "%s/%s", folder, sub);
    must(mkdir(path, 0777) == 0 || errno == EEXIST);
}

/* Where the next file begins: behind `text`, or NULL. */
static char *next_file(char *text, char *end)
{
    for (; end - text >= 4; text++)
        if (memcmp(text, "=== ", 4) == 0)
            return text;
    return NULL;
}

static void write_all(char *text, char *end)
{
    for (char *at = next_file(text, end); at;) {
        char *line = memchr(at, '\n', (size_t)(end - at)), *next;

        if (!line)
            return;
        next = next_file(line, end);
        *line = '\0';
        write_file(at + 4, line + 1, (size_t)((next ? next : end) - line - 1));
        at = next;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *folder = fuzz_files();
    char *text = fuzz_text(data, size);
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_report report = {0};

    fuzz_empty(folder);
    make_folder(folder, "base");
    make_folder(folder, "base/seed-1");
    make_folder(folder, "base/seed-1/weights");
    write_all(text, text + size);
    if (rv_archive_read(folder, &scenario, &experiment, &report) == RV_OK) {
        struct rv_text json = {0};

        rv_archive_json(&experiment, folder, true, &(struct rv_json){.out = &json});
        must(!strstr(rv_text_string(&json), "nan") && json.length > 0);
        rv_text_release(&json);
        rv_experiment_release(&experiment);
        rv_scenario_release(&scenario);
    } else {
        must(report.count > 0);
    }
    rv_report_release(&report);
    free(text);
    return 0;
}
