/* `ravine exercise [NAME]`: tasks that check themselves.
 *
 * Without a name they are listed. With one the student's file NAME.yaml is written, or, when it is
 * there, checked: what must stay is compared first, then start and solution run on the same seeds
 * and the goals are claims about both. Nothing that is printed says what to change. */
#include "command/command.h"
#include "command/load.h"
#include "command/output.h"

#include "ravine/exercise.h"
#include "ravine/experiment.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <stdio.h>
#include <string.h>

/* What is looked for, in whatever scenario it stands. */
struct search {
    const char *name; /* NULL: all are listed */
    struct rv_text *list;
    char **names; /* all, for the nearest; NULL-terminated; owned, each and all */
    size_t count;
    struct rv_report unread; /* what could not be read */
};

/* The first sentence, or line, of a task. */
static size_t first_sentence(const char *task)
{
    size_t length = strcspn(task, "\n");

    for (size_t i = 0; i + 1 < length; i++)
        if (task[i] == '.' && task[i + 1] == ' ')
            return i + 1;
    return length;
}

/* The path of the scenario when the exercise is in it, else NULL. */
static char *look_into(const char *path, struct search *search)
{
    struct rv_scenario head = {0};
    char *found = NULL;

    if (rv_scenario_peek(path, &head, &search->unread))
        for (size_t i = 0; i < head.exercise_count; i++) {
            const struct rv_exercise *exercise = &head.exercises[i];

            if (!exercise->name || !exercise->task)
                continue;
            if (search->name && rv_text_same_name(exercise->name, search->name) && !found)
                found = rv_strdup(path);
            if (!search->name) {
                rv_text_pad(search->list, exercise->name, 24);
                rv_text_add_bytes(search->list, exercise->task, first_sentence(exercise->task));
                rv_text_add(search->list, "\n");
            }
            search->names = rv_realloc(search->names, search->count, search->count + 2,
                                       sizeof *search->names);
            search->names[search->count++] = rv_strdup(exercise->name);
            search->names[search->count] = NULL;
        }
    rv_scenario_release(&head);
    return found;
}

static char *look_everywhere(struct search *search)
{
    char **paths = rv_scenario_list(&search->unread), *found = NULL;

    for (size_t i = 0; paths[i]; i++) {
        if (!found)
            found = look_into(paths[i], search);
        rv_free(paths[i]);
    }
    rv_free(paths);
    return found;
}

static void release_search(struct search *search)
{
    for (size_t i = 0; i < search->count; i++)
        rv_free(search->names[i]);
    rv_free(search->names);
    rv_report_release(&search->unread);
}

static enum rv_status unknown(const struct search *search)
{
    const char *const *names = (const char *const *)(void *)search->names;
    const char *nearest = names ? rv_text_nearest(search->name, names) : NULL;

    rv_print_error("ravine exercise: there is no exercise '%s'", search->name);
    if (nearest)
        rv_print_error(" (did you mean '%s'?)", nearest);
    rv_print_error("; 'ravine exercise' lists them\n");
    return RV_USAGE;
}

/* ---- The student's file ---- */

/* Every line of the text behind "# ". */
static void add_comment(struct rv_text *out, const char *prose)
{
    struct rv_text wrapped = {0};

    rv_text_wrap(&wrapped, prose, 0, 88);
    for (const char *line = rv_text_string(&wrapped); *line;) {
        size_t length = strcspn(line, "\n");

        rv_text_add(out, length ? "# " : "#");
        rv_text_add_bytes(out, line, length);
        rv_text_add(out, "\n");
        line += length + (line[length] == '\n');
    }
    rv_text_release(&wrapped);
}

static void add_head(const struct rv_scenario *scenario, const struct rv_exercise *exercise,
                     struct rv_text *out)
{
    struct rv_text line = {0};

    rv_text_printf(out, "# Exercise %s\n#\n", exercise->name);
    add_comment(out, exercise->task);
    rv_text_printf(&line, "Change the recipe until all of this holds on seeds %ld to %ld:",
                   scenario->seed_first, scenario->seed_first + scenario->seed_count - 1);
    rv_text_add(out, "#\n");
    add_comment(out, rv_text_string(&line));
    for (size_t g = 0; g < exercise->goal_count; g++) {
        const struct rv_claim *goal = &exercise->goals[g];

        rv_text_clear(&line);
        rv_text_printf(&line, "- %s", goal->sentence ? goal->sentence : goal->says);
        add_comment(out, rv_text_string(&line));
    }
    rv_text_clear(&line);
    rv_text_add(&line, "These keys must stay as they are: record");
    for (size_t k = 0; k < exercise->keep_count; k++)
        rv_text_printf(&line, ", %s", exercise->keep[k]);
    rv_text_add(&line, ".");
    rv_text_add(out, "#\n");
    add_comment(out, rv_text_string(&line));
    rv_text_printf(out, "#\n# check:  ravine exercise %s\n# look:   ravine run %s.yaml\n"
                        "# words:  ravine explain KEY\n", exercise->name, exercise->name);
    rv_text_release(&line);
}

