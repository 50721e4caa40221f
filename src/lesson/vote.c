/* The vote: hands counted in two rounds, and which choice is the answer. See lesson.h. */
#include "lesson/lesson.h"

#include "experiment/roles.h"

#include <stdint.h>
#include <string.h>

void rv_lesson_vote(struct rv_lesson *lesson, size_t choice, int hands)
{
    int *mine = &lesson->hands[lesson->round][choice];

    if (choice >= lesson->choice_count)
        return;
    if (lesson->alone && hands > 0) {
        memset(lesson->hands[lesson->round], 0, sizeof lesson->hands[lesson->round]);
        *mine = 1;
        return;
    }
    *mine += hands;
    if (*mine < 0)
        *mine = 0;
}

int rv_lesson_hands_in(const struct rv_lesson *lesson, int round)
{
    int hands = 0;

    for (size_t i = 0; i < lesson->choice_count; i++)
        hands += lesson->hands[round][i];
    return hands;
}

int rv_lesson_hands(const struct rv_lesson *lesson, size_t choice)
{
    int round = RV_LESSON_ROUNDS - 1;

    while (round > 0 && rv_lesson_hands_in(lesson, round) == 0)
        round--;
    return lesson->hands[round][choice];
}

const char *rv_lesson_letter(size_t choice)
{
    static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I"};

    return letters[choice];
}

size_t rv_lesson_variant(const struct rv_lesson *lesson, const char *name)
{
    const struct rv_scenario *scenario = &lesson->scenario;

    for (size_t i = 0; name && i < scenario->variant_count; i++)
        if (strcmp(scenario->variants[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

size_t rv_lesson_choice_variant(const struct rv_lesson *lesson, size_t choice)
{
    return rv_lesson_variant(lesson, lesson->scenario.choices[choice].variant);
}

size_t rv_lesson_answer(const struct rv_lesson *lesson)
{
    for (size_t i = 0; i < lesson->choice_count; i++)
        if (rv_roles_is_answer(&lesson->scenario, lesson->scenario.choices[i].variant))
            return i;
    return SIZE_MAX;
}
