/* Plateau: a well in a plain that is nearly level.
 *
 *     f = height s / (width^2 + s),   s = x^2 + stretch y^2
 *
 * Near 0 it is a bowl of curvature 2 height / width^2; at distance r >> width the gradient has
 * fallen to 2 height width^2 / r^3. Plain descent stands still out there while a rule that divides
 * by the size of the gradient (Adam, sign descent) walks on. */
#include "surface/define.h"

struct plateau_surface {
    double height;  /* default 1 */
    double width;   /* default 0.5 */
    double stretch; /* default 4 */
};

static const struct rv_param params[] = {
    RV_REAL(struct plateau_surface, height, .initial = 1, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM, .help = "Of the plain above the bottom of the well."),
    RV_REAL(struct plateau_surface, width, .initial = 0.5, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM,
            .help = "Of the well. Small: steep walls, and a longer way without gradient."),
    RV_REAL(struct plateau_surface, stretch, .initial = 4, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM, .help = "Curvature along y over that along x."),
    RV_PARAM_END
};

/* df/ds = height width^2 / (width^2 + s)^2, and the second derivative. */
static double by_s(const struct plateau_surface *c, double s, double *second)
{
    const double square = c->width * c->width, sum = square + s;

    *second = -2 * c->height * square / (sum * sum * sum);
    return c->height * square / (sum * sum);
}

/* By the chain rule through s: f_x = f_s s_x, f_xy = f_ss s_x s_y + f_s s_xy. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct plateau_surface *c = config;
    const double s = x[0] * x[0] + c->stretch * x[1] * x[1];
    double second;

    (void)prepared, (void)n;
    if (gradient) {
        const double first = by_s(c, s, &second);

        gradient[0] = first * 2 * x[0];
        gradient[1] = first * 2 * c->stretch * x[1];
    }
    return c->height * (s / (c->width * c->width + s));
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct plateau_surface *c = config;
    const double sx = 2 * x[0], sy = 2 * c->stretch * x[1];
    double second;
    const double first = by_s(c, x[0] * x[0] + c->stretch * x[1] * x[1], &second);

    (void)prepared, (void)n;
    rv_define_hessian2(h, 2 * first + second * sx * sx, second * sx * sy,
                       2 * c->stretch * first + second * sy * sy);
}

const struct rv_surface_type rv_surface_plateau = {
    .type = { .name = "plateau",
              .summary = "A well in a nearly level plain: the gradient is tiny far from it.",
              .reference = NULL,
              .params = params,
              .config_size = sizeof(struct plateau_surface) },
    .dimension = 2,
    .start = { 3, 2 },
    .low = { -4, -4 },
    .high = { 4, 4 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = rv_define_lowest_at_zero,
};
