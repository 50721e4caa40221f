/* The table of the section `initial`; the weights are read in src/run/given_weights.c. */
#include "ravine/recipe.h"

static const struct rv_param params[] = {
    RV_TEXT(struct rv_initial, weights, .is_file = true,
            .help = "A folder of weights that the run begins with, a file LAYER.ARRAY.npy for "
                    "each array, as `ravine export` and its script write them (also the folder "
                    "above, which has them in pytorch/ or final/); empty: drawn by the layers. "
                    "`--weights-from DIR` sets it."),
    RV_PARAM_END,
};

const struct rv_type rv_initial_type = {
    .name = "initial",
    .summary = "Where the first weights come from.",
    .params = params,
    .config_size = sizeof(struct rv_initial),
};
