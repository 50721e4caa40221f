/* `ravine pages RUNS`: pages of claims, remedies and folk claims from run folders. */
#include "command/command.h"
#include "command/output.h"
#include "report/pages.h"

#include "ravine/archive.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ---- */

/* Whether there is such a file in such a folder of `runs`. */
static bool is_run(const char *runs, const char *name, struct rv_text *path)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s/%s/manifest.json", runs, name);
    return name[0] != '.' && !rv_file_absent(rv_text_string(path));
}

static enum rv_status read_run(const char *folder, struct rv_pages *pages)
{
    struct rv_page_run *run = rv_alloc(1, sizeof *run);
    struct rv_report report = {0};
    enum rv_status status = rv_archive_read(folder, &run->scenario, &run->experiment, &report);

    rv_output_report(&report, NULL, NULL);
    rv_report_release(&report);
    if (status) {
        rv_free(run);
        return status;
    }
    /* Claims of a run that is not over are neither held nor failed. */
    if (run->experiment.interrupted) {
        rv_print_error("note: %s is not finished and left out\n", folder);
        rv_experiment_release(&run->experiment);
        rv_scenario_release(&run->scenario);
        rv_free(run);
        return RV_OK;
    }
    pages->runs = rv_memory_grow(pages->runs, pages->count, sizeof *pages->runs);
    pages->runs[pages->count++] = run;
    pages->seconds += run->experiment.seconds;
    for (size_t i = 0; i < run->experiment.result_count; i++)
        pages->run_count += run->experiment.results[i].made;
    return RV_OK;
}

/* The run has been read from the same manifest, so that only the system can fail. */
static enum rv_status read_machine(const char *manifest, struct rv_pages *pages)
{
    struct rv_report report = {0};
    struct rv_tree tree = {0};
    enum rv_status status = rv_tree_read(manifest, &tree, &report);

    if (!status && tree.root->kind == RV_NODE_MAP) {
        const struct rv_node *cpu = rv_node_get(tree.root, "cpu");

        if (cpu && cpu->kind == RV_NODE_SCALAR && cpu->quoted)
            pages->machine = rv_strdup(cpu->text);
    }
    rv_output_report(&report, NULL, NULL);
    rv_tree_release(&tree);
    rv_report_release(&report);
    return status;
}

static int by_name(const void *a, const void *b)
{
    const struct rv_page_run *x = *(struct rv_page_run *const *)a;
    const struct rv_page_run *y = *(struct rv_page_run *const *)b;

    return strcmp(x->scenario.name, y->scenario.name);
}

static enum rv_status read_runs(const char *runs, struct rv_pages *pages)
{
    struct rv_text path = {0}, manifest = {0};
    struct rv_error error = {0};
    enum rv_status status = RV_OK;
    int reason;
    char **names = rv_folder_names(runs, &reason);

    if (reason) {
        status = rv_error_set(&error, RV_INPUT, "cannot read the folder '%s': %s", runs,
                              rv_error_reason(reason));
        rv_output_error(&error, NULL, NULL);
    }
    for (size_t i = 0; names[i] && !status; i++) {
        if (!is_run(runs, names[i], &manifest))
            continue;
        rv_text_clear(&path);
        rv_text_printf(&path, "%s/%s", runs, names[i]);
        status = read_run(rv_text_string(&path), pages);
        if (!status && !pages->machine)
            status = read_machine(rv_text_string(&manifest), pages);
    }
    rv_folder_free_names(names);
    rv_text_release(&path);
    rv_text_release(&manifest);
    if (!status && pages->count == 0) {
        rv_print_error("ravine pages: no run folder in '%s': ravine run --all --out %s\n", runs,
                runs);
        return RV_INPUT;
    }
    if (pages->count)
        qsort(pages->runs, pages->count, sizeof *pages->runs, by_name);
    return status;
}

static void release(struct rv_pages *pages)
{
    for (size_t i = 0; i < pages->count; i++) {
        rv_experiment_release(&pages->runs[i]->experiment);
        rv_scenario_release(&pages->runs[i]->scenario);
        rv_free(pages->runs[i]);
    }
    rv_free(pages->runs);
    rv_free(pages->machine);
}

/* ---- Writing ---- */

static enum rv_status write_page(const char *folder, const char *name, struct rv_text *page)
{
    struct rv_text path = {0};
    struct rv_error error = {0};
    enum rv_status status;

    rv_text_printf(&path, "%s/%s", folder, name);
    status = rv_file_write_text(rv_text_string(&path), page, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    else
        rv_print("%s\n", rv_text_string(&path));
    rv_text_release(&path);
    rv_text_release(page);
    return status;
}

/* A folk claim that nothing judges is a hole in the pages: said, and no success. */
static enum rv_status write_pages(const struct rv_pages *pages, const char *folder)
{
    struct rv_text page = {0};
    struct rv_error error = {0};
    enum rv_status status = rv_folder_make(folder, &error);
    size_t missing;

    if (status) {
        rv_output_error(&error, NULL, NULL);
        return status;
    }
    rv_pages_claims(pages, &page);
    status = write_page(folder, "claims.md", &page);
    rv_pages_remedies(pages, &page);
    status = rv_status_worse(status, write_page(folder, "remedies.md", &page));
    missing = rv_pages_folk(pages, &page);
    status = rv_status_worse(status, write_page(folder, "folk-claims.md", &page));
    if (missing == 0)
        return status;
    rv_print_error("ravine pages: %zu of %zu folk claims are judged by no claim\n", missing,
            rv_syllabus_folk_claims.count);
    return rv_status_worse(status, RV_CLAIM);
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_pages pages = {0}, fresh = {0};
    enum rv_status status = read_runs(call->words.word[0], &pages);

    if (!status && call->words.count > 1) {
        status = read_runs(call->words.word[1], &fresh);
        pages.fresh = &fresh;
    }
    if (!status)
        status = write_pages(&pages, call->options.out ? call->options.out : ".");
    release(&pages);
    release(&fresh);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_OUT, .help = "The folder to write into, instead of this one." },
};

const struct rv_command rv_command_pages = {
    .type = { .name = "pages",
              .summary = "Writes the pages of claims, remedies and folk claims from run folders." },
    .operands = "RUNS [FRESH]",
    .details = "RUNS is a folder of run folders, as `ravine run --all --out RUNS` makes it. FRESH "
               "is another one, of the same scenarios on seeds that nothing was chosen on: the "
               "page of claims tells for each claim what became of it there. "
               "claims.md, remedies.md and folk-claims.md go into the folder of --out, or here. "
               "A folk claim that no claim judges ends with exit status 1.",
    .example = "ravine pages runs/all runs/fresh --out docs/reference",
    .takes = {RV_TAKES(OUT)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 2,
    .run = run,
};
