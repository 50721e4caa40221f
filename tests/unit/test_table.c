/* Tables and their CSV form. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/memory.h"
#include "ravine/table.h"
#include "ravine/vector.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const char *const names[] = {"epoch", "loss", "val_loss", NULL};

/* Numbers that a shorter decimal or a careless reader would spoil. */
static const double awkward[] = {0.1,      1.0 / 3,  2.385,   -0.0,     DBL_MAX,      DBL_MIN,
                                 4.9e-324, 1e22,     123456789012345678.0, -7.25e-310, 1 + 0x1p-52,
                                 0.30000000000000004};

static uint64_t bits(double value)
{
    uint64_t result;

    memcpy(&result, &value, sizeof result);
    return result;
}

static void append_and_find(void **state)
{
    struct rv_table table;
    double column[40];

    (void)state;
    rv_table_init(&table, names, 2);
    for (int i = 0; i < 40; i++)
        rv_table_append(&table, (double[]){i + 1, 2.385 * i, -0.71 * i});
    assert_int_equal(table.rows, 40);
    assert_int_equal(rv_table_find(&table, "val_loss"), 2);
    assert_int_equal(rv_table_find(&table, "val"), -1);
    rv_table_column(&table, 1, column);
    for (int i = 0; i < 40; i++)
        assert_true(column[i] == 2.385 * i);
    assert_true(rv_table_at(&table, 39, 2) == -0.71 * 39);
    rv_table_release(&table);
    assert_null(table.values);
}

/* A row that fits the room given at the start allocates nothing: a training step relies on it. */
static void append_allocates_nothing(void **state)
{
    struct rv_table table;
    unsigned long calls;

    (void)state;
    rv_table_init(&table, names, 3);
    calls = rv_memory_calls();
    for (int i = 0; i < 3; i++)
        rv_table_append(&table, (double[]){1, 2, 3});
    assert_int_equal(rv_memory_calls() - calls, 0);
    rv_table_release(&table);
}

static void round_trip(void **state)
{
    struct rv_table table, back;
    struct rv_text csv = {0}, again = {0};
    struct rv_error error = {0};

    (void)state;
    rv_table_init(&table, names, 0);
    for (size_t i = 0; i < sizeof awkward / sizeof awkward[0]; i++)
        rv_table_append(&table, (double[]){(double)i, awkward[i], i % 3 ? awkward[i] : RV_NAN});
    rv_table_print_csv(&table, &csv);
    assert_int_equal(rv_table_parse_csv("x.csv", rv_text_string(&csv), &back, &error), RV_OK);
    assert_int_equal(back.rows, table.rows);
    for (size_t i = 0; i < table.rows * table.columns; i++)
        if (isnan(table.values[i]))
            assert_true(isnan(back.values[i]));
        else
            assert_int_equal(bits(back.values[i]), bits(table.values[i]));
    rv_table_print_csv(&back, &again);
    assert_string_equal(rv_text_string(&csv), rv_text_string(&again));
    rv_table_release(&table);
    rv_table_release(&back);
    rv_text_release(&csv);
    rv_text_release(&again);
}

static void missing_is_empty(void **state)
{
    struct rv_table table;
    struct rv_text csv = {0};

    (void)state;
    rv_table_init(&table, names, 1);
    rv_table_append(&table, (double[]){1, RV_NAN, 0.25});
    rv_table_append(&table, (double[]){2, HUGE_VAL, RV_NAN});
    rv_table_print_csv(&table, &csv);
    assert_string_equal(rv_text_string(&csv), "epoch,loss,val_loss\n1,,0.25\n2,,\n");
    rv_table_release(&table);
    rv_text_release(&csv);
}

/* What a spreadsheet makes of it: byte order mark, carriage returns, blanks, no last newline. */
static void foreign_csv(void **state)
{
    static const char csv[] = "\xef\xbb\xbf" "epoch, loss\r\n1, 0.5 \r\n2,\r\n3,2.385";
    struct rv_table table;
    struct rv_error error = {0};

    (void)state;
    assert_int_equal(rv_table_parse_csv("x.csv", csv, &table, &error), RV_OK);
    assert_int_equal(table.rows, 3);
    assert_int_equal(rv_table_find(&table, "loss"), 1);
    assert_true(rv_table_at(&table, 0, 1) == 0.5);
    assert_true(isnan(rv_table_at(&table, 1, 1)));
    assert_true(rv_table_at(&table, 2, 1) == 2.385);
    rv_table_release(&table);
}

