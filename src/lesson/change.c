/* Changing one thing: other live runs from the one in view, and the same question on many seeds.
 * See lesson.h. */
#include "lesson/lesson.h"

#include "ravine/memory.h"

#include <stdio.h>
#include <string.h>

static const struct rv_position nowhere = {0};

/* A live run at the place where the change begins; `own`: it is a new one. */
static enum rv_status stand(struct rv_lesson *lesson, enum rv_lesson_from from, long epoch,
                            const char *label, struct rv_live_run **live, bool *own,
                            struct rv_report *report)
{
    struct rv_live_run *now = rv_lesson_run(lesson);

    *own = from == RV_LESSON_EPOCH || lesson->current == 0;
    *live = now;
    if (from == RV_LESSON_EPOCH)
        return rv_live_run_branch(now, epoch, label, live, report);
    return *own ? rv_live_run_copy(now, label, live, report) : RV_OK;
}

static enum rv_status begin_anew(struct rv_lesson *lesson, const struct rv_node *edits,
                                 uint64_t seed, const char *label, struct rv_report *report)
{
    struct rv_live_run *live;
    enum rv_status status =
        rv_live_run_anew(rv_lesson_run(lesson), edits, seed, label, &live, report);

    if (status == RV_OK)
        rv_lesson_add(lesson, live);
    return status;
}

enum rv_status rv_lesson_change(struct rv_lesson *lesson, const struct rv_node *edits,
                                enum rv_live when, enum rv_lesson_from from, long epoch,
                                const char *label, bool *anew, struct rv_report *report)
{
    const uint64_t seed = rv_live_run_seed(rv_lesson_run(lesson));
    struct rv_live_run *live;
    enum rv_status status;
    bool own;

    *anew = from == RV_LESSON_START || from == RV_LESSON_SEED || when == RV_LIVE_NEVER;
    if (*anew)
        return begin_anew(lesson, edits, seed + (from == RV_LESSON_SEED), label, report);
    status = stand(lesson, from, epoch, label, &live, &own, report);
    if (status == RV_OK && edits->count)
        status = rv_live_run_change(live, edits, when, report);
    if (status) {
        if (own && live != rv_lesson_run(lesson))
            rv_live_run_free(live);
        return status;
    }
    rv_live_run_set_label(live, label);
    if (own)
        rv_lesson_add(lesson, live);
    return RV_OK;
}

/* ---- On many seeds ---- */

/* recipe: that of the failing run; variants: {before: {}, changed: {whole recipe}}. A whole recipe
 * as an override sets every key, so that nothing of the base shines through. */
static void print_asked(const struct rv_lesson *lesson, struct rv_node *changed,
                        struct rv_text *yaml)
{
    struct rv_node *root = rv_node_map(nowhere), *variants = rv_node_map(nowhere);
    struct rv_node *seeds = rv_node_map(nowhere);
    struct rv_text first = {0};

    rv_text_printf(&first, "%ld", lesson->scenario.seed_first);
    rv_node_put(seeds, "first", rv_node_scalar(nowhere, rv_text_string(&first)));
    rv_node_put(root, "looks", rv_node_scalar(nowhere, rv_looks_word(lesson->scenario.looks)));
    rv_node_put(root, "recipe", rv_node_copy(rv_live_run_tree(lesson->runs[0])));
    rv_node_put(root, "seeds", seeds);
    rv_node_put(variants, "before", rv_node_map(nowhere));
    rv_node_put(variants, "changed", changed);
    rv_node_put(root, "variants", variants);
    rv_node_print(root, yaml);
    rv_text_release(&first);
    rv_node_free(root);
}

enum rv_status rv_lesson_ask(struct rv_lesson *lesson, const struct rv_node *edits, size_t seeds,
                             const char *label, struct rv_report *report)
{
    struct rv_node *tree = rv_recipe_merge(rv_live_run_tree(rv_lesson_run(lesson)), edits, report);
    struct rv_error error = {0};
    struct rv_scenario scenario;
    struct rv_text yaml = {0};
    enum rv_status status = rv_report_status(report);

    if (status) {
        rv_node_free(tree);
        return status;
    }
    print_asked(lesson, tree, &yaml);
    status = rv_scenario_parse("asked", rv_text_string(&yaml), NULL, &scenario, report, NULL);
    rv_text_release(&yaml);
    if (status) {
        rv_scenario_release(&scenario);
        return status;
    }
    rv_trials_free(lesson->asked);
    rv_scenario_release(&lesson->asked_of);
    lesson->asked = NULL;
    lesson->asked_of = scenario;
    snprintf(lesson->asked_label, sizeof lesson->asked_label, "%s", label);
    status = rv_trials_create(&lesson->asked_of, NULL, 0, seeds, &lesson->asked, &error);
    if (status)
        rv_report_append(report, &error, nowhere);
    return status;
}
