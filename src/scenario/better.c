/* `better` of a scenario: what its choices are to make better. See struct rv_better.
 *
 * A cure is a claim about two runs on one seed, `changed` and `before`; it may name variants too,
 * where a question asks which of them is best. It is parsed once for each variant, because the
 * curves of a variant are its own. */
#include "scenario/claim.h"
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "ravine/run.h"
#include "yaml/typed.h"

#include <string.h>

enum { CHANGED, BEFORE, OWN }; /* places in front of the scenario's own variants */

static const char *const directions[] = {"lower", "higher", NULL};

static const struct rv_param params[] = {
    RV_TEXT(struct rv_better, measure,
            .help = "The number of a run that tells: [CURVE.]MEASURE[.CURVE2]; by default that of "
                    "the looks."),
    RV_CHOICE(struct rv_better, direction, .choices = directions,
              .help = "Which way is better."),
    RV_TEXT(struct rv_better, called,
            .help = "What tables call the number; by default the word of the looks, or the "
                    "measure's name."),
    RV_TEXT(struct rv_better, cure,
            .help = "What counts as a cure: a claim about `changed` and `before`, the same seed "
                    "with the change and without; it may name variants. By default a third of "
                    "the number is left."),
    RV_TEXT(struct rv_better, yes,
            .help = "The word for a cure where the choices are statements: right, so. By default "
                    "cure; all others then are no."),
    RV_REAL(struct rv_better, in, .initial = 0.95, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .help = "Share of the seeds on which the cure must hold."),
    RV_PARAM_END,
};

const struct rv_type rv_scenario_better_type = {
    .name = "better", .config_size = sizeof(struct rv_better), .params = params};

void rv_scenario_read_better(const struct rv_node *node, struct rv_scenario *scenario,
                             struct rv_report *report)
{
    struct rv_better *better = &scenario->better;
    struct rv_typed typed = {.owner = "'better'", .table = {{params, better}}};

    rv_params_defaults(params, better);
    rv_typed_bind(&typed, node, report);
    if (!*better->measure && better->direction == RV_HIGHER)
        rv_report_add(report, RV_INPUT, rv_node_get(node, "direction")->at,
                      "'direction: higher' needs 'measure': all that looks name is better when "
                      "lower");
    if (*better->yes && !*better->cure)
        rv_report_add(report, RV_INPUT, rv_node_get(node, "yes")->at,
                      "'yes' is a word for what 'cure' says: give both");
}

/* The scenario with the two runs of a cure in front of its variants; shallow, but for the list. */
static struct rv_scenario with_pair(const struct rv_scenario *scenario, size_t variant)
{
    static char changed[] = RV_BETTER_CHANGED, before[] = RV_BETTER_BEFORE;
    struct rv_scenario all = *scenario;

    all.variant_count += OWN;
    all.variants = rv_alloc(all.variant_count, sizeof *all.variants);
    for (size_t v = 0; v < scenario->variant_count; v++)
        all.variants[OWN + v] = scenario->variants[v];
    all.variants[CHANGED] = scenario->variants[variant];
    all.variants[CHANGED].name = changed;
    all.variants[BEFORE] = scenario->variants[0];
    all.variants[BEFORE].name = before;
    return all;
}

enum rv_status rv_better_parse(const struct rv_scenario *scenario, size_t variant,
                               struct rv_position at, struct rv_claim_form *form,
                               struct rv_report *report)
{
    struct rv_scenario all = with_pair(scenario, variant);
    struct rv_claim claim = {.says = (char *)(uintptr_t)scenario->better.cure, .at = at};
    enum rv_status status = rv_claim_parse(&claim, &all, form, report);

    for (size_t t = 0; t < form->term_count; t++)
        form->terms[t].variant = form->terms[t].variant == CHANGED  ? variant
                                 : form->terms[t].variant == BEFORE ? 0
                                                                    : form->terms[t].variant - OWN;
    rv_free(all.variants);
    return status;
}

/* The measure on the columns of a variant. */
static enum rv_status check_measure(const struct rv_variant *variant, const char *measure,
                                    struct rv_error *error)
{
    char **columns = rv_run_columns(&variant->recipe);
    struct rv_measure_call call;
    enum rv_status status =
        rv_measure_parse(measure, (const char *const *)(void *)columns, &call, error);

    rv_run_columns_free(columns);
    return status;
}

/* One message, however many variants cannot be measured. */
void rv_scenario_check_better(const struct rv_node *node, const struct rv_scenario *scenario,
                              struct rv_report *report)
{
    const struct rv_better *better = &scenario->better;
    const size_t before = report->count;

    if (!node || node->kind != RV_NODE_MAP)
        return;
    for (size_t v = 0; v < scenario->variant_count && report->count == before; v++) {
        const char *name = scenario->variants[v].name;
        struct rv_claim_form form = {0};
        struct rv_error error = {0};

        if (strcmp(name, RV_BETTER_CHANGED) == 0 || strcmp(name, RV_BETTER_BEFORE) == 0)
            rv_report_add(report, RV_INPUT, node->key_at,
                          "a cure calls two runs 'changed' and 'before': no variant can be '%s'",
                          name);
        if (scenario->variants[v].wrong)
            continue;
        if (*better->measure && check_measure(&scenario->variants[v], better->measure, &error))
            rv_report_add(report, RV_INPUT, rv_node_get(node, "measure")->at, "%s",
                          error.message);
        if (*better->cure)
            (void)rv_better_parse(scenario, v, rv_node_get(node, "cure")->at, &form, report);
        rv_claim_release(&form);
    }
}

void rv_scenario_print_better(const struct rv_scenario *scenario, struct rv_node *map)
{
    const struct rv_better *better = &scenario->better;
    struct rv_node *node;

    if (!*better->measure && !*better->cure && !*better->called)
        return;
    node = rv_node_map(RV_NOWHERE);
    for (const struct rv_param *p = params; p->kind != RV_KIND_END; p++)
        if (p->kind != RV_KIND_TEXT || *RV_CONST_FIELD(char, p, better))
            rv_node_put(node, p->name, rv_typed_node(p, better));
    rv_node_put(map, "better", node);
}
