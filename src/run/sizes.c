/* How large a run is: steps, tables, optimizer state, and where all of it lies in the state block.
 *
 * Everything here follows from the recipe and a few numbers of its problem. A run takes them as
 * they are; a check takes the most they can be, without the data (check.c). */
#include "run/internal.h"

#define ALIGNMENT ((size_t)64)

const struct rv_problem_type *rv_run_problem(const struct rv_recipe *recipe)
{
    return rv_recipe_on_surface(recipe) ? &rv_problem_surface : &rv_problem_network;
}

/* ---- Steps ---- */

/* What is left of an epoch: steps that come before a change can be due, at least one. */
static long steps_until(const struct rv_change *next, long made, size_t left, size_t visits)
{
    long all = (long)((left + visits - 1) / visits);
    long before = next && !next->epoch ? next->step - 1 - made : all;

    return before > 0 && before < all ? before : all;
}

/* Steps of the whole run. A change of the mini-batch may come at any of them; between two changes
 * they are not counted one by one, since there can be 10^12. */
static long planned_steps(const struct rv_recipe *base, const struct rv_problem_type *problem,
                          size_t length)
{
    size_t next = 0, visits = problem->visits_of_step(base);
    long steps = 0;

    for (long epoch = 1; epoch <= base->train.epochs; epoch++)
        for (size_t seen = 0; seen < length;) {
            long some;

            while (next < base->change_count &&
                   rv_run_change_due(&base->changes[next], steps, epoch, seen))
                visits = problem->visits_of_step(base->changes[next++].recipe);
            some = steps_until(next < base->change_count ? &base->changes[next] : NULL, steps,
                               length - seen, visits);
            steps += some;
            seen += (size_t)some * visits;
        }
    return steps;
}

static size_t count_columns(const struct rv_recipe *base)
{
    char **names = rv_run_columns(base);
    size_t count = 0;

    while (names[count])
        count++;
    rv_run_columns_free(names);
    return count;
}

void rv_run_find_sizes(const struct rv_recipe *base, struct rv_sizes *sizes)
{
    sizes->slots = 0;
    for (size_t i = 0; i <= base->change_count; i++) {
        const struct rv_type *optimizer = rv_run_recipe_after(base, i)->optimizer.type;
        size_t slots = rv_optimizer_state_count(optimizer, sizes->parameters);

        if (slots > sizes->slots)
            sizes->slots = slots;
    }
    sizes->columns = count_columns(base);
    sizes->steps = planned_steps(base, rv_run_problem(base), sizes->visits);
    sizes->step_rows =
        base->record.steps_every ? (size_t)(sizes->steps / base->record.steps_every) : 0;
}

/* ---- The state block ---- */

bool rv_run_uses(const struct rv_recipe *base, int parameters)
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

/* Room for averages is only made where some protocol looks at them. The step table is the last, so
 * that its place says what all the rest takes. */
struct rv_layout rv_run_lay_out(const struct rv_recipe *base, const struct rv_sizes *sizes)
{
    size_t end = (sizeof(struct rv_state) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    size_t n = sizes->parameters;
    struct rv_layout layout;

    layout.parameters = place(&end, n);
    layout.statistics = place(&end, sizes->statistics);
    layout.slots = place(&end, sizes->slots);
    layout.ema = place(&end, rv_run_uses(base, RV_PARAMETERS_EMA) ? n : 0);
    layout.swa = place(&end, rv_run_uses(base, RV_PARAMETERS_SWA) ? n : 0);
    layout.best = place(&end, rv_run_keeps_best(base) ? n + sizes->statistics : 0);
    layout.previous = place(&end, sizes->evaluated);
    layout.answers = place(&end, base->record.flips ? sizes->evaluated : 0);
    layout.path = place(&end, base->record.curvature.every == RV_RECORD_EPOCH ? 3 * n : 0);
    layout.epochs = place(&end, (size_t)base->train.epochs * sizes->columns);
    layout.steps = place(&end, sizes->step_rows * RV_STEP_COLUMN_COUNT);
    layout.total = end;
    return layout;
}
