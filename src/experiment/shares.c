/* Where the jumps come from: the same parameters under counterfactual protocols.
 *
 * With V the curve of the scenario's own protocol and protocols P_1 .. P_m, each one step further
 * from it and nearer to the training loss at the same weights,
 *
 *     V = (V - P_1) + (P_1 - P_2) + ... + P_m.
 *
 * Let d2 be the second difference, which takes any local straight line away and whose mean square
 * is what `fluctuation` measures. The share of a part is
 *
 *     sum_t d2(part)_t d2(V)_t / sum_t (d2 V)_t^2,
 *
 * its covariance with the whole over the variance of the whole. The shares add up to 1 exactly; one
 * below 0 belongs to a part that calms what another stirs up. */
#include "ravine/experiment.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <string.h>

const char *const rv_share_names[RV_SHARE_COUNT] = {
#define X(name, text) #name,
    RV_SHARE_LIST(X)
#undef X
};

const char *const rv_share_texts[RV_SHARE_COUNT] = {
#define X(name, text) text,
    RV_SHARE_LIST(X)
#undef X
};

/* The curves from the scenario's own to the last; share_fresh may be missing. */
static const char *const curves[RV_SHARE_COUNT] = {
    "val_loss",         "share_inference_loss", "share_recalibrated_loss",
    "share_whole_loss", "share_fresh_loss",     "share_training_loss"};

/* Σ d2(a) d2(b) over rows first .. last. */
static double product(const struct rv_table *table, int a, int b, size_t first, size_t last)
{
    double sum = 0;

    for (size_t row = first + 1; row < last; row++) {
        double x = rv_table_at(table, row + 1, a) - 2 * rv_table_at(table, row, a) +
                   rv_table_at(table, row - 1, a);
        double y = rv_table_at(table, row + 1, b) - 2 * rv_table_at(table, row, b) +
                   rv_table_at(table, row - 1, b);

        sum += x * y;
    }
    return sum;
}

/* Of a run that came to its planned end or stopped early; with three epochs at least. */
bool rv_experiment_shares(const struct rv_experiment *experiment, size_t result,
                          double share[RV_SHARE_COUNT])
{
    const struct rv_result *it = &experiment->results[result];
    const struct rv_record *record =
        &experiment->scenario->variants[it->variant].recipe.record;
    const struct rv_table *table = &it->epochs;
    size_t first = (size_t)(record->from - 1);
    size_t last = record->to && (size_t)record->to <= table->rows ? (size_t)record->to - 1
                                                                   : table->rows - 1;
    int own = it->made ? rv_table_find(table, curves[0]) : -1;
    double all, before;

    for (size_t k = 0; k < RV_SHARE_COUNT; k++)
        share[k] = RV_NAN;
    if (own < 0 || it->stopped != RV_FINISHED_RUN || table->rows < 3 || last < first + 2 ||
        rv_table_find(table, curves[RV_SHARE_COUNT - 1]) < 0)
        return false;
    all = product(table, own, own, first, last);
    before = all;
    for (size_t k = 0; k < RV_SHARE_COUNT && all > 0; k++) {
        int next = k + 1 < RV_SHARE_COUNT ? rv_table_find(table, curves[k + 1]) : -1;
        double after = next < 0 ? 0 : product(table, next, own, first, last);

        /* A curve that is missing leaves its part out: the next one begins where this did. */
        if (next < 0 && k + 1 < RV_SHARE_COUNT)
            continue;
        share[k] = (before - after) / all;
        before = after;
    }
    return all > 0;
}
