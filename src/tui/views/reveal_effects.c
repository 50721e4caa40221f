/* Every choice beside its votes: what it does on twenty seeds, with the interval, and the word. */
#include "tui/views/reveal.h"

#include "lesson/lesson.h"
#include "tui/views/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

/* Columns from the right edge, so that the texts get what a wide screen has to spare. */
enum {
    HANDS = 40,    /* four cells */
    INTERVAL = 36, /* INTERVAL_WIDTH cells */
    INTERVAL_WIDTH = 12,
    MEDIAN = 23,   /* five cells */
    CALMER = 17,   /* "20 of 20" */
    WORD = 7,
    HEAD_SIZE = 96 /* bytes */
};

static enum rv_role role_of(enum rv_effect_word word)
{
    switch (word) {
    case RV_EFFECT_CURE:
    case RV_EFFECT_PARTLY:
        return RV_ROLE_CURE;
    case RV_EFFECT_WORSE:
        return RV_ROLE_HARM;
    case RV_EFFECT_CHANCE:
    case RV_EFFECT_NO:
    case RV_EFFECT_NONE:
        break;
    }
    return RV_ROLE_CHANCE;
}

/* Rows of a choice: its text is wrapped once rather than cut before its meaning. */
static int rows_of(const struct rv_lesson *lesson, size_t choice, int width)
{
    return choice < lesson->choice_count &&
                   rv_draw_lines(lesson->scenario.choices[choice].text, width - HANDS - 4) > 1
               ? 2 : 1;
}

int rv_reveal_effects_rows(const struct rv_lesson *lesson, int width)
{
    int rows = 1;

    for (size_t i = 0; i <= lesson->choice_count; i++)
        rows += rows_of(lesson, i, width);
    return rows;
}

/* The effect of a choice; `choice_count` is the run as it was. */
static struct rv_effect effect_of(const struct rv_lesson *lesson, size_t choice)
{
    if (choice < lesson->choice_count)
        return rv_lesson_effect(lesson, choice);
    return lesson->trials ? rv_trials_effect(lesson->trials, 0) : rv_effect_of(NULL, NULL, 0);
}

static struct rv_summary shown(const struct rv_lesson *lesson, const struct rv_effect *effect)
{
    return rv_effect_shown_range(&lesson->scenario, &effect->severity);
}

/* The right end of the scale of intervals: the largest that is a number. */
static double scale_of(const struct rv_lesson *lesson)
{
    double most = 0;

    for (size_t i = 0; i <= lesson->choice_count; i++) {
        struct rv_effect effect = effect_of(lesson, i);
        struct rv_summary summary = shown(lesson, &effect);

        if (isfinite(summary.high) && summary.high > most)
            most = summary.high;
        else if (isfinite(summary.median) && summary.median > most)
            most = summary.median;
    }
    return most > 0 ? most : 1;
}

/* Where the numbers come from: runs that came with the program and whether those made here agree
 * with them, or runs made here alone. */
static const char *print_origin(const struct rv_lesson *lesson, bool hands, char text[HEAD_SIZE])
{
    const struct rv_trials_stored agree =
        lesson->trials ? rv_trials_compare(lesson->trials) : (struct rv_trials_stored){0};

    if (agree.changed)
        snprintf(text, HEAD_SIZE, "The case was changed: all run anew");
    else if (!agree.stored)
        snprintf(text, HEAD_SIZE, hands ? "You voted, we ran them all" : "We ran them all");
    else if (agree.rerun == 0)
        snprintf(text, HEAD_SIZE, "Stored runs");
    else if (agree.alike == agree.rerun)
        snprintf(text, HEAD_SIZE, "Stored runs; %zu rerun: same bits", agree.rerun);
    else
        snprintf(text, HEAD_SIZE, "Stored runs; %zu of %zu rerun differ", agree.rerun - agree.alike,
                 agree.rerun);
    return text;
}

static void draw_head(const struct rv_lesson *lesson, const struct rv_area *area)
{
    size_t of = effect_of(lesson, lesson->choice_count).of;
    bool hands = rv_lesson_voted(lesson);
    const char *called;
    char text[HEAD_SIZE];

    rv_draw_text(area, 0, 1, RV_ROLE_FAINT, print_origin(lesson, hands, text));
    if (hands && !lesson->vote.alone)
        rv_draw_text(area, 0, area->width - HANDS - 2, RV_ROLE_FAINT, "hands");
    called = rv_effect_called(&lesson->scenario);
    snprintf(text, sizeof text, of < RV_LESSON_SEEDS ? "%s (%zu so far)" : "%s (%zu seeds)",
             called, of);
    if (rv_text_columns(text) >= INTERVAL - CALMER)
        snprintf(text, sizeof text, "%.*s", INTERVAL - CALMER - 1, called);
    rv_draw_text(area, 0, area->width - INTERVAL, RV_ROLE_FAINT, text);
    snprintf(text, sizeof text, "%s on", rv_effect_less(&lesson->scenario));
    rv_draw_text(area, 0, area->width - CALMER, RV_ROLE_FAINT, text);
}

