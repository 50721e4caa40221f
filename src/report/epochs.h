/* Epochs of a run in Keras' habit: for people, and for `diagnose`, which reads such lines. */
#ifndef RAVINE_REPORT_EPOCHS_H
#define RAVINE_REPORT_EPOCHS_H

#include "ravine/experiment.h"

/* The epoch in a row of the table of a result: "Epoch 3/25 - loss: 0.2312 - ...". `named`: variant
 * and seed in front, where several runs go on at once. */
void rv_epochs_print(const struct rv_experiment *experiment, size_t result, size_t row, bool named,
                     struct rv_text *out);

#endif
