/* `choices` and `answer` of a scenario: the vote. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "ravine/stream.h"

#include <string.h>

/* Which of the menu's streams orders choices: of 2 to 5 the one that spreads the answers of our
 * cases most evenly over first, middle and last. */
#define USE 4

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

        scenario->choices[i].written = i;
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

/* Whoever writes a scenario thinks of the answer first, and it would be offered first. The order is
 * drawn from the texts, so that it is the same on a screen, on a sheet and from a run folder. */
void rv_scenario_mix_choices(struct rv_scenario *scenario)
{
    uint64_t hash = RV_TEXT_HASH;
    struct rv_stream stream;

    for (size_t i = 0; i < scenario->choice_count; i++)
        hash = rv_text_hash(hash, scenario->choices[i].text ? scenario->choices[i].text : "");
    stream = rv_stream_at(hash, RV_STREAM_MENU, USE, 0, 0);
    for (size_t i = scenario->choice_count; i > 1; i--) {
        size_t j = rv_stream_below(&stream, (uint32_t)i);
        struct rv_choice choice = scenario->choices[i - 1];

        scenario->choices[i - 1] = scenario->choices[j];
        scenario->choices[j] = choice;
    }
}

static const struct rv_choice *written_at(const struct rv_scenario *scenario, size_t place)
{
    size_t i = 0;

    while (scenario->choices[i].written != place)
        i++;
    return &scenario->choices[i];
}

void rv_scenario_print_choices(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct rv_node *list = rv_node_list(RV_NOWHERE);

    for (size_t i = 0; i < scenario->choice_count; i++) {
        const struct rv_choice *choice = written_at(scenario, i);
        struct rv_node *item = rv_node_map(RV_NOWHERE);

        rv_scenario_put_text(item, "text", choice->text);
        rv_scenario_put_text(item, "variant", choice->variant);
        rv_node_append(list, item);
    }
    if (scenario->choice_count)
        rv_node_put(map, "choices", list);
    else
        rv_node_free(list);
}
