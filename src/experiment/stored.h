/* Results that come with the program: twenty seeds of every variant of a case, as numbers.
 *
 * They stand beside the scenario, scenarios/TOPIC/NAME.results, and are made by `make catalogue`
 * (`ravine results`). The file is YAML:
 *
 *     engine: e1c4...         which arithmetic made them: RV_STORED_ENGINE
 *     case: 68a4...           recipes and measure of the scenario
 *     seeds: [1, 2, ...]
 *     variants:
 *       bouncing:
 *         severity: [...]     one number a seed, as all that follow (experiment/outcomes.h)
 *         loss: [...]         of the last epoch, as val_loss and val_accuracy
 *         cured: [...]        0 or 1, as stuck and diverged
 *         bits: [...]         fingerprints of the curves
 *     claims: [{claim: 7d21..., holds: 20, of: 20, passed: 1, exact: 0, figures: "..."}]
 *     sum: 0d5e...            of all before: a file that was edited is refused
 *
 * The same runs give the same file to the byte. */
#ifndef RAVINE_EXPERIMENT_STORED_H
#define RAVINE_EXPERIMENT_STORED_H

#include "experiment/outcomes.h"

#define RV_STORED_EXTENSION ".results"
#define RV_STORED_SEEDS 20
/* The rows of tests/bits/golden.txt that tell of training and of arithmetic, as one number. A test
 * compares: when they change, results are made anew (`make catalogue`), and this with them. */
#define RV_STORED_ENGINE "a1bf042897933306"

struct rv_stored {
    struct rv_outcomes outcomes; /* of all variants of the scenario */
    uint64_t *seeds;             /* owned */
    struct rv_claim_verdict *claims; /* owned; one a claim, with its figures; not checked: it was
                                        written after the runs */
};

/* NAME.results for the path of a scenario; rv_free(). NULL: it is no file. */
char *rv_stored_path(const struct rv_scenario *scenario);
/* RV_MISSING: there is none. RV_INPUT: it is of another scenario or engine, or was edited; the
 * error says which, in words for a screen. The scenario must outlive it. Release in any case. */
enum rv_status rv_stored_read(const struct rv_scenario *scenario, struct rv_stored *stored,
                              struct rv_error *error);
/* The same from the content of a file; `path` is for the error. */
enum rv_status rv_stored_parse(const struct rv_scenario *scenario, const char *path,
                               const char *content, struct rv_stored *stored,
                               struct rv_error *error);
void rv_stored_release(struct rv_stored *stored);
/* The file for an experiment of which all runs are over and all claims are checked. */
void rv_stored_print(const struct rv_experiment *experiment, struct rv_text *out);
/* Of one claim, 16 hexadecimal digits. */
void rv_stored_claim(const struct rv_claim *claim, char out[17]);
/* What the results depend on, 16 hexadecimal digits. */
void rv_stored_fingerprint(const struct rv_scenario *scenario, struct rv_text *out);

#endif
