/* Scenarios and their folders that are there and cannot be read: nobody passes over them in
 * silence. A link to itself is one, whoever runs the test. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/scenario.h"
#include "scenario/cases.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/ravine-unread-XXXXXX";

static int enter(void **state)
{
    (void)state;
    return !mkdtemp(folder) || chdir(folder) || mkdir("good", 0777) ||
           symlink("bad", "bad") || symlink("loop.yaml", "good/loop.yaml") ||
           rv_file_write("good/sound.yaml", "title: t\nsymptom: s\n", 20, NULL) ||
           rv_file_write("good/wrong.yaml", "[]\n", 3, NULL);
}

static int leave(void **state)
{
    (void)state;
    return unlink("good/loop.yaml") || unlink("good/sound.yaml") || unlink("good/wrong.yaml") ||
           rmdir("good") || unlink("bad") || chdir("/") || rmdir(folder);
}

static void test_names_of_a_folder(void **state)
{
    int reason;
    char **names = rv_folder_names("good", &reason);

    (void)state;
    assert_int_equal(reason, 0);
    assert_string_equal(names[0], "loop.yaml");
    assert_string_equal(names[1], "sound.yaml");
    assert_string_equal(names[2], "wrong.yaml");
    assert_null(names[3]);
    rv_folder_free_names(names);
    names = rv_folder_names("nowhere", &reason);
    assert_int_equal(reason, ENOENT);
    assert_null(names[0]);
    rv_folder_free_names(names);
}

/* A folder of the path need not be there; one that is there must be readable. */
static void test_a_folder(void **state)
{
    struct rv_report unread = {0};
    struct rv_error error = {0};
    char **paths, *found;

    (void)state;
    setenv("RAVINE_PATH", "nowhere:bad:good", 1);
    paths = rv_scenario_list(&unread);
    assert_int_equal(unread.count, 1);
    assert_non_null(strstr(unread.errors[0].message, "cannot read the folder 'bad': "));
    assert_int_equal(rv_report_status(&unread), RV_INPUT);
    rv_folder_free_names(paths);
    rv_report_release(&unread);
    /* What is found is found; what is not might be there. */
    found = rv_scenario_find("sound", &error);
    assert_string_equal(found, "good/sound.yaml");
    rv_free(found);
    assert_null(rv_scenario_find("sonud", &error));
    assert_non_null(strstr(error.message, "cannot read the folder 'bad': "));
}

static void test_a_file(void **state)
{
    struct rv_report unread = {0};
    struct rv_scenario head = {0};
    struct rv_cases cases;

    (void)state;
    assert_true(rv_scenario_peek("good/sound.yaml", &head, &unread));
    rv_scenario_release(&head);
    assert_false(rv_scenario_peek("good/wrong.yaml", &head, &unread));
    rv_scenario_release(&head);
    assert_int_equal(unread.count, 0); /* for `check` to say */
    assert_false(rv_scenario_peek("good/loop.yaml", &head, &unread));
    rv_scenario_release(&head);
    assert_int_equal(unread.count, 1);
    assert_string_equal(unread.errors[0].source, "good/loop.yaml");
    rv_report_release(&unread);

    setenv("RAVINE_PATH", "bad:good", 1);
    rv_cases_read(&cases);
    assert_non_null(rv_cases_named(&cases, "sound"));
    assert_int_equal(cases.unread.count, 2);
    rv_cases_release(&cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_a_folder),
        cmocka_unit_test(test_a_folder),
        cmocka_unit_test(test_a_file),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
