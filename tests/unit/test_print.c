/* What may reach a terminal: UTF-8, controls, styles, JSON. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/print.h"
#include "ravine/utf8.h"

#include <stdbool.h>
#include <string.h>

/* A text from outside, and what is left of it. */
static const struct {
    const char *name, *raw, *clean, *json;
} texts[] = {
    {"letters", "Größe η → ∞, 網 \U0001f600", "Größe η → ∞, 網 \U0001f600",
     "\"Größe η → ∞, 網 \U0001f600\""},
    {"line and tab", "a\n\tb", "a\n\tb", "\"a\\n\\u0009b\""},
    {"a sequence", "a\033[2J\033]0;x\ab", "a?[2J?]0;x?b", "\"a\\u001b[2J\\u001b]0;x\\u0007b\""},
    {"C0", "\001\b\v\f\r\037", "??????", "\"\\u0001\\u0008\\u000b\\u000c\\u000d\\u001f\""},
    {"DEL", "\177", "?", "\"\\u007f\""},
    {"C1 as UTF-8", "\xc2\x80\xc2\x9b" "31m\xc2\x9f\u00a0", "??31m?\u00a0",
     "\"\\u0080\\u009b31m\\u009f\u00a0\""},
    {"C1 as bytes", "\x9b" "31m\x90", "?31m?", "\"\\ufffd31m\\ufffd\""},
    {"directions", "a\u202eb\u2066c\u200fd\u061ce\u2069", "a?b?c?d?e?",
     "\"a\\u202eb\\u2066c\\u200fd\\u061ce\\u2069\""},
    {"separators", "a\u2028b\u2029c", "a?b?c", "\"a\\u2028b\\u2029c\""},
    {"overlong ESC", "\xc0\x9b[m", "??[m", "\"\\ufffd\\ufffd[m\""},
    {"overlong, three bytes", "\xe0\x80\x9b[m", "???[m", "\"\\ufffd\\ufffd\\ufffd[m\""},
    {"surrogate", "\xed\xa0\x80", "?", "\"\\ufffd\""},
    {"beyond the last", "\xf4\x90\x80\x80\xf5", "?????", "\"\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\""},
    {"cut short", "a\xe2\x86", "a??", "\"a\\ufffd\\ufffd\""},
    {"cut short inside", "\xe2\x86z\033", "??z?", "\"\\ufffd\\ufffdz\\u001b\""},
    {"nothing", "", "", "\"\""},
};

static void texts_are_clean(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct rv_text raw = {0}, out = {0}, json = {0};

        rv_text_add(&raw, texts[i].raw);
        rv_print_render(&raw, &out);
        if (strcmp(rv_text_string(&out), texts[i].clean) != 0)
            fail_msg("%s: %s", texts[i].name, rv_text_string(&out));
        rv_text_quote(&json, texts[i].raw);
        if (strcmp(rv_text_string(&json), texts[i].json) != 0)
            fail_msg("%s: %s", texts[i].name, rv_text_string(&json));
        rv_text_release(&raw);
        rv_text_release(&out);
        rv_text_release(&json);
    }
}

/* Every byte in every place: what is left is valid UTF-8 without commands, and never longer. */
static void no_bytes_pass(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 256; first++)
        for (unsigned second = 0; second < 256; second++) {
            char bytes[] = {(char)first, (char)second, (char)(second ^ 0x95), 'z', '\0'};
            size_t size = rv_utf8_clean(bytes, 4);

            assert_true(size <= 4);
            for (size_t at = 0; at < size;) {
                uint32_t code = 0;
                size_t length = rv_utf8_decode(bytes + at, size - at, &code);

                assert_true(length > 0);
                assert_true(code == '\n' || code == '\t' || !rv_utf8_commands(code));
                at += length;
            }
        }
}

static void only_own_styles_pass(void **state)
{
    struct rv_text text = {0}, more = {0}, out = {0};

    (void)state;
    rv_text_add(&text, "\033[1mname ");
    rv_text_style(&text, "31;1");
    rv_text_add(&text, "\033[32mfailed");
    rv_text_style(&text, "0");
    rv_text_add(&text, "   ");
    rv_text_trim(&text);
    rv_text_add(&text, "\n");
    rv_text_append(&more, &text, text.length);
    rv_text_append(&more, &text, 9);
    rv_print_render(&more, &out);
    assert_string_equal(rv_text_string(&out), "?[1mname \033[31;1m?[32mfailed\033[0m\n"
                                              "?[1mname \033[31;1m");
    rv_text_clear(&text);
    rv_text_clear(&out);
    rv_text_add(&text, "plain");
    rv_print_render(&text, &out); /* a cleared text has lost its styles too */
    assert_string_equal(rv_text_string(&out), "plain");
    rv_text_release(&text);
    rv_text_release(&more);
    rv_text_release(&out);
}

/* Blanks that had a style go, and the style's end with them: it must not reach the next line. */
static void trimmed_styles_stay_in_their_line(void **state)
{
    struct rv_text text = {0}, out = {0};

    (void)state;
    rv_text_add(&text, "a");
    rv_text_style(&text, "7");
    rv_text_add(&text, "  ");
    rv_text_style(&text, "0");
    rv_text_trim(&text);
    rv_text_add(&text, "\nb");
    rv_print_render(&text, &out);
    assert_string_equal(rv_text_string(&out), "a\033[7m\033[0m\nb");
    rv_text_release(&text);
    rv_text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_clean),
        cmocka_unit_test(no_bytes_pass),
        cmocka_unit_test(only_own_styles_pass),
        cmocka_unit_test(trimmed_styles_stay_in_their_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
