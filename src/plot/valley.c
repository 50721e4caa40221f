/* Surfaces and paths for figures: see valley.h. */
#include "plot/valley.h"

#include "plot/field.h"
#include "plot/figure_parts.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

#define WINDOW_LEAST 0.4 /* of the surface's own window: nearer there is no valley to see */
#define WINDOW_MOST 2.0  /* paths farther out leave the picture */
#define MARGIN 0.1       /* on each side of the outermost point */

/* ---- The surface ---- */

static enum rv_status make(struct rv_valley *valley, struct rv_error *error)
{
    const struct rv_recipe *recipe = valley->recipe;
    size_t given = recipe->path.start.count;
    enum rv_status status = rv_surface_create(&recipe->surface, given, NULL, &valley->surface,
                                              error);

    if (!status)
        status = rv_surface_create(&recipe->surface, given, &recipe->validation, &valley->twin,
                                   error);
    if (status)
        return status;
    valley->n = rv_surface_dimension(valley->surface);
    rv_surface_start(valley->surface, valley->start);
    for (size_t i = 0; i < given; i++)
        valley->start[i] = recipe->path.start.value[i];
    return RV_OK;
}

enum rv_status rv_valley_open(const struct rv_experiment *experiment, size_t variant,
                              struct rv_valley *valley, struct rv_error *error)
{
    const double *values;
    enum rv_status status;

    *valley = (struct rv_valley){.variant = variant, .floor = RV_NAN};
    if (variant == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    valley->run = rv_roles_run(experiment, variant);
    valley->recipe = &experiment->scenario->variants[variant].recipe;
    if (!rv_recipe_on_surface(valley->recipe))
        return rv_error_set(error, RV_MISSING, "this figure shows paths on a surface, and the "
                            "scenario trains a network");
    status = make(valley, error);
    if (status) {
        rv_valley_close(valley);
        return status;
    }
    if (valley->n < 2)
        rv_valley_close(valley);
    if (!valley->surface)
        return rv_error_set(error, RV_MISSING, "the surface has one dimension: a picture of it "
                            "needs two");
    if (rv_surface_minima(valley->surface, &valley->minimum, &values))
        valley->floor = values[0];
    else
        valley->minimum = NULL;
    for (int i = 0; i < 2; i++) { /* empty: rv_valley_window() fills it */
        valley->low[i] = HUGE_VAL;
        valley->high[i] = -HUGE_VAL;
    }
    return RV_OK;
}

void rv_valley_close(struct rv_valley *valley)
{
    rv_surface_free(valley->surface);
    rv_surface_free(valley->twin);
    valley->surface = valley->twin = NULL;
    valley->minimum = NULL;
}

void rv_valley_point(const struct rv_valley *valley, double x, double y, double *point)
{
    for (size_t i = 0; i < valley->n; i++)
        point[i] = valley->minimum ? valley->minimum[i] : valley->start[i];
    point[0] = x;
    point[1] = y;
}

/* ---- Paths ---- */

enum rv_status rv_valley_no_steps(const struct rv_experiment *experiment, size_t variant,
                                  struct rv_error *error)
{
    return rv_error_set(error, RV_MISSING, "the run of variant '%s' has no steps recorded: set "
                        "record.steps_every: 1", experiment->scenario->variants[variant].name);
}

enum rv_status rv_valley_path(const struct rv_experiment *experiment,
                              const struct rv_valley *valley, struct rv_valley_path *path,
                              struct rv_error *error)
{
    const struct rv_table *steps = &experiment->results[valley->run].steps;
    int x = rv_table_find(steps, "x"), y = rv_table_find(steps, "y");
    int step = rv_table_find(steps, "step");
    size_t n = steps->rows + 1;

