/* Lines about the data before a run: see data_lines.h. */
#include "command/data_lines.h"

#include "command/output.h"
#include "data/examine.h"
#include "ravine/memory.h"
#include "report/data_facts.h"

#include <string.h>

static void print_counts(const struct rv_data_facts *facts, const struct rv_examples *set,
                         const char *name, int width, struct rv_text *out)
{
    size_t *counts = rv_alloc((size_t)set->classes, sizeof *counts);
    struct rv_text line = { 0 };

    for (size_t i = 0; i < set->count; i++)
        counts[set->labels[i]]++;
    rv_text_printf(&line, "%s, %zu:", name, set->count);
    for (size_t k = 0; k < (size_t)set->classes && k < facts->class_count && k < 12; k++)
        rv_text_printf(&line, "%s %s %zu", k ? "," : "", facts->classes[k].name, counts[k]);
    if (facts->class_count > 12)
        rv_text_add(&line, " ...");
    rv_text_wrap(out, rv_text_string(&line), 2, width);
    rv_text_release(&line);
    rv_free(counts);
}

/* Of the first variant and the first seed: variants mostly share the data. */
void rv_data_lines_print(const struct rv_call *call, const struct rv_scenario *scenario)
{
    const struct rv_recipe *recipe = &scenario->variants[0].recipe;
    const struct rv_param *file =
        recipe->data.type ? rv_params_find(recipe->data.type->params, "file") : NULL;
    struct rv_samples samples = { 0 };
    struct rv_data_facts facts = { 0 };
    struct rv_text out = { 0 };
    struct rv_error ignored = { 0 };

    if (!file || rv_examine(&recipe->data, &facts, &ignored) != RV_OK || !facts.format)
        return;
    rv_data_facts_print(&facts, RV_CONST_FIELD(char, file, recipe->data.values),
                        call->screen.width, &out);
    if (rv_samples_create(&recipe->data, &recipe->split, &recipe->scale,
                          (uint64_t)scenario->seed_first, &samples, &ignored) == RV_OK) {
        print_counts(&facts, &samples.training, "training", call->screen.width, &out);
        print_counts(&facts, &samples.validation, "validation", call->screen.width, &out);
    }
    rv_output_text(&out);
    rv_text_release(&out);
    rv_samples_release(&samples);
    rv_data_facts_release(&facts);
}
