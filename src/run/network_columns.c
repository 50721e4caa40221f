/* The epoch table of a network: the common columns, and those that a recipe asks for. */
#include "run/network_problem.h"

#include "nn/loss.h"
#include "ravine/vector.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

static double penalty_of(const struct rv_run *run)
{
    return rv_loss_penalty(&run->recipe->loss, run->ranges, run->range_count,
                           rv_run_array(run, run->layout.parameters), NULL);
}

/* ---- record.metrics ---- */

static int label_of(const struct rv_job *job, size_t i)
{
    return job->set->labels[job->index[i]];
}

/* The probability of class k for the example at place i. */
static double probability(const struct rv_run *run, const struct rv_job *job, size_t i, int k)
{
    struct rv_network_problem *own = rv_network_problem(run);
    int units = rv_network_output(own->network).channels;

    rv_loss_probabilities(&run->recipe->loss, job->logits + i * (size_t)units, units,
                          job->set->classes, own->per_class);
    return own->per_class[k];
}

/* 1/n Σ_i Σ_k (p_ik - [k = y_i])²: 0 for sure and right, 2 for sure and wrong (Brier 1950). */
static double squared_error(const struct rv_run *run, const struct rv_job *job)
{
    const double *p = rv_network_problem(run)->per_class;
    double sum = 0;

    for (size_t i = 0; i < job->count; i++) {
        probability(run, job, i, 0);
        for (int k = 0; k < job->set->classes; k++) {
            double d = p[k] - (k == label_of(job, i));

            sum += d * d;
        }
    }
    return sum / (double)job->count;
}

/* The mean over the classes that occur of the share of their examples that is classified right. */
static double balanced_accuracy(const struct rv_run *run, const struct rv_job *job)
{
    const uint32_t *confusion = rv_network_problem(run)->confusion;
    size_t classes = (size_t)job->set->classes, present = 0;
    double sum = 0;

    for (size_t k = 0; k < classes; k++) {
        uint32_t all = 0;

        for (size_t j = 0; j < classes; j++)
            all += confusion[k * classes + j];
        if (all == 0)
            continue;
        present++;
        sum += (double)confusion[k * classes + k] / all;
    }
    return sum / (double)present;
}

static double largest_class(const struct rv_run *run, const struct rv_job *job)
{
    const uint32_t *confusion = rv_network_problem(run)->confusion;
    size_t classes = (size_t)job->set->classes;
    uint32_t most = 0;

    for (size_t j = 0; j < classes; j++) {
        uint32_t all = 0;

        for (size_t k = 0; k < classes; k++)
            all += confusion[k * classes + j];
        most = all > most ? all : most;
    }
    return (double)most / (double)job->count;
}

/* Area under the ROC curve of class k against the rest: the share of pairs (one of the class, one
 * of the rest) in which the first has the higher score, equal scores counting one half (Mann and
 * Whitney 1947). NaN when one of the two is empty. */
static double area(const struct rv_run *run, const struct rv_job *job, int k)
{
    double *in = rv_network_problem(run)->scratch, *out;
    size_t inside = 0, outside = 0, below = 0, level = 0;
    double pairs = 0;

    for (size_t i = 0; i < job->count; i++)
        inside += label_of(job, i) == k;
    out = in + inside;
    inside = 0;
    for (size_t i = 0; i < job->count; i++) {
        double score = probability(run, job, i, k);

        if (label_of(job, i) == k)
            in[inside++] = score;
        else
            out[outside++] = score;
    }
    gsl_sort(in, 1, inside);
    gsl_sort(out, 1, outside);
    for (size_t i = 0; i < inside; i++) {
        while (below < outside && out[below] < in[i])
            below++;
        level = level > below ? level : below;
        while (level < outside && out[level] <= in[i])
            level++;
        pairs += (double)below + 0.5 * (double)(level - below);
    }
    return inside && outside ? pairs / ((double)inside * (double)outside) : RV_NAN;
}

/* Of two classes both areas are the same. */
static double auc(const struct rv_run *run, const struct rv_job *job)
{
    int classes = job->set->classes, present = 0;
    double sum = 0;

    for (int k = classes == 2; k < classes; k++) {
        double one = area(run, job, k);

        if (isnan(one))
            continue;
        sum += one;
        present++;
    }
    return present ? sum / present : RV_NAN;
}

/* ---- record.halves, record.flips ---- */

/* Means over the examples whose number in their set is even and odd; NaN of an empty half. */
static void halves(const struct rv_job *job, double *row)
{
    size_t count[2] = {0, 0};
    double half[2] = {0, 0};

    for (size_t i = 0; i < job->count; i++) {
        half[job->index[i] % 2] += job->outcomes[i].loss;
        count[job->index[i] % 2]++;
    }
    row[RV_EPOCH_VAL_LOSS_HALF_A] = count[0] ? half[0] / (double)count[0] : RV_NAN;
    row[RV_EPOCH_VAL_LOSS_HALF_B] = count[1] ? half[1] / (double)count[1] : RV_NAN;
}

