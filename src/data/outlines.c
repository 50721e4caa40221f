/* Forms: see outlines.h. Distances of the parts as usual in constructive geometry (Ricci 1973, "A
 * constructive geometry for computer graphics"): max of half-planes for convex outlines. */
#include "data/outlines.h"
#include "ravine/math.h"

#include <math.h>

/* Cosines and sines of the angles that occur; calls of functions would cost much of a picture. */
#define COS_30 0.86602540378443865
#define COS_45 0.70710678118654752
#define COS_36 0.80901699437494742
#define SIN_36 0.58778525229247313

/* Parts, each centred on (cx, cy). */

static double length(double x, double y)
{
    return sqrt(x * x + y * y);
}

static double disc(double x, double y, double cx, double cy, double radius)
{
    return length(x - cx, y - cy) - radius;
}

static double box(double x, double y, double cx, double cy, double half_width, double half_height)
{
    return fmax(fabs(x - cx) - half_width, fabs(y - cy) - half_height);
}

/* The outline of a form, `half` thick to both sides. */
static double outline(double distance, double half)
{
    return fabs(distance) - half;
}

/* A band through the centre along the direction (dx, dy) of length 1, cut at `reach`. */
static double band(double x, double y, double dx, double dy, double half, double reach)
{
    return fmax(fabs(x * dy - y * dx) - half, fabs(x * dx + y * dy) - reach);
}

/* The inner side of the edge with the outward normal (nx, ny), `reach` from the centre. */
static double half_plane(double x, double y, double nx, double ny, double reach)
{
    return x * nx + y * ny - reach;
}

/* Three half-planes, the tip at -90 degrees (up). */
static double triangle(double x, double y)
{
    double d = half_plane(x, y, 0, 1, 0.5);
    d = fmax(d, half_plane(x, y, COS_30, -0.5, 0.5));
    return fmax(d, half_plane(x, y, -COS_30, -0.5, 0.5));
}

static double head_up(double x, double y)
{
    return fmax(half_plane(x, y + 0.05, COS_45, -COS_45, 0.6),
                fmax(half_plane(x, y + 0.05, -COS_45, -COS_45, 0.6), y + 0.05));
}

static double arrow_up(double x, double y)
{
    return fmin(head_up(x, y), box(x, y, 0, 0.45, 0.22, 0.5));
}

static double f_disc(double x, double y)
{
    return disc(x, y, 0, 0, 0.85);
}

static double f_ring(double x, double y)
{
    return outline(disc(x, y, 0, 0, 0.7), 0.16);
}

static double f_square(double x, double y)
{
    return box(x, y, 0, 0, 0.78, 0.78);
}

static double f_frame(double x, double y)
{
    return outline(box(x, y, 0, 0, 0.66, 0.66), 0.15);
}

static double f_triangle_up(double x, double y)
{
    return triangle(x, y - 0.2);
}

static double f_triangle_down(double x, double y)
{
    return triangle(x, -y - 0.2);
}

static double f_plus(double x, double y)
{
    return fmin(band(x, y, 1, 0, 0.22, 0.9), band(x, y, 0, 1, 0.22, 0.9));
}

static double f_times(double x, double y)
{
    return fmin(band(x, y, COS_45, COS_45, 0.22, 1.05),
                band(x, y, COS_45, -COS_45, 0.22, 1.05));
}

static double f_bar_across(double x, double y)
{
    return box(x, y, 0, 0, 0.92, 0.24);
}

static double f_bar_upright(double x, double y)
{
    return box(x, y, 0, 0, 0.24, 0.92);
}

static double f_slash(double x, double y)
{
    return band(x, y, COS_45, -COS_45, 0.24, 1.05);
}

static double f_backslash(double x, double y)
{
    return band(x, y, COS_45, COS_45, 0.24, 1.05);
}

static double f_bars_across(double x, double y)
{
    return box(x, fabs(y), 0, 0.6, 0.85, 0.2);
}

static double f_bars_upright(double x, double y)
{
    return box(fabs(x), y, 0.6, 0, 0.2, 0.85);
}

static double f_diamond(double x, double y)
{
    return (fabs(x) + fabs(y) - 0.95) * COS_45;
}

