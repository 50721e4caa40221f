/* Evaluation by a protocol: which examples, in which mode, with whose statistics and parameters.
 *
 * Every evaluation ends with one outcome an example; all numbers are reductions of these
 * (network_reduce.c). At the end of an epoch there are several: the scenario's own protocol, the
 * snapshot, further protocols. Where one of them asks the same of the same examples as one before,
 * it takes the outcomes: class weights, subsets and ways of reducing cost no pass.
 *
 * An evaluation may be cut into parts, between any two blocks of examples, so that a live screen
 * can answer meanwhile. How far it has come is kept beside the state and not in it: a state that
 * was saved in between begins its evaluation anew, with the same result. */
#include "run/network_problem.h"

#include "ravine/memory.h"

#include <string.h>

/* Work of a part: some 20 ms on a slow core. */
#define PART_FLOPS 2e8
#define PART_MOST 4096.0
#define SAMPLE_KEYS ((uint64_t)1 << 20) /* more than the examples of any set; keys are 32 bits */
#define BLOCK ((size_t)8) /* examples that a network takes at once; parts are multiples of it */

/* ---- What a protocol says ---- */

const struct rv_examples *rv_network_problem_examples(const struct rv_run *run,
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

/* Training examples that exact statistics are measured on; 0 where none are wanted. */
static size_t recalibration_of(const struct rv_run *run, const struct rv_evaluate *protocol)
{
    size_t all = rv_network_problem(run)->samples.training.count;
    size_t first = (size_t)protocol->recalibration.number;

    if (!recalibrates(run, protocol))
        return 0;
    return protocol->recalibration.choice == RV_RECALIBRATION_FIRST && first < all ? first : all;
}

static bool uses_batches(const struct rv_run *run, const struct rv_evaluate *protocol)
{
    return rv_network_has_batchnorm(rv_network_problem(run)->network) &&
           (protocol->mode == RV_MODE_TRAINING || protocol->statistics == RV_STATISTICS_BATCH);
}

static bool drops(const struct rv_run *run, const struct rv_evaluate *protocol)
{
    return rv_network_has_dropout(rv_network_problem(run)->network) &&
           (protocol->dropout == RV_DROPOUT_ON ||
            (protocol->dropout == RV_DROPOUT_AS_MODE && protocol->mode == RV_MODE_TRAINING));
}

/* Masks are keyed by the step, the place of the example and the number of the pass. */
static struct rv_pass pass_of(const struct rv_run *run, const struct rv_evaluate *protocol,
                              long sample, size_t first)
{
    return (struct rv_pass){
        .batch_statistics = uses_batches(run, protocol),
        .dropout = drops(run, protocol),
        .seed = run->seed,
        .purpose = RV_STREAM_EVALUATE,
        .epoch = (uint32_t)rv_run_state(run)->step,
        .place = (uint64_t)sample * SAMPLE_KEYS + first,
    };
}

/* Without masks all would be the same. */
long rv_network_problem_passes(const struct rv_run *run, const struct rv_evaluate *protocol)
{
    return drops(run, protocol) ? protocol->samples : 1;
}

/* ---- Outcomes that are there already ---- */

static bool same_choice(const struct rv_evaluate *a, const struct rv_evaluate *b)
{
    return a->examples.choice == b->examples.choice && a->examples.number == b->examples.number &&
           a->order == b->order;
}

/* Whether `from` passed the same examples, and perhaps more, in the same way: then example by
 * example the outcomes are the same. What an example's neighbours are matters to batch statistics,
 * and its place to masks: there the whole choice must be the same. */
static bool covers(const struct rv_run *run, const struct rv_job *from, const struct rv_job *job)
{
    const struct rv_evaluate *a = &from->protocol, *b = &job->protocol;
    bool batches = uses_batches(run, a), masks = drops(run, a);

    if (from->set != job->set || a->parameters != b->parameters ||
        batches != uses_batches(run, b) || masks != drops(run, b) ||
        recalibration_of(run, a) != recalibration_of(run, b) ||
        rv_network_problem_passes(run, a) != rv_network_problem_passes(run, b))
        return false;
    if (same_choice(a, b))
        return !batches || a->batch == b->batch;
    return !batches && !masks && a->order == 0 &&
           (a->examples.choice == RV_EXAMPLES_ALL ||
            (a->examples.choice == RV_EXAMPLES_FIRST && b->examples.choice == RV_EXAMPLES_FIRST &&
             b->examples.number <= a->examples.number));
}

/* The first `count` jobs are done. In a set that is not reordered example i stands at place i. */
static bool take_outcomes(const struct rv_run *run, const struct rv_job *jobs, size_t count,
                          struct rv_job *job)
{
    for (size_t k = 0; k < count; k++) {
        const struct rv_job *from = &jobs[k];
        bool alike = same_choice(&from->protocol, &job->protocol);

        if (!from->set || job->logits || !covers(run, from, job))
            continue;
        for (size_t i = 0; i < job->count; i++)
            job->outcomes[i] = from->outcomes[alike ? i : job->index[i]];
        return true;
    }
    return false;
}

/* ---- Passes ---- */

/* Examples of a part, a multiple of `block`. */
static size_t part_size(const struct rv_run *run, size_t block)
{
    double flops = rv_network_flops(rv_network_problem(run)->network) / 3; /* forward alone */
    double examples = flops * PART_MOST > PART_FLOPS ? PART_FLOPS / flops : PART_MOST;
    size_t blocks = (size_t)(examples / (double)block);

    return block * (blocks ? blocks : 1);
}

/* Those that the evaluator was given, or the run's. */
static const double *weights_of(const struct rv_run *run, const struct rv_evaluator *evaluator,
                                const struct rv_evaluate *protocol)
{
    return evaluator->parameters ? evaluator->parameters
                                 : rv_run_parameters_of(run, protocol->parameters);
}

/* Logits of a part to outcomes; of several passes the votes first, and outcomes with the last. */
static void take_logits(const struct rv_run *run, const struct rv_evaluator *evaluator,
                        struct rv_job *job, const struct rv_job_progress *progress, size_t count)
{
    const struct rv_config *loss = &run->recipe->loss;
    int units = rv_network_output(rv_network_problem(run)->network).channels;
    long samples = rv_network_problem_passes(run, &job->protocol);

    for (size_t i = progress->done; i < progress->done + count; i++) {
        double *logits = job->logits + i * (size_t)units;
        double *votes = evaluator->votes ? evaluator->votes + i * rv_loss_votes(units) : NULL;

        if (samples > 1) {
            rv_loss_vote(loss, logits, units, progress->sample == 0, votes);
            if (progress->sample + 1 < samples)
                continue;
            rv_loss_mean(loss, votes, units, samples, logits);
        }
        job->outcomes[i] = rv_loss_outcome(loss, logits, units, job->set->labels[job->index[i]]);
    }
}

/* Examples done .. done+count-1 of the job pass the network. */
static void pass_part(const struct rv_run *run, struct rv_evaluator *evaluator, struct rv_job *job,
                      struct rv_job_progress *progress, size_t block, size_t count)
{
    const struct rv_evaluate *protocol = &job->protocol;
    const double *parameters = weights_of(run, evaluator, protocol);
    const double *running = evaluator->running ? evaluator->running : rv_run_statistics(run);
    const double *statistics =
        recalibrates(run, protocol) ? evaluator->statistics : running;
    const struct rv_pass pass = pass_of(run, protocol, progress->sample, progress->done);
    const struct rv_batch batch = {job->set->inputs, job->set->labels,
                                   job->index + progress->done, count};
    size_t units = (size_t)rv_network_output(rv_network_problem(run)->network).channels;

    if (!job->logits) {
        rv_workspace_evaluate(evaluator->work, parameters, statistics, &batch, &pass, block,
                              job->outcomes + progress->done);
        return;
    }
    rv_workspace_logits(evaluator->work, parameters, statistics, &batch, &pass, block,
                        job->logits + progress->done * units);
    take_logits(run, evaluator, job, progress, count);
}

/* Exact statistics of training examples, once for all protocols that want those of the same
 * weights. */
static bool recalibrate(const struct rv_run *run, struct rv_evaluator *evaluator,
                        const struct rv_job *job, struct rv_job_progress *progress, bool whole)
{
    const struct rv_examples *training = &rv_network_problem(run)->samples.training;
    const struct rv_batch batch = {training->inputs, training->labels, NULL,
                                   recalibration_of(run, &job->protocol)};
    int parameters = job->protocol.parameters;

    if (batch.count == 0 ||
        (evaluator->recalibrated == 1 + parameters && evaluator->recalibrated_on == batch.count))
        return true;
    if (!rv_workspace_recalibrate_part(evaluator->work,
                                       weights_of(run, evaluator, &job->protocol), &batch,
                                       evaluator->statistics, &progress->recalibration,
                                       whole ? SIZE_MAX : part_size(run, BLOCK)))
        return false;
    evaluator->recalibrated = 1 + parameters;
    evaluator->recalibrated_on = batch.count;
    progress->recalibration = (struct rv_recalibration){0};
    return true;
}

bool rv_network_problem_work(const struct rv_run *run, struct rv_evaluator *evaluator,
                             struct rv_job *job, struct rv_job_progress *progress, bool whole)
{
    const struct rv_evaluate *protocol = &job->protocol;
    size_t block, part;

    if (!progress->chosen) {
        job->set = rv_network_problem_examples(run, protocol);
        job->count = choose(run, protocol, job->set, job->index);
        progress->chosen = true;
        if (job == &rv_network_problem(run)->jobs[progress->job] &&
            take_outcomes(run, rv_network_problem(run)->jobs, progress->job, job))
            return true;
    }
    if (!recalibrate(run, evaluator, job, progress, whole))
        return false;
    block = (size_t)protocol->batch < job->count ? (size_t)protocol->batch : job->count;
    part = part_size(run, uses_batches(run, protocol) ? block : BLOCK);
    do {
        size_t left = job->count - progress->done;
        size_t count = whole || part > left ? left : part;

        pass_part(run, evaluator, job, progress, block, count);
        progress->done += count;
        if (progress->done == job->count) {
            progress->done = 0;
            progress->sample++;
        }
    } while (whole && progress->sample < rv_network_problem_passes(run, protocol));
    return progress->sample == rv_network_problem_passes(run, protocol);
}

/* ---- The end of an epoch ---- */

/* What job k evaluates by; false where there is nothing to do. */
static bool protocol_of(const struct rv_run *run, size_t k, struct rv_evaluate *protocol)
{
    const struct rv_recipe *recipe = run->recipe;

    *protocol = k < RV_JOB_PROTOCOLS ? recipe->evaluate
                                     : recipe->protocols[k - RV_JOB_PROTOCOLS].evaluate;
    if (k != RV_JOB_SNAPSHOT)
        return true;
    protocol->set = RV_SET_TRAINING;
    protocol->examples = (struct rv_pick){0};
    return recipe->record.snapshot;
}

bool rv_network_problem_evaluate_epoch(struct rv_run *run, bool whole)
{
    struct rv_network_problem *own = rv_network_problem(run);
    struct rv_job_progress *progress = &own->progress;

    if (progress->job == 0 && !progress->chosen)
        own->evaluator.recalibrated = 0;
    while (progress->job < own->job_count) {
        struct rv_job *job = &own->jobs[progress->job];
        bool done = true;

        if (protocol_of(run, progress->job, &job->protocol))
            done = rv_network_problem_work(run, &own->evaluator, job, progress, whole);
        else
            job->set = NULL;
        if (!done)
            return false;
        *progress = (struct rv_job_progress){.job = progress->job + 1};
        if (!whole)
            return false;
    }
    if (!rv_network_problem_count_dead_units(run, whole))
        return false;
    *progress = (struct rv_job_progress){0};
    return true;
}

double rv_network_problem_validate(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);
    struct rv_job *job = &own->jobs[RV_JOB_OWN];
    struct rv_job_progress progress = {0};
    struct rv_evaluation result;

    job->protocol = run->recipe->evaluate;
    own->evaluator.recalibrated = 0;
    rv_network_problem_work(run, &own->evaluator, job, &progress, true);
    rv_network_problem_reduce(run, job, &result);
    return result.loss;
}
