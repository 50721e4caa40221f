/* Figures of runs on surfaces: their numbers recomputed, what they refuse, the map of characters. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "plot/blocks.h"
#include "plot/field.h"
#include "plot/script.h"
#include "plot/sketch.h"
#include "ravine/eigen.h"
#include "ravine/figure.h"
#include "ravine/heatmap.h"
#include "ravine/vector.h"
#include "support/valley_case.h"

#include <math.h>

#define ROUNDING 1e-12 /* of a few operations on numbers of size 1 */
#define SIGMAS 4.5     /* of a Monte Carlo estimate: fails by chance once in 100,000 */

static enum rv_status describe(const char *name, const struct valley_case *valley,
                               struct rv_plot *plot, struct rv_error *error)
{
    const struct rv_type *type = rv_registry_find(&rv_figures, name);

    assert_non_null(type);
    *plot = (struct rv_plot){0};
    return ((const struct rv_figure_type *)type)->describe(&valley->experiment, plot, error);
}

static struct rv_plot drawn(const char *name, const struct valley_case *valley)
{
    struct rv_error error = {0};
    struct rv_plot plot;

    if (describe(name, valley, &plot, &error))
        fail_msg("%s: %s", name, error.message);
    rv_plot_fit(&plot);
    return plot;
}

static const struct rv_plot_curve *named(const struct rv_plot *plot, const char *name, size_t panel)
{
    for (size_t i = 0; i < plot->curve_count; i++)
        if (plot->curves[i].panel == panel && strcmp(plot->curves[i].name, name) == 0)
            return &plot->curves[i];
    fail_msg("no curve '%s'", name);
    return NULL;
}

static double step_at(const struct valley_case *valley, size_t run, size_t row, const char *column)
{
    const struct rv_table *steps = &valley->experiment.results[run].steps;

    return rv_table_at(steps, row, rv_table_find(steps, column));
}

/* ---- Paths and fields ---- */

static void paths_are_the_recorded_steps(void **state)
{
    struct valley_case valley;
    struct rv_plot plot;

    (void)state;
    valley_run(&valley, valley_yaml);
    plot = drawn("surface-paths", &valley);
    for (size_t v = 0; v < 3; v++) {
        const struct rv_plot_curve *path = named(&plot, valley.scenario.variants[v].name, 0);

        assert_int_equal(path->count, 41);
        assert_true(path->x[0] == 1 && path->y[0] == 0.5);
        for (size_t i = 0; i < 40; i++) {
            assert_true(path->x[i + 1] == step_at(&valley, 2 * v, i, "x"));
            assert_true(path->y[i + 1] == step_at(&valley, 2 * v, i, "y"));
        }
    }
    assert_true(named(&plot, "minimum", 0)->x[0] == 0 && named(&plot, "start", 0)->y[0] == 0.5);
    rv_plot_release(&plot);
    valley_release(&valley);
}

/* f = (x^2 + 100 y^2) / 2, at every point of the grid; its twin is moved by (0.1, 0.05). */
static void fields_are_the_surface_and_its_twin(void **state)
{
    struct valley_case valley;
    struct rv_plot plot;

    (void)state;
    valley_run(&valley, valley_yaml);
    plot = drawn("twin-paths", &valley);
    assert_int_equal(plot.field_count, 2);
    for (size_t f = 0; f < 2; f++) {
        const struct rv_plot_field *field = &plot.fields[f];

        assert_true(field->columns >= 201 && field->rows >= 201);
        assert_true(field->base == 0);
        for (size_t row = 0; row < field->rows; row++)
            for (size_t i = 0; i < field->columns; i++) {
                double x = rv_field_at(field, 0, i) - (f ? 0.1 : 0);
                double y = rv_field_at(field, 1, row) - (f ? 0.05 : 0);
                double expected = (x * x + 100 * y * y) / 2;

                assert_true(fabs(field->value[row * field->columns + i] - expected) <=
                            ROUNDING * (1 + expected));
            }
    }
    /* one scale of colours: equal heights look equal */
    assert_true(plot.fields[0].color.high == plot.fields[1].color.high);
    assert_true(plot.fields[0].color.log && plot.fields[0].level_count >= 5);
    for (size_t i = 1; i < plot.fields[0].level_count; i++)
        assert_true(plot.fields[0].level[i] > 2 * plot.fields[0].level[i - 1]);
    rv_plot_release(&plot);
    valley_release(&valley);
}

