/* What counts as a cure: see cure.h. */
#include "experiment/cure.h"

#include "ravine/memory.h"

#include <math.h>

void rv_cure_create(const struct rv_scenario *scenario, struct rv_cure *cure)
{
    struct rv_report ignored = {0};

    *cure = (struct rv_cure){0};
    if (!*scenario->better.cure)
        return;
    cure->count = scenario->variant_count;
    cure->forms = rv_alloc(cure->count, sizeof *cure->forms);
    for (size_t v = 0; v < cure->count; v++)
        if (rv_better_parse(scenario, v, (struct rv_position){0}, &cure->forms[v], &ignored))
            rv_claim_release(&cure->forms[v]); /* then it holds nowhere */
    rv_report_release(&ignored);
}

void rv_cure_release(struct rv_cure *cure)
{
    for (size_t v = 0; v < cure->count; v++)
        rv_claim_release(&cure->forms[v]);
    rv_free(cure->forms);
    *cure = (struct rv_cure){0};
}

bool rv_cure_holds(const struct rv_cure *cure, const struct rv_experiment *experiment,
                   size_t variant, size_t seed)
{
    const struct rv_claim_form *form = &cure->forms[variant];
    const size_t seeds = experiment->seed_count;
    double *values;
    bool holds = form->term_count > 0;

    if (!holds)
        return false;
    values = rv_alloc(form->term_count, sizeof *values);
    for (size_t t = 0; t < form->term_count && holds; t++) {
        const struct rv_claim_term *term = &form->terms[t];

        values[t] = rv_experiment_measure(experiment, term->variant * seeds + seed, &term->call);
        holds = !isnan(values[t]);
    }
    holds = holds && rv_claim_holds(form, values);
    rv_free(values);
    return holds;
}
