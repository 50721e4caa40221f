/* What a landscape says: see landscape_report.h. */
#include "report/landscape_report.h"

#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* ---- In words ---- */

static void print_head(const struct rv_landscape_report *report, int width, struct rv_text *out)
{
    const struct rv_run_landscape *l = report->landscape;
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    struct rv_text line = {0};

    rv_text_printf(&line, "%s, %s, seed %llu: ", report->scenario, report->variant,
                   (unsigned long long)l->seed);
    rv_text_add(&line, l->plane.dimensions == 2 ? "the plane " : "the line ");
    rv_run_landscape_print_plane(l, &line);
    rv_text_printf(&line, ", %zu points (%.1f s)", grid->columns * grid->rows, l->seconds);
    rv_text_wrap(out, rv_text_string(&line), 0, width);
    rv_text_add(out, "\n");
    rv_text_release(&line);
}

static void print_jump(const struct rv_run_landscape *l, int width, struct rv_text *out)
{
    struct rv_text line = {0};

    if (!l->jump)
        return;
    if (l->choice.plane == RV_PLANE_EPOCHS) {
        rv_text_printf(&line, "The largest jump of the validation loss is in epoch %zu: from ",
                       l->jump);
        rv_text_brief(&line, l->from);
        rv_text_add(&line, " to ");
        rv_text_brief(&line, l->to);
        rv_text_add(&line, ". ");
    }
    rv_run_landscape_print_finding(l, &line);
    rv_text_wrap(out, rv_text_string(&line), 0, width);
    rv_text_add(out, "\n");
    rv_text_release(&line);
}

static void print_map(const struct rv_run_landscape *l, size_t map, struct rv_text *out)
{
    const size_t missing = rv_landscape_not_finite(l->grid, map);
    double x, y, loss;

    rv_text_pad(out, l->source.name[map], 13);
    if (!rv_landscape_lowest(l->grid, map, &x, &y, &loss)) {
        rv_text_add(out, "not finite anywhere\n");
        return;
    }
    rv_text_add(out, "lowest ");
    rv_text_brief(out, loss);
    rv_text_printf(out, " at (%.2f, %.2f)", x, y);
    if (missing)
        rv_text_printf(out, "; not finite at %zu point%s", missing, missing == 1 ? "" : "s");
    rv_text_add(out, "\n");
}

static void print_path(const struct rv_run_landscape *l, int width, struct rv_text *out)
{
    struct rv_text line = {0};
    size_t count, off = rv_run_landscape_off_plane(l);

    (void)rv_landscape_feet(l->grid, &count);
    rv_text_printf(&line, "Of %zu epochs %zu %s on the plane another validation loss than %s, by "
                   "more than a tenth: there the picture is not the path.", count, off,
                   off == 1 ? "has" : "have", off == 1 ? "its own" : "their own");
    rv_text_wrap(out, rv_text_string(&line), 0, width);
    rv_text_release(&line);
}

void rv_landscape_report_print(const struct rv_landscape_report *report, int width,
                               struct rv_text *out)
{
    const struct rv_run_landscape *l = report->landscape;

    print_head(report, width, out);
    print_jump(l, width, out);
    for (size_t map = 0; map < l->source.maps; map++)
        print_map(l, map, out);
    rv_text_add(out, "correlation  ");
    rv_text_brief(out, rv_landscape_correlation(l->grid, RV_MAP_TRAINING, RV_MAP_VALIDATION));
    rv_text_add(out, " of the logarithms of the two losses\n\n");
    print_path(l, width, out);
    if (report->folder)
        rv_text_printf(out, "\n%s  train.npy, validation.npy, landscape.vtk%s%s\n", report->folder,
                       report->figure ? ", " : "",
                       report->figure ? strrchr(report->figure, '/') + 1 : "");
}

/* ---- As a document ---- */

static void put_axes(const struct rv_run_landscape *l, struct rv_json *json)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);

    rv_json_array(json, "axes");
    for (size_t i = 0; i < l->plane.dimensions; i++) {
        rv_json_object(json, NULL);
        rv_json_string(json, "name", l->plane.label[i]);
        rv_json_number(json, "length", l->plane.length[i]);
        rv_json_number(json, "low", grid->low[i]);
        rv_json_number(json, "high", grid->high[i]);
        rv_json_end(json);
    }
    rv_json_end(json);
}

