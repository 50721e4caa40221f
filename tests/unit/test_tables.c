/* Tables as people have them: what each is read as, in what words, or why it is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/csv_table.h"
#include "data/idx.h"
#include "data/missing.h"
#include "support/data_case.h"

#include <unistd.h>

struct fixture {
    char folder[64], file[96], other[96];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/rv-table-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    (void)snprintf(f->file, sizeof f->file, "%s/a.csv", f->folder);
    (void)snprintf(f->other, sizeof f->other, "%s/b.csv", f->folder);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    (void)unlink(f->file);
    (void)unlink(f->other);
    (void)rmdir(f->folder);
    free(f);
    rv_idx_cache_release();
    return 0;
}

static struct rv_table_options defaults(void)
{
    return (struct rv_table_options){ .label = "", .drop = "", .use = "", .group = "",
                                      .comment = "" };
}

static bool says(const struct rv_data_lines *lines, const char *words)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strstr(lines->line[i], words))
            return true;
    return false;
}

/* `said` is in a note or a warning; NULL: nothing is asked. `rows` 0: refused with those words. */
static const struct {
    const char *content;
    size_t length; /* 0: of the string */
    size_t rows, width;
    int classes;
    const char *label, *said;
} tables[] = {
    { "a;b;k\n1,5;2;x\n2,5;3;y\n", 0, 2, 2, 2, "k", "decimal sign" },
    { "a|b|k\n1.5|2|x\n2.5|3|y\n", 0, 2, 2, 2, "k", "bars" },
    { "sep=;\n1;2;x\n2;3;y\n", 0, 2, 2, 2, "3", "first line says" },
    { "\"sep=\t\"\r\n1\t2\tx\r\n2\t3\ty\r\n", 0, 2, 2, 2, "3", "tabs" },
    { "  1  2   0\n  3  4\t 1  \n\n5 6 0\n", 0, 3, 2, 2, "3", "white space" },
    { "# a comment\n1,2,x\n# more\n3,4,y\n", 0, 2, 2, 2, "3", "2 lines that begin with #" },
    { "a,b,k\r1,2,x\r3,4,y\r", 0, 2, 2, 2, "k", NULL },
    { "\xff\xfe" "a\0,\0k\0\n\0" "1\0,\0x\0\n\0" "2\0,\0y\0\n\0", 26, 2, 1, 2, "k", "UTF-16" },
    { "\0a\0,\0k\0\n\0" "1\0,\0\xe9\0\n\0" "2\0,\0y", 22, 2, 1, 2, "k", "UTF-16" },
    { "L\xe4nge,k\n1,x\n2,y\n", 0, 2, 1, 2, "k", "Windows-1252" },
    { "a,b,k\n1,True,x\n2,FALSE,y\n", 0, 2, 2, 2, "k", "'b' is true or false" },
    { "class,a,b\nx,1,2\ny,3,4\n", 0, 2, 2, 2, "class", "by its name" },
    { "x,y,kind\n1,2,a\n3,4,b\n", 0, 2, 2, 2, "kind", "it is the last" },
    { "y,f,g\n0,1.5,2.5\n1,3,4\n", 0, 2, 2, 2, "y", "by its name" },
    { "class,label,a\n1,x,1\n2,y,2\n", 0, 0, 0, 0, "", "two columns have names of a label" },
    { "f,a,b\n1,1,0\n2,0,1\n3,1,0\n", 0, 3, 1, 2, "a, b", "one 1 in each row" },
    { "0,1,2,3\n5,6,7,0\n6,7,8,1\n", 0, 2, 3, 2, "3", "only counts the columns" },
    { ",0,1,2\n0,5,6,0\n1,6,7,1\n2,7,8,1\n", 0, 3, 2, 2, "2", "numbers the rows" },
    { "0,1,2\n1,0,2\n2,2,0\n", 0, 3, 2, 2, "3", "no row names" },
    { "a b k\nr1 1 2 x\nr2 3 4 y\n", 0, 2, 2, 2, "k", "names the rows" },
    { "Id,a,k\n7,1,x\n8,2,y\n9,4,x\n", 0, 3, 1, 2, "k", "'Id' is left out" },
    { "a,b,k,\n1,2,x,\n3,4,y,\n", 0, 2, 2, 2, "k", "has no values" },
    { "colour,a,k\nred,1,x\nblue,2,y\nred,3,x\n", 0, 3, 3, 2, "k", "2 categories" },
    { "a,k\n1,Yes\n2,yes\n3,no\n", 0, 3, 1, 3, "k", "differ in writing only" },
    { "a,k\n1,1\n2,1.0\n3,2\n", 0, 3, 1, 3, "k", "differ in writing only" },
    { "a,b,k\n5,1,x\n5,2,y\n", 0, 2, 2, 2, "k", "'a' is the same in all rows" },
    { "a,a,k\n1,1,x\n2,2,y\n", 0, 0, 0, 0, "", "two columns have the name 'a', 1 and 2" },
    { "a,k\n\"1,000\",x\n\"2,000\",y\n", 0, 0, 0, 0, "", "separators of thousands" },
    { "a;k\n1.000;x\n2,5;y\n1,5;x\n", 0, 0, 0, 0, "", "is not a finite number" },
    { "a,k\n12%,x\n13%,y\n", 0, 0, 0, 0, "", "signs of percent" },
    { "a,k\n2021-01-05,x\n2021-01-06,y\n", 0, 0, 0, 0, "", "dates are not read" },
    { "1 1:0.5 2:3\n0 1:0.25 2:4\n", 0, 0, 0, 0, "", "LIBSVM" },
    { "a,k\n1,x\n?,y\n", 0, 0, 0, 0, "", "missing: drop" },
    { "a,k\n1,x\n2,\n3,y\n", 0, 0, 0, 0, "", "the label is empty" },
    { "5.l,1,x\n5.2,2,y\n5.3,3,x\n", 0, 0, 0, 0, "", "'5.l' is not a finite number" },
    { "PK\3\4and so on", 0, 0, 0, 0, "", "save the sheet as CSV" },
    { "{\"a\": 1}", 0, 0, 0, 0, "", "is JSON" },
    { "@RELATION iris\n", 0, 0, 0, 0, "", "ARFF" },
    { "\xff\xfe" "a\0,\0\x00\xd8", 8, 0, 0, 0, "", "half a pair" },
};

