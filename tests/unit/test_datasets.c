/* Generated data sets: identity of examples, balance, order of acquisition, statistics. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/outlines.h"
#include "ravine/memory.h"
#include "support/data_case.h"

#include <gsl/gsl_math.h>
#include <math.h>

#define SEED 48271
/* Deviations beyond 4.5 standard errors: 7 in a million; the seeds are fixed anyway. */
#define ERRORS 4.5

static const char *const generated[] = { "gratings", "shapes", "phantoms", "blobs",
                                         "moons",    "circles", "spiral",  "xor" };
static const char *const images[] = { "gratings", "shapes", "phantoms" };
#define COUNT(list) (sizeof(list) / sizeof *(list))

static void assert_same_prefix(const struct rv_examples *a, const struct rv_examples *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_true(help_same(a, i, b, i));
}

static void every_set_is_described(void **state)
{
    (void)state;
    assert_true(rv_datasets.count >= 11);
    for (size_t i = 0; i < rv_datasets.count; i++) {
        const struct rv_type *type = rv_datasets.types[i];
        assert_ptr_equal(rv_registry_find(&rv_datasets, type->name), type);
        assert_string_equal(type->params[0].name, "train");
        assert_int_equal(type->params[0].offset, 0);
        assert_true(strlen(type->summary) > 20);
        for (const struct rv_param *p = type->params; p->kind != RV_KIND_END; p++) {
            assert_true(p->help != NULL && strlen(p->help) > 10);
            assert_int_equal(p->live, RV_LIVE_NEVER);
        }
    }
}

static void same_bits_on_repetition(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(generated); s++) {
        struct rv_examples a = help_pool(generated[s], "train=23 validation=14 fresh=3", SEED);
        struct rv_examples b = help_pool(generated[s], "train=23 validation=14 fresh=3", SEED);
        struct rv_examples c = help_pool(generated[s], "train=23 validation=14 fresh=3", SEED + 1);
        assert_int_equal(a.count, 40);
        assert_same_prefix(&a, &b, 40);
        assert_false(help_same(&a, 5, &c, 5));
        rv_examples_release(&a);
        rv_examples_release(&b);
        rv_examples_release(&c);
    }
}

/* Example i depends on (seed, i), not on how many are asked for, whatever else is switched on. */
static void examples_do_not_depend_on_counts(void **state)
{
    static const char *const extra[] = { "label_noise=0.37", "class_shares=[0.3,0.7]" };

    (void)state;
    for (size_t s = 0; s < COUNT(generated); s++)
        for (size_t e = 0; e < COUNT(extra); e++) {
            char few[256], many[256];
            const char *two = strcmp(generated[s], "moons") && strcmp(generated[s], "xor")
                                  ? "classes=2" : "label_noise=0.1";
            (void)snprintf(few, sizeof few, "train=11 validation=7 fresh=90 %s %s", two, extra[e]);
            (void)snprintf(many, sizeof many, "train=170 validation=33 %s %s", two, extra[e]);
            struct rv_examples a = help_pool(generated[s], few, SEED);
            struct rv_examples b = help_pool(generated[s], many, SEED);
            assert_same_prefix(&a, &b, 108);
            rv_examples_release(&a);
            rv_examples_release(&b);
        }
}

static void sessions_and_difficulty_do_not_depend_on_counts(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(images); s++) {
        const char *few = "train=11 validation=7 sessions=5 hard_noise=2.385";
        const char *many = "train=170 validation=33 sessions=5 hard_noise=2.385";
        struct rv_examples a = help_pool(images[s], few, SEED);
        struct rv_examples b = help_pool(images[s], many, SEED);
        assert_same_prefix(&a, &b, 18);
        assert_true(a.difficulty[3] > 0 && a.difficulty[3] < 1);
        rv_examples_release(&a);
        rv_examples_release(&b);
    }
}

static void classes_are_balanced(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(generated); s++) {
        struct rv_examples pool = help_pool(generated[s], "train=77 validation=43", SEED);
        for (int k = 0; k < pool.classes; k++)
            assert_int_equal(help_count(&pool, 0, 120, k), 120 / pool.classes);
        rv_examples_release(&pool);
    }
}

