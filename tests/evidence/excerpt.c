/* What of a run can be seen, and the log that somebody would have of it. */
#include "evidence.h"

#include "ravine/math.h"
#include "ravine/memory.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#define LITTLE 1e-3 /* added to losses before their logarithm */
#define LIVELY 0.15  /* fluctuation of the logarithm that no healthy run has */
#define VISIBLE 0.35 /* a cause changes the logarithm of a level or of a fluctuation by this */

static double log_of(double x)
{
    return rv_math_log(x + LITTLE);
}

double fluctuation_of_log(const double *x, size_t rows)
{
    double sum = 0;

    for (size_t i = 1; i + 1 < rows; i++) {
        double d = log_of(x[i + 1]) - 2 * log_of(x[i]) + log_of(x[i - 1]);

        sum += d * d / 6;
    }
    return rows > 2 ? sqrt(sum / (double)(rows - 2)) : 0;
}

static double late(const double *x, size_t rows)
{
    double some[MOST_EPOCHS];
    size_t half = rows / 2;

    for (size_t i = half; i < rows; i++)
        some[i - half] = log_of(x[i]);
    gsl_sort(some, 1, rows - half);
    return rows ? gsl_stats_median_from_sorted_data(some, 1, rows - half) : (double)NAN;
}

static double least(const double *x, size_t rows)
{
    double low = HUGE_VAL;

    for (size_t i = 0; i < rows; i++)
        low = x[i] < low ? x[i] : low;
    return low;
}

double over_fitting_rise(const double *val_loss, size_t rows)
{
    double low = HUGE_VAL, mean = 0;

    for (size_t i = 1; i + 1 < rows; i++) {
        mean = (log_of(val_loss[i - 1]) + log_of(val_loss[i]) + log_of(val_loss[i + 1])) / 3;
        low = mean < low ? mean : low;
    }
    return rows > 3 ? mean - low : 0;
}

#define OVER 0.06 /* logarithm of what counts as a rise, and as a fall */

/* Since its minimum the smoothed validation loss has risen by a stretch, calmly, and training has
 * gone on falling. */
static bool over_fits(const struct simulated *run)
{
    double rise = over_fitting_rise(run->val_loss, run->rows), low = HUGE_VAL;
    size_t place = 1;

    for (size_t i = 1; i + 1 < run->rows; i++) {
        double sum = log_of(run->val_loss[i - 1]) + log_of(run->val_loss[i]) +
                     log_of(run->val_loss[i + 1]);

        place = sum < low ? i : place;
        low = sum < low ? sum : low;
    }
    return run->rows > 3 && rise > OVER &&
           rise > 2 * fluctuation_of_log(run->val_loss, run->rows) &&
           log_of(run->loss[run->rows - 1]) < log_of(run->loss[place]) - OVER / 2;
}

static bool differs(const struct simulated *a, const struct simulated *b)
{
    size_t rows = a->rows < b->rows ? a->rows : b->rows;
    double jumps = rv_math_log((fluctuation_of_log(a->val_loss, rows) + 0.02) /
                               (fluctuation_of_log(b->val_loss, rows) + 0.02));
    double level = late(a->val_loss, rows) - late(b->val_loss, rows);
    double training = log_of(a->loss[rows - 1]) - log_of(least(a->loss, rows)) -
                      (log_of(b->loss[rows - 1]) - log_of(least(b->loss, rows)));

    return fabs(jumps) > VISIBLE || fabs(level) > VISIBLE || training > 0.1;
}

static bool learns(const struct kind_recipe *recipe, const struct simulated *run)
{
    double chance = 1.0 / (double)recipe->classes;

    return run->accuracy[run->rows - 1] > chance + 0.3 * (1 - chance);
}

/* Calm: the wobble of the accuracy is that of so many examples, or that of the loss is small. */
static bool calm(const struct kind_recipe *recipe, const struct simulated *run)
{
    double p = 0, sum = 0, n = (double)recipe->validation;

    for (size_t i = 1; i + 1 < run->rows; i++) {
        double d = run->val_accuracy[i + 1] - 2 * run->val_accuracy[i] + run->val_accuracy[i - 1];

        sum += d * d / 6 / (double)(run->rows - 2);
        p += run->val_accuracy[i] / (double)(run->rows - 2);
    }
    p = (p * n + 1) / (n + 2);
    return sqrt(sum) < 1.2 * sqrt(p * (1 - p) / n) ||
           fluctuation_of_log(run->val_loss, run->rows) < 0.06;
}

