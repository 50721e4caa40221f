/* Splits are partitions of the pool with the property that they name. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/samples.h"
#include "support/data_case.h"

#define SEED 31415

/* A pool of 70 + 30 + 8 examples; input i tells which example it is. Unbalanced classes, sessions
 * of ten, difficulty that falls. */
#define TRAIN 70
#define VALIDATION 30
#define FRESH 8

static struct rv_examples make_pool(void)
{
    struct rv_examples pool =
        help_pool("blobs", "classes=3 train=70 validation=30 fresh=8", SEED);

    for (size_t i = 0; i < pool.count; i++) {
        pool.inputs[2 * i] = (float)i;
        pool.labels[i] = i % 10 < 7 ? 1 : i % 10 < 9 ? 0 : 2; /* 20, 70, 10 per cent */
        pool.sessions[i] = (int)((i * 7 % 100) / 10);
        pool.difficulty[i] = (float)(200 - i);
    }
    return pool;
}

static const struct rv_data_common common = { TRAIN, VALIDATION, FRESH };

static void cut(int order, uint64_t seed, struct rv_samples *samples)
{
    struct rv_split split = { .order = order };
    struct rv_examples pool = make_pool();
    struct rv_error error = { 0 };

    *samples = (struct rv_samples){ 0 };
    if (rv_split_apply(&split, &common, seed, &pool, samples, &error) != RV_OK)
        fail_msg("%s", error.message);
    rv_examples_release(&pool);
}

static size_t identity(const struct rv_examples *set, size_t i)
{
    return (size_t)set->inputs[2 * i];
}

static void every_split_is_a_partition(void **state)
{
    struct rv_examples pool = make_pool();

    (void)state;
    for (int order = RV_SPLIT_SHUFFLED; order <= RV_SPLIT_DIFFICULTY; order++) {
        struct rv_samples samples;
        bool seen[TRAIN + VALIDATION] = { false };
        cut(order, SEED, &samples);
        const struct rv_examples *sets[] = { &samples.training, &samples.validation };
        assert_int_equal(samples.training.count, TRAIN);
        assert_int_equal(samples.validation.count, VALIDATION);
        for (size_t s = 0; s < 2; s++)
            for (size_t i = 0; i < sets[s]->count; i++) {
                size_t k = identity(sets[s], i);
                assert_true(k < TRAIN + VALIDATION && !seen[k]);
                seen[k] = true;
                assert_true(help_same(sets[s], i, &pool, k));
            }
        assert_int_equal(samples.fresh.count, FRESH);
        for (size_t i = 0; i < FRESH; i++)
            assert_true(help_same(&samples.fresh, i, &pool, TRAIN + VALIDATION + i));
        rv_samples_release(&samples);
    }
    rv_examples_release(&pool);
}

static void shuffled_depends_on_the_seed_only(void **state)
{
    struct rv_samples a, b, c;
    size_t equal = 0, in_place = 0;

    (void)state;
    cut(RV_SPLIT_SHUFFLED, SEED, &a);
    cut(RV_SPLIT_SHUFFLED, SEED, &b);
    cut(RV_SPLIT_SHUFFLED, SEED + 1, &c);
    for (size_t i = 0; i < TRAIN; i++) {
        assert_int_equal(identity(&a.training, i), identity(&b.training, i));
        equal += identity(&a.training, i) == identity(&c.training, i);
        in_place += identity(&a.training, i) == i;
    }
    assert_true(equal < 10 && in_place < 10);
    rv_samples_release(&a);
    rv_samples_release(&b);
    rv_samples_release(&c);
}

static void stratified_has_the_shares_of_the_pool(void **state)
{
    struct rv_samples samples;
    bool sorted = true;

    (void)state;
    cut(RV_SPLIT_STRATIFIED, SEED, &samples);
    assert_int_equal(help_count(&samples.validation, 0, VALIDATION, 0), 6);
    assert_int_equal(help_count(&samples.validation, 0, VALIDATION, 1), 21);
    assert_int_equal(help_count(&samples.validation, 0, VALIDATION, 2), 3);
    for (size_t i = 1; i < TRAIN; i++)
        sorted = sorted && identity(&samples.training, i) > identity(&samples.training, i - 1);
    assert_false(sorted);
    rv_samples_release(&samples);
}

