/* Terminal charts, whole, as text. Each expected picture was looked at. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/chart.h"
#include "ravine/print.h"

#include <math.h>
#include <string.h>

/* 21 epochs, four of which jump; the epoch mean hides it. */
static const double validation[] = {0.693, 0.412, 0.338, 0.291, 0.262, 0.713, 0.241, 0.228, 0.224,
                                    0.952, 0.196, 0.191, 0.188, 0.181, 0.764, 0.177, 0.172, 0.169,
                                    0.168, 0.588, 0.163};
static const double snapshot[] = {0.688, 0.405, 0.330, 0.280, 0.255, 0.702, 0.233, 0.220, 0.216,
                                  0.931, 0.188, 0.183, 0.180, 0.173, 0.750, 0.169, 0.164, 0.161,
                                  0.160, 0.577, 0.155};
static const double mean[] = {0.980, 0.520, 0.410, 0.350, 0.310, 0.290, 0.275, 0.260, 0.250, 0.243,
                              0.236, 0.230, 0.224, 0.219, 0.214, 0.210, 0.206, 0.202, 0.199, 0.196,
                              0.193};
static const struct rv_chart_series needles[] = {
    {.name = "training, mean", .mark = ".", .color = "34", .value = mean, .count = 21},
    {.name = "training, end", .mark = "x", .color = "37", .value = snapshot, .count = 21,
     .meets = true},
    {.name = "validation", .mark = "O", .color = "33;1", .value = validation, .count = 21,
     .stems = true, .meets = true},
};

static void check(const struct rv_chart *chart, const char *expected)
{
    struct rv_text plain = {0}, out = {0};
    int lines = 0;

    rv_chart_print(chart, &plain);
    rv_print_render(&plain, &out);
    rv_text_release(&plain);
    for (size_t i = 0; i < out.length; i++)
        lines += out.string[i] == '\n';
    assert_string_equal(rv_text_string(&out), expected);
    assert_int_equal(lines, chart->height);
    rv_text_release(&out);
}

/* One series of stars in a chart of 40 × 9. */
static void check_stars(const double *value, size_t count, const char *expected)
{
    struct rv_chart_series series = {.name = "run", .mark = "*", .value = value, .count = count,
                                     .stems = true};
    struct rv_chart chart = {.y_label = "loss", .x_label = "epoch", .x_first = 1, .width = 40,
                             .height = 9, .series = &series, .series_count = 1};

    check(&chart, expected);
}

static void needles_stand_out(void **state)
{
    struct rv_chart chart = {.title = "CASE 1   Training looks fine, but ...",
                             .y_label = "loss (nats)", .x_label = "epoch", .x_first = 1,
                             .width = 78, .height = 14, .series = needles, .series_count = 3};

    (void)state;
    check(&chart,
          " CASE 1   Training looks fine, but ...\n"
          " loss (nats)   . training, mean   x training, end   O validation   @ both\n"
          "      | .                          @\n"
          "      |                          |  |             @\n"
          "      | @              @         |  |           |  |             O\n"
          "  0.5 +  | .         |  |        |  |           |  |           | x|\n"
          "      |    @  .      |  |        |  |           |  |           |  |\n"
          "      |       @  .   |  |        |  |           |  |           |  |\n"
          "      |          @--O  .| .  .   |  |           |  |           |  |\n"
          "      |             x     @--@--@  .| .  .  .  .| .|           |  |\n"
          "  0.2 +                               @--@--@--@     O--O  .  .| .| .\n"
          "      |                                              x  x  @--@     @\n"
          "      +-------------+--------------+--------------+--------------+------------\n"
          "                    5             10             15             20       epoch\n");
}

static void unicode_draws_lines(void **state)
{
    struct rv_chart chart = {.y_label = "loss", .x_label = "epoch", .x_first = 1, .width = 40,
                             .height = 10, .utf8 = true, .series = &needles[2],
                             .series_count = 1};

    (void)state;
    check(&chart,
          " loss   O validation\n"
          "      │          O\n"
          "      │ O    O   │    O\n"
          "  0.5 ┤ │    │   │    │    O\n"
          "      │  O   │   │    │    │\n"
          "      │   OOO│   │    │    │\n"
          "  0.2 ┤       OOO OO  │    │\n"
          "      │             OO OOOO O\n"
          "      └──────────┴─────────┴────────────\n"
          "                10        20       epoch\n");
}

