/* The scenarios that the source tree has, for tests that go through all of them. */
#ifndef RAVINE_TESTS_SCENARIO_CASE_H
#define RAVINE_TESTS_SCENARIO_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/scenario.h"

/* As rv_scenario_list(), which must have been able to read all. */
static inline char **all_scenarios(void)
{
    struct rv_report unread = {0};
    char **paths = rv_scenario_list(&unread);

    assert_int_equal(unread.count, 0);
    return paths;
}

#endif