static uint32_t of_training(const struct kind_recipe *recipe, const struct simulated *failing)
{
    double ln_k = rv_math_log((double)recipe->classes);
    size_t last = failing->rows - 1;

    if (failing->diverged || recipe->broken_from > 0)
        return BIT(DIVERGED) | (recipe->causes & BIT(TRAINING_ONLY));
    if (failing->dead[last] >= 0.99 && failing->dead[last / 2] >= 0.99)
        return BIT(DEAD) | (recipe->causes & BIT(TRAINING_ONLY));
    if (!strcmp(recipe->loss, "cross_entropy") && fabs(failing->loss[last] / ln_k - 1) < 0.06 &&
        fabs(failing->loss[last / 2] / ln_k - 1) < 0.06)
        return BIT(CHANCE) | (recipe->causes & BIT(TRAINING_ONLY));
    return 0;
}

uint32_t visible_causes(const struct kind_recipe *recipe, const struct simulated *failing,
                        const struct simulated *sound)
{
    uint32_t causes = recipe->causes, late_ones = BIT(OVER_FITTING) | BIT(HEALTHY), training;
    bool over = failing->rows > 6 && over_fits(failing);

    if (failing->rows < 2 && !failing->diverged)
        return 0;
    training = failing->rows ? of_training(recipe, failing) : BIT(DIVERGED);
    if (causes & BIT(TOO_SHORT))
        return training ? 0 : causes;
    if (training)
        return training;
    if (causes & (BIT(DIVERGED) | BIT(DEAD) | BIT(CHANCE)))
        causes = causes & BIT(CHANCE) ? 0 : BIT(RATE_TOO_LARGE) | (causes & BIT(TRAINING_ONLY));
    if (causes & BIT(HEALTHY))
        return over ? BIT(OVER_FITTING)
                    : learns(recipe, failing) && calm(recipe, failing) ? causes : 0;
    if (causes & (BIT(NOT_FRESH) | BIT(METRIC_BUG) | BIT(TRAINING_ONLY)))
        return learns(recipe, failing) || causes & BIT(TRAINING_ONLY) ? causes : 0;
    if (causes & BIT(LEAKAGE))
        return failing->accuracy[failing->rows - 1] > 0.9 ? causes : 0;
    if (causes & BIT(OVER_FITTING) && !over)
        causes &= ~late_ones;
    if (kind_is_compared(recipe) && !differs(failing, sound))
        return 0;
    /* The same rate is not calm with a short memory either. */
    if (causes & BIT(BN_LAG) && fluctuation_of_log(sound->val_loss, sound->rows) > LIVELY)
        causes |= BIT(RATE_TOO_LARGE);
    return over && !(causes & (BIT(BN_LAG) | BIT(MODE_MISMATCH) | BIT(RATE_TOO_LARGE) |
                               BIT(SPLIT_OR_SHIFT) | BIT(LEAKAGE) | BIT(OPTIMIZER_STEP)))
               ? causes | BIT(OVER_FITTING)
               : causes;
}

/* ---- The log ---- */

struct log_of_run {
    struct rv_log_run run;
    struct rv_log_column columns[5];
    double values[5][MOST_EPOCHS + 8];
    unsigned char cells[5][MOST_EPOCHS + 8];
    double epoch[MOST_EPOCHS + 8];
};

static void add_column(struct log_of_run *log, enum rv_log_role role, const double *from,
                       size_t rows, int digits)
{
    size_t c = log->run.column_count++;
    struct rv_log_column *column = &log->columns[c];
    double step = rv_math_pow(10, -digits);

    *column = (struct rv_log_column){.role = role, .resolution = step, .values = log->values[c],
                                     .cells = log->cells[c]};
    for (size_t i = 0; i < rows; i++) {
        column->values[i] = isfinite(from[i]) ? nearbyint(from[i] / step) * step : (double)NAN;
        column->cells[i] = isfinite(from[i]) ? RV_LOG_NUMBER : RV_LOG_NAN;
    }
}

/* What people print as loss may be a sum, and hold more than the loss of the classes: a penalty, a
 * second output. Both then fall to a floor, or one is a multiple of what it was. */
static void disguise(struct simulated *run, struct rv_stream *s)
{
    double floor = draw_chance(s, 0.15) ? run->loss[0] * draw_log(s, 0.1, 3) : 0;
    double factor = draw_chance(s, 0.12) ? draw_log(s, 0.5, 2) : 1;
    double scale = draw_chance(s, 0.5) ? draw_log(s, 0.05, 20) : 1;

    for (size_t i = 0; i < run->rows; i++) {
        run->loss[i] = scale * (run->loss[i] + floor);
        run->val_loss[i] = scale * factor * (run->val_loss[i] + floor);
    }
}

