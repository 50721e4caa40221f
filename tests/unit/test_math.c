/* Functions of ours against the C library's in long double, whose own error is a thousandth of a
 * unit of double. */
#include "ravine/math.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "ravine/stream.h"

enum { COUNT = 20000 };

/* One unit in the last place of a number of this size. */
static long double unit(long double value)
{
    int e;

    frexpl(value, &e);
    return ldexpl(1, (e < DBL_MIN_EXP ? DBL_MIN_EXP : e) - DBL_MANT_DIG);
}

static void assert_within(double ours, long double want, double units, double x, double y)
{
    if (!(fabsl((long double)ours - want) < (long double)units * unit(want)))
        fail_msg("at %.17g, %.17g: %.17g, not %.17g", x, y, ours, (double)want);
}

static void assert_special(double ours, double want, double x, double y)
{
    if (ours != want || !signbit(ours) != !signbit(want))
        fail_msg("at %.17g, %.17g: %g, not %g", x, y, ours, want);
}

static double draw(struct rv_stream *stream, double from, double to)
{
    return from + (to - from) * rv_stream_uniform(stream);
}

static struct rv_stream stream_of_test(void)
{
    return rv_stream_at(2385, RV_STREAM_DATA, 0, 0, 0);
}

static void assert_units(double (*ours)(double), long double (*libm)(long double), double from,
                         double to)
{
    struct rv_stream stream = stream_of_test();

    for (int i = 0; i < COUNT; i++) {
        const double x = draw(&stream, from, to);

        assert_within(ours(x), libm((long double)x), 1, x, 0);
    }
}

/* Arguments of every size from 2^from to 2^to, both signs. */
static void assert_units_of_sizes(double (*ours)(double), long double (*libm)(long double),
                                  int from, int to, double sign)
{
    struct rv_stream stream = stream_of_test();

    for (int i = 0; i < COUNT; i++) {
        const int e = from + (int)rv_stream_below(&stream, (uint32_t)(to - from));
        const double x = ldexp(draw(&stream, 1, 2), e);

        assert_within(ours(x), libm((long double)x), 1, x, 0);
        assert_within(ours(sign * x), libm((long double)(sign * x)), 1, sign * x, 0);
    }
}

static void test_exp_and_log(void **state)
{
    (void)state;
    assert_units(rv_math_exp, expl, -708.3, 709.7);
    assert_units(rv_math_exp, expl, -1.1, 1.1);
    assert_units_of_sizes(rv_math_exp, expl, -60, 8, -1);
    assert_units(rv_math_log, logl, 0.97, 1.03);
    assert_units(rv_math_log, logl, 0.5, 3.1);
    assert_units_of_sizes(rv_math_log, logl, -1074, 1023, 1);
}

/* Every size up to the largest number, and the numbers that are nearest to quarter turns. */
static void test_sin_and_cos(void **state)
{
    static const double ranges[] = { 0.8, 7, 512, 1e5, 1e9, 1e15 };
    /* The double that is nearest to a multiple of pi/2 (Muller 2006), and others of that kind. */
    static const double near[] = { 6381956970095103.0 * 0x1p797, 0x1.6ac5b262ca1ffp+849,
                                   0x1.bbb3402ced0dep+5, 0x1.921fb54442d18p+0,
                                   0x1.921fb54442d18p+1, 0x1.2d97c7f3321d2p+2 };

    (void)state;
    for (size_t k = 0; k < sizeof ranges / sizeof *ranges; k++) {
        assert_units(rv_math_sin, sinl, -ranges[k], ranges[k]);
        assert_units(rv_math_cos, cosl, -ranges[k], ranges[k]);
    }
    assert_units_of_sizes(rv_math_sin, sinl, -1074, 1024, -1);
    assert_units_of_sizes(rv_math_cos, cosl, -1074, 1024, -1);
    for (size_t k = 0; k < sizeof near / sizeof *near; k++) {
        assert_within(rv_math_sin(near[k]), sinl((long double)near[k]), 1, near[k], 0);
        assert_within(rv_math_cos(near[k]), cosl((long double)near[k]), 1, near[k], 0);
    }
    for (int k = -2000; k <= 2000; k++) {
        const double x = k * (RV_MATH_PI / 2);

        assert_within(rv_math_sin(x), sinl((long double)x), 1, x, 0);
        assert_within(rv_math_cos(x), cosl((long double)x), 1, x, 0);
    }
    assert_true(rv_math_sin(0) == 0 && signbit(rv_math_sin(-0.0)) && rv_math_cos(0) == 1);
    assert_true(isnan(rv_math_sin(HUGE_VAL)) && isnan(rv_math_cos(-HUGE_VAL)));
    assert_true(isnan(rv_math_sin(nan(""))) && isnan(rv_math_cos(nan(""))));
}

