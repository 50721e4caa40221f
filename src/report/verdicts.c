/* Claims as `run` reports them: how many held, and which failed with what figures. */
#include "report/verdicts.h"

/* Shares and medians were chosen on so many: on two seeds one alone decides. */
enum { CLAIM_SEEDS = 20 };

struct rv_tally rv_verdicts_count(const struct rv_experiment *experiment)
{
    struct rv_tally tally = { .all = experiment->scenario->claim_count };

    for (size_t i = 0; experiment->verdicts && i < tally.all; i++) {
        const struct rv_claim_verdict *verdict = &experiment->verdicts[i];
        bool held = verdict->checked && verdict->passed;

        *(verdict->exact ? &tally.exact : &tally.checked) += verdict->checked;
        *(verdict->exact ? &tally.exact_held : &tally.held) += held;
    }
    return tally;
}

void rv_tally_print(const struct rv_tally *tally, struct rv_text *out)
{
    if (tally->checked || !tally->exact)
        rv_text_printf(out, "%zu of %zu claim%s", tally->held, tally->checked,
                       tally->checked == 1 ? "" : "s");
    if (tally->checked && tally->exact)
        rv_text_printf(out, " and %zu of %zu exact one%s", tally->exact_held, tally->exact,
                       tally->exact == 1 ? "" : "s");
    else if (tally->exact)
        rv_text_printf(out, "%zu of %zu exact claim%s", tally->exact_held, tally->exact,
                       tally->exact == 1 ? "" : "s");
    rv_text_add(out, " held");
}

void rv_tally_print_short(const struct rv_tally *tally, struct rv_text *out)
{
    if (tally->checked || !tally->exact)
        rv_text_printf(out, "%zu of %zu held%s", tally->held, tally->checked,
                       tally->exact ? ", " : "");
    if (tally->exact)
        rv_text_printf(out, "%zu of %zu exact", tally->exact_held, tally->exact);
}

/* Seeds on which every run is over. */
static size_t count_whole(const struct rv_experiment *experiment)
{
    const struct rv_scenario *scenario = experiment->scenario;
    size_t count = 0;

    for (size_t s = 0; s < experiment->seed_count; s++) {
        bool whole = true;

        for (size_t v = 0; v < scenario->variant_count && whole; v++) {
            const struct rv_result *result =
                &experiment->results[v * experiment->seed_count + s];

            whole = !scenario->variants[v].selected ||
                    (result->made && result->stopped != RV_INTERRUPTED_RUN);
        }
        count += whole;
    }
    return count;
}

void rv_verdicts_print_tally(const struct rv_experiment *experiment,
                             const struct rv_screen *screen, struct rv_text *out)
{
    struct rv_tally tally = rv_verdicts_count(experiment);

    if (experiment->interrupted)
        rv_text_printf(out, "interrupted, %zu of %zu seed%s finished: ", count_whole(experiment),
                       experiment->seed_count, experiment->seed_count == 1 ? "" : "s");
    if (tally.all == 0) {
        rv_text_add(out, "no claims");
        return;
    }
    if (tally.checked + tally.exact == 0) {
        rv_text_printf(out, "%zu claim%s not checked", tally.all, tally.all == 1 ? "" : "s");
        return;
    }
    if (screen->color)
        rv_text_style(out, rv_tally_good(&tally) ? "32;1" : "31;1");
    rv_tally_print(&tally, out);
    if (screen->color)
        rv_text_style(out, "0");
    if (tally.checked + tally.exact < tally.all)
        rv_text_printf(out, ", %zu not checked", tally.all - tally.checked - tally.exact);
}

/* The sentence; then how often it held and the figures behind it. */
static void print_failure(const struct rv_experiment *experiment, int width, size_t claim,
                          struct rv_text *out)
{
    const struct rv_claim *asked = &experiment->scenario->claims[claim];
    const struct rv_claim_verdict *verdict = &experiment->verdicts[claim];
    struct rv_text line = {0};

    rv_text_printf(&line, "FAILED: %s", asked->sentence ? asked->sentence : asked->says);
    rv_text_wrap(out, rv_text_string(&line), 0, width);
    rv_text_clear(&line);
    if (verdict->exact)
        rv_text_add(&line, "nothing is random here: so on every seed");
    else if (asked->over_median)
        rv_text_printf(&line, "not so on the medians over %zu seed%s", verdict->seeds,
                       verdict->seeds == 1 ? "" : "s");
    else
        rv_text_printf(&line, "held on %zu of %zu seed%s, %zu required", verdict->holds,
                       verdict->of, verdict->of == 1 ? "" : "s", verdict->required);
    if (!verdict->exact && verdict->seeds < CLAIM_SEEDS)
        rv_text_printf(&line, " (it was made for %d seeds)", CLAIM_SEEDS);
    if (verdict->missing)
        rv_text_printf(&line, "; no value: %s", verdict->missing);
    if (verdict->figures)
        rv_text_printf(&line, "; %s", verdict->figures);
    rv_text_wrap(out, rv_text_string(&line), 2, width);
    rv_text_release(&line);
}

void rv_verdicts_print_failures(const struct rv_experiment *experiment,
                                const struct rv_screen *screen, struct rv_text *out)
{
    for (size_t i = 0; experiment->verdicts && i < experiment->scenario->claim_count; i++)
        if (experiment->verdicts[i].checked && !experiment->verdicts[i].passed)
            print_failure(experiment, screen->width, i, out);
}
