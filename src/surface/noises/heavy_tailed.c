/* Heavy-tailed noise on the gradient: rare, very large kicks.
 *
 *     student:  g <- g + sigma t,   t ~ Student's t with nu degrees of freedom
 *     stable:   g <- g + sigma s,   s ~ symmetric alpha-stable, characteristic exp(-|k|^alpha)
 *
 * The variance is sigma^2 nu / (nu - 2) for nu > 2, else infinite; that of the stable law is
 * infinite for alpha < 2 and 2 sigma^2 at alpha = 2, where it is the normal one. Such kicks leave a
 * basin by jumps, in a time that depends on its width and not on its depth (Simsekli, Sagun and
 * Gurbuzbalaban 2019). */
#include "ravine/stream.h"
#include "ravine/surface.h"

#include <gsl/gsl_randist.h>

enum { STUDENT, STABLE };
static const char *const distributions[] = { "student", "stable", NULL };

struct heavy_tailed {
    double sigma; /* scale; default 1 */
    int distribution;
    double nu;    /* default 3 */
    double alpha; /* default 1.5 */
};

static const struct rv_param params[] = {
    RV_REAL(struct heavy_tailed, sigma, .initial = 1, .minimum = 0, .maximum = 1e9,
            .live = RV_LIVE_STEP,
            .help = "Scale of the noise on each coordinate of the gradient; not its standard "
                    "deviation, which may not exist."),
    RV_CHOICE(struct heavy_tailed, distribution, .choices = distributions,
              .help = "student: tails fall as |t|^-(nu + 1). stable: as |s|^-(alpha + 1)."),
    RV_REAL(struct heavy_tailed, nu, .initial = 3, .minimum = 0.5, .maximum = 1e3,
            .help = "Degrees of freedom of Student's t. Small: heavier tails; up to 2 the variance "
                    "is infinite."),
    RV_REAL(struct heavy_tailed, alpha, .initial = 1.5, .minimum = 0.5, .maximum = 2,
            .help = "Index of the stable law. 2: normal. Small: heavier tails."),
    RV_PARAM_END
};

static bool active(const void *config)
{
    return ((const struct heavy_tailed *)config)->sigma > 0;
}

/* GSL's generators: Student's t as a normal over the root of a chi-square, the stable law by the
 * method of Chambers, Mallows and Stuck (1976). */
static double add(const void *config, const void *prepared, const double *x, size_t n,
                  struct rv_stream *stream, double *gradient)
{
    const struct heavy_tailed *c = config;
    const gsl_rng rng = rv_stream_gsl(stream);

    (void)prepared, (void)x;
    for (size_t i = 0; i < n; i++)
        gradient[i] += c->distribution == STUDENT ? c->sigma * gsl_ran_tdist(&rng, c->nu)
                                                  : gsl_ran_levy(&rng, c->sigma, c->alpha);
    return 0;
}

/* A variance exists for Student's t with more than two degrees of freedom, and for the stable law
 * only where it is the normal one. */
static bool moments(const void *config, const void *prepared, const double *x, size_t n,
                    double *covariance, double *spread)
{
    const struct heavy_tailed *c = config;
    const bool student = c->distribution == STUDENT;
    const double factor = student ? c->nu / (c->nu - 2) : 2;

    (void)prepared, (void)x, (void)spread;
    for (size_t i = 0; i < n; i++)
        covariance[i * n + i] = c->sigma * c->sigma * factor;
    return student ? c->nu > 2 : c->alpha == 2;
}

const struct rv_noise_type rv_noise_heavy_tailed = {
    .type = { .name = "heavy_tailed",
              .summary = "Student's t or a stable law: rare, very large kicks.",
              .reference = "Simsekli, Sagun and Gurbuzbalaban 2019",
              .params = params,
              .config_size = sizeof(struct heavy_tailed) },
    .active = active,
    .add = add,
    .moments = moments,
};
