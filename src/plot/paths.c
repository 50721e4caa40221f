/* The paths of several variants: see paths.h. */
#include "plot/paths.h"

#include "plot/field.h"
#include "plot/figure_parts.h"

/* A variant may change the surface itself: then its path means nothing on this one. */
static bool same_surface(const struct rv_experiment *experiment, const struct rv_valley *valley,
                         size_t variant)
{
    const struct rv_recipe *recipe = &experiment->scenario->variants[variant].recipe;

    return rv_recipe_on_surface(recipe) &&
           rv_config_equal(&recipe->surface, &valley->recipe->surface);
}

static enum rv_status add_one(const struct rv_experiment *experiment, struct rv_valley *valley,
                              size_t variant, size_t place, struct rv_plot *plot,
                              struct rv_error *error)
{
    struct rv_valley own;
    struct rv_valley_path path;
    enum rv_status status = rv_valley_open(experiment, variant, &own, error);

    if (status)
        return status;
    status = rv_valley_path(experiment, &own, &path, error);
    if (!status) {
        if (path.count > RV_PATHS_POINTS)
            path.count = RV_PATHS_POINTS;
        rv_valley_window(valley, &path);
        rv_valley_add_path(plot, &path, place, experiment->scenario->variants[variant].name);
        rv_valley_path_release(&path);
    }
    rv_valley_close(&own);
    return status;
}

/* The order in which variants get their colours: failing, cured, then the others as they stand. */
static size_t in_order(const struct rv_experiment *experiment, size_t place)
{
    size_t first = rv_roles_failing(experiment), second = rv_roles_cured(experiment);
    size_t skipped = place;

    if (place == 0)
        return first;
    if (second != RV_ROLES_NONE && place == 1)
        return second;
    skipped -= second == RV_ROLES_NONE ? 1 : 2;
    for (size_t v = 0; v < experiment->scenario->variant_count; v++)
        if (v != first && v != second && rv_figure_run_count(experiment, v) > 0 && skipped-- == 0)
            return v;
    return RV_ROLES_NONE;
}

enum rv_status rv_paths_add(const struct rv_experiment *experiment, struct rv_valley *valley,
                            size_t most, struct rv_plot *plot, struct rv_text *caption,
                            struct rv_error *error)
{
    enum rv_status status = RV_OK;
    size_t chosen[RV_PATHS_MAX], shown = 0, left_out = 0, variant;

    for (size_t place = 0; (variant = in_order(experiment, place)) != RV_ROLES_NONE; place++) {
        if (shown < most && shown < RV_PATHS_MAX && same_surface(experiment, valley, variant))
            chosen[shown++] = variant;
        else
            left_out++;
    }
    /* The failing variant's path is drawn last: on top. */
    for (size_t i = shown; i-- > 0 && !status;)
        status = add_one(experiment, valley, chosen[i], i, plot, error);
    rv_text_printf(caption, " At most the first %d steps.", RV_PATHS_POINTS - 1);
    if (left_out > 0)
        rv_text_printf(caption, " %zu more variant%s not shown.", left_out,
                       left_out > 1 ? "s are" : " is");
    return status;
}

enum rv_status rv_paths_describe(const struct rv_experiment *experiment, size_t most, size_t grid,
                                 struct rv_plot *plot, struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    struct rv_valley valley;
    struct rv_text more = {0}, left_out = {0};
    enum rv_status status = rv_valley_open(experiment, rv_roles_failing(experiment), &valley,
                                           error);

    if (status)
        return status;
    rv_plot_panel(plot, "");
    status = rv_paths_add(experiment, &valley, most, plot, &left_out, error);
    if (!status) {
        rv_valley_field(plot, &valley, valley.surface, grid);
        rv_valley_add_marks(plot, &valley, valley.surface, "minimum");
        rv_valley_label(plot, &valley, &more);
        rv_text_add(&more, rv_text_string(&left_out));
        rv_figure_title(plot, experiment, no_claim);
        rv_figure_caption(plot, experiment, "paths", rv_text_string(&more));
    }
    rv_text_release(&more);
    rv_text_release(&left_out);
    rv_valley_close(&valley);
    return status;
}
