/* A plot as terminal charts: see sketch.h. */
#include "plot/sketch.h"

#include "ravine/chart.h"
#include "ravine/memory.h"

#include <math.h>

/* The marks of the screens: O validation, x training at the end of the epoch, . its mean. */
static const char *const marks[RV_INK_COUNT] = {
    [RV_INK_VALIDATION] = "O", [RV_INK_SNAPSHOT] = "x", [RV_INK_MEAN] = ".",
    [RV_INK_CURED] = "o",      [RV_INK_OTHER] = "+",    [RV_INK_SEED] = ",",
    [RV_INK_GUIDE] = "-",
};

/* A chart counts its columns in epochs, so x must run 1, 2, 3, ... from anywhere. */
static bool is_curve(const struct rv_plot_curve *curve)
{
    if (curve->form != RV_FORM_LINE && curve->form != RV_FORM_LINE_MARKS)
        return false;
    for (size_t i = 0; i < curve->count; i++)
        if (!(fabs(curve->x[i] - curve->x[0] - (double)i) < 1e-9))
            return false;
    return true;
}

static bool is_chart(const struct rv_plot *plot)
{
    for (size_t i = 0; i < plot->curve_count; i++)
        if (plot->curves[i].form != RV_FORM_BAND && !is_curve(&plot->curves[i]))
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

        if (curve->panel != panel || curve->form == RV_FORM_BAND || curve->count == 0)
            continue;
        chart.x_first = lround(curve->x[0]);
        series[chart.series_count++] = (struct rv_chart_series){
            .name = curve->name,
            .mark = marks[curve->ink],
            .value = curve->y,
            .count = curve->count,
            .stems = curve->ink == RV_INK_VALIDATION,
            .meets = curve->ink == RV_INK_VALIDATION || curve->ink == RV_INK_SNAPSHOT,
        };
    }
    if (chart.title && !*chart.title)
        chart.title = NULL;
    rv_chart_print(&chart, out);
    rv_free(series);
}

bool rv_sketch_print(const struct rv_plot *plot, int width, int height, struct rv_text *out)
{
    if (!is_chart(plot))
        return false;
    rv_text_wrap(out, plot->title ? plot->title : "", 0, width);
    rv_text_add(out, "\n");
    for (size_t i = 0; i < plot->panel_count; i++) {
        print_panel(plot, i, width, height, out);
        rv_text_add(out, "\n");
    }
    rv_text_wrap(out, plot->caption ? plot->caption : "", 0, width);
    return true;
}