static void what_each_is_read_as(void **state)
{
    struct fixture *f = *state;

    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++) {
        size_t length = tables[k].length ? tables[k].length : strlen(tables[k].content);
        struct rv_table_options options = defaults();
        struct rv_csv_table *table = NULL;
        struct rv_error error = { 0 };
        enum rv_status status;

        help_write(f->file, tables[k].content, length);
        status = rv_csv_table_read(f->file, &options, NULL, &table, &error);
        if (tables[k].rows == 0) {
            if (status != RV_INPUT || !strstr(error.message, tables[k].said))
                fail_msg("case %zu: %d, \"%s\"", k, (int)status, error.message);
            continue;
        }
        if (status != RV_OK)
            fail_msg("case %zu: %s", k, error.message);
        if (table->rows != tables[k].rows || table->width != tables[k].width ||
            table->classes != tables[k].classes ||
            strcmp(table->facts.label, tables[k].label) != 0)
            fail_msg("case %zu: %zu rows, %zu features, %d classes, label %s", k, table->rows,
                     table->width, table->classes, table->facts.label);
        if (tables[k].said && !says(&table->facts.notes, tables[k].said) &&
            !says(&table->facts.warnings, tables[k].said))
            fail_msg("case %zu: not said: %s", k, tables[k].said);
        rv_csv_table_free(table);
    }
}

/* What twenty rows and more show. */
static void oddities_of_longer_tables(void **state)
{
    struct fixture *f = *state;
    struct rv_table_options options = defaults();
    struct rv_csv_table *table = NULL;
    struct rv_error error = { 0 };
    char text[4096];
    size_t length = (size_t)snprintf(text, sizeof text, "row,big,leak,same,k\n");

    for (int i = 0; i < 30; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%d,%d,%d,%d,%c\n",
                                   i + 3, 1000 + i % 7, i % 3 == 0 ? 5 : 8, i % 4,
                                   i % 3 == 0 ? 'p' : 'q');
    help_write(f->file, text, length);
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_OK);
    assert_string_equal(table->facts.dropped.line[0], "row");
    assert_true(says(&table->facts.warnings, "'leak' alone tells the class"));
    assert_false(says(&table->facts.warnings, "'same' alone"));
    assert_true(says(&table->facts.warnings, "the valley is narrow"));
    assert_true(says(&table->facts.warnings, "equal to another one"));
    rv_csv_table_free(table);
}

static void labels_of_price_are_refused_and_the_first_may_serve(void **state)
{
    struct fixture *f = *state;
    struct rv_table_options options = defaults();
    struct rv_csv_table *table = NULL;
    struct rv_error error = { 0 };
    char text[4096];
    size_t length = 0;

    for (int i = 0; i < 40; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%d,%d.5,%d\n",
                                   1 + i % 3, i, 500 + 7 * i);
    help_write(f->file, text, length);
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_OK);
    assert_int_equal(table->classes, 3);
    assert_int_equal(table->width, 2);
    assert_true(says(&table->facts.warnings, "column 1, which has 3, is taken"));
    rv_csv_table_free(table);
    options.label = "3";
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "has 40 values in 40 rows: these are no classes"));
    assert_non_null(strstr(error.message, "`label: 1`, which has 3"));
}

