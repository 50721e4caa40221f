/* Units of the last ReLU that are 0 for every validation example: dead, since no gradient passes.
 *
 * The network is built a second time up to that layer. Parameters and statistics are laid out in
 * the order of the list, so that those of the shorter network are the first ones of the whole. */
#include "run/network_problem.h"

#include "ravine/memory.h"

#include <string.h>

#define OUTPUTS_MOST ((size_t)1 << 18)    /* numbers of a block of examples */

enum rv_status rv_network_problem_open_dead_units(struct rv_run *run, struct rv_error *error)
{
    struct rv_network_problem *own = rv_network_problem(run);
    struct rv_dead_units *dead = &own->dead_units;
    size_t layers = rv_network_problem_to_last_relu(run->recipe);
    size_t size;

    rv_network_problem_close_dead_units(run);
    if (!run->base->record.dead_units)
        return RV_OK;
    if (rv_run_make_network(run->recipe, layers, own->samples.training.shape, &dead->network,
                            error))
        RV_BUG("a part of a checked network: %s", error->message);
    size = rv_shape_size(rv_network_output(dead->network));
    dead->block = RV_DEAD_UNITS_BLOCK;
    while (2 * dead->block * size <= OUTPUTS_MOST)
        dead->block *= 2;
    dead->work = rv_workspace_create(dead->network, &run->recipe->loss, RV_DEAD_UNITS_BLOCK,
                                     run->precision, error);
    if (!dead->work)
        return error->status;
    dead->outputs = rv_alloc(dead->block * size, sizeof *dead->outputs);
    dead->alive =
        rv_alloc((size_t)rv_network_output(dead->network).channels, sizeof *dead->alive);
    return RV_OK;
}

void rv_network_problem_close_dead_units(struct rv_run *run)
{
    struct rv_dead_units *dead = &rv_network_problem(run)->dead_units;

    rv_workspace_free(dead->work);
    rv_network_free(dead->network);
    rv_free(dead->outputs);
    rv_free(dead->alive);
    *dead = (struct rv_dead_units){0};
}

/* Every channel of a map is a unit, wherever in the map it is above 0. */
static void look_at(struct rv_run *run, size_t first, size_t count)
{
    static const struct rv_pass inference = {0};
    const struct rv_network_problem *own = rv_network_problem(run);
    const struct rv_dead_units *dead = &own->dead_units;
    const struct rv_job *job = &own->jobs[RV_JOB_OWN];
    const struct rv_batch batch = {job->set->inputs, job->set->labels, job->index + first, count};
    struct rv_shape shape = rv_network_output(dead->network);
    size_t channels = (size_t)shape.channels;

    rv_workspace_logits(dead->work, rv_run_parameters_of(run, job->protocol.parameters),
                        rv_run_statistics(run), &batch, &inference, RV_DEAD_UNITS_BLOCK,
                        dead->outputs);
    for (size_t i = 0; i < count * rv_shape_size(shape); i++)
        dead->alive[i % channels] |= dead->outputs[i] > 0;
}

bool rv_network_problem_count_dead_units(struct rv_run *run, bool whole)
{
    struct rv_network_problem *own = rv_network_problem(run);
    struct rv_job_progress *progress = &own->progress;
    size_t all = own->jobs[RV_JOB_OWN].count;

    if (!own->dead_units.network)
        return true;
    if (progress->done == 0)
        memset(own->dead_units.alive, 0,
               (size_t)rv_network_output(own->dead_units.network).channels * sizeof(bool));
    do {
        size_t left = all - progress->done;
        size_t count = left < own->dead_units.block ? left : own->dead_units.block;

        look_at(run, progress->done, count);
        progress->done += count;
    } while (whole && progress->done < all);
    return progress->done == all;
}

double rv_network_problem_dead_share(const struct rv_run *run)
{
    const struct rv_dead_units *dead = &rv_network_problem(run)->dead_units;
    size_t units = (size_t)rv_network_output(dead->network).channels, count = 0;

    for (size_t k = 0; k < units; k++)
        count += !dead->alive[k];
    return (double)count / (double)units;
}
