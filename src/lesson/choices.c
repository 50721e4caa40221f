/* The choices of a case: letters, variants, the answer. See lesson.h. */
#include "lesson/lesson.h"

#include "experiment/roles.h"

#include <stdint.h>
#include <string.h>

const char *rv_lesson_letter(size_t choice)
{
    static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I"};

    return letters[choice];
}

bool rv_lesson_voted(const struct rv_lesson *lesson)
{
    for (size_t i = 0; i < lesson->choice_count; i++)
        if (rv_vote_hands(&lesson->vote, lesson->choice_count, i))
            return true;
    return false;
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

bool rv_lesson_is_answer(const struct rv_lesson *lesson, size_t choice)
{
    return choice < lesson->choice_count &&
           rv_roles_is_answer(&lesson->scenario, lesson->scenario.choices[choice].variant);
}

struct rv_effect rv_lesson_effect(const struct rv_lesson *lesson, size_t choice)
{
    const size_t variant = rv_lesson_choice_variant(lesson, choice);

    return lesson->trials && variant != SIZE_MAX ? rv_trials_effect(lesson->trials, variant)
                                                 : rv_effect_of(NULL, NULL, 0);
}

size_t rv_lesson_answer(const struct rv_lesson *lesson)
{
    for (size_t i = 0; i < lesson->choice_count; i++)
        if (rv_lesson_choice_variant(lesson, i) == rv_roles_answer(&lesson->scenario))
            return i;
    return SIZE_MAX;
}