static void missing_values_are_left_out_or_filled(void **state)
{
    struct fixture *f = *state;
    struct rv_table_options options = defaults();
    struct rv_csv_table *table = NULL;
    struct rv_error error = { 0 };
    const char text[] = "a,b,c,k\n1,NA,red,x\n2,4,,y\n3,6,red,x\n5,8,blue,n/a\n";

    help_write(f->file, text, strlen(text));
    options.missing = RV_TABLE_MISSING_DROP;
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "no row of class 'y' is left"));
    options.drop = "c";
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_OK);
    assert_int_equal(table->rows, 2);
    assert_true(says(&table->facts.warnings, "2 of 4 rows lack a value"));
    rv_csv_table_free(table);
    options.missing = RV_TABLE_MISSING_MEAN;
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "the label is empty"));
}

/* The mean is that of the training examples: 4 and 6, not the 100 that validates. */
static void the_mean_is_that_of_training(void **state)
{
    struct fixture *f = *state;
    char settings[300];
    const char text[] = "a,k\n4,x\n6,y\n", other[] = "k,a\nx,100\ny,\n";
    struct rv_config config;
    struct rv_samples samples;
    struct rv_split split = { .copies = 1 };
    struct rv_scale scale = { .validation = RV_SCALE_AS_TRAIN, .validation_factor = 1 };
    struct rv_error error = { 0 };

    help_write(f->file, text, strlen(text));
    help_write(f->other, other, strlen(other));
    (void)snprintf(settings, sizeof settings, "file=%s validation_file=%s missing=mean", f->file,
                   f->other);
    config = help_config("csv", settings);
    assert_int_equal(help_type(&config)->settle(config.values, &error), RV_OK);
    if (rv_samples_create(&config, &split, &scale, 1, &samples, &error) != RV_OK)
        fail_msg("%s", error.message);
    assert_int_equal(samples.training.count, 2);
    assert_int_equal(samples.validation.count, 2);
    assert_true(samples.validation.inputs[0] == 100.0f);
    assert_true(samples.validation.inputs[1] == 5.0f);
    assert_int_equal(samples.validation.labels[1], 1);
    rv_samples_release(&samples);
    rv_config_release(&config);
}

static void a_table_of_its_own_must_be_alike(void **state)
{
    static const struct {
        const char *content, *words;
    } others[] = {
        { "a,k\n1,z\n", "'z' is no class of the training table" },
        { "b,k\n1,x\n", "none is 'a'" },
        { "a,k\n,x\n", "has no value here" },
    };
    struct fixture *f = *state;
    const char text[] = "a,k\n4,x\n6,y\n";

    help_write(f->file, text, strlen(text));
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        char settings[300];
        help_write(f->other, others[k].content, strlen(others[k].content));
        rv_idx_cache_release();
        (void)snprintf(settings, sizeof settings, "file=%s fresh_file=%s train=1 validation=1",
                       f->file, f->other);
        help_refused("csv", settings, RV_INPUT, others[k].words);
    }
}

/* A table longer than a part of the reader: every row is there, and lines are counted through. */
static void long_tables_are_read_in_parts(void **state)
{
    struct fixture *f = *state;
    const size_t rows = 400000;
    char *text = malloc(rows * 32);
    size_t length = 0;
    struct rv_table_options options = defaults();
    struct rv_csv_table *table = NULL;
    struct rv_error error = { 0 };

    for (size_t i = 0; i < rows; i++)
        length += (size_t)snprintf(text + length, 32, "%zu.25,%zu,%c\n", i, i * 7 % 1000,
                                   i % 2 ? 'a' : 'b');
    help_write(f->file, text, length);
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_OK);
    assert_int_equal(table->rows, rows);
    for (size_t i = 0; i < rows; i++) {
        assert_true(table->features[2 * i] == (float)((double)i + 0.25));
        assert_true(table->features[2 * i + 1] == (float)(i * 7 % 1000));
    }
    rv_csv_table_free(table);
    memcpy(text + length, "1,2\n", 4);
    help_write(f->file, text, length + 4);
    assert_int_equal(rv_csv_table_read(f->file, &options, NULL, &table, &error), RV_INPUT);
    assert_int_equal(error.line, rows + 1);
    free(text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_each_is_read_as),
        TEST(oddities_of_longer_tables),
        TEST(labels_of_price_are_refused_and_the_first_may_serve),
        TEST(missing_values_are_left_out_or_filled),
        TEST(the_mean_is_that_of_training),
        TEST(a_table_of_its_own_must_be_alike),
        TEST(long_tables_are_read_in_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
