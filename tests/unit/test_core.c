/* Core: numbers as text, nearest names, parameter tables, streams, sums, errors. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/ziggurat.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"
#include "ravine/stream.h"
#include "ravine/type.h"
#include "ravine/vector.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct sample {
    double rate;
    long steps;
    bool nesterov;
    int mode;
    char file[RV_TEXT_SIZE];
    struct rv_reals weights;
    struct rv_integers classes;
    struct rv_pick examples;
};

static const char *const modes[] = {"inference", "training", NULL};
static const char *const picks[] = {"all", "first", "random", NULL};

static const struct rv_param params[] = {
    RV_REAL(struct sample, rate, .initial = 0.385, .minimum = 0, .maximum = 2,
            .open = RV_OPEN_MINIMUM, .help = "rate"),
    RV_INTEGER(struct sample, steps, .initial = 7, .minimum = 1, .maximum = 1000, .help = "steps"),
    RV_BOOLEAN(struct sample, nesterov, .initial = 1, .help = "nesterov"),
    RV_CHOICE(struct sample, mode, .initial_text = "training", .choices = modes, .help = "mode"),
    RV_TEXT(struct sample, file, .initial_text = "a: b", .help = "file"),
    RV_REALS(struct sample, weights, .initial_text = "[1, 2.5]", .minimum = 0, .maximum = 9,
             .help = "weights"),
    RV_INTEGERS(struct sample, classes, .help = "classes"),
    RV_PICK(struct sample, examples, .choices = picks, .minimum = 1, .maximum = 99, .help = "n"),
    RV_PARAM_END,
};

static void test_numbers_read_back_exactly(void **state)
{
    static const double values[] = {0.1, 1.0 / 3, 2.385e-300, 1e22, -0.0, 123456789.125};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct rv_text text = {0};

        rv_text_number(&text, values[i]);
        assert_true(strtod(rv_text_string(&text), NULL) == values[i]);
        assert_true(text.length <= 24);
        rv_text_release(&text);
    }
}

static void test_numbers_are_read_strictly(void **state)
{
    static const char *const wrong[] = {"", " 1", "1 ", "nan", "inf", "0x10", "1e999", "1,5", "--1"};
    double real = 2.385;
    long integer = 7;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(rv_text_to_real(wrong[i], &real));
        assert_false(rv_text_to_integer(wrong[i], &integer));
    }
    assert_true(real == 2.385 && integer == 7);
    assert_false(rv_text_to_integer("99999999999999999999", &integer));
    assert_true(rv_text_to_real("1e-3", &real) && real == 1e-3);
    assert_true(rv_text_to_integer("-42", &integer) && integer == -42);
}

static void test_quotes(void **state)
{
    struct rv_text text = {0};

    (void)state;
    rv_text_quote(&text, "a\"b\\\n\x01");
    assert_string_equal(rv_text_string(&text), "\"a\\\"b\\\\\\n\\u0001\"");
    rv_text_release(&text);
}

static void test_wrap_keeps_to_the_width(void **state)
{
    struct rv_text text = {0};

    (void)state;
    rv_text_wrap(&text, "one two three four\nfive\n\nsix", 2, 12);
    assert_string_equal(rv_text_string(&text), "  one two\n  three four\n  five\n\n  six\n");
    rv_text_release(&text);
}

static void test_nearest_name(void **state)
{
    static const char *const names[] = {"momentum", "learning_rate", "nesterov", NULL};

    (void)state;
    assert_string_equal(rv_text_nearest("momentun", names), "momentum");
    assert_string_equal(rv_text_nearest("learning-rat", names), "learning_rate");
    assert_string_equal(rv_text_nearest("nestreov", names), "nesterov");
    assert_null(rv_text_nearest("colour", names));
    assert_null(rv_text_nearest("", names));
    assert_true(rv_text_same_name("tiny-cnn", "tiny_cnn"));
    assert_false(rv_text_same_name("tiny-cnn", "tiny-cn"));
}

static void test_defaults_of_every_kind(void **state)
{
    struct sample s = {0};

    (void)state;
    rv_params_defaults(params, &s);
    assert_true(s.rate == 0.385 && s.steps == 7 && s.nesterov && s.mode == 1);
    assert_string_equal(s.file, "a: b");
    assert_true(s.weights.count == 2 && s.weights.value[1] == 2.5);
    assert_true(s.classes.count == 0 && s.examples.choice == 0);
}

/* Each value is taken or refused; a refused one leaves the struct alone and names its range. */
static void test_parse_every_kind(void **state)
{
    static const struct {
        const char *name, *text;
        bool good;
        const char *message; /* part of it */
    } cases[] = {
        {"rate", "2", true, NULL},
        {"rate", "0", false, "above 0 to 2"},
        {"rate", "2.0001", false, "out of range"},
        {"rate", "fast", false, "not a number"},
        {"steps", "1000", true, NULL},
        {"steps", "1001", false, "from 1 to 1000"},
        {"steps", "99999999999999999999", false, "out of range"},
        {"steps", "1.5", false, "not a whole number"},
        {"nesterov", "no", false, "true or false"},
        {"mode", "inferense", false, "did you mean 'inference'"},
        {"mode", "zzz", false, "one of: inference, training"},
        {"weights", "[3, 4.5, 0]", true, NULL},
        {"weights", "[3, 10]", false, "out of range"},
        {"weights", "3", false, "not a list"},
        {"classes", "[2, 4, 6]", true, NULL},
        {"examples", "all", true, NULL},
        {"examples", "{first: 30}", true, NULL},
        {"examples", "first", false, "needs a number"},
        {"examples", "{first: 100}", false, "out of range"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct rv_param *p = rv_params_find(params, cases[i].name);
        struct sample s = {0}, before;
        struct rv_error error = {0};
        struct rv_text printed = {0};

        rv_params_defaults(params, &s);
        before = s;
        assert_int_equal(rv_param_parse(p, cases[i].text, &s, &error) == RV_OK, cases[i].good);
        if (cases[i].good) {
            rv_param_print(p, &s, &printed);
            assert_string_equal(rv_text_string(&printed), cases[i].text);
        } else {
            if (!strstr(error.message, cases[i].message))
                fail_msg("%s: %s", cases[i].text, error.message);
            assert_memory_equal(&s.rate, &before.rate, sizeof s.rate);
            assert_true(s.weights.count == before.weights.count);
            assert_true(s.steps == before.steps && s.mode == before.mode);
        }
        rv_text_release(&printed);
    }
}

/* Known answers of the authors' test vectors for Philox 4x32-10. */
/* What a value is made of counts, and what lies behind its end does not. Nothing is printed for it:
 * a step of a run compares, and allocates nothing. */
static void test_equal_of_every_kind(void **state)
{
    static const struct {
        const char *name, *text;
    } others[] = {
        {"rate", "0.38500000000000006"}, {"steps", "8"},
        {"nesterov", "false"},           {"mode", "inference"},
        {"file", "a: c"},                {"weights", "[1, 2.5, 0]"},
        {"weights", "[1, 2.25]"},        {"classes", "[0]"},
        {"examples", "{random: 30}"},
    };
    struct sample a, b;
    struct rv_config x = {.type = &(struct rv_type){.params = params}, .values = &a};
    struct rv_config y = {.type = x.type, .values = &b}, none = {0};
    unsigned long calls;

    (void)state;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    rv_params_defaults(params, &a);
    rv_params_defaults(params, &b);
    b.weights.value[2] = 4.5; /* behind the ends */
    b.file[10] = 'z';
    b.examples.number = 7; /* of the plain word there is none */
    calls = rv_memory_calls();
    assert_true(rv_config_equal(&x, &y));
    assert_int_equal(rv_memory_calls() - calls, 0);
    assert_false(rv_config_equal(&x, &none));
    assert_true(rv_config_equal(&none, &none));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const struct rv_param *p = rv_params_find(params, others[i].name);

        b = a;
        assert_int_equal(rv_param_parse(p, others[i].text, &b, NULL), RV_OK);
        if (rv_config_equal(&x, &y) || rv_param_equal(p, &a, &b))
            fail_msg("%s: %s", others[i].name, others[i].text);
    }
}

