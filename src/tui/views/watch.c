/* The failing run alone, at a pace that can be followed. It stops by itself where the symptom first
 * shows and asks; from there on the lecturer has the keys. Drawing is in watch_draw.c. */
#include "tui/views/watch.h"

#include "lesson/jump.h"
#include "lesson/lesson.h"

#include "ravine/memory.h"

#include <limits.h>
#include <string.h>

/* Of a case that does not jump: where it stops to ask, as a share of its epochs. */
#define ASK_AT 0.5

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct rv_watch *watch = state;

    (void)session;
    (void)argument;
    (void)error;
    watch->playback.speed = 1;
    return RV_OK;
}

/* ---- Work ---- */

static long epochs_of(const struct rv_live_run *live)
{
    return rv_live_run_recipe(live)->train.epochs;
}

/* Whether the epoch that has just ended is one to stop at. */
static bool worth_asking(const struct rv_session *session, const struct rv_live_run *live)
{
    const struct rv_table *epochs = rv_live_run_epochs(live);
    const int column = rv_table_find(epochs, "val_loss");
    double *value;
    bool jumps;

    if (session->lesson->scenario.looks != RV_LOOKS_JUMPS)
        return (double)epochs->rows >= ASK_AT * (double)epochs_of(live);
    value = rv_alloc(epochs->rows + 1, sizeof *value);
    rv_table_column(epochs, column, value);
    jumps = epochs->rows > 0 && rv_jump_at(value, epochs->rows - 1);
    rv_free(value);
    return jumps;
}

static void pause(struct rv_watch *watch)
{
    watch->mode = RV_WATCH_PAUSED;
    rv_playback_rest(&watch->playback);
}

/* After an epoch: remember how far it got, stop where there is something to ask or the run is
 * over. */
static void end_epoch(struct rv_session *session, struct rv_watch *watch, struct rv_live_run *live)
{
    const struct rv_live_run_place place = rv_live_run_place(live);
    const bool over = rv_live_run_stopped(live) != RV_RUNNING;

    if (place.epoch > watch->farthest)
        watch->farthest = place.epoch;
    if (over || (watch->mode == RV_WATCH_TO && place.epoch >= watch->target))
        pause(watch);
    if (watch->asked || !(over || worth_asking(session, live)))
        return;
    watch->asked = watch->asking = true;
    if (watch->mode == RV_WATCH_PACED)
        pause(watch);
}

/* Steps that may be made in this slice. Without a terminal there is no pace. */
static long steps_due(struct rv_session *session, struct rv_watch *watch,
                      const struct rv_live_run *live, long most)
{
    const struct rv_live_run_place place = rv_live_run_place(live);
    const long epochs = epochs_of(live);
    const double steps = (double)rv_run_steps_planned(rv_live_run_run(live)) / (double)epochs;
    long due;

    if (watch->mode != RV_WATCH_PACED || session->headless || session->plain)
        return most;
    due = rv_playback_due(&watch->playback, rv_session_now(session), place.epoch + 1, epochs,
                          steps);
    return due < most ? due : most;
}

static enum rv_work work(struct rv_session *session, void *state, const struct rv_slice *slice)
{
    struct rv_watch *watch = state;
    struct rv_live_run *live = rv_lesson_run(session->lesson);
    const struct rv_live_run_place before = rv_live_run_place(live);
    struct rv_live_run_place after;
    long due, made;

    if (rv_live_run_catching_up(live, NULL)) {
        rv_live_run_advance(live, slice->steps, slice->seconds);
        return RV_WORK_SHOW;
    }
    if (watch->mode == RV_WATCH_PAUSED || rv_live_run_stopped(live) != RV_RUNNING)
        return RV_WORK_NONE;
    due = steps_due(session, watch, live, slice->steps);
    if (due < 1)
        return RV_WORK_MORE;
    made = rv_live_run_advance(live, due, slice->seconds);
    rv_playback_made(&watch->playback, made);
    session->steps += made;
    after = rv_live_run_place(live);
    if (after.epoch != before.epoch || rv_live_run_stopped(live) != RV_RUNNING)
        end_epoch(session, watch, live);
    return watch->mode == RV_WATCH_PAUSED ? RV_WORK_SHOW
           : made > 0                     ? RV_WORK_SHOW
                                          : RV_WORK_MORE;
}

/* ---- Keys ---- */

static void go(struct rv_watch *watch, enum rv_watch_mode mode, long target)
{
    watch->mode = mode;
    watch->target = target;
    watch->asking = false;
    rv_playback_rest(&watch->playback);
}

static void one_step(struct rv_session *session, struct rv_watch *watch, struct rv_live_run *live)
{
    const long epoch = rv_live_run_place(live).epoch;

    go(watch, RV_WATCH_PAUSED, 0);
    rv_live_run_advance(live, 1, 0);
    if (rv_live_run_place(live).epoch != epoch)
        end_epoch(session, watch, live);
}

static void rewind_to(struct rv_watch *watch, struct rv_live_run *live, long epoch)
{
    go(watch, RV_WATCH_PAUSED, 0);
    rv_live_run_rewind(live, epoch > 0 ? epoch : 0);
}

