/* The reader of CSV: rows, fields and their places, and how a field is written. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "record/csv.h"

#include "ravine/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* All rows as `[field|field]`, quoted ones with their quotes; or the place and the message. */
static void read_rows(struct rv_csv_reader *csv, struct rv_text *out)
{
    struct rv_error error = {0};
    enum rv_status status;

    while (!(status = rv_csv_row(csv, &error)) && csv->count > 0) {
        rv_text_add(out, "[");
        for (size_t i = 0; i < csv->count; i++) {
            const char *quote = csv->fields[i].quoted ? "\"" : "";

            rv_text_printf(out, "%s%s%s%s", i ? "|" : "", quote, csv->fields[i].text, quote);
        }
        rv_text_add(out, "]");
    }
    if (status)
        rv_text_printf(out, "%d:%d: %s", error.line, error.column, error.message);
}

static void assert_rows(const char *content, char separator, bool blank_rows, const char *expected)
{
    struct rv_csv_reader csv;
    struct rv_text found = {0};
    struct rv_error error = {0};

    assert_int_equal(rv_csv_take(&csv, "x", rv_strdup(content), strlen(content), &error), RV_OK);
    csv.separator = separator;
    csv.blank_rows = blank_rows;
    read_rows(&csv, &found);
    if (strcmp(rv_text_string(&found), expected) != 0)
        fail_msg("%s: %s and not %s", content, rv_text_string(&found), expected);
    rv_text_release(&found);
    rv_csv_release(&csv);
}

static void rows(void **state)
{
    static const struct {
        const char *content, *expected;
    } cases[] = {
        {"", ""},
        {"a,b\n1,2\n", "[a|b][1|2]"},
        {"a,b\r\n1,2", "[a|b][1|2]"},
        {"a,b\r\n1,2\r", "[a|b][1|2]"},
        {"\xef\xbb\xbf" "a\n", "[a]"},
        {" a\t, b c ,\n", "[a|b c|]"},
        {",\n", "[|]"},
        {"\"a,\"\"b\"\"\n\",1\n", "[\"a,\"b\"\n\"|1]"},
        {"\"a\" ,\t\"\"\n", "[\"a\"|\"\"]"},
        {"a\"b\n", "[a\"b]"},
        {"1\n2,\"x\"y\n", "[1]2:6: text after the closing quote of a field"},
        {"1\n 2,\xce\xb2\xce\xb7,\"x\ny", "[1]2:7: this quote is never closed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_rows(cases[i].content, ',', false, cases[i].expected);
        assert_rows(cases[i].content, ',', true, cases[i].expected);
    }
    assert_rows("a;b,c;d\n", ';', false, "[a|b,c|d]");
    assert_rows("a\t b \t\n", '\t', false, "[a|b|]");
    /* A blank line: nothing, or a row of its own. */
    assert_rows("\n a\n\n  \r\nb\n\t", ',', false, "[a][b]");
    assert_rows("\n a\n\n  \r\nb\n\t", ',', true, "[][a][][][b][]");
}

/* Lines are those of the file, columns are characters; a line break in quotes counts. */
static void places(void **state)
{
    static const char content[] = "\xce\xb2, x\n\"a\nb\", y\nz\n";
    static const int at[][2] = {{1, 1}, {1, 4}, {2, 1}, {3, 5}, {4, 1}};
    struct rv_csv_reader csv;
    struct rv_error error = {0};
    size_t k = 0;

    (void)state;
    assert_int_equal(rv_csv_take(&csv, "x", rv_strdup(content), strlen(content), &error), RV_OK);
    while (!rv_csv_row(&csv, &error) && csv.count > 0)
        for (size_t i = 0; i < csv.count; i++, k++) {
            assert_string_equal(csv.fields[i].at.source, "x");
            assert_int_equal(csv.fields[i].at.line, at[k][0]);
            assert_int_equal(csv.fields[i].at.column, at[k][1]);
        }
    assert_int_equal(k, sizeof at / sizeof *at);
    rv_csv_release(&csv);
}

static void no_text(void **state)
{
    static const char content[] = "a\nb\n\0\n";
    struct rv_csv_reader csv;
    struct rv_error error = {0};
    char *bytes = rv_alloc(sizeof content, 1);

    (void)state;
    memcpy(bytes, content, sizeof content);
    assert_int_equal(rv_csv_take(&csv, "x", bytes, sizeof content - 1, &error), RV_INPUT);
    assert_int_equal(error.line, 3);
    assert_non_null(strstr(error.message, "zero byte"));
    rv_csv_release(&csv);
}

/* A file plain and packed is the same text, in two members too; one that is too large is refused
 * by what it holds and not by its size. */
static void files(void **state)
{
    static const char *const modes[] = {"wbT", "wb9"};
    char path[] = "/tmp/rv-csv-XXXXXX";
    int file = mkstemp(path);

    (void)state;
    assert_true(file >= 0);
    close(file);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct rv_csv_reader csv;
        struct rv_error error = {0};
        struct rv_text found = {0};

        for (int member = 0; member < 2; member++) {
            gzFile out = gzopen(path, member ? i ? "ab9" : "abT" : modes[i]);

            assert_true(out && gzputs(out, "a,b\n1,2\n") == 8);
            assert_int_equal(gzclose(out), Z_OK);
        }
        assert_int_equal(rv_csv_open(&csv, path, 16, &error), RV_OK);
        read_rows(&csv, &found);
        assert_string_equal(rv_text_string(&found), "[a|b][1|2][a|b][1|2]");
        rv_text_release(&found);
        rv_csv_release(&csv);
        assert_int_equal(rv_csv_open(&csv, path, 15, &error), RV_INPUT);
        assert_non_null(strstr(error.message, "has more than"));
        rv_csv_release(&csv);
    }
    unlink(path);
}

