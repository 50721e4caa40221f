/* What the maps of a landscape have in common, in words: see run_landscape.h. */
#include "experiment/run_landscape.h"

#include <math.h>

/* Of the logarithms of the losses: above, a person takes the two maps for the same picture; below,
 * for two. */
#define ALIKE 0.95
#define DIFFERENT 0.6
/* Between the loss of a point and that of its foot, as a share of the greater one. */
#define OFF_PLANE 0.1

void rv_run_landscape_print_plane(const struct rv_run_landscape *l, struct rv_text *out)
{
    if (l->choice.plane == RV_PLANE_COMPONENTS) {
        rv_text_printf(out, "of the principal components of the path, which have %.0f and %.0f %% "
                       "of its variance (a random walk: %.0f and %.0f %%)", 100 * l->share[0],
                       100 * l->share[1], 100 * l->walk_share[0], 100 * l->walk_share[1]);
        return;
    }
    rv_text_add(out, l->through_count > 1 ? "through epochs " : "through epoch ");
    for (size_t i = 0; i < l->through_count; i++)
        rv_text_printf(out, "%s%zu", !i ? "" : i + 1 < l->through_count ? ", " : " and ",
                       l->through[i]);
    if (l->choice.plane == RV_PLANE_EIGEN)
        rv_text_add(out, ", along the top eigenvector");
    else if (l->choice.plane == RV_PLANE_GRADIENT)
        rv_text_add(out, ", down the gradient and along the top eigenvector");
    else if (l->choice.plane == RV_PLANE_RANDOM)
        rv_text_add(out, ", along two random directions with the lengths of the filters");
}

const char *rv_run_landscape_statistics_name(const struct rv_run_landscape *l)
{
    static const char *const names[] = {[RV_STATISTICS_RUNNING] = "running",
                                        [RV_STATISTICS_BATCH] = "batch",
                                        [RV_STATISTICS_RECALIBRATED] = "recalibrated"};
    const struct rv_evaluate *protocol = &l->protocol[RV_MAP_VALIDATION];

    if (!rv_network_has_batchnorm(rv_run_network(l->replay.run)))
        return NULL;
    return names[protocol->mode == RV_MODE_TRAINING ? RV_STATISTICS_BATCH : protocol->statistics];
}

static void print_change(const char *name, const double *from, const double *to, size_t map,
                         struct rv_text *out)
{
    rv_text_add(out, name);
    rv_text_brief(out, from[map]);
    rv_text_add(out, " to ");
    rv_text_brief(out, to[map]);
}

/* What the epoch of the jump did on the two maps. */
static void print_step(const struct rv_run_landscape *l, struct rv_text *out)
{
    size_t count;
    const struct rv_landscape_foot *feet = rv_landscape_feet(l->grid, &count);
    const double *from = feet[l->jump - 2].loss, *to = feet[l->jump - 1].loss;

    rv_text_printf(out, ": epoch %zu takes ", l->jump);
    print_change("validation from ", from, to, RV_MAP_VALIDATION, out);
    print_change(", training from ", from, to, RV_MAP_TRAINING, out);
}

void rv_run_landscape_print_finding(const struct rv_run_landscape *l, struct rv_text *out)
{
    const double r = rv_landscape_correlation(l->grid, RV_MAP_TRAINING, RV_MAP_VALIDATION);

    if (isnan(r))
        rv_text_add(out, "Training and validation cannot be compared");
    else if (r >= ALIKE)
        rv_text_add(out, "One valley for training and validation");
    else if (r >= DIFFERENT)
        rv_text_add(out, "The valleys of training and validation are alike, not the same");
    else
        rv_text_add(out, "Training and validation have two valleys");
    if (!isnan(r))
        rv_text_printf(out, " (correlation %.*f)", r > 0.99 ? 3 : 2, r);
    if (l->choice.plane != RV_PLANE_EPOCHS && l->jump)
        print_step(l, out);
    rv_text_add(out, ".");
}

bool rv_run_landscape_foot_is_off(const struct rv_landscape_foot *foot)
{
    const double own = foot->loss[RV_MAP_VALIDATION], plane = foot->plane_loss[RV_MAP_VALIDATION];

    return !(fabs(own - plane) <= OFF_PLANE * fmax(own, plane));
}

size_t rv_run_landscape_off_plane(const struct rv_run_landscape *l)
{
    size_t points, count = 0;
    const struct rv_landscape_foot *feet = rv_landscape_feet(l->grid, &points);

    for (size_t i = 0; feet && i < points; i++)
        count += rv_run_landscape_foot_is_off(&feet[i]);
    return count;
}