static void thirty_classes_are_balanced_in_each_block(void **state)
{
    struct rv_examples pool =
        help_pool("gratings", "classes=30 frequencies=3 train=60 validation=60", SEED);
    bool sorted = true;

    (void)state;
    for (size_t block = 0; block < 4; block++)
        for (int k = 0; k < 30; k++)
            assert_int_equal(help_count(&pool, 30 * block, 30 * block + 30, k), 1);
    for (size_t i = 1; i < 30; i++)
        sorted = sorted && pool.labels[i] > pool.labels[i - 1];
    assert_false(sorted);
    rv_examples_release(&pool);
}

static void shares_are_exact_in_each_hundred(void **state)
{
    struct rv_examples pool = help_pool(
        "blobs", "classes=3 class_shares=[0.9,0.07,0.03] train=400 validation=300", SEED);

    (void)state;
    for (size_t block = 0; block < 7; block++) {
        assert_int_equal(help_count(&pool, 100 * block, 100 * block + 100, 0), 90);
        assert_int_equal(help_count(&pool, 100 * block, 100 * block + 100, 1), 7);
        assert_int_equal(help_count(&pool, 100 * block, 100 * block + 100, 2), 3);
    }
    rv_examples_release(&pool);
}

/* A third of 100 is 33 or 34, and 33.33 in the mean. */
static void uneven_shares_are_right_in_the_mean(void **state)
{
    struct rv_examples pool = help_pool(
        "blobs", "classes=3 class_shares=[0.333,0.333,0.334] train=20000 validation=10000", SEED);

    (void)state;
    for (int k = 0; k < 3; k++)
        assert_true(labs((long)help_count(&pool, 0, 30000, k) - 10000) < 40);
    rv_examples_release(&pool);
}

static void label_noise_changes_labels_only(void **state)
{
    const double q = 0.4;
    struct rv_examples clean =
        help_pool("gratings", "classes=4 train=3000 validation=1000 size=4", SEED);
    struct rv_examples noisy =
        help_pool("gratings", "classes=4 train=3000 validation=1000 size=4 label_noise=0.4", SEED);
    size_t bytes = clean.count * rv_shape_size(clean.shape) * sizeof *clean.inputs;
    double expected = q * 3 / 4, changed = 0;

    (void)state;
    assert_memory_equal(clean.inputs, noisy.inputs, bytes);
    for (size_t i = 0; i < clean.count; i++)
        changed += clean.labels[i] != noisy.labels[i];
    changed /= (double)clean.count;
    assert_true(fabs(changed - expected) <
                ERRORS * sqrt(expected * (1 - expected) / (double)clean.count));
    rv_examples_release(&clean);
    rv_examples_release(&noisy);
}

static void acquired_by_class(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(generated); s++) {
        struct rv_examples pool =
            help_pool(generated[s], "train=90 validation=30 fresh=60 acquired=class", SEED);
        for (size_t i = 1; i < 120; i++)
            assert_true(pool.labels[i - 1] <= pool.labels[i]);
        for (int k = 0; k < pool.classes; k++) {
            assert_int_equal(help_count(&pool, 0, 120, k), 120 / pool.classes);
            assert_int_equal(help_count(&pool, 120, 180, k), 60 / pool.classes);
        }
        rv_examples_release(&pool);
    }
}

static void acquired_by_class_with_shares(void **state)
{
    struct rv_examples pool = help_pool(
        "xor", "class_shares=[0.8,0.2] acquired=class train=100 validation=50", SEED);

    (void)state;
    assert_int_equal(help_count(&pool, 0, 120, 0), 120);
    assert_int_equal(help_count(&pool, 120, 150, 1), 30);
    rv_examples_release(&pool);
}