/* Three classes of 6, 7, 7 and a validation set of 7: 2.1, 2.45, 2.45 become 2, 3, 2. */
static void stratified_rounds_to_the_right_total(void **state)
{
    struct rv_data_common sizes = { 13, 7, 0 };
    struct rv_split split = { .order = RV_SPLIT_STRATIFIED };
    struct rv_examples pool =
        help_pool("blobs", "classes=3 train=13 validation=7", SEED);
    struct rv_samples samples = { 0 };

    (void)state;
    for (size_t i = 0; i < 20; i++)
        pool.labels[i] = (int)((i + 1) % 3);
    assert_int_equal(rv_split_apply(&split, &sizes, SEED, &pool, &samples, NULL), RV_OK);
    assert_int_equal(help_count(&samples.validation, 0, 7, 0), 2);
    assert_int_equal(help_count(&samples.validation, 0, 7, 1), 3);
    assert_int_equal(help_count(&samples.validation, 0, 7, 2), 2);
    rv_samples_release(&samples);
    rv_examples_release(&pool);
}

static void sorted_splits_are_sorted_and_stable(void **state)
{
    struct rv_samples file, session, class, difficulty;

    (void)state;
    cut(RV_SPLIT_FILE_ORDER, SEED, &file);
    cut(RV_SPLIT_SESSION, SEED, &session);
    cut(RV_SPLIT_CLASS, SEED, &class);
    cut(RV_SPLIT_DIFFICULTY, SEED, &difficulty);
    for (size_t i = 0; i < TRAIN; i++) {
        assert_int_equal(identity(&file.training, i), i);
        assert_int_equal(identity(&difficulty.training, i), TRAIN + VALIDATION - 1 - i);
        assert_int_equal(session.training.sessions[i], i / 10);
        assert_int_equal(class.training.labels[i], i < 20 ? 0 : 1);
        if (i > 0 && class.training.labels[i] == class.training.labels[i - 1])
            assert_true(identity(&class.training, i) > identity(&class.training, i - 1));
    }
    for (size_t i = 0; i < VALIDATION; i++) {
        assert_int_equal(identity(&file.validation, i), TRAIN + i);
        assert_int_equal(session.validation.sessions[i], 7 + i / 10);
        assert_int_equal(class.validation.labels[i], i < 20 ? 1 : 2);
    }
    rv_samples_release(&file);
    rv_samples_release(&session);
    rv_samples_release(&class);
    rv_samples_release(&difficulty);
}

/* A split by something that does not differ would be a silent file order. */
static void sorting_by_a_constant_is_refused(void **state)
{
    static const int orders[] = { RV_SPLIT_SESSION, RV_SPLIT_DIFFICULTY };
    struct rv_config data = help_config("gratings", "train=20 validation=10");
    struct rv_scale scale = { .validation_factor = 1 };

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct rv_split split = { .order = orders[k] };
        struct rv_samples samples;
        struct rv_error error = { 0 };
        assert_int_equal(rv_samples_create(&data, &split, &scale, SEED, &samples, &error),
                         RV_INPUT);
        assert_non_null(strstr(error.message, k == 0 ? "same session" : "same difficulty"));
        rv_samples_release(&samples);
    }
    rv_config_release(&data);
}

/* Headline scenario 4: sorted by class, the last fifth of four classes is one class. */
static void the_unshuffled_split_of_the_headline(void **state)
{
    struct rv_config data = help_config(
        "gratings", "classes=4 acquired=class train=1200 validation=300 size=4");
    struct rv_split split = { .order = RV_SPLIT_FILE_ORDER };
    struct rv_scale scale = { .validation_factor = 1 };
    struct rv_samples samples;
    struct rv_error error = { 0 };

    (void)state;
    assert_int_equal(rv_samples_create(&data, &split, &scale, SEED, &samples, &error), RV_OK);
    assert_int_equal(help_count(&samples.validation, 0, 300, 3), 300);
    assert_int_equal(help_count(&samples.training, 0, 1200, 3), 75);
    rv_samples_release(&samples);
    rv_config_release(&data);
}

