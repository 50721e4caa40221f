/* The pace of a run that is watched, on a clock of the test; and what a slice of work may do,
 * counted in steps. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "lesson/lesson.h"
#include "lesson/playback.h"
#include "tui/session.h"

#include <limits.h>
#include <math.h>

/* Time until `epochs` epochs of `steps` steps are made at the pace, looked at 60 times a second. */
static double play(double speed, long epochs, long steps, double *first)
{
    struct rv_playback playback = {.speed = speed};
    const double tick = 1.0 / 60;
    double now = 17.3;
    long made = 0;

    while (made < epochs * steps) {
        const long epoch = made / steps + 1;
        long due = rv_playback_due(&playback, now, epoch, epochs, (double)steps);
        const long left = epoch * steps - made;

        due = due < left ? due : left; /* as a take: not beyond the end of an epoch */
        rv_playback_made(&playback, due);
        made += due;
        now += tick;
        if (first && made <= steps)
            *first = now - 17.3;
    }
    return now - 17.3;
}

static void the_first_viewing_takes_twenty_seconds(void **state)
{
    const double tolerance = 0.6; /* a tick an epoch, at most */
    double first = 0;

    (void)state;
    assert_true(fabs(play(1, 25, 32, &first) - RV_PLAYBACK_SECONDS) < tolerance);
    /* 20 s in 22 + 3 · 2.5 units: the first epoch takes 2.5 of them */
    assert_true(fabs(first - 2.5 * 20 / 29.5) < 0.1);
    assert_true(fabs(play(1, 75, 8, NULL) - RV_PLAYBACK_SECONDS) < 2 * tolerance);
    assert_true(fabs(play(1, 2, 40, NULL) - RV_PLAYBACK_SECONDS) < tolerance);
    assert_true(fabs(play(4, 25, 32, NULL) - RV_PLAYBACK_SECONDS / 4) < tolerance);
}

static void a_pause_is_not_made_up_for(void **state)
{
    struct rv_playback playback = {.speed = 1};

    (void)state;
    assert_int_equal(rv_playback_due(&playback, 100, 10, 25, 1000), 0);
    /* a minute passes: a tenth of a second of 1000 steps in 20/29.5 s is due */
    assert_in_range(rv_playback_due(&playback, 160, 10, 25, 1000), 140, 150);
    rv_playback_rest(&playback);
    assert_int_equal(rv_playback_due(&playback, 161, 10, 25, 1000), 0);
}

static void speed_has_ends(void **state)
{
    struct rv_playback playback = {.speed = 1};

    (void)state;
    for (int i = 0; i < 40; i++)
        rv_playback_faster(&playback);
    assert_true(playback.speed == RV_PLAYBACK_FASTEST);
    for (int i = 0; i < 40; i++)
        rv_playback_slower(&playback);
    assert_true(playback.speed == RV_PLAYBACK_SLOWEST);
}

static volatile sig_atomic_t never;
static const struct rv_tui_options options = {.keys = "-", .stop = &never};

/* A slice makes as many steps as it may and not one more, and does not cross the end of an epoch:
 * what is on the screen is answered between steps. */
static void a_slice_counts_steps(void **state)
{
    struct rv_session session;
    struct rv_error error = {0};
    const struct rv_live_run *take;

    (void)state;
    rv_session_open(&session, &options);
    assert_int_equal(rv_session_open_name(&session, "large-lr", &error), RV_OK);
    take = rv_lesson_run(session.lesson);
    for (long i = 1; i <= 7; i++) {
        assert_int_equal(rv_session_work(&session, HUGE_VAL, 1), RV_WORK_SHOW);
        assert_int_equal(session.steps, i);
        assert_int_equal(rv_live_run_place(take).step, i);
    }
    assert_int_equal(rv_session_work(&session, HUGE_VAL, 9), RV_WORK_SHOW);
    assert_int_equal(session.steps, 16);
    assert_int_equal(rv_session_work(&session, HUGE_VAL, LONG_MAX), RV_WORK_SHOW);
    assert_int_equal(session.steps, 32); /* the end of the first epoch, no further */
    assert_int_equal(rv_session_work(&session, 0, LONG_MAX), RV_WORK_SHOW);
    assert_int_equal(session.steps, 33); /* no time: one step all the same */
    rv_session_key(&session, "Space");
    assert_int_equal(rv_session_work(&session, HUGE_VAL, 1), RV_WORK_NONE);
    assert_int_equal(session.steps, 33);
    rv_session_key(&session, "n"); /* a step of a key is no step of work: records count those */
    assert_int_equal(session.steps, 33);
    assert_int_equal(rv_live_run_place(take).step, 34);
    rv_session_release(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_viewing_takes_twenty_seconds),
        cmocka_unit_test(a_pause_is_not_made_up_for),
        cmocka_unit_test(speed_has_ends),
        cmocka_unit_test(a_slice_counts_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
