/* Making and freeing a run, without its pretraining: the problem, sizes, the state block. */
#include "run/internal.h"

#include "ravine/memory.h"

#include <string.h>

#define ALIGNMENT ((size_t)64)

/* Steps of the whole run, one by one: a change of the mini-batch may come at any of them. */
static long planned_steps(const struct rv_run *run)
{
    const struct rv_recipe *base = run->base;
    size_t next = 0;
    size_t visits = run->problem->visits_of_step(base);
    long steps = 0;

    for (long epoch = 1; epoch <= base->train.epochs; epoch++)
        for (size_t seen = 0; seen < run->sizes.visits; seen += visits) {
            while (next < base->change_count &&
                   rv_run_change_due(&base->changes[next], steps, epoch, seen))
                visits = run->problem->visits_of_step(base->changes[next++].recipe);
            steps++;
        }
    return steps;
}

static void find_sizes(struct rv_run *run)
{
    struct rv_sizes *sizes = &run->sizes;

    for (size_t i = 0; i <= run->base->change_count; i++) {
        const struct rv_type *optimizer = rv_run_recipe_after(run->base, i)->optimizer.type;
        size_t slots = rv_optimizer_state_count(optimizer, sizes->parameters);

        if (slots > sizes->slots)
            sizes->slots = slots;
    }
    sizes->steps = planned_steps(run);
    if (run->base->record.steps_every)
        sizes->step_rows = (size_t)(sizes->steps / run->base->record.steps_every);
}

/* Whether some protocol of the run looks at that average. */
static bool uses(const struct rv_recipe *base, int parameters)
{
    for (size_t i = 0; i <= base->change_count; i++) {
        const struct rv_recipe *recipe = rv_run_recipe_after(base, i);

        if (recipe->evaluate.parameters == parameters)
            return true;
        for (size_t k = 0; k < recipe->protocol_count; k++)
            if (recipe->protocols[k].evaluate.parameters == parameters)
                return true;
    }
    return false;
}

static size_t place(size_t *end, size_t count)
{
    size_t offset = *end;

    *end += (count * sizeof(double) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return offset;
}

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
    layout->best = place(&end, rv_run_keeps_best(run->base)
                                  ? sizes->parameters + sizes->statistics : 0);
    layout->previous = place(&end, sizes->evaluated);
    layout->answers = place(&end, run->base->record.flips ? sizes->evaluated : 0);
    layout->epochs = place(&end, (size_t)run->base->train.epochs * sizes->columns);
    layout->steps = place(&end, sizes->step_rows * RV_STEP_COLUMN_COUNT);
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

static enum rv_status allocate(struct rv_run *run, struct rv_error *error)
{
    struct rv_sizes *sizes = &run->sizes;
    char **names = rv_run_columns(run->base);

    for (sizes->columns = 0; names[sizes->columns]; sizes->columns++)
        ;
    run->keeps_ema = uses(run->base, RV_PARAMETERS_EMA);
    run->keeps_swa = uses(run->base, RV_PARAMETERS_SWA);
    lay_out(run);
    if (!rv_memory_fits(run->layout.total, 1)) {
        rv_run_columns_free(names);
        return rv_error_set(error, RV_INPUT,
                            "the state of a run would take %zu MB: record fewer steps "
                            "(record.steps_every), or make the problem smaller",
                            run->layout.total >> 20);
    }
    run->block = rv_alloc(1, run->layout.total);
    place_table(&run->epochs, (const char *const *)(void *)names,
                rv_run_array(run, run->layout.epochs), (size_t)run->base->train.epochs);
    rv_run_columns_free(names);
    run->row = rv_alloc(sizes->columns, sizeof *run->row);
    run->protocols =
        rv_alloc(run->base->protocol_count * RV_PROTOCOL_COLUMN_COUNT + 1, sizeof *run->protocols);
    place_table(&run->steps, rv_step_column_names, rv_run_array(run, run->layout.steps),
                sizes->step_rows);
    run->gradient = rv_alloc(sizes->parameters, sizeof *run->gradient);
    run->adopted = rv_alloc(sizes->slots, sizeof *run->adopted);
    return RV_OK;
}

/* What binding could not know: how many parameters, how many examples of a file. */
static enum rv_status check_methods(const struct rv_run *run, struct rv_error *error)
{
    const struct rv_sizes *sizes = &run->sizes;

    for (size_t i = 0; i <= run->base->change_count; i++) {
        const struct rv_recipe *recipe = rv_run_recipe_after(run->base, i);
        const char *inexact = rv_recipe_inexact(recipe);
        enum rv_status status;

        if (!inexact && !rv_recipe_on_surface(recipe) &&
            sizes->visits > run->problem->visits_of_step(recipe))
            inexact = "a mini-batch that is not the whole training set";
        status = rv_method_check(recipe->optimizer.type, inexact, sizes->parameters / sizes->block,
                                 sizes->parameters, error);
        if (status)
            return status;
    }
    return RV_OK;
}

static void start(struct rv_run *run)
{
    run->problem->start(run);
    rv_run_start_averages(run);
    rv_schedule_reset(&run->recipe->schedule, rv_run_state(run)->memory);
    rv_run_open_method(run);
}

enum rv_status rv_run_create_alone(const struct rv_recipe *recipe, uint64_t seed,
                                   struct rv_run **out, struct rv_error *error)
{
    struct rv_run *run = rv_alloc(1, sizeof *run);
    struct rv_error local = {0};
    enum rv_status status;

    run->base = run->recipe = recipe;
    run->seed = seed;
    run->problem = rv_recipe_on_surface(recipe) ? &rv_problem_surface : &rv_problem_network;
    status = run->problem->create(run, &local);
    if (status == RV_OK)
        status = check_methods(run, &local);
    if (status == RV_OK) {
        find_sizes(run);
        status = allocate(run, &local);
    }
    if (status) {
        if (error)
            *error = local;
        rv_run_free_alone(run);
        return status;
    }
    start(run);
    rv_run_state(run)->ready = true;
    *out = run;
    return RV_OK;
}

void rv_run_free_alone(struct rv_run *run)
{
    run->problem->free(run);
    if (run->block) {
        run->epochs.values = run->steps.values = NULL; /* they lie in the block */
        rv_table_release(&run->epochs);
        rv_table_release(&run->steps);
    }
    rv_free(run->block);
    rv_free(run->row);
    rv_free(run->protocols);
    rv_free(run->gradient);
    rv_free(run->adopted);
    rv_method_free(run->method);
    rv_free(run);
}
