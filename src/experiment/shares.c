/* Where jumps and level come from: the same parameters under counterfactual protocols.
 *
 * With V the curve of the scenario's own protocol and protocols P_1 .. P_m, each with one repair
 * more, the last the loss that was trained (same class weights, same scaling) at the same weights,
 *
 *     V = (V - P_1) + (P_1 - P_2) + ... + P_m.
 *
 * Let d2 be the second difference, which takes any local straight line away and whose mean square
 * is what `fluctuation` measures. The share of a part of the jumps is
 *
 *     sum_t d2(part)_t d2(V)_t / sum_t (d2 V)_t^2,
 *
 * its covariance with the whole over the variance of the whole. The shares add up to 1 exactly; one
 * below 0 belongs to a part that calms what another stirs up, which then has more than 1.
 *
 * A part that never moves has no jumps, however large it is: the level is the mean over the epochs
 * of each part but the last. It adds up to the mean of V - P_m. */
#include "ravine/experiment.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

const char *const rv_share_names[RV_SHARE_COUNT] = {
#define X(name, text) name,
    RV_SHARE_LIST(X)
#undef X
};

const char *const rv_share_texts[RV_SHARE_COUNT] = {
#define X(name, text) text,
    RV_SHARE_LIST(X)
#undef X
};

const char *const rv_share_of_names[] = {"jumps", "level"};

/* The curves from the scenario's own to the last: part k is curve k minus curve k+1, the last part
 * the last curve. The protocols are in scenario/branch.c. */
enum { OWN, STATISTICS, LAST = RV_SHARE_COUNT - 1 };
static const char *const curves[RV_SHARE_COUNT] = {
    "val_loss",        "share_statistics_loss", "share_mode_loss",
    "share_examples_loss", "share_weighting_loss",  "share_scaling_loss",
    "share_training_loss"};

bool rv_experiment_has_shares(const struct rv_experiment *experiment)
{
    const struct rv_recipe *recipe = &experiment->scenario->variants[0].recipe;
    size_t length = strlen(curves[LAST]) - strlen("_loss");

    for (size_t i = 0; i < recipe->protocol_count; i++)
        if (strncmp(recipe->protocols[i].name, curves[LAST], length) == 0 &&
            recipe->protocols[i].name[length] == '\0')
            return true;
    return false;
}

struct share_rows {
    size_t first, last;
};

/* Σ d2(a) d2(b) over the rows. */
static double product(const struct rv_table *table, int a, int b, struct share_rows rows)
{
    double sum = 0;

    for (size_t row = rows.first + 1; row < rows.last; row++) {
        double x = rv_table_at(table, row + 1, a) - 2 * rv_table_at(table, row, a) +
                   rv_table_at(table, row - 1, a);
        double y = rv_table_at(table, row + 1, b) - 2 * rv_table_at(table, row, b) +
                   rv_table_at(table, row - 1, b);

        sum += x * y;
    }
    return sum;
}

static double mean(const struct rv_table *table, int column, struct share_rows rows)
{
    double sum = 0;

    for (size_t row = rows.first; row <= rows.last; row++)
        sum += rv_table_at(table, row, column);
    return sum / (double)(rows.last - rows.first + 1);
}

/* Columns of the curves. A protocol that evaluates with the statistics of its own batches does not
 * use running ones: what exact ones change is then a matter of the mode. False: one is missing. */
static bool find_columns(const struct rv_recipe *recipe, const struct rv_table *table,
                         int column[RV_SHARE_COUNT])
{
    for (size_t k = 0; k < RV_SHARE_COUNT; k++) {
        column[k] = rv_table_find(table, curves[k]);
        if (column[k] < 0)
            return false;
    }
    if (recipe->evaluate.statistics == RV_STATISTICS_BATCH)
        column[STATISTICS] = column[OWN];
    return true;
}

/* Of a run that came to its planned end or stopped early. */
bool rv_experiment_shares(const struct rv_experiment *experiment, size_t result,
                          enum rv_share_of of, double share[RV_SHARE_COUNT])
{
    const struct rv_result *it = &experiment->results[result];
    const struct rv_recipe *recipe = &experiment->scenario->variants[it->variant].recipe;
    const struct rv_table *table = &it->epochs;
    size_t to = (size_t)recipe->record.to;
    struct share_rows rows = {(size_t)(recipe->record.from - 1),
                                    to && to <= table->rows ? to - 1 : table->rows - 1};
    size_t apart = of == RV_SHARE_OF_JUMPS ? 2 : 0; /* rows from the first to the last, at least */
    double value[RV_SHARE_COUNT];
    int column[RV_SHARE_COUNT];

    for (size_t k = 0; k < RV_SHARE_COUNT; k++)
        share[k] = RV_NAN;
    if (!it->made || it->stopped != RV_FINISHED_RUN || table->rows <= apart ||
        rows.last < rows.first + apart || !find_columns(recipe, table, column))
        return false;
    for (size_t k = 0; k < RV_SHARE_COUNT; k++)
        value[k] = of == RV_SHARE_OF_JUMPS ? product(table, column[k], column[OWN], rows)
                                           : mean(table, column[k], rows);
    if (of == RV_SHARE_OF_JUMPS && !(value[OWN] > 0))
        return false;
    for (size_t k = 0; k < LAST; k++)
        share[k] = value[k] - value[k + 1];
    if (of == RV_SHARE_OF_LEVEL)
        return true;
    share[LAST] = value[LAST];
    for (size_t k = 0; k < RV_SHARE_COUNT; k++)
        share[k] /= value[OWN];
    return true;
}

/* Insertion sort, the largest first; equal ones keep the order of the chain. */
static void rank(struct rv_share_part *parts, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0; k--) {
            struct rv_share_part part = parts[k];

            if (!(fabs(part.summary.median) > fabs(parts[k - 1].summary.median)))
                break;
            parts[k] = parts[k - 1];
            parts[k - 1] = part;
        }
}

size_t rv_experiment_share_parts(const struct rv_experiment *experiment, size_t variant,
                                 enum rv_share_of of, struct rv_share_part parts[RV_SHARE_COUNT])
{
    size_t seeds = experiment->seed_count, runs = 0, count = 0;
    double *values = rv_alloc(RV_SHARE_COUNT * seeds, sizeof *values);

    for (size_t s = 0; s < seeds; s++) {
        double share[RV_SHARE_COUNT];

        if (!rv_experiment_shares(experiment, variant * seeds + s, of, share))
            continue;
        for (size_t k = 0; k < RV_SHARE_COUNT; k++)
            values[k * seeds + runs] = share[k];
        runs++;
    }
    for (size_t k = 0; k < RV_SHARE_COUNT && runs; k++)
        if (!isnan(values[k * seeds]))
            parts[count++] =
                (struct rv_share_part){k, rv_summary_of(values + k * seeds, runs)};
    rv_free(values);
    rank(parts, count);
    return count;
}
