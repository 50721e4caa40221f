/* Why each choice is right or wrong: a sentence, and below it what was measured. */
#include "tui/views/reveal.h"

#include "lesson/lesson.h"
#include "tui/views/number.h"

#include <stdint.h>

enum { SENTENCE = 2, BODY = 4, LEFT = 5, AIRY = 30 };

bool rv_reveal_has_reasons(const struct rv_lesson *lesson)
{
    for (size_t i = 0; i < lesson->choice_count; i++)
        if (lesson->scenario.choices[i].reason)
            return true;
    return false;
}

/* "jumps .101 before, .168 after; calmer on 7 of 20: chance"; of what runs nothing, nothing. */
static void print_measured(const struct rv_lesson *lesson, size_t choice, struct rv_text *out)
{
    const struct rv_scenario *scenario = &lesson->scenario;
    const struct rv_effect effect = rv_lesson_effect(lesson, choice);
    char before[RV_NUMBER_SIZE], after[RV_NUMBER_SIZE];

    if (effect.of == 0)
        return;
    rv_text_printf(out, "%s %s", rv_effect_called(scenario),
                   rv_number_severity(scenario, effect.severity.median, after));
    if (rv_lesson_choice_variant(lesson, choice) == 0)
        return;
    rv_text_printf(out, ", as it was %s; ",
                   rv_number_severity(scenario,
                                      rv_trials_effect(lesson->trials, 0).severity.median, before));
    if (effect.alike)
        rv_text_printf(out, "%s on every seed: ",
                       effect.calmer ? rv_effect_less(scenario) : "no better");
    else
        rv_text_printf(out, "%s on %zu of %zu: ", rv_effect_less(scenario), effect.calmer,
                       effect.of);
    rv_text_add(out, rv_effect_word_in(scenario, effect.word));
}

/* Rows of a choice: its text, its reason, what was measured; an empty one where there is room. */
static int draw_choice(const struct rv_lesson *lesson, const struct rv_area *area, int row,
                       size_t choice, bool draw)
{
    const struct rv_choice *it = &lesson->scenario.choices[choice];
    const bool answer = rv_lesson_is_answer(lesson, choice);
    struct rv_area body =
        rv_draw_part(area, row, LEFT, area->height - row, area->width - LEFT - 1);
    const enum rv_role role = answer ? RV_ROLE_CURE : RV_ROLE_TEXT;
    struct rv_text measured = {0};
    int rows;

    print_measured(lesson, choice, &measured);
    rows = rv_draw_lines(it->text, body.width) +
           (it->reason ? rv_draw_lines(it->reason, body.width) : 0) + (measured.length > 0);
    if (draw) {
        int below;

        rv_draw_printf(area, row, 1, role, "%s %s", answer ? ">" : " ", rv_lesson_letter(choice));
        below = rv_draw_wrapped(&body, 0, 0, answer ? RV_ROLE_STRONG : RV_ROLE_TEXT, it->text);
        if (it->reason)
            below = rv_draw_wrapped(&body, below, 0, role, it->reason);
        rv_draw_cut(&body, below, 0, body.width, RV_ROLE_FAINT, rv_text_string(&measured));
    }
    rv_text_release(&measured);
    return rows + (area->height >= AIRY);
}

size_t rv_reveal_draw_reasons(const struct rv_session *session, const struct rv_area *area,
                              size_t first, bool draw)
{
    const struct rv_lesson *lesson = session->lesson;
    int row = BODY;
    size_t i = first;

    if (draw)
        rv_draw_cut(area, SENTENCE, 1, area->width - 2, RV_ROLE_STRONG,
                    "Why each choice is right or wrong.");
    for (; i < lesson->choice_count; i++) {
        const int rows = draw_choice(lesson, area, row, i, false);

        if (row + rows - 1 > area->height && i > first)
            break;
        if (draw)
            draw_choice(lesson, area, row, i, true);
        row += rows;
    }
    return i - first;
}

void rv_reveal_say_reasons(const struct rv_lesson *lesson, struct rv_text *out)
{
    for (size_t i = 0; i < lesson->choice_count; i++) {
        const struct rv_choice *choice = &lesson->scenario.choices[i];
        struct rv_text measured = {0};

        print_measured(lesson, i, &measured);
        rv_text_printf(out, "%s: %s.%s %s\n%s%s", rv_lesson_letter(i), choice->text,
                       rv_lesson_is_answer(lesson, i) ? " Right." : "",
                       choice->reason ? choice->reason : "", rv_text_string(&measured),
                       measured.length ? ".\n" : "");
        rv_text_release(&measured);
    }
}
