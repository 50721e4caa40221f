/* Readings of what is known beside the curves. */
#include "diagnose/statistic.h"

#include "ravine/math.h"

#include <string.h>

/* Rows beyond these say nothing of the cause: logs are cut off anywhere. */
#define ENOUGH 6
/* Learning rates that people begin with: of plain descent, of steps of their own width. */
#define USUAL_SGD 0.01
#define USUAL_ADAPTIVE 0.001

double rv_statistic_end(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return (double)curves->end;
}

double rv_statistic_rows(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return curves->rows < ENOUGH ? (double)curves->rows : ENOUGH;
}

double rv_statistic_has_validation(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return curves->has_validation;
}

double rv_statistic_changing(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return curves->changing;
}

double rv_statistic_validation(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return curves->has_validation ? rv_math_log(curves->validation) : (double)NAN;
}

double rv_statistic_batch(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return rv_math_log(curves->facts.batch);
}

static double answer(enum rv_log_answer given)
{
    return given == RV_LOG_UNKNOWN ? (double)NAN : given == RV_LOG_YES;
}

double rv_statistic_batchnorm(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return answer(curves->facts.batchnorm);
}

double rv_statistic_shuffled(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return answer(curves->facts.shuffled);
}

double rv_statistic_adaptive(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    if (!curves->facts.optimizer[0])
        return (double)NAN;
    return strncmp(curves->facts.optimizer, "sgd", 3) != 0 &&
           strcmp(curves->facts.optimizer, "momentum") != 0;
}

double rv_statistic_rate(const struct rv_curves *curves, const struct rv_statistic *self)
{
    double adaptive = rv_statistic_adaptive(curves, self);

    return rv_math_log(curves->facts.rate / (adaptive > 0 ? USUAL_ADAPTIVE : USUAL_SGD)) +
           0 * adaptive;
}

double rv_statistic_rate_change(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *rate = curves->column[self->curve];
    double most = 0;

    if (!curves->rows || !isfinite(rate[0]))
        return (double)NAN;
    for (size_t i = 1; i < curves->rows; i++) {
        double change = fabs(rv_math_log(rate[i] / rate[i - 1]));

        most = change > most ? change : most;
    }
    return most;
}
