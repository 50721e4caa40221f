/* The table of the section `early_stopping`; what it does is in src/run/early_stopping.c. */
#include "ravine/recipe.h"

static const struct rv_param params[] = {
    RV_INTEGER(struct rv_early_stopping, patience, .minimum = 0, .maximum = 100000,
               .unit = "epochs",
               .help = "The run ends after this many epochs in a row without a better validation "
                       "loss; 0 is off. 5 to 20. Too large: it never acts. Too small: one jump "
                       "ends the run."),
    RV_REAL(struct rv_early_stopping, min_delta, .minimum = 0, .maximum = 1e6, .unit = "nats",
            .help = "The validation loss must fall by more than this to count as better. 0 to "
                    "0.01. Too large: progress is taken for a standstill."),
    RV_BOOLEAN(struct rv_early_stopping, restore_best, .initial = 1,
               .help = "Hand in the weights of the best epoch, not those of the last one."),
    RV_PARAM_END,
};

const struct rv_type rv_early_stopping_type = {
    .name = "early_stopping",
    .summary = "Ends the run when the validation loss stops improving.",
    .reference = "Prechelt 1998; Keras EarlyStopping",
    .params = params,
    .config_size = sizeof(struct rv_early_stopping),
};
