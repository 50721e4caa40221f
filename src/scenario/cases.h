/* Cases: every scenario that has a symptom, by numbers that are drawn from the names and give
 * nothing away. A case keeps its number when others are added.
 *
 *     struct rv_cases cases;
 *
 *     rv_cases_read(&cases);
 *     is = rv_cases_named(&cases, "large-lr");       // is->number
 *     rv_cases_release(&cases); */
#ifndef RAVINE_SCENARIO_CASES_H
#define RAVINE_SCENARIO_CASES_H

#include "ravine/status.h"

#include <stdbool.h>

/* Texts are owned by the list. */
struct rv_case {
    char *path, *name, *title, *cause, *symptom;
    char *looks;   /* the symptom's group: "jumps" */
    bool votable;  /* has choices */
    bool surface;  /* runs on a surface, for the lab */
    long number;   /* "case 412": depends on the name, gives nothing away */
    bool seen;     /* opened before, in any sitting; see lesson/seen_cases.h */
};

struct rv_cases {
    struct rv_case *list; /* owned; in the order of their numbers */
    size_t count;
    struct rv_report unread; /* folders and files that were there and could not be read */
};

/* Reads the heads of all scenarios that are found. */
void rv_cases_read(struct rv_cases *cases);
void rv_cases_release(struct rv_cases *cases);

/* The numbers of cases: three digits that depend on the name, so that a case keeps its own when
 * others are added and "case 417" can stand in somebody's notes. `names` are those of all cases, in
 * the order of rv_scenario_list(). */
void rv_cases_number(const char *const *names, size_t count, long *numbers);

/* As rv_scenario_find(), and the number of a case is a name, too. */
char *rv_cases_find(const char *name, struct rv_error *error);

/* The case of a scenario by its name; NULL: it is none. */
const struct rv_case *rv_cases_named(const struct rv_cases *cases, const char *name);

#endif