static void colours_wrap_marks_only(void **state)
{
    static const double value[] = {1.5, 2.385};
    struct rv_chart_series series = {.name = "run", .mark = "O", .color = "33;1", .value = value,
                                     .count = 2};
    struct rv_chart chart = {.y_label = "loss", .x_label = "epoch", .x_first = 4, .width = 24,
                             .height = 8, .color = true, .series = &series, .series_count = 1};

    (void)state;
    check(&chart,
          " loss   \033[33;1mO\033[0m run\n"
          "      |         \033[33;1mO\033[0m\n"
          "      |\n"
          "    2 +\n"
          "      |\n"
          "  1.5 + \033[33;1mO\033[0m\n"
          "      +-+-------+-------\n"
          "        4       5  epoch\n");
}

/* Two marks meet only when both say so; else the later one is on top. */
static void later_series_are_on_top(void **state)
{
    static const double value[] = {1.5, 2.385, 2};
    struct rv_chart_series series[] = {
        {.name = "a", .mark = "a", .value = value, .count = 3, .meets = true},
        {.name = "b", .mark = "b", .value = value, .count = 2}};
    struct rv_chart chart = {.y_label = "loss", .x_label = "epoch", .x_first = 1, .width = 24,
                             .height = 8, .series = series, .series_count = 2};

    (void)state;
    check(&chart,
          " loss   a a   b b\n"
          "      |        b\n"
          "      |\n"
          "    2 +               a\n"
          "      |\n"
          "  1.5 + b\n"
          "      +-+------+------+-\n"
          "        1      2   epoch\n");
    series[1].meets = true;
    check(&chart,
          " loss   a a   b b\n"
          "        @ both\n"
          "      |        @\n"
          "    2 +               a\n"
          "      |\n"
          "  1.5 + @\n"
          "      +-+------+------+-\n"
          "        1      2   epoch\n");
}

static void a_long_legend_takes_two_lines(void **state)
{
    struct rv_chart chart = {.y_label = "loss", .x_label = "epoch", .x_first = 1, .width = 48,
                             .height = 9, .series = needles, .series_count = 3};

    (void)state;
    check(&chart,
          " loss   . training, mean   x training, end\n"
          "        O validation   @ both\n"
          "      | .        @\n"
          "  0.5 + @.   @   |    @    @\n"
          "      |  @@..|   |    |    |\n"
          "  0.2 +    @@.@@@.O.........\n"
          "      |           x@@@ @@@@ @\n"
          "      +----------+---------+--------------------\n"
          "                10        20               epoch\n");
}

static void edges(void **state)
{
    static const double constant[] = {2.385, 2.385, 2.385, 2.385};
    static const double none[] = {(double)NAN, (double)NAN};
    static const double signs[] = {-1.5, 0, 2.385, -0.7, 1.25};
    static const double huge[] = {1e308, -1e308, 1e300, 3};
    static const double infinite[] = {HUGE_VAL, 1, 2, 3, (double)NAN, -HUGE_VAL, 2};
    static const double first_off[] = {91.5, 1, 1.1, 1.2, 1.05, 1.15, 1.1, 1.2, 1, 1.1, 1.25, 1.13,
                                       1.17};
    static const double tiny[] = {1e-300, 1, 0.5, 0.2};

    (void)state;
    check_stars(constant, 4,
          " loss   * run\n"
          "  2.6 +\n"
          "      |\n"
          "  2.4 +\n"
          "      | *-------*-------*-------*\n"
          "  2.2 +\n"
          "      |\n"
          "      +-+-------+-------+-------+-------\n"
          "        1       2       3       4  epoch\n");
    check_stars(constant, 1,
          " loss   * run\n"
          "  2.6 +\n"
          "      |\n"
          "  2.4 +\n"
          "      |                *\n"
          "  2.2 +\n"
          "      |\n"
          "      +----------------+----------------\n"
          "                       1           epoch\n");
    check_stars(none, 2,
          " loss   * run\n"
          "    1 +\n"
          "      |\n"
          "      |\n"
          "  0.5 +\n"
          "      |\n"
          "    0 +\n"
          "      +-+-------+-----------------------\n"
          "        1       2                  epoch\n");
    check_stars(none, 0,
          " loss   * run\n"
          "    1 +\n"
          "      |\n"
          "      |\n"
          "  0.5 +\n"
          "      |\n"
          "    0 +\n"
          "      +---------------------------------\n"
          "                                   epoch\n");
    check_stars(signs, 5,
          " loss   * run\n"
          "    2 +               *\n"
          "      |           |      |          *\n"
          "      |           |      |      |\n"
          "    0 +        *         |      |\n"
          "      |    |                 *\n"
          "      | *\n"
          "      +-+------+------+------+------+---\n"
          "        1      2      3      4     epoch\n");
    check_stars(huge, 4,
          " loss   * run\n"
          "  1e+300 + ^               *\n"
          "         |     |       |       |\n"
          "         |     |       |       |\n"
          "       0 +     |       |           *\n"
          "         |     |       |\n"
          " -1e+300 +         v\n"
          "         +-+-------+-------+-------+----\n"
          "           1       2       3       epoch\n");
    check_stars(infinite, 7,
          " loss   * run\n"
          "    3 + ^              *\n"
          "      |   |         |\n"
          "      |   |         |\n"
          "    2 +   |       *                   *\n"
          "      |   |    |                   |\n"
          "    1 +      *                   v\n"
          "      +------+---------+---------+------\n"
          "             2         4         6 epoch\n");
    check_stars(first_off, 13,
          " loss   * run\n"
          "      | ^                   *\n"
          "  1.2 +  |    *       *    | |\n"
          "      |  |   | |  *  | |   |  *-*\n"
          "  1.1 +  |  *  | |  *  |  *\n"
          "      |  | |    *      | |\n"
          "    1 +   *             *\n"
          "      +---------+---------+-------------\n"
          "                5        10        epoch\n");
    check_stars(tiny, 4,
          " loss   * run\n"
          "     1 +         *-------*\n"
          "       |     |                   *\n"
          "       |     |\n"
          " 0.001 +     |\n"
          "       |     |\n"
          " 1e-06 + v\n"
          "       +-+-------+-------+-------+------\n"
          "         1       2       3       4 epoch\n");
}

