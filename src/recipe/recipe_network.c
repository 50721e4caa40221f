/* The sections `data`, `network` and `loss` of a recipe together: what one of them says about the
 * others. See recipe/internal.h. */
#include "recipe/internal.h"

#include "recipe/stack.h"

#include <string.h>

/* Shape and classes of the data. RV_OK, RV_MISSING (not reported yet), or a reported mistake. */
static enum rv_status describe(const struct rv_recipe *recipe, const struct rv_node *normal,
                               struct rv_shape *shape, int *classes, struct rv_error *missing,
                               struct rv_report *report)
{
    const struct rv_dataset_type *type =
        (const struct rv_dataset_type *)(const void *)recipe->data.type;
    struct rv_error error = {0};
    enum rv_status status = type->describe(recipe->data.values, shape, classes, &error);

    error.status = status;
    if (status == RV_MISSING)
        *missing = error;
    else if (status)
        rv_report_append(report, &error, rv_recipe_place(normal, "data", NULL));
    return status;
}

/* The network in its normal form as a list. */
static struct rv_node *layers_of(const struct rv_node *normal, struct rv_report *report)
{
    const struct rv_node *network = rv_node_get(normal, "network");
    struct rv_node *initial, *list;

    if (network)
        return rv_stack_expand(network, report);
    initial = rv_node_scalar(normal->at, rv_section_find("network")->initial);
    list = rv_stack_expand(initial, report);
    rv_node_free(initial);
    return list;
}

/* Shapes from the data through every layer to the loss. */
static void check_shapes(const struct rv_recipe *recipe, const struct rv_node *normal,
                         struct rv_shape shape, int classes, struct rv_report *report)
{
    struct rv_network *network = NULL;
    struct rv_error error = {0};
    struct rv_position last = recipe->layers[recipe->layer_count - 1].at;

    if (rv_network_create(recipe->layers, recipe->layer_count, shape, &network, report))
        return;
    if (rv_loss_check(&recipe->loss, rv_network_output(network), classes, &error)) {
        bool weights = strncmp(error.message, "class_weights", strlen("class_weights")) == 0;

        rv_report_append(report, &error,
                         weights ? rv_recipe_place(normal, "loss", "class_weights") : last);
    }
    rv_network_free(network);
}

/* In the order of dependence: the data say the number of classes, which layers may ask for; shapes
 * are checked when data and layers are right by themselves. */
void rv_recipe_bind_network(const struct rv_node *normal, struct rv_recipe *recipe, bool data_right,
                            struct rv_error *missing, struct rv_report *report)
{
    struct rv_shape shape = {1, 1, 1};
    int classes = 2;
    bool described =
        data_right && describe(recipe, normal, &shape, &classes, missing, report) == RV_OK;
    size_t mistakes = report->count;
    struct rv_node *list = layers_of(normal, report);

    if (list)
        rv_stack_bind(list, classes, &recipe->layers, &recipe->layer_count, report);
    rv_node_free(list);
    if (described && report->count == mistakes)
        check_shapes(recipe, normal, shape, classes, report);
}
