/* Eigenvalues of a Hessian, by GSL's symmetric QR (Golub and Van Loan): see spectrum.h. */
#include "plot/spectrum.h"

#include "ravine/memory.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

static bool decompose(double *hessian, size_t n, double *curvature, double *directions)
{
    gsl_matrix_view matrix = gsl_matrix_view_array(hessian, n, n);
    gsl_vector *value = gsl_vector_alloc(n);
    gsl_matrix *vector = gsl_matrix_alloc(n, n);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(n);
    bool good = value && vector && work &&
                gsl_eigen_symmv(&matrix.matrix, value, vector, work) == 0 &&
                gsl_eigen_symmv_sort(value, vector, GSL_EIGEN_SORT_VAL_DESC) == 0;

    for (size_t i = 0; good && i < n; i++) {
        curvature[i] = gsl_vector_get(value, i);
        for (size_t k = 0; directions && k < n; k++)
            directions[i * n + k] = gsl_matrix_get(vector, k, i); /* columns are the vectors */
    }
    gsl_eigen_symmv_free(work);
    gsl_matrix_free(vector);
    gsl_vector_free(value);
    return good;
}

enum rv_status rv_spectrum_at(const struct rv_surface *surface, const double *point,
                              double *curvature, double *directions, struct rv_error *error)
{
    size_t n = rv_surface_dimension(surface);
    double *hessian = rv_alloc(n <= RV_SURFACE_HESSIAN_MAX ? n * n : 1, sizeof *hessian);
    enum rv_status status = rv_surface_hessian(surface, point, hessian, error);
    bool finite = true;

    for (size_t i = 0; !status && i < n * n; i++)
        finite = finite && hessian[i] - hessian[i] == 0; /* not for infinities and NaN */
    if (!status && (!finite || !decompose(hessian, n, curvature, directions)))
        status = rv_error_set(error, RV_MISSING, "the curvatures of the surface '%s' could not be "
                              "worked out", rv_surface_type_of(surface)->type.name);
    rv_free(hessian);
    return status;
}
