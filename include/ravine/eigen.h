/* Eigenvalues and eigenvectors of small symmetric matrices: the curvatures of a Hessian.
 *
 *     double value[2], vector[4];
 *     if (rv_eigen_symmetric(hessian, 2, value, vector))
 *         steepest = vector;   // the direction of value[0], the largest */
#ifndef RAVINE_EIGEN_H
#define RAVINE_EIGEN_H

#include <stdbool.h>
#include <stddef.h>

/* `matrix` is n × n, row after row; `values` gets n eigenvalues, the largest first, `vectors` (may
 * be NULL) one unit vector a row. By GSL's symmetric QR (Golub and Van Loan, Matrix
 * Computations). False, with NaN everywhere, where the matrix is not finite. */
bool rv_eigen_symmetric(const double *matrix, size_t n, double *values, double *vectors);

#endif