static void put_shares(const struct rv_run_landscape *l, struct rv_json *json)
{
    rv_json_array(json, "variance_shares");
    for (size_t i = 0; i < 2; i++)
        rv_json_number(json, NULL, l->share[i]);
    rv_json_end(json);
    rv_json_array(json, "random_walk_shares");
    for (size_t i = 0; i < 2; i++)
        rv_json_number(json, NULL, l->walk_share[i]);
    rv_json_end(json);
}

static void put_lowest(const struct rv_run_landscape *l, struct rv_json *json)
{
    static const char *const names[] = {"train", "validation"};

    rv_json_object(json, "lowest");
    for (size_t map = 0; map < 2; map++) {
        double x = RV_NAN, y = RV_NAN, loss = RV_NAN;

        (void)rv_landscape_lowest(l->grid, map, &x, &y, &loss);
        rv_json_object(json, names[map]);
        rv_json_number(json, "x", x);
        rv_json_number(json, "y", y);
        rv_json_number(json, "loss", loss);
        rv_json_end(json);
    }
    rv_json_end(json);
    rv_json_object(json, "not_finite");
    for (size_t map = 0; map < 2; map++)
        rv_json_unsigned(json, names[map], rv_landscape_not_finite(l->grid, map));
    rv_json_end(json);
}

static void put_path(const struct rv_run_landscape *l, struct rv_json *json)
{
    size_t count;
    const struct rv_landscape_foot *foot = rv_landscape_feet(l->grid, &count);

    rv_json_array(json, "path");
    for (size_t i = 0; foot && i < count; i++) {
        rv_json_object(json, NULL);
        rv_json_unsigned(json, "epoch", i + 1);
        rv_json_number(json, "x", foot[i].x);
        rv_json_number(json, "y", foot[i].y);
        rv_json_number(json, "distance", foot[i].distance);
        rv_json_number(json, "loss", foot[i].loss[RV_MAP_VALIDATION]);
        rv_json_number(json, "plane_loss", foot[i].plane_loss[RV_MAP_VALIDATION]);
        rv_json_number(json, "training_loss", foot[i].loss[RV_MAP_TRAINING]);
        rv_json_number(json, "plane_training_loss", foot[i].plane_loss[RV_MAP_TRAINING]);
        rv_json_end(json);
    }
    rv_json_end(json);
}

static void put_jump(const struct rv_run_landscape *l, struct rv_json *json)
{
    if (!l->jump) {
        rv_json_null(json, "jump");
        return;
    }
    rv_json_object(json, "jump");
    rv_json_unsigned(json, "epoch", l->jump);
    rv_json_number(json, "from", l->from);
    rv_json_number(json, "to", l->to);
    rv_json_end(json);
}

static void put_file(const struct rv_landscape_report *report, const char *key, size_t map,
                     struct rv_json *json)
{
    struct rv_text path = {0};

    rv_json_string(json, key,
                   report->folder ? rv_run_landscape_file(report->landscape, report->folder, map,
                                                          &path)
                                  : NULL);
    rv_text_release(&path);
}

void rv_landscape_report_json(const struct rv_landscape_report *report, struct rv_json *json)
{
    const struct rv_run_landscape *l = report->landscape;
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);

    rv_json_object(json, NULL);
    rv_json_string(json, "scenario", report->scenario);
    rv_json_string(json, "variant", report->variant);
    rv_json_unsigned(json, "seed", l->seed);
    rv_json_string(json, "plane", rv_run_landscape_plane_name(l));
    rv_json_array(json, "through");
    for (size_t i = 0; i < l->through_count; i++)
        rv_json_unsigned(json, NULL, l->through[i]);
    rv_json_end(json);
    put_axes(l, json);
    if (l->choice.plane == RV_PLANE_COMPONENTS)
        put_shares(l, json);
    rv_json_string(json, "statistics", rv_run_landscape_statistics_name(l));
    rv_json_unsigned(json, "points", grid->columns * grid->rows);
    rv_json_number(json, "seconds", l->seconds);
    put_file(report, "train", RV_MAP_TRAINING, json);
    put_file(report, "validation", RV_MAP_VALIDATION, json);
    rv_json_number(json, "correlation",
                   rv_landscape_correlation(l->grid, RV_MAP_TRAINING, RV_MAP_VALIDATION));
    put_lowest(l, json);
    put_path(l, json);
    put_jump(l, json);
    rv_json_string(json, "figure", report->figure);
    rv_json_end(json);
}
