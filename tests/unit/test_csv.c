/* CSV tables: labels, quotes, shapes, and a list of bad inputs with their places. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/idx.h"
#include "support/data_case.h"

#include <sys/stat.h>
#include <unistd.h>

#define SEED 777

struct fixture {
    char folder[64];
    char file[96];
    struct rv_error error;
    struct rv_examples pool;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/rv-csv-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    (void)snprintf(f->file, sizeof f->file, "%s/table.csv", f->folder);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    rv_examples_release(&f->pool);
    (void)unlink(f->file);
    (void)rmdir(f->file);
    (void)rmdir(f->folder);
    free(f);
    rv_idx_cache_release();
    return 0;
}

/* Reads `content` as 2 + 1 examples and more settings. */
static enum rv_status try_bytes(struct fixture *f, const char *content, size_t length,
                                const char *more)
{
    char settings[400];
    struct rv_config config;
    enum rv_status status;

    help_write(f->file, content, length);
    rv_idx_cache_release();
    (void)snprintf(settings, sizeof settings, "file=%s train=2 validation=1 %s", f->file, more);
    config = help_config("csv", settings);
    rv_examples_release(&f->pool);
    f->error = (struct rv_error){ 0 };
    status = help_try(&config, SEED, &f->pool, &f->error);
    rv_config_release(&config);
    return status;
}

static void reads(struct fixture *f, const char *content, const char *more)
{
    if (try_bytes(f, content, strlen(content), more) != RV_OK)
        fail_msg("%s at %d:%d: %s", content, f->error.line, f->error.column, f->error.message);
}

static void assert_row(const struct fixture *f, size_t i, int label, float a, float b)
{
    assert_int_equal(f->pool.labels[i], label);
    assert_true(f->pool.inputs[2 * i] == a);
    assert_true(f->pool.inputs[2 * i + 1] == b);
}

static void a_plain_table_keeps_its_order(void **state)
{
    struct fixture *f = *state;

    reads(f, "1.5,-2e3,cat\n0.25,7,dog\n3,4,cat\n", "");
    assert_int_equal(f->pool.classes, 2);
    assert_int_equal(f->pool.shape.channels, 2);
    assert_row(f, 0, 0, 1.5f, -2000);
    assert_row(f, 1, 1, 0.25f, 7);
    assert_row(f, 2, 0, 3, 4);
}

/* The same three rows in all the ways that programs write them. */
static void spellings_are_equal(void **state)
{
    static const struct {
        const char *content, *more;
    } spellings[] = {
        { "a,b,kind\n1.5,-2e3,cat\n0.25,7,dog\n3,4,cat", "" },
        { "\xef\xbb\xbf" "a,b,kind\r\n1.5,-2e3,cat\r\n0.25,7,dog\r\n3,4,cat\r\n", "" },
        { "kind;a;b\n cat ; 1.5 ;-2000\ndog;0.25;7.0\n\n  \ncat;3;4\n\n", "separator=semicolon "
                                                                         "label=kind" },
        { "1.5\tcat\t-2000\n0.25\tdog\t7\n3\tcat\t4\n", "separator=tab label=2" },
        { "\"1.5\",\"-2000\",\"cat\"\r\n\"0.25\" ,7,dog\r\n3,4,cat\r\n", "" },
        { "1,2,x\n1.5,-2000,cat\n0.25,7,dog\n3,4,cat\n", "header=yes" },
    };
    struct fixture *f = *state;

    for (size_t k = 0; k < sizeof spellings / sizeof *spellings; k++) {
        reads(f, spellings[k].content, spellings[k].more);
        assert_row(f, 0, 0, 1.5f, -2000);
        assert_row(f, 1, 1, 0.25f, 7);
        assert_row(f, 2, 0, 3, 4);
    }
}

static void quotes_hold_separators_and_line_breaks(void **state)
{
    struct fixture *f = *state;

    reads(f, "1,2,\"b,\n\"\"x\"\"\"\n3,4,a\n5,6,\"b,\n\"\"x\"\"\"\n", "");
    assert_int_equal(f->pool.classes, 2);
    assert_row(f, 0, 1, 1, 2);
    assert_row(f, 1, 0, 3, 4);
    assert_row(f, 2, 1, 5, 6);
}

