/* The stack of views, unsaved work, the order of the cases, curves as sentences. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "lesson/seen_cases.h"
#include "lesson/lesson.h"
#include "tui/session.h"
#include "lesson/curve_words.h"

#include <math.h>
#include <string.h>

static volatile sig_atomic_t never;
static const struct rv_tui_options options = {.keys = "-", .seed = -1, .stop = &never};

static void views_open_and_close(void **state)
{
    struct rv_session session;

    (void)state;
    rv_session_open(&session, &options);
    assert_ptr_equal(rv_session_view(&session), &rv_view_menu);
    rv_session_key(&session, "?");
    assert_ptr_equal(rv_session_view(&session), &rv_view_help);
    rv_session_message(&session, "Title", "number %d", 7);
    assert_ptr_equal(rv_session_view(&session), &rv_view_message);
    rv_session_replace(&session, &rv_view_help, &rv_view_menu);
    rv_session_return(&session, &rv_view_menu);
    assert_ptr_equal(rv_session_view(&session), &rv_view_menu);
    rv_session_key(&session, "q");
    assert_null(rv_session_view(&session));
    rv_session_release(&session);
}

struct stillborn {
    char *owned;
};

static int stillborn_closed;

static enum rv_status refuse(struct rv_session *session, void *state, const void *argument,
                             struct rv_error *error)
{
    struct stillborn *it = state;

    (void)session;
    (void)argument;
    it->owned = rv_strdup("made before the failure");
    return rv_error_set(error, RV_INPUT, "epochs: %d of them", 7);
}

static void bury(struct rv_session *session, void *state)
{
    struct stillborn *it = state;

    (void)session;
    rv_free(it->owned);
    stillborn_closed++;
}

static void fail_to_draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    (void)session;
    (void)state;
    (void)area;
    fail_msg("a view that could not be opened is drawn");
}

static void fail_to_say(struct rv_session *session, void *state, struct rv_text *out)
{
    (void)out;
    fail_to_draw(session, state, NULL);
}

/* It is closed at once, with what it had made; the message stands where it would have stood. */
static void a_view_that_cannot_be_opened(void **state)
{
    static const struct rv_view_type view = {.name = "stillborn",
                                             .title = "Stillborn",
                                             .state_size = sizeof(struct stillborn),
                                             .open = refuse,
                                             .close = bury,
                                             .draw = fail_to_draw,
                                             .say = fail_to_say};
    struct rv_session session;
    struct rv_text said = {0};

    (void)state;
    rv_session_open(&session, &options);
    rv_session_push(&session, &view, NULL);
    assert_ptr_equal(rv_session_view(&session), &rv_view_message);
    rv_session_say(&session, &said);
    assert_non_null(strstr(rv_text_string(&said), "Stillborn"));
    assert_non_null(strstr(rv_text_string(&said), "epochs: 7 of them"));
    rv_session_key(&session, "Enter");
    assert_ptr_equal(rv_session_view(&session), &rv_view_menu);
    assert_int_equal(stillborn_closed, 1);
    rv_session_push(&session, &rv_view_help, &rv_view_menu);
    rv_session_replace(&session, &view, NULL);
    assert_ptr_equal(rv_session_view(&session), &rv_view_message);
    rv_session_key(&session, "Enter");
    assert_ptr_equal(rv_session_view(&session), &rv_view_menu);
    assert_int_equal(stillborn_closed, 2);
    rv_text_release(&said);
    rv_session_release(&session);
}

static void unsaved_work_is_asked_about(void **state)
{
    struct rv_session session;
    struct rv_text said = {0};

    (void)state;
    rv_session_open(&session, &options);
    rv_session_unsaved(&session, "2 runs");
    rv_session_key(&session, "q");
    assert_ptr_equal(rv_session_view(&session), &rv_view_confirm);
    rv_session_say(&session, &said);
    assert_non_null(strstr(rv_text_string(&said), "Not saved: 2 runs."));
    rv_session_key(&session, "n");
    assert_ptr_equal(rv_session_view(&session), &rv_view_menu);
    rv_session_key(&session, "q");
    rv_session_key(&session, "Enter"); /* No is marked first */
    assert_ptr_equal(rv_session_view(&session), &rv_view_menu);
    rv_session_key(&session, "q");
    rv_session_key(&session, "y");
    assert_null(rv_session_view(&session));
    rv_text_release(&said);
    rv_session_release(&session);
}

/* Leaving a case frees its lesson, also from under other views; what is unsaved is asked about. */
static void a_case_is_left(void **state)
{
    struct rv_session session;
    struct rv_error error = {0};

    (void)state;
    rv_session_open(&session, &options);
    assert_int_equal(rv_session_open_name(&session, "tiny-batch", &error), RV_OK);
    assert_non_null(session.lesson);
    assert_string_equal(session.now->name, "tiny-batch");
    rv_session_unsaved(&session, "a run");
    rv_session_key(&session, "q");
    assert_ptr_equal(rv_session_view(&session), &rv_view_confirm);
    rv_session_key(&session, "y");
    assert_ptr_equal(rv_session_view(&session), &rv_view_menu);
    assert_null(session.lesson);
    assert_null(session.now);
    assert_int_equal(session.unsaved.length, 0);
    assert_int_equal(rv_session_open_name(&session, "no-such-case", &error), RV_INPUT);
    rv_session_release(&session);
}

