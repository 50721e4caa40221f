/* Text for gnuplot and TeX: what comes out, byte for byte. test_gnuplot.c runs it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "plot/quote.h"
#include "plot/wrap.h"

#include <math.h>
#include <string.h>

static void check(const char *text, bool tex, const char *expected)
{
    struct rv_text out = {0};

    rv_quote_text(&out, text, tex);
    assert_string_equal(rv_text_string(&out), expected);
    rv_text_release(&out);
}

static void quotes_everything_but_letters_and_marks(void **state)
{
    (void)state;
    check("", false, "\"\"");
    check("loss (nats), a+b=c/d; x:y-z.", false, "\"loss (nats), a+b=c/d; x:y-z.\"");
    check("7!", false, "\"\\067\\041\"");
    check("a\"b", false, "\"a\\042b\"");
    check("`x`", false, "\"\\140x\\140\"");
    check("a\\nb", false, "\"a\\134nb\"");
    check("%d {x}^_@&$", false, "\"\\045d \\173x\\175\\136\\137\\100\\046\\044\"");
    check("\303\251", false, "\"\\303\\251\"");
}

static void control_characters_become_blanks(void **state)
{
    (void)state;
    check("a\nb\tc\033[0m\177", false, "\"a b c \\133\\060m \"");
    check("\302\205x", false, "\" x\"");         /* U+0085: next line */
    check("\342\200\250x", false, "\" x\"");     /* U+2028: line separator */
}

static void what_is_no_text_becomes_a_question_mark(void **state)
{
    (void)state;
    check("\377", false, "\"\\077\"");
    check("\300\257", false, "\"\\077\\077\"");          /* overlong '/' */
    check("\355\240\200", false, "\"\\077\"");           /* a surrogate */
    check("\357\277\277", false, "\"\\077\"");           /* U+FFFF: XML refuses it */
    check("\342\202", false, "\"\\077\\077\"");          /* cut off at the end */
    check("\364\220\200\200", false, "\"\\077\\077\\077\\077\""); /* beyond U+10FFFF */
}

static void tex_shows_its_special_characters(void **state)
{
    struct rv_text out = {0};

    (void)state;
    check("a_b", true, "\"a\\134\\137b\"");
    check("--seeds", true, "\"-\\173\\175-\\173\\175seeds\"");
    check("5%", true, "\"\\065\\134\\045\"");
    rv_quote_text(&out, "\\input{|touch PWN}", true);
    /* \textbackslash{}input\{\textbar{}touch PWN\} */
    assert_string_equal(rv_text_string(&out),
                        "\"\\134textbackslash\\173\\175input\\134\\173\\134textbar\\173\\175"
                        "touch PWN\\134\\175\"");
    rv_text_release(&out);
}

static void comments_stay_on_their_line(void **state)
{
    struct rv_text out = {0};

    (void)state;
    rv_quote_comment(&out, "a\nsystem(\"x\") `y` {z} @m \303\251 100% end\\");
    assert_string_equal(rv_text_string(&out), "a system(?x?) ?y? ?z? ?m ? 100% end?");
    rv_text_release(&out);
}

static void numbers_are_exact_or_nan(void **state)
{
    static const struct { double value; const char *text; } rows[] = {
        {2.385, "2.385"}, {-0.1, "-0.1"}, {1e300, "1e+300"}, {0.1 + 0.2, "0.30000000000000004"}};
    struct rv_text out = {0};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rv_text_clear(&out);
        rv_quote_number(&out, rows[i].value);
        assert_string_equal(rv_text_string(&out), rows[i].text);
    }
    rv_text_clear(&out);
    rv_quote_number(&out, HUGE_VAL);
    rv_quote_number(&out, -HUGE_VAL);
    rv_quote_number(&out, (double)NAN);
    assert_string_equal(rv_text_string(&out), "NaNNaNNaN");
    rv_text_release(&out);
}

static void wrap(const char *text, size_t width, size_t most, const char *expected)
{
    struct rv_text out = {0};

    rv_wrap_lines(&out, text, width, most);
    assert_string_equal(rv_text_string(&out), expected);
    rv_text_release(&out);
}

static void lines_are_wrapped_at_words(void **state)
{
    (void)state;
    wrap("  one two\n three ", 7, 9, "one two\nthree");
    wrap("one two three", 7, 1, "one two ...");
    wrap("abcdefghij", 4, 9, "abcd\nefgh\nij");
    wrap("\303\251\303\251 \303\251", 4, 9, "\303\251\303\251 \303\251");
    /* never inside a letter */
    wrap("\303\251\303\251\303\251", 2, 9, "\303\251\303\251\n\303\251");
    wrap("", 4, 9, "");
    wrap("   ", 4, 9, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_everything_but_letters_and_marks),
        cmocka_unit_test(control_characters_become_blanks),
        cmocka_unit_test(what_is_no_text_becomes_a_question_mark),
        cmocka_unit_test(tex_shows_its_special_characters),
        cmocka_unit_test(comments_stay_on_their_line),
        cmocka_unit_test(numbers_are_exact_or_nan),
        cmocka_unit_test(lines_are_wrapped_at_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
