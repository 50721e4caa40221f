/* Augmentation: what must not change anything, what must be undone, what must be drawn evenly. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/dataset.h"
#include "ravine/stream.h"

#include <math.h>
#include <string.h>

#define SEED 141421
#define HEIGHT 7
#define WIDTH 6
#define CHANNELS 3
#define SIZE (HEIGHT * WIDTH * CHANNELS)
static const struct rv_shape shape = { HEIGHT, WIDTH, CHANNELS };

static int make_image(void **state)
{
    static float image[SIZE];
    struct rv_stream stream = rv_stream_at(SEED, RV_STREAM_DATA, 0, 0, 0);

    for (size_t i = 0; i < SIZE; i++)
        image[i] = (float)rv_stream_gaussian(&stream);
    *state = image;
    return 0;
}

static size_t at(int i, int j, int k)
{
    return (size_t)((i * WIDTH + j) * CHANNELS + k);
}

static bool is_mirrored(const float *in, const float *out)
{
    for (int i = 0; i < HEIGHT; i++)
        for (int j = 0; j < WIDTH; j++)
            for (int k = 0; k < CHANNELS; k++)
                if (out[at(i, j, k)] != in[at(i, WIDTH - 1 - j, k)])
                    return false;
    return true;
}

static bool same(const float *a, const float *b)
{
    return memcmp(a, b, SIZE * sizeof *a) == 0;
}

static void zero_parameters_copy(void **state)
{
    struct rv_augment none;
    float out[SIZE];

    rv_params_defaults(rv_augment_type.params, &none);
    assert_false(rv_augment_active(&none));
    for (uint32_t example = 0; example < 20; example++) {
        memset(out, 0x5a, sizeof out);
        rv_augment_apply(&none, shape, *state, out, SEED, example, 3);
        assert_true(same(*state, out));
    }
}

static void each_switch_is_seen(void **state)
{
    static const struct rv_augment one[] = { { .rotation = 5 }, { .shift = 0.1 }, { .flip = true },
                                             { .noise = 0.1 } };

    (void)state;
    for (size_t k = 0; k < 4; k++)
        assert_true(rv_augment_active(&one[k]));
}

/* Each flip is exact and undoes itself; half of the examples are flipped. */
static void flips_are_exact_and_even(void **state)
{
    struct rv_augment flip = { .flip = true };
    const uint32_t count = 2000;
    uint32_t flipped = 0;
    float out[SIZE], back[SIZE];

    for (uint32_t example = 0; example < count; example++) {
        rv_augment_apply(&flip, shape, *state, out, SEED, example, 1);
        rv_augment_apply(&flip, shape, out, back, SEED, example, 1);
        assert_true(same(*state, back));
        if (is_mirrored(*state, out))
            flipped++;
        else
            assert_true(same(*state, out));
    }
    /* 4.5 standard errors of a fair coin. */
    assert_true(fabs(flipped / (double)count - 0.5) < 4.5 * 0.5 / sqrt(count));
}

static void keyed_by_seed_example_and_epoch(void **state)
{
    struct rv_augment all = { .rotation = 20, .shift = 0.2, .flip = true, .noise = 0.05 };
    float a[SIZE], b[SIZE];

    rv_augment_apply(&all, shape, *state, a, SEED, 5, 2);
    rv_augment_apply(&all, shape, *state, b, SEED, 5, 2);
    assert_true(same(a, b));
    rv_augment_apply(&all, shape, *state, b, SEED, 6, 2);
    assert_false(same(a, b));
    rv_augment_apply(&all, shape, *state, b, SEED, 5, 3);
    assert_false(same(a, b));
    rv_augment_apply(&all, shape, *state, b, SEED + 1, 5, 2);
    assert_false(same(a, b));
}

/* Switching one part on leaves the draws of the others: flip and noise are what they were. */
static void parts_do_not_disturb_each_other(void **state)
{
    struct rv_augment noise = { .noise = 0.3 }, both = { .noise = 0.3, .flip = true };
    float a[SIZE], b[SIZE], mirrored[SIZE];
    const float *image = *state;

    for (uint32_t example = 0; example < 20; example++) {
        struct rv_augment flip = { .flip = true };
        rv_augment_apply(&noise, shape, image, a, SEED, example, 1);
        rv_augment_apply(&both, shape, image, b, SEED, example, 1);
        rv_augment_apply(&flip, shape, image, mirrored, SEED, example, 1);
        for (size_t i = 0; i < SIZE; i++) /* two roundings to float32 of numbers of order 1 */
            assert_true(fabs(((double)b[i] - (double)mirrored[i]) -
                             ((double)a[i] - (double)image[i])) < 1e-6);
    }
}