static double f_diamond_hollow(double x, double y)
{
    return outline((fabs(x) + fabs(y) - 0.8) * COS_45, 0.14);
}

/* Five points: the plane folded onto one of ten equal sectors, cut by one straight edge from the
 * outer corner (angle 0, radius 0.95) to the inner one (angle 36 degrees, radius 0.4). */
static double f_star(double x, double y)
{
    double sector = 2 * RV_MATH_PI / 5;
    double angle = rv_math_atan2(x, -y);
    double radius = length(x, y);
    double folded = fabs(angle - sector * floor(angle / sector + 0.5));
    double px = radius * rv_math_cos(folded), py = radius * rv_math_sin(folded);
    double ex = 0.4 * COS_36 - 0.95, ey = 0.4 * SIN_36;

    return ((px - 0.95) * ey - py * ex) / length(ex, ey);
}

static double f_crescent(double x, double y)
{
    return fmax(disc(x, y, -0.05, 0, 0.88), -disc(x, y, 0.38, 0, 0.68));
}

static double f_arrow_up(double x, double y)
{
    return arrow_up(x, y);
}

static double f_arrow_down(double x, double y)
{
    return arrow_up(x, -y);
}

static double f_arrow_left(double x, double y)
{
    return arrow_up(y, x);
}

static double f_arrow_right(double x, double y)
{
    return arrow_up(y, -x);
}

static double f_letter_l(double x, double y)
{
    return fmin(box(x, y, -0.5, 0, 0.22, 0.85), box(x, y, 0.05, 0.63, 0.77, 0.22));
}

static double f_letter_t(double x, double y)
{
    return fmin(box(x, y, 0, 0, 0.22, 0.85), box(x, y, 0, -0.63, 0.8, 0.22));
}

static double f_letter_u(double x, double y)
{
    return fmin(box(fabs(x), y, 0.6, 0, 0.2, 0.85), box(x, y, 0, 0.65, 0.8, 0.2));
}

static double f_letter_h(double x, double y)
{
    return fmin(box(fabs(x), y, 0.6, 0, 0.2, 0.85), box(x, y, 0, 0, 0.6, 0.18));
}

static double f_four_dots(double x, double y)
{
    return disc(fabs(x), fabs(y), 0.55, 0.55, 0.32);
}

static double f_target(double x, double y)
{
    return fmin(disc(x, y, 0, 0, 0.3), outline(disc(x, y, 0, 0, 0.78), 0.14));
}

static double f_half_disc(double x, double y)
{
    return fmax(disc(x, y, 0, 0.4, 0.92), y - 0.4);
}

static double f_checker(double x, double y)
{
    return fmin(box(x, y, -0.42, -0.42, 0.4, 0.4), box(x, y, 0.42, 0.42, 0.4, 0.4));
}

const struct rv_outline rv_outlines[RV_OUTLINES_COUNT] = {
    { "disc", f_disc },
    { "square", f_square },
    { "triangle-up", f_triangle_up },
    { "triangle-down", f_triangle_down },
    { "plus", f_plus },
    { "times", f_times },
    { "ring", f_ring },
    { "frame", f_frame },
    { "bar-across", f_bar_across },
    { "bar-upright", f_bar_upright },
    { "slash", f_slash },
    { "backslash", f_backslash },
    { "bars-across", f_bars_across },
    { "bars-upright", f_bars_upright },
    { "diamond", f_diamond },
    { "star", f_star },
    { "arrow-up", f_arrow_up },
    { "arrow-down", f_arrow_down },
    { "arrow-left", f_arrow_left },
    { "arrow-right", f_arrow_right },
    { "letter-l", f_letter_l },
    { "letter-t", f_letter_t },
    { "letter-u", f_letter_u },
    { "letter-h", f_letter_h },
    { "target", f_target },
    { "diamond-hollow", f_diamond_hollow },
    { "crescent", f_crescent },
    { "half-disc", f_half_disc },
    { "four-dots", f_four_dots },
    { "checker", f_checker },
};

int rv_outlines_partner(int form, int count)
{
    int partner = form % 2 == 0 ? form + 1 : form - 1;
    return partner < count ? partner : form - 1;
}
