/* A scenario of three variants with curves made by hand, for the tests of claims. */
#ifndef RAVINE_TESTS_CLAIM_CASE_H
#define RAVINE_TESTS_CLAIM_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/experiment.h"
#include "ravine/memory.h"
#include "run/columns.h"

#include <stdio.h>
#include <string.h>

#define SEEDS 5
#define EPOCHS 8

/* ---- A scenario and an experiment made by hand ---- */

struct fixture {
    struct rv_variant variants[3];
    struct rv_claim claim;
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    uint64_t seeds[SEEDS];
    struct rv_result results[3 * SEEDS];
};

/* val_loss of variant v on seed s zigzags with an amplitude of its own: its fluctuation is
 * 4 a / sqrt(6) for v = c + a (-1)^i. loss falls gently. */
static const double amplitude[3] = {0.2385, 0.0119, 0.1};

static inline void fill(struct rv_result *result, double zigzag)
{
    rv_table_init(&result->epochs, rv_epoch_column_names, EPOCHS);
    for (int i = 0; i < EPOCHS; i++) {
        double row[RV_EPOCH_COLUMN_COUNT] = {0};

        row[RV_EPOCH_EPOCH] = i + 1;
        row[RV_EPOCH_LOSS] = 0.9 - 0.071 * i;
        row[RV_EPOCH_VAL_LOSS] = 0.6 + (i % 2 ? zigzag : -zigzag);
        row[RV_EPOCH_VAL_ACCURACY] = 0.8 - (i % 2 ? zigzag : -zigzag) / 10;
        rv_table_append(&result->epochs, row);
    }
    result->made = true;
    result->stopped = RV_FINISHED_RUN;
}

static inline int enter(void **state)
{
    static const char *const names[3] = {"bouncing", "settled", "bigger_batch"};
    struct fixture *f = rv_alloc(1, sizeof *f);

    *state = f;
    for (int v = 0; v < 3; v++) {
        f->variants[v].name = rv_strdup(names[v]);
        f->variants[v].selected = true;
        f->variants[v].recipe.record.from = 2;
        f->variants[v].recipe.train.epochs = EPOCHS;
    }
    f->claim = (struct rv_claim){.share = 1};
    f->scenario = (struct rv_scenario){.variants = f->variants, .variant_count = 3,
                                       .claims = &f->claim, .claim_count = 1};
    for (size_t i = 0; i < 3 * SEEDS; i++) {
        f->seeds[i % SEEDS] = 7 + i % SEEDS;
        f->results[i].variant = i / SEEDS;
        f->results[i].seed = f->seeds[i % SEEDS];
        /* Seed 7 is the calmest, seed 11 the wildest. */
        fill(&f->results[i], amplitude[i / SEEDS] * (1 + 0.1 * (double)(i % SEEDS)));
    }
    f->experiment = (struct rv_experiment){.scenario = &f->scenario, .seeds = f->seeds,
                                           .seed_count = SEEDS, .results = f->results,
                                           .result_count = 3 * SEEDS};
    return 0;
}

static inline void drop_verdicts(struct fixture *f)
{
    for (size_t c = 0; f->experiment.verdicts && c < f->scenario.claim_count; c++) {
        rv_free(f->experiment.verdicts[c].figures);
        rv_free(f->experiment.verdicts[c].missing);
    }
    rv_free(f->experiment.verdicts);
    f->experiment.verdicts = NULL;
}

static inline int leave(void **state)
{
    struct fixture *f = *state;

    drop_verdicts(f);
    for (size_t i = 0; i < 3 * SEEDS; i++)
        rv_table_release(&f->results[i].epochs);
    for (int v = 0; v < 3; v++)
        rv_free(f->variants[v].name);
    rv_free(f);
    return 0;
}

/* Checks one claim. */
static inline struct rv_claim_verdict *check_claim(struct fixture *f, const char *says,
                                                   double share,
                                      bool over_median)
{
    static char text[200];
    struct rv_error error = {0};

    drop_verdicts(f);
    snprintf(text, sizeof text, "%s", says);
    f->claim = (struct rv_claim){.says = text, .share = share, .over_median = over_median};
    if (rv_experiment_check_claims(&f->experiment, &error))
        fail_msg("%s: %s", says, error.message);
    return &f->experiment.verdicts[0];
}

static inline bool passes(struct fixture *f, const char *says)
{
    const struct rv_claim_verdict *verdict = check_claim(f, says, 1, false);

    assert_true(verdict->checked);
    assert_int_equal(verdict->of, SEEDS);
    assert_int_equal(verdict->required, SEEDS);
    assert_int_equal(rv_experiment_status(&f->experiment), verdict->passed ? RV_OK : RV_CLAIM);
    return verdict->passed;
}

#endif
