/* `exercises:` of a scenario: tasks that check themselves. See struct rv_exercise.
 *
 * The goals name two variants that exist only when a solution is checked: `start`, the recipe that
 * the student was given, and `yours`, what became of it. */
#include "scenario/internal.h"

#include "ravine/exercise.h"
#include "ravine/memory.h"

#include <string.h>

/* Reads one item of the list; a missing text is reported. */
static void read_exercise(const struct rv_node *item, struct rv_exercise *exercise,
                          struct rv_report *report)
{
    static const char *const keys[] = {"name", "task", "start", "keep", "goal", NULL};
    const struct rv_node *goal;

    exercise->at = item->at;
    if (item->kind != RV_NODE_MAP) {
        rv_report_add(report, RV_INPUT, item->at,
                      "an exercise is a map: {name: calm-it, task: ..., goal: [...]}");
        return;
    }
    rv_scenario_entries(item, "an exercise", keys, report);
    exercise->name = rv_scenario_required(item, "name", "an exercise", report);
    exercise->task = rv_scenario_required(item, "task", "an exercise", report);
    if (rv_node_get(item, "start"))
        exercise->start = rv_scenario_required(item, "start", "an exercise", report);
    rv_scenario_names(item, "keep", &exercise->keep, &exercise->keep_count, report);
    goal = rv_node_get(item, "goal");
    if (goal && goal->kind == RV_NODE_LIST && goal->count)
        rv_scenario_claims(goal, &exercise->goals, &exercise->goal_count, report);
    else
        rv_report_add(report, RV_INPUT, goal ? goal->at : item->at,
                      "an exercise needs 'goal', a list of claims about 'yours' and 'start'");
}

void rv_scenario_read_exercises(const struct rv_node *list, struct rv_scenario *scenario,
                                struct rv_report *report)
{
    scenario->exercises = rv_alloc(list->count + 1, sizeof *scenario->exercises);
    scenario->exercise_count = list->count;
    for (size_t i = 0; i < list->count; i++)
        read_exercise(list->items[i], &scenario->exercises[i], report);
}

struct rv_variant *rv_exercise_start(const struct rv_scenario *scenario,
                                     const struct rv_exercise *exercise)
{
    return exercise->start ? rv_scenario_variant(scenario, exercise->start)
                           : &scenario->variants[0];
}

const struct rv_node *rv_exercise_value(const struct rv_node *tree, const char *key)
{
    char *path = rv_strdup(key), *rest = path;

    while (tree && rest) {
        char *dot = strchr(rest, '.');

        if (dot)
            *dot++ = '\0';
        tree = tree->kind == RV_NODE_MAP ? rv_node_get(tree, rest) : NULL;
        rest = dot;
    }
    rv_free(path);
    return tree;
}

struct rv_scenario rv_exercise_scenario(const struct rv_scenario *scenario,
                                        const struct rv_exercise *exercise,
                                        const struct rv_recipe *yours, struct rv_variant pair[2])
{
    static char start_name[] = "start", yours_name[] = "yours";
    struct rv_scenario both = *scenario;

    pair[0] = *rv_exercise_start(scenario, exercise);
    pair[0].name = start_name;
    pair[0].selected = true;
    pair[1] = pair[0];
    pair[1].name = yours_name;
    if (yours)
        pair[1].recipe = *yours;
    both.variants = pair;
    both.variant_count = 2;
    both.claims = exercise->goals;
    both.claim_count = exercise->goal_count;
    both.may_diverge_count = 0;
    return both;
}

static void check_keep(const struct rv_node *item, const struct rv_variant *start,
                       struct rv_report *report)
{
    const struct rv_node *keep = rv_node_get(item, "keep");
    struct rv_node *tree = rv_recipe_tree(&start->recipe);
    size_t count = !keep ? 0 : keep->kind == RV_NODE_LIST ? keep->count : 1;

    for (size_t i = 0; i < count; i++) {
        const struct rv_node *word = keep->kind == RV_NODE_LIST ? keep->items[i] : keep;

        if (word->kind == RV_NODE_SCALAR && !rv_exercise_value(tree, word->text))
            rv_report_add(report, RV_INPUT, word->at, "the recipe has no '%.80s' to keep",
                          word->text);
    }
    rv_node_free(tree);
}

void rv_scenario_check_exercises(const struct rv_node *list, const struct rv_scenario *scenario,
                                 struct rv_report *report)
{
    for (size_t i = 0; i < scenario->exercise_count; i++) {
        const struct rv_exercise *exercise = &scenario->exercises[i];
        const struct rv_variant *start = rv_exercise_start(scenario, exercise);
        struct rv_variant pair[2];
        struct rv_scenario both;

        if (!start) {
            rv_scenario_unknown(scenario, "start", exercise->start,
                                rv_node_get(list->items[i], "start")->at, report);
            continue;
        }
        both = rv_exercise_scenario(scenario, exercise, NULL, pair);
        for (size_t g = 0; g < exercise->goal_count; g++)
            (void)rv_claim_check(&exercise->goals[g], &both, report);
        if (list->items[i]->kind == RV_NODE_MAP && !start->wrong)
            check_keep(list->items[i], start, report);
    }
}

void rv_scenario_print_exercises(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct rv_node *list = rv_node_list(RV_NOWHERE);

    for (size_t i = 0; i < scenario->exercise_count; i++) {
        const struct rv_exercise *exercise = &scenario->exercises[i];
        struct rv_node *node = rv_node_map(RV_NOWHERE);

        rv_scenario_put_text(node, "name", exercise->name);
        rv_scenario_put_text(node, "task", exercise->task);
        rv_scenario_put_text(node, "start", exercise->start);
        rv_scenario_put_names(node, "keep", exercise->keep, exercise->keep_count);
        rv_node_put(node, "goal", rv_scenario_claims_node(exercise->goals, exercise->goal_count));
        rv_node_append(list, node);
    }
    if (scenario->exercise_count)
        rv_node_put(map, "exercises", list);
    else
        rv_node_free(list);
}

void rv_scenario_release_exercises(struct rv_scenario *scenario)
{
    for (size_t i = 0; i < scenario->exercise_count; i++) {
        struct rv_exercise *exercise = &scenario->exercises[i];

        rv_free(exercise->name);
        rv_free(exercise->task);
        rv_free(exercise->start);
        for (size_t k = 0; k < exercise->keep_count; k++)
            rv_free(exercise->keep[k]);
        rv_free(exercise->keep);
        rv_scenario_release_claims(exercise->goals, exercise->goal_count);
    }
    rv_free(scenario->exercises);
}
