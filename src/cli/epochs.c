/* Epochs of a run in Keras' habit. */
#include "cli/epochs.h"

/* The four numbers that Keras prints, under its names; ours are in epochs.csv. Four decimals, as
 * there, so that a log of a lecture and one of Keras can stand side by side. */
void rv_epochs_print(const struct rv_scenario *scenario, const struct rv_result *result,
                     bool named, struct rv_text *out)
{
    static const char *const shown[] = { "loss", "accuracy", "val_loss", "val_accuracy" };
    const struct rv_variant *variant = &scenario->variants[result->variant];

    if (named)
        rv_text_printf(out, "%s, seed %llu\n", variant->name, (unsigned long long)result->seed);
    for (size_t row = 0; row < result->epochs.rows; row++) {
        rv_text_printf(out, "Epoch %zu/%ld", row + 1, variant->recipe.train.epochs);
        for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
            int column = rv_table_find(&result->epochs, shown[k]);
            if (column >= 0)
                rv_text_printf(out, " - %s: %.4f", shown[k],
                               rv_table_at(&result->epochs, row, column));
        }
        rv_text_add(out, "\n");
    }
    if (result->stopped == RV_DIVERGED_RUN)
        rv_text_printf(out, "%s, seed %llu: diverged\n", variant->name,
                       (unsigned long long)result->seed);
}
