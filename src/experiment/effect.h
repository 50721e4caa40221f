/* What a change does to the severity of a symptom: a number, an interval and one word.
 *
 * Severity is what the case looks like before the vote (`looks:` of the scenario), as one number of
 * a run that is larger when it is worse: the jumps, the gap, the share of wrong answers. The rule
 * for the word counts seeds, each with the change against the same seed without it:
 *
 *     cure     at most a third of the severity on 95 % of the seeds
 *     partly   less of it, on more seeds than a coin would give once in twenty tries, and the
 *              median falls by a fifth at least
 *     worse    the same the other way round (the median grows by a quarter at least)
 *     chance   now less, now more: a coin could have done it, yet the median moves that far
 *     no       the median moves by less than that
 *
 * A run that ends early (its loss is no number any more) has infinite severity. */
#ifndef RAVINE_EXPERIMENT_EFFECT_H
#define RAVINE_EXPERIMENT_EFFECT_H

#include "ravine/experiment.h"

#define RV_EFFECT_CURE_SHARE 0.95  /* of the seeds */
#define RV_EFFECT_CURE_FACTOR 3.0  /* less of it */
#define RV_EFFECT_FACTOR 1.25      /* of the medians, below which nothing is said to move */
#define RV_EFFECT_COIN 0.05        /* probability that a coin does as well */

/* name, text for a person */
#define RV_EFFECT_WORDS(X)                                                                         \
    X(NONE, "")        /* no seed yet */                                                           \
    X(CURE, "cure")                                                                                \
    X(PARTLY, "partly")                                                                            \
    X(CHANCE, "chance")                                                                            \
    X(NO, "no")                                                                                    \
    X(WORSE, "worse")

enum rv_effect_word {
#define X(name, text) RV_EFFECT_##name,
    RV_EFFECT_WORDS(X)
#undef X
};
/* "cure", for people. */
const char *rv_effect_word_text(enum rv_effect_word word);

struct rv_effect {
    struct rv_summary severity; /* with the change */
    size_t calmer, of;         /* seeds with less of it than without the change; seeds */
    size_t failed;             /* runs that ended early */
    size_t hollow; /* of them, seeds on which the run has learnt nothing: see below */
    bool alike;                /* every seed gives the same: nothing is random */
    enum rv_effect_word word;
};

/* `with` and `without`: the severity, or any other number that is larger when it is worse, on the
 * same `count` seeds. Seeds that lack one (NaN) do not count. */
struct rv_effect rv_effect_of(const double *with, const double *without, size_t count);

/* What the severity of a look is called on screen ("jumps"), and what less of it is ("calmer"). */
const char *rv_effect_severity(enum rv_looks looks);
const char *rv_effect_less(enum rv_looks looks);
/* A measure of a run by its epoch table, as severity: HUGE_VAL where it ended early, NaN where it
 * cannot be measured. The table must have the measure's columns. */
double rv_effect_value(const char *measure, const struct rv_table *epochs,
                       const struct rv_recipe *recipe, enum rv_stopped stopped);
/* Whether a run with a change is calm, or near to training, only because it has learnt nothing, and
 * the run without it has not: that is no help, and its severity is taken as infinite. */
bool rv_effect_is_hollow(enum rv_looks looks, const struct rv_result *with,
                         const struct rv_result *without);
/* The severity of a run by its epoch table; HUGE_VAL where it ended early, NaN where it cannot be
 * measured. */
double rv_effect_measure(enum rv_looks looks, const struct rv_table *epochs,
                         const struct rv_recipe *recipe, enum rv_stopped stopped);

#endif