static void constant_images_stay(void **state)
{
    struct rv_augment all = { .rotation = 180, .shift = 1, .flip = true };
    float constant[SIZE], out[SIZE];

    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        constant[i] = 2.385f;
    for (uint32_t example = 0; example < 50; example++) {
        rv_augment_apply(&all, shape, constant, out, SEED, example, 1);
        for (size_t i = 0; i < SIZE; i++) /* weights that add up to 1 but for rounding */
            assert_true(fabsf(out[i] - 2.385f) < 1e-6f);
    }
}

/* In f(x, y) = a + b·x + c·y bilinear reading is exact. A rotation keeps the centre and the length
 * of the gradient and turns it by at most `rotation`. */
static void rotations_turn_about_the_centre(void **state)
{
    const struct rv_shape square = { 9, 9, 1 };
    struct rv_augment turn = { .rotation = 20 };
    float ramp[81], out[81];
    double least = 0, most = 0;

    (void)state;
    for (int i = 0; i < 9; i++)
        for (int j = 0; j < 9; j++)
            ramp[9 * i + j] = (float)(1.5 + 0.25 * j);
    for (uint32_t example = 0; example < 200; example++) {
        double dx, dy, angle;
        rv_augment_apply(&turn, square, ramp, out, SEED, example, 1);
        dx = ((double)out[9 * 4 + 5] - (double)out[9 * 4 + 3]) / 2;
        dy = ((double)out[9 * 5 + 4] - (double)out[9 * 3 + 4]) / 2;
        angle = atan2(dy, dx) * 180 / acos(-1.0);
        assert_true(fabs((double)out[9 * 4 + 4] - 2.5) < 1e-6);
        assert_true(fabs(hypot(dx, dy) - 0.25) < 1e-6);
        assert_true(fabs(angle) <= 20.001);
        least = fmin(least, angle);
        most = fmax(most, angle);
    }
    /* 200 draws of U(-20, 20): one misses the last 1.6 degrees with probability 0.96^200. */
    assert_true(least < -18.4 && most > 18.4);
}

static void shifts_move_the_image(void **state)
{
    const struct rv_shape square = { 20, 20, 1 };
    struct rv_augment shift = { .shift = 0.2 };
    float ramp[400], out[400];
    double most = 0;

    (void)state;
    for (int i = 0; i < 20; i++)
        for (int j = 0; j < 20; j++)
            ramp[20 * i + j] = (float)(j + 100 * i);
    for (uint32_t example = 0; example < 200; example++) {
        double moved, dx;
        rv_augment_apply(&shift, square, ramp, out, SEED, example, 1);
        moved = (double)ramp[20 * 10 + 10] - (double)out[20 * 10 + 10]; /* dx + 100·dy */
        dx = (double)out[20 * 10 + 11] - (double)out[20 * 10 + 10];
        assert_true(fabs(dx - 1) < 1e-3); /* float32 of numbers near 1000 */
        assert_true(fabs(moved) <= 4 * 101);
        most = fmax(most, fabs(moved));
        /* Edge values go on: nothing outside the range of the image appears. */
        for (size_t i = 0; i < 400; i++)
            assert_true(out[i] >= 0 && out[i] <= 1919);
    }
    assert_true(most > 3.5 * 100);
}

static void noise_has_its_deviation(void **state)
{
    struct rv_augment noise = { .noise = 0.35 };
    const float *image = *state;
    double squares = 0;
    float out[SIZE];

    for (uint32_t epoch = 1; epoch <= 100; epoch++) {
        rv_augment_apply(&noise, shape, image, out, SEED, 0, epoch);
        for (size_t i = 0; i < SIZE; i++)
            squares += ((double)out[i] - (double)image[i]) * ((double)out[i] - (double)image[i]);
    }
    assert_true(fabs(sqrt(squares / (100.0 * SIZE)) - 0.35) <
                4.5 * 0.35 / sqrt(2 * 100.0 * SIZE));
}

/* Vectors have no left, right or centre: only noise changes them. */
static void vectors_are_left_alone(void **state)
{
    const struct rv_shape vector = { 1, 1, SIZE };
    struct rv_augment all = { .rotation = 180, .shift = 1, .flip = true };
    float out[SIZE];

    for (uint32_t example = 0; example < 20; example++) {
        rv_augment_apply(&all, vector, *state, out, SEED, example, 1);
        assert_true(same(*state, out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(zero_parameters_copy, make_image),
        cmocka_unit_test(each_switch_is_seen),
        cmocka_unit_test_setup(flips_are_exact_and_even, make_image),
        cmocka_unit_test_setup(keyed_by_seed_example_and_epoch, make_image),
        cmocka_unit_test_setup(parts_do_not_disturb_each_other, make_image),
        cmocka_unit_test(constant_images_stay),
        cmocka_unit_test(rotations_turn_about_the_centre),
        cmocka_unit_test(shifts_move_the_image),
        cmocka_unit_test_setup(noise_has_its_deviation, make_image),
        cmocka_unit_test_setup(vectors_are_left_alone, make_image),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
