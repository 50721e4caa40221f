/* The table of the section `record`. */
#include "ravine/recipe.h"

static const char *const weights[] = {"none", "final", "every-epoch", NULL};

static const char *const moments[] = {"never", "epoch", NULL};

static const struct rv_param params[] = {
    RV_INTEGER(struct rv_record, from, .initial = 1, .minimum = 1, .maximum = 10000,
               .unit = "epochs",
               .help = "First epoch that measures use: leaves out the fall at the beginning."),
    RV_INTEGER(struct rv_record, to, .initial = 0, .minimum = 0, .maximum = 10000,
               .unit = "epochs", .help = "Last epoch that measures use; 0: the end of the run."),
    RV_REAL(struct rv_record, threshold, .initial = 0.5, .minimum = -1e6, .maximum = 1e6,
            .help = "Level of the measure time_to_threshold, on val_loss unless another curve is "
                    "named."),
    RV_INTEGER(struct rv_record, steps_every, .initial = 0, .minimum = 0, .maximum = 1000000,
               .unit = "steps", .help = "A row in steps.csv every N mini-batches; 0: none."),
    RV_BOOLEAN(struct rv_record, snapshot, .initial = 1,
               .help = "Evaluate the whole training set at the end of each epoch: the loss of one "
                       "point of the path, beside the mean over the epoch. Costs one pass."),
    RV_BOOLEAN(struct rv_record, metrics,
               .help = "Columns val_squared_error, val_balanced_accuracy, val_auc, "
                       "val_largest_class: the same predictions measured in other ways. On a "
                       "surface: wall_share_gradient, wall_share_step, how much of gradient and "
                       "step points into the wall."),
    RV_BOOLEAN(struct rv_record, halves,
               .help = "Columns val_loss_half_a, val_loss_half_b: even and odd examples of the "
                       "validation set. If both halves jump together it is the weights, if not it "
                       "is the sample. Of a network."),
    RV_BOOLEAN(struct rv_record, flips,
               .help = "Columns jump_share_1, jump_share_10, flipped: how few examples make the "
                       "jump of val_loss, and how many answers changed. Of a network."),
    RV_BOOLEAN(struct rv_record, dead_units,
               .help = "Column dead_units: share of the units of the last ReLU that are 0 for "
                       "every validation example, and so learn nothing any more. Of a network; "
                       "costs up to one pass."),
    RV_CHOICE(struct rv_record, curvature.every, .choices = moments, .initial_text = "never",
              .help = "epoch: columns curvature_1, curvature_2, limit_share, step_share, "
                      "epoch_share and more: how steep the loss is where the run stands, and how "
                      "much of its way went along the steepest direction. Costs as much as "
                      "thousands of examples an epoch."),
    RV_INTEGER(struct rv_record, curvature.top, .initial = 2, .minimum = 1, .maximum = 50,
               .help = "Eigenvalues; the first two have columns, all count in step_share_top and "
                       "epoch_share_top."),
    RV_INTEGER(struct rv_record, curvature.examples, .initial = 512, .minimum = 2,
               .maximum = 1000000, .unit = "examples",
               .help = "Training examples to measure on, drawn once, and as many of validation for "
                       "first_order_share; all where there are fewer. Few: the eigenvalues are "
                       "those of these few."),
    RV_CHOICE(struct rv_record, weights, .choices = weights, .initial_text = "final",
              .help = "Weights that are saved in the run folder, and with them the running "
                      "statistics of batch normalisation: final.npy and final-statistics.npy, for "
                      "every epoch epochs.npy and epochs-statistics.npy too."),
    RV_PARAM_END,
};

const struct rv_type rv_record_type = {
    .name = "record",
    .summary = "What is recorded, and the epochs that measures use.",
    .params = params,
    .config_size = sizeof(struct rv_record),
};
