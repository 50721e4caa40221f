/* Looks most like: the scenarios nearest to a log in the bins of the statistics of the curves.
 *
 * The distance is the mean, over the statistics that both have, of the difference of their bins
 * as a share of the bins there are. */
#include "diagnose/rank.h"

#include <string.h>

static const struct {
    const char *scenario, *variant;
    const char *bins; /* a digit a statistic, in the order of statistics.def; '-': not there */
} scenarios[] = {
#define X(symbol, scenario, variant, bins) {scenario, variant, bins},
#include "diagnose/evidence_scenarios.def"
#undef X
};

#define FEWEST 8 /* statistics in common */

static double distance(const struct rv_likelihoods *tables, const double value[RV_STATISTICS],
                       const char *bins)
{
    double sum = 0, count = 0;

    for (size_t s = 0; s < RV_STATISTICS && bins[s]; s++) {
        int bin = rv_likelihoods_bin(tables, s, value[s]);

        if (bin < 0 || bins[s] == '-' || tables->bins[s] < 2)
            continue;
        sum += fabs((double)(bin - (bins[s] - '0'))) / (tables->bins[s] - 1);
        count += 1;
    }
    return count >= FEWEST ? sum / count : HUGE_VAL;
}

void rv_rank_nearest(const struct rv_likelihoods *tables, const double value[RV_STATISTICS],
                     struct rv_diagnosis *diagnosis)
{
    struct rv_diagnosis_nearest *found = diagnosis->nearest;

    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        double d = distance(tables, value, scenarios[i].bins);
        size_t at = diagnosis->nearest_count;

        while (at > 0 && d < found[at - 1].distance) {
            if (at < RV_DIAGNOSIS_NEAREST)
                found[at] = found[at - 1];
            at--;
        }
        if (at < RV_DIAGNOSIS_NEAREST && d < HUGE_VAL) {
            found[at] = (struct rv_diagnosis_nearest){scenarios[i].scenario, scenarios[i].variant,
                                                      d};
            diagnosis->nearest_count += diagnosis->nearest_count < RV_DIAGNOSIS_NEAREST;
        }
    }
}
