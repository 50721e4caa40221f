/* Many recipes of one scenario: as `run --set KEY=VALUE ...` would make them, without reading the
 * file again.
 *
 *     rv_variation_create(&scenario, &options, &variation);
 *     const char *values[] = {"--vary optimizer.learning_rate=0.1", "--vary train.batch=8"};
 *     if (rv_variation_recipe(variation, values, 2, variant, &recipe, &report) == RV_OK) ...
 *     rv_recipe_release(&recipe);
 *     rv_variation_free(variation);
 *
 * Several threads may ask one variation at the same time. */
#ifndef RAVINE_VARIATION_H
#define RAVINE_VARIATION_H

#include "ravine/scenario.h"

struct rv_variation;

/* What stands in front of KEY=VALUE or VARIANT:KEY=VALUE, and is what messages call it. */
#define RV_VARIATION_PREFIX "--vary "

/* `scenario` was read with these options and without mistakes. Both must outlive the variation, as
 * do the texts of --set. */
void rv_variation_create(const struct rv_scenario *scenario,
                         const struct rv_scenario_options *options,
                         struct rv_variation **variation);
void rv_variation_free(struct rv_variation *variation);
/* The scenario as it was read: names, titles, which variants are selected. */
const struct rv_scenario *rv_variation_scenario(const struct rv_variation *variation);

/* The recipe of a variant (its index) with the --set of the options and these values. The texts
 * must outlive the recipe. The report gets all mistakes; RV_MISSING as rv_recipe_bind() has it. */
enum rv_status rv_variation_recipe(const struct rv_variation *variation,
                                   const char *const *values, size_t count, size_t variant,
                                   struct rv_recipe *recipe, struct rv_report *report);

#endif
