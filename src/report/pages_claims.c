/* docs/reference/claims.md: every claim of every scenario. */
#include "report/markdown.h"
#include "report/pages.h"
#include "report/verdicts.h"

#include "experiment/room.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* "seeds 1 to 20" */
static void add_seeds(const struct rv_experiment *experiment, struct rv_text *out)
{
    uint64_t first = experiment->seeds[0], last = experiment->seeds[experiment->seed_count - 1];

    if (first == last)
        rv_text_printf(out, "seed %" PRIu64, first);
    else
        rv_text_printf(out, "seeds %" PRIu64 " to %" PRIu64, first, last);
}

/* "19 of 20", "on the medians: yes"; a claim that failed stands out. */
static void add_held(const struct rv_claim *claim, const struct rv_claim_verdict *verdict,
                     struct rv_text *out)
{
    const char *strong = verdict->passed ? "" : "**";

    if (!verdict->checked)
        rv_text_add(out, "not checked");
    else if (verdict->exact)
        rv_text_printf(out, "%s%s%s", strong, verdict->passed ? "exact" : "exact: no", strong);
    else if (claim->over_median)
        rv_text_printf(out, "%smedians: %s%s", strong, verdict->passed ? "yes" : "no", strong);
    else
        rv_text_printf(out, "%s%zu of %zu%s", strong, verdict->holds, verdict->of, strong);
    if (verdict->checked && !verdict->exact && !claim->over_median &&
        verdict->required < verdict->of)
        rv_text_printf(out, " (%zu needed)", verdict->required);
}

/* "1.62 [1.62, 3.10, 6.04]": the room that decides, and that of the 5 %, 50 % and 95 % quantiles;
 * one that is too little or too much stands out. */
static void add_room(const struct rv_claim_verdict *verdict, struct rv_text *out)
{
    const char *mark = rv_claim_room_mark(verdict);

    if (!verdict->checked || verdict->exact || isnan(verdict->room.deciding)) {
        rv_text_add(out, "-");
        return;
    }
    rv_claim_room_print(verdict->room.deciding, out);
    rv_text_add(out, " [");
    rv_claim_room_print(verdict->room.low, out);
    rv_text_add(out, ", ");
    rv_claim_room_print(verdict->room.median, out);
    rv_text_add(out, ", ");
    rv_claim_room_print(verdict->room.high, out);
    rv_text_add(out, "]");
    if (*mark)
        rv_text_printf(out, " **%s**", mark);
}

/* The same scenario on the fresh seeds, or NULL. */
static const struct rv_page_run *fresh_of(const struct rv_pages *pages, const char *name)
{
    for (size_t i = 0; pages->fresh && i < pages->fresh->count; i++)
        if (strcmp(pages->fresh->runs[i]->scenario.name, name) == 0)
            return pages->fresh->runs[i];
    return NULL;
}

/* What the fresh seeds say about a claim; they may have been run before it was written. */
static void add_fresh(const struct rv_page_run *fresh, const struct rv_claim *claim,
                      struct rv_text *out)
{
    for (size_t c = 0; fresh && c < fresh->scenario.claim_count; c++)
        if (strcmp(fresh->scenario.claims[c].says, claim->says) == 0) {
            add_held(&fresh->scenario.claims[c], &fresh->experiment.verdicts[c], out);
            return;
        }
    rv_text_add(out, "not run");
}

static void add_claim(const struct rv_pages *pages, const struct rv_page_run *run, size_t c,
                      struct rv_text *out)
{
    const struct rv_claim *claim = &run->scenario.claims[c];
    const struct rv_claim_verdict *verdict = &run->experiment.verdicts[c];
    struct rv_text cell = {0};

    rv_text_add(out, "| ");
    rv_markdown_cell(out, claim->sentence ? claim->sentence : "");
    rv_text_printf(&cell, "`%s`", claim->says);
    rv_markdown_cell(out, rv_text_string(&cell));
    rv_text_clear(&cell);
    add_held(claim, verdict, &cell);
    rv_markdown_cell(out, rv_text_string(&cell));
    rv_text_clear(&cell);
    if (pages->fresh) {
        add_fresh(fresh_of(pages, run->scenario.name), claim, &cell);
        rv_markdown_cell(out, rv_text_string(&cell));
        rv_text_clear(&cell);
    }
    add_room(verdict, &cell);
    rv_markdown_cell(out, rv_text_string(&cell));
    rv_text_clear(&cell);
    if (verdict->figures)
        rv_text_add(&cell, verdict->figures);
    if (verdict->missing)
        rv_text_printf(&cell, "; no value: %s", verdict->missing);
    rv_markdown_cell(out, rv_text_string(&cell));
    rv_markdown_end_row(out);
    rv_text_release(&cell);
}

