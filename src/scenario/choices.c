/* `choices` and `answer` of a scenario: the vote. */
#include "scenario/internal.h"

#include "ravine/memory.h"

#include <string.h>

/* Choices keep their places in the list even when one is wrong: positions of later messages
 * count on it. */
void rv_scenario_read_choices(const struct rv_node *list, struct rv_scenario *scenario,
                              struct rv_report *report)
{
    static const char *const keys[] = {"text", "variant", NULL};

    scenario->choices = rv_alloc(list->count + 1, sizeof *scenario->choices);
    scenario->choice_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct rv_node *item = list->items[i];

        if (item->kind != RV_NODE_MAP) {
            rv_report_add(report, RV_INPUT, item->at,
                          "a choice is {text: a smaller rate, variant: settled}");
            continue;
        }
        rv_scenario_entries(item, "a choice", keys, report);
        scenario->choices[i].text = rv_scenario_required(item, "text", "a choice", report);
        scenario->choices[i].variant = rv_scenario_required(item, "variant", "a choice", report);
    }
}

/* Every choice can be run, and one of them is right. */
void rv_scenario_check_choices(const struct rv_node *value, const struct rv_scenario *scenario,
                               struct rv_report *report)
{
    for (size_t i = 0; i < scenario->choice_count; i++)
        rv_scenario_check_variant(scenario, "choice", scenario->choices[i].variant,
                                  rv_scenario_place(value, i), report);
    if (!scenario->answer && scenario->choice_count)
        rv_report_add(report, RV_INPUT, value->key_at,
                      "choices need an 'answer:', the variant that is right");
}

void rv_scenario_check_answer(const struct rv_node *value, const struct rv_scenario *scenario,
                              struct rv_report *report)
{
    bool offered = scenario->choice_count == 0;

    if (!scenario->answer)
        return;
    for (size_t i = 0; i < scenario->choice_count; i++) {
        const char *variant = scenario->choices[i].variant;

        offered = offered || (variant && strcmp(variant, scenario->answer) == 0);
    }
    if (!rv_scenario_variant(scenario, scenario->answer))
        rv_scenario_unknown(scenario, "answer", scenario->answer, value->at, report);
    else if (!offered)
        rv_report_add(report, RV_INPUT, value->at, "the answer '%s' is none of the choices",
                      scenario->answer);
}

void rv_scenario_print_choices(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct rv_node *list = rv_node_list(RV_NOWHERE);

    for (size_t i = 0; i < scenario->choice_count; i++) {
        struct rv_node *choice = rv_node_map(RV_NOWHERE);

        rv_scenario_put_text(choice, "text", scenario->choices[i].text);
        rv_scenario_put_text(choice, "variant", scenario->choices[i].variant);
        rv_node_append(list, choice);
    }
    if (scenario->choice_count)
        rv_node_put(map, "choices", list);
    else
        rv_node_free(list);
}
