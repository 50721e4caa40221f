/* What to draw: see plot.h. */
#include "plot/plot.h"

#include "plot/field.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

/* A value further above the rest than this factor (above the 90 % quantile) does not stretch the
 * axis: a run that diverges to 1e30 must not flatten what came before. */
#define OUTLIER_FACTOR 100.0
/* Room between the outermost value and the frame, as a share of the axis. */
#define ROOM 0.05

void rv_plot_set(char **text, const char *value)
{
    char *copy = rv_strdup(value);

    rv_free(*text);
    *text = copy;
}

/* Panels and curves lie in growing arrays: a figure has a dozen of them at most. */
struct rv_plot_panel *rv_plot_panel(struct rv_plot *plot, const char *title)
{
    size_t n = plot->panel_count++;
    struct rv_plot_panel *panel;

    plot->panels = rv_realloc(plot->panels, n, n + 1, sizeof *plot->panels);
    panel = &plot->panels[n];
    panel->title = rv_strdup(title);
    panel->mark_x = (double)NAN;
    return panel;
}

static double *missing(size_t count)
{
    double *value = rv_alloc(count ? count : 1, sizeof *value);

    for (size_t i = 0; i < count; i++)
        value[i] = (double)NAN;
    return value;
}

static bool has_interval(enum rv_curve_style style)
{
    return style == RV_STYLE_BAND || style == RV_STYLE_BARS || style == RV_STYLE_RANGE ||
           style == RV_STYLE_ROW;
}

struct rv_plot_curve *rv_plot_curve(struct rv_plot *plot, enum rv_curve_style style,
                                    enum rv_curve_meaning meaning, const char *name, size_t count)
{
    size_t n = plot->curve_count++;
    struct rv_plot_curve *curve;

    plot->curves = rv_realloc(plot->curves, n, n + 1, sizeof *plot->curves);
    curve = &plot->curves[n];
    curve->style = style;
    curve->meaning = meaning;
    curve->name = rv_strdup(name);
    curve->count = count;
    curve->panel = plot->panel_count - 1;
    curve->x = missing(count);
    curve->y = missing(count);
    if (has_interval(style)) {
        curve->low = missing(count);
        curve->high = missing(count);
    }
    return curve;
}

void rv_plot_note(struct rv_plot *plot, double x, double y, bool left_of_axis, const char *text)
{
    struct rv_plot_panel *panel = &plot->panels[plot->panel_count - 1];
    size_t n = panel->note_count++;

    panel->notes = rv_realloc(panel->notes, n, n + 1, sizeof *panel->notes);
    panel->notes[n] = (struct rv_plot_note){x, y, rv_strdup(text), left_of_axis};
}

/* Bands and intervals need both ends; a band has no y of its own. */
bool rv_plot_drawable(const struct rv_plot_curve *curve, size_t i)
{
    bool whole = !curve->low || (isfinite(curve->low[i]) && isfinite(curve->high[i]));

    return isfinite(curve->x[i]) && whole &&
           (curve->style == RV_STYLE_BAND || isfinite(curve->y[i]));
}

bool rv_plot_visible(const struct rv_plot_curve *curve)
{
    for (size_t i = 0; i < curve->count; i++)
        if (rv_plot_drawable(curve, i))
            return true;
    return false;
}

/* All values along one axis, for its limits. */
struct point_pool {
    double *value;
    size_t count;
};

static void pour(struct point_pool *pool, const double *value, size_t count)
{
    if (!value)
        return;
    pool->value = rv_realloc(pool->value, pool->count, pool->count + count, sizeof *pool->value);
    for (size_t i = 0; i < count; i++)
        pool->value[pool->count + i] = value[i];
    pool->count += count;
}

/* All panels share their axes, or one has its own. */
#define ALL_PANELS ((size_t)-1)

/* An interval lies along x for rows and RV_STYLE_RANGE, along y for bands and bars. A histogram
 * stands on 0. */
static struct point_pool gather(const struct rv_plot *plot, bool along_x, size_t panel)
{
    struct point_pool pool = {0};
    const double ground = 0;

