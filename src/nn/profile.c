/* Where the time of a training pass goes, operation by operation.
 *
 * For the time of the measurement every operation gets another operator, whose functions look at
 * the clock before and after they call those of the real one. The training pass itself knows
 * nothing of it and costs nothing more when nobody measures.
 *
 *     seconds = median over passes of  Σ_blocks (end - begin - cost of looking at the clock)
 *
 * One backward call gives the gradient of the weights and of the input. Their shares come from a
 * second sort of pass in which every layer is frozen: then only the second is computed. */
#include "nn/workspace.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <stdio.h>
#include <string.h>

/* Reading the processor time of the process takes about half a microsecond, reading the time of
 * day a twentieth of that. Short passes are timed by the second: another program interrupts few
 * of them, and the median does not see those. Long passes are interrupted often. */
static const double long_pass = 5e-3; /* seconds */

enum { CLOCK_READINGS = 101 };

struct watch {
    double (*clock)(void);
    double cost; /* seconds between two readings with nothing between them */
};

/* The stand-in for the operator of one operation. */
struct timed {
    struct rv_operator run; /* what the operation is given; the first member */
    const struct rv_operator *real;
    const struct watch *watch;
    double *spent; /* [RV_PROFILE_PARTS], seconds of the pass under way */
};

static struct watch watch_with(double (*clock)(void))
{
    double cost[CLOCK_READINGS];

    for (int i = 0; i < CLOCK_READINGS; i++) {
        double begun = clock();

        cost[i] = clock() - begun;
    }
    return (struct watch){clock, rv_vector_quantile(cost, CLOCK_READINGS, 0.5)};
}

#define TIMED(function, part)                                                                      \
    static void time_##function(const struct rv_operation *op, const struct rv_frame *frame)       \
    {                                                                                              \
        const struct timed *timed = (const struct timed *)(const void *)op->run;                   \
        double begun = timed->watch->clock();                                      \
                                                                                                   \
        timed->real->function(op, frame);                                                          \
        timed->spent[part] += timed->watch->clock() - begun - timed->watch->cost;                  \
    }
TIMED(prepare, RV_PROFILE_PREPARE)
TIMED(gather, RV_PROFILE_SUMS)
TIMED(close, RV_PROFILE_SUMS)
TIMED(forward, RV_PROFILE_FORWARD)
TIMED(backward_gather, RV_PROFILE_SUMS)
TIMED(backward_close, RV_PROFILE_SUMS)
TIMED(backward, RV_PROFILE_INPUT)
TIMED(finish, RV_PROFILE_WEIGHTS)
#undef TIMED

/* A function that the real operator does not have must stay NULL: the pass asks for it. */
static void stand_in(struct timed *timed, const struct rv_operator *real)
{
    timed->real = real;
    timed->run = *real;
#define REPLACE(function) timed->run.function = real->function ? time_##function : NULL
    REPLACE(prepare);
    REPLACE(gather);
    REPLACE(close);
    REPLACE(forward);
    REPLACE(backward_gather);
    REPLACE(backward_close);
    REPLACE(backward);
    REPLACE(finish);
#undef REPLACE
}

/* ---- A measurement ---- */

enum sort { UNDISTURBED, WHOLE, FROZEN, SORTS };

/* What one measurement knows; arrays have an entry an operation, `nodes` RV_OPERATION_LAYERS. */
struct measurement {
    struct rv_plan *plan;
    struct watch watch;
    struct rv_operation *real; /* the operations as they were */
    struct timed *timed;
    struct rv_network_node *nodes; /* frozen copies of the layers */
    double *spent;                 /* [operation][part] of the pass under way */
    double *samples[SORTS];        /* [operation][part][pass] */
    size_t passes;
};

static void create(struct measurement *m, struct rv_plan *plan, size_t passes)
{
    size_t n = plan->count;

    *m = (struct measurement){.plan = plan, .passes = passes};
    m->real = rv_alloc(n, sizeof *m->real);
    m->timed = rv_alloc(n, sizeof *m->timed);
    m->nodes = rv_alloc(n * RV_OPERATION_LAYERS, sizeof *m->nodes);
    m->spent = rv_alloc(n * RV_PROFILE_PARTS, sizeof *m->spent);
    memcpy(m->real, plan->operations, n * sizeof *m->real);
    for (int sort = WHOLE; sort < SORTS; sort++)
        m->samples[sort] = rv_alloc(n * RV_PROFILE_PARTS * passes, sizeof(double));
    for (size_t o = 0; o < n; o++) {
        stand_in(&m->timed[o], m->real[o].run);
        m->timed[o].watch = &m->watch;
        m->timed[o].spent = m->spent + o * RV_PROFILE_PARTS;
        for (int k = 0; k < RV_OPERATION_LAYERS && m->real[o].node[k]; k++) {
            struct rv_network_node *node = &m->nodes[o * RV_OPERATION_LAYERS + (size_t)k];

            *node = *m->real[o].node[k];
            node->trainable = false;
        }
    }
}