static void limits_can_be_given(void **state)
{
    struct rv_chart chart = {.y_label = "loss", .x_label = "epoch", .x_first = 1, .y_low = 0.1,
                             .y_high = 0.5, .width = 48, .height = 10, .series = &needles[2],
                             .series_count = 1};

    (void)state;
    check(&chart,
          " loss   O validation\n"
          "      | ^    ^   ^    ^    ^\n"
          "  0.4 +  O   |   |    |    |\n"
          "      |   O  |   |    |    |\n"
          "      |    O |   |    |    |\n"
          "      |     O OOO|    |    |\n"
          "  0.2 +           OOOO OOOO O\n"
          "      |\n"
          "      +----------+---------+--------------------\n"
          "                10        20               epoch\n");
}

static void more_points_than_columns(void **state)
{
    double value[1000];
    struct rv_chart_series series = {.name = "run", .mark = "*", .value = value, .count = 1000};
    struct rv_chart chart = {.y_label = "loss", .x_label = "step", .x_first = 1, .width = 40,
                             .height = 8, .series = &series, .series_count = 1};

    (void)state;
    for (size_t i = 0; i < 1000; i++)
        value[i] = i % 197 == 100 ? 1.2 : 1; /* single high values are not lost */
    check(&chart,
          " loss   * run\n"
          "  1.2 +    *     *     *     *     *\n"
          "      |\n"
          "  1.1 +\n"
          "      |\n"
          "    1 + ********************************\n"
          "      +----------------+---------------+\n"
          "                      500           step\n");
}

static void too_small_is_said(void **state)
{
    struct rv_chart chart = {.title = "t", .width = 23, .height = 8, .series = needles,
                             .series_count = 3};

    (void)state;
    check(&chart, "(no room for a chart: 2\n\n\n\n\n\n\n\n");
    chart.width = 78;
    chart.height = 3;
    check(&chart, "(no room for a chart: 24 x 8 needed)\n\n\n");
    chart.height = 0;
    check(&chart, "");
    chart.width = -5;
    chart.height = 1;
    check(&chart, "\n");
}

/* No line is wider than asked for, and none moves the cursor, whatever the texts are. */
static void lines_fit_for_every_size(void **state)
{
    struct rv_chart chart = {.title = "a title that is longer than many of the widths \033[2J here",
                             .y_label = "a long label of the axis", .x_label = "epoch",
                             .x_first = 1, .series = needles, .series_count = 3};

    (void)state;
    for (chart.width = 1; chart.width < 100; chart.width++)
        for (chart.height = 0; chart.height < 30; chart.height += 3) {
            struct rv_text out = {0};
            int column = 0, lines = 0;

            rv_chart_print(&chart, &out);
            for (size_t i = 0; i < out.length; i++) {
                column = out.string[i] == '\n' ? 0 : column + 1;
                lines += out.string[i] == '\n';
                assert_true(column <= chart.width);
                assert_true(out.string[i] != '\033');
            }
            assert_int_equal(lines, chart.height);
            rv_text_release(&out);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(needles_stand_out),
        cmocka_unit_test(unicode_draws_lines),
        cmocka_unit_test(colours_wrap_marks_only),
        cmocka_unit_test(later_series_are_on_top),
        cmocka_unit_test(a_long_legend_takes_two_lines),
        cmocka_unit_test(edges),
        cmocka_unit_test(limits_can_be_given),
        cmocka_unit_test(more_points_than_columns),
        cmocka_unit_test(too_small_is_said),
        cmocka_unit_test(lines_fit_for_every_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