static void draw_facts(const struct kind_recipe *r, const struct simulated *run,
                       struct rv_log_facts *facts, struct rv_stream *s)
{
    const char *examples = strstr(rv_text_string(&r->change), "examples: {");
    const char *batch = strstr(rv_text_string(&r->change), "train.batch: ");
    double of = (double)r->validation;

    *facts = (struct rv_log_facts)RV_LOG_NO_FACTS;
    if (examples)
        sscanf(strchr(examples + 11, ':') + 1, "%lf", &of);
    if (draw_chance(s, 0.5))
        facts->validation = of;
    if (draw_chance(s, 0.35)) {
        facts->batch = (double)r->batch;
        if (batch)
            sscanf(batch, "train.batch: %lf", &facts->batch);
    }
    if (draw_chance(s, 0.35))
        facts->classes = (double)r->classes;
    if (draw_chance(s, 0.35)) {
        snprintf(facts->optimizer, sizeof facts->optimizer, "%s", r->optimizer);
        if (draw_chance(s, 0.7) && run->rows)
            facts->rate = run->rate[0] / (1 - r->momentum);
    }
    if (draw_chance(s, 0.35))
        facts->batchnorm = r->bn ? RV_LOG_YES : RV_LOG_NO;
    if (draw_chance(s, 0.3))
        facts->shuffled = r->other_split ? RV_LOG_NO : RV_LOG_YES;
}

static void break_metric(struct simulated *run, struct rv_stream *s)
{
    long how = draw_below(s, 4);

    for (size_t i = 0; i < run->rows; i++) {
        double wrong = how == 0 ? 0 : how == 1 ? 0.0056 : run->accuracy[i] * (how == 2 ? 2.1 : 0.01);
        double val = how == 0 ? 0 : how == 1 ? 0.0083 : run->val_accuracy[i] * (how == 2 ? 2.3 : 0.01);

        run->accuracy[i] = how == 3 ? draw_uniform(s, 0, 0.02) : wrong;
        run->val_accuracy[i] = val;
    }
}

/* Larger sets do in an epoch what ours do in several: every m-th epoch is logged, training as the
 * mean since then. */
static void thin(struct simulated *run, size_t m)
{
    size_t rows = run->rows / m;

    for (size_t i = 0; i < rows; i++) {
        double loss = 0, accuracy = 0;

        for (size_t j = 0; j < m; j++) {
            loss += run->loss[i * m + j] / (double)m;
            accuracy += run->accuracy[i * m + j] / (double)m;
        }
        run->loss[i] = loss;
        run->accuracy[i] = accuracy;
        run->val_loss[i] = run->val_loss[i * m + m - 1];
        run->val_accuracy[i] = run->val_accuracy[i * m + m - 1];
        run->rate[i] = run->rate[i * m];
    }
    run->rows = rows;
}

