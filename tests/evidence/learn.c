/* Tables from examples: bins by quantiles, likelihoods by counting, weights by descent. */
#include "evidence.h"

#include "ravine/math.h"
#include "ravine/memory.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <string.h>

#define SMOOTHING 1.5   /* examples of the whole set that each cause is given beside its own */
#define ROUNDS 400
#define STEP 0.05       /* of the descent */
#define RIDGE 0.02      /* pulls weights to their mean */

static const double quantiles[RV_LIKELIHOOD_BINS - 1] = {0.02, 0.07, 0.18, 0.35, 0.55,
                                                         0.72, 0.85, 0.93, 0.98};

/* An example of several causes counts for each of them in part. */
static double share(const struct example *e, size_t cause)
{
    return e->causes >> cause & 1 ? 1.0 / __builtin_popcount(e->causes) : 0;
}

static void find_bins(const struct example *examples, const bool *use, size_t count, size_t s,
                      struct rv_likelihoods *tables)
{
    double *values = rv_alloc(count + 1, sizeof *values);
    size_t n = 0, edges = 0;

    for (size_t i = 0; i < count; i++)
        if (use[i] && isfinite(examples[i].value[s]))
            values[n++] = examples[i].value[s];
    gsl_sort(values, 1, n);
    for (size_t q = 0; n > 20 && q + 1 < RV_LIKELIHOOD_BINS; q++) {
        double edge = values[(size_t)(quantiles[q] * (double)(n - 1))];

        edge = nearbyint(edge * 1e4) / 1e4;
        if (edge < values[n - 1] && (!edges || edge > tables->edge[s][edges - 1]))
            tables->edge[s][edges++] = edge;
    }
    tables->bins[s] = (int)edges + 1;
    rv_free(values);
}

/* Shares of examples: of a cause in a bin, of a cause, and of all in a bin. */
struct counts {
    double bin[RV_CAUSES][RV_LIKELIHOOD_BINS], cause[RV_CAUSES], all[RV_LIKELIHOOD_BINS], total;
};

static void add_example(const struct rv_likelihoods *tables, const struct example *e, size_t s,
                        double sign, struct counts *counts)
{
    int bin = rv_likelihoods_bin(tables, s, e->value[s]);

    if (bin < 0)
        return;
    counts->all[bin] += sign;
    counts->total += sign;
    for (size_t c = 0; c < RV_CAUSES; c++) {
        counts->bin[c][bin] += sign * share(e, c);
        counts->cause[c] += sign * share(e, c);
    }
}

static double likelihood(const struct counts *counts, size_t cause, int bin, int bins)
{
    double all = (counts->all[bin] + 0.5) / (counts->total + 0.5 * bins);

    return (counts->bin[cause][bin] + SMOOTHING * all) / (counts->cause[cause] + SMOOTHING);
}

static void count_likelihoods(const struct example *examples, const bool *use, size_t count,
                              size_t s, struct rv_likelihoods *tables, struct counts *counts)
{
    *counts = (struct counts){0};
    for (size_t i = 0; i < count; i++)
        if (use[i])
            add_example(tables, &examples[i], s, 1, counts);
    for (size_t c = 0; c < RV_CAUSES; c++)
        for (int b = 0; b < tables->bins[s]; b++)
            tables->p[s][c][b] = likelihood(counts, c, b, tables->bins[s]);
}

/* What statistic s says of example i by the tables of all recipes but its own: its neighbours in the
 * list are logs of the same run. Else the weights would trust what was only learnt by heart. */
static void terms_without(const struct rv_likelihoods *tables, const struct counts *all,
                          const struct example *examples, const bool *use, size_t count, size_t i,
                          size_t s, float term[RV_CAUSES])
{
    int bin = rv_likelihoods_bin(tables, s, examples[i].value[s]);
    struct counts counts;
    size_t first = i, end = i + 1;
    double p[RV_CAUSES], mean = 0;

    if (bin < 0)
        return;
    while (first > 0 && examples[first - 1].recipe == examples[i].recipe)
        first--;
    while (end < count && examples[end].recipe == examples[i].recipe)
        end++;
    counts = *all;
    for (size_t j = first; j < end; j++)
        if (use[j])
            add_example(tables, &examples[j], s, -1, &counts);
    for (size_t c = 0; c < RV_CAUSES; c++)
        mean += (p[c] = likelihood(&counts, c, bin, tables->bins[s])) / RV_CAUSES;
    for (size_t c = 0; c < RV_CAUSES; c++)
        term[c] = (float)rv_math_log(p[c] / mean);
}

static void count_outcomes(const struct example *examples, const bool *use, size_t count,
                           struct rv_likelihoods *tables)
{
    for (size_t m = 0; m < RV_MEASUREMENTS; m++)
        for (size_t c = 0; c < RV_CAUSES; c++) {
            double sum = 0.3, *p = tables->outcome[m][c];

            for (size_t o = 0; o < RV_LIKELIHOOD_OUTCOMES; o++)
                p[o] = 0.1;
            for (size_t i = 0; i < count; i++)
                if (use[i] && examples[i].outcome[m] >= 0) {
                    p[examples[i].outcome[m]] += share(&examples[i], c);
                    sum += share(&examples[i], c);
                }
            for (size_t o = 0; o < RV_LIKELIHOOD_OUTCOMES; o++)
                p[o] /= sum;
        }
}

