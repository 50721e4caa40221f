/* The registry of data sets: datasets.def expanded to declarations and to an array. */
#include "ravine/dataset.h"

#define X(name) extern const struct rv_dataset_type rv_dataset_##name;
#include "data/datasets.def"
#undef X

static const struct rv_type *const types[] = {
#define X(name) &rv_dataset_##name.type,
#include "data/datasets.def"
#undef X
};

const struct rv_registry rv_datasets = {
    .kind = "data set",
    .plural = "datasets",
    .types = types,
    .count = sizeof types / sizeof *types,
};
