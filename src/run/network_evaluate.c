/* Evaluation by a protocol: which examples, in which mode, with whose statistics and parameters;
 * then reductions of the losses of the single examples. */
#include "run/network_problem.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The examples a protocol looks at. */
static const struct rv_examples *examples_of(const struct rv_run *run,
                                             const struct rv_evaluate *protocol)
{
    const struct rv_network_problem *own = rv_network_problem(run);
    bool plain = protocol->scaling != 0 && own->plain.validation.count;
    const struct rv_samples *samples = plain ? &own->plain : &own->samples;

    switch ((enum rv_set)protocol->set) {
    case RV_SET_TRAINING:
        return &samples->training;
    case RV_SET_FRESH:
        return &samples->fresh;
    case RV_SET_VALIDATION:
        break;
    }
    return &samples->validation;
}

/* Counting sort by class: keeps the order within a class. */
static void sort_by_class(const struct rv_examples *set, uint32_t *index, size_t count)
{
    size_t next = 0;

    for (int class = 0; class < set->classes; class++)
        for (size_t i = 0; i < count; i++)
            if (set->labels[i] == class)
                index[next++] = (uint32_t)i;
}

/* Which examples, in which order. A random choice and a shuffled order draw from a stream of the
 * evaluation, keyed by the steps made: nothing is drawn from the run. Returns how many. */
static size_t choose(const struct rv_run *run, const struct rv_evaluate *protocol,
                     const struct rv_examples *set, uint32_t *index)
{
    size_t count = set->count;
    struct rv_stream stream = rv_stream_at(run->seed, RV_STREAM_EVALUATE, (uint32_t)protocol->set,
                                           0, (uint64_t)rv_run_state(run)->step);

    for (size_t i = 0; i < count; i++)
        index[i] = (uint32_t)i;
    if (protocol->examples.choice == RV_EXAMPLES_RANDOM)
        rv_stream_shuffle(&stream, index, count);
    if (protocol->examples.choice != RV_EXAMPLES_ALL &&
        (size_t)protocol->examples.number < count)
        count = (size_t)protocol->examples.number;
    if (protocol->order == 1)
        rv_stream_shuffle(&stream, index, count);
    else if (protocol->order == 2 && protocol->examples.choice != RV_EXAMPLES_RANDOM)
        sort_by_class(set, index, count);
    return count;
}

/* Running statistics belong to the iterate: an average of the weights needs its own. */
static bool recalibrates(const struct rv_run *run, const struct rv_evaluate *protocol)
{
    return rv_network_has_batchnorm(rv_network_problem(run)->network) &&
           protocol->mode == RV_MODE_INFERENCE &&
           (protocol->statistics == RV_STATISTICS_RECALIBRATED ||
            (protocol->statistics == RV_STATISTICS_RUNNING &&
             protocol->parameters != RV_PARAMETERS_ITERATE));
}

static const double *statistics_of(const struct rv_run *run, struct rv_judge *judge,
                                   const struct rv_evaluate *protocol, const double *parameters)
{
    const struct rv_examples *training = &rv_network_problem(run)->samples.training;
    const struct rv_batch batch = {training->inputs, training->labels, NULL, training->count};

    if (!recalibrates(run, protocol))
        return rv_run_array(run, run->layout.statistics);
    rv_workspace_recalibrate(judge->work, parameters, &batch, judge->statistics);
    return judge->statistics;
}

static struct rv_pass pass_of(const struct rv_run *run, const struct rv_evaluate *protocol)
{
    bool training = protocol->mode == RV_MODE_TRAINING;

    return (struct rv_pass){
        .batch_statistics = training || protocol->statistics == RV_STATISTICS_BATCH,
        .dropout = protocol->dropout == RV_DROPOUT_ON ||
                   (protocol->dropout == RV_DROPOUT_AS_MODE && training),
        .seed = run->seed,
        .purpose = RV_STREAM_EVALUATE,
        .epoch = (uint32_t)rv_run_state(run)->step,
    };
}

static double weight_of(const struct rv_run *run, const struct rv_evaluate *protocol, int label)
{
    const struct rv_loss_common *common = run->recipe->loss.values;

    if (!protocol->class_weights || common->class_weights.count == 0)
        return 1;
    return common->class_weights.value[label];
}

/* Weighted mean m = sum w l / sum w; its standard error sqrt(sum w^2 (l-m)^2) / sum w, times
 * sqrt(n/(n-1)), which is s / sqrt(n) when all weights are 1. */
static void reduce(const struct rv_run *run, const struct rv_judge *judge,
                   const struct rv_evaluate *protocol, const struct rv_examples *set,
                   struct rv_evaluation *result)
{
    double sum = 0, weights = 0, squares = 0;
    size_t correct = 0, n = result->count;

    for (size_t i = 0; i < n; i++) {
        int label = set->labels[judge->index[i]];
        double w = weight_of(run, protocol, label);

        sum += w * judge->outcomes[i].loss;
        weights += w;
        correct += judge->outcomes[i].predicted == label;
    }
    result->loss = sum / weights;
    result->accuracy = (double)correct / (double)n;
    for (size_t i = 0; i < n; i++) {
        double w = weight_of(run, protocol, set->labels[judge->index[i]]);
        double d = w * (judge->outcomes[i].loss - result->loss);

        squares += d * d;
    }
    result->loss_se =
        n > 1 ? sqrt(squares * (double)n / (double)(n - 1)) / weights : RV_NAN;
    result->accuracy_se = sqrt(result->accuracy * (1 - result->accuracy) / (double)n);
}