/* Numbers are those of a fixed shuffle: neighbours by name are not neighbours here, and two lists
 * are the same. */
static void the_order_gives_nothing_away(void **state)
{
    struct rv_session session, again;
    size_t neighbours = 0;

    (void)state;
    rv_session_open(&session, &options);
    rv_session_open(&again, &options);
    assert_true(session.cases.count > 10);
    for (size_t i = 0; i < session.cases.count; i++) {
        assert_in_range(session.cases.list[i].number, 100, 999);
        assert_true(i == 0 || session.cases.list[i].number > session.cases.list[i - 1].number);
        assert_string_equal(session.cases.list[i].name, again.cases.list[i].name);
        assert_true(strlen(session.cases.list[i].symptom) > 0);
        if (i > 0)
            neighbours += strcmp(session.cases.list[i - 1].name, session.cases.list[i].name) < 0;
    }
    /* of n cases in the order of their names n - 1 follow the one before */
    assert_in_range(neighbours, session.cases.count / 4, session.cases.count * 3 / 4);
    rv_session_release(&session);
    rv_session_release(&again);
}

/* Without a seed the picks go through all cases, none twice; each says the seed that repeats it. */
static void random_cases_are_those_not_seen(void **state)
{
    struct rv_session session;

    (void)state;
    rv_session_open(&session, &options);
    for (size_t i = 0; i < session.cases.count; i++) {
        const struct rv_case *is = rv_session_pick(&session, -1);
        const char *seed = strstr(rv_text_string(&session.notice), "--seed ");
        long number = 0;

        assert_non_null(is);
        assert_false(is->seen);
        assert_non_null(seed);
        for (seed += strlen("--seed "); *seed >= '0' && *seed <= '9'; seed++)
            number = 10 * number + (*seed - '0');
        assert_ptr_equal(rv_session_pick(&session, number), is);
        rv_seen_cases_mark(&session.cases, is, false);
    }
    rv_session_release(&session);
}

static void check_sentence(const double *value, size_t count, const char *expected)
{
    struct rv_text out = {0};

    rv_curve_words_curve("Loss", value, count, 1, &out);
    assert_string_equal(rv_text_string(&out), expected);
    rv_text_release(&out);
}

static void curves_are_told(void **state)
{
    static const double jumps[] = {0.693, 0.412, 0.338, 0.291, 0.262, 0.713, 0.241, 0.228, 0.652};

    (void)state;
    check_sentence(jumps, 0, "");
    check_sentence(jumps, 1, "Loss: 0.693 at epoch 1.\n");
    check_sentence(jumps, 5, "Loss: from 0.693 to 0.262 over 5 epochs, lowest 0.262 at epoch 5.\n");
    check_sentence(jumps, 6, "Loss: from 0.693 to 0.713 over 6 epochs, lowest 0.262 at epoch 5. "
                         "Jumped at epoch 6.\n");
    check_sentence(jumps, 9, "Loss: from 0.693 to 0.652 over 9 epochs, lowest 0.228 at epoch 8. "
                         "Jumped at epochs 6, 9.\n");
}

static void the_question_says_what_is_so(void **state)
{
    static const double validation[] = {0.693, 0.412, 0.338, 0.291, 0.262, 0.713};
    static const double calm[] = {0.7, 0.42, 0.35, 0.3, 0.27, 0.26};
    static const double wild[] = {0.7, 0.42, 0.35, 0.3, 0.27, 0.55};
    struct rv_text out = {0};

    (void)state;
    rv_curve_words_question(calm, validation, 6, RV_LOOKS_JUMPS, &out);
    assert_non_null(strstr(rv_text_string(&out), "Training hardly moved."));
    rv_text_clear(&out);
    rv_curve_words_question(wild, validation, 6, RV_LOOKS_JUMPS, &out);
    assert_null(strstr(rv_text_string(&out), "hardly"));
    assert_non_null(strstr(rv_text_string(&out), "hand in"));
    rv_text_clear(&out);
    rv_curve_words_question(calm, validation, 6, RV_LOOKS_GAP, &out);
    assert_string_equal(rv_text_string(&out), "What would you change?");
    rv_text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_open_and_close),
        cmocka_unit_test(a_view_that_cannot_be_opened),
        cmocka_unit_test(unsaved_work_is_asked_about),
        cmocka_unit_test(a_case_is_left),
        cmocka_unit_test(the_order_gives_nothing_away),
        cmocka_unit_test(random_cases_are_those_not_seen),
        cmocka_unit_test(curves_are_told),
        cmocka_unit_test(the_question_says_what_is_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
