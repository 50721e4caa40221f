/* A plot as terminal charts: see sketch.h. */
#include "plot/sketch.h"

#include "plot/field.h"
#include "ravine/chart.h"
#include "ravine/heatmap.h"
#include "ravine/memory.h"

#include <math.h>

/* The marks of the screens: O validation, x training at the end of the epoch, . its mean. */
static const char *const marks[RV_MEANING_COUNT] = {
    [RV_MEANING_VALIDATION] = "O", [RV_MEANING_SNAPSHOT] = "x", [RV_MEANING_MEAN] = ".",
    [RV_MEANING_CURED] = "o",      [RV_MEANING_OTHER] = "+",    [RV_MEANING_SEED] = ",",
    [RV_MEANING_GUIDE] = "-",      [RV_MEANING_LIMIT] = "|",   [RV_MEANING_START] = "S",
    [RV_MEANING_MINIMUM] = "*",    [RV_MEANING_PATH] = "O",    [RV_MEANING_PATH + 1] = "o",
    [RV_MEANING_PATH + 2] = "x",   [RV_MEANING_PATH + 3] = "v", [RV_MEANING_PATH + 4] = "a",
    [RV_MEANING_PATH + 5] = "e",
};

/* A heat map beside which a command line still has room on a screen of 80 x 24. */
#define MAP_WIDTH 78
#define MAP_HEIGHT 22

/* A chart counts its columns in epochs, so x must run 1, 2, 3, ... from anywhere. */
static bool is_curve(const struct rv_plot_curve *curve)
{
    if (curve->style != RV_STYLE_LINE && curve->style != RV_STYLE_LINE_MARKS)
        return false;
    for (size_t i = 0; i < curve->count; i++)
        if (!(fabs(curve->x[i] - curve->x[0] - (double)i) < 1e-9))
            return false;
    return true;
}

static bool is_chart(const struct rv_plot *plot)
{
    for (size_t i = 0; i < plot->curve_count; i++)
        if (plot->curves[i].style != RV_STYLE_BAND && !is_curve(&plot->curves[i]))
            return false;
    return plot->panel_count > 0 && plot->rows == 0;
}

/* All panels get the limits of the plot: the calm run must look calm beside the wild one. */
static void print_panel(const struct rv_plot *plot, size_t panel, int width, int height,
                        struct rv_text *out)
{
    struct rv_chart_series *series = rv_alloc(plot->curve_count + 1, sizeof *series);
    struct rv_chart chart = {.title = plot->panels[panel].title, .y_label = plot->y_label,
                             .x_label = plot->x_label, .x_first = 1, .width = width,
                             .height = height, .series = series,
                             .y_low = plot->panels[panel].y.low,
                             .y_high = plot->panels[panel].y.high};

    for (size_t i = 0; i < plot->curve_count; i++) {
        const struct rv_plot_curve *curve = &plot->curves[i];

        if (curve->panel != panel || curve->style == RV_STYLE_BAND || curve->count == 0)
            continue;
        chart.x_first = lround(curve->x[0]);
        series[chart.series_count++] = (struct rv_chart_series){
            .name = curve->name,
            .mark = marks[curve->meaning],
            .value = curve->y,
            .count = curve->count,
            .stems = curve->meaning == RV_MEANING_VALIDATION,
            .meets = curve->meaning == RV_MEANING_VALIDATION ||
                     curve->meaning == RV_MEANING_SNAPSHOT,
        };
    }
    if (chart.title && !*chart.title)
        chart.title = NULL;
    rv_chart_print(&chart, out);
    rv_free(series);
}

static double shade_of(const void *field, double x, double y)
{
    return rv_field_shade(field, x, y);
}

/* Files of characters are read in any program: no colours, but box characters. */
static void print_map(const struct rv_plot *plot, const struct rv_plot_field *field,
                      struct rv_text *out)
{
    struct rv_heatmap_path *paths = rv_alloc(plot->curve_count + 1, sizeof *paths);
    struct rv_heatmap map = {.low = {field->low[0], field->low[1]},
                             .high = {field->high[0], field->high[1]},
                             .shade = shade_of, .context = field, .paths = paths,
                             .width = MAP_WIDTH, .height = MAP_HEIGHT, .utf8 = true};

    for (size_t i = 0; i < plot->curve_count; i++) {
        const struct rv_plot_curve *curve = &plot->curves[i];

        if (curve->panel == field->panel)
            paths[map.path_count++] = (struct rv_heatmap_path){
                .name = curve->name, .mark = marks[curve->meaning], .x = curve->x, .y = curve->y,
                .count = curve->count};
    }
    map.title = plot->panels[field->panel].title;
    if (!*map.title)
        map.title = NULL;
    rv_heatmap_print(&map, out);
    rv_free(paths);
}

bool rv_sketch_print(const struct rv_plot *plot, int width, int height, struct rv_text *out)
{
    if (plot->field_count == 0 && !is_chart(plot))
        return false;
    rv_text_wrap(out, plot->title ? plot->title : "", 0, width);
    rv_text_add(out, "\n");
    for (size_t i = 0; i < plot->panel_count; i++) {
        if (rv_field_of(plot, i))
            print_map(plot, rv_field_of(plot, i), out);
        else
            print_panel(plot, i, width, height, out);
        rv_text_add(out, "\n");
    }
    rv_text_wrap(out, plot->caption ? plot->caption : "", 0, width);
    return true;
}
