/* `choices` and `answer` of a scenario: the vote. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "ravine/stream.h"

#include <string.h>

/* Which of the menu's streams orders choices: of 2 to 5 the one that spreads the answers of our
 * cases most evenly over first, middle and last. */
#define USE 4

/* A class reads it aloud: one sentence, and not a long one. */
static char *read_reason(const struct rv_node *node, struct rv_report *report)
{
    char *reason = node ? rv_scenario_text(node, "reason", report) : NULL;
    size_t words = reason ? rv_scenario_words(reason) : 0;

    if (reason && (!*reason || !strchr(".!?", reason[strlen(reason) - 1])))
        rv_report_add(report, RV_INPUT, node->at, "a reason is a sentence: it ends with a stop");
    if (words > RV_REASON_WORDS)
        rv_report_add(report, RV_INPUT, node->at,
                      "a reason is one sentence: %zu words are more than %d", words,
                      RV_REASON_WORDS);
    return reason;
}

/* Choices keep their places in the list even when one is wrong: positions of later messages
 * count on it. */
void rv_scenario_read_choices(const struct rv_node *list, struct rv_scenario *scenario,
                              struct rv_report *report)
{
    static const char *const keys[] = {"text", "variant", "reason", NULL};

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
        scenario->choices[i].reason = read_reason(rv_node_get(item, "reason"), report);
    }
}

/* Every choice can be run, and one of them is right. */
void rv_scenario_check_choices(const struct rv_node *value, const struct rv_scenario *scenario,
                               struct rv_report *report)
{
    for (size_t i = 0; i < scenario->choice_count; i++)
        if (!scenario->choices[i].variant ||
            strcmp(scenario->choices[i].variant, RV_BETTER_NONE) != 0)
            rv_scenario_check_variant(scenario, "choice", scenario->choices[i].variant,
                                  rv_scenario_place(value, i), report);
    if (!scenario->answer_count && scenario->choice_count)
        rv_report_add(report, RV_INPUT, value->key_at,
                      "choices need an 'answer:', the variant that is right");
}

static bool is_offered(const struct rv_scenario *scenario, const char *variant)
{
    for (size_t i = 0; i < scenario->choice_count; i++)
        if (scenario->choices[i].variant && strcmp(scenario->choices[i].variant, variant) == 0)
            return true;
    return scenario->choice_count == 0;
}

void rv_scenario_check_answer(const struct rv_node *value, const struct rv_scenario *scenario,
                              struct rv_report *report)
{
    for (size_t i = 0; i < scenario->answer_count; i++) {
        const char *answer = scenario->answers[i];
        const struct rv_position at = rv_scenario_place(value, i);

        if (strcmp(answer, RV_BETTER_NONE) == 0 && scenario->answer_count > 1)
            rv_report_add(report, RV_INPUT, at, "'none' stands alone: no choice is right");
        else if (strcmp(answer, RV_BETTER_NONE) == 0)
            continue;
        else if (!rv_scenario_variant(scenario, answer))
            rv_scenario_unknown(scenario, "answer", answer, at, report);
        else if (!is_offered(scenario, answer))
            rv_report_add(report, RV_INPUT, at, "the answer '%s' is none of the choices", answer);
    }
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
        rv_scenario_put_text(item, "reason", choice->reason);
        rv_node_append(list, item);
    }
    if (scenario->choice_count)
        rv_node_put(map, "choices", list);
    else
        rv_node_free(list);
}