static void acquired_by_session_and_difficulty(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(images); s++) {
        struct rv_examples by_session = help_pool(
            images[s], "train=80 validation=20 fresh=20 sessions=5 acquired=session", SEED);
        struct rv_examples by_difficulty = help_pool(
            images[s], "train=80 validation=20 hard_noise=1.3 acquired=difficulty", SEED);
        int fresh[5] = { 0 };
        for (size_t i = 0; i < 100; i++)
            assert_int_equal(by_session.sessions[i], i / 20);
        for (size_t i = 100; i < 120; i++)
            fresh[by_session.sessions[i]]++;
        for (int k = 0; k < 5; k++)
            assert_int_equal(fresh[k], 4);
        for (size_t i = 0; i < 100; i++)
            assert_true(fabs((double)by_difficulty.difficulty[i] - ((double)i + 0.5) / 100) < 1e-6);
        rv_examples_release(&by_session);
        rv_examples_release(&by_difficulty);
    }
}

static void moments(const float *x, size_t n, double *mean, double *sd)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i];
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += ((double)x[i] - *mean) * ((double)x[i] - *mean);
    *sd = sqrt(squares / (double)n);
}

/* Variance of c·sin(random phase) + noise: E[c²]/2 + noise²; c ~ U(1/2, 1): E[c²] = 7/12. */
static void gratings_have_the_known_moments(void **state)
{
    struct rv_examples pool =
        help_pool("gratings", "train=1500 validation=500 offset=1.7", SEED);
    double mean, sd;

    (void)state;
    moments(pool.inputs, pool.count * 256, &mean, &sd);
    /* Pixels of an image hang together: 2000 images give the mean to about 0.002. */
    assert_true(fabs(mean - 1.7) < 0.01);
    assert_true(fabs(sd - sqrt(7.0 / 24 + 0.25)) < 0.015);
    rv_examples_release(&pool);
}

/* Without noise every channel shows the same wave, and a wide image begins with the square one. */
static void gratings_may_be_wide_and_coloured(void **state)
{
    struct rv_examples square =
        help_pool("gratings", "size=5 noise=0 train=3 validation=2", SEED);
    struct rv_examples wide =
        help_pool("gratings", "size=5 width=7 channels=3 noise=0 train=3 validation=2", SEED);

    (void)state;
    assert_int_equal(wide.shape.height, 5);
    assert_int_equal(wide.shape.width, 7);
    assert_int_equal(wide.shape.channels, 3);
    for (size_t i = 0; i < 5; i++)
        for (size_t v = 0; v < 5; v++)
            for (size_t u = 0; u < 7; u++)
                for (size_t c = 0; c < 3; c++) {
                    const float *pixel = wide.inputs + ((i * 5 + v) * 7 + u) * 3;

                    assert_true(pixel[c] == pixel[0]);
                    assert_true(u >= 5 || pixel[c] == square.inputs[(i * 5 + v) * 5 + u]);
                }
    rv_examples_release(&square);
    rv_examples_release(&wide);
}

/* Noise grows from the easy to the hard end; here without any grating. */
static void difficulty_is_noise(void **state)
{
    struct rv_examples pool = help_pool(
        "gratings", "contrast_min=0 contrast_max=1e-9 noise=0.2 hard_noise=1.3 "
                    "acquired=difficulty train=500 validation=500", SEED);
    double mean, easy, hard;

    (void)state;
    moments(pool.inputs, 50 * 256, &mean, &easy);
    moments(pool.inputs + 950 * 256, 50 * 256, &mean, &hard);
    assert_true(fabs(easy - 0.2275) < 0.02 * 0.2275 * ERRORS);
    assert_true(fabs(hard - 1.2725) < 0.02 * 1.2725);
    rv_examples_release(&pool);
}

/* Power of an image in waves of one direction: squared correlations with sine and cosine. */
#define ANGLES 45
#define ANGLE_STEP 4.0

struct templates {
    double sine[ANGLES][256], cosine[ANGLES][256];
};

static void make_templates(struct templates *t, double frequency)
{
    for (int a = 0; a < ANGLES; a++)
        for (int i = 0; i < 256; i++) {
            double theta = ANGLE_STEP * a * M_PI / 180;
            double phase = 2 * M_PI * frequency *
                           (cos(theta) * (i % 16) + sin(theta) * (double)(i / 16));
            t->sine[a][i] = sin(phase);
            t->cosine[a][i] = cos(phase);
        }
}

