/* Claims as `run` reports them: how many held, and which failed with what figures. */
#include "cli/verdicts.h"

#include "cli/output.h"

struct rv_tally rv_verdicts_count(const struct rv_experiment *experiment)
{
    struct rv_tally tally = { .all = experiment->scenario->claim_count };

    for (size_t i = 0; experiment->verdicts && i < tally.all; i++) {
        tally.checked += experiment->verdicts[i].checked;
        tally.held += experiment->verdicts[i].checked && experiment->verdicts[i].passed;
    }
    return tally;
}

void rv_verdicts_print_tally(const struct rv_experiment *experiment,
                             const struct rv_screen *screen, struct rv_text *out)
{
    struct rv_tally tally = rv_verdicts_count(experiment);

    if (tally.all == 0) {
        rv_text_add(out, "no claims");
        return;
    }
    if (screen->color)
        rv_text_printf(out, "\033[%sm", tally.held == tally.checked ? "32;1" : "31;1");
    rv_text_printf(out, "%zu of %zu claim%s held", tally.held, tally.checked,
                   tally.checked == 1 ? "" : "s");
    if (screen->color)
        rv_text_add(out, "\033[0m");
    if (tally.checked < tally.all)
        rv_text_printf(out, ", %zu not checked", tally.all - tally.checked);
}

static void end_line(const struct rv_screen *screen, struct rv_text *line, struct rv_text *out)
{
    rv_output_cut(out, rv_text_string(line), screen->width, screen->utf8);
    rv_text_add(out, "\n");
    rv_text_release(line);
}

/* Two lines: the sentence; how often it held, and the figures. */
static void print_failure(const struct rv_experiment *experiment, const struct rv_screen *screen,
                          size_t claim, struct rv_text *out)
{
    const struct rv_claim *asked = &experiment->scenario->claims[claim];
    const struct rv_claim_verdict *verdict = &experiment->verdicts[claim];
    struct rv_text line = {0};

    rv_text_printf(&line, "FAILED: %s", asked->sentence ? asked->sentence : asked->says);
    end_line(screen, &line, out);
    rv_text_printf(&line, "  %zu of %zu, %zu required", verdict->holds, verdict->of,
                   verdict->required);
    if (verdict->missing)
        rv_text_printf(&line, "; no value: %s", verdict->missing);
    if (verdict->figures)
        rv_text_printf(&line, ": %s", verdict->figures);
    end_line(screen, &line, out);
}

void rv_verdicts_print_failures(const struct rv_experiment *experiment,
                                const struct rv_screen *screen, size_t lines, struct rv_text *out)
{
    struct rv_tally tally = rv_verdicts_count(experiment);
    size_t left = tally.checked - tally.held;

    for (size_t i = 0; left > 0 && i < experiment->scenario->claim_count; i++) {
        const struct rv_claim_verdict *verdict = &experiment->verdicts[i];

        if (!verdict->checked || verdict->passed)
            continue;
        if (lines < 2 || (lines < 3 && left > 1)) {
            if (lines > 0)
                rv_text_printf(out, "... and %zu more: manifest.json\n", left);
            return;
        }
        print_failure(experiment, screen, i, out);
        lines -= 2;
        left--;
    }
}
