/* `--set` more than once: whatever their order, they say the same together. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "ravine/scenario.h"

#include <string.h>

#define SETS_MAX 5

static const char on_images[] = "title: Images\n"
                                "recipe:\n"
                                "  data: {set: gratings, classes: 2, train: 100, validation: 50}\n"
                                "  network: tiny-cnn\n"
                                "  optimizer: {name: sgd, learning_rate: 0.2385, momentum: 0.5}\n"
                                "  pretrain: {train.epochs: 2, optimizer.learning_rate: 0.25}\n"
                                "  train: {batch: 10, epochs: 5}\n"
                                "variants:\n"
                                "  plain: {}\n"
                                "  other: {optimizer: {name: adam, beta1: 0.5}, network: mlp}\n";
static const char on_valley[] = "title: A valley\n"
                                "recipe:\n"
                                "  surface: {name: quadratic, curvature: [1, 77]}\n"
                                "  train: {steps_per_epoch: 7, epochs: 11}\n"
                                "variants:\n"
                                "  plain: {}\n"
                                "  other: {optimizer.learning_rate: 0.001}\n";

/* A list of --set, which of them is looked at, and what the printed scenario must hold. */
struct sample {
    const char *yaml;
    const char *sets[SETS_MAX];
    const char *wanted[4];
};

static const struct sample samples[] = {
    {on_valley, {"noise.sigma=2", "noise.name=gaussian"}, {"name: gaussian, sigma: 2"}},
    {on_images,
     {"optimizer.beta1=0.8", "optimizer.name=adam", "optimizer.learning_rate=0.003"},
     {"beta1: 0.8", "learning_rate: 0.003"}},
    {on_images, {"optimizer.beta1=0.8", "optimizer=adam"}, {"beta1: 0.8"}},
    {on_images,
     {"optimizer.beta1=0.8", "optimizer={name: adam, beta2: 0.9}"},
     {"beta1: 0.8", "beta2: 0.9"}},
    /* The same type named again keeps what the base says. */
    {on_images,
     {"optimizer.learning_rate=0.003", "optimizer.name=sgd"},
     {"momentum: 0.5", "learning_rate: 0.003"}},
    {on_images, {"data.turns=3", "data.set=spiral", "data.train=70", "network=mlp"},
     {"turns: 3", "train: 70"}},
    {on_images, {"schedule.every=3", "schedule.name=step", "schedule.factor=0.385"},
     {"every: 3", "factor: 0.385"}},
    {on_images, {"network.dropout.rate=0.385", "network=vgg-like"}, {"rate: 0.385"}},
    {on_images,
     {"network.dense.units=2", "network.conv2d.filters=7",
      "network=[{conv2d: {filters: 3, kernel: 3}}, global_avgpool, dense: {units: 5}]"},
     {"filters: 7", "units: 2"}},
    {on_images, {"pretrain.optimizer.beta1=0.8", "pretrain.optimizer.name=adam"}, {"beta1: 0.8"}},
    {on_images,
     {"pretrain.network.conv2d_1.filters=7", "pretrain.network=tiny-cnn", "pretrain.seed=3",
      "other:pretrain=none"}, /* the last layer still is of one shape; an mlp takes nothing */
     {"filters: 7", "seed: 3"}},
    {on_images, {"other:optimizer.weight_decay=0.125", "other:optimizer.name=adamw"}, {"weight_decay: 0.125"}},
    {on_images,
     {"plain:network.conv2d.filters=7", "plain:network=tiny-cnn", "train.batch=20",
      "plain:train.batch=25"},
     {"filters: 7", "batch: 25", "batch: 20"}},
    {on_valley, {"other:noise.sigma=2", "other:noise=gaussian"}, {"noise: {name: gaussian, sigma: 2}}"}},
};

/* The scenario as it would be printed into the run folder; or the messages. */
static char *read(const struct sample *sample, const char *const *sets, size_t count, bool *good)
{
    struct rv_scenario_options options = {.sets = sets, .set_count = count, .seed_first = -1,
                                          .seed_count = -1};
    struct rv_scenario scenario;
    struct rv_report report = {0};
    struct rv_text out = {0};

    (void)rv_scenario_parse("sample", sample->yaml, &options, &scenario, &report, NULL);
    *good = report.count == 0;
    for (size_t i = 0; i < report.count; i++)
        rv_text_printf(&out, "%s:%d: %s\n", report.errors[i].source, report.errors[i].column,
                       report.errors[i].message);
    if (*good)
        rv_scenario_print(&scenario, &out);
    rv_report_release(&report);
    rv_scenario_release(&scenario);
    return out.string;
}

/* All orders of the first `left` sets; each must print what `first` is. */
static void permute(const struct sample *sample, const char **sets, size_t left, size_t count,
                    const char *first)
{
    if (left <= 1) {
        bool good;
        char *text = read(sample, sets, count, &good);

        if (!good || strcmp(text, first) != 0) {
            for (size_t i = 0; i < count; i++)
                print_error("--set %s\n", sets[i]);
            fail_msg("expected:\n%s\nfound:\n%s", first, text);
        }
        rv_free(text);
        return;
    }
    for (size_t i = 0; i < left; i++) {
        const char *moved = sets[i];

        sets[i] = sets[left - 1];
        sets[left - 1] = moved;
        permute(sample, sets, left - 1, count, first);
        sets[left - 1] = sets[i];
        sets[i] = moved;
    }
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof samples / sizeof *samples; k++) {
        const struct sample *sample = &samples[k];
        const char *sets[SETS_MAX];
        size_t count = 0;
        bool good;
        char *first;

        for (; count < SETS_MAX && sample->sets[count]; count++)
            sets[count] = sample->sets[count];
        first = read(sample, sets, count, &good);
        if (!good && sample->wanted[0])
            fail_msg("sample %zu: %s", k, first);
        for (size_t i = 0; sample->wanted[i]; i++)
            if (!strstr(first, sample->wanted[i]))
                fail_msg("sample %zu: no %s in\n%s", k, sample->wanted[i], first);
        if (good)
            permute(sample, sets, count, count, first);
        rv_free(first);
    }
}

/* Of one key the last counts; a key that the last type does not have is told of its own --set. */
static void test_last_of_one_key(void **state)
{
    static const char *const twice[] = {"optimizer.momentum=0.77", "optimizer.momentum=0.385"};
    static const char *const types[] = {"optimizer.beta1=0.8", "optimizer=adam", "optimizer=sgd"};
    static const struct sample sample = {.yaml = on_images};
    bool good;
    char *text = read(&sample, twice, 2, &good);

    (void)state;
    assert_true(good && strstr(text, "momentum: 0.385") && !strstr(text, "momentum: 0.77"));
    rv_free(text);
    text = read(&sample, types, 3, &good);
    assert_false(good);
    assert_non_null(strstr(text, "--set optimizer.beta1=0.8:1: 'optimizer' (sgd) has no key 'beta1'"));
    rv_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_last_of_one_key),
    };

    return cmocka_run_group_tests_name("sets", tests, NULL, NULL);
}
