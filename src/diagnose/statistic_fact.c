/* Readings of what is known beside the curves. */
#include "diagnose/statistic.h"

#include "ravine/math.h"

#include <string.h>

/* Rows beyond these say nothing of the cause: logs are cut off anywhere. */
#define ENOUGH 6
/* Learning rates that people begin with: of plain descent, of steps of their own width; and how
 * many times more or less is usual, too. */
#define USUAL_SGD 0.01
#define USUAL_ADAPTIVE 0.001
#define USUAL_FACTOR 20
/* Sizes beyond these are no news: simulated sets and mini-batches are smaller than those of most
 * logs, so that a large number must say no more than "not small". */
#define MANY_EXAMPLES 200
#define LARGE_BATCH 16

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

/* The logarithm; NaN of NaN. */
static double at_most(double size, double most)
{
    return rv_math_log(size > most ? most : size);
}

double rv_statistic_validation(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return curves->has_validation ? at_most(curves->validation, MANY_EXAMPLES) : (double)NAN;
}

double rv_statistic_batch(const struct rv_curves *curves, const struct rv_statistic *self)
{
    (void)self;
    return at_most(curves->facts.batch, LARGE_BATCH);
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

/* 0 far below the usual rates, 1 among them, 2 far above; NaN where optimizer or rate is
 * unknown. */
double rv_statistic_rate(const struct rv_curves *curves, const struct rv_statistic *self)
{
    double adaptive = rv_statistic_adaptive(curves, self);
    double times = curves->facts.rate / (adaptive > 0 ? USUAL_ADAPTIVE : USUAL_SGD);

    if (!isfinite(times) || !isfinite(adaptive))
        return (double)NAN;
    return times > USUAL_FACTOR ? 2 : times >= 1.0 / USUAL_FACTOR;
}
