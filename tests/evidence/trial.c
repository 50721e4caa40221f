#include "trial.h"

#include <math.h>
#include <stdio.h>

#define LIKELY 0.82 /* of what is called likely this share is right */
#define RARE 0.01 /* share of the causes called unlikely that are true after all */

static size_t bin_of(double p)
{
    size_t bin = (size_t)(p * TRIAL_BINS);

    return bin < TRIAL_BINS ? bin : TRIAL_BINS - 1;
}

static size_t fine_bin_of(double p)
{
    size_t bin = (size_t)(p * TRIAL_FINE);

    return bin < TRIAL_FINE ? bin : TRIAL_FINE - 1;
}

static void add(const double p[RV_CAUSES], uint32_t causes, struct trial *trial)
{
    size_t first = 0, second = 1;
    int n = __builtin_popcount(causes);

    for (size_t c = 1; c < RV_CAUSES; c++)
        first = p[c] > p[first] ? c : first;
    second = first == 0;
    for (size_t c = 0; c < RV_CAUSES; c++)
        second = c != first && p[c] > p[second] ? c : second;
    trial->logs += 1;
    trial->top += causes >> first & 1;
    trial->among_two += (causes >> first & 1) || (causes >> second & 1);
    for (size_t c = 0; c < RV_CAUSES; c++) {
        /* Of several true causes the row is the first one's, where that is one of them. */
        if (causes >> first & 1 ? c == first : (causes >> c & 1) != 0)
            trial->confusion[c][first] += causes >> first & 1 ? 1 : 1.0 / n;
        trial->listed[fine_bin_of(p[c])] += 1;
        trial->true_ones[fine_bin_of(p[c])] += causes >> c & 1;
    }
    trial->said[bin_of(p[first])] += 1;
    trial->sum[bin_of(p[first])] += p[first];
    trial->right[bin_of(p[first])] += causes >> first & 1;
    if (causes == BIT(HEALTHY)) {
        trial->healthy += 1;
        trial->healthy_called_sick += first != RV_CAUSE_HEALTHY && p[first] >= 0.5;
    }
}

void trial_add(const struct rv_likelihoods *tables, const struct example *examples,
               const bool *use, size_t count, struct trial *trial)
{
    for (size_t i = 0; i < count; i++) {
        double p[RV_CAUSES];

        if (!use[i])
            continue;
        rv_likelihoods_weigh(tables, examples[i].value, p);
        for (size_t c = 0; c < RV_CAUSES; c++)
            p[c] = 1 - 1 / (1 + rv_likelihoods_odds(tables, p[c]));
        add(p, examples[i].causes, trial);
    }
}

/* Of the logs whose first cause is called likely: how many, and how often that is right. */
static void print_likely(const struct trial *trial, double likely)
{
    double said = 0, right = 0;

    for (size_t b = (size_t)(likely * TRIAL_BINS + 0.5); b < TRIAL_BINS; b++) {
        said += trial->said[b];
        right += trial->right[b];
    }
    printf("  called likely (probability %.1f and more): %.0f %%, of these right %.1f %%\n", likely,
           100 * said / trial->logs, 100 * right / said);
}

void trial_print(const struct trial *trial, const struct rv_likelihoods *tables, const char *what,
                 bool matrix)
{
    double error = 0;

    printf("On %.0f logs of %s: first cause right %.1f %%, among two %.1f %%\n", trial->logs, what,
           100 * trial->top / trial->logs, 100 * trial->among_two / trial->logs);
    printf("  healthy logs: %.0f, called sick by odds of 1 and more: %.1f %%\n", trial->healthy,
           100 * trial->healthy_called_sick / trial->healthy);
    print_likely(trial, tables->likely);
    printf("  said:right of how many ");
    for (size_t b = 0; b < TRIAL_BINS; b++)
        if (trial->said[b] > 0) {
            printf(" %.2f:%.2f(%.0f)", trial->sum[b] / trial->said[b],
                   trial->right[b] / trial->said[b], trial->said[b]);
            error += fabs(trial->sum[b] - trial->right[b]) / trial->logs;
        }
    printf("\n  calibration error %.3f\n", error);
    for (size_t c = 0; matrix && c < RV_CAUSES; c++) {
        double sum = 0;

        for (size_t d = 0; d < RV_CAUSES; d++)
            sum += trial->confusion[c][d];
        printf("  %-19s %5.0f ", rv_causes[c].name, sum);
        for (size_t d = 0; d < RV_CAUSES; d++)
            if (trial->confusion[c][d] >= 0.04 * sum && sum > 0)
                printf(" %s%s %.0f", d == c ? "*" : "", rv_causes[d].name,
                       100 * trial->confusion[c][d] / sum);
        printf("\n");
    }
}

void trial_choose_limits(const struct trial *trial, struct rv_likelihoods *tables)
{
    double said = 0, right = 0, listed = 0, true_ones = 0;

    tables->unlikely = 0.01;
    tables->likely = 0.9;
    for (size_t b = TRIAL_BINS; b-- > 3;) {
        said += trial->said[b];
        right += trial->right[b];
        if (said > 0 && right >= LIKELY * said)
            tables->likely = (double)b / TRIAL_BINS;
    }
    for (size_t b = 0; b < TRIAL_FINE / 4; b++) {
        listed += trial->listed[b];
        true_ones += trial->true_ones[b];
        if (true_ones <= RARE * listed)
            tables->unlikely = (double)(b + 1) / TRIAL_FINE;
    }
}
