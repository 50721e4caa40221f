/* One case of the menu: see lesson.h. */
#include "lesson/lesson.h"

#include "experiment/roles.h"

#include "ravine/memory.h"

#include <stdint.h>
#include <string.h>

/* ---- Opening ---- */

/* The tree of a variant: base and override merged, as binding has merged them. */
static enum rv_status begin(const struct rv_lesson *lesson, size_t variant, uint64_t seed,
                            const char *label, struct rv_take **take, struct rv_report *report)
{
    const struct rv_scenario *scenario = &lesson->scenario;
    struct rv_node *tree =
        rv_recipe_merge(scenario->recipe, scenario->variants[variant].override, report);
    enum rv_status status = rv_take_create(tree, seed, label, take, report);

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
    char *path = rv_scenario_find(name, &error);
    struct rv_take *take = NULL;
    enum rv_status status;

    if (!path) {
        rv_report_append(report, &error, (struct rv_position){0});
        rv_free(lesson);
        return error.status;
    }
    status = read_twice(path, lesson, report);
    rv_free(path);
    if (status == RV_OK)
        status = begin(lesson, 0, rv_roles_demo_seed(&lesson->scenario), "as it was", &take,
                       report);
    if (status) {
        rv_lesson_free(lesson);
        return status;
    }
    rv_lesson_add(lesson, take);
    lesson->choice_count = lesson->scenario.choice_count < RV_LESSON_CHOICES
                               ? lesson->scenario.choice_count
                               : RV_LESSON_CHOICES;
    *out = lesson;
    return RV_OK;
}

void rv_lesson_free(struct rv_lesson *lesson)
{
    if (!lesson)
        return;
    for (size_t i = 0; i < lesson->take_count; i++)
        rv_take_free(lesson->takes[i]);
    rv_trials_free(lesson->trials);
    rv_trials_free(lesson->asked);
    rv_scenario_release(&lesson->asked_of);
    rv_scenario_release(&lesson->tried);
    rv_scenario_release(&lesson->scenario);
    rv_free(lesson);
}

/* ---- Takes ---- */

struct rv_take *rv_lesson_take(const struct rv_lesson *lesson)
{
    return lesson->takes[lesson->current];
}

static void take_out(struct rv_lesson *lesson, size_t take)
{
    rv_take_free(lesson->takes[take]);
    for (size_t i = take + 1; i < lesson->take_count; i++)
        lesson->takes[i - 1] = lesson->takes[i];
    lesson->take_count--;
}

void rv_lesson_add(struct rv_lesson *lesson, struct rv_take *take)
{
    if (lesson->take_count == RV_LESSON_TAKES)
        take_out(lesson, 1);
    lesson->current = lesson->take_count;
    lesson->takes[lesson->take_count++] = take;
}

void rv_lesson_drop(struct rv_lesson *lesson, size_t take)
{
    if (lesson->take_count < 2 || take >= lesson->take_count)
        return;
    take_out(lesson, take);
    if (lesson->current >= take && lesson->current > 0)
        lesson->current--;
}

enum rv_status rv_lesson_next_seed(struct rv_lesson *lesson, struct rv_report *report)
{
    struct rv_take *old = rv_lesson_take(lesson), *anew;
    enum rv_status status =
        rv_take_anew(old, NULL, rv_take_seed(old) + 1, rv_take_label(old), &anew, report);

    if (status)
        return status;
    rv_take_free(old);
    lesson->takes[lesson->current] = anew;
    return RV_OK;
}

/* ---- Trials ---- */

bool rv_lesson_begin_trials(struct rv_lesson *lesson)
{
    size_t first[RV_LESSON_CHOICES];

    if (lesson->trials)
        return true;
    for (size_t i = 0; i < lesson->choice_count; i++)
        first[i] = rv_lesson_choice_variant(lesson, i);
    return rv_trials_create(&lesson->tried, first, lesson->choice_count, RV_LESSON_SEEDS,
                            &lesson->trials, NULL) == RV_OK;
}

bool rv_lesson_work(struct rv_lesson *lesson, double seconds)
{
    return rv_lesson_begin_trials(lesson) && rv_trials_work(lesson->trials, seconds, 0);
}
