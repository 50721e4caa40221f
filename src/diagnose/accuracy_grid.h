/* How many examples an accuracy was measured on: it is a whole number of them, so that its values
 * lie on a grid of 1/n. */
#ifndef RAVINE_DIAGNOSE_ACCURACY_GRID_H
#define RAVINE_DIAGNOSE_ACCURACY_GRID_H

#include <stddef.h>

/* The smallest n for which all values (shares; what is not finite is left out), or two of three,
 * are k/n but for their rounding, which is half of `resolution` (0: that of a float). Where it is
 * two of three, the number changes from epoch to epoch, and n is the usual one. NaN where none is,
 * or where so small an n would fit values that lie anywhere, by chance more often than once in a
 * thousand. */
double rv_accuracy_grid(const double *values, size_t count, double resolution);

#endif
