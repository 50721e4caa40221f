/* What the tables say of logs that they were not made from. */
#ifndef EVIDENCE_TRIAL_H
#define EVIDENCE_TRIAL_H

#include "evidence.h"

#define TRIAL_BINS 10
#define TRIAL_FINE 100

struct trial {
    double logs, top, among_two;
    double confusion[RV_CAUSES][RV_CAUSES]; /* true one, the first of the list */
    double said[TRIAL_BINS], right[TRIAL_BINS], sum[TRIAL_BINS]; /* calibration of the first */
    double healthy, healthy_called_sick;
    double listed[TRIAL_FINE], true_ones[TRIAL_FINE]; /* of all causes by their probability */
};

void trial_add(const struct rv_likelihoods *tables, const struct example *examples,
               const bool *use, size_t count, struct trial *trial);
/* Prints the figures; the tables give the limit of "likely". */
void trial_print(const struct trial *trial, const struct rv_likelihoods *tables, const char *what,
                 bool matrix);
/* The limits of the verdicts: the least probability above which the first cause is right at least
 * 82 times in 100, and the largest below which a cause is true at most once in 100. */
void trial_choose_limits(const struct trial *trial, struct rv_likelihoods *tables);

#endif
