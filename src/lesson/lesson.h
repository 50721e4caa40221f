/* A lesson: one case of the menu, from the first look to what is written at the end.
 *
 * The model behind the views, without a screen. It owns the scenario, the runs of this sitting
 * (live runs), the votes, and the trials that run every choice on twenty seeds while the class
 * votes.
 *
 *     if (rv_lesson_open("large-lr", &lesson, &report)) ...
 *     rv_live_run_advance(rv_lesson_run(lesson), LONG_MAX, 0.015);
 *     rv_vote_add(&lesson->vote, 0, +1);
 *     rv_lesson_free(lesson);
 *
 * Before the vote nothing may be shown that names the cause: no title, no cause, no names of
 * variants and files. Choices are A, B, C and their texts.
 */
#ifndef RAVINE_LESSON_LESSON_H
#define RAVINE_LESSON_LESSON_H

#include "lesson/live_run.h"
#include "lesson/trials.h"
#include "lesson/vote.h"

#include "ravine/scenario.h"

#define RV_LESSON_RUNS 4   /* runs of a sitting that can be compared */
#define RV_LESSON_SEEDS 20  /* of the trials */

struct rv_lesson {
    struct rv_scenario scenario;
    struct rv_scenario tried; /* the same, with the seeds of the trials */
    struct rv_live_run *runs[RV_LESSON_RUNS]; /* owned; in the order in which they were begun */
    size_t run_count;
    size_t current;      /* the one in view */
    size_t choice_count; /* that can be voted for */
    struct rv_vote vote;
    bool revealed;
    struct rv_trials *trials; /* NULL until they are begun */
    struct rv_scenario asked_of; /* what rv_lesson_ask() asks about: `before` and `changed` */
    struct rv_trials *asked;  /* NULL: nothing was asked */
    char asked_label[96];
};

/* Reads the case and begins its failing run (the first variant) on the demo seed. `name` as for
 * `ravine run`. On failure there is a report and nothing to free. */
enum rv_status rv_lesson_open(const char *name, struct rv_lesson **lesson,
                              struct rv_report *report);
void rv_lesson_free(struct rv_lesson *lesson); /* NULL is allowed */

/* The run in view. */
struct rv_live_run *rv_lesson_run(const struct rv_lesson *lesson);
/* Takes it over and brings it into view. Where all places are full the oldest one but the first
 * makes room. */
void rv_lesson_add(struct rv_lesson *lesson, struct rv_live_run *live);
void rv_lesson_drop(struct rv_lesson *lesson, size_t live); /* not the last one */
/* The run in view again from its first step, on the seed after the last one: to prove that the
 * first was not picked. It takes the place of the run in view. */
enum rv_status rv_lesson_next_seed(struct rv_lesson *lesson, struct rv_report *report);

/* ---- Changing one thing (change.c) ---- */

/* Where a change begins. */
enum rv_lesson_from {
    RV_LESSON_HERE,   /* from the next step or epoch of the run in view */
    RV_LESSON_EPOCH,  /* from the end of an epoch of it */
    RV_LESSON_START,  /* from the first step, on its seed */
    RV_LESSON_SEED    /* from the first step, on the next seed */
};

/* The run in view with `edits` (a map relative to the recipe; it may be empty) becomes the run in
 * view. The failing run itself (the first live run) stays as it is: a copy is changed. `when` as
 * rv_form_live() says; what can never change during a run begins anew, and *anew says so. */
enum rv_status rv_lesson_change(struct rv_lesson *lesson, const struct rv_node *edits,
                                enum rv_live when, enum rv_lesson_from from, long epoch,
                                const char *label, bool *anew, struct rv_report *report);

/* Begins trials of the run in view with `edits` against the failing run, on so many seeds. */
enum rv_status rv_lesson_ask(struct rv_lesson *lesson, const struct rv_node *edits, size_t seeds,
                             const char *label, struct rv_report *report);

/* ---- Choices (choices.c) ---- */

/* The letter of a choice: "A". */
const char *rv_lesson_letter(size_t choice);
/* Whether anybody voted. */
bool rv_lesson_voted(const struct rv_lesson *lesson);
/* Index of a variant by its name; SIZE_MAX: none, or NULL. */
size_t rv_lesson_variant(const struct rv_lesson *lesson, const char *name);
/* Index of the variant of a choice; SIZE_MAX: "none of these" runs nothing. */
size_t rv_lesson_choice_variant(const struct rv_lesson *lesson, size_t choice);
/* Whether a choice is right: several may be. */
bool rv_lesson_is_answer(const struct rv_lesson *lesson, size_t choice);
/* The first choice that is right, for what has room for one; SIZE_MAX: there is none. */
size_t rv_lesson_answer(const struct rv_lesson *lesson);
/* What a choice does on the seeds that have run; of one that runs nothing, nothing. */
struct rv_effect rv_lesson_effect(const struct rv_lesson *lesson, size_t choice);

/* ---- The trials of all choices ---- */

/* Plans the trials unless that was done. False when they cannot be made. */
bool rv_lesson_begin_trials(struct rv_lesson *lesson);

#endif
