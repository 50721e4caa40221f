/* The file of the cases that were seen: nothing is forgotten, whoever else writes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "lesson/seen_cases.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char home[64], file[96];

static int set_up(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/ravine-seen-XXXXXX");
    assert_non_null(mkdtemp(home));
    snprintf(file, sizeof file, "%s/ravine/seen", home);
    return setenv("XDG_STATE_HOME", home, 1);
}

static int tear_down(void **state)
{
    char folder[80];

    (void)state;
    unlink(file);
    snprintf(folder, sizeof folder, "%s/ravine", home);
    rmdir(folder);
    return rmdir(home);
}

/* A menu whose search path has these cases. */
static struct rv_cases open_menu(const char *names)
{
    struct rv_cases cases = {.list = rv_alloc(strlen(names), sizeof *cases.list)};

    for (; *names; names++) {
        const char name[] = {*names, '\0'};

        cases.list[cases.count++].name = rv_strdup(name);
    }
    rv_seen_cases_read(&cases);
    return cases;
}

static void open_case(struct rv_cases *cases, char name)
{
    for (size_t i = 0; i < cases->count; i++)
        if (cases->list[i].name[0] == name)
            rv_seen_cases_mark(cases, &cases->list[i], true);
}

/* Closes the menu; the names that it had as seen. */
static void check(struct rv_cases *cases, const char *expected)
{
    char seen[16] = "";
    size_t length = 0;

    for (size_t i = 0; i < cases->count; i++) {
        if (cases->list[i].seen)
            seen[length++] = cases->list[i].name[0];
        rv_free(cases->list[i].name);
    }
    rv_free(cases->list);
    assert_string_equal(seen, expected);
}

static void another_path_forgets_nothing(void **state)
{
    struct rv_cases one = open_menu("abc"), other, again;

    (void)state;
    open_case(&one, 'a');
    check(&one, "a");
    other = open_menu("xyz"); /* a course of its own, in another folder */
    open_case(&other, 'y');
    check(&other, "y");
    again = open_menu("abcxyz");
    check(&again, "ay");
}

static void two_menus_at_once_lose_nothing(void **state)
{
    struct rv_cases one = open_menu("abcd"), other = open_menu("abcd"), again;

    (void)state;
    open_case(&one, 'a');
    open_case(&other, 'b');
    open_case(&one, 'c');
    open_case(&other, 'a');
    check(&one, "ac");
    check(&other, "ab");
    again = open_menu("abcd");
    check(&again, "abc");
}

/* A program that was killed within a line takes no other line with it. */
static void a_torn_line_stands_alone(void **state)
{
    struct rv_cases menu;

    (void)state;
    menu = open_menu("ab");
    open_case(&menu, 'a');
    check(&menu, "a");
    assert_int_equal(rv_file_write(file, "a\nto", 4, NULL), RV_OK);
    menu = open_menu("ab");
    open_case(&menu, 'b');
    check(&menu, "ab");
    menu = open_menu("abt");
    check(&menu, "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(another_path_forgets_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_menus_at_once_lose_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_torn_line_stands_alone, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
