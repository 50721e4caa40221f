/* The registry of measures, expanded from measures.def. */
#include "ravine/measure.h"

#define X(name) extern const struct rv_measure_type rv_measure_##name;
#include "measure/measures.def"
#undef X

static const struct rv_type *const types[] = {
#define X(name) &rv_measure_##name.type,
#include "measure/measures.def"
#undef X
};

const struct rv_registry rv_measures = {"measure", "measures", types,
                                        sizeof types / sizeof types[0]};
