/* Exports for export.py: one run of 100 steps for every type of the registries.
 *
 *     export FOLDER      writes FOLDER/NAME for every case, and prints "case<TAB>NAME"
 *
 * A type that cannot be exported gives "refused<TAB>NAME<TAB>message" instead. */
#include "ravine/export.h"
#include "ravine/folder.h"
#include "ravine/optimizer.h"
#include "ravine/schedule.h"

#include <stdio.h>
#include <string.h>

#define SEED 5

/* 20 epochs of 5 steps, the last of them short. No bias in front of batch normalisation: its
 * gradient is 0 but for rounding, and Adam divides by that. */
#define DATA "data: {set: gratings, classes: 3, size: 9, train: 70, validation: 48, noise: 0.4}\n"
#define TRAIN "train: {batch: 16, epochs: 20}\n"
#define FULL "train: {batch: 70, epochs: 20}\n"
#define NETWORK                                                                                    \
    "network:\n"                                                                                   \
    "  - conv2d: {filters: 5, kernel: 3, bias: false}\n"                                           \
    "  - batchnorm: {momentum: 0.9}\n"                                                             \
    "  - tanh\n"                                                                                   \
    "  - maxpool2d\n"                                                                              \
    "  - dense: {units: 3}\n"
#define LOSS "loss: {name: cross_entropy}\n"
#define SGD "optimizer: {name: sgd, learning_rate: 0.05, momentum: 0.8}\n"

struct export_case {
    const char *name, *recipe;
};

#define NET(name, layers) {name, DATA TRAIN LOSS SGD "network:\n" layers "  - dense: {units: 3}\n"}

static const struct export_case cases[] = {
    NET("conv2d", "  - conv2d: {filters: 4, kernel: 3, stride: 2, padding: same}\n  - tanh\n"
                  "  - conv2d: {filters: 3, kernel: 2, stride: 2, padding: valid, bias: false}\n"),
    NET("conv2d_even", "  - conv2d: {filters: 4, kernel: 4, padding: same}\n  - tanh\n"),
    NET("dense", "  - dense: {units: 7, bias: false}\n  - tanh\n"),
    NET("batchnorm", "  - conv2d: {filters: 4}\n  - batchnorm: {scale: false, epsilon: 0.001}\n"
                     "  - tanh\n  - dense: {units: 6}\n"
                     "  - batchnorm: {center: false, momentum: 0.8}\n"),
    NET("batchnorm_frozen", "  - conv2d: {filters: 4}\n  - batchnorm: {frozen_statistics: true}\n"
                            "  - tanh\n"),
    NET("relu", "  - conv2d: {filters: 4}\n  - relu\n  - avgpool2d: {pool: 3, stride: 2}\n"),
    NET("leaky_relu", "  - conv2d: {filters: 4}\n  - leaky_relu: {slope: 0.07}\n"
                      "  - global_avgpool\n"),
    NET("sigmoid", "  - conv2d: {filters: 4}\n  - sigmoid\n  - maxpool2d: {pool: 3, stride: 2}\n"
                   "  - flatten\n"),
    NET("dropout", "  - conv2d: {filters: 4}\n  - dropout: {rate: 0.3}\n  - tanh\n  - flatten\n"
                   "  - dense: {units: 9}\n  - dropout: {rate: 0.5, rescale: false}\n"),
    NET("residual", "  - conv2d: {filters: 4}\n"
                    "  - residual: {layers: [conv2d: {filters: 4}, tanh], shortcut: identity}\n"
                    "  - residual: {layers: [conv2d: {filters: 6, stride: 2, bias: false}, "
                    "batchnorm, tanh, dropout], shortcut: projection}\n  - global_avgpool\n"),
    NET("frozen_and_slow", "  - conv2d: {filters: 4, trainable: false}\n  - tanh\n"
                           "  - dense: {units: 6, rate: 0.3}\n  - sigmoid\n"),
    {"cross_entropy", DATA TRAIN SGD NETWORK
     "loss: {name: cross_entropy, label_smoothing: 0.1, class_weights: [0.5, 1, 2.385]}\n"
     "evaluate: {class_weights: true}\n"},
    {"binary_cross_entropy", DATA TRAIN SGD NETWORK
     "loss: {name: binary_cross_entropy, label_smoothing: 0.1, l1: 0.0003, l2: 0.004}\n"},
    {"mean_squared_error", DATA TRAIN SGD NETWORK
     "loss: {name: mean_squared_error, class_weights: [0.5, 1, 2.385]}\n"},
    {"one_output", "data: {set: gratings, classes: 2, size: 9, train: 70, validation: 48}\n" TRAIN
     SGD "loss: {name: mean_squared_error}\nnetwork:\n  - conv2d: {filters: 3}\n  - tanh\n"
     "  - dense: {units: 1}\n"},
    {"clip", DATA TRAIN LOSS NETWORK SGD "clip: {value: 0.3, norm: 0.2}\n"},
    {"nesterov", DATA TRAIN LOSS NETWORK
     "optimizer: {name: sgd, learning_rate: 0.05, momentum: 0.8, nesterov: true}\n"},
    {"momentum_schedule", DATA TRAIN LOSS NETWORK SGD
     "momentum_schedule: {from: 0, to: 0.9, epochs: 10}\n"},
    {"adam_one_cycle", DATA TRAIN LOSS NETWORK
     "optimizer: {name: adam}\nschedule: {name: one_cycle, warmup: 1}\n"},
    {"warmup", DATA TRAIN LOSS NETWORK SGD
     "schedule: {name: step, warmup: 2.5, every: 4, factor: 0.5}\n"},
    {"ema", DATA TRAIN LOSS NETWORK SGD
     "evaluate: {parameters: ema}\naverage: {ema_decay: 0.9}\n"},
    {"swa", DATA TRAIN LOSS NETWORK SGD
     "evaluate: {parameters: swa}\naverage: {swa_from: 0.5, swa_every: 7}\n"},
    {"swa_epochs", DATA TRAIN LOSS NETWORK SGD
     "evaluate: {parameters: swa}\naverage: {swa_from: 0.5}\n"},
    {"recalibrated", DATA TRAIN LOSS NETWORK SGD
     "evaluate: {statistics: recalibrated, recalibration: {first: 50}}\n"},
    {"batch_statistics", DATA TRAIN LOSS NETWORK SGD
     "evaluate: {statistics: batch, order: by-class, batch: 10, reduce: batch-means}\n"},
    {"as_training", DATA TRAIN LOSS SGD "evaluate: {mode: training, order: shuffled, batch: 10, "
     "reduce: last-batch}\nnetwork:\n  - conv2d: {filters: 4}\n  - batchnorm\n  - tanh\n"
     "  - dropout\n  - dense: {units: 3}\n"},
    {"random_examples", DATA TRAIN LOSS NETWORK SGD "evaluate: {examples: {random: 20}}\n"},
    {"oversample", "data: {set: gratings, classes: 2, size: 9, train: 70, validation: 48, "
     "class_shares: [0.2, 0.8]}\n" TRAIN LOSS SGD "network: [dense: {units: 2}]\n"},
    {"passes", DATA "train: {batch: 32, epochs: 10, passes: 3}\n" LOSS NETWORK SGD},
    {"early_stopping", DATA TRAIN LOSS NETWORK SGD
     "early_stopping: {patience: 3, min_delta: 0.01}\n"},
    {"on_training_set", DATA TRAIN LOSS NETWORK SGD "evaluate: {set: training}\n"},
    {"pretrain", DATA TRAIN LOSS NETWORK SGD "pretrain: {train.epochs: 2, seed: 3}\n"},
};