static void draw_interval(const struct rv_lesson *lesson, const struct rv_area *area, int row,
                          enum rv_role role, const struct rv_effect *effect, double scale)
{
    const struct rv_summary range = shown(lesson, effect);
    char number[RV_NUMBER_SIZE];

    if (effect->of == 0)
        return;
    if (isfinite(range.median))
        rv_draw_interval(area, row, area->width - INTERVAL, INTERVAL_WIDTH, role,
                         isfinite(range.low) ? range.low / scale : 0, range.median / scale,
                         isfinite(range.high) ? range.high / scale : 1);
    else
        rv_draw_text(area, row, area->width - INTERVAL, role,
                     effect->hollow ? "not learnt" : "no number");
    rv_draw_printf(area, row, area->width - MEDIAN, role, "%5s",
                   rv_number_severity(&lesson->scenario, effect->severity.median, number));
}

/* The run as it was may be among the choices; against itself it is no better. */
static const char *word_of(const struct rv_lesson *lesson, enum rv_effect_word word)
{
    return rv_effect_word_in(&lesson->scenario, word == RV_EFFECT_NONE ? RV_EFFECT_NO : word);
}

/* Over one row or two; what is longer is cut. */
static void draw_text(const struct rv_area *area, int row, int rows, enum rv_role role,
                      const char *text)
{
    struct rv_area part = rv_draw_part(area, row, 3, rows, area->width - HANDS - 4);

    if (rows > 1)
        rv_draw_wrapped(&part, 0, 0, role, text);
    else
        rv_draw_cut(area, row, 3, area->width - HANDS - 4, role, text);
}

static void draw_row(const struct rv_lesson *lesson, const struct rv_area *area, int row,
                     size_t choice, double scale)
{
    const struct rv_effect effect = effect_of(lesson, choice);
    const bool was = choice == lesson->choice_count;
    const bool answer = rv_lesson_is_answer(lesson, choice);
    const enum rv_role role = was ? RV_ROLE_TEXT : role_of(effect.word);
    const int hands = was ? 0 : rv_vote_hands(&lesson->vote, lesson->choice_count, choice);

    rv_draw_text(area, row, 1, RV_ROLE_STRONG, answer ? ">" : " ");
    draw_text(area, row, rows_of(lesson, choice, area->width),
              answer ? RV_ROLE_STRONG : RV_ROLE_TEXT,
              was ? "(as it was)" : lesson->scenario.choices[choice].text);
    if (hands && lesson->vote.alone)
        rv_draw_text(area, row, area->width - HANDS, RV_ROLE_CHOICE, "you");
    else if (hands)
        rv_draw_printf(area, row, area->width - HANDS, RV_ROLE_CHOICE, "%3d", hands);
    draw_interval(lesson, area, row, role, &effect, scale);
    if (was || effect.of == 0)
        return;
    if (effect.alike)
        rv_draw_text(area, row, area->width - CALMER, role, effect.calmer ? "always" : "never");
    else
        rv_draw_printf(area, row, area->width - CALMER, role, "%2zu of %zu", effect.calmer,
                       effect.of);
    rv_draw_text(area, row, area->width - WORD, role, word_of(lesson, effect.word));
}

void rv_reveal_draw_effects(const struct rv_session *session, const struct rv_area *area)
{
    const struct rv_lesson *lesson = session->lesson;
    const double scale = scale_of(lesson);
    int row = 1;

    draw_head(lesson, area);
    for (size_t i = 0; i <= lesson->choice_count; i++) {
        draw_row(lesson, area, row, i, scale);
        row += rows_of(lesson, i, area->width);
    }
}

void rv_reveal_say_effects(const struct rv_lesson *lesson, struct rv_text *out)
{
    for (size_t i = 0; i < lesson->choice_count; i++) {
        const struct rv_effect effect = effect_of(lesson, i);
        char number[RV_NUMBER_SIZE];

        rv_text_printf(out, "%s: %s. %s %s on %zu of %zu seeds: %s.%s\n", rv_lesson_letter(i),
                       lesson->scenario.choices[i].text,
                       rv_number_severity(&lesson->scenario, effect.severity.median, number),
                       rv_effect_less(&lesson->scenario), effect.calmer, effect.of,
                       word_of(lesson, effect.word),
                       rv_lesson_is_answer(lesson, i) ? " This is the answer." : "");
        if (effect.hollow)
            rv_text_printf(out, "It learnt nothing on %zu of the seeds: calm for no good.\n",
                           effect.hollow);
    }
}