/* With d_i = l_i(t) - l_i(t-1) and D = Σ d_i: the sum of the ceil(share · n) largest d_i · sign D
 * over |D|. `change` holds the d_i · sign D in ascending order. */
static double top_share(const double *change, size_t n, double share, double total)
{
    size_t top = (size_t)ceil(share * (double)n - 1e-9);
    double sum = 0;

    for (size_t i = n - top; i < n; i++)
        sum += change[i];
    return sum / total;
}

/* jump_share_1, jump_share_10, flipped; NaN where there is no last epoch with the same examples.
 * The answers of this epoch become those kept. Before the paired error, which replaces the losses.
 */
static void flips(struct rv_run *run, const struct rv_job *job, double *row)
{
    const double *previous = rv_run_array(run, run->layout.previous);
    double *answers = rv_run_array(run, run->layout.answers);
    double *change = rv_network_problem(run)->scratch;
    bool same = rv_network_problem_same_examples(run, job);
    size_t n = job->count, flipped = 0;
    double total = 0;

    for (size_t i = 0; i < n && same; i++) {
        change[i] = job->outcomes[i].loss - previous[i];
        total += change[i];
        flipped += job->outcomes[i].predicted != (int)answers[i];
    }
    for (size_t i = 0; i < n && same && total < 0; i++)
        change[i] = -change[i];
    for (size_t i = 0; i < n; i++)
        answers[i] = job->outcomes[i].predicted;
    if (!same)
        return;
    row[RV_EPOCH_FLIPPED] = (double)flipped / (double)n;
    if (total == 0)
        return;
    gsl_sort(change, 1, n);
    row[RV_EPOCH_JUMP_SHARE_1] = top_share(change, n, 0.01, fabs(total));
    row[RV_EPOCH_JUMP_SHARE_10] = top_share(change, n, 0.1, fabs(total));
}

/* ---- The row ---- */

/* What the recipe asks for; the rest would cost time. */
static void fill_asked(struct rv_run *run, const struct rv_job *job, double *row)
{
    const struct rv_record *record = &run->base->record;

    if (record->metrics) {
        row[RV_EPOCH_VAL_SQUARED_ERROR] = squared_error(run, job);
        row[RV_EPOCH_VAL_BALANCED_ACCURACY] = balanced_accuracy(run, job);
        row[RV_EPOCH_VAL_AUC] = auc(run, job);
        row[RV_EPOCH_VAL_LARGEST_CLASS] = largest_class(run, job);
    }
    if (record->halves)
        halves(job, row);
    if (record->flips)
        flips(run, job, row);
    if (record->dead_units)
        row[RV_EPOCH_DEAD_UNITS] = rv_network_problem_dead_share(run);
}

static void fill_protocols(struct rv_run *run, double *protocols)
{
    const struct rv_network_problem *own = rv_network_problem(run);

    for (size_t k = RV_JOB_PROTOCOLS; k < own->job_count; k++) {
        struct rv_evaluation result;

        rv_network_problem_reduce(run, &own->jobs[k], &result);
        protocols[RV_PROTOCOL_LOSS] = result.loss;
        protocols[RV_PROTOCOL_ACCURACY] = result.accuracy;
        protocols[RV_PROTOCOL_LOSS_SE] = result.loss_se;
        protocols += RV_PROTOCOL_COLUMN_COUNT;
    }
}

void rv_network_problem_finish_epoch(struct rv_run *run, double *row, double *protocols)
{
    const struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_job *job = &own->jobs[RV_JOB_OWN], *shot = &own->jobs[RV_JOB_SNAPSHOT];
    struct rv_evaluation mine, snapshot = {.loss = RV_NAN, .accuracy = RV_NAN};

    rv_network_problem_reduce(run, job, &mine);
    if (shot->set)
        rv_network_problem_reduce(run, shot, &snapshot);
    rv_network_problem_confuse(run, job);
    fill_asked(run, job, row);
    fill_protocols(run, protocols);
    row[RV_EPOCH_VAL_LOSS] = mine.loss;
    row[RV_EPOCH_VAL_ACCURACY] = mine.accuracy;
    row[RV_EPOCH_VAL_LOSS_SE] = mine.loss_se;
    row[RV_EPOCH_VAL_ACCURACY_SE] = mine.accuracy_se;
    row[RV_EPOCH_VAL_JUMP_SE] = rv_network_problem_paired(run, job, mine.loss_se);
    row[RV_EPOCH_SNAPSHOT_LOSS] = snapshot.loss;
    row[RV_EPOCH_SNAPSHOT_ACCURACY] = snapshot.accuracy;
    row[RV_EPOCH_PENALTY] = penalty_of(run);
}
