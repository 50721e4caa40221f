/* Fashion-MNIST: 60,000 pictures of clothes, 28 × 28, in ten classes: 0 T-shirt, 1 trousers,
 * 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker, 8 bag, 9 boot. Classes 0, 2, 4, 6 are
 * hard to tell apart: `classes: [2, 4, 6], pool: 2` makes a good lesson in a second. The files are
 * those of Debian's package dataset-fashion-mnist. */
#include "data/idx_set.h"

static const struct rv_param params[] = {
    RV_IDX_SET_ROWS(RV_IDX_SET_FOLDER "train-images-idx3-ubyte.gz",
                    RV_IDX_SET_FOLDER "train-labels-idx1-ubyte.gz"),
    RV_PARAM_END
};

const struct rv_dataset_type rv_dataset_fashion_mnist = {
    .type = {
        .name = "fashion-mnist",
        .summary = "Pictures of clothes, 28 x 28, ten classes; Debian's dataset-fashion-mnist.",
        .reference = "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image dataset, 2017",
        .params = params,
        .config_size = sizeof(struct rv_idx_set),
    },
    .describe = rv_idx_set_describe,
    .create = rv_idx_set_create,
};
