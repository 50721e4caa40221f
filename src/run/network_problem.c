/* A network on data as what a run minimises: making it, mini-batches, changes. */
#include "run/network_problem.h"
#include "run/given_weights.h"

#include "ravine/memory.h"

#include <string.h>

/* Network and workspace for the recipe in force. */
static enum rv_status build(struct rv_run *run, struct rv_error *error)
{
    struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_recipe *recipe = run->recipe;
    enum rv_status status;

    rv_workspace_free(own->evaluator.work);
    own->evaluator.work = NULL;
    rv_network_free(own->network);
    own->network = NULL;
    status = rv_run_make_network(recipe, recipe->layer_count, own->samples.training.shape,
                                 &own->network, error);
    if (status)
        return status;
    run->ranges = rv_network_ranges(own->network);
    run->range_count = rv_network_range_count(own->network);
    own->evaluator.work =
        rv_workspace_create(own->network, &recipe->loss, own->batch, run->precision, error);
    if (!own->evaluator.work)
        return error->status;
    return rv_network_problem_open_dead_units(run, error);
}

/* Validation examples scaled like the training set, whatever the scale section does to them. */
static enum rv_status make_plain_samples(struct rv_run *run, struct rv_error *error)
{
    struct rv_scale scale = run->base->scale;
    bool asked = false;

    for (size_t i = 0; i <= run->base->change_count; i++) {
        const struct rv_recipe *recipe = rv_run_recipe_after(run->base, i);

        asked |= recipe->evaluate.scaling != 0;
        for (size_t k = 0; k < recipe->protocol_count; k++)
            asked |= recipe->protocols[k].evaluate.scaling != 0;
    }
    if (!asked)
        return RV_OK;
    scale.validation = RV_SCALE_AS_TRAIN;
    scale.validation_factor = 1;
    scale.validation_offset = 0;
    return rv_samples_create(&run->base->data, &run->base->split, &scale, run->seed,
                             &rv_network_problem(run)->plain, error);
}

static void find_sizes(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);

    own->pass_length = rv_order_length(&own->samples.training, run->base->train.oversample);
    rv_network_problem_sizes(run->base, own->pass_length, &run->sizes);
    own->batch = rv_network_problem_batch(run->base, &run->sizes, NULL);
}

static enum rv_status create(struct rv_run *run, struct rv_error *error)
{
    struct rv_network_problem *own = run->own = rv_alloc(1, sizeof *own);
    const struct rv_recipe *base = run->base;
    enum rv_status status = rv_samples_create(&base->data, &base->split, &base->scale, run->seed,
                                              &own->samples, error);

    if (status == RV_OK)
        status = make_plain_samples(run, error);
    if (status)
        return status;
    find_sizes(run);
    status = build(run, error);
    if (status)
        return status;
    run->sizes.parameters = run->sizes.block = rv_network_parameter_count(own->network);
    run->sizes.statistics = rv_network_statistics_count(own->network);
    if (!*base->initial.weights)
        return RV_OK;
    own->given = rv_alloc(run->sizes.parameters + run->sizes.statistics, sizeof *own->given);
    return rv_run_read_weights(base, own->network, own->given, own->given + run->sizes.parameters,
                               error);
}

/* Whether job k averages several passes at some time of the run. */
static bool averages(const struct rv_run *run, size_t k)
{
    for (size_t i = 0; i <= run->base->change_count; i++) {
        const struct rv_recipe *recipe = rv_run_recipe_after(run->base, i);

        if ((k < RV_JOB_PROTOCOLS ? recipe->evaluate
                                  : recipe->protocols[k - RV_JOB_PROTOCOLS].evaluate).samples > 1)
            return true;
    }
    return false;
}

/* Room for the outcomes of every job; logits only where they are looked at themselves. */
static void allocate_jobs(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);
    size_t most = run->sizes.evaluated;
    size_t units = (size_t)rv_network_output(own->network).channels;

    own->job_count = RV_JOB_PROTOCOLS + run->base->protocol_count;
    own->jobs = rv_alloc(own->job_count, sizeof *own->jobs);
    for (size_t k = 0; k < own->job_count; k++) {
        bool average = averages(run, k);

        own->jobs[k].outcomes = rv_alloc(most, sizeof *own->jobs[k].outcomes);
        own->jobs[k].index = rv_alloc(most, sizeof *own->jobs[k].index);
        if (average || (k == RV_JOB_OWN && run->base->record.metrics))
            own->jobs[k].logits = rv_alloc(most * units, sizeof *own->jobs[k].logits);
        if (average && !own->evaluator.votes)
            own->evaluator.votes =
                rv_alloc(most * rv_loss_votes((int)units), sizeof *own->evaluator.votes);
    }
}

