/* The first rows of the views of a lesson: see heading.h. */
#include "tui/views/heading.h"

#include "lesson/lesson.h"

#include "ravine/text.h"

#include <stdio.h>

void rv_heading_draw(const struct rv_session *session, const struct rv_area *area,
                     const char *text)
{
    const struct rv_lesson *lesson = session->lesson;
    struct rv_text right = {0};
    int column = 1;

    for (int blank = 0; blank < area->width; blank++) /* a theme may paint the line */
        rv_draw_text(area, 0, blank, RV_ROLE_TITLE, " ");
    if (session->now)
        column = rv_draw_printf(area, 0, 1, RV_ROLE_TITLE, "CASE %ld", session->now->number) + 3;
    rv_draw_text(area, 0, column, RV_ROLE_TITLE, text);
    if (lesson) {
        if (lesson->revealed || session->teacher)
            rv_text_printf(&right, "%s   ", lesson->scenario.name);
        rv_text_printf(&right, "seed %llu ",
                       (unsigned long long)rv_live_run_seed(rv_lesson_run(lesson)));
        rv_draw_right(area, 0, RV_ROLE_TITLE, rv_text_string(&right));
    }
    rv_text_release(&right);
    rv_draw_rule(area, 1, true);
}

void rv_heading_trials(const struct rv_session *session, const struct rv_area *area, int row)
{
    const struct rv_lesson *lesson = session->lesson;
    const struct rv_error *error = lesson->trials ? rv_trials_error(lesson->trials) : NULL;
    double share = lesson->trials ? rv_trials_progress(lesson->trials, false) : 0;
    char text[80];

    if (error) {
        rv_draw_right(area, row, RV_ROLE_ALERT, error->message);
        return;
    }
    if (share < 1)
        snprintf(text, sizeof text, "every choice runs on %d seeds: %.0f %% ", RV_LESSON_SEEDS,
                 100 * share);
    else
        snprintf(text, sizeof text, "every choice ran on %d seeds ", RV_LESSON_SEEDS);
    rv_draw_right(area, row, RV_ROLE_FAINT, text);
}

enum rv_work rv_heading_work(struct rv_session *session, const struct rv_slice *slice)
{
    struct rv_lesson *lesson = session->lesson;
    double before, after;

    if (!rv_lesson_begin_trials(lesson))
        return RV_WORK_NONE;
    before = rv_trials_progress(lesson->trials, false);
    if (!rv_trials_work(lesson->trials, slice->seconds, (int)session->options->threads))
        return RV_WORK_NONE;
    after = rv_trials_progress(lesson->trials, false);
    return after > before ? RV_WORK_SHOW : RV_WORK_MORE;
}
