/* The list of cases as the menu shows it: the lessons with their cases in order, then all cases
 * grouped by symptom; a search thins out the latter and leaves the lessons away.
 *
 * A learner searches in what the screen shows; names and causes are the teacher's. */
#ifndef RAVINE_LESSON_CASE_LIST_H
#define RAVINE_LESSON_CASE_LIST_H

#include "scenario/cases.h"

#include "ravine/text.h"

enum { RV_CASE_SEARCH_SIZE = 64 };

/* A line: the heading of a group, or a case. */
struct rv_case_line {
    const char *heading;       /* NULL: a case */
    const struct rv_case *is;  /* NULL: a heading */
    int minutes;               /* of the heading of a lesson; else 0 */
};

struct rv_case_list {
    struct rv_case_line *lines; /* owned; those that the search leaves */
    size_t count;
    size_t at;                  /* the line of the case under the cursor */
    char search[RV_CASE_SEARCH_SIZE];
};

/* Makes the lines from the search; the cursor goes to the nearest case. */
void rv_case_list_fill(struct rv_case_list *list, const struct rv_cases *cases, bool teacher);
void rv_case_list_release(struct rv_case_list *list);

/* The case under the cursor; NULL when there is none. */
const struct rv_case *rv_case_list_current(const struct rv_case_list *list);

/* Moves the cursor by so many cases, down for positive numbers, as far as there are any. */
void rv_case_list_move(struct rv_case_list *list, int by);

/* How many cases a search without a hit has in names and causes: to list them to a learner would
 * give these away. */
size_t rv_case_list_withheld(const struct rv_case_list *list, const struct rv_cases *cases);

#endif
