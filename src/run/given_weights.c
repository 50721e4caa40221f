/* First weights from files: trained elsewhere, or by another run.
 *
 * Each array is a NumPy file of doubles in the layout of ravine/network.h: LAYER.kernel.npy is
 * [y][x][in][out] or [in][out], and batch normalisation has LAYER.mean.npy and LAYER.variance.npy
 * beside its parameters. All of them must be there, and of the right size. */
#include "run/given_weights.h"

#include "ravine/folder.h"
#include "ravine/memory.h"

#include <math.h>
#include <string.h>

/* Where in the folder of an export the arrays lie. */
static const char *const places[] = {"", "/pytorch", "/final"};

static void path_of(const char *folder, const char *place, const char *layer, const char *array,
                    struct rv_text *path)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s%s/%s%s%s.npy", folder, place, layer, *array ? "." : "", array);
}

/* The place that has the first array. */
static enum rv_status find_place(const char *folder, const char *first, const char **place,
                                 struct rv_error *error)
{
    struct rv_text path = {0};

    *place = NULL;
    for (size_t i = 0; i < sizeof places / sizeof *places && !*place; i++) {
        path_of(folder, places[i], first, "", &path);
        if (!rv_file_absent(rv_text_string(&path)))
            *place = places[i];
    }
    rv_text_release(&path);
    if (*place)
        return RV_OK;
    return rv_error_set(error, RV_INPUT,
                        "'%s' has no weights of this network: there is no %s.npy in it, nor in its "
                        "folders pytorch and final",
                        folder, first);
}

/* One array of `count` numbers; of count 0 as many as there are. Returns how many. */
static enum rv_status read_array(const char *path, size_t count, double *out, size_t room,
                                 size_t *found, struct rv_error *error)
{
    double *values = NULL;
    enum rv_status status = rv_npy_read(path, &values, found, error);

    if (status)
        return status;
    if ((count && *found != count) || *found > room)
        status = rv_error_set(error, RV_INPUT, "'%s' has %zu numbers, this network takes %zu there",
                              path, *found, count ? count : room);
    for (size_t i = 0; i < *found && !status; i++) {
        out[i] = values[i];
        if (!isfinite(values[i]))
            status = rv_error_set(error, RV_INPUT, "'%s' has a number that is not finite", path);
    }
    rv_free(values);
    return status;
}

/* Means and variances of the layers in their order. */
static enum rv_status read_statistics(const char *folder, const char *place,
                                      const struct rv_layer_spec *layers, size_t count,
                                      double *statistics, size_t all, size_t *done,
                                      struct rv_error *error)
{
    enum rv_status status = RV_OK;

    for (size_t i = 0; i < count && !status; i++) {
        struct rv_text path = {0};
        size_t channels = 0, same;

        if (!layers[i].enabled)
            continue;
        if (strcmp(layers[i].config.type->name, "batchnorm") == 0) {
            path_of(folder, place, layers[i].name, "mean", &path);
            status = read_array(rv_text_string(&path), 0, statistics + *done, (all - *done) / 2,
                                &channels, error);
            *done += channels;
            path_of(folder, place, layers[i].name, "variance", &path);
            if (!status)
                status = read_array(rv_text_string(&path), channels, statistics + *done,
                                    all - *done, &same, error);
            *done += channels;
        }
        if (!status)
            status = read_statistics(folder, place, layers[i].inner, layers[i].inner_count,
                                     statistics, all, done, error);
        rv_text_release(&path);
    }
    return status;
}

enum rv_status rv_run_read_weights(const struct rv_recipe *recipe, const struct rv_network *network,
                                   double *parameters, double *statistics, struct rv_error *error)
{
    const struct rv_range *ranges = rv_network_ranges(network);
    const char *folder = recipe->initial.weights, *place = "";
    size_t found, done = 0, all = rv_network_statistics_count(network);
    enum rv_status status = RV_OK;

    if (rv_network_range_count(network))
        status = find_place(folder, ranges[0].name, &place, error);
    for (size_t r = 0; r < rv_network_range_count(network) && !status; r++) {
        struct rv_text path = {0};

        path_of(folder, place, ranges[r].name, "", &path);
        status = read_array(rv_text_string(&path), ranges[r].count, parameters + ranges[r].offset,
                            ranges[r].count, &found, error);
        rv_text_release(&path);
    }
    if (!status)
        status = read_statistics(folder, place, recipe->layers, recipe->layer_count, statistics,
                                 all, &done, error);
    if (!status && done != all)
        status = rv_error_set(error, RV_INPUT,
                              "'%s' has %zu running statistics, this network %zu", folder, done,
                              all);
    return status;
}