static void a_path_in_3d_lies_on_the_surface(void **state)
{
    struct valley_case valley;
    struct rv_plot plot;

    (void)state;
    valley_run(&valley, valley_yaml);
    plot = drawn("surface-3d", &valley);
    for (size_t c = 0; c < plot.curve_count; c++)
        for (size_t i = 0; i < plot.curves[c].count; i++) {
            double x = plot.curves[c].x[i], y = plot.curves[c].y[i];
            double height = (x * x + 100 * y * y) / 2, high = plot.fields[0].color.high;

            assert_true(isnan(plot.curves[c].z[i]) ||
                        (plot.curves[c].z[i] > height && plot.curves[c].z[i] < height + high / 100));
        }
    rv_plot_release(&plot);
    valley_release(&valley);
}

/* A path that leaves: the picture stays at the surface, and nothing is infinite in it. */
static void a_path_that_diverges_leaves_the_picture(void **state)
{
    static const char yaml[] = "title: Too large\nrecipe:\n  surface: {name: quadratic}\n"
                               "  start: [1, 1]\n  optimizer: {name: sgd, learning_rate: 0.5}\n"
                               "  train: {steps_per_epoch: 5, epochs: 40}\n"
                               "  record: {steps_every: 1}\nmay_diverge: [base]\n";
    struct valley_case valley;
    struct rv_plot plot;

    (void)state;
    valley_run(&valley, yaml);
    plot = drawn("surface-paths", &valley);
    for (int i = 0; i < 2; i++) {
        assert_true(plot.fields[0].low[i] > -4 && plot.fields[0].high[i] < 4);
        assert_true(plot.fields[0].low[i] < 0 && plot.fields[0].high[i] > 1);
    }
    rv_plot_release(&plot);
    valley_release(&valley);
}

/* ---- Numbers ---- */

static void distances_are_those_of_a_parabola(void **state)
{
    struct valley_case valley;
    struct rv_plot plot;
    const struct rv_plot_curve *across, *along;

    (void)state;
    valley_run(&valley, valley_yaml);
    plot = drawn("valley-distance", &valley);
    across = named(&plot, "settled", 0);
    along = named(&plot, "settled", 1);
    for (size_t i = 0; i <= 40; i++) {
        double x = i ? step_at(&valley, 2, i - 1, "x") : 1;
        double y = i ? step_at(&valley, 2, i - 1, "y") : 0.5;

        assert_true(across->x[i] == (double)i);
        assert_true(fabs(across->y[i] - fabs(y)) <= ROUNDING);
        assert_true(fabs(along->y[i] - hypot(x, y)) <= ROUNDING);
    }
    rv_plot_release(&plot);
    valley_release(&valley);
}

static void bars_end_at_rate_times_curvature(void **state)
{
    static const double product[] = {1.9, 0.019, 0.2385, 0.002385, 1, 0.01};
    static const double limit[] = {2, 2, 2, 2, 3.8, 3.8};
    static const enum rv_curve_meaning meaning[] = {RV_MEANING_VALIDATION, RV_MEANING_CURED,
                                                    RV_MEANING_CURED, RV_MEANING_CURED,
                                                    RV_MEANING_VALIDATION, RV_MEANING_VALIDATION};
    struct valley_case valley;
    struct rv_plot plot;
    size_t bar = 0, mark = 0;

    (void)state;
    valley_run(&valley, valley_yaml);
    plot = drawn("stability", &valley);
    for (size_t i = 0; i < plot.curve_count; i++) {
        const struct rv_plot_curve *curve = &plot.curves[i];

        if (curve->style == RV_STYLE_ROW) {
            assert_true(bar < 6 && fabs(curve->high[0] - product[bar]) <= ROUNDING);
            assert_int_equal(curve->meaning, meaning[bar]); /* (1 - sqrt 0.9)^2 = 0.0026 < 0.01 */
            assert_true(curve->low[0] > 0 && curve->low[0] < curve->high[0]);
            bar++;
        } else if (curve->meaning == RV_MEANING_LIMIT) {
            assert_true(mark < 6 && fabs(curve->x[0] - limit[mark++]) <= ROUNDING);
        }
    }
    assert_int_equal(bar, 6);
    assert_int_equal(mark, 6);
    rv_plot_release(&plot);
    valley_release(&valley);
}