    *path = (struct rv_valley_path){0};
    if (steps->rows == 0 || x < 0 || y < 0)
        return rv_valley_no_steps(experiment, valley->variant, error);
    path->x = rv_alloc(n, sizeof *path->x);
    path->y = rv_alloc(n, sizeof *path->y);
    path->step = rv_alloc(n, sizeof *path->step);
    path->count = n;
    path->x[0] = valley->start[0];
    path->y[0] = valley->start[1];
    for (size_t row = 0; row < steps->rows; row++) {
        path->x[row + 1] = rv_table_at(steps, row, x);
        path->y[row + 1] = rv_table_at(steps, row, y);
        path->step[row + 1] = step < 0 ? (double)(row + 1) : rv_table_at(steps, row, step);
    }
    return RV_OK;
}

void rv_valley_path_release(struct rv_valley_path *path)
{
    rv_free(path->x);
    rv_free(path->y);
    rv_free(path->step);
    *path = (struct rv_valley_path){0};
}

/* ---- The window ---- */

/* The surface's own window, blown up about its middle; about the start where that lies far outside:
 * the picture then shows the walls there, not the distant minimum. */
static void own_window(const struct rv_valley *valley, int axis, double factor, double *low,
                       double *high)
{
    const struct rv_surface_type *type = rv_surface_type_of(valley->surface);
    double middle = (type->low[axis] + type->high[axis]) / 2;
    double half = (type->high[axis] - type->low[axis]) / 2;

    if (fabs(valley->start[axis] - middle) > WINDOW_MOST * half)
        middle = valley->start[axis];
    *low = middle - factor * half;
    *high = middle + factor * half;
}

static void take_in(struct rv_valley *valley, const double *point)
{
    double low, high;

    for (int i = 0; i < 2; i++) {
        own_window(valley, i, WINDOW_MOST, &low, &high);
        if (!(point[i] >= low && point[i] <= high))
            return;
    }
    for (int i = 0; i < 2; i++) {
        valley->low[i] = fmin(valley->low[i], point[i]);
        valley->high[i] = fmax(valley->high[i], point[i]);
    }
}

/* A margin round what was taken in, and no window so narrow that the walls do not show. The margin
 * is added once: a second path widens the window only where it lies outside. */
void rv_valley_window(struct rv_valley *valley, const struct rv_valley_path *path)
{
    struct rv_valley inner = *valley;

    inner.low[0] = inner.low[1] = HUGE_VAL;
    inner.high[0] = inner.high[1] = -HUGE_VAL;
    take_in(&inner, valley->start);
    if (valley->minimum)
        take_in(&inner, valley->minimum);
    for (size_t i = 0; path && i < path->count; i++)
        take_in(&inner, (const double[]){path->x[i], path->y[i]});
    for (int i = 0; i < 2; i++) {
        double low, high, margin, middle = (inner.low[i] + inner.high[i]) / 2;

        own_window(valley, i, WINDOW_LEAST, &low, &high);
        if (!(inner.low[i] <= inner.high[i])) { /* nothing lies near: the surface's own window */
            own_window(valley, i, 1, &inner.low[i], &inner.high[i]);
            middle = (inner.low[i] + inner.high[i]) / 2;
        }
        margin = fmax(MARGIN * (inner.high[i] - inner.low[i]),
                      ((high - low) - (inner.high[i] - inner.low[i])) / 2);
        valley->low[i] = fmin(valley->low[i], fmin(inner.low[i] - margin, middle));
        valley->high[i] = fmax(valley->high[i], fmax(inner.high[i] + margin, middle));
    }
}

/* ---- On a plot ---- */

struct rv_plot_field *rv_valley_field(struct rv_plot *plot, const struct rv_valley *valley,
                                      const struct rv_surface *surface, size_t grid)
{
    struct rv_plot_field *field = rv_field_add(plot, grid, grid, valley->low, valley->high);
    double *points = rv_alloc(grid * valley->n, sizeof *points);
    const double *known, *values;
    double floor = rv_surface_minima(surface, &known, &values) ? values[0] : RV_NAN;

    for (size_t row = 0; row < grid; row++) {
        for (size_t i = 0; i < grid; i++)
            rv_valley_point(valley, rv_field_at(field, 0, i), rv_field_at(field, 1, row),
                            points + i * valley->n);
        rv_surface_values(surface, points, grid, field->value + row * grid, NULL);
    }
    rv_field_fit(field, floor);
    rv_free(points);
    return field;
}

void rv_valley_add_path(struct rv_plot *plot, const struct rv_valley_path *path, size_t place,
                        const char *name)
{
    enum rv_curve_meaning meaning = (enum rv_curve_meaning)(
        RV_MEANING_PATH + place % (RV_MEANING_PATH_LAST - RV_MEANING_PATH + 1));
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_PATH, meaning, name, path->count);

    for (size_t i = 0; i < path->count; i++) {
        curve->x[i] = path->x[i];
        curve->y[i] = path->y[i];
    }
}

static bool within(const struct rv_valley *valley, const double *point)
{
    return point[0] >= valley->low[0] && point[0] <= valley->high[0] &&
           point[1] >= valley->low[1] && point[1] <= valley->high[1];
}

static void add_mark(struct rv_plot *plot, const struct rv_valley *valley,
                     enum rv_curve_meaning meaning, const char *name, const double *point)
{
    struct rv_plot_curve *curve;

    if (!within(valley, point))
        return;
    curve = rv_plot_curve(plot, RV_STYLE_MARKS, meaning, name, 1);
    curve->x[0] = point[0];
    curve->y[0] = point[1];
}

void rv_valley_add_marks(struct rv_plot *plot, const struct rv_valley *valley,
                         const struct rv_surface *surface, const char *minimum)
{
    const double *known, *values;
    size_t count = rv_surface_minima(surface, &known, &values);

    for (size_t k = 0; k < count; k++)
        add_mark(plot, valley, RV_MEANING_MINIMUM, minimum, known + k * valley->n);
    add_mark(plot, valley, RV_MEANING_START, "start", valley->start);
}

void rv_valley_label(struct rv_plot *plot, const struct rv_valley *valley, struct rv_text *caption)
{
    rv_plot_set(&plot->x_label, "x");
    rv_plot_set(&plot->y_label, "y");
    plot->color_label = "loss above its lowest value";
    rv_text_printf(caption, "Surface: %s.", rv_surface_type_of(valley->surface)->type.name);
    if (!plot->depth)
        rv_text_add(caption, plot->fields[0].color.log
                                 ? " Contour lines at 1 and 3 times powers of ten."
                                 : " Contour lines at equal distances.");
    if (valley->n > 2)
        rv_text_printf(caption, " Of %zu coordinates the first two are shown; the others are held "
                       "at %s.", valley->n, valley->minimum ? "the minimum" : "the start");
    if (valley->recipe->path.replicas > 1)
        rv_text_printf(caption, " Path: the first of %ld replicas.", valley->recipe->path.replicas);
}