/* Names that a spreadsheet quotes, and one that must be quoted to be written. */
static void quoted_names(void **state)
{
    static const char csv[] = "\"epoch\",\"a,\"\"b\"\"\"\n1,2\n";
    struct rv_table table;
    struct rv_error error = {0};
    struct rv_text printed = {0};

    (void)state;
    assert_int_equal(rv_table_parse_csv("x.csv", csv, &table, &error), RV_OK);
    assert_string_equal(table.names[0], "epoch");
    assert_string_equal(table.names[1], "a,\"b\"");
    rv_table_print_csv(&table, &printed);
    assert_string_equal(rv_text_string(&printed), "epoch,\"a,\"\"b\"\"\"\n1,2\n");
    rv_table_release(&table);
    rv_text_release(&printed);
}

static void refused(void **state)
{
    static const struct {
        const char *csv, *message;
        int line, column;
    } cases[] = {
        {"epoch,loss\n1,0.5\n2,abc\n", "'abc' is not a number", 3, 3},
        {"epoch,loss\n1,0.5\n2\n", "this row has 1 cells, the header 2", 3, 1},
        {"epoch,loss\n1,0.5,3\n", "this row has 3 cells, the header 2", 2, 1},
        {"epoch,loss\n1,nan\n", "'nan' is not a number", 2, 3},
        {"epoch,loss\n1,1e999\n", "'1e999' is not a number", 2, 3},
        {"epoch,loss\n1,0.5x\n", "'0.5x' is not a number", 2, 3},
        {"epoch,loss\n1,\"0.5\"\n", "is not a number", 2, 3},
        {"epoch,loss\n\n", "this row has 1 cells", 2, 1},
        {"epoch,loss,epoch\n", "column 'epoch' is there twice", 1, 12},
        {"epoch,,loss\n", "expected the name of a column", 1, 7},
        {"", "expected the name of a column", 1, 1},
        {"\xef\xbb\xbf\xef\xbb\xbf" "epoch\n1\n", "expected the name of a column", 1, 1},
        {"epoch,loss\n1,0.00000000000000000000000000000000000000000000000000000000000000000001\n",
         "is not a number", 2, 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rv_table table;
        struct rv_error error = {0};

        assert_int_equal(rv_table_parse_csv("x.csv", cases[i].csv, &table, &error), RV_INPUT);
        assert_non_null(strstr(error.message, cases[i].message));
        assert_string_equal(error.source, "x.csv");
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        assert_null(table.values);
    }
}

/* Every prefix of a good file, and the file with one byte changed, is read or refused. */
static void survives_garbage(void **state)
{
    static const char csv[] = "epoch,loss\n1,0.5\n2,1.25e-3\n3,\n";
    static const char bytes[] = ",\n\r\"x-. \xff";
    char spoiled[sizeof csv];
    int read = 0, failed = 0;

    (void)state;
    for (size_t at = 0; at < sizeof csv - 1; at++)
        for (size_t b = 0; b < sizeof bytes; b++) { /* with byte 0: a prefix */
            struct rv_table table;
            struct rv_error error = {0};

            memcpy(spoiled, csv, sizeof csv);
            spoiled[at] = bytes[b];
            if (rv_table_parse_csv("x.csv", spoiled, &table, &error)) {
                failed++;
                assert_true(error.line >= 1 && *error.message);
            } else {
                read++;
                rv_table_release(&table);
            }
        }
    assert_true(read > 20);
    assert_true(failed > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append_and_find),  cmocka_unit_test(append_allocates_nothing),
        cmocka_unit_test(round_trip),       cmocka_unit_test(missing_is_empty),
        cmocka_unit_test(foreign_csv),      cmocka_unit_test(quoted_names),
        cmocka_unit_test(refused),          cmocka_unit_test(survives_garbage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
