/* First weights from files: the key initial.weights. Not for other folders. */
#ifndef RAVINE_RUN_GIVEN_WEIGHTS_H
#define RAVINE_RUN_GIVEN_WEIGHTS_H

#include "ravine/recipe.h"

/* Fills parameters and running statistics of the network of the recipe's layers. RV_INPUT where a
 * file is missing, of another size, or holds what is no number. */
enum rv_status rv_run_read_weights(const struct rv_recipe *recipe, const struct rv_network *network,
                                   double *parameters, double *statistics, struct rv_error *error);

#endif