void rv_network_problem_evaluate(const struct rv_run *run, struct rv_judge *judge,
                                 const struct rv_evaluate *protocol,
                                 struct rv_evaluation *result)
{
    const struct rv_examples *set = examples_of(run, protocol);
    const double *parameters = rv_run_parameters_of(run, protocol->parameters);
    const double *statistics = statistics_of(run, judge, protocol, parameters);
    const struct rv_pass pass = pass_of(run, protocol);
    struct rv_batch batch = {set->inputs, set->labels, judge->index, 0};

    *result = (struct rv_evaluation){0};
    result->count = batch.count = choose(run, protocol, set, judge->index);
    rv_workspace_evaluate(judge->work, parameters, statistics, &batch, &pass,
                          (size_t)protocol->batch, judge->outcomes);
    reduce(run, judge, protocol, set, result);
}

/* The paired standard error of the change since the last evaluation: that of the mean of
 * l_i(t) - l_i(t-1), which leaves out what all epochs share, the choice of the examples. */
static double paired_error(struct rv_run *run, size_t count)
{
    struct rv_state *state = rv_run_state(run);
    const struct rv_outcome *outcomes = rv_network_problem(run)->judge.outcomes;
    double *previous = rv_run_array(run, run->layout.previous);
    bool same = state->previous_count == count &&
                run->recipe->evaluate.examples.choice != RV_EXAMPLES_RANDOM &&
                run->recipe->evaluate.order != 1;
    double mean = 0, squares = 0, error = RV_NAN;
    double n = (double)count;

    if (same && count > 1) {
        for (size_t i = 0; i < count; i++)
            mean += (outcomes[i].loss - previous[i]) / n;
        for (size_t i = 0; i < count; i++) {
            double d = outcomes[i].loss - previous[i] - mean;

            squares += d * d;
        }
        error = sqrt(squares / (n * (n - 1)));
    }
    for (size_t i = 0; i < count; i++)
        previous[i] = outcomes[i].loss;
    state->previous_count = count;
    return error;
}

static void fill_confusion(struct rv_run *run, const struct rv_examples *set, size_t count)
{
    struct rv_network_problem *own = rv_network_problem(run);
    size_t classes = (size_t)set->classes;

    memset(own->confusion, 0, classes * classes * sizeof *own->confusion);
    for (size_t i = 0; i < count; i++) {
        size_t label = (size_t)set->labels[own->judge.index[i]];
        size_t predicted = (size_t)own->judge.outcomes[i].predicted;

        if (predicted < classes)
            own->confusion[label * classes + predicted]++;
    }
}

static double penalty_of(const struct rv_run *run)
{
    const struct rv_loss_common *common = run->recipe->loss.values;
    const double *p = rv_run_array(run, run->layout.parameters);
    const struct rv_range *range = run->ranges;
    double l1 = 0, l2 = 0;

    if (common->l1 == 0 && common->l2 == 0)
        return 0;
    for (size_t r = 0; r < run->range_count; r++)
        for (size_t i = 0; range[r].decay > 0 && i < range[r].count; i++) {
            double w = p[range[r].offset + i];

            l1 += fabs(w);
            l2 += w * w;
        }
    return common->l1 * l1 + common->l2 * l2;
}

void rv_network_problem_finish_epoch(struct rv_run *run, struct rv_problem_epoch *epoch)
{
    const struct rv_recipe *recipe = run->recipe;
    struct rv_judge *judge = &rv_network_problem(run)->judge;
    struct rv_evaluation own, snapshot = {.loss = RV_NAN, .accuracy = RV_NAN};

    if (recipe->record.snapshot) {
        struct rv_evaluate protocol = recipe->evaluate;

        protocol.set = RV_SET_TRAINING;
        protocol.examples = (struct rv_pick){0};
        rv_network_problem_evaluate(run, judge, &protocol, &snapshot);
    }
    rv_network_problem_evaluate(run, judge, &recipe->evaluate, &own);
    fill_confusion(run, examples_of(run, &recipe->evaluate), own.count);
    *epoch = (struct rv_problem_epoch){.val_loss = own.loss,
                                       .val_accuracy = own.accuracy,
                                       .val_loss_se = own.loss_se,
                                       .val_accuracy_se = own.accuracy_se,
                                       .val_jump_se = paired_error(run, own.count),
                                       .snapshot_loss = snapshot.loss,
                                       .snapshot_accuracy = snapshot.accuracy,
                                       .penalty = penalty_of(run)};
}

void rv_run_judge(const struct rv_run *run, const struct rv_evaluate *protocol,
                  struct rv_verdict *verdict)
{
    const struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_examples *set = examples_of(run, protocol);
    size_t block = (size_t)protocol->batch < set->count ? (size_t)protocol->batch : set->count;
    struct rv_judge judge = {0};
    struct rv_evaluation result;
    struct rv_error error = {0};

    judge.work = rv_workspace_create(own->network, &run->recipe->loss,
                                     block > own->batch ? block : own->batch, RV_FLOAT32, &error);
    if (!judge.work)
        RV_BUG("a protocol that fits the run does not fit memory: %s", error.message);
    judge.outcomes = rv_alloc(set->count, sizeof *judge.outcomes);
    judge.index = rv_alloc(set->count, sizeof *judge.index);
    judge.statistics = rv_alloc(run->sizes.statistics, sizeof *judge.statistics);
    rv_network_problem_evaluate(run, &judge, protocol, &result);
    *verdict = (struct rv_verdict){result.loss, result.accuracy, result.loss_se,
                                   result.accuracy_se, result.count};
    rv_workspace_free(judge.work);
    rv_free(judge.outcomes);
    rv_free(judge.index);
    rv_free(judge.statistics);
}
