/* `claims` of a scenario: sentences that can fail, as they are written. What one says is
 * parsed in claim.c. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

/* What a claim asks for beside its comparison. */
struct requirement {
    double in;
    int over, verdict;
};

static const char *const overs[] = {"seeds", "median", NULL};

static const struct rv_param params[] = {
    RV_REAL(struct requirement, in, .initial = 1, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .help = "Share of the seeds that must hold."),
    RV_CHOICE(struct requirement, over, .choices = overs,
              .help = "Checked on every seed, or once on the medians over the seeds."),
    RV_CHOICE(struct requirement, verdict, .choices = rv_syllabus_verdicts,
              .help = "What became of the folk claim."),
    RV_PARAM_END,
};

const struct rv_type rv_scenario_claim_type = {
    .name = "claims", .config_size = sizeof(struct requirement), .params = params};

/* `folk` and `verdict` belong together: words of the syllabus, and what became of them. */
static void read_folk(const struct rv_node *item, int verdict, struct rv_claim *claim,
                      struct rv_report *report)
{
    const struct rv_node *folk = rv_node_get(item, "folk"), *word = rv_node_get(item, "verdict");
    struct rv_error error = {0};
    char *words = folk ? rv_scenario_text(folk, "folk", report) : NULL;

    claim->verdict = (enum rv_folk_verdict)verdict;
    if (words) {
        claim->folk = rv_registry_get(&rv_syllabus_folk_claims, words, &error);
        if (!claim->folk)
            rv_report_add(report, RV_INPUT, folk->at, "%s", error.message);
    }
    if (!folk != !word)
        rv_report_add(report, RV_INPUT, (folk ? folk : word)->key_at,
                      "'folk' (what people say) and 'verdict' (what became of it) stand together");
    rv_free(words);
}

/* A claim is a sentence that can fail; the plain form is one that must hold on every seed.
 * `over: median` looks at one number, so that a share of seeds has no meaning there. */
static void read_claim(const struct rv_node *item, struct rv_claim *claim,
                       struct rv_report *report)
{
    static const char *const texts[] = {"says", "sentence", "folk", NULL};
    struct requirement required = {0};
    struct rv_typed typed = {
        .owner = "a claim", .table = {{params, &required}}, .others = texts};

    claim->at = item->at;
    claim->share = 1;
    if (item->kind == RV_NODE_SCALAR) {
        claim->says = rv_scenario_text(item, "claim", report);
        return;
    }
    if (item->kind != RV_NODE_MAP) {
        rv_report_add(report, RV_INPUT, item->at,
                      "a claim is a text or {says: \"a.fluctuation > b.fluctuation\", in: 0.95}");
        return;
    }
    rv_params_defaults(params, &required);
    rv_typed_bind(&typed, item, report);
    claim->share = required.in;
    claim->over_median = required.over == 1;
    claim->says = rv_scenario_required(item, "says", "a claim", report);
    if (claim->says)
        claim->at = rv_node_get(item, "says")->at;
    if (rv_node_get(item, "sentence"))
        claim->sentence = rv_scenario_text(rv_node_get(item, "sentence"), "sentence", report);
    read_folk(item, required.verdict, claim, report);
    if (claim->over_median && rv_node_get(item, "in"))
        rv_report_add(report, RV_INPUT, rv_node_get(item, "in")->key_at,
                      "'in' counts seeds, 'over: median' looks at one number: use one of them");
}

void rv_scenario_claims(const struct rv_node *list, struct rv_claim **claims, size_t *count,
                        struct rv_report *report)
{
    *claims = rv_alloc(list->count + 1, sizeof **claims);
    for (size_t i = 0; i < list->count; i++) {
        struct rv_claim *claim = &(*claims)[*count];

        read_claim(list->items[i], claim, report);
        if (claim->says) {
            (*count)++;
        } else {
            rv_free(claim->sentence);
            *claim = (struct rv_claim){0};
        }
    }
}

void rv_scenario_release_claims(struct rv_claim *claims, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rv_free(claims[i].says);
        rv_free(claims[i].sentence);
    }
    rv_free(claims);
}

void rv_scenario_read_claims(const struct rv_node *list, struct rv_scenario *scenario,
                             struct rv_report *report)
{
    rv_scenario_claims(list, &scenario->claims, &scenario->claim_count, report);
}

void rv_scenario_check_claims(const struct rv_node *value, const struct rv_scenario *scenario,
                              struct rv_report *report)
{
    (void)value; /* each claim knows where it stands; mistakes are in the report */
    for (size_t i = 0; i < scenario->claim_count; i++)
        (void)rv_claim_check(&scenario->claims[i], scenario, report);
}

/* ---- Printing ---- */

/* Always the long form with its share: what was required stands in the file. */
static struct rv_node *claim_node(const struct rv_claim *claim)
{
    struct rv_node *map = rv_node_map(RV_NOWHERE);
    struct rv_text share = {0};

    rv_scenario_put_text(map, "says", claim->says);
    if (claim->over_median) {
        rv_scenario_put_text(map, "over", "median");
    } else {
        rv_text_number(&share, claim->share);
        rv_scenario_put_text(map, "in", rv_text_string(&share));
    }
    rv_scenario_put_text(map, "sentence", claim->sentence);
    rv_scenario_put_text(map, "folk", claim->folk ? claim->folk->name : NULL);
    rv_scenario_put_text(map, "verdict", claim->folk ? rv_syllabus_verdicts[claim->verdict] : NULL);
    rv_text_release(&share);
    return map;
}

struct rv_node *rv_scenario_claims_node(const struct rv_claim *claims, size_t count)
{
    struct rv_node *list = rv_node_list(RV_NOWHERE);

    for (size_t i = 0; i < count; i++)
        rv_node_append(list, claim_node(&claims[i]));
    return list;
}

void rv_scenario_print_claims(const struct rv_scenario *scenario, struct rv_node *map)
{
    if (scenario->claim_count)
        rv_node_put(map, "claims",
                    rv_scenario_claims_node(scenario->claims, scenario->claim_count));
}
