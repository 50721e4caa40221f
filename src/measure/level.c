/* Where a curve is: means, ends, best and worst values. */
#include "ravine/measure.h"

#include "ravine/vector.h"

#define LAST_EPOCHS 8 /* of last_mean */

static double mean_from(const struct rv_curve *curve, size_t first)
{
    double sum = 0;

    for (size_t i = first; i < curve->count; i++)
        sum += curve->value[i];
    return sum / (double)(curve->count - first);
}

static double mean(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return mean_from(curve, 0);
}

const struct rv_measure_type rv_measure_mean = {
    .type = {.name = "mean", .summary = "Mean over the epochs."},
    .least = 1,
    .unit = "curve",
    .measure = mean,
};

static double median(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return rv_vector_quantile(curve->value, curve->count, 0.5);
}

const struct rv_measure_type rv_measure_median = {
    .type = {.name = "median", .summary = "Median over the epochs."},
    .least = 1,
    .unit = "curve",
    .measure = median,
};

static double last(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return curve->value[curve->count - 1];
}

const struct rv_measure_type rv_measure_last = {
    .type = {.name = "last", .summary = "Value at the last epoch."},
    .least = 1,
    .unit = "curve",
    .measure = last,
};

static double last_mean(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return mean_from(curve, curve->count > LAST_EPOCHS ? curve->count - LAST_EPOCHS : 0);
}

const struct rv_measure_type rv_measure_last_mean = {
    .type = {.name = "last_mean",
             .summary = "Mean over the last 8 epochs, or over all when there are fewer."},
    .least = 1,
    .unit = "curve",
    .measure = last_mean,
};

/* Index of the first epoch with the smallest (sign 1) or largest (sign -1) value. */
static size_t extreme(const struct rv_curve *curve, double sign)
{
    size_t at = 0;

    for (size_t i = 1; i < curve->count; i++)
        if (sign * curve->value[i] < sign * curve->value[at])
            at = i;
    return at;
}

static double good_sign(const struct rv_curve *curve)
{
    return curve->larger_is_better ? -1 : 1;
}

static double best(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return curve->value[extreme(curve, good_sign(curve))];
}

const struct rv_measure_type rv_measure_best = {
    .type = {.name = "best",
             .summary = "Best value: the largest of an accuracy, the smallest of all else."},
    .least = 1,
    .unit = "curve",
    .measure = best,
};

static double worst(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return curve->value[extreme(curve, -good_sign(curve))];
}

const struct rv_measure_type rv_measure_worst = {
    .type = {.name = "worst",
             .summary = "Worst value: the smallest of an accuracy, the largest of all else."},
    .least = 1,
    .unit = "curve",
    .measure = worst,
};

static double best_epoch(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return (double)curve->first_epoch + (double)extreme(curve, good_sign(curve));
}

const struct rv_measure_type rv_measure_best_epoch = {
    .type = {.name = "best_epoch", .summary = "First epoch with the best value, counted from 1."},
    .least = 1,
    .unit = "epochs",
    .measure = best_epoch,
};

static double at_best(const struct rv_curve *curve, const struct rv_curve *other)
{
    return other->value[extreme(curve, good_sign(curve))];
}

const struct rv_measure_type rv_measure_at_best = {
    .type = {.name = "at_best",
             .summary = "Value of a second curve at the first epoch with the best value of the "
                        "curve: val_loss.at_best.fresh_loss is what picking the best epoch is "
                        "worth on examples that had no part in the choice."},
    .two_curves = true,
    .least = 1,
    .measure = at_best,
};

static double range(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return curve->value[extreme(curve, -1)] - curve->value[extreme(curve, 1)];
}

const struct rv_measure_type rv_measure_range = {
    .type = {.name = "range", .summary = "Largest value minus smallest value."},
    .least = 1,
    .unit = "curve",
    .measure = range,
};

static double rise(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return last(curve, NULL) - best(curve, NULL);
}

const struct rv_measure_type rv_measure_rise = {
    .type = {.name = "rise",
             .summary = "Last value minus best value: how far a loss ends above its best; below 0 "
                        "for an accuracy that ends under its best."},
    .least = 1,
    .unit = "curve",
    .measure = rise,
};

static double time_to_threshold(const struct rv_curve *curve, const struct rv_curve *other)
{
    double sign = good_sign(curve);

    (void)other;
    for (size_t i = 0; i < curve->count; i++)
        if (sign * curve->value[i] <= sign * curve->threshold)
            return (double)curve->first_epoch + (double)i;
    return RV_NAN;
}

const struct rv_measure_type rv_measure_time_to_threshold = {
    .type = {.name = "time_to_threshold",
             .summary = "First epoch from record.from on at which the curve is as good as "
                        "record.threshold; no value when it never is."},
    .least = 1,
    .unit = "epochs",
    .measure = time_to_threshold,
};
