/* What a training log says: evidence, causes in order, what cannot be told, what to measure next.
 *
 *     struct rv_diagnosis diagnosis;
 *     rv_diagnose(&log.runs[log.chosen], &diagnosis);
 *     ... diagnosis.causes[0].name, diagnosis.causes[0].odds ...
 *     rv_diagnosis_release(&diagnosis);
 *
 * Each piece of evidence is one number read from the curves or from the facts, with an error bar.
 * What it says about the causes stands in tables (src/diagnose/evidence_*.def) that `make evidence`
 * learns from thousands of training runs of known cause; no code decides. The facts are those of
 * the run: what is unknown there says nothing. */
#ifndef RAVINE_DIAGNOSIS_H
#define RAVINE_DIAGNOSIS_H

#include "ravine/log.h"

#include <stdbool.h>
#include <stddef.h>

struct rv_diagnosis_evidence {
    const char *name;        /* "val-jumps" */
    double value, low, high; /* about 95 %, by leaving out stretches of the log; NaN: unknown */
    char *text;              /* owned; one sentence */
    double factor;           /* what it multiplies the odds of the first cause by */
};

#define RV_DIAGNOSIS_VERDICTS(X)                                                                   \
    X(LIKELY, "likely")                                                                            \
    X(POSSIBLE, "possible")                                                                        \
    X(UNLIKELY, "unlikely")

enum rv_diagnosis_verdict {
#define X(name, text) RV_DIAGNOSIS_##name,
    RV_DIAGNOSIS_VERDICTS(X)
#undef X
};
/* "likely": for JSON and tests. */
const char *rv_diagnosis_verdict_text(enum rv_diagnosis_verdict verdict);

/* A sentence for or against a cause: `factor` is the odds with this evidence divided by the odds
 * without it. */
struct rv_diagnosis_reason {
    size_t evidence; /* its place in the list */
    double factor;
};
#define RV_DIAGNOSIS_REASONS 4 /* at most, the strongest first */

struct rv_diagnosis_cause {
    const char *name; /* "bn-lag" */
    const char *text; /* "the running statistics ... lag behind the weights" */
    enum rv_diagnosis_verdict verdict;
    double odds; /* p / (1 - p), within 1e-6 and 1e6 */
    struct rv_diagnosis_reason for_it[RV_DIAGNOSIS_REASONS], against[RV_DIAGNOSIS_REASONS];
    size_t for_count, against_count;
};

/* A measurement that tells the causes apart that are still possible. */
struct rv_diagnosis_next {
    const char *text, *keras, *pytorch;
    double bits; /* expected information */
};
#define RV_DIAGNOSIS_NEXT 2
#define RV_DIAGNOSIS_PAIRS 3
#define RV_DIAGNOSIS_NEAREST 2

struct rv_diagnosis_nearest {
    const char *scenario, *variant;
    double distance; /* mean difference of the ranks of the statistics, 0 to 1 */
};

struct rv_diagnosis {
    struct rv_diagnosis_evidence *evidence; /* owned; in the order of the statistics */
    size_t evidence_count;
    struct rv_diagnosis_cause *causes; /* owned; all of them, the likeliest first */
    size_t cause_count;
    const char *cannot_tell[RV_DIAGNOSIS_PAIRS][2]; /* names of causes */
    size_t cannot_tell_count;
    struct rv_diagnosis_next next[RV_DIAGNOSIS_NEXT];
    size_t next_count;
    struct rv_diagnosis_nearest nearest[RV_DIAGNOSIS_NEAREST];
    size_t nearest_count;
    const char *provenance; /* what the tables were made from */
};

/* What the run says: for `ravine diagnose`, and for tests. The run is only read. */
void rv_diagnose(const struct rv_log_run *run, struct rv_diagnosis *diagnosis);
/* Frees it; for who called rv_diagnose(), tests too. */
void rv_diagnosis_release(struct rv_diagnosis *diagnosis);

#endif