/* The start as the author wrote it, without the defaults that he left out: a page, not four. */
static enum rv_status print_file(const struct rv_scenario *scenario,
                                 const struct rv_exercise *exercise, struct rv_text *out)
{
    struct rv_report report = {0};
    struct rv_node *map = rv_node_map((struct rv_position){0});
    struct rv_node *recipe = rv_recipe_merge(
        scenario->recipe, rv_exercise_start(scenario, exercise)->override, &report);
    enum rv_status status = rv_report_status(&report);

    add_head(scenario, exercise, out);
    rv_node_put(map, "recipe", recipe);
    rv_node_print(map, out);
    rv_text_printf(out, "seeds: {first: %ld, count: %ld}\nvariants: {yours: {}}\nfigures: [",
                   scenario->seed_first, scenario->seed_count);
    for (size_t i = 0; i < scenario->figure_count; i++)
        rv_text_printf(out, "%s%s", i ? ", " : "", scenario->figures[i]);
    rv_text_add(out, "]\n");
    rv_node_free(map);
    rv_report_release(&report);
    return status;
}

static enum rv_status write_start(const struct rv_scenario *scenario,
                                  const struct rv_exercise *exercise, const char *path)
{
    struct rv_text out = {0};
    struct rv_error error = {0};
    enum rv_status status = print_file(scenario, exercise, &out);

    if (!status)
        status = rv_file_write(path, rv_text_string(&out), out.length, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    if (!status)
        rv_print("%s is written: the task stands in it. Edit it, then call this again.\n", path);
    rv_text_release(&out);
    return status;
}

/* ---- Checking ---- */

/* The first place below `key` where the trees differ; the deepest map that both have. */
static void find_change(const struct rv_node *is, const struct rv_node *was, const char *key,
                        struct rv_text *out)
{
    struct rv_text x = {0}, y = {0}, inner = {0};

    if (is && was && is->kind == RV_NODE_MAP && was->kind == RV_NODE_MAP) {
        for (size_t i = 0; i < was->count && !out->length; i++) {
            rv_text_clear(&inner);
            rv_text_printf(&inner, "%s.%s", key, was->items[i]->key);
            find_change(rv_node_get(is, was->items[i]->key), was->items[i],
                        rv_text_string(&inner), out);
        }
        if (!out->length && is->count != was->count)
            rv_text_printf(out, "%s has other keys than at the start", key);
        rv_text_release(&inner);
        return;
    }
    if (is ? was && rv_node_equal(is, was) : !was)
        return;
    if (is)
        rv_node_print_inline(is, &x);
    if (was)
        rv_node_print_inline(was, &y);
    rv_text_printf(out, "%s must stay %s, it is %s", key, was ? rv_text_string(&y) : "away",
                   is ? rv_text_string(&x) : "away");
    rv_text_release(&x);
    rv_text_release(&y);
}

/* Says each kept key that was changed. */
static bool kept(const struct rv_exercise *exercise, const struct rv_recipe *start,
                 const struct rv_recipe *yours)
{
    struct rv_node *was = rv_recipe_tree(start), *is = rv_recipe_tree(yours);
    bool all = true;

    for (size_t k = 0; k <= exercise->keep_count; k++) {
        const char *key = k ? exercise->keep[k - 1] : "record";
        struct rv_text change = {0};

        find_change(rv_exercise_value(is, key), rv_exercise_value(was, key), key, &change);
        if (change.length)
            rv_print("rule   %s\n", rv_text_string(&change));
        all = all && !change.length;
        rv_text_release(&change);
    }
    rv_node_free(was);
    rv_node_free(is);
    return all;
}

static void print_goal(const struct rv_experiment *experiment, size_t g, int width,
                       struct rv_text *out)
{
    const struct rv_claim *goal = &experiment->scenario->claims[g];
    const struct rv_claim_verdict *verdict = &experiment->verdicts[g];
    struct rv_text line = {0};

    rv_text_printf(out, "%s", verdict->passed ? "yes    " : "not    ");
    rv_text_printf(out, "%s\n", goal->sentence ? goal->sentence : goal->says);
    if (!goal->over_median)
        rv_text_printf(&line, "on %zu of %zu seeds, %zu needed; ", verdict->holds, verdict->of,
                       verdict->required);
    if (verdict->missing)
        rv_text_printf(&line, "no value: %s; ", verdict->missing);
    rv_text_add(&line, verdict->figures ? verdict->figures : "");
    rv_text_wrap(out, rv_text_string(&line), 7, width);
    rv_text_release(&line);
}

/* Goals with their figures, then how far it is and where to look. */
static enum rv_status print_result(const struct rv_call *call, const struct rv_scenario *scenario,
                                   const struct rv_exercise *exercise,
                                   const struct rv_experiment *experiment)
{
    struct rv_text out = {0};
    size_t reached = 0;

    for (size_t g = 0; g < exercise->goal_count; g++) {
        print_goal(experiment, g, call->screen.width, &out);
        reached += experiment->verdicts[g].passed;
    }
    if (reached == exercise->goal_count) {
        rv_text_add(&out, "solved\n");
    } else {
        rv_text_printf(&out, "not yet: %zu of %zu. ravine run %s.yaml draws ", reached,
                       exercise->goal_count, exercise->name);
        for (size_t i = 0; i < scenario->figure_count; i++)
            rv_text_printf(&out, "%s%s", i ? ", " : "", scenario->figures[i]);
        rv_text_add(&out, "\n");
    }
    rv_output_text(&out);
    rv_text_release(&out);
    return reached == exercise->goal_count ? RV_OK : RV_CLAIM;
}

static enum rv_status check_solution(const struct rv_call *call, const struct rv_scenario *scenario,
                                     const struct rv_exercise *exercise,
                                     const struct rv_scenario *solution)
{
    struct rv_variant pair[2];
    struct rv_scenario both =
        rv_exercise_scenario(scenario, exercise, &solution->variants[0].recipe, pair);
    struct rv_experiment experiment = {0};
    struct rv_error error = {0};
    enum rv_status status;

    if (!kept(exercise, &pair[0].recipe, &pair[1].recipe)) {
        rv_print("not yet: a rule is broken\n");
        return RV_CLAIM;
    }
    status = rv_experiment_create(&both, &experiment, &error);
    if (!status) {
        experiment.stop = call->stop;
        status = rv_experiment_run(&experiment, (int)call->options.threads, &error);
    }
    if (!status)
        status = rv_experiment_check_claims(&experiment, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    if (!status)
        status = print_result(call, scenario, exercise, &experiment);
    rv_experiment_release(&experiment);
    return status;
}

/* Seeds are the exercise's, whatever the student's file says. */
static enum rv_status check_file(const struct rv_call *call, const struct rv_scenario *scenario,
                                 const struct rv_exercise *exercise, const char *path)
{
    struct rv_scenario solution = {0};
    enum rv_status status = rv_load_scenario(call, path, &solution);

    if (!status)
        status = check_solution(call, scenario, exercise, &solution);
    rv_scenario_release(&solution);
    return status;
}

/* ---- The command ---- */

static const struct rv_exercise *find(const struct rv_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->exercise_count; i++)
        if (rv_text_same_name(scenario->exercises[i].name, name))
            return &scenario->exercises[i];
    return NULL;
}

static enum rv_status open_exercise(const struct rv_call *call, const char *scenario_path)
{
    struct rv_call plain = *call; /* --set is for the student's file */
    struct rv_scenario scenario = {0};
    struct rv_text path = {0};
    enum rv_status status;

    plain.options.sets = (struct rv_words){0};
    status = rv_load_scenario(&plain, scenario_path, &scenario);
    if (!status) {
        const struct rv_exercise *exercise = find(&scenario, call->words.word[0]);

        rv_text_printf(&path, "%s.yaml", exercise->name);
        if (rv_file_absent(rv_text_string(&path)))
            status = write_start(&scenario, exercise, rv_text_string(&path));
        else
            status = check_file(call, &scenario, exercise, rv_text_string(&path));
    }
    rv_text_release(&path);
    rv_scenario_release(&scenario);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_text list = {0};
    struct search search = {.name = call->words.count ? call->words.word[0] : NULL,
                            .list = &list};
    char *path = look_everywhere(&search);
    enum rv_status status = RV_OK;

    if (path) {
        status = open_exercise(call, path);
    } else {
        rv_output_text(&list);
        rv_output_report(&search.unread, NULL, NULL); /* it may be there */
        status = rv_report_status(&search.unread);
        if (search.name && !status)
            status = unknown(&search);
    }
    rv_free(path);
    rv_text_release(&list);
    release_search(&search);
    return status;
}

const struct rv_command rv_command_exercise = {
    .type = { .name = "exercise",
              .summary = "A scenario that the student changes until its goals hold." },
    .operands = "[NAME]",
    .details = "Without NAME the exercises are listed. With it NAME.yaml is written into this "
               "folder, a recipe with the task above it; when it is there already, it is checked: "
               "0 is solved, 1 not yet.",
    .example = "ravine exercise calm-it",
    .takes = {RV_TAKES(SET), RV_TAKES(THREADS)},
    .most = 1,
    .run = run,
};
