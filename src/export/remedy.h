/* What one recipe changes relative to another, as a line of Keras and one of PyTorch. For layers
 * above that show a remedy.
 *
 *     struct rv_remedy_lines lines = {0};
 *     rv_export_remedy(&failing, &cured, &lines);
 *     lines.keras.string       "keras.optimizers.SGD(learning_rate=0.01)   # untested"
 *     rv_export_remedy_release(&lines);
 *
 * The lines come from the rows of export/frameworks.c and of remedy.c. They stay empty where both
 * recipes are the same, or differ in what has no name there (what is recorded, a surface). */
#ifndef RAVINE_EXPORT_REMEDY_H
#define RAVINE_EXPORT_REMEDY_H

#include "ravine/recipe.h"

struct rv_remedy_lines {
    struct rv_text keras, pytorch;
};

/* Starts from {0}. Keras cannot be run where ravine is tested: its line says so. */
void rv_export_remedy(const struct rv_recipe *base, const struct rv_recipe *remedy,
                      struct rv_remedy_lines *lines);
void rv_export_remedy_release(struct rv_remedy_lines *lines);

#endif