/* The direction with most power, in degrees from 0 to 176. */
static double direction(const struct templates *t, const float *x)
{
    double most = -1, best = 0;

    for (int a = 0; a < ANGLES; a++) {
        double s = 0, c = 0;
        for (int i = 0; i < 256; i++) {
            s += t->sine[a][i] * (double)x[i];
            c += t->cosine[a][i] * (double)x[i];
        }
        if (s * s + c * c > most) {
            most = s * s + c * c;
            best = ANGLE_STEP * a;
        }
    }
    return best;
}

/* Smallest angle between two directions, which turn into themselves after 180 degrees. */
static double apart(double a, double b)
{
    double d = fmod(fabs(a - b), 180);
    return fmin(d, 180 - d);
}

/* Two classes 40 degrees apart, spread by 12: the best rule, "nearer to 0 or to 40", is right with
 * probability Φ(20/12) = 0.952. Neither better nor worse may come out. */
static void two_gratings_have_the_bayes_error(void **state)
{
    struct templates *t = rv_alloc(1, sizeof *t);
    struct rv_examples pool =
        help_pool("gratings", "train=1000 validation=600 noise=0.1", SEED);
    double right = 0, expected = 0.9522;

    (void)state;
    make_templates(t, 0.2);
    for (size_t i = 0; i < pool.count; i++) {
        /* 20 degrees, the border, is itself on the grid: 18 and 22 are the same to both. */
        double angle = direction(t, pool.inputs + i * 256);
        double to_0 = apart(angle, 0), to_40 = apart(angle, 40);
        right += to_0 < to_40 ? pool.labels[i] == 0 : to_0 > to_40 ? pool.labels[i] == 1 : 0.5;
    }
    right /= (double)pool.count;
    assert_true(fabs(right - expected) <
                ERRORS * sqrt(expected * (1 - expected) / (double)pool.count));
    rv_examples_release(&pool);
    rv_free(t);
}

/* Without spread and noise the direction is the class' angle plus the session's tilt. */
static void class_and_session_are_the_direction(void **state)
{
    struct templates *t = rv_alloc(1, sizeof *t);
    struct rv_examples pool = help_pool(
        "gratings", "classes=4 spread=0 noise=0 sessions=3 session_tilt=[0,-16,24] "
                    "train=40 validation=20", SEED);
    static const double tilt[] = { 0, -16, 24 };

    (void)state;
    make_templates(t, 0.2);
    for (size_t i = 0; i < pool.count; i++) {
        double truth = 40.0 * pool.labels[i] + tilt[pool.sessions[i]];
        /* One grid step: the window of 16 pixels shifts the peak a little. */
        assert_true(apart(direction(t, pool.inputs + i * 256), truth + 180) <= ANGLE_STEP);
    }
    rv_examples_release(&pool);
    rv_free(t);
}

/* 30 classes: with ten angles the step shrinks to 18 degrees and three frequencies are used. */
static void frequency_is_the_second_digit_of_the_class(void **state)
{
    static struct templates t[3];
    struct rv_examples pool = help_pool(
        "gratings", "classes=30 frequencies=3 frequency=0.1 spread=0 noise=0 "
                    "train=60 validation=30", SEED);

    (void)state;
    for (int f = 0; f < 3; f++)
        make_templates(&t[f], 0.1 + 0.1 * f);
    for (size_t i = 0; i < pool.count; i++) {
        double truth = 18.0 * (pool.labels[i] % 10);
        double found = direction(&t[pool.labels[i] / 10], pool.inputs + i * 256);
        /* At 0.1 cycles a pixel an image shows 1.6 waves: the peak is broad. */
        assert_true(apart(found, truth) <= 2 * ANGLE_STEP);
    }
    rv_examples_release(&pool);
}

