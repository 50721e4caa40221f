/* `run --shares`: where the jumps come from, variant by variant. See experiment/shares.c. */
#include "report/shares.h"

#include "ravine/memory.h"

#include <math.h>

/* Shares of all seeds of a variant, part by part; returns the number of seeds that have any. */
static size_t gather(const struct rv_experiment *experiment, size_t variant, double *values)
{
    size_t seeds = experiment->seed_count, count = 0;

    for (size_t s = 0; s < seeds; s++) {
        double share[RV_SHARE_COUNT];

        if (!rv_experiment_shares(experiment, variant * seeds + s, share))
            continue;
        for (size_t k = 0; k < RV_SHARE_COUNT; k++)
            values[k * seeds + count] = share[k];
        count++;
    }
    return count;
}

/* "  97 % [91 .. 99]  the weights: ..." A part that was not looked for has no line. */
static void print_part(size_t part, const double *values, size_t count, struct rv_text *out)
{
    const struct rv_summary summary = rv_summary_of(values, count);
    struct rv_text range = {0};

    if (isnan(values[0]))
        return;
    if (count > 1)
        rv_text_printf(&range, "[%.0f .. %.0f]", 100 * summary.low, 100 * summary.high);
    rv_text_printf(out, "  %5.0f %% %-14s %s\n", 100 * summary.median, rv_text_string(&range),
                   rv_share_texts[part]);
    rv_text_release(&range);
}

void rv_shares_print(const struct rv_experiment *experiment, struct rv_text *out)
{
    const struct rv_scenario *scenario = experiment->scenario;
    size_t seeds = experiment->seed_count;
    double *values = rv_alloc(RV_SHARE_COUNT * seeds, sizeof *values);

    rv_text_add(out, "where the jumps of val_loss come from, shares of their variance");
    rv_text_add(out, seeds > 1 ? " (median and range over the seeds)\n" : "\n");
    for (size_t v = 0; v < scenario->variant_count; v++) {
        size_t count = scenario->variants[v].selected ? gather(experiment, v, values) : 0;

        if (!scenario->variants[v].selected)
            continue;
        rv_text_printf(out, "%s%s\n", scenario->variants[v].name,
                       count ? "" : ": no shares (no run came to its end with three epochs that "
                                    "count)");
        for (size_t k = 0; k < RV_SHARE_COUNT && count; k++)
            print_part(k, values + k * seeds, count, out);
    }
    rv_free(values);
}
