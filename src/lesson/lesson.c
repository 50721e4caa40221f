/* One case of the menu: see lesson.h. */
#include "lesson/lesson.h"

#include "experiment/roles.h"
#include "scenario/cases.h"

#include "ravine/memory.h"

#include <stdint.h>
#include <string.h>

/* ---- Opening ---- */

/* The tree of a variant: base and override merged, as binding has merged them. */
static enum rv_status begin(const struct rv_lesson *lesson, size_t variant, uint64_t seed,
                            const char *label, struct rv_live_run **live, struct rv_report *report)
{
    const struct rv_scenario *scenario = &lesson->scenario;
    struct rv_node *tree =
        rv_recipe_merge(scenario->recipe, scenario->variants[variant].override, report);
    enum rv_status status = rv_live_run_create(tree, seed, label, live, report);

    rv_node_free(tree);
    return status;
}

/* The scenario again, for the trials: they have seeds of their own. */
static enum rv_status read_twice(const char *path, struct rv_lesson *lesson,
                                 struct rv_report *report)
{
    enum rv_status status = rv_scenario_read(path, NULL, &lesson->scenario, report, NULL);
    struct rv_report again = {0};
    enum rv_status second = rv_scenario_read(path, NULL, &lesson->tried, &again, NULL);

    /* Only where the file was changed, or memory ran out, between the two. */
    if (!status && second && again.count)
        status = rv_report_append(report, &again.errors[0], (struct rv_position){0});
    rv_report_release(&again);
    return status ? status : second;
}

enum rv_status rv_lesson_open(const char *name, struct rv_lesson **out, struct rv_report *report)
{
    struct rv_lesson *lesson = rv_alloc(1, sizeof *lesson);
    struct rv_error error = {0};
    char *path = rv_cases_find(name, &error);
    struct rv_live_run *live = NULL;
    enum rv_status status;

    if (!path) {
        rv_report_append(report, &error, (struct rv_position){0});
        rv_free(lesson);
        return error.status;
    }
    status = read_twice(path, lesson, report);
    rv_free(path);
    if (status == RV_OK)
        status = begin(lesson, 0, rv_roles_demo_seed(&lesson->scenario), "as it was", &live,
                       report);
    if (status) {
        rv_lesson_free(lesson);
        return status;
    }
    rv_lesson_add(lesson, live);
    lesson->choice_count = lesson->scenario.choice_count < RV_VOTE_CHOICES
                               ? lesson->scenario.choice_count
                               : RV_VOTE_CHOICES;
    *out = lesson;
    return RV_OK;
}

void rv_lesson_free(struct rv_lesson *lesson)
{
    if (!lesson)
        return;
    for (size_t i = 0; i < lesson->run_count; i++)
        rv_live_run_free(lesson->runs[i]);
    rv_trials_free(lesson->trials);
    rv_trials_free(lesson->asked);
    rv_scenario_release(&lesson->asked_of);
    rv_scenario_release(&lesson->tried);
    rv_scenario_release(&lesson->scenario);
    rv_free(lesson);
}

/* ---- Live runs ---- */

struct rv_live_run *rv_lesson_run(const struct rv_lesson *lesson)
{
    return lesson->runs[lesson->current];
}

static void take_out(struct rv_lesson *lesson, size_t live)
{
    rv_live_run_free(lesson->runs[live]);
    for (size_t i = live + 1; i < lesson->run_count; i++)
        lesson->runs[i - 1] = lesson->runs[i];
    lesson->run_count--;
}

void rv_lesson_add(struct rv_lesson *lesson, struct rv_live_run *live)
{
    if (lesson->run_count == RV_LESSON_RUNS)
        take_out(lesson, 1);
    lesson->current = lesson->run_count;
    lesson->runs[lesson->run_count++] = live;
}

void rv_lesson_drop(struct rv_lesson *lesson, size_t live)
{
    if (lesson->run_count < 2 || live >= lesson->run_count)
        return;
    take_out(lesson, live);
    if (lesson->current >= live && lesson->current > 0)
        lesson->current--;
}

enum rv_status rv_lesson_next_seed(struct rv_lesson *lesson, struct rv_report *report)
{
    struct rv_live_run *old = rv_lesson_run(lesson), *anew;
    enum rv_status status =
        rv_live_run_anew(old, NULL, rv_live_run_seed(old) + 1, rv_live_run_label(old), &anew,
                         report);

    if (status)
        return status;
    rv_live_run_free(old);
    lesson->runs[lesson->current] = anew;
    return RV_OK;
}

/* ---- Trials ---- */

bool rv_lesson_begin_trials(struct rv_lesson *lesson)
{
    size_t first[RV_VOTE_CHOICES], count = 0;

    if (lesson->trials)
        return true;
    for (size_t i = 0; i < lesson->choice_count; i++) {
        size_t variant = rv_lesson_choice_variant(lesson, i);

        if (variant != SIZE_MAX)
            first[count++] = variant;
    }
    return rv_trials_create(&lesson->tried, first, count, RV_LESSON_SEEDS, &lesson->trials,
                            NULL) == RV_OK;
}

