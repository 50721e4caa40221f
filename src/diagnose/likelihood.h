/* How often each value of each statistic is seen under each cause: tables that `make evidence`
 * learns from training runs of known cause, and the sum that turns values into odds.
 *
 * Values fall into bins. With b_s the bin of statistic s, a cause c gets the score
 *
 *     score(c) = bias(c) + sum over s of weight(s) ln( p(b_s | c) / p(b_s) )
 *
 * where p(b) is the mean of p(b | c) over the causes, and causes are probable as exp(score). With
 * all weights 1 this is naive Bayes; statistics that tell the same thing share a weight instead of
 * being counted twice. A statistic that the log does not hold adds nothing. */
#ifndef RAVINE_DIAGNOSE_LIKELIHOOD_H
#define RAVINE_DIAGNOSE_LIKELIHOOD_H

#include "diagnose/statistic.h"

enum {
#define X(symbol, ...) RV_CAUSE_##symbol,
#include "diagnose/causes.def"
#undef X
    RV_CAUSES
};
enum {
#define X(symbol, ...) RV_MEASUREMENT_##symbol,
#include "diagnose/measurements.def"
#undef X
    RV_MEASUREMENTS
};
#define RV_LIKELIHOOD_BINS 10
#define RV_LIKELIHOOD_OUTCOMES 3

struct rv_likelihoods {
    int bins[RV_STATISTICS];                         /* 0: not in the tables, adds nothing */
    double edge[RV_STATISTICS][RV_LIKELIHOOD_BINS];  /* a value above edge[b] is in bin b + 1 */
    double weight[RV_STATISTICS];
    double p[RV_STATISTICS][RV_CAUSES][RV_LIKELIHOOD_BINS];
    double bias[RV_CAUSES];
    double outcome[RV_MEASUREMENTS][RV_CAUSES][RV_LIKELIHOOD_OUTCOMES];
    double slope, offset; /* of the logarithm of the odds, see rv_likelihoods_odds() */
    double likely, unlikely; /* a cause of this probability and more is likely, of less unlikely */
};

struct rv_cause {
    const char *name, *text;
};
extern const struct rv_cause rv_causes[RV_CAUSES];

struct rv_measurement {
    const char *name, *text, *keras, *pytorch;
};
extern const struct rv_measurement rv_measurements[RV_MEASUREMENTS];

/* The tables of this tree. Rows of statistics or causes that are gone are passed over. */
void rv_likelihoods_load(struct rv_likelihoods *tables);
/* What they were made from, in a sentence. */
extern const char *const rv_likelihoods_provenance;

/* -1: the log does not hold the statistic, or the tables do not. */
int rv_likelihoods_bin(const struct rv_likelihoods *tables, size_t statistic, double value);
/* What a value adds to the score of each cause. */
void rv_likelihoods_terms(const struct rv_likelihoods *tables, size_t statistic, double value,
                          double term[RV_CAUSES]);
/* Probabilities of the causes, of all values together: for tests and `make evidence`. */
void rv_likelihoods_weigh(const struct rv_likelihoods *tables, const double value[RV_STATISTICS],
                          double probability[RV_CAUSES]);
/* The odds that a cause is among those of a log, where exp(score) makes it that probable: a log may
 * have two causes, and each of them then is right. ln(odds) = slope ln(p / (1 - p)) + offset. */
double rv_likelihoods_odds(const struct rv_likelihoods *tables, double probability);
/* exp(score), scaled to a sum of 1. */
void rv_likelihoods_normalise(const double score[RV_CAUSES], double probability[RV_CAUSES]);
/* How many bits a measurement is expected to tell, where causes are that probable. */
double rv_likelihoods_information(const struct rv_likelihoods *tables, size_t measurement,
                                  const double probability[RV_CAUSES]);

#endif
