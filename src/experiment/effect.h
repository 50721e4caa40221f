/* What a change does to the severity of a symptom: a number, an interval and one word.
 *
 * Severity is what the case wants to be better (`better:` of the scenario, without it what the case
 * looks like before the vote), as one number of a run that is larger when it is worse: the jumps,
 * the gap, the share of wrong answers. People see it in the measure's own unit. The rule for the
 * word counts seeds, each with the change against the same seed without it:
 *
 *     cure     at most a third of the severity on 95 % of the seeds; where the case says itself
 *              what a cure is, that (experiment/cure.h)
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
/* The same in the case's own word for a cure, beside which all others are "no". */
const char *rv_effect_word_in(const struct rv_scenario *scenario, enum rv_effect_word word);

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
/* The same where the case says what a cure is: `cured` has one answer a seed, of which a share must
 * be yes. NULL: a third. */
struct rv_effect rv_effect_by(const double *with, const double *without, const bool *cured,
                              double share, size_t count);

/* What the case's measure is called on screen ("jumps"), and what a better one is ("calmer"). */
const char *rv_effect_called(const struct rv_scenario *scenario);
const char *rv_effect_less(const struct rv_scenario *scenario);
/* Whether a larger number of the measure is the better one. */
bool rv_effect_is_higher(const struct rv_scenario *scenario);
/* A severity in the unit of the measure: of a share of right answers the share itself. */
double rv_effect_shown(const struct rv_scenario *scenario, double severity);
struct rv_summary rv_effect_shown_range(const struct rv_scenario *scenario,
                                        const struct rv_summary *severity);
/* Whether people read that number in per cent. */
bool rv_effect_in_percent(const struct rv_scenario *scenario);
/* A severity for people, in that unit: ".219", "95 %"; "no number" of a run that ended early. */
void rv_effect_print(const struct rv_scenario *scenario, double severity, struct rv_text *out);
/* Its median, and where there is one its range: "0.1 [0.03 .. 0.4]". */
void rv_effect_print_range(const struct rv_scenario *scenario, const struct rv_summary *severity,
                           struct rv_text *out);
/* The severity of a run by what the case wants to be better: see rv_effect_measure(). Without a
 * value where the table lacks the columns. */
double rv_effect_run(const struct rv_scenario *scenario, const struct rv_table *epochs,
                     const struct rv_recipe *recipe, enum rv_stopped stopped);
/* A measure of a run by its epoch table, as severity: HUGE_VAL where it ended early, NaN where it
 * cannot be measured. The table must have the measure's columns. */
double rv_effect_value(const char *measure, const struct rv_table *epochs,
                       const struct rv_recipe *recipe, enum rv_stopped stopped);
/* Whether a run with a change is calm, or near to training, only because it has learnt nothing, and
 * the run without it has not: that is no help, and its severity is taken as infinite. */
bool rv_effect_is_hollow(enum rv_looks looks, bool with_is_stuck, bool without_is_stuck);
/* The severity of a run by its looks alone and by its epoch table; HUGE_VAL where it ended early,
 * NaN where it cannot be measured. */
double rv_effect_measure(enum rv_looks looks, const struct rv_table *epochs,
                         const struct rv_recipe *recipe, enum rv_stopped stopped);

/* That of a variant over the seeds; runs that ended early have no number (their count is told
 * otherwise). */
struct rv_summary rv_effect_summary(const struct rv_experiment *experiment, size_t variant);

#endif
