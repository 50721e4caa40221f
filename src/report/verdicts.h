/* Claims as `run` reports them: how many held, and which failed with what figures. */
#ifndef RAVINE_REPORT_VERDICTS_H
#define RAVINE_REPORT_VERDICTS_H

#include "report/screen.h"

#include "ravine/experiment.h"

/* How many claims were checked and held. Exact claims, with nothing random in them, are counted
 * apart: every seed says the same, and nothing is gained by twenty of them. */
struct rv_tally {
    size_t held, checked; /* with randomness */
    size_t exact_held, exact;
    size_t all; /* whatever kind, checked or not */
};
/* Counts them. */
struct rv_tally rv_verdicts_count(const struct rv_experiment *experiment);

/* "9 of 9 claims held", "3 of 3 claims and 4 of 4 exact ones held", "7 of 7 exact claims held". */
void rv_tally_print(const struct rv_tally *tally, struct rv_text *out);
/* "9 of 9 held", "3 of 3 held, 4 of 4 exact", "7 of 7 exact": where claims are what it is about. */
void rv_tally_print_short(const struct rv_tally *tally, struct rv_text *out);
static inline bool rv_tally_good(const struct rv_tally *tally)
{
    return tally->held == tally->checked && tally->exact_held == tally->exact;
}
/* The same in green or red; no line end. */
void rv_verdicts_print_tally(const struct rv_experiment *experiment,
                             const struct rv_screen *screen, struct rv_text *out);

/* Each failed claim: its sentence, how often it held, the figures behind it. */
void rv_verdicts_print_failures(const struct rv_experiment *experiment,
                                const struct rv_screen *screen, struct rv_text *out);

#endif
