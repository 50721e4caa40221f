/* A mini-batch of a network as an objective. */
#include "nn/workspace.h"

static double evaluate(void *self, const double *x, double *gradient)
{
    struct rv_network_objective *source = self;

    rv_workspace_train(source->work, x, source->statistics, source->batch, source->pass, gradient,
                       &source->result);
    source->evaluations++;
    return source->result.loss + source->result.penalty;
}

struct rv_objective rv_network_objective(struct rv_network_objective *source)
{
    const struct rv_network *network = source->work->network;

    return (struct rv_objective){.count = network->parameter_count,
                                 .block = network->parameter_count,
                                 .ranges = network->ranges,
                                 .range_count = network->range_count,
                                 .exact = source->exact,
                                 .self = source,
                                 .evaluate = evaluate};
}
