/* Making and freeing a run, without its pretraining: the problem, sizes, the state block. */
#include "run/internal.h"

#include "ravine/memory.h"

#include <string.h>

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
    struct rv_sizes *sizes = &run->sizes;
    char **names = rv_run_columns(run->base);

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
}

static void start(struct rv_run *run)
{
    run->problem->start(run);
    rv_run_start_averages(run);
    rv_schedule_reset(&run->recipe->schedule, rv_run_state(run)->memory);
    rv_run_open_method(run);
}

enum rv_status rv_run_create_alone(const struct rv_recipe *recipe, uint64_t seed,
                                   enum rv_precision precision, struct rv_run **out,
                                   struct rv_error *error)
{
    struct rv_run *run = rv_alloc(1, sizeof *run);
    struct rv_error local = {0};
    enum rv_status status;

    run->base = run->recipe = recipe;
    run->seed = seed;
    run->precision = precision;
    run->problem = rv_run_problem(recipe);
    status = run->problem->create(run, &local);
    if (status == RV_OK) {
        rv_run_find_sizes(recipe, &run->sizes);
        run->layout = rv_run_lay_out(recipe, &run->sizes);
        run->keeps_ema = rv_run_uses(recipe, RV_PARAMETERS_EMA);
        run->keeps_swa = rv_run_uses(recipe, RV_PARAMETERS_SWA);
        allocate(run);
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
