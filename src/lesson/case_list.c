/* The list of cases: see case_list.h. */
#include "lesson/case_list.h"

#include "ravine/memory.h"
#include "ravine/syllabus.h"

#include <ctype.h>
#include <string.h>

/* The symptoms' groups, in the order of the screen. */
static const struct {
    const char *looks, *heading;
} groups[] = {
    {"jumps", "The validation curve jumps"},
    {"gap", "The gap to training never closes"},
    {"better", "Validation is better than training"},
    {"offset", "The two curves do not fit together"},
    {"chance", "It is stuck at chance"},
    {"slow", "It hardly moves"},
    {"nan", "It is not a number any more"},
};
enum { GROUPS = sizeof groups / sizeof *groups };

static int group_of(const struct rv_case *is)
{
    for (int i = 0; i < GROUPS; i++)
        if (strcmp(groups[i].looks, is->looks) == 0)
            return i;
    return 0;
}

static bool holds(const char *text, const char *word)
{
    const size_t length = strlen(word);

    for (; *text; text++) {
        size_t same = 0;

        while (same < length && tolower((unsigned char)text[same]) ==
                                    tolower((unsigned char)word[same]))
            same++;
        if (same == length)
            return true;
    }
    return length == 0;
}

static bool found(const struct rv_case *is, const char *search, bool teacher)
{
    struct rv_text number = {0};
    bool hit;

    rv_text_printf(&number, "case %ld", is->number);
    hit = holds(rv_text_string(&number), search) || holds(is->symptom, search) ||
          (teacher && (holds(is->name, search) || holds(is->cause, search) ||
                       holds(is->title, search)));
    rv_text_release(&number);
    return hit;
}

/* To the nearest case from `at` on, else the nearest before it. */
static void settle(struct rv_case_list *list)
{
    size_t at = list->at < list->count ? list->at : list->count;

    while (at < list->count && list->lines[at].heading)
        at++;
    if (at >= list->count)
        for (at = list->count; at > 0 && list->lines[at - 1].heading;)
            at--;
    list->at = at >= list->count && at > 0 ? at - 1 : at;
}

/* A lesson of which no case is there has no heading either. */
static void add_lessons(struct rv_case_list *list, const struct rv_cases *cases)
{
    for (size_t i = 0; i < rv_syllabus_lessons.count; i++) {
        const struct rv_syllabus_lesson *lesson =
            (const struct rv_syllabus_lesson *)rv_syllabus_lessons.types[i];
        const size_t heading = list->count;

        for (size_t c = 0; lesson->cases[c]; c++) {
            const struct rv_case *is = rv_cases_named(cases, lesson->cases[c]);

            if (is && list->count == heading)
                list->lines[list->count++] = (struct rv_case_line){
                    .heading = lesson->type.summary, .minutes = lesson->minutes};
            if (is)
                list->lines[list->count++] = (struct rv_case_line){.is = is};
        }
    }
}

void rv_case_list_fill(struct rv_case_list *list, const struct rv_cases *cases, bool teacher)
{
    if (!list->lines)
        list->lines = rv_alloc(cases->count + GROUPS +
                                   rv_syllabus_lessons.count * (RV_LESSON_CASES + 1),
                               sizeof *list->lines);
    list->count = 0;
    if (!*list->search)
        add_lessons(list, cases);
    for (int group = 0; group < GROUPS; group++) {
        const size_t heading = list->count;

        for (size_t i = 0; i < cases->count; i++) {
            const struct rv_case *is = &cases->list[i];

            if (group_of(is) != group || !found(is, list->search, teacher))
                continue;
            if (list->count == heading)
                list->lines[list->count++] =
                    (struct rv_case_line){.heading = groups[group].heading};
            list->lines[list->count++] = (struct rv_case_line){.is = is};
        }
    }
    settle(list);
}

void rv_case_list_release(struct rv_case_list *list)
{
    rv_free(list->lines);
    *list = (struct rv_case_list){0};
}

const struct rv_case *rv_case_list_current(const struct rv_case_list *list)
{
    return list->at < list->count ? list->lines[list->at].is : NULL;
}

void rv_case_list_move(struct rv_case_list *list, int by)
{
    const int sign = by < 0 ? -1 : 1;
    size_t at = list->at;

    for (; by != 0; by -= sign) {
        size_t next = at;

        do
            next += (size_t)sign; /* below 0 it is beyond the end: unsigned */
        while (next < list->count && list->lines[next].heading);
        if (next >= list->count)
            break;
        at = next;
    }
    list->at = at;
}

size_t rv_case_list_withheld(const struct rv_case_list *list, const struct rv_cases *cases)
{
    size_t count = 0;

    for (size_t i = 0; i < cases->count && list->count == 0; i++)
        count += found(&cases->list[i], list->search, true);
    return count;
}
