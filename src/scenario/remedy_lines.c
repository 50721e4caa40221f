/* The remedy of a scenario as a line of Keras and one of PyTorch: what the answer changes relative
 * to the failing run. What the file says under `keras` and `pytorch` is for what no recipe can say
 * (a measurement, a habit), and stands in where nothing can be derived. */
#include "scenario/internal.h"

#include "export/remedy.h"
#include "ravine/memory.h"

#include <string.h>

/* The first of several answers; NULL: no choice is right. */
static const struct rv_variant *answer_of(const struct rv_scenario *scenario)
{
    for (size_t v = 0; scenario->answer_count && v < scenario->variant_count; v++)
        if (scenario->answers[0] && strcmp(scenario->variants[v].name, scenario->answers[0]) == 0)
            return &scenario->variants[v];
    return NULL;
}

/* One of them, or as it is written. */
static char *line_of(const struct rv_text *derived, bool any, const char *written)
{
    if (any)
        return derived->length ? rv_strdup(rv_text_string(derived)) : NULL;
    return written ? rv_strdup(written) : NULL;
}

void rv_scenario_derive_lines(struct rv_scenario *scenario)
{
    const struct rv_variant *answer = answer_of(scenario), *failing = scenario->variants;
    struct rv_remedy_lines lines = {0};
    bool any;

    if (answer && answer != failing && !answer->wrong && !failing->wrong)
        rv_export_remedy(&failing->recipe, &answer->recipe, &lines);
    any = lines.keras.length || lines.pytorch.length;
    scenario->lines.keras = line_of(&lines.keras, any, scenario->keras);
    scenario->lines.pytorch = line_of(&lines.pytorch, any, scenario->pytorch);
    rv_export_remedy_release(&lines);
}
