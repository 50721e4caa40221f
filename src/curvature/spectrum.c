/* Trace and density of a spectrum, from directions of random signs.
 *
 * A few large eigenvalues make nearly all of the trace and all of its error: those that are known
 * are added as they are, and directions are made orthogonal to their vectors before they look for
 * the rest (Meyer, Musco, Musco and Woodruff 2021, "Hutch++"). */
#include "curvature/lanczos.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

#define SIGNS 3 /* use of the stream */

static struct rv_stream stream_of(uint64_t seed, uint32_t epoch, size_t probe)
{
    return rv_stream_at(seed, RV_STREAM_CURVATURE, SIGNS, epoch, probe);
}

/* Random signs off the frozen ranges. */
static void draw_signs(const struct rv_hessian *hessian, struct rv_stream stream, double *v)
{
    for (size_t i = 0; i < rv_hessian_count(hessian); i++)
        v[i] = rv_stream_word(&stream) & 1 ? 1 : -1;
    rv_hessian_keep_free(rv_hessian_objective(hessian), v);
}

/* vᵀAv of what the known eigenvectors leave of v. */
static double left_along(struct rv_hessian *hessian, const struct rv_lanczos *known, double *v,
                         double *product)
{
    size_t n = rv_hessian_count(hessian);

    for (size_t k = 0; known && k < rv_lanczos_top(known); k++) {
        const double *q = rv_lanczos_vector(known, k);

        rv_vector_add(v, -rv_vector_dot(q, v, n), q, n);
    }
    rv_hessian_product(hessian, v, product);
    return rv_vector_dot(v, product, n);
}

static void measure_trace(struct rv_spectrum *spectrum, struct rv_hessian *hessian,
                          const struct rv_lanczos *known, size_t probes, uint64_t seed,
                          uint32_t epoch)
{
    double *v = rv_alloc(2 * rv_hessian_count(hessian), sizeof *v), sum = 0, squares = 0;

    for (size_t p = 0; p < probes; p++) {
        double mean = p ? sum / (double)p : 0, along;

        draw_signs(hessian, stream_of(seed, epoch, p), v);
        along = left_along(hessian, known, v, v + rv_hessian_count(hessian));
        sum += along; /* and the squared deviations, by Welford's recursion */
        squares += (along - mean) * (along - sum / (double)(p + 1));
    }
    spectrum->trace = sum / (double)probes;
    for (size_t k = 0; known && k < rv_lanczos_top(known); k++)
        spectrum->trace += rv_lanczos_values(known)[k];
    spectrum->trace_error =
        probes > 1 ? sqrt(squares / (double)(probes - 1) / (double)probes) : RV_NAN;
    rv_free(v);
}

void rv_spectrum_measure(struct rv_spectrum *spectrum, struct rv_hessian *hessian,
                         const struct rv_lanczos *known, size_t probes, size_t steps, uint64_t seed,
                         uint32_t epoch)
{
    *spectrum = (struct rv_spectrum){.values = rv_alloc(probes * steps + 1, sizeof(double)),
                                     .weights = rv_alloc(probes * steps + 1, sizeof(double))};
    measure_trace(spectrum, hessian, known, probes, seed, epoch);
    for (size_t p = 0; steps && p < probes; p++) {
        struct rv_lanczos *lanczos =
            rv_lanczos_probe(hessian, steps, stream_of(seed, epoch, p));

        rv_lanczos_run(lanczos);
        for (size_t k = 0; k < rv_lanczos_steps(lanczos); k++, spectrum->count++) {
            spectrum->values[spectrum->count] =
                rv_lanczos_node(lanczos, k, &spectrum->weights[spectrum->count]);
            spectrum->weights[spectrum->count] /= (double)probes;
        }
        rv_lanczos_free(lanczos);
    }
}

void rv_spectrum_release(struct rv_spectrum *spectrum)
{
    rv_free(spectrum->values);
    rv_free(spectrum->weights);
    *spectrum = (struct rv_spectrum){0};
}
