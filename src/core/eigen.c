/* See ravine/eigen.h. */
#include "ravine/eigen.h"

#include "ravine/vector.h"

#include <gsl/gsl_eigen.h>
#include <math.h>

bool rv_eigen_symmetric(const double *matrix, size_t n, double *values, double *vectors)
{
    gsl_matrix *a = gsl_matrix_alloc(n, n), *v = gsl_matrix_alloc(n, n);
    gsl_vector *e = gsl_vector_alloc(n);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(n);
    bool good = true;

    for (size_t i = 0; i < n * n; i++) {
        gsl_matrix_set(a, i / n, i % n, matrix[i]);
        good = good && isfinite(matrix[i]);
    }
    good = good && gsl_eigen_symmv(a, e, v, work) == 0 &&
           gsl_eigen_symmv_sort(e, v, GSL_EIGEN_SORT_VAL_DESC) == 0;
    for (size_t k = 0; k < n; k++) {
        values[k] = good ? gsl_vector_get(e, k) : RV_NAN;
        for (size_t i = 0; vectors && i < n; i++) /* GSL's vectors are columns */
            vectors[k * n + i] = good ? gsl_matrix_get(v, i, k) : RV_NAN;
    }
    gsl_eigen_symmv_free(work);
    gsl_vector_free(e);
    gsl_matrix_free(v);
    gsl_matrix_free(a);
    return good;
}
