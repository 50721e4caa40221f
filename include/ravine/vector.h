/* Sums over flat double arrays in a fixed order.
 *
 * Each sum runs in RV_VECTOR_LANES interleaved partial sums that are added by one fixed tree, so
 * that the bits depend neither on the compiler nor on the vector width. */
#ifndef RAVINE_VECTOR_H
#define RAVINE_VECTOR_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define RV_VECTOR_LANES 8

/* "Does not exist", as a double (NAN itself is a float constant). */
#define RV_NAN ((double)NAN)

/* n numbers each; none is changed but `y`. rv_vector_finite(): no infinity, no NaN among them. */
double rv_vector_sum(const double *x, size_t n);
double rv_vector_dot(const double *x, const double *y, size_t n);
double rv_vector_norm(const double *x, size_t n); /* Euclidean */
void rv_vector_add(double *y, double a, const double *x, size_t n); /* y += a x */
void rv_vector_scale(double *y, double a, size_t n); /* y *= a */
bool rv_vector_finite(const double *x, size_t n);

/* The median and the q-quantile (linear interpolation) of n values; NaNs are left out; NaN when
 * nothing is left. `x` is not changed. */
double rv_vector_quantile(const double *x, size_t n, double q);

#endif