/* Steps of Adam on the mean cross-entropy; what is not a weight has no ridge. */
static void descend(double *x, const double *gradient, double *m, double *v, size_t n, int round)
{
    for (size_t i = 0; i < n; i++) {
        m[i] = 0.9 * m[i] + 0.1 * gradient[i];
        v[i] = 0.99 * v[i] + 0.01 * gradient[i] * gradient[i];
        x[i] -= STEP * (m[i] / (1 - rv_math_pow(0.9, round))) /
                (sqrt(v[i] / (1 - rv_math_pow(0.99, round))) + 1e-8) /
                (1 + 4.0 * round / ROUNDS);
    }
}

static void scores(const double *x, float (*terms)[RV_CAUSES], double p[RV_CAUSES])
{
    double score[RV_CAUSES];

    memcpy(score, x + RV_STATISTICS, sizeof score);
    for (size_t s = 0; s < RV_STATISTICS; s++)
        for (size_t c = 0; c < RV_CAUSES; c++)
            score[c] += x[s] * (double)terms[s][c];
    rv_likelihoods_normalise(score, p);
}

/* Slope and offset of the logarithms of the odds by logistic regression on "is among the causes":
 * Newton's method. */
static void fit_odds(const struct example *examples, const bool *use, size_t count,
                     const double *x, float (*terms)[RV_STATISTICS][RV_CAUSES],
                     struct rv_likelihoods *tables)
{
    tables->slope = 1;
    tables->offset = 0;
    for (int round = 0; round < 12; round++) {
        double g[2] = {0}, h[3] = {0}, det;

        for (size_t i = 0; i < count; i++) {
            double p[RV_CAUSES];

            if (!use[i])
                continue;
            scores(x, terms[i], p);
            for (size_t c = 0; c < RV_CAUSES; c++) {
                double odds = rv_likelihoods_odds(tables, p[c]), q = 1 - 1 / (1 + odds);
                double z = (rv_math_log(odds) - tables->offset) / tables->slope;
                double d = q - (double)(examples[i].causes >> c & 1), w = q * (1 - q);

                g[0] += d * z;
                g[1] += d;
                h[0] += w * z * z;
                h[1] += w * z;
                h[2] += w;
            }
        }
        det = h[0] * h[2] - h[1] * h[1];
        tables->slope -= (h[2] * g[0] - h[1] * g[1]) / det;
        tables->offset -= (h[0] * g[1] - h[1] * g[0]) / det;
    }
}

static void fit_weights(const struct example *examples, const bool *use, size_t count,
                        const struct counts *counts, struct rv_likelihoods *tables)
{
    enum { PARTS = RV_STATISTICS + RV_CAUSES };
    double x[PARTS] = {0}, m[PARTS] = {0}, v[PARTS] = {0}, used = 0;
    float(*terms)[RV_STATISTICS][RV_CAUSES] = rv_alloc(count, sizeof *terms);

    for (size_t s = 0; s < RV_STATISTICS; s++) {
        tables->weight[s] = 1;
        x[s] = 0.3;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t s = 0; use[i] && s < RV_STATISTICS; s++)
            terms_without(tables, &counts[s], examples, use, count, i, s, terms[i][s]);
    for (size_t i = 0; i < count; i++)
        used += use[i];
    for (int round = 1; round <= ROUNDS; round++) {
        double gradient[PARTS] = {0}, mean = 0;

        for (size_t i = 0; i < count; i++) {
            double p[RV_CAUSES];

            if (!use[i])
                continue;
            scores(x, terms[i], p);
            for (size_t c = 0; c < RV_CAUSES; c++) {
                double d = (p[c] - share(&examples[i], c)) / used;

                gradient[RV_STATISTICS + c] += d;
                for (size_t s = 0; s < RV_STATISTICS; s++)
                    gradient[s] += d * (double)terms[i][s][c];
            }
        }
        for (size_t s = 0; s < RV_STATISTICS; s++)
            mean += x[s] / RV_STATISTICS;
        for (size_t s = 0; s < RV_STATISTICS; s++)
            gradient[s] += RIDGE * (x[s] - mean);
        descend(x, gradient, m, v, PARTS, round);
        for (size_t s = 0; s < RV_STATISTICS; s++)
            x[s] = x[s] < 0 ? 0 : x[s];
    }
    fit_odds(examples, use, count, x, terms, tables);
    for (size_t s = 0; s < RV_STATISTICS; s++)
        tables->weight[s] = nearbyint(x[s] * 1e3) / 1e3;
    for (size_t c = 0; c < RV_CAUSES; c++)
        tables->bias[c] = nearbyint(x[RV_STATISTICS + c] * 1e3) / 1e3;
    rv_free(terms);
}

void learn(const struct example *examples, const bool *use, size_t count,
           struct rv_likelihoods *tables)
{
    struct counts *counts = rv_alloc(RV_STATISTICS, sizeof *counts);

    memset(tables, 0, sizeof *tables);
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        find_bins(examples, use, count, s, tables);
        count_likelihoods(examples, use, count, s, tables, &counts[s]);
    }
    count_outcomes(examples, use, count, tables);
    fit_weights(examples, use, count, counts, tables);
    rv_free(counts);
    tables->likely = 0.5;
    tables->unlikely = 0.1;
}