/* One epoch back: from within an epoch to its beginning. */
static void backward(struct rv_watch *watch, struct rv_live_run *live)
{
    const struct rv_live_run_place place = rv_live_run_place(live);

    rewind_to(watch, live, place.between ? place.epoch - 1 : place.epoch);
}

static void say_speed(struct rv_session *session, const struct rv_watch *watch)
{
    rv_session_notice(session, "pace: %g times the first viewing's", watch->playback.speed);
}

static void next_seed(struct rv_session *session, struct rv_watch *watch)
{
    struct rv_report report = {0};

    if (rv_lesson_next_seed(session->lesson, &report))
        rv_session_message(session, "The next seed", "%s",
                           report.count > 0 ? report.errors[0].message : "does not work");
    else
        *watch = (struct rv_watch){.playback = {.speed = watch->playback.speed}, .asked = true};
    rv_report_release(&report);
}

/* Keys of the run itself. */
static bool act_on_run(struct rv_session *session, struct rv_watch *watch, enum rv_action action)
{
    struct rv_live_run *live = rv_lesson_run(session->lesson);
    const long epoch = rv_live_run_place(live).epoch;

    switch (action) {
    case RV_ACTION_PAUSE:
        if (watch->mode == RV_WATCH_PAUSED)
            go(watch, RV_WATCH_PACED, 0);
        else
            go(watch, RV_WATCH_PAUSED, 0);
        return true;
    case RV_ACTION_NEXT_STEP:
        one_step(session, watch, live);
        return true;
    case RV_ACTION_NEXT_EPOCH:
    case RV_ACTION_FORWARD:
        go(watch, RV_WATCH_TO, epoch + 1);
        return true;
    case RV_ACTION_LATEST:
        go(watch, RV_WATCH_TO, watch->farthest > epoch ? watch->farthest : epoch + 1);
        return true;
    case RV_ACTION_FINISH:
        go(watch, RV_WATCH_TO, LONG_MAX);
        return true;
    case RV_ACTION_BACKWARD:
        backward(watch, live);
        return true;
    case RV_ACTION_BEGINNING:
        rewind_to(watch, live, 0);
        return true;
    case RV_ACTION_NEXT_SEED:
        next_seed(session, watch);
        return true;
    default:
        return false;
    }
}

/* A case without choices has nothing to vote on. */
static void vote(struct rv_session *session)
{
    const bool choices = session->lesson->choice_count > 0;

    session->lesson->revealed |= !choices;
    rv_session_push(session, session->views[choices ? RV_VIEW_vote : RV_VIEW_reveal], NULL);
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct rv_watch *watch = state;

    switch (action) {
    case RV_ACTION_FASTER:
        rv_playback_faster(&watch->playback);
        say_speed(session, watch);
        return true;
    case RV_ACTION_SLOWER:
        rv_playback_slower(&watch->playback);
        say_speed(session, watch);
        return true;
    case RV_ACTION_VOTE:
        go(watch, RV_WATCH_PAUSED, 0);
        vote(session);
        return true;
    case RV_ACTION_CHANGE:
        go(watch, RV_WATCH_PAUSED, 0);
        rv_session_push(session, session->views[RV_VIEW_change], NULL);
        return true;
    case RV_ACTION_COMPARE:
        go(watch, RV_WATCH_PAUSED, 0);
        rv_session_push(session, session->views[RV_VIEW_compare], NULL);
        return true;
    case RV_ACTION_LAB:
        go(watch, RV_WATCH_PAUSED, 0);
        rv_session_push(session, session->views[RV_VIEW_lab], NULL);
        return true;
    case RV_ACTION_BACK:
        rv_session_leave_case(session);
        return true;
    default:
        return act_on_run(session, watch, action);
    }
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    const struct rv_watch *watch = state;
    const struct rv_live_run *live = rv_lesson_run(session->lesson);
    const bool over = rv_live_run_stopped(live) != RV_RUNNING;

    switch (action) {
    case RV_ACTION_PAUSE:
        return over ? "" : watch->mode == RV_WATCH_PAUSED ? "go on" : NULL;
    case RV_ACTION_NEXT_STEP:
    case RV_ACTION_NEXT_EPOCH:
    case RV_ACTION_FINISH:
    case RV_ACTION_FASTER:
        return over ? "" : NULL;
    case RV_ACTION_BACKWARD:
        return over ? "rewind" : NULL;
    case RV_ACTION_VOTE:
        return session->lesson->choice_count == 0 ? "reveal" : NULL;
    case RV_ACTION_COMPARE:
        return session->lesson->run_count > 1 ? NULL : "";
    case RV_ACTION_LAB:
        return rv_recipe_on_surface(rv_live_run_recipe(rv_lesson_run(session->lesson))) ? NULL : "";
    case RV_ACTION_BACK:
        return "";
    default:
        return NULL;
    }
}

const struct rv_view_type rv_view_watch = {
    .name = "watch",
    .title = "Watching a run",
    .state_size = sizeof(struct rv_watch),
    .open = open,
    .draw = rv_watch_draw,
    .act = act,
    .work = work,
    .say = rv_watch_say,
    .hint = hint,
};
