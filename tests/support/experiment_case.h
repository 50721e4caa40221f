/* A made-up experiment for tests of figures: nothing was trained. About four of 21 epochs of the
 * failing variant jump, in validation and end-of-epoch training loss together; the epoch mean hides
 * it. */
#ifndef RAVINE_TESTS_EXPERIMENT_CASE_H
#define RAVINE_TESTS_EXPERIMENT_CASE_H

#include "ravine/experiment.h"
#include "ravine/memory.h"
#include "ravine/stream.h"

#include <math.h>
#include <string.h>

#define FAKE_EPOCHS 25
#define FAKE_STEPS_AN_EPOCH 32

struct fake {
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_claim claims[2];
    struct rv_claim_verdict verdicts[2];
    struct rv_protocol protocol;
};

static inline char *fake_text(const char *text)
{
    return rv_strdup(text);
}

/* One run: `wild` is the share of epochs that jump. */
static inline void fake_run(struct rv_result *result, double wild)
{
    static const char *const epoch_names[] = {"epoch", "loss", "accuracy", "val_loss",
        "val_accuracy", "val_loss_se", "val_jump_se", "snapshot_loss", "snapshot_accuracy",
        "exact_loss", "limit_share", NULL};
    static const char *const step_names[] = {"step", "epoch", "loss", "running_loss", NULL};
    struct rv_stream draw = rv_stream_at(result->seed, RV_STREAM_NOISE, (uint32_t)result->variant,
                                         0, 0);

    rv_table_init(&result->epochs, epoch_names, FAKE_EPOCHS);
    rv_table_init(&result->steps, step_names, FAKE_EPOCHS * FAKE_STEPS_AN_EPOCH);
    for (int e = 1; e <= FAKE_EPOCHS; e++) {
        double mean = 0.12 + 0.55 * exp(-e / 4.0), sum = 0;
        bool jumps = e == 1 || rv_stream_uniform(&draw) < wild;
        double needle = jumps ? 0.25 + 0.5 * rv_stream_uniform(&draw) : 0;
        double snapshot = mean * (0.95 + 0.06 * rv_stream_gaussian(&draw) * (wild > 0)) + needle;
        double validation = snapshot * (1.03 + 0.04 * rv_stream_gaussian(&draw));
        double row[] = {e, mean, 1 - 0.4 * mean, validation, 1 - 0.42 * validation,
                        0.05 * validation, 0.01, snapshot, 1 - 0.4 * snapshot,
                        0.9 * validation, 0.2 + 0.8 * validation};

        rv_table_append(&result->epochs, row);
        for (int s = 1; s <= FAKE_STEPS_AN_EPOCH; s++) {
            double loss = mean * exp(0.35 * rv_stream_gaussian(&draw));
            double step[] = {(e - 1) * FAKE_STEPS_AN_EPOCH + s,
                             e - 1 + (double)s / FAKE_STEPS_AN_EPOCH, loss, 0};

            sum += loss;
            step[3] = sum / s;
            rv_table_append(&result->steps, step);
        }
    }
    result->made = true;
    result->stopped = RV_FINISHED_RUN;
}

static inline void fake_create(struct fake *fake, size_t variants, size_t seeds)
{
    static const char *const names[] = {"bouncing", "settled", "dropped", "averaged",
                                        "bigger_batch", "more_validation"};
    static const double wild[] = {0.2, 0, 0.04, 0.01, 0.15, 0.2};
    struct rv_scenario *scenario = &fake->scenario;
    struct rv_experiment *experiment = &fake->experiment;

    *fake = (struct fake){.protocol = {.name = "exact"}};
    scenario->name = fake_text("large-lr");
    scenario->title = fake_text("The learning rate is too large for the valley");
    scenario->answers = rv_alloc(1, sizeof *scenario->answers);
    scenario->answers[0] = fake_text("settled");
    scenario->answer_count = 1;
    scenario->seed_demo = 3;
    scenario->variants = rv_alloc(variants, sizeof *scenario->variants);
    scenario->variant_count = variants;
    for (size_t v = 0; v < variants; v++) {
        scenario->variants[v].name = fake_text(names[v]);
        scenario->variants[v].selected = true;
        scenario->variants[v].recipe.record.from = 5;
        scenario->variants[v].recipe.protocols = &fake->protocol;
        scenario->variants[v].recipe.protocol_count = 1;
    }
    fake->claims[0] = (struct rv_claim){
        .says = fake_text("bouncing.val_loss.follows.snapshot_loss >= 0.85"),
        .sentence = fake_text("The training loss at the end of the epoch jumps with the validation "
                              "loss; its mean hid it."), .share = 0.95};
    fake->claims[1] = (struct rv_claim){
        .says = fake_text("bouncing.fluctuation >= 5 * settled.fluctuation"),
        .sentence = fake_text("A fifty times smaller learning rate calms validation at least five "
                              "times."), .share = 0.95};
    fake->verdicts[0] = fake->verdicts[1] = (struct rv_claim_verdict){.checked = true,
                                                                      .passed = true};
    scenario->claims = fake->claims;
    scenario->claim_count = 2;
    experiment->scenario = scenario;
    experiment->verdicts = fake->verdicts;
    experiment->seeds = rv_alloc(seeds, sizeof *experiment->seeds);
    experiment->seed_count = seeds;
    experiment->result_count = variants * seeds;
    experiment->results = rv_alloc(experiment->result_count, sizeof *experiment->results);
    for (size_t i = 0; i < experiment->result_count; i++) {
        experiment->seeds[i % seeds] = 1 + i % seeds;
        experiment->results[i].variant = i / seeds;
        experiment->results[i].seed = 1 + i % seeds;
        fake_run(&experiment->results[i], wild[i / seeds]);
    }
}

static inline void fake_release(struct fake *fake)
{
    for (size_t i = 0; i < fake->experiment.result_count; i++) {
        rv_table_release(&fake->experiment.results[i].epochs);
        rv_table_release(&fake->experiment.results[i].steps);
    }
    for (size_t v = 0; v < fake->scenario.variant_count; v++)
        rv_free(fake->scenario.variants[v].name);
    for (size_t c = 0; c < 2; c++) {
        rv_free(fake->claims[c].says);
        rv_free(fake->claims[c].sentence);
    }
    rv_free(fake->scenario.variants);
    rv_free(fake->scenario.name);
    rv_free(fake->scenario.title);
    for (size_t a = 0; a < fake->scenario.answer_count; a++)
        rv_free(fake->scenario.answers[a]);
    rv_free(fake->scenario.answers);
    rv_free(fake->experiment.results);
    rv_free(fake->experiment.seeds);
}

#endif
