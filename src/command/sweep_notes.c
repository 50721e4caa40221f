/* What a scenario says to the keys that a sweep varies: see sweep_notes.h. */
#include "command/sweep_notes.h"

#include "command/output.h"

#include "ravine/memory.h"

#include <string.h>

/* Reads the scenario with one value of every axis, `last` of axis `a`, for its mistakes and notes:
 * among them that every variant sets the key itself. */
static void read_with(const struct rv_scenario *whole, struct rv_scenario_options options,
                      const struct rv_sweep_plan *plan, size_t a, bool last,
                      struct rv_report *report, struct rv_text *notes)
{
    char *varied[RV_SWEEP_AXES] = {0};
    struct rv_scenario scenario = {0};
    struct rv_report found = {0};

    for (size_t i = 0; i < plan->axis_count; i++) {
        const struct rv_sweep_axis *axis = &plan->axes[i];
        struct rv_text text = {0};

        rv_text_printf(&text, "%s=%s", axis->key,
                       axis->values[i == a && last ? axis->count - 1 : 0]);
        varied[i] = text.string;
    }
    options.varied = (const char *const *)(void *)varied;
    options.varied_count = plan->axis_count;
    if (rv_scenario_parse(whole->path, whole->tree.content, &options, &scenario,
                          &found, notes))
        for (size_t i = 0; i < found.count; i++) {
            bool known = false;

            for (size_t k = 0; k < report->count; k++)
                known = known || strcmp(report->errors[k].message, found.errors[i].message) == 0;
            if (!known)
                rv_report_append(report, &found.errors[i], (struct rv_position){0});
        }
    rv_report_release(&found);
    rv_scenario_release(&scenario);
    for (size_t i = 0; i < plan->axis_count; i++)
        rv_free(varied[i]);
}

/* The notes on one key; those on --set were printed when the scenario was read. */
static bool print_notes(const struct rv_text *notes, const char *key)
{
    struct rv_text start = {0}, one = {0};
    const char *line = rv_text_string(notes);
    bool said;

    rv_text_printf(&start, RV_VARIATION_PREFIX "%s=", key);
    while (*line) {
        const size_t length = strcspn(line, "\n");

        if (strncmp(line, rv_text_string(&start), start.length) == 0) {
            rv_text_add_bytes(&one, line, length);
            rv_text_add(&one, "\n");
        }
        line += length + (line[length] == '\n');
    }
    rv_output_notes(&one);
    said = one.length > 0;
    rv_text_release(&start);
    rv_text_release(&one);
    return said;
}

enum rv_status rv_sweep_notes_check(const struct rv_call *call, const struct rv_scenario *scenario,
                                    const struct rv_scenario_options *options,
                                    const struct rv_sweep_plan *plan, struct rv_report *report)
{
    for (size_t a = 0; a < plan->axis_count; a++)
        for (int last = 0; last < 2; last++) {
            struct rv_text notes = {0};
            bool said;

            read_with(scenario, *options, plan, a, last, report, &notes);
            said = !call->options.quiet && print_notes(&notes, plan->axes[a].key);
            rv_text_release(&notes);
            if (said)
                break;
        }
    return rv_report_status(report);
}
