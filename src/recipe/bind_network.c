/* The sections `data`, `network` and `loss` of a recipe together: what one of them says about the
 * others. See recipe/internal.h.
 *
 * Facts flow one way: data -> (shape, classes) -> layers -> (outputs) -> loss. Each step is checked
 * only when the one before it is right, because a wrong number of classes would call every later
 * layer wrong. The data are described, not made: of a generated set that costs nothing, of a file
 * its header is read, so that `check` is quick and finds a wrong shape without a run. */
#include "recipe/internal.h"

#include "recipe/layer_list.h"

#include <stdio.h>
#include <string.h>

/* A data set says what is wrong in words that name the file; the key whose value they name is where
 * the mistake stands. Nothing else is known of the file's names here: they are texts of a table. */
static struct rv_position data_place(const struct rv_recipe *recipe, const struct rv_node *normal,
                                     const char *message)
{
    const struct rv_param *row = recipe->data.type->params;

    for (; row->kind != RV_KIND_END; row++) {
        const char *text = RV_CONST_FIELD(char, row, recipe->data.values);

        if (row->kind == RV_KIND_TEXT && *text && strstr(message, text))
            return rv_recipe_place(normal, "data", row->name);
    }
    return rv_recipe_place(normal, "data", NULL);
}

/* The key of the largest of the three sets: what to make smaller when all do not fit. */
static const char *largest_set(const struct rv_data_common *data)
{
    if (data->fresh > data->train && data->fresh > data->validation)
        return "fresh";
    return data->validation > data->train ? "validation" : "train";
}

/* Shape and classes of the data. RV_OK, RV_MISSING, or a reported mistake. A missing file is handed
 * back and not reported: the scenario is right, this machine lacks something, and that is worth
 * saying only when nothing else is wrong. */
static enum rv_status describe(struct rv_recipe *recipe, const struct rv_node *normal,
                               struct rv_shape *shape, int *classes, struct rv_error *missing,
                               struct rv_report *report)
{
    const struct rv_dataset_type *type =
        (const struct rv_dataset_type *)(const void *)recipe->data.type;
    struct rv_error error = {0};
    enum rv_status status =
        type->settle ? type->settle(recipe->data.values, &error) : RV_OK;

    if (status == RV_OK)
        status = type->describe(recipe->data.values, shape, classes, &error);

    if (status == RV_OK) {
        status = rv_samples_check(&recipe->data, *shape, &error);
        if (status)
            rv_report_append(report, &error, rv_recipe_place(normal, "data",
                                                             largest_set(recipe->data.values)));
        return status;
    }
    error.status = status;
    if (error.line == 0) {
        struct rv_position at = data_place(recipe, normal, error.message);

        error.line = at.line;
        error.column = at.column;
        snprintf(error.source, sizeof error.source, "%s", at.source ? at.source : "");
    }
    if (status == RV_MISSING)
        *missing = error;
    else
        rv_report_append(report, &error, (struct rv_position){0});
    return status;
}

/* The network in its normal form as a list; the initial preset when the recipe has no `network`,
 * of examples that are no images a perceptron. A new tree, or NULL and a report. */
static struct rv_node *layers_of(const struct rv_node *normal, bool images,
                                 struct rv_report *report)
{
    const struct rv_node *network = rv_node_get(normal, "network");
    struct rv_node *initial, *list;

    if (network)
        return rv_layer_list_expand(network, report);
    initial = rv_node_scalar(normal->at, images ? rv_section_find("network")->initial : "mlp");
    list = rv_layer_list_expand(initial, report);
    rv_node_free(initial);
    return list;
}

/* Shapes from the data through every layer to the loss. A loss that does not fit is mostly a last
 * layer that does not fit, since the data and not the loss say how many outputs there must be: its
 * line is shown, unless it is the loss's own list of weights that has the wrong length. */
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
    bool images = !described || shape.height > 1 || shape.width > 1;
    struct rv_node *list = layers_of(normal, images, report);

    if (list)
        rv_layer_list_bind(list, classes, &recipe->layers, &recipe->layer_count, report);
    rv_node_free(list);
    if (described && report->count == mistakes)
        check_shapes(recipe, normal, shape, classes, report);
}