static void test_philox_known_answers(void **state)
{
    static const uint32_t counters[3][4] = {
        {0, 0, 0, 0},
        {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
    };
    static const uint32_t keys[3][2] = {{0, 0}, {0xffffffff, 0xffffffff}, {0xa4093822, 0x299f31d0}};
    static const uint32_t answers[3][4] = {
        {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
    };

    (void)state;
    for (int i = 0; i < 3; i++) {
        uint32_t out[4];

        rv_stream_philox(counters[i], keys[i], out);
        assert_memory_equal(out, answers[i], sizeof out);
    }
}

static void test_streams_depend_on_their_key_only(void **state)
{
    struct rv_stream a = rv_stream_at(7, RV_STREAM_DATA, 0, 0, 5);
    struct rv_stream b = rv_stream_at(7, RV_STREAM_DATA, 0, 0, 5);
    struct rv_stream others[] = {
        rv_stream_at(8, RV_STREAM_DATA, 0, 0, 5), rv_stream_at(7, RV_STREAM_INIT, 0, 0, 5),
        rv_stream_at(7, RV_STREAM_DATA, 1, 0, 5), rv_stream_at(7, RV_STREAM_DATA, 0, 1, 5),
        rv_stream_at(7, RV_STREAM_DATA, 0, 0, 6), rv_stream_at(7 + (1ull << 32), RV_STREAM_DATA, 0, 0, 5),
    };
    uint32_t first = rv_stream_word(&a);

    (void)state;
    assert_int_equal(first, rv_stream_word(&b));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_not_equal(first, rv_stream_word(&others[i]));
}

static void test_stream_distributions(void **state)
{
    enum { N = 200000 };
    /* Five standard errors of the mean and of the variance of N draws: a false alarm in a million.
     */
    const double mean_tolerance = 5 / sqrt(N), variance_tolerance = 5 * sqrt(2.0 / N);
    struct rv_stream stream = rv_stream_at(3, RV_STREAM_NOISE, 2, 1, 9);
    double sum = 0, squares = 0, uniform = 0;
    unsigned counts[7] = {0};

    (void)state;
    for (int i = 0; i < N; i++) {
        double x = rv_stream_gaussian(&stream);

        sum += x;
        squares += x * x;
        uniform += rv_stream_uniform(&stream);
        counts[rv_stream_below(&stream, 7)]++;
    }
    assert_true(fabs(sum / N) < mean_tolerance);
    assert_true(fabs(squares / N - 1) < variance_tolerance);
    assert_true(fabs(uniform / N - 0.5) < mean_tolerance / sqrt(12));
    for (int k = 0; k < 7; k++)
        assert_true(fabs(counts[k] - N / 7.0) < 5 * sqrt(N / 7.0));
}

/* The definition: the first precision that reads back. */
static void assert_shortest(double value)
{
    struct rv_text text = {0};
    char digits[40];

    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    rv_text_number(&text, value);
    if (fabs(value) >= 1e15 || value != floor(value))
        assert_string_equal(rv_text_string(&text), digits);
    assert_true(strtod(rv_text_string(&text), NULL) == value);
    rv_text_release(&text);
}

/* Any bits (a thousandth of them below the normal numbers), and decimals of few digits. */
static void test_numbers_are_shortest(void **state)
{
    struct rv_stream stream = rv_stream_at(17, RV_STREAM_DATA, 0, 0, 0);

    (void)state;
    for (int i = 0; i < 30000; i++) {
        const uint64_t high = rv_stream_word(&stream), bits = high << 32 | rv_stream_word(&stream);
        char decimal[40];
        double value;

        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        assert_shortest(value);
        assert_shortest(value * 0x1p-1022 * 0x1p-52); /* most are 0, the others subnormal */
        assert_shortest(ldexp(1 + rv_stream_uniform(&stream), -1022 - i % 53));
        snprintf(decimal, sizeof decimal, "%.*ge%d", i % 17 + 1, rv_stream_uniform(&stream),
                 i % 40 - 20);
        assert_shortest(strtod(decimal, NULL));
    }
}

/* The strips from their definition: r by halving the interval in which the recursion overshoots f(0)
 * = 1 or falls short of it. */
static void test_strips_of_the_normal_density(void **state)
{
    enum { LAST = RV_ZIGGURAT_STRIPS - 1 };
    const double twelve_digits = 0.51e-11; /* of a number 1.00000000000 */
    long double low = 3, high = 4, x[RV_ZIGGURAT_STRIPS] = {0}, f[RV_ZIGGURAT_STRIPS] = {0};

    (void)state;
    while (high - low > 1e-17L) {
        const long double r = (low + high) / 2;

        x[LAST] = r;
        f[LAST] = expl(-r * r / 2);
        const long double area = (r + 1 / r) * f[LAST];
        int i = LAST;

        for (; i > 0 && f[i] < 1; i--) {
            f[i - 1] = f[i] + area / x[i];
            x[i - 1] = sqrtl(-2 * logl(fminl(f[i - 1], 1)));
        }
        if (i > 0 || f[0] > 1)
            low = r;
        else
            high = r;
    }
    assert_true(fabsl((long double)RV_ZIGGURAT_TAIL - x[LAST]) < 1e-11L);
    f[0] = 1;
    x[0] = 0;
    for (int i = 0; i <= LAST; i++) {
        const struct rv_ziggurat_strip *strip = &rv_ziggurat_strips[i];
        const long double width = i < LAST ? x[i + 1] : x[LAST] + 1 / x[LAST];

        assert_true(fabsl((long double)strip->width * 0x1p24L / width - 1) < (long double)twelve_digits);
        assert_true(fabsl((long double)strip->height / f[i] - 1) < (long double)twelve_digits);
        assert_int_equal(strip->inside, (uint32_t)(x[i] / width * 0x1p24L));
    }
}

/* Draw for draw those of GSL; only those far out go through a logarithm, whose last bit differs. */
static void test_gaussian_is_that_of_gsl(void **state)
{
    struct rv_stream ours = rv_stream_at(5, RV_STREAM_NOISE, 0, 3, 4), theirs = ours;
    gsl_rng rng = rv_stream_gsl(&theirs);

    (void)state;
    for (int i = 0; i < 300000; i++) {
        const double x = rv_stream_gaussian(&ours), y = gsl_ran_gaussian_ziggurat(&rng, 1);

        assert_true(fabs(y) > RV_ZIGGURAT_TAIL ? fabs(x - y) < 1e-14 : x == y);
        assert_memory_equal(ours.counter, theirs.counter, sizeof ours.counter);
        assert_int_equal(ours.used, theirs.used);
    }
}

/* Side by side as one after the other, whatever the number of streams and draws; among so many some
 * are rejected at every place of a block. */
static void test_gaussians_side_by_side(void **state)
{
    enum { STREAMS = 1000, DRAWS = 37 };
    static const size_t streams[] = { 1, 15, 16, 17, STREAMS }, draws[] = { 1, 2, 3, 4, 5, DRAWS };
    static double together[STREAMS * DRAWS];

    (void)state;
    for (size_t a = 0; a < sizeof streams / sizeof *streams; a++)
        for (size_t b = 0; b < sizeof draws / sizeof *draws; b++) {
            const size_t n = draws[b];

            rv_stream_gaussians(rv_stream_at(9, RV_STREAM_NOISE, 2, 385, 70), streams[a], n,
                                together);
            for (size_t r = 0; r < streams[a]; r++) {
                struct rv_stream stream = rv_stream_at(9, RV_STREAM_NOISE, 2, 385, 70 + r);

                for (size_t i = 0; i < n; i++) {
                    const double alone = rv_stream_gaussian(&stream);

                    assert_memory_equal(&together[r * n + i], &alone, sizeof alone);
                }
            }
        }
}

static void test_shuffle_is_a_permutation(void **state)
{
    uint32_t index[101];
    bool seen[101] = {false};
    size_t at_home = 0;
    struct rv_stream stream = rv_stream_at(11, RV_STREAM_SHUFFLE, 0, 4, 0);

    (void)state;
    for (uint32_t i = 0; i < 101; i++)
        index[i] = i;
    rv_stream_shuffle(&stream, index, 101);
    for (uint32_t i = 0; i < 101; i++) {
        assert_false(seen[index[i]]);
        seen[index[i]] = true;
        at_home += index[i] == i;
    }
    assert_true(at_home < 10); /* about one is expected */
}

static void test_vectors(void **state)
{
    double x[19], y[19], sum = 0, dot = 0;
    const double tolerance = 1e-14; /* another order of 19 terms of size 1 */

    (void)state;
    for (int i = 0; i < 19; i++) {
        x[i] = sin(2.385 * i);
        y[i] = cos(1.7 * i);
        sum += x[i];
        dot += x[i] * y[i];
    }
    assert_true(fabs(rv_vector_sum(x, 19) - sum) < tolerance);
    assert_true(fabs(rv_vector_dot(x, y, 19) - dot) < tolerance);
    assert_true(rv_vector_finite(x, 19));
    y[18] = RV_NAN;
    assert_false(rv_vector_finite(y, 19));
    y[18] = 100;
    assert_true(fabs(rv_vector_quantile((double[]){3, RV_NAN, 1, 2}, 4, 0.5) - 2) < tolerance);
    assert_true(isnan(rv_vector_quantile(y, 0, 0.5)));
}

static void square(void *context, size_t i)
{
    ((double *)context)[i] = (double)i * (double)i;
}

static void test_parallel_for_does_every_task(void **state)
{
    double results[100];

    (void)state;
    for (int threads = 0; threads <= 3; threads++) {
        memset(results, 0, sizeof results);
        rv_parallel_for(100, threads, square, results);
        for (size_t i = 0; i < 100; i++)
            assert_true(results[i] == (double)(i * i));
    }
}

/* The first task goes on until the threads of the others are its own. */
static void wait_for_threads(void *context, size_t i)
{
    int *threads = context;
    const time_t begun = time(NULL);

    if (i != 0)
        return;
    while (omp_get_max_threads() < *threads && time(NULL) - begun < 20)
        rv_parallel_share();
    *threads = omp_get_max_threads();
}

static void test_the_last_task_gets_all_threads(void **state)
{
    (void)state;
    rv_parallel_share(); /* outside: nothing */
    for (int threads = 1; threads <= 4; threads++) {
        int seen = threads;

        rv_parallel_for(7, threads, wait_for_threads, &seen);
        assert_int_equal(seen, threads);
    }
}

static void test_errors(void **state)
{
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_position at = {"file.yaml", 3, 14};

    (void)state;
    assert_int_equal(rv_error_set_at(&error, RV_INPUT, at, "bad %d", 7), RV_INPUT);
    assert_string_equal(error.message, "bad 7");
    rv_report_append(&report, &error, (struct rv_position){"other", 1, 1});
    rv_report_add(&report, RV_MISSING, at, "gone");
    assert_int_equal(report.errors[0].line, 3);
    assert_int_equal(rv_report_status(&report), RV_INPUT);
    rv_report_release(&report);
    assert_int_equal(rv_status_worse(RV_MISSING, RV_CLAIM), RV_CLAIM);
    assert_int_equal(rv_status_worse(RV_INTERRUPTED, RV_BUG), RV_INTERRUPTED);
    assert_int_equal(rv_status_worse(RV_OK, RV_MISSING), RV_MISSING);
    assert_int_equal(rv_status_exit(RV_USAGE), 2);
}

static jmp_buf after_memory;

static void back_to_test(void)
{
    longjmp(after_memory, 1);
}

/* What a library could not allocate ends in the same handler. */
static void test_memory_that_is_out_ends_in_one_place(void **state)
{
    volatile int ended = 0;
    const int ways = 5;

    (void)state;
    rv_memory_set_handler(back_to_test);
    rv_memory_watch();
    for (volatile int way = 0; way < ways; way++) {
        if (setjmp(after_memory)) {
            ended++;
            continue;
        }
        switch (way) {
        case 0: rv_free(rv_alloc(1, SIZE_MAX - 2)); break;
        case 1: rv_memory_out(); break;
        case 2: rv_memory_reason(ENOMEM); break;
        case 3: rv_error_reason(ENOMEM); break;
        case 4: gsl_error("no space", __FILE__, __LINE__, GSL_ENOMEM); break;
        }
    }
    assert_int_equal(ended, ways);
    if (!setjmp(after_memory)) { /* and other reasons do not */
        gsl_error("no root", __FILE__, __LINE__, GSL_EMAXITER);
        rv_memory_reason(ENOENT);
        assert_string_equal(rv_error_reason(EISDIR), "Is a directory");
        ended = 0;
    }
    assert_int_equal(ended, 0);
    rv_memory_set_handler(NULL);
}

static void test_memory_is_counted_aligned_and_bounded(void **state)
{
    unsigned long before = rv_memory_calls();
    char *block = rv_alloc(3, 5);

    (void)state;
    assert_int_equal(rv_memory_calls(), before + 1);
    assert_int_equal((uintptr_t)block % 64, 0);
    for (int i = 0; i < 15; i++)
        assert_int_equal(block[i], 0);
    block[0] = 'x';
    block = rv_realloc(block, 15, 400, 1);
    assert_int_equal(block[0], 'x');
    assert_int_equal(block[399], 0);
    rv_free(block);
    assert_false(rv_memory_fits(SIZE_MAX / 2, 8));
    assert_true(rv_memory_fits(1000, 8));
}

/* One item at a time, in few calls; what is behind them stays zero, for lists that end with it. */
static void test_arrays_double(void **state)
{
    unsigned long before = rv_memory_calls();
    int *list = NULL;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        list = rv_memory_grow(list, (size_t)i + 1, sizeof *list);
        assert_int_equal(list[i], 0);
        list[i] = 3 * i + 7;
        assert_int_equal(list[i + 1], 0);
    }
    assert_true(rv_memory_calls() - before <= 11);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(list[i], 3 * i + 7);
    rv_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_read_back_exactly),
        cmocka_unit_test(test_numbers_are_read_strictly),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_wrap_keeps_to_the_width),
        cmocka_unit_test(test_nearest_name),
        cmocka_unit_test(test_defaults_of_every_kind),
        cmocka_unit_test(test_parse_every_kind),
        cmocka_unit_test(test_equal_of_every_kind),
        cmocka_unit_test(test_philox_known_answers),
        cmocka_unit_test(test_streams_depend_on_their_key_only),
        cmocka_unit_test(test_stream_distributions),
        cmocka_unit_test(test_numbers_are_shortest),
        cmocka_unit_test(test_strips_of_the_normal_density),
        cmocka_unit_test(test_gaussian_is_that_of_gsl),
        cmocka_unit_test(test_gaussians_side_by_side),
        cmocka_unit_test(test_shuffle_is_a_permutation),
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_parallel_for_does_every_task),
        cmocka_unit_test(test_the_last_task_gets_all_threads),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_memory_is_counted_aligned_and_bounded),
        cmocka_unit_test(test_memory_that_is_out_ends_in_one_place),
        cmocka_unit_test(test_arrays_double),
    };

    return cmocka_run_group_tests_name("core", tests, NULL, NULL);
}