    for (size_t i = 0; i < plot->curve_count; i++) {
        const struct rv_plot_curve *curve = &plot->curves[i];
        bool flat = curve->style == RV_STYLE_RANGE || curve->style == RV_STYLE_ROW;

        if (curve->count == 0 || (panel != ALL_PANELS && curve->panel != panel))
            continue;
        pour(&pool, along_x ? curve->x : curve->style == RV_STYLE_BAND ? NULL : curve->y,
             curve->count);
        if (along_x == flat) {
            pour(&pool, curve->low, curve->count);
            pour(&pool, curve->high, curve->count);
        }
        if (!along_x && curve->style == RV_STYLE_BOXES)
            pour(&pool, &ground, 1);
    }
    return pool;
}

/* The clip needs a few values to know what is usual, and positive ones for a factor to mean
 * anything. */
static struct rv_axis fit(struct point_pool pool, bool may_log, double room, size_t ticks)
{
    struct rv_axis axis = {0};
    double low = 0, high = 1;

    if (rv_axis_limits(pool.value, pool.count, &low, &high) && pool.count > 4) {
        double usual = rv_vector_quantile(pool.value, pool.count, 0.9);

        if (isfinite(usual) && usual > 0 && high > OUTLIER_FACTOR * usual)
            high = OUTLIER_FACTOR * usual;
    }
    rv_axis_fit(&axis, low, high, may_log && rv_axis_wants_log(low, high), room, ticks);
    rv_free(pool.value);
    return axis;
}

static struct rv_axis fit_y(const struct rv_plot *plot, size_t panel, size_t rows)
{
    struct rv_axis y = fit(gather(plot, false, panel), !plot->linear_y, ROOM, 9);

    rv_axis_ticks(&y, rows > 1 ? 9 / rows : 8, false);
    if (plot->rows) /* half a row of air above the first and below the last */
        y = (struct rv_axis){.low = 0.4 - (double)plot->rows, .high = 0.6};
    if (plot->unit_y) {
        y.high = 1.01;
        rv_axis_ticks(&y, 8, false);
    }
    return y;
}

static struct rv_axis fit_x(const struct rv_plot *plot, size_t panel, size_t columns)
{
    struct rv_axis x = fit(gather(plot, true, panel), plot->log_x, plot->whole_x ? 0.02 : ROOM, 10);

    rv_axis_ticks(&x, columns > 2 ? 12 / columns : columns > 1 ? 6 : 10, plot->whole_x);
    return x;
}

void rv_plot_fit(struct rv_plot *plot)
{
    size_t columns = plot->columns ? plot->columns : 1;
    size_t rows = (plot->panel_count + columns - 1) / columns;
    struct rv_axis x = fit_x(plot, ALL_PANELS, columns);
    struct rv_axis y = fit_y(plot, ALL_PANELS, rows);

    for (size_t i = 0; i < plot->panel_count; i++) {
        plot->panels[i].x = plot->own_x ? fit_x(plot, i, columns) : x;
        plot->panels[i].y = plot->own_y || plot->own_rows ? fit_y(plot, i, rows) : y;
    }
    for (size_t i = 0; i < plot->field_count; i++)
        rv_field_axes(&plot->fields[i], &plot->panels[plot->fields[i].panel]);
    for (size_t i = 0; plot->own_rows && plot->field_count && i < plot->panel_count; i++)
        plot->panels[i].x = plot->panels[plot->fields[0].panel].x;
}

void rv_plot_release(struct rv_plot *plot)
{
    for (size_t i = 0; i < plot->panel_count; i++) {
        for (size_t k = 0; k < plot->panels[i].note_count; k++)
            rv_free(plot->panels[i].notes[k].text);
        rv_free(plot->panels[i].notes);
        rv_free(plot->panels[i].title);
        rv_free(plot->panels[i].y_label);
    }
    for (size_t i = 0; i < plot->curve_count; i++) {
        struct rv_plot_curve *curve = &plot->curves[i];

        rv_free(curve->name);
        rv_free(curve->x);
        rv_free(curve->y);
        rv_free(curve->low);
        rv_free(curve->high);
        rv_free(curve->z);
    }
    for (size_t i = 0; i < plot->field_count; i++)
        rv_free(plot->fields[i].value);
    rv_free(plot->fields);
    rv_free(plot->panels);
    rv_free(plot->curves);
    rv_free(plot->title);
    rv_free(plot->caption);
    rv_free(plot->x_label);
    rv_free(plot->y_label);
    *plot = (struct rv_plot){0};
}
