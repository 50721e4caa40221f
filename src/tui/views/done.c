/* Afterwards: the trials as a run folder, its figures, the log of the lesson, and the runs that
 * were changed by hand. One file a slice, so that keys are answered in between. */
#include "tui/views/heading.h"

#include "lesson/lesson.h"
#include "lesson/log.h"

#include "ravine/archive.h"
#include "ravine/figure.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <stdio.h>
#include <string.h>

enum stage { WAIT, BEGIN, RESULTS, FIGURES, LIVE_RUNS, LOG, OVER };

struct done {
    enum stage stage;
    size_t next;            /* of the stage: result, figure, live run */
    struct rv_folder own;   /* until all is written */
    struct rv_text folder;
    char **figures;         /* owned; pictures that were written, relative to the folder */
    size_t figure_count;
    size_t results;
    struct rv_text failures; /* what could not be written, a line each */
};

static void close(struct rv_session *session, void *state)
{
    struct done *done = state;

    (void)session;
    for (size_t i = 0; i < done->figure_count; i++)
        rv_free(done->figures[i]);
    rv_free(done->figures);
    rv_folder_release(&done->own);
    rv_text_release(&done->folder);
    rv_text_release(&done->failures);
}

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct done *done = state;

    (void)argument;
    (void)error;
    rv_lesson_begin_trials(session->lesson);
    done->figures = rv_alloc(session->lesson->scenario.figure_count + 1, sizeof *done->figures);
    return RV_OK;
}

/* ---- The stages ---- */

/* gnuplot is missing for all figures alike: said once. */
static void complain(struct done *done, const struct rv_error *error)
{
    if (!done->failures.length || !strstr(rv_text_string(&done->failures), error->message))
        rv_text_printf(&done->failures, "%s\n", error->message);
}

static void advance(struct done *done, enum stage stage)
{
    done->stage = stage;
    done->next = 0;
    if (stage == OVER)
        rv_folder_release(&done->own);
}

static void begin(struct rv_session *session, struct done *done)
{
    struct rv_experiment *experiment = rv_trials_experiment(session->lesson->trials);
    struct rv_error error = {0};
    struct rv_text figures = {0};
    enum rv_status status = rv_folder_create(session->lesson->scenario.name, NULL, false,
                                             &done->own, &error);

    rv_text_add(&done->folder, rv_text_string(&done->own.path));
    rv_text_printf(&figures, "%s/figures", rv_text_string(&done->folder));
    if (!status)
        status = rv_archive_begin(rv_text_string(&done->folder), experiment,
                                  session->options->command, &error);
    if (!status)
        status = rv_folder_make(rv_text_string(&figures), &error);
    rv_text_release(&figures);
    if (status)
        complain(done, &error);
    advance(done, status ? OVER : RESULTS);
}

static void write_result(struct rv_session *session, struct done *done)
{
    struct rv_experiment *experiment = rv_trials_experiment(session->lesson->trials);
    struct rv_error error = {0};
    const size_t r = done->next++;

    if (r == experiment->result_count) {
        if (rv_archive_end(rv_text_string(&done->folder), experiment,
                           session->options->command, &error))
            complain(done, &error);
        advance(done, FIGURES);
    } else if (experiment->results[r].made) {
        if (rv_archive_result(rv_text_string(&done->folder), experiment, r, &error))
            complain(done, &error);
        else
            done->results++;
    }
}

static void write_figure(struct rv_session *session, struct done *done)
{
    const struct rv_scenario *scenario = &session->lesson->scenario;
    struct rv_experiment *experiment = rv_trials_experiment(session->lesson->trials);
    struct rv_text folder = {0}, path = {0}, name = {0};
    const struct rv_type *figure;
    struct rv_error error = {0};

    if (done->next == scenario->figure_count) {
        advance(done, LIVE_RUNS);
        return;
    }
    figure = rv_registry_get(&rv_figures, scenario->figures[done->next++], &error);
    rv_text_printf(&folder, "%s/figures", rv_text_string(&done->folder));
    if (!figure ||
        rv_figure_write(figure, experiment, session->options->command,
                        rv_figure_format_of(figure, RV_FORMAT_SVG), rv_text_string(&folder), &path,
                        &error)) {
        complain(done, &error);
    } else {
        const char *slash = strrchr(rv_text_string(&path), '/');

        rv_text_printf(&name, "figures/%s", slash ? slash + 1 : rv_text_string(&path));
        done->figures[done->figure_count++] = rv_strdup(rv_text_string(&name));
    }
    rv_text_release(&folder);
    rv_text_release(&path);
    rv_text_release(&name);
}

static bool write_text(struct done *done, const char *name, const struct rv_text *text)
{
    struct rv_text path = {0};
    struct rv_error error = {0};
    bool written;

    rv_text_printf(&path, "%s/%s", rv_text_string(&done->folder), name);
    written = rv_file_write(rv_text_string(&path), rv_text_string(text), text->length, &error) ==
              RV_OK;
    if (!written)
        complain(done, &error);
    rv_text_release(&path);
    return written;
}

