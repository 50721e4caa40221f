/* One path on two surfaces: what training sees and what validation sees of the same steps. */
#include "plot/field.h"
#include "plot/figure_parts.h"
#include "plot/valley.h"
#include "ravine/figure.h"

/* Where the valley of validation lies elsewhere, the floor of one is the wall of the other. */
static void add_panel(struct rv_plot *plot, const struct rv_valley *valley,
                      const struct rv_surface *surface, const struct rv_valley_path *path,
                      const char *title)
{
    struct rv_plot_field *field;

    rv_plot_panel(plot, title)->strong = true;
    field = rv_valley_field(plot, valley, surface, RV_VALLEY_GRID);
    if (plot->field_count > 1)
        rv_field_match(field, &plot->fields[0]);
    rv_valley_add_path(plot, path, 0, "the same path on both");
    rv_valley_add_marks(plot, valley, surface, "minimum");
}

static enum rv_status draw(const struct rv_experiment *experiment, struct rv_valley *valley,
                           struct rv_plot *plot, struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    struct rv_valley_path path;
    struct rv_text more = {0};
    enum rv_status status = rv_valley_path(experiment, valley, &path, error);

    if (status)
        return status;
    rv_valley_window(valley, &path);
    add_panel(plot, valley, valley->surface, &path, "training surface");
    add_panel(plot, valley, valley->twin, &path, "validation surface");
    rv_text_printf(&more, "Variant %s. ", experiment->scenario->variants[valley->variant].name);
    rv_valley_label(plot, valley, &more);
    rv_figure_title(plot, experiment, no_claim);
    rv_figure_caption(plot, experiment, "path", rv_text_string(&more));
    plot->columns = 2;
    rv_text_release(&more);
    rv_valley_path_release(&path);
    return RV_OK;
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    struct rv_valley valley;
    enum rv_status status = rv_valley_open(experiment, rv_roles_failing(experiment), &valley,
                                           error);

    if (status)
        return status;
    status = draw(experiment, &valley, plot, error);
    rv_valley_close(&valley);
    return status;
}

const struct rv_figure_type rv_figure_twin_paths = {
    .type = {.name = "twin-paths",
             .summary = "Training and validation surface side by side with the same path: a step "
                        "down one wall is a step up another."},
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE | RV_NEEDS_STEPS,
    .describe = describe,
};
