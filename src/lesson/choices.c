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

size_t rv_lesson_answer(const struct rv_lesson *lesson)
{
    for (size_t i = 0; i < lesson->choice_count; i++)
        if (rv_roles_is_answer(&lesson->scenario, lesson->scenario.choices[i].variant))
            return i;
    return SIZE_MAX;
}
