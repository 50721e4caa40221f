/* Landscapes for figures: see landscape_plot.h. */
#include "plot/landscape_plot.h"

#include "plot/field.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define MAPS_SHARE 0.64 /* of the height: the slices need less */
#define BESIDE 0.09     /* of the window, below the arrow: where its ends have their numbers */
#define HIGHEST 50.0    /* times the lowest loss: beyond, the colours no longer tell */

static bool within(const struct rv_landscape_grid *grid, double x, double y)
{
    return x >= grid->low[0] && x <= grid->high[0] && y >= grid->low[1] && y <= grid->high[1];
}

/* ---- Maps ---- */

/* The lowest and the highest loss of the two maps, for one scale. */
static void find_range(const struct rv_run_landscape *l, double *low, double *high)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);

    *low = HUGE_VAL;
    *high = 0;
    for (size_t map = 0; map < 2; map++)
        for (size_t i = 0; i < grid->columns * grid->rows; i++) {
            const double value = rv_landscape_values(l->grid, map)[i];

            if (value > 0 && isfinite(value)) {
                *low = fmin(*low, value);
                *high = fmax(*high, value);
            }
        }
    if (!(*low <= *high))
        *low = *high = 1;
    *high = fmin(*high, HIGHEST * *low);
}

/* Epochs within the window: dots where the plane tells their loss, rings where it does not. */
static void add_epochs(const struct rv_run_landscape *l, bool off, struct rv_plot *plot)
{
    size_t count;
    const struct rv_landscape_foot *feet = rv_landscape_feet(l->grid, &count);
    struct rv_plot_curve *curve =
        rv_plot_curve(plot, RV_STYLE_MARKS, off ? RV_MEANING_START : RV_MEANING_PATH + 4,
                      off ? "epoch whose own loss is another, by over a tenth"
                          : "epoch",
                      count);

    for (size_t i = 0; feet && i < count; i++)
        if (within(rv_landscape_grid(l->grid), feet[i].x, feet[i].y) &&
            rv_run_landscape_foot_is_off(&feet[i]) == off) {
            curve->x[i] = feet[i].x;
            curve->y[i] = feet[i].y;
        }
}

/* The epochs that the plane goes through have their number and their loss beside them. */
static void add_notes(const struct rv_run_landscape *l, size_t map, struct rv_plot *plot)
{
    size_t count;
    const struct rv_landscape_foot *feet = rv_landscape_feet(l->grid, &count);

    for (size_t i = 0; feet && i < l->through_count; i++) {
        const size_t epoch = l->through[i];
        struct rv_text text = {0};

        if (epoch == 0 || !within(rv_landscape_grid(l->grid), feet[epoch - 1].x,
                                  feet[epoch - 1].y))
            continue;
        rv_text_printf(&text, "%zu: ", epoch);
        rv_text_brief(&text, feet[epoch - 1].loss[map]);
        rv_plot_note(plot, feet[epoch - 1].x,
                     feet[epoch - 1].y - (i < 2 ? BESIDE * (l->high[1] - l->low[1]) : 0),
                     false, rv_text_string(&text));
        rv_text_release(&text);
    }
}

/* From foot to foot of the epochs of the jump, where both are in the window. */
static void add_arrow(const struct rv_run_landscape *l, struct rv_plot_panel *panel)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    size_t count;
    const struct rv_landscape_foot *feet = rv_landscape_feet(l->grid, &count);
    const struct rv_landscape_foot *ends[2];

    if (!feet || l->jump < 2)
        return;
    for (size_t i = 0; i < 2; i++) {
        ends[i] = &feet[l->jump - 2 + i];
        panel->arrow[2 * i] = ends[i]->x;
        panel->arrow[2 * i + 1] = ends[i]->y;
    }
    panel->has_arrow = within(grid, ends[0]->x, ends[0]->y) && within(grid, ends[1]->x, ends[1]->y);
}

static void add_map(const struct rv_run_landscape *l, size_t map, struct rv_plot *plot)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    struct rv_text title = {0};
    struct rv_plot_panel *panel;
    struct rv_plot_field *field;
    double low, high;

    rv_text_printf(&title, "%s loss", l->source.name[map]);
    panel = rv_plot_panel(plot, rv_text_string(&title));
    panel->strong = true;
    add_arrow(l, panel);
    rv_plot_set(&panel->y_label, map ? "" : l->plane.label[1]);
    field = rv_field_add(plot, grid->columns, grid->rows, grid->low, grid->high);
    memcpy(field->value, rv_landscape_values(l->grid, map),
           grid->columns * grid->rows * sizeof *field->value);
    find_range(l, &low, &high);
    rv_field_fit_log(field, low, high);
    add_epochs(l, false, plot);
    add_epochs(l, true, plot);
    add_notes(l, map, plot);
    rv_text_release(&title);
}

