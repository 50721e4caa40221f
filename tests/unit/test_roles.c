/* The failing, the cured and the shown run, whatever was left out or did not get its turn. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "experiment/roles.h"

#include "support/experiment_case.h"

enum { BOUNCING, SETTLED, DROPPED, AVERAGED, VARIANTS, SEEDS = 5 };

/* As if a variant had been left out, or a run had not been begun before an interruption. */
static void leave_out(struct fake *fake, size_t variant)
{
    for (size_t s = 0; s < SEEDS; s++)
        fake->experiment.results[variant * SEEDS + s].made = false;
}

static size_t result(size_t variant, uint64_t seed)
{
    return variant * SEEDS + (size_t)seed - 1;
}

static void test_parts(void **state)
{
    struct fake fake;
    const struct rv_experiment *experiment = &fake.experiment;

    (void)state;
    fake_create(&fake, VARIANTS, SEEDS);
    assert_true(rv_roles_is_answer(&fake.scenario, "settled"));
    assert_false(rv_roles_is_answer(&fake.scenario, "averaged"));
    assert_int_equal(rv_roles_answer(&fake.scenario), SETTLED);
    assert_int_equal(rv_roles_cure(&fake.scenario), SETTLED);
    assert_int_equal(rv_roles_failing(experiment), BOUNCING);
    assert_int_equal(rv_roles_cured(experiment), SETTLED);

    leave_out(&fake, SETTLED); /* nothing else is a cure then */
    assert_int_equal(rv_roles_failing(experiment), BOUNCING);
    assert_int_equal(rv_roles_cured(experiment), RV_ROLES_NONE);
    leave_out(&fake, BOUNCING);
    assert_int_equal(rv_roles_failing(experiment), DROPPED);
    assert_int_equal(rv_roles_run(experiment, BOUNCING), RV_ROLES_NONE);
    leave_out(&fake, DROPPED);
    leave_out(&fake, AVERAGED);
    assert_int_equal(rv_roles_failing(experiment), RV_ROLES_NONE);
    assert_int_equal(rv_roles_cured(experiment), RV_ROLES_NONE);
    assert_int_equal(rv_roles_run(experiment, AVERAGED), RV_ROLES_NONE);
    fake_release(&fake);
}

/* Where the answer alone has run it is no cure of itself; without an answer the next one is. */
static void test_answers(void **state)
{
    struct fake fake;

    (void)state;
    fake_create(&fake, VARIANTS, SEEDS);
    leave_out(&fake, BOUNCING);
    assert_int_equal(rv_roles_failing(&fake.experiment), SETTLED);
    assert_int_equal(rv_roles_cured(&fake.experiment), RV_ROLES_NONE);
    rv_free(fake.scenario.answers[0]);
    fake.scenario.answer_count = 0;
    assert_false(rv_roles_is_answer(&fake.scenario, "settled"));
    assert_int_equal(rv_roles_answer(&fake.scenario), RV_ROLES_NONE);
    assert_int_equal(rv_roles_cure(&fake.scenario), SETTLED);
    assert_int_equal(rv_roles_cured(&fake.experiment), DROPPED);
    leave_out(&fake, DROPPED);
    assert_int_equal(rv_roles_cured(&fake.experiment), AVERAGED);
    fake_release(&fake);
}

/* The demo seed, which is 3; then a seed that both have; then any. */
static void test_shown(void **state)
{
    struct fake fake;
    const struct rv_experiment *experiment = &fake.experiment;
    struct rv_result *results;

    (void)state;
    fake_create(&fake, VARIANTS, SEEDS);
    results = fake.experiment.results;
    assert_int_equal(rv_roles_run(experiment, BOUNCING), result(BOUNCING, 3));
    assert_int_equal(rv_roles_run(experiment, SETTLED), result(SETTLED, 3));

    results[result(BOUNCING, 3)].made = results[result(BOUNCING, 1)].made = false;
    assert_int_equal(rv_roles_run(experiment, BOUNCING), result(BOUNCING, 2));
    assert_int_equal(rv_roles_run(experiment, SETTLED), result(SETTLED, 2));
    results[result(SETTLED, 2)].made = false;
    assert_int_equal(rv_roles_run(experiment, SETTLED), result(SETTLED, 3));
    results[result(SETTLED, 3)].made = false;
    assert_int_equal(rv_roles_run(experiment, SETTLED), result(SETTLED, 1));

    fake.scenario.seed_demo = 0; /* none was named */
    assert_int_equal(rv_roles_run(experiment, DROPPED), result(DROPPED, 2));
    fake_release(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