static void the_table_reads_all_choices(void **state)
{
    static const char *const words[] = { "shuffled", "stratified", "file-order",
                                         "session",  "class",      "difficulty" };
    struct rv_split split = { 0 };

    (void)state;
    rv_params_defaults(rv_split_type.params, &split);
    assert_int_equal(split.order, RV_SPLIT_SHUFFLED);
    for (int k = 0; k < 6; k++) {
        assert_int_equal(rv_param_parse(rv_split_type.params, words[k], &split, NULL), RV_OK);
        assert_int_equal(split.order, k);
    }
}

/* Ten sessions of ten: three of them validate, whole, others on another seed. */
static void groups_stay_whole_and_change_with_the_seed(void **state)
{
    bool differs = false;
    int first[10] = { 0 };

    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct rv_samples samples;
        int count[10] = { 0 };
        cut(RV_SPLIT_GROUP, seed, &samples);
        for (size_t i = 0; i < VALIDATION; i++)
            count[samples.validation.sessions[i]]++;
        for (int k = 0; k < 10; k++) {
            assert_true(count[k] == 0 || count[k] == 10);
            differs = differs || (seed > 1 && count[k] != first[k]);
            first[k] = count[k];
        }
        rv_samples_release(&samples);
    }
    assert_true(differs);
}

/* Three folds of 30 of 100: no example validates on two seeds. */
static void folds_of_following_seeds_are_disjoint(void **state)
{
    struct rv_split split = { .order = RV_SPLIT_FOLD, .folds = 3, .copies = 1 };
    struct rv_examples pool = make_pool();
    bool seen[TRAIN + VALIDATION] = { false };

    (void)state;
    for (uint64_t seed = 7; seed < 10; seed++) {
        struct rv_samples samples = { 0 };
        assert_int_equal(rv_split_apply(&split, &common, seed, &pool, &samples, NULL), RV_OK);
        for (size_t i = 0; i < VALIDATION; i++) {
            assert_false(seen[identity(&samples.validation, i)]);
            seen[identity(&samples.validation, i)] = true;
        }
        rv_samples_release(&samples);
    }
    rv_examples_release(&pool);
}

/* Copies have label and inputs of the first of five, but for noise, and are one session each. */
static void copies_are_of_one_example(void **state)
{
    struct rv_split split = { .copies = 5, .copy_noise = 0.25 };
    struct rv_examples pool = make_pool(), before = make_pool();
    double squares = 0;

    (void)state;
    rv_split_copy(&split, &common, SEED, &pool);
    for (size_t i = 0; i < TRAIN + VALIDATION; i++) {
        double away = (double)pool.inputs[2 * i] - (double)before.inputs[2 * (i - i % 5)];
        assert_int_equal(pool.labels[i], before.labels[i - i % 5]);
        assert_int_equal(pool.sessions[i], i / 5);
        assert_true(i % 5 > 0 || (away >= 0 && away <= 0));
        squares += away * away;
    }
    assert_true(squares / 80 > 0.03 && squares / 80 < 0.12); /* 0.0625 */
    for (size_t i = TRAIN + VALIDATION; i < pool.count; i++)
        assert_true(help_same(&pool, i, &before, i));
    rv_examples_release(&pool);
    rv_examples_release(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_split_is_a_partition),
        cmocka_unit_test(shuffled_depends_on_the_seed_only),
        cmocka_unit_test(stratified_has_the_shares_of_the_pool),
        cmocka_unit_test(stratified_rounds_to_the_right_total),
        cmocka_unit_test(sorted_splits_are_sorted_and_stable),
        cmocka_unit_test(sorting_by_a_constant_is_refused),
        cmocka_unit_test(the_unshuffled_split_of_the_headline),
        cmocka_unit_test(the_table_reads_all_choices),
        cmocka_unit_test(groups_stay_whole_and_change_with_the_seed),
        cmocka_unit_test(folds_of_following_seeds_are_disjoint),
        cmocka_unit_test(copies_are_of_one_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
