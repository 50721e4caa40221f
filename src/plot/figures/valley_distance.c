/* Two times of one run: across the valley the path settles at once or never, along it slowly.
 *
 * How far the floor is: from a point x the Newton step along the steepest direction u of the
 * Hessian there leads to it,
 *     d = |u' g| / l,    l the curvature along u,
 * which is exact on a parabola of any orientation and good near the floor of a curved valley. */
#include "plot/figure_parts.h"
#include "plot/valley.h"
#include "ravine/figure.h"
#include "ravine/vector.h"

#include <math.h>

#define VARIANTS_MAX 4
#define LEAST 1e-6 /* is drawn: a path that has arrived must not set the scale */

static double to_floor(const struct rv_surface *surface, const double *point)
{
    double gradient[2], curvature[2], direction[4];

    if (rv_surface_curvatures(surface, point, curvature, direction, NULL) || !(curvature[0] > 0))
        return RV_NAN;
    rv_surface_value(surface, point, gradient);
    return fabs(direction[0] * gradient[0] + direction[1] * gradient[1]) / curvature[0];
}

static double visible(double distance)
{
    return distance > LEAST ? distance : RV_NAN;
}

/* With more than two coordinates the recorded two are not the whole point. */
static void add_across(struct rv_plot *plot, const struct rv_valley *valley,
                       const struct rv_valley_path *path, enum rv_curve_meaning meaning,
                       const char *name)
{
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_PATH, meaning, name, path->count);

    for (size_t i = 0; i < path->count; i++) {
        curve->x[i] = path->step[i];
        curve->y[i] = visible(to_floor(valley->surface, (const double[]){path->x[i], path->y[i]}));
    }
}

static void add_along(struct rv_plot *plot, const struct rv_experiment *experiment,
                      const struct rv_valley *valley, const struct rv_valley_path *path,
                      enum rv_curve_meaning meaning, const char *name)
{
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_PATH, meaning, name, path->count);
    const struct rv_table *steps = &experiment->results[valley->run].steps;
    int distance = rv_table_find(steps, "distance");

    for (size_t i = 0; i < path->count; i++) {
        curve->x[i] = path->step[i];
        curve->y[i] = visible(i == 0 ? rv_surface_distance(valley->surface, valley->start)
                              : distance < 0 ? RV_NAN : rv_table_at(steps, i - 1, distance));
    }
}

enum which { ACROSS, ALONG };

/* One panel, all variants; `shown` counts those with something to draw. */
static enum rv_status add_panel(struct rv_plot *plot, const struct rv_experiment *experiment,
                                enum which which, size_t *left_out, struct rv_error *error)
{
    enum rv_status status = RV_OK;
    size_t shown = 0;

    for (size_t v = 0; !status && v < experiment->scenario->variant_count; v++) {
        const char *name = experiment->scenario->variants[v].name;
        enum rv_curve_meaning meaning = (enum rv_curve_meaning)(RV_MEANING_PATH + shown);
        struct rv_valley_path path;
        struct rv_valley valley;

        if (rv_figure_run_count(experiment, v) == 0)
            continue;
        if (shown == VARIANTS_MAX) { /* no colour is left */
            ++*left_out;
            continue;
        }
        shown++;
        status = rv_valley_open(experiment, v, &valley, error);
        if (status)
            return status;
        status = rv_valley_path(experiment, &valley, &path, error);
        if (!status && which == ALONG)
            add_along(plot, experiment, &valley, &path, meaning, name);
        else if (!status && valley.n == 2)
            add_across(plot, &valley, &path, meaning, name);
        if (!status)
            rv_valley_path_release(&path);
        rv_valley_close(&valley);
    }
    return status;
}

static bool any_visible(const struct rv_plot *plot)
{
    for (size_t i = 0; i < plot->curve_count; i++)
        if (rv_plot_visible(&plot->curves[i]))
            return true;
    return false;
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    struct rv_text more = {0};
    size_t left_out = 0;
    enum rv_status status;

    if (rv_roles_failing(experiment) == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    rv_plot_set(&rv_plot_panel(plot, "across the valley: distance to its floor")->y_label,
                "to the floor");
    status = add_panel(plot, experiment, ACROSS, &left_out, error);
    rv_plot_set(&rv_plot_panel(plot, "along the valley: distance to the nearest minimum")->y_label,
                "to the minimum");
    left_out = 0;
    if (!status)
        status = add_panel(plot, experiment, ALONG, &left_out, error);
    if (!status && !any_visible(plot))
        status = rv_error_set(error, RV_MISSING, "no distances are known: the surface has no known "
                              "minimum and more than two coordinates");
    if (status)
        return status;
    rv_text_add(&more, "Distance to the floor: the Newton step along the steepest direction.");
    if (left_out > 0)
        rv_text_printf(&more, " Not shown: %zu more variants.", left_out);
    rv_figure_title(plot, experiment, no_claim);
    rv_figure_caption(plot, experiment, "lines", rv_text_string(&more));
    rv_plot_set(&plot->x_label, "step");
    plot->own_y = true;
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_valley_distance = {
    .type = {.name = "valley-distance",
             .summary = "Distance to the floor of the valley and to its minimum, step by step: "
                        "across it the path bounces, along it it creeps."},
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE | RV_NEEDS_STEPS | RV_NEEDS_OF_ALL,
    .describe = describe,
};