/* Whatever a field holds, it is read back. */
static void printed_fields_read_back(void **state)
{
    static const char *const fields[] = {"plain", "", "a,b", "\"", "a\"b\"", "\n", "a\r", " a",
                                         "a\t",   "\xce\xb2"};
    const size_t count = sizeof fields / sizeof *fields;
    struct rv_csv_reader csv;
    struct rv_error error = {0};
    struct rv_text out = {0};

    (void)state;
    for (size_t i = 0; i < count; i++) {
        rv_text_add(&out, i ? "," : "");
        rv_csv_print(&out, fields[i]);
        rv_text_add(&out, ",");
        rv_csv_print_quoted(&out, fields[i]);
    }
    assert_int_equal(rv_csv_take(&csv, "x", rv_strdup(rv_text_string(&out)), out.length, &error),
                     RV_OK);
    assert_int_equal(rv_csv_row(&csv, &error), RV_OK);
    assert_int_equal(csv.count, 2 * count);
    for (size_t i = 0; i < 2 * count; i++) {
        assert_string_equal(csv.fields[i].text, fields[i / 2]);
        assert_true(i % 2 == 0 || csv.fields[i].quoted);
    }
    assert_false(csv.fields[0].quoted);
    rv_text_release(&out);
    rv_csv_release(&csv);
}

/* A row is cut where it lies: whatever the number of rows, memory is asked for but once. */
static void rows_allocate_nothing(void **state)
{
    struct rv_text out = {0};
    struct rv_csv_reader csv;
    struct rv_error error = {0};
    unsigned long calls;
    size_t count = 0;

    (void)state;
    for (int i = 0; i < 20000; i++)
        rv_text_printf(&out, "%d,\"%d\"\n", i, i);
    assert_int_equal(rv_csv_take(&csv, "x", rv_strdup(out.string), out.length, &error), RV_OK);
    calls = rv_memory_calls();
    while (!rv_csv_row(&csv, &error) && csv.count == 2)
        count++;
    assert_int_equal(count, 20000);
    assert_int_equal(rv_memory_calls() - calls, 1);
    rv_text_release(&out);
    rv_csv_release(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(places),
        cmocka_unit_test(no_text),
        cmocka_unit_test(files),
        cmocka_unit_test(printed_fields_read_back),
        cmocka_unit_test(rows_allocate_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
