/* Every file of tests/bad must give exactly the mistakes in its .expected, one "line:col: message"
 * a line; a line that ends in "..." stands for all messages that begin so (lists of names grow). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "ravine/scenario.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/bad" /* from the top of the tree, where the tests are started */

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *content = rv_alloc(1 << 16, 1);

    if (!file)
        fail_msg("%s is missing", path);
    content[fread(content, 1, (1 << 16) - 1, file)] = '\0';
    fclose(file);
    return content;
}

static char *mistakes(const char *path)
{
    struct rv_scenario scenario;
    struct rv_report report = {0};
    struct rv_text out = {0};
    char *copy;

    (void)rv_scenario_read(path, NULL, &scenario, &report, NULL);
    for (size_t i = 0; i < report.count; i++)
        rv_text_printf(&out, "%d:%d: %s\n", report.errors[i].line, report.errors[i].column,
                       report.errors[i].message);
    copy = rv_strdup(rv_text_string(&out));
    rv_text_release(&out);
    rv_report_release(&report);
    rv_scenario_release(&scenario);
    return copy;
}

/* Line by line; `expected` may end in "...". */
static bool fits(const char *expected, const char *found)
{
    while (*expected && *found) {
        size_t e = strcspn(expected, "\n"), f = strcspn(found, "\n");
        bool open = e >= 3 && strncmp(expected + e - 3, "...", 3) == 0;
        size_t length = open ? e - 3 : e;

        if ((!open && e != f) || f < length || strncmp(expected, found, length) != 0)
            return false;
        expected += e + (expected[e] == '\n');
        found += f + (found[f] == '\n');
    }
    return *expected == *found;
}

static int check_file(const char *name)
{
    char path[512];
    char *expected, *found;
    int wrong;

    snprintf(path, sizeof path, FOLDER "/%s", name);
    found = mistakes(path);
    snprintf(path, sizeof path, FOLDER "/%.*s.expected", (int)(strlen(name) - 5), name);
    expected = read_file(path);
    wrong = *found == '\0' || !fits(expected, found);
    if (wrong)
        print_error("%s\nexpected:\n%sfound:\n%s", name, expected, found);
    rv_free(expected);
    rv_free(found);
    return wrong;
}

static void test_table(void **state)
{
    DIR *folder = opendir(FOLDER);
    struct dirent *entry;
    int files = 0, wrong = 0;

    (void)state;
    if (!folder)
        fail_msg("no folder " FOLDER ": start the tests at the top of the tree");
    while ((entry = readdir(folder))) {
        size_t length = strlen(entry->d_name);

        if (length < 6 || strcmp(entry->d_name + length - 5, ".yaml") != 0)
            continue;
        files++;
        wrong += check_file(entry->d_name);
    }
    closedir(folder);
    assert_int_equal(wrong, 0);
    assert_true(files >= 60);
}

/* The comparison itself must be able to say no. */
static void test_comparison(void **state)
{
    (void)state;
    assert_true(fits("1:2: a\n3:4: b...\n", "1:2: a\n3:4: b and more\n"));
    assert_false(fits("1:2: a\n", "1:2: ab\n"));
    assert_false(fits("1:2: ab\n", "1:2: a\n"));
    assert_false(fits("1:2: a\n", "1:2: a\n3:4: b\n"));
    assert_false(fits("1:2: a\n3:4: b\n", "1:2: a\n"));
    assert_false(fits("3:4: b...\n", "3:4: c\n"));
    assert_false(fits("", "1:1: a\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_comparison),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
