/* One run of a sitting: watched step by step, rewound, changed while it runs, branched.
 *
 * A live run is a recipe (a tree), a seed and a run of them that goes on. A change is never poked
 * into the run: it becomes an entry of `changes` in the tree, which is bound anew, so that the file
 * that rv_live_run_print() writes repeats the whole run bit for bit. What lies before the change is
 * a copy of the state where the two runs keep their state alike, else it is run again ("catching
 * up").
 *
 * The state at the end of every epoch is kept, or of every second, third ... one where that would
 * take too much memory; rewinding is a copy of it, and a few steps at most.
 *
 *     rv_live_run_create(tree, 7, "as it was", &live, &report);
 *     while (rv_live_run_stopped(live) == RV_RUNNING)
 *         rv_live_run_advance(live, LONG_MAX, 0.015);
 *     rv_live_run_free(live); */
#ifndef RAVINE_LESSON_LIVE_RUN_H
#define RAVINE_LESSON_LIVE_RUN_H

#include "ravine/run.h"

struct rv_live_run;

/* `tree` is the map below `recipe:`; it is copied, but not what its positions point to. On failure
 * there is a report and nothing to free. */
enum rv_status rv_live_run_create(const struct rv_node *tree, uint64_t seed, const char *label,
                                  struct rv_live_run **live, struct rv_report *report);
void rv_live_run_free(struct rv_live_run *live); /* NULL is allowed */

/* ---- Going on ---- */

/* At most `steps` mini-batches, until about `seconds` are spent, and not beyond the end of an
 * epoch; one at least, or a part of an evaluation (of which a long one needs several calls).
 * Returns the mini-batches made; of those that only catch up, none. */
long rv_live_run_advance(struct rv_live_run *live, long steps, double seconds);
enum rv_stopped rv_live_run_stopped(const struct rv_live_run *live);
/* Whether it is on its way back to a place where it was before; `share` of the way, or NULL. */
bool rv_live_run_catching_up(const struct rv_live_run *live, double *share);

/* To the end of `epoch` (0: before the first step), at most where it is. */
void rv_live_run_rewind(struct rv_live_run *live, long epoch);

/* ---- Looking at it ---- */

struct rv_live_run_place {
    long step;    /* mini-batches made */
    long epoch;   /* epochs finished */
    bool between; /* at the end of an epoch, or before the first step */
};
/* Where it stands; its label on screen, which is copied; its seed; the run itself. */
struct rv_live_run_place rv_live_run_place(const struct rv_live_run *live);
const char *rv_live_run_label(const struct rv_live_run *live);
void rv_live_run_set_label(struct rv_live_run *live, const char *label);
uint64_t rv_live_run_seed(const struct rv_live_run *live);
const struct rv_run *rv_live_run_run(const struct rv_live_run *live);
/* The base recipe with all its changes; see rv_run_recipe() for the one in force. */
const struct rv_recipe *rv_live_run_recipe(const struct rv_live_run *live);
/* The map below `recipe:`, with the changes so far. */
const struct rv_node *rv_live_run_tree(const struct rv_live_run *live);
/* Rows so far: the columns of rv_run_columns(). */
const struct rv_table *rv_live_run_epochs(const struct rv_live_run *live);
/* Of the last mini-batch; step 0: none was made yet. */
const struct rv_sample *rv_live_run_sample(const struct rv_live_run *live);
/* Restores `run`, which has the live run's recipe and seed, to the end of `epoch`, or to
 * the nearest kept one before it. Returns the epoch that it stands at. */
long rv_live_run_copy_state(const struct rv_live_run *live, struct rv_run *run, long epoch);

/* ---- Changing it ---- */

/* `override` (a map relative to the recipe) takes over from here: from the next step, or from the
 * next epoch on. Earlier changes of the same kind that still lie ahead are dropped; those of the
 * scenario stay. On failure the live run is as it was. */
enum rv_status rv_live_run_change(struct rv_live_run *live, const struct rv_node *override,
                                  enum rv_live when, struct rv_report *report);

/* A new live run that is like this one up to the end of `epoch` (at most where it is). */
enum rv_status rv_live_run_branch(const struct rv_live_run *live, long epoch, const char *label,
                                  struct rv_live_run **branch, struct rv_report *report);

/* A new live run that is where this one is, in the middle of an epoch too. */
enum rv_status rv_live_run_copy(const struct rv_live_run *live, const char *label,
                                struct rv_live_run **copy, struct rv_report *report);

/* A new live run from the first step on, on a seed: the settings of this one as they are now, those
 * that were changed by hand from the beginning, and `override` (NULL: none). */
enum rv_status rv_live_run_anew(const struct rv_live_run *live, const struct rv_node *override,
                                uint64_t seed, const char *label, struct rv_live_run **anew,
                                struct rv_report *report);

/* A scenario file that repeats the live run: one variant, one seed. */
enum rv_status rv_live_run_print(const struct rv_live_run *live, const char *title,
                                 struct rv_text *out, struct rv_report *report);

#endif