static void losses_stand_above_the_minimum(void **state)
{
    struct valley_case valley;
    struct rv_plot plot;
    const struct rv_plot_curve *curve;

    (void)state;
    valley_run(&valley, valley_yaml);
    plot = drawn("step-loss-log", &valley);
    curve = named(&plot, "swinging", 0);
    assert_true(curve->x[0] == 0 && fabs(curve->y[0] - 13) <= ROUNDING); /* (1 + 100/4) / 2 */
    for (size_t i = 0; i < 40; i++)
        assert_true(curve->y[i] == step_at(&valley, 4, i, "loss"));
    assert_true(plot.panels[0].y.log);
    rv_plot_release(&plot);
    valley_release(&valley);
}

/* 4000 replicas at rest: bins count all of them, and the law of theory is the law of the sample. */
static void the_histogram_follows_its_law(void **state)
{
    static const char yaml[] =
        "title: Noise\nrecipe:\n  surface: {name: quadratic, curvature: [1, 100], rotation: 30}\n"
        "  start: [0, 0]\n  noise: {name: gaussian, sigma: 2}\n  replicas: 4000\n"
        "  optimizer: {name: sgd, learning_rate: 0.005, momentum: 0.5}\n"
        "  train: {steps_per_epoch: 50, epochs: 4}\n  record: {weights: final}\n";
    double law = sqrt(0.005 * 4 * 1.5 / (100 * 0.5 * (2 * 1.5 - 0.5)));
    double area = 0, squares = 0, width, peak;
    const struct rv_plot_curve *bins, *theory;
    struct valley_case valley;
    struct rv_plot plot;

    (void)state;
    valley_run(&valley, yaml);
    plot = drawn("noise-histogram", &valley);
    bins = named(&plot, "measured positions", 0);
    theory = named(&plot, "Gaussian of theory", 0);
    width = bins->x[1] - bins->x[0];
    for (size_t i = 0; i < bins->count; i++) {
        area += bins->y[i] * width;
        squares += bins->y[i] * width * bins->x[i] * bins->x[i];
    }
    assert_true(area > 0.998 && area < 1 + ROUNDING); /* four standard deviations */
    squares -= width * width / 12; /* Sheppard: what binning adds */
    assert_true(fabs(sqrt(squares) / law - 1) < SIGMAS / sqrt(2 * 4000.0));
    peak = theory->y[theory->count / 2] * sqrt(2 * acos(-1)) * law;
    assert_true(fabs(peak - 1) < SIGMAS / sqrt(2 * 100000.0)); /* the noise is drawn as well */
    rv_plot_release(&plot);
    valley_release(&valley);
}

static void curvatures_come_with_their_directions(void **state)
{
    static const char yaml[] = "title: t\nrecipe:\n  surface: {name: quadratic, curvature: [3, 7], "
                               "rotation: 25}\n  train: {epochs: 1}\n";
    struct valley_case valley;
    struct rv_surface *surface;
    double curvature[2], direction[4], turn = 25 * acos(-1) / 180;

    (void)state;
    valley_run(&valley, yaml);
    assert_int_equal(rv_surface_create(&valley.scenario.variants[0].recipe.surface, 0, NULL,
                                       &surface, NULL), RV_OK);
    assert_int_equal(rv_surface_curvatures(surface, (const double[]){0.3, -1.2}, curvature,
                                           direction, NULL), RV_OK);
    assert_true(fabs(curvature[0] - 7) < ROUNDING && fabs(curvature[1] - 3) < ROUNDING);
    assert_true(fabs(fabs(direction[1]) - cos(turn)) < ROUNDING);
    assert_true(fabs(fabs(direction[0]) - sin(turn)) < ROUNDING);
    assert_false(rv_eigen_symmetric((const double[]){1, 2.385, 2.385, RV_NAN}, 2, curvature,
                                    direction));
    assert_true(isnan(curvature[0]) && isnan(curvature[1]) && isnan(direction[3]));
    rv_surface_free(surface);
    valley_release(&valley);
}

