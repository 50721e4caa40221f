/* From the values of the statistics to causes in order, with tables that are given: the inside of
 * rv_diagnose(), for tests that spoil the tables. */
#ifndef RAVINE_DIAGNOSE_RANK_H
#define RAVINE_DIAGNOSE_RANK_H

#include "ravine/diagnosis.h"
#include "diagnose/likelihood.h"

/* Fills the diagnosis; to be released. */
void rv_rank(const struct rv_likelihoods *tables, const struct rv_curves *curves,
             struct rv_diagnosis *diagnosis);
/* The scenarios whose curves have the most similar statistics, nearest first. */
void rv_rank_nearest(const struct rv_likelihoods *tables, const double value[RV_STATISTICS],
                     struct rv_diagnosis *diagnosis);

#endif