/* "9 of 9 held, seeds 1 to 20" */
static void add_tally(const struct rv_page_run *run, struct rv_text *out)
{
    struct rv_tally tally = rv_verdicts_count(&run->experiment);

    rv_tally_print_short(&tally, out);
    rv_text_add(out, ", ");
    add_seeds(&run->experiment, out);
}

static void add_scenario(const struct rv_pages *pages, const struct rv_page_run *run,
                         struct rv_text *out)
{
    const struct rv_scenario *scenario = &run->scenario;
    const struct rv_page_run *fresh = fresh_of(pages, scenario->name);

    rv_text_printf(out, "\n## %s\n\n", scenario->name);
    if (scenario->title)
        rv_text_printf(out, "%s", scenario->title);
    if (scenario->cause)
        rv_text_printf(out, " (%s)", scenario->cause);
    rv_text_printf(out, "%s", scenario->title || scenario->cause ? ". " : "");
    add_tally(run, out);
    if (fresh) {
        rv_text_add(out, "; ");
        add_tally(fresh, out);
    }
    rv_text_add(out, ".\n\n");
    if (scenario->tuned && *scenario->tuned)
        rv_text_printf(out, "Tuned: %s%s\n", scenario->tuned,
                       scenario->tuned[strlen(scenario->tuned) - 1] == '\n' ? "" : "\n");
    if (scenario->claim_count == 0)
        return;
    rv_text_add(out, pages->fresh
                         ? "| claim | formula | held | on fresh seeds | room | medians [range] |\n"
                           "|---|---|---|---|---|---|\n"
                         : "| claim | formula | held | room | medians [range] |\n"
                           "|---|---|---|---|---|\n");
    for (size_t c = 0; c < scenario->claim_count; c++)
        add_claim(pages, run, c, out);
}

static struct rv_tally tally_of(const struct rv_pages *pages)
{
    struct rv_tally all = {0};

    for (size_t i = 0; i < pages->count; i++) {
        struct rv_tally tally = rv_verdicts_count(&pages->runs[i]->experiment);

        all.held += tally.held;
        all.checked += tally.checked;
        all.exact_held += tally.exact_held;
        all.exact += tally.exact;
    }
    return all;
}

void rv_pages_claims(const struct rv_pages *pages, struct rv_text *out)
{
    struct rv_tally all = tally_of(pages), fresh = {0};

    rv_text_add(out, "# Claims\n\nGenerated by `ravine pages`; do not edit. **");
    rv_tally_print(&all, out);
    rv_text_printf(out, "**, in %zu scenarios.\n", pages->count);
    if (pages->fresh) {
        fresh = tally_of(pages->fresh);
        rv_text_add(out, "On fresh seeds, that no setting and no bound was chosen on, **");
        rv_tally_print_short(&fresh, out);
        rv_text_add(out, "**.\n");
    }
    rv_text_add(out, "Exact ones have nothing random in them: every seed says the same, and they "
                     "are counted apart.\n");
    rv_text_add(out, "\nA claim is a comparison that is made on every "
                     "seed, or once on the medians over the seeds\n([how claims are "
                     "written](../SCENARIO-FORMAT.md#claims)). Medians and ranges are over the "
                     "seeds: minimum and\nmaximum of up to 20, else the 5 % and 95 % quantiles. "
                     "`ravine run NAME --seeds 20` repeats a part.\n\n"
                     "Room is the factor by which a bound could be tightened: that which decides "
                     "(of the share of the\nseeds that must hold, or of the medians), and [5 %, "
                     "50 %, 95 %] over the seeds. Below 1.1 a claim is\n**tight**, and may fail "
                     "on other seeds; above 5 it is **loose**, and tells little.\n`ravine margin "
                     "NAME` measures it on sixty seeds.\n");
    for (size_t i = 0; i < pages->count; i++)
        add_scenario(pages, pages->runs[i], out);
    rv_text_add(out, "\n## Time\n\n");
    rv_pages_time(pages, out);
    if (pages->fresh) {
        rv_text_add(out, "\nOn the fresh seeds: ");
        rv_pages_time(pages->fresh, out);
    }
}
