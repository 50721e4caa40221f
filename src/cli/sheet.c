/* `ravine sheet SCENARIO`: one page for students, with --solution a second one for the lecturer. */
#include "report/sheet.h"

#include "command/load.h"
#include "command/output.h"
#include "command/record.h"
#include "experiment/roles.h"
#include "scenario/cases.h"

#include "ravine/figure.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <stdio.h>
#include <string.h>

/* The number of the case in the menu. A scenario that is none there, by path or without a symptom,
 * has no number. Where not all could be read, it might have one. */
static enum rv_status find_number(const struct rv_scenario *scenario, size_t *number)
{
    struct rv_cases cases;
    const struct rv_case *is;
    enum rv_status status;

    rv_cases_read(&cases);
    is = rv_cases_named(&cases, scenario->name);
    *number = is ? (size_t)is->number : 0;
    rv_output_report(&cases.unread, NULL, NULL);
    status = rv_report_status(&cases.unread);
    rv_cases_release(&cases);
    return status;
}

/* ---- Running ---- */

static bool chosen(const struct rv_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->choice_count; i++)
        if (strcmp(scenario->choices[i].variant, name) == 0)
            return true;
    return false;
}

/* The failing run; with `solution` the cured one and the curve that explains; with `choices` all
 * that can be chosen. */
static void select_variants(struct rv_scenario *scenario, bool solution, bool choices)
{
    for (size_t v = 0; v < scenario->variant_count; v++) {
        const char *name = scenario->variants[v].name;
        bool cured = solution && v == rv_roles_cure(scenario);
        bool hidden = solution && strcmp(name, scenario->hidden.variant) == 0;

        scenario->variants[v].selected =
            v == 0 || cured || hidden || (choices && chosen(scenario, name));
    }
}

/* ---- Writing ---- */

/* Text is cleaned for terminals, a picture is bytes. */
static enum rv_status write_file(const struct rv_call *call, size_t number, const char *what,
                                 const char *extension, struct rv_text *content)
{
    const char *folder = call->options.out ? call->options.out : ".";
    struct rv_text path = {0};
    struct rv_error error = {0};
    enum rv_status status = rv_folder_make(folder, &error);

    rv_text_printf(&path, "%s/case-%zu%s.%s", folder, number, what, extension);
    if (!status && call->options.format == RV_FORMAT_TXT)
        status = rv_file_write_text(rv_text_string(&path), content, &error);
    else if (!status)
        status = rv_file_write(rv_text_string(&path), rv_text_string(content), content->length,
                               &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    else if (!call->options.quiet)
        rv_print("%s\n", rv_text_string(&path));
    rv_text_release(&path);
    rv_text_release(content);
    return status;
}

static enum rv_status write_sheet(const struct rv_call *call, const struct rv_sheet *sheet)
{
    const char *what = sheet->tried ? "-solution" : "";
    struct rv_paper paper = {0};
    struct rv_text out = {0};
    struct rv_error error = {0};
    enum rv_status status = RV_OK;

    if (call->options.format == RV_FORMAT_TXT) {
        rv_sheet_text(sheet, &out);
        return write_file(call, sheet->number, what, "txt", &out);
    }
    rv_sheet_paper(sheet, &paper);
    if (call->options.format == RV_FORMAT_PDF) {
        status = rv_paper_pdf(&paper, &out, &error);
        if (!status)
            status = write_file(call, sheet->number, what, "pdf", &out);
    } else {
        for (size_t page = 0; page < paper.count && !status; page++) {
            status = rv_paper_svg(&paper, page, &out, &error);
            if (!status)
                status = write_file(call, sheet->number, page ? "-solution" : "", "svg", &out);
        }
    }
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    rv_paper_release(&paper);
    return status;
}

/* The page shows the seed that is shown in class; the answer counts over all seeds of the file. */
static enum rv_status make_sheet(const struct rv_call *call, struct rv_scenario *scenario)
{
    bool solution = call->options.solution;
    struct rv_experiment shown = {0}, tried = {0};
    struct rv_sheet sheet = {.scenario = scenario, .shown = &shown};
    long first = scenario->seed_first, count = scenario->seed_count;
    enum rv_status status = find_number(scenario, &sheet.number);

    if (status)
        return status;
    select_variants(scenario, solution, false);
    if (call->options.seed < 0)
        scenario->seed_first = (long)rv_roles_demo_seed(scenario);
    scenario->seed_count = 1;
    status = rv_record_nothing(call, scenario, &shown);
    if (!status && solution) {
        scenario->seed_first = first;
        scenario->seed_count = count;
        select_variants(scenario, solution, true);
        status = rv_record_nothing(call, scenario, &tried);
        sheet.tried = &tried;
    }
    if (!status)
        status = write_sheet(call, &sheet);
    rv_experiment_release(&shown);
    rv_experiment_release(&tried);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_scenario scenario = {0};
    enum rv_status status = rv_load_scenario(call, call->words.word[0], &scenario);

    if (!status)
        status = make_sheet(call, &scenario);
    rv_scenario_release(&scenario);
    return status;
}

static const char *const formats[] = { "pdf", "svg", "txt", NULL };

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_FORMAT, .help = "Format of the page.", .choices = formats,
      .initial = "pdf" },
    { .option = RV_OPTION_OUT, .help = "The folder to write into, instead of this one." },
    { .option = RV_OPTION_SEED,
      .help = "The seed that is shown, and the first of --solution, instead of the scenario's." },
    { .option = RV_OPTION_SEEDS,
      .help = "On how many seeds --solution runs every choice, instead of the scenario's." },
};

const struct rv_command rv_command_sheet = {
    .type = { .name = "sheet",
              .summary = "Writes one page for students: curve and questions, no answer." },
    .operands = "SCENARIO",
    .details = "One A4 page in black and white, case-N.pdf, or with --format svg or txt: the "
               "failing run, its last epochs, the question and what can be chosen. Neither the "
               "page nor its name says what the cause is. --solution writes case-N-solution.pdf "
               "with the answer on a second page, and runs every choice on all seeds for it.",
    .example = "ravine sheet large-lr --solution --out handout",
    .takes = {RV_TAKES(SET), RV_TAKES(SEED), RV_TAKES(SEEDS), RV_TAKES(OUT), RV_TAKES(FORMAT),
              RV_TAKES(THREADS), RV_TAKES(SOLUTION), RV_TAKES(QUIET)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 1,
    .run = run,
};
