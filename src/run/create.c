/* Making and freeing a run: data, network, sizes, the state block. */
#include "run/internal.h"

#include "ravine/memory.h"

#include <string.h>

#define ALIGNMENT ((size_t)64)

/* The recipe in force after `changes` changes. */
static const struct rv_recipe *recipe_after(const struct rv_recipe *base, size_t changes)
{
    return changes ? base->changes[changes - 1].recipe : base;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Blocks of an evaluation: those of batch statistics must be whole. */
static size_t evaluation_block(const struct rv_evaluate *evaluate)
{
    bool batch = evaluate->mode == RV_MODE_TRAINING ||
                 evaluate->statistics == RV_STATISTICS_BATCH;

    return batch ? (size_t)evaluate->batch : 1;
}

/* Steps of the whole run, epoch by epoch: the mini-batch may change from epoch to epoch. */
static long planned_steps(const struct rv_recipe *base, size_t order)
{
    long steps = 0;
    size_t next = 0;
    size_t batch = (size_t)base->train.batch;

    for (long epoch = 1; epoch <= base->train.epochs; epoch++) {
        while (next < base->change_count && base->changes[next].epoch &&
               base->changes[next].epoch <= epoch)
            batch = (size_t)base->changes[next++].recipe->train.batch;
        steps += (long)((order + batch - 1) / batch);
    }
    return steps;
}

static void find_sizes(struct rv_run *run)
{
    struct rv_sizes *sizes = &run->sizes;
    const struct rv_recipe *base = run->base;

    sizes->parameters = rv_network_parameter_count(run->network);
    sizes->statistics = rv_network_statistics_count(run->network);
    sizes->order = rv_order_length(&run->samples.training, base->train.oversample);
    sizes->evaluated = larger(run->samples.training.count,
                              larger(run->samples.validation.count, run->samples.fresh.count));
    for (size_t i = 0; i <= base->change_count; i++) {
        const struct rv_recipe *recipe = recipe_after(base, i);

        sizes->slots = larger(sizes->slots, rv_optimizer_state_count(recipe->optimizer.type,
                                                                     sizes->parameters));
    }
    sizes->steps = planned_steps(base, sizes->order);
    if (base->record.steps_every)
        sizes->step_rows = (size_t)(sizes->steps / base->record.steps_every);
}

/* The largest mini-batch or whole evaluation block of the base recipe and its changes. */
static size_t largest_batch(const struct rv_run *run)
{
    size_t batch = 8;

    for (size_t i = 0; i <= run->base->change_count; i++) {
        const struct rv_recipe *recipe = recipe_after(run->base, i);

        batch = larger(batch, (size_t)recipe->train.batch);
        batch = larger(batch, evaluation_block(&recipe->evaluate));
    }
    return batch < run->sizes.evaluated ? batch : run->sizes.evaluated;
}

enum rv_status rv_run_build(struct rv_run *run, struct rv_error *error)
{
    const struct rv_recipe *recipe = run->recipe;
    struct rv_report report = {0};
    enum rv_status status;

    rv_workspace_free(run->judge.work);
    run->judge.work = NULL;
    rv_network_free(run->network);
    run->network = NULL;
    status = rv_network_create(recipe->layers, recipe->layer_count, run->samples.training.shape,
                               &run->network, &report);
    if (status) {
        if (report.count)
            *error = report.errors[0];
        rv_report_release(&report);
        return status;
    }
    rv_report_release(&report);
    if (run->sizes.batch == 0) {
        find_sizes(run);
        run->sizes.batch = largest_batch(run);
    }
    run->judge.work =
        rv_workspace_create(run->network, &recipe->loss, run->sizes.batch, RV_FLOAT32, error);
    return run->judge.work ? RV_OK : error->status;
}

static size_t place(size_t *end, size_t count)
{
    size_t offset = *end;

    *end += (count * sizeof(double) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return offset;
}

static bool uses(const struct rv_recipe *base, int parameters)
{
    for (size_t i = 0; i <= base->change_count; i++)
        if (recipe_after(base, i)->evaluate.parameters == parameters)
            return true;
    return false;
}

static const char *const epoch_names[] = {
#define X(name, unit, summary) #name,
    RV_EPOCH_COLUMNS(X)
#undef X
        NULL};
static const char *const step_names[] = {
#define X(name, unit, summary) #name,
    RV_STEP_COLUMNS(X)
#undef X
        NULL};
enum {
    EPOCH_COLUMNS = sizeof epoch_names / sizeof *epoch_names - 1,
    STEP_COLUMNS = sizeof step_names / sizeof *step_names - 1
};

/* Room for averages is only made where some protocol looks at them. */
static void lay_out(struct rv_run *run)
{
    const struct rv_sizes *sizes = &run->sizes;
    struct rv_layout *layout = &run->layout;
    size_t end = (sizeof(struct rv_state) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

    layout->parameters = place(&end, sizes->parameters);
    layout->statistics = place(&end, sizes->statistics);
    layout->slots = place(&end, sizes->slots);
    layout->ema = place(&end, run->keeps_ema ? sizes->parameters : 0);
    layout->swa = place(&end, run->keeps_swa ? sizes->parameters : 0);
    layout->previous = place(&end, sizes->evaluated);
    layout->epochs = place(&end, (size_t)run->base->train.epochs * EPOCH_COLUMNS);
    layout->steps = place(&end, sizes->step_rows * STEP_COLUMNS);
    layout->total = end;
}

/* A table whose rows lie in the state block, so that a copy of the block holds them too. */
static void place_table(struct rv_table *table, const char *const *names, double *values,
                        size_t rows)
{
    rv_table_init(table, names, 0);
    rv_free(table->values);
    table->values = values;
    table->capacity = rows;
}

static void allocate(struct rv_run *run)
{
    const struct rv_sizes *sizes = &run->sizes;
    size_t input = rv_shape_size(run->samples.training.shape);
    size_t classes = (size_t)run->samples.training.classes;

    run->keeps_ema = uses(run->base, RV_PARAMETERS_EMA);
    run->keeps_swa = uses(run->base, RV_PARAMETERS_SWA);
    lay_out(run);
    run->block = rv_alloc(1, run->layout.total);
    place_table(&run->epochs, epoch_names, rv_run_array(run, run->layout.epochs),
                (size_t)run->base->train.epochs);
    place_table(&run->steps, step_names, rv_run_array(run, run->layout.steps), sizes->step_rows);
    run->gradient = rv_alloc(sizes->parameters, sizeof *run->gradient);
    run->adopted = rv_alloc(sizes->slots, sizeof *run->adopted);
    run->order = rv_alloc(sizes->order, sizeof *run->order);
    run->augmented = rv_alloc(sizes->batch * input, sizeof *run->augmented);
    run->labels = rv_alloc(sizes->batch, sizeof *run->labels);
    run->confusion = rv_alloc(classes * classes, sizeof *run->confusion);
    run->judge.outcomes = rv_alloc(sizes->evaluated, sizeof *run->judge.outcomes);
    run->judge.index = rv_alloc(sizes->evaluated, sizeof *run->judge.index);
    run->judge.statistics = rv_alloc(sizes->statistics, sizeof *run->judge.statistics);
    run->judge.capacity = sizes->evaluated;
}

/* Validation examples scaled like the training set, whatever the scale section does to them. */
static enum rv_status make_plain_samples(struct rv_run *run, struct rv_error *error)
{
    struct rv_scale scale = run->base->scale;
    bool asked = false;

    for (size_t i = 0; i <= run->base->change_count; i++)
        asked |= recipe_after(run->base, i)->evaluate.scaling != 0;
    if (!asked)
        return RV_OK;
    scale.validation = RV_SCALE_AS_TRAIN;
    scale.validation_factor = 1;
    scale.validation_offset = 0;
    return rv_samples_create(&run->base->data, &run->base->split, &scale, run->seed, &run->plain,
                             error);
}

static void start(struct rv_run *run)
{
    double *parameters = rv_run_array(run, run->layout.parameters);
    size_t bytes = run->sizes.parameters * sizeof(double);

    rv_network_initialize(run->network, run->seed, parameters,
                          rv_run_array(run, run->layout.statistics));
    if (run->keeps_ema)
        memcpy(rv_run_array(run, run->layout.ema), parameters, bytes);
    if (run->keeps_swa)
        memcpy(rv_run_array(run, run->layout.swa), parameters, bytes);
    rv_schedule_reset(&run->recipe->schedule, rv_run_state(run)->memory);
    if (run->recipe->evaluate.parameters != RV_PARAMETERS_ITERATE &&
        run->recipe->evaluate.statistics == RV_STATISTICS_RUNNING &&
        rv_network_has_batchnorm(run->network))
        run->note = "Averaged weights are evaluated with recalibrated BN statistics: the running "
                    "ones belong to the iterate.";
}

enum rv_status rv_run_create(const struct rv_recipe *recipe, uint64_t seed, struct rv_run **out,
                             struct rv_error *error)
{
    struct rv_run *run = rv_alloc(1, sizeof *run);
    struct rv_error local = {0};
    enum rv_status status;

    run->base = run->recipe = recipe;
    run->seed = seed;
    status = rv_samples_create(&recipe->data, &recipe->split, &recipe->scale, seed, &run->samples,
                               &local);
    if (status == RV_OK)
        status = make_plain_samples(run, &local);
    if (status == RV_OK)
        status = rv_run_build(run, &local);
    if (status) {
        if (error)
            *error = local;
        rv_run_free(run);
        return status;
    }
    allocate(run);
    start(run);
    *out = run;
    return RV_OK;
}

void rv_run_free(struct rv_run *run)
{
    if (!run)
        return;
    run->epochs.values = run->steps.values = NULL; /* they lie in the block */
    rv_table_release(&run->epochs);
    rv_table_release(&run->steps);
    rv_samples_release(&run->samples);
    rv_samples_release(&run->plain);
    rv_workspace_free(run->judge.work);
    rv_network_free(run->network);
    rv_free(run->judge.outcomes);
    rv_free(run->judge.index);
    rv_free(run->judge.statistics);
    rv_free(run->block);
    rv_free(run->gradient);
    rv_free(run->adopted);
    rv_free(run->order);
    rv_free(run->augmented);
    rv_free(run->labels);
    rv_free(run->confusion);
    rv_free(run);
}