/* ---- What is refused ---- */

static void missing_steps_are_told(void **state)
{
    static const char *const need_steps[] = {"surface-paths", "surface-3d", "twin-paths",
                                             "path-animation", "valley-distance", "step-loss-log"};
    static const char yaml[] = "title: t\nrecipe:\n  surface: {name: rosenbrock}\n"
                               "  train: {epochs: 2}\n";
    struct valley_case valley;

    (void)state;
    valley_run(&valley, yaml);
    for (size_t i = 0; i < sizeof need_steps / sizeof need_steps[0]; i++) {
        struct rv_error error = {0};
        struct rv_plot plot;

        assert_int_equal(describe(need_steps[i], &valley, &plot, &error), RV_MISSING);
        assert_non_null(strstr(error.message, "record.steps_every: 1"));
        rv_plot_release(&plot);
    }
    valley_release(&valley);
}

static void other_optimizers_have_no_limit(void **state)
{
    static const char yaml[] = "title: t\nrecipe:\n  surface: {name: quadratic}\n"
                               "  optimizer: {name: adam}\n  train: {epochs: 2}\n"
                               "  record: {steps_every: 1}\n";
    struct rv_error error = {0};
    struct valley_case valley;
    struct rv_plot plot;

    (void)state;
    valley_run(&valley, yaml);
    assert_int_equal(describe("stability", &valley, &plot, &error), RV_MISSING);
    assert_non_null(strstr(error.message, "sgd"));
    rv_plot_release(&plot);
    assert_int_equal(describe("noise-histogram", &valley, &plot, &error), RV_OK);
    assert_non_null(strstr(plot.caption, "no closed form"));
    rv_plot_release(&plot);
    valley_release(&valley);
}

static void every_surface_has_its_picture(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_surfaces.count; i++) {
        struct rv_text yaml = {0};
        struct valley_case valley;
        struct rv_plot plot;

        rv_text_printf(&yaml, "title: t\nrecipe:\n  surface: {name: %s}\n"
                       "  optimizer: {name: sgd, learning_rate: 0.001}\n"
                       "  train: {steps_per_epoch: 5, epochs: 2}\n  record: {steps_every: 1}\n",
                       rv_surfaces.types[i]->name);
        valley_run(&valley, rv_text_string(&yaml));
        plot = drawn("surface-paths", &valley);
        assert_true(rv_blocks_field_visible(&plot, 0));
        assert_true(plot.fields[0].color.low < plot.fields[0].color.high);
        assert_true(plot.fields[0].level_count >= 2);
        rv_plot_release(&plot);
        valley_release(&valley);
        rv_text_release(&yaml);
    }
}

/* ---- Scripts and data ---- */

static void names_are_only_quoted(void **state)
{
    struct valley_case valley;

    (void)state;
    valley_run(&valley, valley_yaml);
    rv_free(valley.scenario.variants[0].name);
    valley.scenario.variants[0].name = rv_strdup("`touch PWN` \"; system(\"touch PWN\"); \"");
    for (size_t i = 0; i < rv_figures.count; i++) {
        const struct rv_figure_type *type = (const struct rv_figure_type *)rv_figures.types[i];
        struct rv_text text = {0};
        struct rv_plot plot;

        if (!(type->needs & RV_NEEDS_SURFACE))
            continue;
        plot = drawn(type->type.name, &valley);
        rv_script_print(&plot, type->type.name, RV_FORMAT_SVG, &text);
        assert_null(strchr(text.string, '`'));
        assert_null(strstr(text.string, "\"; system"));
        rv_text_clear(&text);
        rv_blocks_print(&plot, &text);
        assert_null(strchr(text.string, '`'));
        for (const char *line = text.string; *line; line += strcspn(line, "\n") + 1)
            if (*line != '#' && *line != '\n')
                assert_true(strspn(line, "0123456789.eE+- NaN") == strcspn(line, "\n"));
        rv_text_release(&text);
        rv_plot_release(&plot);
    }
    valley_release(&valley);
}

