/* Epochs of a run in Keras' habit. */
#include "report/epochs.h"

/* The four numbers that Keras prints, under its names; ours are in epochs.csv. Four decimals, as
 * there, so that a log of a lecture and one of Keras can stand side by side. */
void rv_epochs_print(const struct rv_experiment *experiment, size_t result, size_t row, bool named,
                     struct rv_text *out)
{
    static const char *const shown[] = { "loss", "accuracy", "val_loss", "val_accuracy" };
    const struct rv_result *it = &experiment->results[result];
    const struct rv_table *epochs = rv_experiment_epochs(experiment, result);
    const struct rv_variant *variant = &experiment->scenario->variants[it->variant];

    if (named)
        rv_text_printf(out, "%s, seed %llu: ", variant->name, (unsigned long long)it->seed);
    rv_text_printf(out, "Epoch %zu/%ld", row + 1, variant->recipe.train.epochs);
    for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
        int column = rv_table_find(epochs, shown[k]);

        if (column >= 0)
            rv_text_printf(out, " - %s: %.4f", shown[k],
                           rv_table_at(epochs, row, column));
    }
    rv_text_add(out, "\n");
}
