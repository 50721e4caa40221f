/* The keys of `pretrain` beside those of a recipe. */
#include "ravine/recipe.h"

static const struct rv_param params[] = {
    RV_INTEGER(struct rv_pretrain, seed, .minimum = 0, .maximum = 1000000,
               .help = "Added to the seed of the run: 0 the same examples, order and first "
                       "weights; any other number others."),
    RV_PARAM_END,
};

const struct rv_type rv_pretrain_type = {
    .name = "pretrain",
    .summary = "What the network is trained on before the run.",
    .params = params,
    .config_size = sizeof(struct rv_pretrain),
};