static void whole_number_labels_are_in_numeric_order(void **state)
{
    struct fixture *f = *state;

    reads(f, "1,1,10\n2,2,9\n3,3,-2\n", "");
    assert_int_equal(f->pool.labels[0], 2);
    assert_int_equal(f->pool.labels[1], 1);
    assert_int_equal(f->pool.labels[2], 0);
    reads(f, "1,1,10\n2,2,9\n3,3,x\n", ""); /* as names: "10" < "9" < "x" */
    assert_int_equal(f->pool.labels[0], 0);
    assert_int_equal(f->pool.labels[1], 1);
    assert_int_equal(f->pool.labels[2], 2);
}

static void shape_folds_the_features(void **state)
{
    struct fixture *f = *state;
    const char *table = "1,2,3,4,5,6,a\n1,2,3,4,5,6,b\n1,2,3,4,5,6,a\n";

    reads(f, table, "shape=[2,3]");
    assert_int_equal(f->pool.shape.height, 2);
    assert_int_equal(f->pool.shape.width, 3);
    assert_int_equal(f->pool.shape.channels, 1);
    reads(f, table, "shape=[1,2,3]");
    assert_int_equal(f->pool.shape.channels, 3);
    assert_int_equal(try_bytes(f, table, strlen(table), "shape=[2,2]"), RV_INPUT);
    assert_non_null(strstr(f->error.message, "shape has 4 values"));
    assert_int_equal(try_bytes(f, table, strlen(table), "shape=[6]"), RV_INPUT);
}

static void mixed_and_balanced(void **state)
{
    struct fixture *f = *state;
    char table[4096];
    size_t length = 0;
    bool sorted = true;

    for (int i = 0; i < 100; i++)
        length += (size_t)snprintf(table + length, sizeof table - length, "%d,0,%s\n", i,
                                   i < 80 ? "common" : "rare");
    reads(f, table, "train=20 validation=20 acquired=mixed balanced=true");
    assert_int_equal(help_count(&f->pool, 0, 40, 1), 20);
    for (size_t i = 1; i < 40; i++)
        sorted = sorted && f->pool.inputs[2 * i] > f->pool.inputs[2 * i - 2];
    assert_false(sorted);
    reads(f, table, "train=60 validation=20 fresh=20");
    for (size_t i = 1; i < 80; i++)
        assert_true(f->pool.inputs[2 * i] > f->pool.inputs[2 * i - 2]);
    assert_int_equal(try_bytes(f, table, length, "train=30 validation=20 balanced=true"),
                     RV_INPUT);
    assert_non_null(strstr(f->error.message, "has 20 examples of class 1; 25 are needed"));
}

/* Content, place, words. Line 0: an error about the whole file. */
static const struct {
    const char *content, *more;
    int line, column;
    const char *words;
} bad[] = {
    { "1,2,a\n1,nan,b\n", "", 2, 3, "column 2: 'nan' is not a finite number" },
    { "1,2,a\n-inf,2,b\n", "", 2, 1, "'-inf'" },
    { "1,2,a\n1e999,2,b\n", "", 2, 1, "'1e999'" },
    { "1,2,a\n1,1e39,b\n", "", 2, 3, "too large" },
    { "1,2,a\n1,0x10,b\n", "", 2, 3, "'0x10'" },
    { "1,2,a\n1,two,b\n", "", 2, 3, "'two'" },
    { "1,2,a\n\xc3\xa9,2,b\n", "", 2, 1, "is not a finite number" },
    { "1,2,a\n1,,b\n", "", 2, 3, "has no value" },
    { "1,2,a\n1,2,\n", "", 2, 5, "label is empty" },
    { "1,2,a\n1,2\n", "", 2, 1, "2 columns, the first one has 3" },
    { "x,y,k\n1,2,a\n\n1,2,3,b\n", "", 4, 1, "4 columns" },
    { "1,2,\"a\nb\"\n1,q,c\n", "", 3, 3, "'q'" },
    { "1,2,\"\xc3\xa9\xc3\xa9\" x\n", "", 1, 10, "after the closing quote" },
    { "1,2,a\n1,2,\"b\n3,4,c\n", "", 2, 5, "never closed" },
    { "a\nb\n", "", 1, 1, "one column only" },
    { "1;2;a\n1;2;b\n", "separator=comma", 1, 1, "separator" },
    { "x,x,k\n1,2,a\n", "label=x", 1, 3, "two columns have the name" },
    { "width,height,kind\n1,2,a\n", "label=kid", 0, 0, "did you mean 'kind'?" },
    { "1,2,a\n1,2,b\n", "label=4", 0, 0, "has 3 columns without names, none is '4'" },
    { "1,2,a\n1,2,b\n", "label=kind", 0, 0, "without names" },
    { "1,2,a\n1,2,a\n", "", 0, 0, "1 different label in 2 rows" },
    { "x,y,k\n", "", 0, 0, "0 different labels in 0 rows" },
    { "1,2,a\n1,2,b\n", "", 0, 0, "has 2 usable examples" },
    { "\n  \n", "", 0, 0, "holds no rows" },
    { "", "", 0, 0, "is empty" },
};

