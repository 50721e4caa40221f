/* The vote: the question, the choices, and hands for each. A class votes in two rounds, before and
 * after discussion; one learner gives one answer. Meanwhile every choice runs on twenty seeds.
 *
 * A letter marks a choice and adds a hand; Shift and the letter, or -, take one away. Digits are
 * the number of hands of the marked choice, as somebody counted them. u takes back the last key. */
#include "tui/views/heading.h"

#include "lesson/lesson.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { COUNT_WIDTH = 4, BAR_LEAST = 10 };

struct vote {
    size_t at;
    bool counting; /* the last key was a digit of a number */
};

/* Both rounds are shown where the second one has begun. */
static void draw_hands(const struct rv_lesson *lesson, const struct rv_area *area, int row,
                       size_t choice)
{
    const struct rv_vote *vote = &lesson->vote;
    int most = 1, before = vote->now.of[0][choice], hands = vote->now.of[vote->round][choice];
    int column = 6;

    if (vote->alone) {
        if (vote->now.own == choice + 1)
            rv_draw_text(area, row, column, RV_ROLE_STRONG, "your answer");
        return;
    }
    for (size_t i = 0; i < lesson->choice_count; i++)
        for (int round = 0; round < RV_VOTE_ROUNDS; round++)
            if (vote->now.of[round][i] > most)
                most = vote->now.of[round][i];
    rv_draw_printf(area, row, column, RV_ROLE_STRONG, "%3d", hands);
    rv_draw_bar(area, row, column + COUNT_WIDTH, area->width - column - COUNT_WIDTH - 24,
                RV_ROLE_CHOICE, (double)hands / most);
    if (vote->round == 1) {
        char text[32];

        snprintf(text, sizeof text, "before: %d ", before);
        rv_draw_right(area, row, RV_ROLE_FAINT, text);
    }
}

/* Two rows a choice, one between them where there is room: text, hands. */
static void draw_choice(const struct rv_lesson *lesson, const struct rv_area *area, int row,
                        size_t choice, bool selected)
{
    const char *text = lesson->scenario.choices[choice].text;

    rv_draw_text(area, row, 1, RV_ROLE_CHOICE, selected ? ">" : " ");
    rv_draw_text(area, row, 3, RV_ROLE_CHOICE, rv_lesson_letter(choice));
    rv_draw_cut(area, row, 6, area->width - 7, selected ? RV_ROLE_STRONG : RV_ROLE_TEXT, text);
    draw_hands(lesson, area, row + 1, choice);
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct vote *vote = state;
    const struct rv_lesson *lesson = session->lesson;
    const char *question = lesson->scenario.question ? lesson->scenario.question
                                                     : "What would you change?";
    const int hands = rv_vote_in_round(&lesson->vote, lesson->choice_count, lesson->vote.round);
    int rows = (int)lesson->choice_count, row, step;

    rv_heading_draw(session, area,
                    lesson->vote.alone        ? "WHAT DO YOU SAY?"
                    : lesson->vote.round == 0 ? "VOTE, first round"
                                              : "VOTE, second round: after discussion");
    row = rv_draw_wrapped(area, RV_HEADING_ROWS, 1, RV_ROLE_STRONG, question) + 1;
    step = (area->height - 2 - row) / (rows > 0 ? rows : 1);
    step = step > 4 ? 4 : step < 2 ? 2 : step;
    for (size_t i = 0; i < lesson->choice_count; i++, row += step)
        draw_choice(lesson, area, row, i, i == vote->at);
    rv_draw_rule(area, area->height - 2, false);
    if (!lesson->vote.alone)
        rv_draw_printf(area, area->height - 1, 1, RV_ROLE_TEXT, "%d hand%s", hands,
                       hands == 1 ? "" : "s");
    rv_heading_trials(session, area, area->height - 1);
}

