/* A protocol that nobody planned, on the run's weights or on others: buffers and a workspace of its
 * own. See ravine/run.h. */
#include "run/network_problem.h"

#include "ravine/memory.h"

struct rv_run_evaluator {
    const struct rv_run *run;
    struct rv_evaluator room;
    struct rv_job job;
};

struct rv_run_evaluator *rv_run_evaluator_create(const struct rv_run *run,
                                                 const struct rv_evaluate *protocol,
                                                 struct rv_error *error)
{
    const struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_examples *set = rv_network_problem_examples(run, protocol);
    size_t asked = rv_network_problem_block(protocol);
    size_t block = asked < set->count ? asked : set->count;
    size_t units = (size_t)rv_network_output(own->network).channels;
    struct rv_workspace *work =
        rv_workspace_create(own->network, &run->recipe->loss,
                            block > own->batch ? block : own->batch, run->precision, error);
    struct rv_run_evaluator *made;

    if (!work)
        return NULL;
    made = rv_alloc(1, sizeof *made);
    made->run = run;
    made->room.work = work;
    made->room.statistics = rv_alloc(run->sizes.statistics, sizeof *made->room.statistics);
    made->job = (struct rv_job){.protocol = *protocol};
    made->job.outcomes = rv_alloc(set->count, sizeof *made->job.outcomes);
    made->job.index = rv_alloc(set->count, sizeof *made->job.index);
    if (rv_network_problem_passes(run, protocol) > 1) {
        made->job.logits = rv_alloc(set->count * units, sizeof *made->job.logits);
        made->room.votes = rv_alloc(set->count * rv_loss_votes((int)units),
                                    sizeof *made->room.votes);
    }
    return made;
}

void rv_run_evaluator_free(struct rv_run_evaluator *evaluator)
{
    if (!evaluator)
        return;
    rv_workspace_free(evaluator->room.work);
    rv_free(evaluator->room.statistics);
    rv_free(evaluator->room.votes);
    rv_free(evaluator->job.outcomes);
    rv_free(evaluator->job.index);
    rv_free(evaluator->job.logits);
    rv_free(evaluator);
}

void rv_run_evaluator_evaluate(struct rv_run_evaluator *evaluator, const double *parameters,
                               const double *statistics, struct rv_evaluation *result)
{
    struct rv_job_progress progress = {0};

    evaluator->room.parameters = parameters;
    evaluator->room.running = statistics;
    evaluator->room.recalibrated = 0;
    rv_network_problem_work(evaluator->run, &evaluator->room, &evaluator->job, &progress, true);
    rv_network_problem_reduce(evaluator->run, &evaluator->job, result);
}

void rv_run_evaluate(const struct rv_run *run, const struct rv_evaluate *protocol,
                     struct rv_evaluation *result)
{
    struct rv_error error = {0};
    struct rv_run_evaluator *evaluator = rv_run_evaluator_create(run, protocol, &error);

    if (!evaluator)
        RV_BUG("a protocol that fits the run does not fit memory: %s", error.message);
    rv_run_evaluator_evaluate(evaluator, NULL, NULL, result);
    rv_run_evaluator_free(evaluator);
}
