/* Values that a table does not have, with `missing: mean`. */
#ifndef RAVINE_DATA_MISSING_H
#define RAVINE_DATA_MISSING_H

#include "ravine/dataset.h"

#include <float.h>

/* Stands for one; a number of this size is refused by whoever reads a file. */
#define RV_MISSING_VALUE (-FLT_MAX)

/* Puts the mean of each feature over the training examples there, in all three sets: what the
 * others hold must not be known. */
void rv_missing_fill(struct rv_samples *samples);

#endif
