/* Trace and density of a spectrum, from directions of random signs. */
#include "curvature/lanczos.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

#define SIGNS 3 /* use of the stream */

void rv_spectrum_measure(struct rv_spectrum *spectrum, struct rv_hessian *hessian, size_t probes,
                         size_t steps, uint64_t seed, uint32_t epoch)
{
    double n = (double)rv_hessian_free_count(hessian), sum = 0, squares = 0;

    *spectrum = (struct rv_spectrum){.values = rv_alloc(probes * steps, sizeof(double)),
                                     .weights = rv_alloc(probes * steps, sizeof(double))};
    for (size_t p = 0; p < probes; p++) {
        struct rv_lanczos *lanczos = rv_lanczos_probe(
            hessian, steps, rv_stream_at(seed, RV_STREAM_CURVATURE, SIGNS, epoch, p));
        double along = n * rv_lanczos_run(lanczos), mean = p ? sum / (double)p : 0;

        sum += along; /* and the squared deviations, by Welford's recursion */
        squares += (along - mean) * (along - sum / (double)(p + 1));
        for (size_t k = 0; k < rv_lanczos_steps(lanczos); k++, spectrum->count++) {
            spectrum->values[spectrum->count] =
                rv_lanczos_node(lanczos, k, &spectrum->weights[spectrum->count]);
            spectrum->weights[spectrum->count] /= (double)probes;
        }
        rv_lanczos_free(lanczos);
    }
    spectrum->trace = sum / (double)probes;
    spectrum->trace_error =
        probes > 1 ? sqrt(squares / (double)(probes - 1) / (double)probes) : RV_NAN;
}

void rv_spectrum_release(struct rv_spectrum *spectrum)
{
    rv_free(spectrum->values);
    rv_free(spectrum->weights);
    *spectrum = (struct rv_spectrum){0};
}
