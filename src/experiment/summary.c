/* Median and range over the seeds: see ravine/summary.h. */
#include "ravine/summary.h"

#include "ravine/vector.h"

#include <math.h>

/* 5 % of 20 seeds is the worst one. */
#define EXTREMES_UP_TO 20
#define LOW_QUANTILE 0.05
#define HIGH_QUANTILE 0.95

struct rv_summary rv_summary_of(const double *values, size_t n)
{
    bool extremes = n <= EXTREMES_UP_TO;
    struct rv_summary summary = {
        .median = rv_vector_quantile(values, n, 0.5),
        .low = rv_vector_quantile(values, n, extremes ? 0 : LOW_QUANTILE),
        .high = rv_vector_quantile(values, n, extremes ? 1 : HIGH_QUANTILE)};

    for (size_t i = 0; i < n; i++)
        summary.count += isfinite(values[i]) != 0;
    return summary;
}

const char *rv_summary_range_text(size_t n)
{
    return n <= EXTREMES_UP_TO ? "minimum to maximum" : "5 % to 95 %";
}

void rv_summary_print_as(const struct rv_summary *summary,
                         void (*number)(struct rv_text *out, double value), struct rv_text *out)
{
    number(out, summary->median);
    if (summary->count < 2)
        return;
    rv_text_add(out, " [");
    number(out, summary->low);
    rv_text_add(out, " .. ");
    number(out, summary->high);
    rv_text_add(out, "]");
}

void rv_summary_print(const struct rv_summary *summary, struct rv_text *out)
{
    rv_summary_print_as(summary, rv_text_brief, out);
}
