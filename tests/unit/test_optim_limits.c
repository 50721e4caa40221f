/* Every parameter of every optimizer, schedule and section of src/optim: at its limits and beyond.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/schedule.h"

#include <math.h>
#include <string.h>

/* Parses a number into the field; the field must be the number, or untouched. */
static bool accepts(const struct rv_param *param, double value, void *values)
{
    struct rv_text text = { 0 };
    const double before = rv_param_number(param, values);
    bool accepted;

    rv_text_number(&text, value);
    accepted = rv_param_parse(param, rv_text_string(&text), values, NULL) == RV_OK;
    assert_true(rv_param_number(param, values) == (accepted ? value : before));
    rv_text_release(&text);
    return accepted;
}

static double beside(const struct rv_param *param, double limit, double towards)
{
    if (param->kind == RV_KIND_INTEGER)
        return limit + (towards > limit ? 1 : -1);
    return nextafter(limit, towards);
}

/* The row's limits are accepted (inside of them where the end is open), what is beyond is not. */
static void check_limits(const struct rv_param *param, void *values)
{
    const bool open_low = (param->open & RV_OPEN_MINIMUM) != 0;
    const bool open_high = (param->open & RV_OPEN_MAXIMUM) != 0;

    if (param->kind != RV_KIND_REAL && param->kind != RV_KIND_INTEGER)
        return;
    assert_true(param->minimum < param->maximum);
    assert_true(accepts(param, param->initial, values));
    assert_int_equal(accepts(param, param->minimum, values), !open_low);
    assert_int_equal(accepts(param, param->maximum, values), !open_high);
    assert_true(accepts(param, beside(param, param->minimum, HUGE_VAL), values));
    assert_true(accepts(param, beside(param, param->maximum, -HUGE_VAL), values));
    assert_false(accepts(param, beside(param, param->minimum, -HUGE_VAL), values));
    assert_false(accepts(param, beside(param, param->maximum, HUGE_VAL), values));
}

static void check_type_limits(const struct rv_type *type)
{
    struct rv_config config = { 0 };

    assert_non_null(type->summary);
    assert_non_null(type->reference);
    rv_config_set_type(&config, type);
    for (const struct rv_param *p = type->params; p->kind != RV_KIND_END; p++) {
        assert_true(p->help != NULL && strlen(p->help) > 20);
        assert_true(p->offset < type->config_size);
        check_limits(p, config.values);
    }
    rv_config_release(&config);
}

static void test_every_parameter_at_and_beyond_its_limits(void **state)
{
    (void)state;
    for (size_t k = 0; k < rv_optimizers.count; k++)
        check_type_limits(rv_optimizers.types[k]);
    for (size_t k = 0; k < rv_schedules.count; k++)
        check_type_limits(rv_schedules.types[k]);
    check_type_limits(&rv_clip_type);
    check_type_limits(&rv_average_type);
    check_type_limits(&rv_momentum_schedule_type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_parameter_at_and_beyond_its_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