static void release(struct measurement *m)
{
    rv_free(m->real);
    rv_free(m->timed);
    rv_free(m->nodes);
    rv_free(m->spent);
    for (int sort = 0; sort < SORTS; sort++)
        rv_free(m->samples[sort]);
}

/* Makes the plan ready for a pass of that sort. */
static void arrange(const struct measurement *m, enum sort sort)
{
    memcpy(m->plan->operations, m->real, m->plan->count * sizeof *m->real);
    for (size_t o = 0; o < m->plan->count && sort != UNDISTURBED; o++) {
        struct rv_operation *op = &m->plan->operations[o];

        op->run = &m->timed[o].run;
        for (int k = 0; k < RV_OPERATION_LAYERS && op->node[k] && sort == FROZEN; k++)
            op->node[k] = &m->nodes[o * RV_OPERATION_LAYERS + (size_t)k];
    }
    memset(m->spent, 0, m->plan->count * RV_PROFILE_PARTS * sizeof *m->spent);
}

static void keep(const struct measurement *m, enum sort sort, size_t pass)
{
    for (size_t k = 0; k < m->plan->count * RV_PROFILE_PARTS; k++)
        m->samples[sort][k * m->passes + pass] = m->spent[k];
}

/* ---- Results ---- */

static double median(const struct measurement *m, enum sort sort, size_t o, int part)
{
    size_t k = o * RV_PROFILE_PARTS + (size_t)part;

    return rv_vector_quantile(m->samples[sort] + k * m->passes, m->passes, 0.5);
}

/* Names, and the multiplications and additions of one example forward. */
static double describe(const struct rv_operation *op, struct rv_profile_row *row)
{
    double flops = 0;

    for (int k = 0; k < RV_OPERATION_LAYERS && op->node[k]; k++) {
        const struct rv_network_node *node = op->node[k];
        const struct rv_layer_type *type =
            node->kind == RV_NETWORK_LAYER ? rv_layer_of(&node->config) : NULL;
        size_t used = strlen(row->name);

        snprintf(row->name + used, sizeof row->name - used, "%s%s", k ? " + " : "",
                 type ? type->type.name : node->kind == RV_NETWORK_FORK ? "fork" : "join");
        if (type && type->flops)
            flops += type->flops(node->config.values, node->in, node->out);
        row->out = node->out;
    }
    return flops;
}

/* Each gradient costs as much as the forward pass, where it is needed at all. */
static void fill(const struct measurement *m, size_t o, size_t count, struct rv_profile_row *row)
{
    const struct rv_operation *op = &m->real[o];
    double flops = describe(op, row) * (double)count;

    for (int part = 0; part < RV_PROFILE_PARTS; part++)
        row->seconds[part] = median(m, WHOLE, o, part);
    row->flops[RV_PROFILE_FORWARD] = flops;
    if (op->backward_input)
        row->flops[RV_PROFILE_INPUT] = flops;
    if (op->backward && flops > 0) {
        double both = row->seconds[RV_PROFILE_INPUT];
        double input = median(m, FROZEN, o, RV_PROFILE_INPUT);

        row->flops[RV_PROFILE_WEIGHTS] = flops;
        row->seconds[RV_PROFILE_INPUT] = input < both ? input : both;
        row->seconds[RV_PROFILE_WEIGHTS] += both - row->seconds[RV_PROFILE_INPUT];
    }
}

void rv_workspace_profile(struct rv_workspace *work, const double *parameters,
                          const double *statistics, const struct rv_batch *batch,
                          const struct rv_pass *pass, size_t passes, struct rv_profile *profile)
{
    double *gradient = rv_alloc(rv_network_parameter_count(work->network), sizeof *gradient);
    double *undisturbed = rv_alloc(passes, sizeof *undisturbed);
    struct rv_batch_result result;
    struct measurement m;
    double begun = rv_clock_process();

    create(&m, work->training, passes);
    rv_workspace_train(work, parameters, statistics, batch, pass, gradient, &result);
    m.watch = watch_with(rv_clock_process() - begun > long_pass
                             ? rv_clock_process
                             : rv_clock_elapsed);
    for (size_t p = 0; p < passes; p++)
        for (enum sort sort = UNDISTURBED; sort < SORTS; sort++) {
            arrange(&m, sort);
            begun = m.watch.clock();
            rv_workspace_train(work, parameters, statistics, batch, pass, gradient, &result);
            if (sort == UNDISTURBED)
                undisturbed[p] = m.watch.clock() - begun - m.watch.cost;
            else
                keep(&m, sort, p);
        }
    arrange(&m, UNDISTURBED);
    *profile = (struct rv_profile){
        .rows = rv_alloc(m.plan->count, sizeof *profile->rows),
        .count = m.plan->count,
        .seconds = rv_vector_quantile(undisturbed, passes, 0.5),
    };
    for (size_t o = 0; o < m.plan->count; o++)
        fill(&m, o, batch->count, &profile->rows[o]);
    release(&m);
    rv_free(gradient);
    rv_free(undisturbed);
}

void rv_profile_release(struct rv_profile *profile)
{
    rv_free(profile->rows);
    *profile = (struct rv_profile){0};
}