/* Noise-free, unmoved forms: any two of the 30 classes differ clearly at 16 x 16. */
static void shapes_are_distinct(void **state)
{
    struct rv_examples pool = help_pool(
        "shapes", "classes=30 noise=0 jitter=0 size_jitter=0 contrast_min=1 contrast_max=1 "
                  "train=15 validation=15", SEED);
    double worst = 0;

    (void)state;
    for (size_t i = 0; i < 30; i++)
        for (size_t j = 0; j < i; j++) {
            double ij = 0, ii = 0, jj = 0;
            for (size_t p = 0; p < 256; p++) {
                double a = (double)pool.inputs[i * 256 + p], b = (double)pool.inputs[j * 256 + p];
                ij += a * b;
                ii += a * a;
                jj += b * b;
            }
            worst = fmax(worst, ij / sqrt(ii * jj));
        }
    assert_true(worst < 0.97); /* disc and square; identical forms would have 1 */
    assert_true(worst > 0.5);
    rv_examples_release(&pool);
}

static void partners_are_pairs(void **state)
{
    (void)state;
    for (int count = 2; count <= RV_OUTLINES_COUNT; count++)
        for (int k = 0; k < count; k++) {
            int partner = rv_outlines_partner(k, count);
            assert_true(partner >= 0 && partner < count && partner != k);
        }
    assert_int_equal(rv_outlines_partner(4, 6), 5);
    assert_int_equal(rv_outlines_partner(5, 6), 4);
    assert_int_equal(rv_outlines_partner(4, 5), 3);
}

/* Only the examples with a lesion depend on its contrast. */
static void the_lesion_is_the_only_difference(void **state)
{
    struct rv_examples with =
        help_pool("phantoms", "classes=3 train=30 validation=30 lesion_contrast=0.7", SEED);
    struct rv_examples without =
        help_pool("phantoms", "classes=3 train=30 validation=30 lesion_contrast=0", SEED);
    size_t size = rv_shape_size(with.shape);

    (void)state;
    for (size_t i = 0; i < with.count; i++) {
        double more = 0;
        for (size_t p = i * size; p < (i + 1) * size; p++)
            more += (double)with.inputs[p] - (double)without.inputs[p];
        if (with.labels[i] == 0)
            assert_true(more == 0);
        else /* a disc of radius 0.16·12 pixels: 0.7·11.6, times a gain near 1 */
            assert_true(fabs(more - (with.labels[i] == 1 ? 8.1 : -8.1)) < 1.5);
    }
    rv_examples_release(&with);
    rv_examples_release(&without);
}

static void session_drift_moves_images(void **state)
{
    struct rv_examples pool = help_pool(
        "shapes", "sessions=2 session_offset=[0,3.5] session_gain=[1,0] noise=0 "
                  "acquired=session train=10 validation=10", SEED);

    (void)state;
    for (size_t p = 0; p < 256; p++)
        assert_true(pool.inputs[15 * 256 + p] == 3.5f);
    assert_true(pool.inputs[5 * 256 + 8 * 16 + 8] < 1.01f);
    rv_examples_release(&pool);
}

static void points_lie_where_they_should(void **state)
{
    struct rv_examples circles =
        help_pool("circles", "classes=3 noise=0 inner=0.25 train=30 validation=30", SEED);
    struct rv_examples xor = help_pool("xor", "noise=0 gap=0.3 train=30 validation=30", SEED);
    struct rv_examples moons = help_pool("moons", "noise=0 train=30 validation=30", SEED);

    (void)state;
    for (size_t i = 0; i < 60; i++) {
        const float *c = circles.inputs + 2 * i, *x = xor.inputs + 2 * i;
        const float *m = moons.inputs + 2 * i;
        double sign = moons.labels[i] == 0 ? 1 : -1;
        assert_true(fabs(hypot((double)c[0], (double)c[1]) -
                         (1 - 0.375 * circles.labels[i])) < 1e-6);
        assert_int_equal(xor.labels[i], (x[0] > 0) != (x[1] > 0));
        assert_true(fabsf(x[0]) >= 0.3f && fabsf(x[1]) >= 0.3f);
        assert_true(fabs(hypot(sign * (double)m[0] + 0.5, sign * (double)m[1] + 0.25) - 1) < 1e-6);
    }
    rv_examples_release(&circles);
    rv_examples_release(&xor);
    rv_examples_release(&moons);
}