/* ---- Maps of characters ---- */

static size_t longest_line(const char *text, size_t *lines)
{
    size_t longest = 0;

    for (*lines = 0; *text; ++*lines) {
        size_t letters = 0;

        for (; *text && *text != '\n'; text++)
            letters += ((unsigned char)*text & 0xc0) != 0x80;
        text += *text == '\n';
        longest = letters > longest ? letters : longest;
    }
    return longest;
}

static double slope(const void *context, double x, double y)
{
    (void)context;
    (void)y;
    return x > 0.9 ? RV_NAN : x;
}

static void maps_fit_their_size(void **state)
{
    const double px[] = {0.1, 0.5, 7}, py[] = {0.95, 0.5, 0.5};
    struct rv_heatmap_path path = {"the \033path", "O", px, py, 3};
    struct rv_heatmap map = {.title = "a map", .high = {1, 1}, .shade = slope, .paths = &path,
                             .path_count = 1, .width = 78, .height = 22, .utf8 = true};
    struct rv_text text = {0};
    size_t lines;

    (void)state;
    rv_heatmap_print(&map, &text);
    assert_int_equal(longest_line(text.string, &lines), 78);
    assert_int_equal(lines, 22);
    assert_null(strchr(text.string, '\033'));
    assert_non_null(strstr(text.string, "O the  path")); /* control characters are blanks */
    assert_non_null(strstr(text.string, "\u2588"));
    assert_non_null(strstr(text.string, "?")); /* no value there */
    rv_text_clear(&text);
    map.utf8 = false;
    rv_heatmap_print(&map, &text);
    assert_int_equal(longest_line(text.string, &lines), 78);
    for (const char *c = text.string; *c; c++)
        assert_true((unsigned char)*c < 0x80);
    rv_text_clear(&text);
    map.utf8 = map.color = true;
    rv_heatmap_print(&map, &text);
    assert_non_null(strstr(text.string, "\u2580")); /* two values a cell */
    assert_true(text.style_count >= 2); /* a cell and back */
    assert_string_equal(text.styles[1].sgr, "0");
    rv_text_clear(&text);
    map.width = RV_HEATMAP_LEAST_WIDTH - 1;
    rv_heatmap_print(&map, &text);
    assert_non_null(strstr(text.string, "needs 30 x 10"));
    rv_text_release(&text);
}

static void a_map_stands_in_for_a_field(void **state)
{
    struct valley_case valley;
    struct rv_text text = {0};
    struct rv_plot plot;
    const char *row;

    (void)state;
    valley_run(&valley, valley_yaml);
    plot = drawn("twin-paths", &valley);
    assert_true(rv_sketch_print(&plot, 100, 24, &text));
    assert_non_null(strstr(text.string, "validation surface"));
    assert_non_null(strstr(text.string, "S start"));
    row = strstr(text.string, "      0 \u2524"); /* the floor: blank, with the minimum in it */
    assert_non_null(row);
    assert_true(memchr(row, '*', strcspn(row, "\n")) != NULL);
    rv_plot_release(&plot);
    rv_text_release(&text);
    valley_release(&valley);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_the_recorded_steps),
        cmocka_unit_test(fields_are_the_surface_and_its_twin),
        cmocka_unit_test(a_path_in_3d_lies_on_the_surface),
        cmocka_unit_test(a_path_that_diverges_leaves_the_picture),
        cmocka_unit_test(distances_are_those_of_a_parabola),
        cmocka_unit_test(bars_end_at_rate_times_curvature),
        cmocka_unit_test(losses_stand_above_the_minimum),
        cmocka_unit_test(the_histogram_follows_its_law),
        cmocka_unit_test(curvatures_come_with_their_directions),
        cmocka_unit_test(missing_steps_are_told),
        cmocka_unit_test(other_optimizers_have_no_limit),
        cmocka_unit_test(every_surface_has_its_picture),
        cmocka_unit_test(names_are_only_quoted),
        cmocka_unit_test(maps_fit_their_size),
        cmocka_unit_test(a_map_stands_in_for_a_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