static void bad_tables_are_refused_with_their_place(void **state)
{
    struct fixture *f = *state;

    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        enum rv_status status = try_bytes(f, bad[k].content, strlen(bad[k].content), bad[k].more);
        if (status != RV_INPUT || f->error.line != bad[k].line ||
            f->error.column != bad[k].column || strstr(f->error.message, bad[k].words) == NULL)
            fail_msg("case %zu: %d at %d:%d: %s", k, (int)status, f->error.line, f->error.column,
                     f->error.message);
        if (bad[k].line > 0)
            assert_string_equal(f->error.source, f->file);
    }
}

static void zero_bytes_folders_and_missing_files(void **state)
{
    struct fixture *f = *state;
    char settings[200];

    assert_int_equal(try_bytes(f, "1,2,a\n1,\0,b\n", 12, ""), RV_INPUT);
    assert_non_null(strstr(f->error.message, "zero byte"));
    (void)snprintf(settings, sizeof settings, "file=%s", f->folder);
    help_refused("csv", settings, RV_INPUT, "is a folder");
    (void)snprintf(settings, sizeof settings, "file=%s/none", f->folder);
    help_refused("csv", settings, RV_MISSING, "is not there");
    help_refused("csv", "", RV_INPUT, "set `file`");
}

/* A row of 70,000 columns, one of 2 MiB, 1001 labels. */
static void huge_tables_are_refused(void **state)
{
    struct fixture *f = *state;
    size_t room = (size_t)3 << 20, length;
    char *text = malloc(room);

    for (length = 0; length < 140000; length += 2)
        memcpy(text + length, "1,", 2);
    assert_int_equal(try_bytes(f, text, length, ""), RV_INPUT);
    assert_non_null(strstr(f->error.message, "more than 65536 columns"));

    memset(text, 'a', (size_t)2 << 20);
    assert_int_equal(try_bytes(f, text, (size_t)2 << 20, ""), RV_INPUT);
    assert_non_null(strstr(f->error.message, "longer than 1 MiB"));

    length = 0;
    for (int i = 0; i < 2002; i++)
        length += (size_t)snprintf(text + length, room - length, "1,2,c%d\n", i % 1001);
    assert_int_equal(try_bytes(f, text, length, ""), RV_INPUT);
    assert_non_null(strstr(f->error.message, "more than 1000 different labels"));
    assert_int_equal(f->error.line, 1001);
    length = 0;
    for (int i = 0; i < 2000; i++) /* two rows of each: as many as rows are no classes */
        length += (size_t)snprintf(text + length, room - length, "1,2,c%d\n", i % 1000);
    assert_int_equal(try_bytes(f, text, length, ""), RV_OK);
    assert_int_equal(f->pool.classes, 1000);
    free(text);
}

/* Any cut of a good file is either read or refused, never a crash (run with sanitizers). */
static void every_prefix_is_handled(void **state)
{
    static const char table[] = "\xef\xbb\xbf" "a,\"b\",k\r\n1,\"2\",\"x \"\"y\"\"\"\r\n3 , 4,z\r\n"
                                "5,6,\"q\nr\"\n";
    struct fixture *f = *state;

    for (size_t length = 1; length < sizeof table; length++) {
        enum rv_status status = try_bytes(f, table, length, "train=1");
        assert_true(status == RV_OK || status == RV_INPUT);
        if (length + 1 == sizeof table)
            assert_int_equal(status, RV_OK);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_plain_table_keeps_its_order),
        TEST(spellings_are_equal),
        TEST(quotes_hold_separators_and_line_breaks),
        TEST(whole_number_labels_are_in_numeric_order),
        TEST(shape_folds_the_features),
        TEST(mixed_and_balanced),
        TEST(bad_tables_are_refused_with_their_place),
        TEST(zero_bytes_folders_and_missing_files),
        TEST(huge_tables_are_refused),
        TEST(every_prefix_is_handled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
