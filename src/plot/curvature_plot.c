/* Curvatures of a run as plots: see curvature_plot.h. */
#include "plot/curvature_plot.h"

#include "ravine/math.h"
#include "ravine/vector.h"

#include <math.h>

#define POINTS 400     /* along the spectrum */
#define WIDTH 0.012    /* of the bell over each value, as a share of the axis */
#define FLOOR 1e-5     /* what is less than this share of the highest is not drawn */

static void add_caption(struct rv_plot *plot, const char *where, size_t examples,
                        const char *more)
{
    struct rv_text text = {0};

    rv_text_printf(&text, "Run %s. %s", where, more);
    if (examples)
        rv_text_printf(&text, " Measured on %zu training examples.", examples);
    rv_plot_set(&plot->caption, rv_text_string(&text));
    rv_text_release(&text);
}

/* ---- Over the epochs ---- */

/* The largest share of the limit in words, with its epoch. */
static void add_title(struct rv_plot *plot, const struct rv_curvature *epochs, size_t count)
{
    size_t most = 0;
    struct rv_text text = {0};

    for (size_t i = 1; i < count; i++)
        if (epochs[i].preconditioned / epochs[i].limit >
            epochs[most].preconditioned / epochs[most].limit)
            most = i;
    if (isfinite(epochs[most].preconditioned / epochs[most].limit))
        rv_text_printf(&text, "In epoch %ld the largest curvature is %.0f %% of what the optimizer "
                       "bears.", epochs[most].epoch,
                       100 * epochs[most].preconditioned / epochs[most].limit);
    else
        rv_text_add(&text, "The largest curvatures of the training loss.");
    rv_plot_set(&plot->title, rv_text_string(&text));
    rv_text_release(&text);
}

void rv_curvature_plot_epochs(const struct rv_curvature *epochs, size_t count, const char *where,
                              struct rv_plot *plot)
{
    static const char *const names[] = {"largest eigenvalue", "second eigenvalue", "limit"};
    static const enum rv_curve_meaning meanings[] = {RV_MEANING_VALIDATION, RV_MEANING_OTHER,
                                                     RV_MEANING_LIMIT};

    rv_plot_panel(plot, "");
    for (size_t k = 0; k < 3; k++) {
        struct rv_plot_curve *curve =
            rv_plot_curve(plot, k < 2 ? RV_STYLE_LINE_MARKS : RV_STYLE_LINE, meanings[k], names[k],
                          count);

        for (size_t i = 0; i < count; i++) {
            const struct rv_curvature *c = &epochs[i];
            /* in the unit of the eigenvalues, whatever the optimizer divides them by */
            double limit = c->limit * c->values[0] / c->preconditioned;

            curve->x[i] = (double)c->epoch;
            curve->y[i] = k == 2 ? limit : k < c->top ? c->values[k] : RV_NAN;
        }
    }
    add_title(plot, epochs, count);
    add_caption(plot, where, epochs[0].examples,
                "Eigenvalues of the Hessian of the training loss; above the limit the optimizer's "
                "steps along that direction grow.");
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, "curvature");
    plot->columns = 1;
    plot->whole_x = true;
}

/* ---- The spectrum ---- */

/* A bell over each value of the quadrature, as high as its weight. */
static void add_density(const struct rv_spectrum *spectrum, double low, double high,
                        struct rv_plot *plot)
{
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_LINE, RV_MEANING_MEAN,
                                                "density of all eigenvalues", POINTS);
    double width = WIDTH * (high - low), highest = 0;

    for (size_t i = 0; i < POINTS; i++) {
        double x = low + (high - low) * (double)i / (POINTS - 1), sum = 0;

        for (size_t k = 0; k < spectrum->count; k++) {
            double t = (x - spectrum->values[k]) / width;

            sum += spectrum->weights[k] * rv_math_exp(-t * t / 2);
        }
        curve->x[i] = x;
        curve->y[i] = sum / (width * sqrt(2 * RV_MATH_PI));
        highest = fmax(highest, curve->y[i]);
    }
    for (size_t i = 0; i < POINTS; i++)
        if (curve->y[i] < FLOOR * highest)
            curve->y[i] = RV_NAN;
}

void rv_curvature_plot_spectrum(const struct rv_curvature *epoch, const char *where,
                                struct rv_plot *plot)
{
    double limit = epoch->limit * epoch->values[0] / epoch->preconditioned;
    double low = 0, high = epoch->values[0];
    struct rv_plot_curve *curve;
    struct rv_text text = {0};

    for (size_t k = 0; k < epoch->spectrum.count; k++) {
        low = fmin(low, epoch->spectrum.values[k]);
        high = fmax(high, epoch->spectrum.values[k]);
    }
    if (isfinite(limit) && limit < 3 * high)
        high = fmax(high, limit);
    low -= 0.05 * (high - low);
    high += 0.05 * (high - low);
    rv_plot_panel(plot, "")->mark_x = limit <= high ? limit : RV_NAN;
    add_density(&epoch->spectrum, low, high, plot);
    curve = rv_plot_curve(plot, RV_STYLE_MARKS, RV_MEANING_VALIDATION, "largest eigenvalues",
                          epoch->top);
    for (size_t k = 0; k < epoch->top; k++) {
        curve->x[k] = epoch->values[k];
        curve->y[k] = 1 / ((double)epoch->coordinates * WIDTH * (high - low) *
                           sqrt(2 * RV_MATH_PI)); /* a bell of one eigenvalue alone */
    }
    rv_text_printf(&text, "%zu directions: %.3g is the largest curvature, the mean is %.2g.",
                   epoch->coordinates, epoch->values[0],
                   epoch->spectrum.trace / (double)epoch->coordinates);
    rv_plot_set(&plot->title, rv_text_string(&text));
    rv_text_clear(&text);
    rv_text_printf(&text, "Spectrum of the Hessian of the training loss after epoch %ld, by "
                   "stochastic Lanczos quadrature.%s", epoch->epoch,
                   limit <= high ? " Thin line: the optimizer's limit." : "");
    add_caption(plot, where, epoch->examples, rv_text_string(&text));
    rv_text_release(&text);
    rv_plot_set(&plot->x_label, "eigenvalue");
    rv_plot_set(&plot->y_label, "density");
    plot->columns = 1;
}
