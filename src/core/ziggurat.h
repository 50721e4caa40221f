/* The strips of the normal density exp(-x^2/2), x >= 0, for rv_stream_gaussian(): 128 of equal area
 * below it (Marsaglia and Tsang 2000; Voss's variant, where the last one has an exponential
 * tail beyond `RV_ZIGGURAT_TAIL`).
 *
 * Strip i is as wide as x(i+1) and lies between the heights f(x(i)) and f(x(i+1)); x(0) = 0, x(127)
 * = r, and the last is r + 1/r wide, the tail being under exp(-r(x - r/2)). From the area v = (r +
 * 1/r) f(r) follow the others, f(x(i)) = f(x(i+1)) + v/x(i+1); r is the number that leads to
 * f(x(0)) = 1. The table holds them to twelve digits, which are those of GSL's
 * gsl_ran_gaussian_ziggurat(); tests/unit/test_core.c works them out anew. */
#ifndef RAVINE_CORE_ZIGGURAT_H
#define RAVINE_CORE_ZIGGURAT_H

#include <stdint.h>

#define RV_ZIGGURAT_TAIL 3.44428647676
enum { RV_ZIGGURAT_STRIPS = 128 };

struct rv_ziggurat_strip {
    double width;    /* over 2^24 */
    double height;   /* of its upper edge */
    uint32_t inside; /* below this many 2^24-ths of the width, all of the strip is below f */
};

extern const struct rv_ziggurat_strip rv_ziggurat_strips[RV_ZIGGURAT_STRIPS];

#endif
