/* Heavy-tailed noise on the gradient: rare, very large kicks.
 *
 *     student:  g <- g + sigma t,   t ~ Student's t with nu degrees of freedom
 *     stable:   g <- g + sigma s,   s ~ symmetric alpha-stable, characteristic exp(-|k|^alpha)
 *
 * The variance is sigma^2 nu / (nu - 2) for nu > 2, else infinite; that of the stable law is
 * infinite for alpha < 2 and 2 sigma^2 at alpha = 2, where it is the normal one. Such kicks leave a
 * basin by jumps, in a time that depends on its width and not on its depth (Simsekli, Sagun and
 * Gurbuzbalaban 2019). */
#include "ravine/math.h"
#include "ravine/stream.h"
#include "ravine/surface.h"

#include <math.h>

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

/* Bailey 1994: t = sqrt(nu (u^(-2/nu) - 1)) cos(angle), u uniform; for nu to infinity this is the
 * normal of Box and Muller. */
static double student(struct rv_stream *stream, double nu)
{
    const double u = 1 - rv_stream_uniform(stream);
    const double angle = 2 * RV_MATH_PI * rv_stream_uniform(stream);

    return sqrt(nu * rv_math_expm1(-2 / nu * rv_math_log(u))) * rv_math_cos(angle);
}

/* Chambers, Mallows and Stuck 1976, symmetric: u uniform between -pi/2 and pi/2, w exponential, s =
 * sin(alpha u) / cos(u)^(1/alpha) (cos(u - alpha u) / w)^((1 - alpha)/alpha). */
static double stable(struct rv_stream *stream, double alpha)
{
    const double u = RV_MATH_PI * (rv_stream_uniform(stream) + 0x1p-54 - 0.5);
    const double rest = (1 - alpha) / alpha;
    double w;

    do
        w = -rv_math_log(1 - rv_stream_uniform(stream));
    while (w == 0);
    return rv_math_sin(alpha * u) / rv_math_pow(rv_math_cos(u), 1 / alpha) *
           rv_math_pow(rv_math_cos(u - alpha * u) / w, rest);
}

static double add(const void *config, const void *prepared, const double *x, size_t n,
                  struct rv_stream *stream, double *gradient)
{
    const struct heavy_tailed *c = config;

    (void)prepared, (void)x;
    for (size_t i = 0; i < n; i++)
        gradient[i] += c->sigma * (c->distribution == STUDENT ? student(stream, c->nu)
                                                              : stable(stream, c->alpha));
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
