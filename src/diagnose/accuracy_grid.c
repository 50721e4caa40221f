/* The grid of an accuracy: see accuracy_grid.h. */
#include "diagnose/accuracy_grid.h"

#include <math.h>
#include <stdbool.h>

enum { DIFFERENT = 3, VALUES = 24, LARGEST = 300000 }; /* different ones that are looked at; n */

/* A mean over batches in float: its rounding, generously. */
#define FLOAT_ERROR 2e-7
#define CHANCE 1e-3

static size_t different(const double *values, size_t count, double *found)
{
    size_t n = 0;

    for (size_t i = 0; i < count && n < VALUES; i++) {
        bool known = !(values[i] > 0 && values[i] < 1);

        for (size_t j = 0; j < n && !known; j++)
            known = fabs(found[j] - values[i]) < 1e-9;
        if (!known)
            found[n++] = values[i];
    }
    return n;
}

/* How often by chance so many of the values would lie on a grid as fine, over all n up to this. */
static double chance(double n, double margin, size_t fitting, size_t count)
{
    double result = n;

    for (size_t i = 0; i < fitting; i++)
        result *= fmin(1, 2 * margin);
    for (size_t i = 0; fitting < count && i < count; i++)
        result *= 2; /* any choice of them */
    return result;
}

double rv_accuracy_grid(const double *values, size_t count, double resolution)
{
    const double error = resolution > 0 ? resolution / 2 * 1.01 : FLOAT_ERROR;
    double found[VALUES];
    const size_t all = different(values, count, found), most = all / 3;

    if (all < DIFFERENT)
        return (double)NAN;
    for (double n = 2; n * error < 0.25 && n <= LARGEST; n++) {
        const double margin = n * error + 1e-9;
        size_t off = 0;

        for (size_t i = 0; i < all && off <= most; i++)
            off += fabs(found[i] * n - floor(found[i] * n + 0.5)) > margin;
        if (off <= most && chance(n, margin, all - off, all) < CHANCE)
            return n;
    }
    return (double)NAN;
}
