/* Epochs of a run in Keras' habit: for people, and for `diagnose`, which reads such lines. */
#ifndef RAVINE_CLI_EPOCHS_H
#define RAVINE_CLI_EPOCHS_H

#include "ravine/experiment.h"

/* Every epoch of one run: "Epoch 3/25 - loss: 0.2312 - ...". `named`: variant and seed above it. */
void rv_epochs_print(const struct rv_scenario *scenario, const struct rv_result *result,
                     bool named, struct rv_text *out);

#endif
