/* The syllabus: what the scenarios together must show. Causes, diagnostics and networks by their
 * ids, remedies by name, and what people say about them by its words. Only names and sentences:
 * which scenario shows a row stands in the scenario file. */
#ifndef RAVINE_SYLLABUS_H
#define RAVINE_SYLLABUS_H

#include "ravine/type.h"

extern const struct rv_registry rv_syllabus_causes;      /* C01 ... */
extern const struct rv_registry rv_syllabus_diagnostics; /* D1 ... */
extern const struct rv_registry rv_syllabus_networks;    /* N1 ... */
extern const struct rv_registry rv_syllabus_remedies;    /* lower-rate ... */
extern const struct rv_registry rv_syllabus_folk_claims; /* the words are the names */

/* A lesson: cases in the order in which they are given. Its summary is what one sees. */
enum { RV_LESSON_CASES = 6 };
struct rv_syllabus_lesson {
    struct rv_type type;
    int minutes;
    const char *cases[RV_LESSON_CASES + 1]; /* NULL-terminated */
};
extern const struct rv_registry rv_syllabus_lessons; /* valley-and-rate ... */

/* All five but the lessons, closed by NULL. */
extern const struct rv_registry *const rv_syllabus[];

/* The row that `cause:` or `shows:` names: a cause, a diagnostic or a network; or NULL. */
const struct rv_type *rv_syllabus_row(const char *id);

/* What became of a folk claim. */
enum rv_folk_verdict { RV_VERDICT_HOLDS, RV_VERDICT_PARTLY, RV_VERDICT_FAILS };
extern const char *const rv_syllabus_verdicts[]; /* the words, NULL-terminated */

#endif
