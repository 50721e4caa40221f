/* The order of an epoch: permutations keyed by the epoch, oversampling, no allocation. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "support/data_case.h"

#define SEED 2718
#define COUNT 97

/* Classes of 60, 30, 0 and 7 examples, in mixed order. */
static int labels[COUNT];
static const size_t members[] = { 60, 30, 0, 7 };
static const struct rv_examples examples = { .classes = 4, .count = COUNT, .labels = labels };

static int set_up(void **state)
{
    size_t left[] = { 60, 30, 0, 7 };

    (void)state;
    for (size_t i = 0, k = 0; i < COUNT; k = (k + 1) % 4)
        if (left[k] > 0) {
            left[k]--;
            labels[i++] = (int)k;
        }
    return 0;
}

static void count_visits(const uint32_t *order, size_t length, size_t visits[COUNT])
{
    memset(visits, 0, COUNT * sizeof *visits);
    for (size_t i = 0; i < length; i++) {
        assert_true(order[i] < COUNT);
        visits[order[i]]++;
    }
}

static void fill(enum rv_order how, uint64_t seed, uint32_t epoch, uint32_t *order)
{
    size_t visits[COUNT];

    rv_order_fill(&examples, how, false, seed, epoch, order);
    count_visits(order, COUNT, visits);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(visits[i], 1);
}

static bool equal(const uint32_t *a, const uint32_t *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

static void permutations_are_keyed_by_seed_and_epoch(void **state)
{
    uint32_t a[COUNT], b[COUNT];

    (void)state;
    assert_int_equal(rv_order_length(&examples, false), COUNT);
    fill(RV_ORDER_EVERY_EPOCH, SEED, 4, a);
    fill(RV_ORDER_EVERY_EPOCH, SEED, 4, b);
    assert_true(equal(a, b, COUNT));
    fill(RV_ORDER_EVERY_EPOCH, SEED, 5, b);
    assert_false(equal(a, b, COUNT));
    fill(RV_ORDER_EVERY_EPOCH, SEED + 1, 4, b);
    assert_false(equal(a, b, COUNT));
}

/* `once` goes on for ever with what `every-epoch` has in epoch 1. */
static void once_and_never_stay(void **state)
{
    uint32_t a[COUNT], b[COUNT];

    (void)state;
    fill(RV_ORDER_EVERY_EPOCH, SEED, 1, a);
    fill(RV_ORDER_ONCE, SEED, 9, b);
    assert_true(equal(a, b, COUNT));
    fill(RV_ORDER_NEVER, SEED, 9, b);
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(b[i], i);
}

static void by_class_is_sorted_and_mixed_within(void **state)
{
    uint32_t a[COUNT], b[COUNT];
    bool rising = true;

    (void)state;
    fill(RV_ORDER_BY_CLASS, SEED, 1, a);
    fill(RV_ORDER_BY_CLASS, SEED, 2, b);
    assert_false(equal(a, b, COUNT));
    for (size_t i = 1; i < COUNT; i++)
        assert_true(labels[a[i - 1]] <= labels[a[i]]);
    for (size_t i = 1; i < 60; i++)
        rising = rising && a[i - 1] < a[i];
    assert_false(rising);
}

/* Each class 60 times; within it, visits differ by at most one. */
static void oversampling_makes_classes_equal(void **state)
{
    static const enum rv_order ways[] = { RV_ORDER_EVERY_EPOCH, RV_ORDER_ONCE, RV_ORDER_NEVER,
                                          RV_ORDER_BY_CLASS };
    uint32_t order[180];
    size_t visits[COUNT];

    (void)state;
    assert_int_equal(rv_order_length(&examples, true), 180);
    for (size_t w = 0; w < 4; w++) {
        size_t class_visits[4] = { 0 };
        rv_order_fill(&examples, ways[w], true, SEED, 3, order);
        count_visits(order, 180, visits);
        for (size_t i = 0; i < COUNT; i++) {
            size_t low = 60 / members[labels[i]];
            assert_true(visits[i] == low || visits[i] == low + 1);
            class_visits[labels[i]] += visits[i];
        }
        assert_int_equal(class_visits[0], 60);
        assert_int_equal(class_visits[1], 60);
        assert_int_equal(class_visits[2], 0);
        assert_int_equal(class_visits[3], 60);
    }
}

/* Which rare examples come once more differs between epochs, so that none is favoured. */
static void extra_visits_change_between_epochs(void **state)
{
    uint32_t order[180];
    size_t visits[COUNT], total[COUNT] = { 0 };
    const size_t epochs = 700;

    (void)state;
    for (uint32_t epoch = 1; epoch <= epochs; epoch++) {
        rv_order_fill(&examples, RV_ORDER_EVERY_EPOCH, true, SEED, epoch, order);
        count_visits(order, 180, visits);
        for (size_t i = 0; i < COUNT; i++)
            total[i] += visits[i];
    }
    for (size_t i = 0; i < COUNT; i++)
        if (labels[i] == 3) /* 60/7 visits on average, 4 of 7 get one more: error .0187·4.5 */
            assert_true(labs((long)total[i] - 6000) < 60);
}

static void nothing_is_allocated(void **state)
{
    uint32_t order[180];
    unsigned long calls = rv_memory_calls();

    (void)state;
    rv_order_fill(&examples, RV_ORDER_EVERY_EPOCH, true, SEED, 3, order);
    rv_order_fill(&examples, RV_ORDER_BY_CLASS, true, SEED, 3, order);
    assert_int_equal(rv_memory_calls(), calls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permutations_are_keyed_by_seed_and_epoch),
        cmocka_unit_test(once_and_never_stay),
        cmocka_unit_test(by_class_is_sorted_and_mixed_within),
        cmocka_unit_test(oversampling_makes_classes_equal),
        cmocka_unit_test(extra_visits_change_between_epochs),
        cmocka_unit_test(nothing_is_allocated),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