static void allocate(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_sizes *sizes = &run->sizes;
    size_t input = rv_shape_size(own->samples.training.shape);
    size_t classes = (size_t)own->samples.training.classes;

    own->order = rv_alloc(sizes->visits, sizeof *own->order);
    own->augmented = rv_alloc(own->batch * input, sizeof *own->augmented);
    own->labels = rv_alloc(own->batch, sizeof *own->labels);
    own->confusion = rv_alloc(classes * classes, sizeof *own->confusion);
    own->scratch = rv_alloc(2 * sizes->evaluated, sizeof *own->scratch);
    own->per_class = rv_alloc(3 * classes, sizeof *own->per_class);
    own->visits = rv_alloc(classes, sizeof *own->visits);
    rv_order_visits(&own->samples.training, run->base->train.oversample, own->visits);
    allocate_jobs(run);
    own->evaluator.statistics = rv_alloc(sizes->statistics, sizeof *own->evaluator.statistics);
}

static void start(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);

    allocate(run);
    rv_network_initialize(own->network, run->seed, rv_run_array(run, run->layout.parameters),
                          rv_run_array(run, run->layout.statistics));
    if (own->given) {
        memcpy(rv_run_array(run, run->layout.parameters), own->given,
               run->sizes.parameters * sizeof *own->given);
        memcpy(rv_run_array(run, run->layout.statistics), own->given + run->sizes.parameters,
               run->sizes.statistics * sizeof *own->given);
    }
    if (run->recipe->evaluate.parameters != RV_PARAMETERS_ITERATE &&
        run->recipe->evaluate.statistics == RV_STATISTICS_RUNNING &&
        rv_network_has_batchnorm(own->network))
        run->note = "Averaged weights are evaluated with recalibrated BN statistics: the running "
                    "ones belong to the iterate.";
}

static void release(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);

    if (!own)
        return;
    rv_samples_release(&own->samples);
    rv_samples_release(&own->plain);
    rv_network_problem_close_dead_units(run);
    rv_workspace_free(own->evaluator.work);
    rv_network_free(own->network);
    for (size_t k = 0; k < own->job_count; k++) {
        rv_free(own->jobs[k].outcomes);
        rv_free(own->jobs[k].index);
        rv_free(own->jobs[k].logits);
    }
    rv_free(own->jobs);
    rv_free(own->evaluator.statistics);
    rv_free(own->evaluator.votes);
    rv_free(own->given);
    rv_free(own->scratch);
    rv_free(own->per_class);
    rv_free(own->visits);
    rv_free(own->order);
    rv_free(own->augmented);
    rv_free(own->labels);
    rv_free(own->confusion);
    rv_free(own);
}

static bool same_layers(const struct rv_layer_spec *a, size_t a_count,
                        const struct rv_layer_spec *b, size_t b_count)
{
    if (a_count != b_count)
        return false;
    for (size_t i = 0; i < a_count; i++)
        if (a[i].enabled != b[i].enabled || a[i].trainable != b[i].trainable ||
            a[i].rate != b[i].rate || !rv_config_equal(&a[i].config, &b[i].config) ||
            !same_layers(a[i].inner, a[i].inner_count, b[i].inner, b[i].inner_count))
            return false;
    return true;
}

/* The network is rebuilt only where it differs. */
static enum rv_status change(struct rv_run *run, const struct rv_recipe *before,
                             struct rv_error *error)
{
    const struct rv_recipe *next = run->recipe;

    if (same_layers(before->layers, before->layer_count, next->layers, next->layer_count) &&
        rv_config_equal(&before->loss, &next->loss))
        return RV_OK;
    return build(run, error);
}

static size_t visits_of_step(const struct rv_recipe *recipe)
{
    return (size_t)recipe->train.batch;
}

/* The pass over the training examples that a place in the epoch belongs to, from 1 on: of the
 * epochs before it there are `passes` each. */
static uint32_t pass_number(const struct rv_run *run, size_t place)
{
    const struct rv_state *state = rv_run_state(run);

    return (uint32_t)(state->epoch * run->base->train.passes) +
           (uint32_t)(place / rv_network_problem(run)->pass_length) + 1;
}

/* The order of a full batch changes nothing but rounding, and for an exact method even that would
 * make it another objective from epoch to epoch. */
static void begin_epoch(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);
    enum rv_order order = rv_method_needs_exact(run->recipe->optimizer.type)
                              ? RV_ORDER_NEVER
                              : (enum rv_order)run->recipe->train.shuffle;

    own->progress = (struct rv_job_progress){0};
    for (long k = 0; k < run->base->train.passes; k++)
        rv_order_fill(&own->samples.training, order, run->base->train.oversample, run->seed,
                      pass_number(run, (size_t)k * own->pass_length),
                      own->order + (size_t)k * own->pass_length);
}

