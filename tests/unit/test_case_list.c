/* The menu's list of cases: the lessons first, then all cases by symptom; a search. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "lesson/case_list.h"
#include "ravine/syllabus.h"

#include <stdio.h>
#include <string.h>

/* Each lesson has its cases in their order; each of them is there and can be voted on. */
static void test_lessons(void **state)
{
    struct rv_cases cases;
    struct rv_case_list list = {0};
    size_t at = 0, once = 0;

    (void)state;
    rv_cases_read(&cases);
    rv_case_list_fill(&list, &cases, false);
    assert_int_equal(rv_syllabus_lessons.count, 5);
    for (size_t i = 0; i < rv_syllabus_lessons.count; i++) {
        const struct rv_syllabus_lesson *lesson =
            (const struct rv_syllabus_lesson *)rv_syllabus_lessons.types[i];

        assert_string_equal(list.lines[at].heading, lesson->type.summary);
        assert_int_equal(list.lines[at++].minutes, lesson->minutes);
        for (size_t c = 0; lesson->cases[c]; c++, at++) {
            assert_string_equal(list.lines[at].is->name, lesson->cases[c]);
            assert_true(list.lines[at].is->votable);
        }
    }
    assert_int_equal(list.lines[at].minutes, 0);
    for (; at < list.count; at++)
        once += list.lines[at].is != NULL;
    assert_int_equal(once, cases.count); /* then every case once */
    assert_string_equal(rv_case_list_current(&list)->name, "large-lr");
    rv_case_list_release(&list);
    rv_cases_release(&cases);
}

/* A search looks through the cases, each of which is found once. */
static void test_search(void **state)
{
    struct rv_cases cases;
    struct rv_case_list list = {0};

    (void)state;
    rv_cases_read(&cases);
    snprintf(list.search, sizeof list.search, "%s", "case 576");
    rv_case_list_fill(&list, &cases, false);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.lines[0].minutes, 0);
    assert_string_equal(list.lines[1].is->name, "large-lr");
    snprintf(list.search, sizeof list.search, "%s", "dropout");
    rv_case_list_fill(&list, &cases, false);
    assert_int_equal(list.count, 0);
    assert_true(rv_case_list_withheld(&list, &cases) > 0);
    rv_case_list_release(&list);
    rv_cases_release(&cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lessons),
        cmocka_unit_test(test_search),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
