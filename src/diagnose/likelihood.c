/* From values to odds by the tables. */
#include "diagnose/likelihood.h"

#include "ravine/math.h"

#include <string.h>

#define LEAST 1e-15 /* probability that odds are made of */

const struct rv_cause rv_causes[RV_CAUSES] = {
#define X(symbol, name, text) {name, text},
#include "diagnose/causes.def"
#undef X
};

const struct rv_measurement rv_measurements[RV_MEASUREMENTS] = {
#define X(symbol, name, text, keras, pytorch) {name, text, keras, pytorch},
#include "diagnose/measurements.def"
#undef X
};

int rv_likelihoods_bin(const struct rv_likelihoods *tables, size_t statistic, double value)
{
    int bin = 0;

    if (!isfinite(value) || !tables->bins[statistic])
        return -1;
    while (bin + 1 < tables->bins[statistic] && value > tables->edge[statistic][bin])
        bin++;
    return bin;
}

void rv_likelihoods_terms(const struct rv_likelihoods *tables, size_t statistic, double value,
                          double term[RV_CAUSES])
{
    int bin = rv_likelihoods_bin(tables, statistic, value);
    double mean = 0;

    for (size_t c = 0; bin >= 0 && c < RV_CAUSES; c++)
        mean += tables->p[statistic][c][bin] / RV_CAUSES;
    for (size_t c = 0; c < RV_CAUSES; c++)
        term[c] = bin >= 0 && mean > 0 && tables->p[statistic][c][bin] > 0
                      ? tables->weight[statistic] *
                            rv_math_log(tables->p[statistic][c][bin] / mean)
                      : 0;
}

void rv_likelihoods_normalise(const double score[RV_CAUSES], double probability[RV_CAUSES])
{
    double most = -HUGE_VAL, sum = 0;

    for (size_t c = 0; c < RV_CAUSES; c++)
        most = score[c] > most ? score[c] : most;
    for (size_t c = 0; c < RV_CAUSES; c++)
        sum += probability[c] = rv_math_exp(score[c] - most);
    for (size_t c = 0; c < RV_CAUSES; c++)
        probability[c] /= sum;
}

void rv_likelihoods_weigh(const struct rv_likelihoods *tables, const double value[RV_STATISTICS],
                          double probability[RV_CAUSES])
{
    double score[RV_CAUSES], term[RV_CAUSES];

    memcpy(score, tables->bias, sizeof score);
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        rv_likelihoods_terms(tables, s, value[s], term);
        for (size_t c = 0; c < RV_CAUSES; c++)
            score[c] += term[c];
    }
    rv_likelihoods_normalise(score, probability);
}

double rv_likelihoods_odds(const struct rv_likelihoods *tables, double probability)
{
    double rest = 1 - probability;

    probability = probability > LEAST ? probability : LEAST;
    rest = rest > LEAST ? rest : LEAST;
    return rv_math_exp(tables->slope * rv_math_log(probability / rest) + tables->offset);
}

static double entropy(const double *p, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum -= p[i] > 0 ? p[i] * rv_math_log(p[i]) : 0;
    return sum / rv_math_log(2);
}

double rv_likelihoods_information(const struct rv_likelihoods *tables, size_t measurement,
                                  const double probability[RV_CAUSES])
{
    double all[RV_LIKELIHOOD_OUTCOMES] = {0}, within = 0;

    for (size_t c = 0; c < RV_CAUSES; c++) {
        const double *p = tables->outcome[measurement][c];

        for (size_t o = 0; o < RV_LIKELIHOOD_OUTCOMES; o++)
            all[o] += probability[c] * p[o];
        within += probability[c] * entropy(p, RV_LIKELIHOOD_OUTCOMES);
    }
    return entropy(all, RV_LIKELIHOOD_OUTCOMES) - within;
}
