/* Exercises: a student changes a recipe until goals hold. `exercises:` of a scenario file says what
 * is asked (struct rv_exercise in ravine/scenario.h).
 *
 *     both = rv_exercise_scenario(&scenario, exercise, &students.recipe, pair);
 *     rv_experiment_create(&both, &experiment, &error);      // then run, then check its claims */
#ifndef RAVINE_EXERCISE_H
#define RAVINE_EXERCISE_H

#include "ravine/scenario.h"

/* The variant that the student begins with, or NULL when it does not exist. */
struct rv_variant *rv_exercise_start(const struct rv_scenario *scenario,
                                     const struct rv_exercise *exercise);

/* The value of a dotted key ("train.batch") in the tree of a recipe, or NULL. */
const struct rv_node *rv_exercise_value(const struct rv_node *tree, const char *key);

/* A scenario of the two variants `start` and `yours` whose claims are the goals. `yours` NULL: the
 * start again. Everything in it is borrowed: `pair` holds the variants, and nothing is to be
 * released. */
struct rv_scenario rv_exercise_scenario(const struct rv_scenario *scenario,
                                        const struct rv_exercise *exercise,
                                        const struct rv_recipe *yours, struct rv_variant pair[2]);

#endif
