/* The losses of a network on a run's examples: see ravine/landscape.h. */
#include "ravine/landscape.h"

#include "ravine/memory.h"
#include "ravine/run.h"

/* What one thread needs: an evaluator a map, since each looks at other examples. */
struct room {
    const struct rv_landscape_network *network;
    struct rv_run_evaluator *evaluator[RV_LANDSCAPE_MAPS];
};

static void close_room(void *self)
{
    struct room *room = self;

    for (size_t i = 0; i < room->network->maps; i++)
        rv_run_evaluator_free(room->evaluator[i]);
    rv_free(room);
}

static void *open_room(void *self, struct rv_error *error)
{
    const struct rv_landscape_network *network = self;
    struct room *room = rv_alloc(1, sizeof *room);

    room->network = network;
    for (size_t i = 0; i < network->maps; i++) {
        room->evaluator[i] = rv_run_evaluator_create(network->run, network->protocol[i], error);
        if (!room->evaluator[i]) {
            close_room(room);
            return NULL;
        }
    }
    return room;
}

static void evaluate(void *self, const double *weights, const double *statistics, double *losses)
{
    const struct room *room = self;
    struct rv_evaluation result;

    for (size_t i = 0; i < room->network->maps; i++) {
        rv_run_evaluator_evaluate(room->evaluator[i], weights,
                                  statistics ? statistics : room->network->statistics, &result);
        losses[i] = result.loss;
    }
}

void rv_landscape_network_source(struct rv_landscape_network *network,
                                 struct rv_landscape_source *source)
{
    *source = (struct rv_landscape_source){.self = network,
                                           .count = rv_run_parameter_count(network->run),
                                           .maps = network->maps,
                                           .open = open_room,
                                           .close = close_room,
                                           .evaluate = evaluate};
}