/* Examples of the mini-batch that comes: a stretch of the epoch's order, augmented where asked. */
static struct rv_batch next_batch(struct rv_run *run)
{
    struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_examples *training = &own->samples.training;
    const struct rv_augment *augment = &run->recipe->augment;
    const struct rv_state *state = rv_run_state(run);
    const uint32_t *index = own->order + state->place;
    size_t left = run->sizes.visits - state->place;
    size_t count = (size_t)run->recipe->train.batch;
    size_t input = rv_shape_size(training->shape);

    if (count > left)
        count = left;
    if (!rv_augment_active(augment))
        return (struct rv_batch){training->inputs, training->labels, index, count};
    for (size_t i = 0; i < count; i++) {
        rv_augment_apply(augment, training->shape, training->inputs + index[i] * input,
                         own->augmented + i * input, run->seed, index[i],
                         pass_number(run, state->place + i));
        own->labels[i] = training->labels[index[i]];
    }
    return (struct rv_batch){own->augmented, own->labels, NULL, count};
}

static void gradient(struct rv_run *run, struct rv_problem_step *step)
{
    struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_state *state = rv_run_state(run);
    struct rv_batch_result result;

    own->now = next_batch(run);
    own->pass = (struct rv_pass){.batch_statistics = true,
                                 .dropout = true,
                                 .seed = run->seed,
                                 .purpose = RV_STREAM_DROPOUT,
                                 .epoch = (uint32_t)state->epoch + 1,
                                 .place = state->place};
    rv_workspace_train(own->evaluator.work, rv_run_parameters(run), rv_run_statistics(run),
                       &own->now, &own->pass, run->gradient, &result);
    *step = (struct rv_problem_step){.loss = result.loss,
                                     .penalty = result.penalty,
                                     .weight = result.weight,
                                     .correct = result.correct,
                                     .count = own->now.count,
                                     .visits = own->now.count};
}

static double evaluate(void *self, const double *x, double *slope)
{
    const struct rv_run *run = self;
    struct rv_network_problem *own = rv_network_problem(run);
    struct rv_batch_result result;

    rv_workspace_train(own->evaluator.work, x, rv_run_statistics(run), &own->now, &own->pass, slope,
                       &result);
    return result.loss + result.penalty;
}

static void commit(struct rv_run *run)
{
    rv_workspace_commit(rv_network_problem(run)->evaluator.work,
                        rv_run_array(run, run->layout.statistics));
}

const struct rv_problem_type rv_problem_network = {
    .classifies = true,
    .measure = rv_network_problem_measure,
    .create = create,
    .free = release,
    .start = start,
    .change = change,
    .visits_of_step = visits_of_step,
    .begin_epoch = begin_epoch,
    .gradient = gradient,
    .evaluate = evaluate,
    .commit = commit,
    .validate = rv_network_problem_validate,
    .evaluate_epoch = rv_network_problem_evaluate_epoch,
    .finish_epoch = rv_network_problem_finish_epoch,
};

/* ---- What others may see ---- */

const struct rv_network *rv_run_network(const struct rv_run *run)
{
    return run->problem == &rv_problem_network ? rv_network_problem(run)->network : NULL;
}

const struct rv_samples *rv_run_samples(const struct rv_run *run)
{
    return run->problem == &rv_problem_network ? &rv_network_problem(run)->samples : NULL;
}

const uint32_t *rv_run_order(const struct rv_run *run, size_t *count)
{
    if (run->problem != &rv_problem_network)
        return NULL;
    *count = run->sizes.visits;
    return rv_network_problem(run)->order;
}

const uint32_t *rv_run_evaluated(const struct rv_run *run, size_t *count)
{
    const struct rv_job *job;

    if (run->problem != &rv_problem_network)
        return NULL;
    job = &rv_network_problem(run)->jobs[RV_JOB_OWN];
    *count = job->count;
    return job->index;
}

int rv_run_answer(const struct rv_run *run, size_t example)
{
    const struct rv_job *job;

    if (run->problem != &rv_problem_network || rv_run_epochs(run)->rows == 0)
        return -1;
    job = &rv_network_problem(run)->jobs[RV_JOB_OWN];
    for (size_t i = 0; i < job->count && job->set == &rv_network_problem(run)->samples.validation;
         i++)
        if (job->index[i] == example)
            return job->outcomes[i].predicted;
    return -1;
}

const uint32_t *rv_run_confusion(const struct rv_run *run)
{
    return run->problem == &rv_problem_network ? rv_network_problem(run)->confusion : NULL;
}
