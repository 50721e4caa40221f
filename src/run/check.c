/* What a run would refuse, told before anything is made or written: everything about its size and
 * its parts that the recipe and the headers of data files decide. Binding has checked the recipe
 * by itself; what is left needs the network, the surface or the whole course of the run.
 *
 * The data are not made. Where they decide (an oversampled epoch is as long as its commonest class
 * makes it), the most that is possible counts, so that what is accepted here runs on every seed. */
#include "run/network_problem.h"

#include "ravine/memory.h"

/* Binding has asked what does not need the number of parameters. */
static enum rv_status check_methods(const struct rv_recipe *base, const struct rv_sizes *sizes,
                                    struct rv_run_place *place, struct rv_error *error)
{
    for (size_t i = 0; i <= base->change_count; i++) {
        const struct rv_recipe *recipe = rv_run_recipe_after(base, i);
        enum rv_status status =
            rv_method_check(recipe->optimizer.type, rv_recipe_inexact(recipe),
                            sizes->block ? sizes->parameters / sizes->block : 1,
                            sizes->parameters, error);

        if (status) {
            *place = (struct rv_run_place){"optimizer", "name", i ? &base->changes[i - 1] : NULL};
            return status;
        }
    }
    return RV_OK;
}

/* The state is one block; the table of steps is what can grow without bounds. */
static enum rv_status check_state(const struct rv_recipe *base, struct rv_sizes *sizes,
                                  struct rv_run_place *place, struct rv_error *error)
{
    struct rv_layout layout;
    bool without_steps;

    rv_run_find_sizes(base, sizes);
    layout = rv_run_lay_out(base, sizes);
    if (rv_memory_fits(layout.total, 1))
        return RV_OK;
    without_steps = rv_memory_fits(layout.steps, 1);
    *place = without_steps                ? (struct rv_run_place){"record", "steps_every", NULL}
             : rv_recipe_on_surface(base) ? (struct rv_run_place){"replicas", NULL, NULL}
                                          : (struct rv_run_place){"network", NULL, NULL};
    return rv_error_set(error, RV_INPUT,
                        "the state of a run would take %zu MB, more than %zu: %s",
                        layout.total >> 20, RV_MEMORY_LIMIT >> 20,
                        without_steps ? "record fewer steps (record.steps_every)"
                        : rv_recipe_on_surface(base) ? "use fewer replicas"
                                                     : "use fewer parameters");
}

/* Weights of every epoch are kept until the run is written. */
static enum rv_status check_weights(const struct rv_recipe *base, const struct rv_sizes *sizes,
                                    struct rv_run_place *place, struct rv_error *error)
{
    size_t row = (sizes->parameters + sizes->statistics) * sizeof(double);

    if (base->record.weights != RV_WEIGHTS_EVERY_EPOCH ||
        rv_memory_fits((size_t)base->train.epochs, row))
        return RV_OK;
    *place = (struct rv_run_place){"record", "weights", NULL};
    return rv_error_set(error, RV_INPUT,
                        "the weights of %ld epochs would take %zu MB, more than %zu: keep the "
                        "final ones only",
                        base->train.epochs, (row >> 10) * (size_t)base->train.epochs >> 10,
                        RV_MEMORY_LIMIT >> 20);
}

/* The network that a recipe's data make of it, without weights; NULL and an error. */
static struct rv_network *network_of(const struct rv_recipe *recipe, struct rv_error *error)
{
    struct rv_network *network = NULL;
    struct rv_shape shape;
    int classes;

    if (rv_run_describe(recipe, &shape, &classes, error) ||
        rv_run_make_network(recipe, recipe->layer_count, shape, &network, error))
        return NULL;
    return network;
}

/* That nothing fits should be known before hours of training. */
static enum rv_status check_adoption(const struct rv_recipe *base, struct rv_error *error)
{
    const struct rv_pretrain *pretrain = &base->pretrain;
    struct rv_error local = {0};
    struct rv_network *from = network_of(pretrain->recipe, &local);
    struct rv_network *to = from ? network_of(base, &local) : NULL;

    if (to && !rv_network_adopt(from, NULL, NULL, to, NULL, NULL, pretrain->fresh,
                                pretrain->fresh_count))
        rv_error_set(&local, RV_INPUT,
                     "pretrain: no layer of the two networks has the same place, type and shape, "
                     "and is not listed as fresh");
    rv_network_free(from);
    rv_network_free(to);
    if (local.status)
        *error = local;
    return local.status;
}

/* The messages of the pretraining name keys of its own recipe; they stand where it is written. */
static enum rv_status check_pretraining(const struct rv_recipe *base, struct rv_run_place *place,
                                        struct rv_error *error)
{
    struct rv_run_place inner;
    struct rv_error local = {0};
    enum rv_status status;

    if (!base->pretrain.recipe)
        return RV_OK;
    *place = (struct rv_run_place){"pretrain", NULL, NULL};
    status = rv_run_check(base->pretrain.recipe, &inner, &local);
    return status ? rv_error_set(error, status, "pretrain: %s", local.message)
                  : check_adoption(base, error);
}

enum rv_status rv_run_check(const struct rv_recipe *base, struct rv_run_place *place,
                            struct rv_error *error)
{
    struct rv_run_place nowhere;
    struct rv_error unsaid = {0};
    struct rv_sizes sizes = {0};
    enum rv_status status;

    place = place ? place : &nowhere;
    error = error ? error : &unsaid;
    *place = (struct rv_run_place){0};
    status = rv_run_problem(base)->measure(base, &sizes, place, error);
    if (status == RV_OK)
        status = check_methods(base, &sizes, place, error);
    if (status == RV_OK)
        status = check_state(base, &sizes, place, error);
    if (status == RV_OK)
        status = check_weights(base, &sizes, place, error);
    return status == RV_OK ? check_pretraining(base, place, error) : status;
}
