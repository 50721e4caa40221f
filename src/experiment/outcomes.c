/* What came of the runs of a case: see outcomes.h. */
#include "experiment/outcomes.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

void rv_outcomes_create(const struct rv_scenario *scenario, size_t seeds,
                        struct rv_outcomes *outcomes)
{
    *outcomes = (struct rv_outcomes){.scenario = scenario, .seed_count = seeds};
    outcomes->runs = rv_alloc(scenario->variant_count * seeds + 1, sizeof *outcomes->runs);
    rv_cure_create(scenario, &outcomes->cure);
}

void rv_outcomes_release(struct rv_outcomes *outcomes)
{
    rv_free(outcomes->runs);
    rv_cure_release(&outcomes->cure);
    *outcomes = (struct rv_outcomes){0};
}

/* Columns that every run has. Numbers that do not exist count alike, whatever their bits. */
static uint64_t bits_of(const struct rv_table *epochs)
{
    static const char *const names[] = {"loss", "accuracy", "val_loss", "val_accuracy"};
    uint64_t hash = RV_TEXT_HASH;
    char digits[2 * sizeof(uint64_t) + 1];

    for (size_t row = 0; row < epochs->rows; row++)
        for (size_t c = 0; c < sizeof names / sizeof *names; c++) {
            int column = rv_table_find(epochs, names[c]);
            double value = column < 0 ? RV_NAN : rv_table_at(epochs, row, column);
            uint64_t bits = 0;

            if (!isnan(value))
                memcpy(&bits, &value, sizeof bits);
            for (size_t d = 0; d + 1 < sizeof digits; d++)
                digits[d] = "0123456789abcdef"[bits >> 4 * d & 15];
            digits[sizeof digits - 1] = '\0';
            hash = rv_text_hash(hash, digits);
        }
    return hash;
}

static double last_of(const struct rv_table *epochs, const char *name)
{
    int column = rv_table_find(epochs, name);

    return epochs->rows && column >= 0 ? rv_table_at(epochs, epochs->rows - 1, column) : RV_NAN;
}

void rv_outcomes_note(struct rv_outcomes *outcomes, const struct rv_experiment *experiment,
                      size_t result)
{
    const struct rv_result *it = &experiment->results[result];
    const struct rv_scenario *scenario = outcomes->scenario;
    const size_t seeds = experiment->seed_count;

    outcomes->runs[result] = (struct rv_outcomes_run){
        .made = it->made,
        .diverged = it->stopped == RV_DIVERGED_RUN,
        .stuck = rv_result_is_stuck(it),
        .severity = rv_effect_run(scenario, &it->epochs, &scenario->variants[it->variant].recipe,
                                  it->stopped),
        .loss = last_of(&it->epochs, "loss"),
        .val_loss = last_of(&it->epochs, "val_loss"),
        .val_accuracy = last_of(&it->epochs, "val_accuracy"),
        .bits = bits_of(&it->epochs)};
    for (size_t i = result % seeds; outcomes->cure.forms && i < experiment->result_count;
         i += seeds)
        outcomes->runs[i].cured =
            rv_cure_holds(&outcomes->cure, experiment, i / seeds, result % seeds);
}

/* Calm, or near to training, only because it has learnt nothing. A case that says itself what a
 * cure is has said what it makes of that. */
static bool is_hollow(const struct rv_outcomes *outcomes, const struct rv_outcomes_run *with,
                      const struct rv_outcomes_run *without)
{
    return !outcomes->cure.forms && with->made && without->made &&
           rv_effect_is_hollow(outcomes->scenario->looks, with->stuck, without->stuck);
}

struct rv_effect rv_outcomes_effect(const struct rv_outcomes *outcomes, size_t variant)
{
    const size_t seeds = outcomes->seed_count;
    double *with = rv_alloc(2 * seeds + 1, sizeof *with), *without = with + seeds;
    bool *cured = rv_alloc(seeds + 1, sizeof *cured);
    struct rv_effect effect;
    size_t hollow = 0;

    for (size_t s = 0; s < seeds; s++) {
        const struct rv_outcomes_run *changed = &outcomes->runs[variant * seeds + s];
        const struct rv_outcomes_run *before = &outcomes->runs[s];

        with[s] = changed->made ? changed->severity : RV_NAN;
        without[s] = before->made ? before->severity : RV_NAN;
        cured[s] = changed->cured;
        if (is_hollow(outcomes, changed, before)) {
            with[s] = HUGE_VAL;
            hollow++;
        }
    }
    effect = rv_effect_by(with, without, outcomes->cure.forms ? cured : NULL,
                          outcomes->scenario->better.in, seeds);
    effect.hollow = hollow;
    if (variant == 0 && effect.word != RV_EFFECT_CURE) /* against itself there is nothing to say */
        effect.word = RV_EFFECT_NONE;
    rv_free(with);
    rv_free(cured);
    return effect;
}
