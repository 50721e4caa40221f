/* a·b + c, rounded once, where the processor has no instruction for it: the composed form of the
 * baseline against fmaf() of the C library, on one lane and on four, bit by bit. The instruction
 * itself is compared through the kernels (test_kernels.c: all tables give the same bits). */
#define RV_ISA baseline
#define RV_REAL float
#define RV_REAL_float
#define RV_VECTOR_BYTES 16
#include "nn/kernels/isa/fma.h"

#include "ravine/stream.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct counts {
    long wrong;          /* results that differ from fmaf() */
    long double_rounded; /* those that a sum in double, rounded to float, would get wrong */
};

static uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The same number; which NaN it is does not matter, the sign of zero does. */
static bool same(float x, float y)
{
    return (isnan(x) && isnan(y)) || bits_of(x) == bits_of(y);
}

static void compare(struct counts *counts, const float a[4], const float b[4], const float c[4])
{
    vec_w16 va, vb, vc;
    memcpy(&va, a, sizeof va);
    memcpy(&vb, b, sizeof vb);
    memcpy(&vc, c, sizeof vc);
    const vec_w16 four = fma_w16(va, vb, vc);
    for (int l = 0; l < 4; l++) {
        const float want = fmaf(a[l], b[l], c[l]);
        const vec_w1 one = fma_w1((vec_w1){a[l]}, (vec_w1){b[l]}, (vec_w1){c[l]});
        counts->wrong += !same(four[l], want) || !same(one[0], want);
        counts->double_rounded += !same((float)((double)a[l] * (double)b[l] + (double)c[l]), want);
    }
}

/* Any bits at all: every exponent, subnormal numbers, infinities, NaNs. */
static float any(struct rv_stream *stream)
{
    return float_of((uint32_t)(rv_stream_uniform(stream) * 4294967296.0));
}

static void test_any_numbers(void **state)
{
    (void)state;
    struct rv_stream stream = rv_stream_at(1, RV_STREAM_DATA, 0, 0, 0);
    struct counts counts = {0};
    for (int i = 0; i < 500000; i++) {
        float a[4], b[4], c[4];
        for (int l = 0; l < 4; l++) {
            a[l] = any(&stream);
            b[l] = any(&stream);
            c[l] = any(&stream);
        }
        compare(&counts, a, b, c);
    }
    assert_int_equal(counts.wrong, 0);
}

/* A number of few significant bits, so that products and sums often lie half-way between floats. */
static float sparse(struct rv_stream *stream, int exponent)
{
    const double bits[] = {1, 1 + 0x1p-12, 1 + 0x1p-23, 2 - 0x1p-23, 1.5, 1 + 0x1p-11 + 0x1p-23};
    const double value = bits[rv_stream_below(stream, 6)] * (rv_stream_below(stream, 2) ? 1 : -1);
    return (float)ldexp(value, exponent);
}

/* c near a·b, up to 60 powers of two away, at all heights down to subnormal results. */
static void test_near_halfway(void **state)
{
    (void)state;
    struct rv_stream stream = rv_stream_at(2, RV_STREAM_DATA, 0, 0, 0);
    struct counts counts = {0};
    for (int i = 0; i < 1000000; i++) {
        float a[4], b[4], c[4];
        for (int l = 0; l < 4; l++) {
            const int height = -160 + (int)rv_stream_below(&stream, 290);
            const int apart = (int)rv_stream_below(&stream, 121) - 60;
            a[l] = sparse(&stream, height / 2);
            b[l] = sparse(&stream, height - height / 2);
            c[l] = sparse(&stream, height + apart);
        }
        compare(&counts, a, b, c);
    }
    assert_int_equal(counts.wrong, 0);
    assert_true(counts.double_rounded > 100); /* so the cases are those that matter */
}

static void test_special_values(void **state)
{
    (void)state;
    const float large = 0x1.fffffep127F, infinity = (float)HUGE_VAL;
    const float values[] = {0,         -0.0F,      1,          -1,
                            infinity,  -infinity,  nanf(""),   3,
                            0x1p-149F, -0x1p-149F, 0x1p-126F,  0x1.fffffep-127F,
                            large,     -large,     0x1p-75F,   0x1p-74F};
    enum { count = sizeof values / sizeof *values };
    struct counts counts = {0};
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++)
            for (int k = 0; k < count; k++) {
                const float a[4] = {values[i], values[i], 1, values[k]};
                const float b[4] = {values[j], -values[j], values[j], values[i]};
                const float c[4] = {values[k], values[k], values[i], -values[j]};
                compare(&counts, a, b, c);
            }
    assert_int_equal(counts.wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_numbers),
        cmocka_unit_test(test_near_halfway),
        cmocka_unit_test(test_special_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