static void test_atan2(void **state)
{
    static const double special[] = { 0, -0.0, 1, -1, 2.385, -2.385, HUGE_VAL, -HUGE_VAL,
                                      DBL_MAX, -DBL_MAX, DBL_MIN, -DBL_MIN, 0x1p-1074 };
    struct rv_stream stream = stream_of_test();

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        const double scale = i % 3 ? 1 : ldexp(1, (int)rv_stream_below(&stream, 40) - 20);
        const double y = draw(&stream, -1, 1) * scale, x = draw(&stream, -1, 1);

        assert_within(rv_math_atan2(y, x), atan2l((long double)y, (long double)x), 1, y, x);
    }
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        for (size_t k = 0; k < sizeof special / sizeof *special; k++) {
            const double ours = rv_math_atan2(special[i], special[k]);

            assert_within(ours, atan2l((long double)special[i], (long double)special[k]), 1, special[i], special[k]);
            assert_int_equal(!signbit(ours), !signbit(special[i]));
        }
    assert_true(isnan(rv_math_atan2(nan(""), 1)) && isnan(rv_math_atan2(1, nan(""))));
}

static void test_pow(void **state)
{
    static const double special[] = { 0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.385, -2.385,
                                      1025, -1080, HUGE_VAL, -HUGE_VAL, DBL_MAX, DBL_MIN };
    enum { SPECIAL = sizeof special / sizeof *special };
    struct rv_stream stream = stream_of_test();

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        const double x = i % 2 ? draw(&stream, 0, 3) : ldexp(draw(&stream, 1, 2), i % 900 - 450);
        const double y = i % 5 ? draw(&stream, -2, 2) : draw(&stream, -300, 300);
        const long double want = powl((long double)x, (long double)y);

        if (want > (long double)DBL_MIN && want < (long double)DBL_MAX)
            assert_within(rv_math_pow(x, y), want, 1, x, y);
    }
    for (int k = -1000; k < 1000; k++)
        assert_within(rv_math_pow(0.9985, k), powl((long double)0.9985, (long double)k), 1, 0.9985, k);
    for (int i = 0; i < SPECIAL; i++)
        for (int k = 0; k < SPECIAL; k++) {
            const double ours = rv_math_pow(special[i], special[k]);
            const double want = pow(special[i], special[k]);

            if (isnan(want))
                assert_true(isnan(ours));
            else if (want == 0 || isinf(want))
                assert_special(ours, want, special[i], special[k]);
            else
                assert_within(ours, (long double)want, 2, special[i], special[k]);
        }
    assert_true(rv_math_pow(nan(""), 0) == 1 && rv_math_pow(1, nan("")) == 1);
    assert_true(isnan(rv_math_pow(nan(""), 1)) && isnan(rv_math_pow(2, nan(""))));
}

/* ---- What is made of them ---- */

static void assert_function(double (*ours)(double), long double (*libm)(long double), double from,
                            double to)
{
    for (int i = 0; i <= COUNT; i++) {
        const double x = from + (to - from) * i / COUNT;
        const long double want = libm((long double)x);

        if (!(fabsl((long double)ours(x) - want) <= (long double)RV_MATH_ERROR * fabsl(want)))
            fail_msg("at %.17g: %.17g, not %.17g", x, ours(x), (double)want);
    }
}

static long double softplusl(long double x)
{
    return log1pl(expl(x));
}

static long double sigmoidl(long double x)
{
    return 1 / (1 + expl(-x));
}

static void test_kin(void **state)
{
    (void)state;
    assert_function(rv_math_log1p, log1pl, -0.9, 12.7);
    assert_function(rv_math_log1p, log1pl, -1e-9, 1e-9);
    assert_function(rv_math_expm1, expm1l, -3.3, 3.3);
    assert_function(rv_math_tanh, tanhl, -21, 21);
    assert_function(rv_math_tanh, tanhl, -1e-3, 1e-3);
    assert_function(rv_math_cosh, coshl, -710, 710);
    assert_function(rv_math_acos, acosl, -1, 1);
    assert_function(rv_math_sigmoid, sigmoidl, -700, 40);
    assert_function(rv_math_softplus, softplusl, -700, 50);
    assert_true(rv_math_exp(1e4) == HUGE_VAL && rv_math_exp(HUGE_VAL) == HUGE_VAL);
    assert_true(rv_math_exp(-1e4) == 0 && rv_math_exp(-HUGE_VAL) == 0);
    assert_true(rv_math_exp(0) == 1 && rv_math_log(1) == 0 && rv_math_tanh(0) == 0);
    assert_true(rv_math_log(0) == -HUGE_VAL && rv_math_log(HUGE_VAL) == HUGE_VAL);
    assert_true(isnan(rv_math_log(-1)) && isnan(rv_math_log(nan(""))));
    assert_true(isnan(rv_math_exp(nan(""))) && isnan(rv_math_tanh(nan(""))));
    assert_true(isnan(rv_math_sigmoid(nan(""))) && isnan(rv_math_softplus(nan(""))));
    assert_true(rv_math_softplus(1e4) == 1e4 && rv_math_softplus(-1e4) == 0);
    assert_true(rv_math_sigmoid(1e4) == 1 && rv_math_sigmoid(-1e4) == 0);
    assert_true(rv_math_acos(1) == 0 && rv_math_acos(-1) == RV_MATH_PI && isnan(rv_math_acos(1.1)));
    assert_true(rv_math_cosh(0) == 1 && rv_math_cosh(-1e4) == HUGE_VAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp_and_log),
        cmocka_unit_test(test_sin_and_cos),
        cmocka_unit_test(test_atan2),
        cmocka_unit_test(test_pow),
        cmocka_unit_test(test_kin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