bool excerpt_draw(const struct kind_recipe *recipe, const struct simulated *whole_run,
                  uint32_t causes, bool whole, struct rv_stream *s, struct example *example)
{
    struct log_of_run log = {0};
    struct simulated run = *whole_run, part;
    int digits = 2 + (int)draw_below(s, 3);
    bool losses_only = draw_chance(s, 0.3) && !(causes & BIT(METRIC_BUG));
    size_t m = draw_chance(s, 0.3) ? 2 + (size_t)draw_below(s, 3) : 1;
    const double left_out = draw_uniform(s, 0, 1); /* which column the log lacks */
    size_t first = 0, rows;
    struct rv_curves curves;

    if (!whole && m > 1 && run.rows / m >= 6 && !recipe->skip && !recipe->keep)
        thin(&run, m);
    /* A diverged run goes on in NaN, or its log ends. */
    if (recipe->broken_from > 0)
        for (size_t i = (size_t)(recipe->broken_from * (double)run.rows); i < run.rows; i++) {
            run.loss[i] = run.val_loss[i] = NAN;
            run.accuracy[i] = run.val_accuracy[i] = 1.0 / (double)recipe->classes;
        }
    else if (run.diverged && (draw_chance(s, 0.85) || run.rows < 2))
        for (long more = 1 + draw_below(s, 6); more > 0 && run.rows < MOST_EPOCHS; more--) {
            run.loss[run.rows] = run.val_loss[run.rows] = NAN;
            run.accuracy[run.rows] = run.val_accuracy[run.rows] = 1.0 / (double)recipe->classes;
            run.rows++;
        }
    if (recipe->broken_metric)
        break_metric(&run, s);
    if (losses_only && !(causes & (BIT(CHANCE) | BIT(DEAD))))
        disguise(&run, s);
    if (recipe->skip)
        first = (size_t)recipe->skip;
    rows = run.rows > first ? run.rows - first : 0;
    if (recipe->keep && rows > (size_t)recipe->keep)
        rows = (size_t)recipe->keep;
    else if (!whole && !(causes & BIT(DIVERGED)) && rows > 8) {
        size_t shorter = 5 + (size_t)draw_below(s, (long)rows - 5);

        if (!draw_chance(s, 0.5) && !recipe->skip)
            first += (size_t)draw_below(s, (long)(rows - shorter) + 1);
        rows = shorter;
    }
    if (rows < 1 || (rows < 4 && !recipe->keep && !run.diverged))
        return false;
    part = (struct simulated){.rows = rows};
    /* What the sizes of the log leave of a cause is looked at again. */
    memcpy(part.loss, run.loss + first, rows * sizeof(double));
    memcpy(part.val_loss, run.val_loss + first, rows * sizeof(double));
    /* Over-fitting that the excerpt does not show is none of its causes. */
    if (causes & BIT(OVER_FITTING) && !over_fits(&part)) {
        causes &= ~BIT(OVER_FITTING);
        if (!causes)
            return false;
    }
    for (size_t i = 0; i < rows; i++)
        log.epoch[i] = (double)(i + 1 + (recipe->skip ? 0 : first));
    log.run = (struct rv_log_run){.epochs = rows, .epoch = log.epoch, .columns = log.columns,
                                  .excerpt = first && !recipe->skip, .planned = NAN,
                                  .validation_examples = NAN, .validation_from = ""};
    draw_facts(recipe, whole_run, &log.run.facts, s);
    if (losses_only || recipe->strip_validation || left_out > 0.05)
        add_column(&log, RV_LOG_LOSS, run.loss + first, rows, digits);
    if (!losses_only && left_out < 0.88)
        add_column(&log, RV_LOG_ACCURACY, run.accuracy + first, rows, digits);
    if (!recipe->strip_validation) {
        if (losses_only || left_out < 0.05 || left_out > 0.12)
            add_column(&log, RV_LOG_VAL_LOSS, run.val_loss + first, rows, digits);
        if (!losses_only)
            add_column(&log, RV_LOG_VAL_ACCURACY, run.val_accuracy + first, rows, digits);
    }
    if (draw_chance(s, 0.2))
        add_column(&log, RV_LOG_LEARNING_RATE, run.rate + first, rows, 9);
    rv_curves_init(&curves, &log.run);
    for (size_t i = 0; i < RV_STATISTICS; i++)
        example->value[i] = rv_statistic_value(i, &curves);
    rv_curves_release(&curves);
    example->causes = causes;
    measurement_outcomes(recipe, whole_run, example->outcome);
    return true;
}

/* What each measurement of src/diagnose/measurements.def would show; -1: not known. */
void measurement_outcomes(const struct kind_recipe *recipe, const struct simulated *run,
                          int outcome[RV_MEASUREMENTS])
{
    double jumps = fluctuation_of_log(run->val_loss, run->rows);
    double above = run->rows ? late(run->snapshot, run->rows) - late(run->loss, run->rows) : 0;
    bool lively = fluctuation_of_log(run->snapshot, run->rows) > 0.5 * jumps + 0.02;
    bool own = isfinite(run->recalibrated[0]);

    for (size_t m = 0; m < RV_MEASUREMENTS; m++)
        outcome[m] = run->diverged || !run->rows ? -1 : 0;
    if (run->diverged || !run->rows)
        return;
    outcome[RV_MEASUREMENT_TRAIN_MODE] = above > 0.5 ? 2 : lively ? 1 : 0;
    outcome[RV_MEASUREMENT_RECALIBRATE] =
        own && (late(run->val_loss, run->rows) - late(run->recalibrated, run->rows) > 0.2 ||
                jumps > 1.5 * fluctuation_of_log(run->recalibrated, run->rows) + 0.02);
    outcome[RV_MEASUREMENT_SAME_DATA] = recipe->other_pipeline || above > 0.5;
    outcome[RV_MEASUREMENT_TWICE] = recipe->changing || recipe->random_passes;
    outcome[RV_MEASUREMENT_TENTH] = run->tenth;
    outcome[RV_MEASUREMENT_FULL] =
        jumps > 1.6 * fluctuation_of_log(run->full, run->rows) + 0.02;
    outcome[RV_MEASUREMENT_SHUFFLE] = recipe->other_split;
    outcome[RV_MEASUREMENT_PREDICTIONS] =
        recipe->broken_metric ? 2 : run->largest[run->rows - 1] > 0.98;
    outcome[RV_MEASUREMENT_VALIDATE] = recipe->strip_validation;
    outcome[RV_MEASUREMENT_MORE] = recipe->keep > 0;
    outcome[RV_MEASUREMENT_FRESH] = recipe->skip > 0;
}