static void write_changed_run(struct rv_session *session, struct done *done)
{
    const struct rv_lesson *lesson = session->lesson;
    const size_t i = ++done->next;
    struct rv_report report = {0};
    struct rv_text yaml = {0};
    char name[40];

    if (i >= lesson->run_count) {
        advance(done, LOG);
        return;
    }
    snprintf(name, sizeof name, "by-hand-%zu.yaml", i);
    if (rv_live_run_print(lesson->runs[i], rv_live_run_label(lesson->runs[i]), &yaml, &report))
        complain(done, &report.errors[0]);
    else
        write_text(done, name, &yaml);
    rv_text_release(&yaml);
    rv_report_release(&report);
}

static void write_log(struct rv_session *session, struct done *done)
{
    struct rv_text text = {0}, clean = {0};

    rv_log_print(session->lesson, done->figures, done->figure_count, &text);
    rv_print_render(&text, &clean); /* it is there to be read, perhaps by `cat` */
    if (write_text(done, "lesson.md", &clean))
        rv_session_unsaved(session, NULL);
    rv_text_release(&text);
    rv_text_release(&clean);
    advance(done, OVER);
}

static enum rv_work work(struct rv_session *session, void *state, const struct rv_slice *slice)
{
    struct done *done = state;

    switch (done->stage) {
    case WAIT:
        if (rv_trials_work(session->lesson->trials, slice->seconds,
                           (int)session->options->threads))
            return RV_WORK_SHOW;
        advance(done, BEGIN);
        break;
    case BEGIN:
        begin(session, done);
        break;
    case RESULTS:
        write_result(session, done);
        break;
    case FIGURES:
        write_figure(session, done);
        break;
    case LIVE_RUNS:
        write_changed_run(session, done);
        break;
    case LOG:
        write_log(session, done);
        break;
    case OVER:
        return RV_WORK_NONE;
    }
    return RV_WORK_SHOW;
}

/* ---- Drawing ---- */

static const char *stage_text(const struct done *done)
{
    static const char *const texts[] = {"All variants run to their ends first:", "Writing.",
                                        "Writing the runs.", "Drawing the figures.",
                                        "Writing the runs by hand.", "Writing the log.",
                                        "All is written."};

    return done->stage == OVER && done->folder.length == 0 ? "Nothing was written."
                                                           : texts[done->stage];
}

static int draw_files(const struct rv_lesson *lesson, const struct done *done,
                      const struct rv_area *area, int row)
{
    rv_draw_printf(area, row++, 3, RV_ROLE_TEXT, "%-28s %zu runs as tables (epochs.csv, steps.csv)",
                   "VARIANT/seed-N/", done->results);
    for (size_t i = 0; i < done->figure_count; i++)
        rv_draw_printf(area, row++, 3, RV_ROLE_TEXT, "%-28s figure %zu", done->figures[i], i + 1);
    for (size_t i = 1; i < lesson->run_count && done->stage > LIVE_RUNS; i++)
        rv_draw_printf(area, row++, 3, RV_ROLE_TEXT, "by-hand-%zu.yaml               %s", i,
                       rv_live_run_label(lesson->runs[i]));
    if (done->stage == OVER)
        rv_draw_printf(area, row++, 3, RV_ROLE_TEXT, "%-28s votes, effects, pictures", "lesson.md");
    return row + 1;
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct done *done = state;
    const struct rv_lesson *lesson = session->lesson;
    int row = RV_HEADING_ROWS + 4;

    rv_heading_draw(session, area, "AFTERWARDS   what is written, and where");
    rv_draw_text(area, RV_HEADING_ROWS + 1, 1, RV_ROLE_STRONG, stage_text(done));
    if (done->stage == WAIT)
        rv_draw_bar(area, RV_HEADING_ROWS + 2, 1, area->width - 2, RV_ROLE_FAINT,
                    rv_trials_progress(lesson->trials, true));
    if (done->folder.length) {
        rv_draw_cut(area, RV_HEADING_ROWS + 2, 1, area->width - 2, RV_ROLE_CURE,
                    rv_text_string(&done->folder));
        row = draw_files(lesson, done, area, row);
    }
    if (done->failures.length)
        rv_draw_wrapped(area, row, 1, RV_ROLE_HARM, rv_text_string(&done->failures));
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    (void)state;
    if (action != RV_ACTION_CASES)
        return false;
    rv_session_return(session, session->views[RV_VIEW_menu]);
    return true;
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct done *done = state;

    (void)session;
    rv_text_printf(out, "%s %s\n", stage_text(done), rv_text_string(&done->folder));
    for (size_t i = 0; i < done->figure_count; i++)
        rv_text_printf(out, "%s\n", done->figures[i]);
    rv_text_add(out, rv_text_string(&done->failures));
}

const struct rv_view_type rv_view_done = {
    .name = "done",
    .title = "Afterwards",
    .state_size = sizeof(struct done),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .work = work,
    .say = say,
    .opened_by = RV_ACTION_WRITE,
};