/* The choice of a letter; `less` tells a capital one. SIZE_MAX: none. */
static size_t choice_of(const struct rv_lesson *lesson, char key, bool *less)
{
    size_t choice = SIZE_MAX;

    if (key >= 'a' && key <= 'i')
        choice = (size_t)(key - 'a');
    else if (key >= 'A' && key <= 'I')
        choice = (size_t)(key - 'A');
    *less = key >= 'A' && key <= 'I';
    return choice < lesson->choice_count ? choice : SIZE_MAX;
}

/* A digit: of a class the hands, of one learner the choice. */
static bool type_digit(struct rv_lesson *lesson, struct vote *vote, int digit, bool going_on)
{
    if (!lesson->vote.alone) {
        rv_vote_digit(&lesson->vote, vote->at, digit, going_on);
        vote->counting = true;
    } else if (digit >= 1 && (size_t)digit <= lesson->choice_count) {
        vote->at = (size_t)digit - 1;
        rv_vote_add(&lesson->vote, vote->at, 1);
    }
    return true;
}

static bool type(struct rv_session *session, void *state, const char *key)
{
    struct vote *vote = state;
    struct rv_lesson *lesson = session->lesson;
    const bool going_on = vote->counting;
    bool less;
    size_t choice;

    vote->counting = false;
    if (strlen(key) != 1)
        return false;
    if (*key >= '0' && *key <= '9')
        return type_digit(lesson, vote, *key - '0', going_on);
    choice = choice_of(lesson, *key, &less);
    if (choice == SIZE_MAX)
        return false;
    vote->at = choice;
    rv_vote_add(&lesson->vote, choice, less ? -1 : 1);
    return true;
}

static void reveal(struct rv_session *session)
{
    session->lesson->revealed = true;
    rv_session_replace(session, session->views[RV_VIEW_reveal], NULL);
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct vote *vote = state;
    struct rv_lesson *lesson = session->lesson;

    switch (action) {
    case RV_ACTION_UP:
        vote->at -= vote->at > 0;
        return true;
    case RV_ACTION_DOWN:
        vote->at += vote->at + 1 < lesson->choice_count;
        return true;
    case RV_ACTION_MORE:
        rv_vote_add(&lesson->vote, vote->at, 1);
        return true;
    case RV_ACTION_LESS:
        rv_vote_add(&lesson->vote, vote->at, -1);
        return true;
    case RV_ACTION_ROUND:
        lesson->vote.round = !lesson->vote.round;
        return true;
    case RV_ACTION_ALONE:
        lesson->vote.alone = !lesson->vote.alone;
        return true;
    case RV_ACTION_UNDO:
        if (!rv_vote_undo(&lesson->vote))
            rv_session_notice(session, "nothing to take back");
        return true;
    case RV_ACTION_REVEAL:
        reveal(session);
        return true;
    default:
        return false;
    }
}

static enum rv_work work(struct rv_session *session, void *state, const struct rv_slice *slice)
{
    (void)state;
    return rv_heading_work(session, slice);
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct rv_lesson *lesson = session->lesson;
    const struct rv_vote *vote = &lesson->vote;

    (void)state;
    if (lesson->scenario.question)
        rv_text_printf(out, "%s\n", lesson->scenario.question);
    for (size_t i = 0; i < lesson->choice_count; i++)
        rv_text_printf(out, "%s: %s. Hands: %d.\n", rv_lesson_letter(i),
                       lesson->scenario.choices[i].text, vote->now.of[vote->round][i]);
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    const struct rv_vote *vote = &session->lesson->vote;

    (void)state;
    if (action == RV_ACTION_ROUND)
        return vote->alone ? "" : vote->round ? "first round" : NULL;
    if (action == RV_ACTION_LESS)
        return ""; /* the letters do it, and u */
    if (action == RV_ACTION_ALONE && vote->alone)
        return "a class";
    return NULL;
}

const struct rv_view_type rv_view_vote = {
    .name = "vote",
    .title = "Vote",
    .state_size = sizeof(struct vote),
    .draw = draw,
    .act = act,
    .type = type,
    .work = work,
    .say = say,
    .hint = hint,
    .background = true,
};
