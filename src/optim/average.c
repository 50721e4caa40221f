/* Averages of the weights along the path.
 *
 *     ema <- d ema + (1 - d) p                    after every step (Polyak 1990; Tarvainen 2017)
 *     swa <- swa + (p - swa) / (taken + 1)        at chosen steps (Izmailov et al. 2018)
 *
 * On a parabola the noise of the iterate is a first-order autoregression with coefficient r; the
 * EMA has (1 - d)/(1 + d) (1 + r d)/(1 - r d) of its variance. */
#include "ravine/schedule.h"

#include <math.h>
#include <string.h>

static const struct rv_param params[] = {
    RV_REAL(struct rv_average, ema_decay, .initial = 0.99, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,
            .help = "Share of the exponential moving average (EMA) of the weights that is kept "
                    "each step; it looks back over about 1 / (1 - decay) steps. 0.9 to 0.9999. "
                    "Too large: the average still holds the untrained weights."),
    RV_REAL(struct rv_average, swa_from, .initial = 0.75, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_EPOCH,
            .help = "Share of the planned epochs after which stochastic weight averaging (SWA) "
                    "begins. 0.5 to 0.9. Too large: the mean has few points. Too small: early, bad "
                    "weights are part of it."),
    RV_INTEGER(struct rv_average, swa_every, .initial = 0, .minimum = 0, .maximum = 1000000,
               .unit = "steps", .live = RV_LIVE_EPOCH,
               .help = "Steps between two points of the SWA mean; 0 is the end of every epoch. Too "
                       "large: the mean has few points."),
    RV_PARAM_END
};

const struct rv_type rv_average_type = {
    .name = "average",
    .summary = "Means of the weights along the path, for evaluation.",
    .reference = "Polyak and Juditsky 1992; Izmailov et al. 2018",
    .params = params,
    .config_size = sizeof(struct rv_average),
};

/* Started from the initial weights, the EMA still holds a share d^t of them after t steps: 0.7 %
 * after 500 steps at d = 0.99. There is no correction as in Adam, since the start is not 0. */
void rv_average_ema(const struct rv_average *average, double *ema, const double *p, size_t n)
{
    const double d = average->ema_decay;

    for (size_t i = 0; i < n; i++)
        ema[i] = d * ema[i] + (1 - d) * p[i];
}

/* Whether the point after the step clock->step belongs to the mean. */
static bool is_point(const struct rv_average *average, const struct rv_clock *clock)
{
    const double planned = (double)clock->epochs * (double)clock->steps_per_epoch;
    const long start = (long)ceil(average->swa_from * planned), made = clock->step + 1;

    if (made < start)
        return false;
    if (average->swa_every == 0)
        return made % clock->steps_per_epoch == 0;
    return (made - start) % average->swa_every == 0;
}

/* A running mean: all points count alike. Its noise falls as 1 / points once these lie further
 * apart than the memory of the iterate, 1 / (rate x curvature) steps. */
void rv_average_swa(const struct rv_average *average, const struct rv_clock *clock, double *swa,
                    double *taken, const double *p, size_t n)
{
    if (is_point(average, clock)) {
        const double share = 1 / (*taken + 1);

        for (size_t i = 0; i < n; i++)
            swa[i] += (p[i] - swa[i]) * share;
        *taken += 1;
    } else if (*taken == 0) {
        memcpy(swa, p, n * sizeof *swa);
    }
}
