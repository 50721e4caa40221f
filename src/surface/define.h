/* What several surfaces share. Only files in src/surface include this. */
#ifndef RAVINE_SURFACE_DEFINE_H
#define RAVINE_SURFACE_DEFINE_H

#include "ravine/math.h"
#include "ravine/stream.h"
#include "ravine/surface.h"

#include <math.h>
#include <string.h>

/* The row of surfaces of any dimension; rv_surface_create() finds it by its name. */
#define RV_DEFINE_DIMENSION_ROW(type)                                                              \
    RV_INTEGER(type, dimension, .minimum = 0, .maximum = RV_SURFACE_DIMENSION_MAX,                 \
               .help = "Number of coordinates. 0: as many as the start has, else 2.")

static inline double rv_define_square(double x)
{
    return x * x;
}

/* Cosine and sine of an angle in degrees; exact at whole quarter turns, where cos(pi/2) is not. */
static inline void rv_define_turn(double degrees, double *cosine, double *sine)
{
    static const double quarter[4][2] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };
    const double turns = degrees / 90;

    if (turns == floor(turns)) {
        const int k = (int)(turns - 4 * floor(turns / 4));

        *cosine = quarter[k][0];
        *sine = quarter[k][1];
    } else {
        *cosine = rv_math_cos(degrees * RV_MATH_PI / 180);
        *sine = rv_math_sin(degrees * RV_MATH_PI / 180);
    }
}

/* `minima` of the surfaces whose only known minimum is 0 at the origin. */
static inline size_t rv_define_lowest_at_zero(const void *config, const void *prepared, size_t n,
                                              double *x, double *values)
{
    (void)config, (void)prepared;
    memset(x, 0, n * sizeof *x);
    values[0] = 0;
    return 1;
}

/* The symmetric 2 × 2 matrix as the rows of a Hessian. */
static inline void rv_define_hessian2(double *hessian, double xx, double xy, double yy)
{
    hessian[0] = xx;
    hessian[1] = hessian[2] = xy;
    hessian[3] = yy;
}

#endif
