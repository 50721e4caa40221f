/* From experiments to plots and scripts, as text; test_gnuplot.c runs gnuplot on them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "plot/blocks.h"
#include "plot/script.h"
#include "plot/sketch.h"
#include "ravine/figure.h"
#include "support/experiment_case.h"

/* ---- Axes ---- */

static void check_ticks(double low, double high, bool log, size_t most, const double *tick,
                        size_t count)
{
    struct rv_axis axis = {0};

    rv_axis_fit(&axis, low, high, log, 0, most);
    assert_int_equal(axis.count, count);
    for (size_t i = 0; i < count; i++)
        assert_true(axis.tick[i] == tick[i]); /* exact: 0.3, not 0.30000000000000004 */
}

static void ticks_are_round_numbers(void **state)
{
    (void)state;
    check_ticks(0, 1, false, 6, (const double[]){0, 0.2, 0.4, 0.6, 0.8, 1}, 6);
    check_ticks(-0.12, 0.31, false, 6, (const double[]){-0.1, 0, 0.1, 0.2, 0.3}, 5);
    check_ticks(0.09, 1.4, true, 8, (const double[]){0.1, 0.2, 0.5, 1}, 4);
    check_ticks(3e-7, 2e3, true, 5, (const double[]){1e-6, 1e-4, 1e-2, 1, 100}, 5);
    check_ticks(2.385, 2.385, false, 3, (const double[]){2.2, 2.4, 2.6}, 3);
}

static void ticks_survive_any_limits(void **state)
{
    static const double limits[] = {-1e308, -1e300, -2.385, -1e-300, 0, 1e-308, 1e-300, 1e-9, 2.385,
                                    1e9, 1e300, 1e308};
    size_t n = sizeof limits / sizeof limits[0];

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i; k < n; k++)
            for (int log = 0; log <= (limits[i] > 0); log++) {
                struct rv_axis axis = {0};

                rv_axis_fit(&axis, limits[i], limits[k], log, 0.05, 8);
                assert_true(axis.low < axis.high);
                assert_true(isfinite(axis.low) && isfinite(axis.high));
                assert_true(axis.count <= 8);
                for (size_t t = 0; t < axis.count; t++)
                    assert_true(axis.tick[t] >= axis.low - 1e-6 * (axis.high - axis.low) &&
                                axis.tick[t] <= axis.high + 1e-6 * (axis.high - axis.low));
                assert_true(rv_axis_place(&axis, axis.low) == 0);
            }
}

/* ---- Plots ---- */

static struct rv_plot describe(const char *name, const struct rv_experiment *experiment)
{
    const struct rv_type *type = rv_registry_find(&rv_figures, name);
    struct rv_error error = {0};
    struct rv_plot plot = {0};

    assert_non_null(type);
    assert_int_equal(((const struct rv_figure_type *)type)->describe(experiment, &plot, &error),
                     RV_OK);
    rv_plot_fit(&plot);
    return plot;
}

static const struct rv_plot_curve *find_curve(const struct rv_plot *plot,
                                              enum rv_curve_meaning meaning,
                                              enum rv_curve_style style)
{
    for (size_t i = 0; i < plot->curve_count; i++)
        if (plot->curves[i].meaning == meaning && plot->curves[i].style == style)
            return &plot->curves[i];
    fail_msg("no curve of that meaning");
    return NULL;
}

static void every_figure_describes_itself(void **state)
{
    struct fake fake;

    (void)state;
    fake_create(&fake, 6, 5);
    for (size_t i = 0; i < rv_figures.count; i++) {
        struct rv_plot plot = {0};

        assert_true(strlen(rv_figures.types[i]->summary) > 20);
        if (((const struct rv_figure_type *)rv_figures.types[i])->needs & RV_NEEDS_SURFACE)
            continue; /* test_surface_figures.c */
        plot = describe(rv_figures.types[i]->name, &fake.experiment);
        assert_true(plot.panel_count > 0 && plot.curve_count > 0);
        assert_true(*plot.title && *plot.caption && *plot.x_label);
        assert_non_null(strstr(plot.caption, "Scenario large-lr, 5 seeds (1 to 5)"));
        for (size_t k = 0; k < plot.curve_count; k++)
            assert_true(rv_plot_visible(&plot.curves[k]));
        rv_plot_release(&plot);
    }
    fake_release(&fake);
}

static void nothing_to_draw_is_an_error_not_a_crash(void **state)
{
    struct fake fake;

    (void)state;
    fake_create(&fake, 2, 2);
    for (size_t i = 0; i < fake.experiment.result_count; i++)
        fake.experiment.results[i].made = false;
    for (size_t i = 0; i < rv_figures.count; i++) {
        struct rv_plot plot = {0};
        struct rv_error error = {0};

        assert_int_equal(((const struct rv_figure_type *)rv_figures.types[i])
                             ->describe(&fake.experiment, &plot, &error), RV_MISSING);
        assert_true(strlen(error.message) > 10);
        rv_plot_release(&plot);
    }
    fake_release(&fake);
}