/* ---- Slices ---- */

/* Along axis 0 at y = 0, between the rows around it. */
static void add_slice_curve(const struct rv_run_landscape *l, size_t map,
                            enum rv_curve_meaning meaning, struct rv_plot *plot)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    const double *value = rv_landscape_values(l->grid, map);
    struct rv_text name = {0};
    struct rv_plot_curve *curve;
    double at = 0, share = 0;
    size_t row = 0;

    if (grid->rows > 1) {
        at = -grid->low[1] / (grid->high[1] - grid->low[1]) * (double)(grid->rows - 1);
        at = fmin(fmax(at, 0), (double)(grid->rows - 1) - 1e-9);
        row = (size_t)at;
        share = at - (double)row;
    }
    rv_text_printf(&name, "%s loss at 0 across", l->source.name[map]);
    curve = rv_plot_curve(plot, RV_STYLE_LINE, meaning, rv_text_string(&name), grid->columns);
    for (size_t i = 0; i < grid->columns; i++) {
        const double *here = value + row * grid->columns + i;

        curve->x[i] = grid->low[0] + (grid->high[0] - grid->low[0]) * (double)i /
                                         (double)(grid->columns - 1);
        curve->y[i] = share > 0 ? (1 - share) * here[0] + share * here[grid->columns] : here[0];
    }
    rv_text_release(&name);
}

/* Where the step begins and where it ends, on its own loss. */
static void add_ends(const struct rv_run_landscape *l, size_t map, struct rv_plot *plot)
{
    size_t count;
    const struct rv_landscape_foot *feet = rv_landscape_feet(l->grid, &count);
    struct rv_plot_curve *curve =
        rv_plot_curve(plot, RV_STYLE_MARKS, RV_MEANING_PATH + 4, "", 2);

    for (size_t i = 0; feet && i < 2 && i < l->through_count; i++)
        if (l->through[i] > 0) {
            curve->x[i] = feet[l->through[i] - 1].x;
            curve->y[i] = feet[l->through[i] - 1].plane_loss[map];
        }
}

static void add_slice(const struct rv_run_landscape *l, size_t map, struct rv_plot *plot)
{
    struct rv_plot_panel *panel = rv_plot_panel(plot, "");

    rv_plot_set(&panel->y_label, map ? "" : "loss (nats)");
    add_slice_curve(l, RV_MAP_TRAINING, RV_MEANING_SNAPSHOT, plot);
    add_slice_curve(l, RV_MAP_VALIDATION, RV_MEANING_VALIDATION, plot);
    add_ends(l, map, plot);
}

/* ---- Words ---- */

static void print_caption(const struct rv_run_landscape *l, const char *scenario,
                          const char *variant, struct rv_text *out)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    const char *statistics = rv_run_landscape_statistics_name(l);
    size_t missing = 0;

    rv_text_printf(out, "Scenario %s, variant %s, seed %llu. %s ", scenario, variant,
                   (unsigned long long)l->seed, l->plane.dimensions == 2 ? "Plane" : "Line");
    rv_run_landscape_print_plane(l, out);
    rv_text_printf(out, " in the space of %zu weights; unit: ", l->plane.count);
    rv_text_brief(out, l->plane.length[0]);
    if (l->through_count > 1)
        rv_text_printf(out, ", the way from epoch %zu to %zu", l->through[0], l->through[1]);
    rv_text_printf(out, ". %zu × %zu points, logarithmic colours", grid->columns, grid->rows);
    if (statistics)
        rv_text_printf(out, ", %s statistics of batch normalisation%s", statistics,
                       strcmp(statistics, "running") == 0 ? " (of the first epoch)" : "");
    for (size_t map = 0; map < 2; map++)
        missing += rv_landscape_not_finite(l->grid, map);
    if (missing)
        rv_text_printf(out, "; hatched: not finite (%zu)", missing);
    rv_text_add(out, ".");
}

void rv_landscape_plot(const struct rv_run_landscape *l, const char *scenario, const char *variant,
                       struct rv_plot *plot)
{
    const bool plane = l->plane.dimensions == 2;
    struct rv_text title = {0}, caption = {0};

    plot->columns = 2;
    plot->own_rows = true;
    plot->first_row = plane ? MAPS_SHARE : 0;
    plot->color_label = "loss";
    rv_plot_set(&plot->x_label, l->plane.label[0]);
    for (size_t map = 0; plane && map < 2; map++)
        add_map(l, map, plot);
    for (size_t map = 0; map < 2; map++)
        add_slice(l, map, plot);
    rv_run_landscape_print_finding(l, &title);
    rv_plot_set(&plot->title, rv_text_string(&title));
    print_caption(l, scenario, variant, &caption);
    rv_plot_set(&plot->caption, rv_text_string(&caption));
    rv_text_release(&title);
    rv_text_release(&caption);
}
