/* Characters, the cells that they fill, and what is cut. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/text.h"
#include "ravine/utf8.h"

#include <string.h>

static void characters_and_cells(void **state)
{
    static const struct {
        const char *text;
        int characters, cells;
    } cases[] = {
        {"", 0, 0},
        {"loss", 4, 4},
        {"łódź β η", 8, 8},           /* Polish, Greek */
        {"損失", 2, 4},               /* Japanese: two cells each */
        {"e\u0301te\u0301", 5, 3}, /* accents that are put over a letter */
        {"a\xff" "b", 3, 3},          /* a byte that is no UTF-8 is shown as one '?' */
        {"\xc0\xaf", 2, 2},           /* an overlong form is two of them */
        {"\xed\xa0\x80", 1, 1},       /* half of a pair of UTF-16, shown as one */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = strlen(cases[i].text), at = 0;
        int steps = 0;

        assert_int_equal(rv_utf8_count(cases[i].text, size), cases[i].characters);
        assert_int_equal(rv_utf8_width(cases[i].text, size), cases[i].cells);
        assert_int_equal(rv_text_columns(cases[i].text), cases[i].cells);
        for (; cases[i].text[at]; at += rv_utf8_size(cases[i].text + at))
            steps++;
        assert_int_equal(at, size);
        assert_int_equal(steps, cases[i].characters);
    }
}

static void cut_between_characters(void **state)
{
    struct rv_text out = {0};

    (void)state;
    assert_int_equal(rv_utf8_fit("損失損失", 12, 5), 6); /* half a character is none */
    assert_int_equal(rv_utf8_fit("e\u0301te", 5, 1), 3); /* the accent stays with its letter */
    rv_text_cut(&out, "損失損失", 6, true);
    assert_string_equal(rv_text_string(&out), "損失…");
    rv_text_clear(&out);
    assert_int_equal(rv_text_add_cells(&out, "a\nłb", 3), 3);
    assert_string_equal(rv_text_string(&out), "a ł");
    rv_text_clear(&out);
    rv_text_pad(&out, "損失", 6);
    assert_string_equal(rv_text_string(&out), "損失  ");
    rv_text_clear(&out);
    rv_text_wrap(&out, "損失 損失 損失", 0, 9);
    assert_string_equal(rv_text_string(&out), "損失 損失\n損失\n");
    rv_text_release(&out);
}

/* Every code point comes back from its bytes. */
static void encoding_is_undone(void **state)
{
    char bytes[5];

    (void)state;
    for (uint32_t code = 1; code < 0x110000; code += 7) {
        uint32_t again = 0;
        size_t size = rv_utf8_encode(code, bytes);
        bool half = code >= 0xd800 && code < 0xe000;

        assert_int_equal(size == 0, half);
        assert_int_equal(bytes[size], '\0');
        if (half)
            continue;
        assert_int_equal(rv_utf8_decode(bytes, size, &again), size);
        assert_int_equal(again, code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_and_cells),
        cmocka_unit_test(cut_between_characters),
        cmocka_unit_test(encoding_is_undone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
