/* Themes, and what is drawn on a screen without a terminal. Each expected picture was looked at. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tui/curve.h"
#include "tui/screen.h"
#include "tui/terminal.h"

#include "ravine/tui.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void open_screen(int width, int height, bool ascii, const char *theme, int colors)
{
    const struct rv_screen_options options = {
        .headless = true, .width = width, .height = height, .ascii = ascii, .theme = theme,
        .colors = colors,
    };
    struct rv_error error = {0};

    assert_int_equal(rv_screen_open(&options, &error), RV_OK);
    rv_screen_begin();
}

/* The first lines of the screen. */
static void close_screen(const char *expected)
{
    struct rv_text dump = {0};

    rv_screen_end();
    rv_screen_dump(&dump);
    if (strncmp(rv_text_string(&dump), expected, strlen(expected)) != 0) {
        print_error("%s", rv_text_string(&dump));
        assert_string_equal(rv_text_string(&dump), expected);
    }
    rv_text_release(&dump);
    rv_screen_close();
}

/* ---- Themes ---- */

/* Relative luminance of one of the 256 colours (WCAG 2.1). */
static double luminance(int color)
{
    static const double weight[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    assert_in_range(color, 16, 255);
    for (int i = 0; i < 3; i++) {
        const int step = i == 0 ? (color - 16) / 36 : i == 1 ? (color - 16) / 6 % 6
                                                             : (color - 16) % 6;
        const int byte = color >= 232 ? 8 + 10 * (color - 232) : step ? 55 + 40 * step : 0;
        const double share = byte / 255.0;

        sum += weight[i] * (share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(int one, int two)
{
    const double a = luminance(one), b = luminance(two);

    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* Every role of every theme can be read: 4.5 to 1 is what WCAG asks of text, 3 to 1 of large marks.
 * The projector's are at least 5. */
static void roles_can_be_read(void **state)
{
    (void)state;
    for (int i = 1; rv_tui_themes[i]; i++) {
        const bool projector = strcmp(rv_tui_themes[i], "projector") == 0;

        open_screen(80, 24, false, rv_tui_themes[i], 256);
        for (int role = 0; role < RV_ROLE_COUNT; role++) {
            short fore, back;
            const attr_t attributes = rv_theme_attributes((enum rv_role)role);
            const short pair = (short)PAIR_NUMBER(attributes);

            pair_content(pair, &fore, &back);
            fore = fore < 0 ? 252 : fore; /* the terminal's own */
            back = back < 0 ? 234 : back;
            if (contrast(fore, back) < (projector ? 5 : attributes & A_BOLD ? 3 : 4.3))
                fail_msg("%s: role %d: contrast %.2f", rv_tui_themes[i], role,
                         contrast(fore, back));
        }
        rv_screen_close();
    }
}

/* What must be seen is seen without colours too. */
static void shapes_do_without_colors(void **state)
{
    static const enum rv_role strong[] = {RV_ROLE_SELECTED, RV_ROLE_ALERT, RV_ROLE_TITLE,
                                          RV_ROLE_KEY, RV_ROLE_BOTH, RV_ROLE_VALIDATION};

    (void)state;
    for (int i = 1; rv_tui_themes[i]; i++) {
        rv_theme_start(rv_tui_themes[i], 0, false);
        assert_int_equal(rv_theme_colors(), 0);
        for (size_t s = 0; s < sizeof strong / sizeof *strong; s++)
            assert_true(rv_theme_attributes(strong[s]) != 0);
        assert_true(rv_theme_attributes(RV_ROLE_SELECTED) & A_REVERSE);
        assert_int_equal(rv_theme_shade_pair(3, 4), 0);
    }
    rv_theme_start("dark", 12, false);
    assert_int_equal(rv_theme_colors(), 8);
    rv_theme_start("dark", 1 << 24, false);
    assert_int_equal(rv_theme_colors(), 256);
}

/* ---- Text ---- */

static void texts_are_cut_and_wrapped(void **state)
{
    const struct rv_area area = {0, 0, 10, 20};
    const struct rv_area corner = {4, 0, 6, 12};

    (void)state;
    open_screen(80, 24, false, NULL, 0);
    rv_draw_text(&area, 0, 15, RV_ROLE_TEXT, "cut at the edge");
    rv_draw_cut(&area, 1, 0, 20, RV_ROLE_TEXT, "a sentence that has no room");
    rv_draw_cut(&area, 2, 0, 12, RV_ROLE_TEXT, "antidisestablishmentarianism");
    rv_draw_right(&area, 3, RV_ROLE_TEXT, "η = 0.1\t.");
    assert_int_equal(rv_draw_wrapped(&corner, 0, 2, RV_ROLE_TEXT, "one two\nthree fourfive "
                                                                  "abcdefghijklm"), 5);
    assert_int_equal(rv_draw_lines("one two\nthree fourfive abcdefghijklm", 10), 5);
    assert_int_equal(rv_draw_lines("ten cells.", 10), 1);
    assert_int_equal(rv_draw_lines("ten cells. x", 10), 2);
    assert_int_equal(rv_draw_width("η = 0.1"), 7);
    close_screen("               cut a\n"
                 "a sentence that ...\n"
                 "antidises...\n"
                 "           η = 0.1 .\n"
                 "  one two\n"
                 "  three\n"
                 "  fourfive\n"
                 "  abcdefghij\n"
                 "  klm\n");
}

static void ascii_stands_for_all(void **state)
{
    const struct rv_area area = {0, 0, 6, 16};
    struct rv_area inside;

    (void)state;
    open_screen(80, 24, true, NULL, 0);
    inside = rv_draw_box(&area, "box");
    rv_draw_text(&inside, 0, 0, RV_ROLE_TEXT, "1 × 2 → η 漢");
    rv_draw_bar(&inside, 1, 0, 10, RV_ROLE_TEXT, 0.5);
    rv_draw_interval(&inside, 2, 0, 11, RV_ROLE_TEXT, 0.2, 0.5, 1);
    close_screen("+- box --------+\n"
                 "| 1 x 2 > n ?  |\n"
                 "| #####        |\n"
                 "|   +--O----+  |\n"
                 "|              |\n"
                 "+--------------+\n");
}

static void digits_have_five_rows(void **state)
{
    const struct rv_area area = {0, 0, 6, 60};

    (void)state;
    open_screen(80, 24, true, NULL, 0);
    assert_int_equal(rv_draw_digits(&area, 0, 0, RV_ROLE_TEXT, "-1.05%"), 28);
    close_screen("       #     #### #### #  #\n"
                 "      ##     #  # #      #\n"
                 "####   #     #  # ####  ##\n"
                 "       #     #  #    #  #\n"
                 "      ### #  #### #### #  #\n");
}

/* ---- Curves ---- */

static const double validation[] = {0.693, 0.412, 0.338, 0.291, 0.262, 0.713, 0.241, 0.228};
static const double training[] = {0.9, 0.52, 0.338, 0.35, 0.31, 0.29, 0.275, 0.26};
static const struct rv_curve_series curves[] = {
    {.name = "training", .mark = ".", .role = RV_ROLE_TRAINING, .value = training, .count = 8,
     .meets = true},
    {.name = "validation", .mark = "O", .role = RV_ROLE_VALIDATION, .value = validation, .count = 8,
     .stems = true, .meets = true},
};

static void needles_and_axes(void **state)
{
    static const struct rv_curve_mark mark = {7, "rate 0.01", RV_ROLE_MARK};
    const struct rv_area area = {0, 0, 13, 60};

    (void)state;
    open_screen(80, 24, true, NULL, 0);
    rv_curve_draw(&area, &(struct rv_curve_chart){.y_label = "loss (nats)", .x_label = "epoch",
                                                  .x_first = 1, .points = 12, .series = curves,
                                                  .series_count = 2, .marks = &mark,
                                                  .mark_count = 1});
    close_screen(" loss (nats)  O validation   . training   @ both\n"
                 "      | .                       :rate 0.01\n"
                 "  0.8 +                         :\n"
                 "      |                     O   :\n"
                 "      | O                 |   | :\n"
                 "  0.6 +   |               |   | :\n"
                 "      |   | .             |   | :\n"
                 "  0.4 +     O             |   | :\n"
                 "      |         @   .     |   | :\n"
                 "      |             O---@   .   @   .\n"
                 "  0.2 +                         :   O\n"
                 "      +-----+-------+-------+-------+-------+-------+-------\n"
                 "            2       4       6       8      10      12  epoch\n");
}

static void braille_from_120_columns_on(void **state)
{
    const struct rv_area area = {0, 0, 20, 60};
    const struct rv_curve_chart chart = {.y_label = "loss", .x_first = 1, .points = 30,
                                         .series = curves, .series_count = 2};
    unsigned dots = 0;

    (void)state;
    for (int width = 119; width <= 120; width++) {
        open_screen(width, 40, false, NULL, 0);
        rv_curve_draw(&area, &chart);
        dots = 0;
        for (int row = 0; row < area.height; row++)
            for (int column = 0; column < area.width; column++)
                dots += (rv_screen_character(row, column) & ~0xffU) == 0x2800;
        if (width < 120)
            assert_int_equal(dots, 0);
        else
            assert_in_range(dots, 10, 200);
        rv_screen_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_can_be_read),
        cmocka_unit_test(shapes_do_without_colors),
        cmocka_unit_test(texts_are_cut_and_wrapped),
        cmocka_unit_test(ascii_stands_for_all),
        cmocka_unit_test(digits_have_five_rows),
        cmocka_unit_test(needles_and_axes),
        cmocka_unit_test(braille_from_120_columns_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