static void make(const char *folder, const char *name, const char *yaml)
{
    struct rv_recipe recipe = {0};
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_text path = {0};
    const struct rv_export export = {name, "base", &recipe, SEED};

    if (rv_recipe_parse(name, yaml, &recipe, &report))
        RV_BUG("%s: %d: %s", name, report.errors[0].line, report.errors[0].message);
    rv_text_printf(&path, "%s/%s", folder, name);
    if (rv_export_check(&export, &error))
        printf("refused\t%s\t%s\n", name, error.message);
    else if (rv_folder_make(rv_text_string(&path), &error) ||
             rv_export_write(&export, rv_text_string(&path), &error))
        RV_BUG("%s: %s", name, error.message);
    else
        printf("case\t%s\n", name);
    rv_text_release(&path);
    rv_recipe_release(&recipe);
    rv_report_release(&report);
}

/* Some methods take whole batches only. */
static bool wants_all(const struct rv_registry *registry, size_t i)
{
    return registry == &rv_optimizers &&
           ((const struct rv_optimizer_type *)(const void *)registry->types[i])->exact;
}

/* Every type of a registry at its defaults. */
static void make_all(const char *folder, const struct rv_registry *registry, const char *rest)
{
    printf("registry\t%s", registry->plural);
    for (size_t i = 0; i < registry->count; i++)
        printf("\t%s", registry->types[i]->name);
    printf("\n");
    for (size_t i = 0; rest && i < registry->count; i++) {
        struct rv_text yaml = {0}, name = {0};

        rv_text_printf(&name, "%s_%s", registry->kind, registry->types[i]->name);
        rv_text_printf(&yaml, "%s%s%s: {name: %s}\n", rest, wants_all(registry, i) ? FULL : TRAIN,
                       registry->kind, registry->types[i]->name);
        make(folder, rv_text_string(&name), rv_text_string(&yaml));
        rv_text_release(&name);
        rv_text_release(&yaml);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        make(argv[1], cases[i].name, cases[i].recipe);
    make_all(argv[1], &rv_optimizers, DATA LOSS NETWORK);
    make_all(argv[1], &rv_schedules, DATA LOSS NETWORK SGD);
    make_all(argv[1], &rv_layers, NULL);
    make_all(argv[1], &rv_losses, NULL);
    return 0;
}