/* The curves of the first variant and, as a number, how much each jumps. */
static void protocols_are_drawn_beside_validation(void **state)
{
    struct fake fake;
    struct rv_plot plot;

    (void)state;
    fake_create(&fake, 2, 3);
    plot = describe("protocols", &fake.experiment);
    assert_int_equal(plot.curve_count, 2);
    assert_non_null(strstr(plot.curves[0].name, "exact: jumps 0."));
    assert_non_null(strstr(plot.curves[1].name, "as the scenario evaluates: jumps 0."));
    for (size_t i = 0; i < plot.curves[0].count; i++)
        assert_true(plot.curves[0].y[i] == 0.9 * plot.curves[1].y[i]);
    rv_plot_release(&plot);
    fake_release(&fake);
}

/* The numbers of the demo seed and of the band, recomputed here. */
static void loss_curves_show_the_demo_seed_and_the_range(void **state)
{
    struct fake fake;
    struct rv_plot plot;
    const struct rv_plot_curve *line, *band;

    (void)state;
    fake_create(&fake, 2, 5);
    plot = describe("loss-curves", &fake.experiment);
    assert_int_equal(plot.panel_count, 2);
    line = find_curve(&plot, RV_MEANING_VALIDATION, RV_STYLE_LINE_MARKS);
    band = find_curve(&plot, RV_MEANING_VALIDATION, RV_STYLE_BAND);
    for (size_t e = 0; e < FAKE_EPOCHS; e++) {
        double low = HUGE_VAL, high = -HUGE_VAL;

        for (size_t s = 0; s < 5; s++) {
            low = fmin(low, rv_table_at(&fake.experiment.results[s].epochs, e, 3));
            high = fmax(high, rv_table_at(&fake.experiment.results[s].epochs, e, 3));
        }
        assert_true(line->y[e] == rv_table_at(&fake.experiment.results[2].epochs, e, 3));
        assert_true(band->low[e] == low && band->high[e] == high);
    }
    assert_true(plot.panels[0].y.log && plot.panels[1].y.high == plot.panels[0].y.high);
    assert_true(plot.panels[0].mark_x == 4.5);
    rv_plot_release(&plot);
    fake_release(&fake);
}

static void titles_say_only_what_held(void **state)
{
    struct fake fake;
    struct rv_plot plot;

    (void)state;
    fake_create(&fake, 2, 2);
    plot = describe("snapshot-vs-mean", &fake.experiment);
    assert_non_null(strstr(plot.title, "its mean hid it"));
    rv_plot_release(&plot);
    fake.verdicts[0].passed = false; /* the claim fell: its sentence must not be printed */
    plot = describe("snapshot-vs-mean", &fake.experiment);
    assert_string_equal(plot.title, "The learning rate is too large for the valley");
    rv_plot_release(&plot);
    fake.experiment.verdicts = NULL; /* never checked */
    plot = describe("loss-curves", &fake.experiment);
    assert_string_equal(plot.title, "The learning rate is too large for the valley");
    rv_plot_release(&plot);
    fake_release(&fake);
}

static void a_left_out_variant_is_not_drawn(void **state)
{
    struct fake fake;
    struct rv_plot plot;

    (void)state;
    fake_create(&fake, 3, 2);
    fake.experiment.results[2].made = fake.experiment.results[3].made = false; /* settled */
    plot = describe("loss-curves", &fake.experiment);
    assert_int_equal(plot.panel_count, 1);
    rv_plot_release(&plot);
    plot = describe("variants", &fake.experiment);
    assert_int_equal(plot.panel_count, 2);
    rv_plot_release(&plot);
    fake_release(&fake);
}

/* A long run does not press the others into a corner of their panels. */
static void panels_of_other_lengths_have_their_own_epochs(void **state)
{
    struct rv_plot plot = {.whole_x = true, .own_x = true, .columns = 2};
    struct rv_text script = {0};
    const char *at;
    size_t ranges = 0;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const size_t epochs = i ? 300 : 10;
        struct rv_plot_curve *curve;

        rv_plot_panel(&plot, i ? "long" : "short");
        curve = rv_plot_curve(&plot, RV_STYLE_LINE_MARKS, RV_MEANING_VALIDATION, "v", epochs);
        for (size_t k = 0; k < epochs; k++) {
            curve->x[k] = (double)k + 1;
            curve->y[k] = 1 + (double)(k % 2);
        }
    }
    rv_plot_fit(&plot);
    assert_true(plot.panels[0].x.high < 11 && plot.panels[1].x.high > 299);
    rv_script_print(&plot, "variants", RV_FORMAT_SVG, &script);
    for (at = script.string; (at = strstr(at, "set xrange [")); at++)
        ranges++;
    assert_int_equal(ranges, 2);
    /* 300 marks would be a tube: one in eight; ten are ten */
    assert_non_null(strstr(script.string, " pi 8"));
    assert_ptr_equal(strstr(script.string, " pi "), strstr(script.string, " pi 8"));
    rv_text_release(&script);
    rv_plot_release(&plot);
}