/* Round clouds one apart from the origin with the stated spread. */
static void blobs_have_centre_and_spread(void **state)
{
    struct rv_examples pool =
        help_pool("blobs", "classes=2 spread=0.35 train=2000 validation=2000", SEED);
    double sum = 0, squares = 0, n = (double)pool.count;

    (void)state;
    for (size_t i = 0; i < pool.count; i++) {
        double x = (double)pool.inputs[2 * i] * (pool.labels[i] == 0 ? 1 : -1);
        sum += x;
        squares += (x - 1) * (x - 1);
    }
    assert_true(fabs(sum / n - 1) < ERRORS * 0.35 / sqrt(n));
    assert_true(fabs(sqrt(squares / n) - 0.35) < ERRORS * 0.35 / sqrt(2 * n));
    rv_examples_release(&pool);
}

static void bad_parameters_are_refused(void **state)
{
    (void)state;
    help_refused("gratings", "classes=7 frequencies=2", RV_INPUT, "not a multiple of");
    help_refused("gratings", "classes=6 frequencies=3 frequency=0.4", RV_INPUT, "pixels can");
    help_refused("gratings", "contrast_min=2", RV_INPUT, "contrast_min: 2 is above");
    help_refused("gratings", "class_shares=[0.5,0.2,0.3]", RV_INPUT, "3 values for 2 classes");
    help_refused("gratings", "class_shares=[0.5,0.6]", RV_INPUT, "add up to 1.1");
    help_refused("gratings", "acquired=difficulty", RV_INPUT, "hard_noise");
    help_refused("gratings", "acquired=session", RV_INPUT, "sessions: 2 or more");
    help_refused("gratings", "sessions=3 session_tilt=[1,2]", RV_INPUT, "2 values for 3 sessions");
    help_refused("gratings", "session_tilt=[1,2]", RV_INPUT, "2 values for 1 session");
    help_refused("gratings", "size=64 train=1000000", RV_INPUT, "do not fit");
    help_refused("shapes", "contrast_min=2", RV_INPUT, "contrast_min");
    help_refused("shapes", "session_gain=[1,2]", RV_INPUT, "session_gain has 2");
    help_refused("shapes", "class_shares=[0.5,0.5]", RV_INPUT, "2 values for 4 classes");
    help_refused("phantoms", "sessions=2 session_bias=[1]", RV_INPUT, "session_bias has 1");
    help_refused("phantoms", "class_shares=[0.2,0.2]", RV_INPUT, "add up to 0.4");
    help_refused("moons", "class_shares=[1]", RV_INPUT, "1 values for 2 classes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_is_described),
        cmocka_unit_test(same_bits_on_repetition),
        cmocka_unit_test(examples_do_not_depend_on_counts),
        cmocka_unit_test(sessions_and_difficulty_do_not_depend_on_counts),
        cmocka_unit_test(classes_are_balanced),
        cmocka_unit_test(thirty_classes_are_balanced_in_each_block),
        cmocka_unit_test(shares_are_exact_in_each_hundred),
        cmocka_unit_test(uneven_shares_are_right_in_the_mean),
        cmocka_unit_test(label_noise_changes_labels_only),
        cmocka_unit_test(acquired_by_class),
        cmocka_unit_test(acquired_by_class_with_shares),
        cmocka_unit_test(acquired_by_session_and_difficulty),
        cmocka_unit_test(gratings_have_the_known_moments),
        cmocka_unit_test(gratings_may_be_wide_and_coloured),
        cmocka_unit_test(difficulty_is_noise),
        cmocka_unit_test(two_gratings_have_the_bayes_error),
        cmocka_unit_test(class_and_session_are_the_direction),
        cmocka_unit_test(frequency_is_the_second_digit_of_the_class),
        cmocka_unit_test(shapes_are_distinct),
        cmocka_unit_test(partners_are_pairs),
        cmocka_unit_test(the_lesion_is_the_only_difference),
        cmocka_unit_test(session_drift_moves_images),
        cmocka_unit_test(points_lie_where_they_should),
        cmocka_unit_test(blobs_have_centre_and_spread),
        cmocka_unit_test(bad_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
