/* What a sweep reads of its own folder, sweep.json and journal.csv, as one text: plan, a line
 * "===", journal. Refused, or a plan that reads back as it is printed and rows within it. */
#include "files.h"

#include "ravine/sweep.h"

static void check_plan(const struct rv_sweep_plan *plan)
{
    struct rv_text once = {0}, twice = {0};
    struct rv_sweep_plan again;
    struct rv_report report = {0};

    rv_sweep_plan_print(plan, &once);
    must(rv_sweep_plan_read(fuzz_file("again.json", rv_text_string(&once), once.length), &again,
                            &report) == RV_OK);
    rv_sweep_plan_print(&again, &twice);
    must_equal(rv_text_string(&once), rv_text_string(&twice));
    rv_sweep_plan_release(&again);
    rv_report_release(&report);
    rv_text_release(&once);
    rv_text_release(&twice);
}

/* A refused journal keeps the rows before the mistake. */
static void check_journal(const struct rv_sweep_plan *plan, const char *journal)
{
    struct rv_sweep_results results;
    struct rv_text table = {0};
    struct rv_error error = {0};
    size_t made = 0;

    rv_sweep_results_init(&results, plan);
    if (rv_sweep_journal_read(fuzz_file("journal.csv", journal, strlen(journal)), &results, &error))
        must(*error.message);
    for (size_t i = 0; i < plan->runs; i++)
        made += results.rows[i].made;
    must(made == results.done);
    rv_sweep_print_table(&results, &table);
    rv_text_release(&table);
    rv_sweep_results_release(&results);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size), *journal = strstr(text, "===\n");
    struct rv_sweep_plan plan;
    struct rv_report report = {0};

    if (journal) {
        *journal = '\0';
        journal += 4;
    }
    if (rv_sweep_plan_read(fuzz_file("sweep.json", text, strlen(text)), &plan, &report) == RV_OK) {
        if (plan.runs <= 1000) { /* more are a matter of time only */
            check_plan(&plan);
            check_journal(&plan, journal ? journal : "");
        }
    } else {
        must(report.count > 0);
    }
    rv_sweep_plan_release(&plan);
    rv_report_release(&report);
    free(text);
    return 0;
}