/* ---- Scripts ---- */

static void scripts_hold_no_text_but_quoted_text(void **state)
{
    struct fake fake;
    struct rv_plot plot;
    struct rv_text script = {0};

    (void)state;
    fake_create(&fake, 2, 2);
    rv_free(fake.scenario.title);
    fake.scenario.title = fake_text("`touch PWN` \"; system(\"touch PWN\"); \"\nset output '|x'");
    fake.experiment.verdicts = NULL;
    plot = describe("loss-curves", &fake.experiment);
    rv_script_print(&plot, "loss-curves", RV_FORMAT_SVG, &script);
    assert_null(strchr(script.string, '`'));
    assert_null(strstr(script.string, "; \""));
    assert_null(strstr(script.string, "'|"));
    assert_null(strstr(script.string, "\nset output '"));
    assert_non_null(strstr(script.string, "noenhanced"));
    rv_text_release(&script);
    rv_plot_release(&plot);
    fake_release(&fake);
}

static void data_files_hold_numbers_only(void **state)
{
    struct fake fake;
    struct rv_plot plot;
    struct rv_text data = {0};

    (void)state;
    fake_create(&fake, 1, 1);
    plot = describe("loss-curves", &fake.experiment);
    rv_blocks_print(&plot, &data);
    for (const char *line = data.string; *line; line += strcspn(line, "\n") + 1)
        if (*line != '#' && *line != '\n')
            assert_true(strspn(line, "0123456789.eE+- NaN") == strcspn(line, "\n"));
    rv_text_release(&data);
    rv_plot_release(&plot);
    fake_release(&fake);
}

static void values_off_the_scale_get_a_mark(void **state)
{
    struct fake fake;
    struct rv_plot plot;
    struct rv_text data = {0};

    (void)state;
    fake_create(&fake, 1, 1);
    fake.experiment.results[0].epochs.values[20 * fake.experiment.results[0].epochs.columns + 3] =
        1e30;
    fake.experiment.results[0].epochs.values[21 * fake.experiment.results[0].epochs.columns + 3] =
        HUGE_VAL;
    plot = describe("loss-curves", &fake.experiment);
    assert_true(plot.panels[0].y.high < 1000); /* one value does not flatten all others */
    assert_int_equal(rv_blocks_off_scale(&plot, 0), 2);
    rv_blocks_print(&plot, &data);
    assert_non_null(strstr(data.string, "points above the scale"));
    rv_text_release(&data);
    rv_plot_release(&plot);
    fake_release(&fake);
}

static void charts_stand_in_for_curves_only(void **state)
{
    struct fake fake;
    struct rv_plot plot;
    struct rv_text text = {0};

    (void)state;
    fake_create(&fake, 2, 2);
    plot = describe("loss-curves", &fake.experiment);
    assert_true(rv_sketch_print(&plot, 78, 14, &text));
    assert_non_null(strstr(text.string, "x training, end of the epoch"));
    rv_plot_release(&plot);
    rv_text_clear(&text);
    plot = describe("jump-scatter", &fake.experiment);
    assert_false(rv_sketch_print(&plot, 78, 14, &text));
    assert_int_equal(text.length, 0);
    rv_plot_release(&plot);
    rv_text_release(&text);
    fake_release(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_are_round_numbers),
        cmocka_unit_test(ticks_survive_any_limits),
        cmocka_unit_test(every_figure_describes_itself),
        cmocka_unit_test(nothing_to_draw_is_an_error_not_a_crash),
        cmocka_unit_test(protocols_are_drawn_beside_validation),
        cmocka_unit_test(loss_curves_show_the_demo_seed_and_the_range),
        cmocka_unit_test(titles_say_only_what_held),
        cmocka_unit_test(a_left_out_variant_is_not_drawn),
        cmocka_unit_test(panels_of_other_lengths_have_their_own_epochs),
        cmocka_unit_test(scripts_hold_no_text_but_quoted_text),
        cmocka_unit_test(data_files_hold_numbers_only),
        cmocka_unit_test(values_off_the_scale_get_a_mark),
        cmocka_unit_test(charts_stand_in_for_curves_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
