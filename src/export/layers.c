/* The layers of a network as modules of PyTorch.
 *
 * A map of ravine is height x width x channels, and a list is a map of 1 x 1; PyTorch has lists of
 * their own. `flat` says where the walk is: at maps, or at lists. */
#include "export/layers.h"

#include "export/call.h"
#include "export/frameworks.h"
#include "nn/layers/conv2d.h"
#include "nn/layers/pool2d.h"
#include "nn/layers/residual.h"

#include "ravine/memory.h"

#include <string.h>

/* Where the walk is. */
struct layer_walk {
    struct rv_shape shape;
    bool flat;
    int depth;             /* of blocks: indentation */
    const char *path;      /* "residual_1.inner." */
};

/* ---- Lines ---- */

static void begin_line(const struct layer_walk *at, const char *name, const char *more,
                       struct rv_text *out)
{
    rv_text_repeat(out, "    ", (size_t)at->depth + 1);
    rv_text_printf(out, "(\"%s%s\", ", name, more);
}

static void add_flatten(struct layer_walk *at, const char *name, struct rv_export_layers *out)
{
    if (at->flat)
        return;
    begin_line(at, name, "_flatten", &out->modules);
    rv_text_add(&out->modules, "Flatten()),\n");
    out->flattens = at->flat = true;
}

static void add_unflatten(struct layer_walk *at, const char *name, struct rv_export_layers *out)
{
    if (!at->flat)
        return;
    begin_line(at, name, "_unflatten", &out->modules);
    rv_text_printf(&out->modules, "nn.Unflatten(1, (%d, 1, 1))),\n", at->shape.channels);
    at->flat = false;
}

/* ---- Arrays ---- */

static struct rv_export_array *add_array(struct rv_export_layers *out)
{
    out->arrays = rv_memory_grow(out->arrays, out->array_count, sizeof *out->arrays);
    out->arrays[out->array_count] = (struct rv_export_array){0};
    return &out->arrays[out->array_count++];
}

/* The range LAYER.ARRAY of the network, if it has one, as KEY of the module. */
static bool add_range(const struct layer_walk *at, const char *layer, const char *array,
                      const char *key, const size_t *shape, size_t dimensions,
                      struct rv_export_layers *out)
{
    const struct rv_range *ranges = rv_network_ranges(out->network), *range = NULL;
    struct rv_export_array *added;
    struct rv_text name = {0};

    rv_text_printf(&name, "%s.%s", layer, array);
    for (size_t r = 0; r < rv_network_range_count(out->network); r++)
        if (strcmp(ranges[r].name, rv_text_string(&name)) == 0)
            range = &ranges[r];
    if (range) {
        added = add_array(out);
        added->file = name;
        rv_text_printf(&added->key, "%s%s.%s", at->path, layer, key);
        added->offset = range->offset;
        added->count = range->count;
        added->dimensions = dimensions;
        memcpy(added->shape, shape, dimensions * sizeof *shape);
        added->range = range;
    } else {
        rv_text_release(&name);
    }
    return range != NULL;
}

static void add_statistics(const struct layer_walk *at, const char *layer, const char *array,
                           const char *key, struct rv_export_layers *out)
{
    struct rv_export_array *added = add_array(out);

    rv_text_printf(&added->file, "%s.%s", layer, array);
    rv_text_printf(&added->key, "%s%s.%s", at->path, layer, key);
    added->statistics = true;
    added->offset = out->statistics;
    added->count = added->shape[0] = (size_t)at->shape.channels;
    added->dimensions = 1;
    out->statistics += added->count;
}

static void add_norm(const struct layer_walk *at, const struct rv_layer_spec *spec,
                     struct rv_export_layers *out)
{
    const struct rv_param *frozen =
        rv_params_find(spec->config.type->params, "frozen_statistics");
    const size_t channels = (size_t)at->shape.channels;
    static const char *const arrays[2][2] = {{"gamma", "weight"}, {"beta", "bias"}};

    for (int k = 0; k < 2; k++)
        if (!add_range(at, spec->name, arrays[k][0], arrays[k][1], &channels, 1, out))
            rv_text_printf(&out->held, "\"%s%s.%s\", ", at->path, spec->name, arrays[k][1]);
    add_statistics(at, spec->name, "mean", "running_mean", out);
    add_statistics(at, spec->name, "variance", "running_var", out);
    rv_text_printf(&out->norms, "\"%s%s\", ", at->path, spec->name);
    if (rv_param_number(frozen, spec->config.values) != 0)
        rv_text_printf(&out->frozen_norms, "\"%s%s\", ", at->path, spec->name);
    out->norm_of_lists |= at->shape.height * at->shape.width == 1;
}

/* ---- Layers ---- */

static bool is(const struct rv_layer_spec *spec, const char *name)
{
    return strcmp(spec->config.type->name, name) == 0;
}

static struct rv_shape shape_after(const struct rv_layer_spec *spec, struct rv_shape in)
{
    struct rv_report report = {0};
    struct rv_network *network;
    struct rv_shape shape;

    if (rv_network_create(spec, 1, in, &network, &report))
        RV_BUG("%s: %s", spec->name, report.errors[0].message);
    shape = rv_network_output(network);
    rv_network_free(network);
    rv_report_release(&report);
    return shape;
}

/* The call of a layer's row, with the words that no parameter has. */
static void add_call(const struct layer_walk *at, const struct rv_layer_spec *spec,
                     const char *zeros, int inputs, struct rv_export_layers *out)
{
    const struct rv_framework_row *row = rv_framework_layer(spec->config.type);
    struct rv_text numbers[2] = {{0}, {0}};
    const bool pools = is(spec, "maxpool2d") || is(spec, "avgpool2d");

    rv_text_printf(&numbers[0], "%d", inputs);
    rv_text_printf(&numbers[1], "%d",
                   pools ? rv_pool2d_window(spec->config.values).stride : 0);
    begin_line(at, spec->name, "", &out->modules);
    rv_call_fill(row->pytorch, &spec->config,
                 (const struct rv_call_word[]){{"inputs", rv_text_string(&numbers[0])},
                                               {"zeros", zeros},
                                               {"step", rv_text_string(&numbers[1])},
                                               {"dimensions", at->flat ? "1" : "2"},
                                               {NULL, NULL}},
                 &out->modules);
    rv_text_add(&out->modules, "),\n");
    rv_text_release(&numbers[0]);
    rv_text_release(&numbers[1]);
}

/* Zeros around the map as TensorFlow puts them: ceil(size / stride) cells, what is odd goes behind.
 * PyTorch has that for stride 1 only, elsewhere a layer of its own puts them there. */
static void add_conv(const struct layer_walk *at, const struct rv_layer_spec *spec,
                     struct rv_export_layers *out)
{
    const struct rv_conv2d *conv = spec->config.values;
    const struct rv_shape after = shape_after(spec, at->shape);
    const size_t shape[4] = {(size_t)conv->kernel, (size_t)conv->kernel,
                             (size_t)at->shape.channels, (size_t)conv->filters};
    long rows = (after.height - 1) * conv->stride + conv->kernel - at->shape.height;
    long columns = (after.width - 1) * conv->stride + conv->kernel - at->shape.width;
    bool same = conv->padding == RV_CONV2D_SAME;

    rows = rows > 0 ? rows : 0;
    columns = columns > 0 ? columns : 0;
    if (same && conv->stride > 1) {
        begin_line(at, spec->name, "_zeros", &out->modules);
        rv_text_printf(&out->modules, "nn.ZeroPad2d((%ld, %ld, %ld, %ld))),\n", columns / 2,
                       columns - columns / 2, rows / 2, rows - rows / 2);
    }
    add_call(at, spec, same && conv->stride == 1 ? "\"same\"" : "0", at->shape.channels, out);
    add_range(at, spec->name, "kernel", "weight", shape, 4, out);
    add_range(at, spec->name, "bias", "bias", &shape[3], 1, out);
}

static void add_dense(struct layer_walk *at, const struct rv_layer_spec *spec,
                      struct rv_export_layers *out)
{
    const struct rv_shape after = shape_after(spec, at->shape);
    const size_t shape[2] = {rv_shape_size(at->shape), (size_t)after.channels};

    add_flatten(at, spec->name, out);
    add_call(at, spec, "", (int)shape[0], out);
    add_range(at, spec->name, "kernel", "weight", shape, 2, out);
    add_range(at, spec->name, "bias", "bias", &shape[1], 1, out);
}

static void add_dropout(const struct layer_walk *at, const struct rv_layer_spec *spec,
                        struct rv_export_layers *out)
{
    struct rv_export_mask *mask;

    begin_line(at, spec->name, "", &out->modules);
    rv_text_add(&out->modules, "Mask()),\n");
    out->masks = rv_memory_grow(out->masks, out->mask_count, sizeof *out->masks);
    mask = &out->masks[out->mask_count++];
    *mask = (struct rv_export_mask){.spec = spec, .shape = at->shape, .flat = at->flat};
    rv_text_printf(&mask->module, "%s%s", at->path, spec->name);
}

static void walk(struct layer_walk *at, const struct rv_layer_spec *layers, size_t count,
                 struct rv_export_layers *out);

/* What goes in and what comes out are both lists or both maps. */
static void add_residual(struct layer_walk *at, const struct rv_layer_spec *spec,
                         struct rv_export_layers *out)
{
    const struct rv_shape after = shape_after(spec, at->shape);
    struct rv_config projection = {0};
    struct rv_text path = {0};
    struct layer_walk inside = *at;
    const struct rv_conv2d *conv;

    add_unflatten(at, spec->name, out);
    rv_text_printf(&path, "%s%s.inner.", at->path, spec->name);
    inside = *at;
    inside.path = rv_text_string(&path);
    inside.depth++;
    begin_line(at, spec->name, "", &out->modules);
    rv_text_add(&out->modules, "Residual(nn.Sequential(OrderedDict([\n");
    walk(&inside, spec->inner, spec->inner_count, out);
    add_unflatten(&inside, spec->name, out);
    rv_text_repeat(&out->modules, "    ", (size_t)at->depth + 1);
    rv_text_add(&out->modules, "])), ");
    if (rv_residual_shortcut(spec->config.values, at->shape, after, &projection, NULL))
        RV_BUG("the shortcut of %s does not fit", spec->name);
    if (projection.type) {
        struct rv_text layer = {0};
        const size_t shape[4] = {1, 1, (size_t)at->shape.channels, (size_t)after.channels};

        conv = projection.values;
        rv_text_printf(&out->modules, "nn.Conv2d(%d, %d, 1, stride=%ld, bias=False)",
                       at->shape.channels, after.channels, conv->stride);
        rv_text_printf(&layer, "%s.shortcut", spec->name);
        add_range(at, rv_text_string(&layer), "kernel", "weight", shape, 4, out);
        rv_text_release(&layer);
        rv_config_release(&projection);
    } else {
        rv_text_add(&out->modules, "nn.Identity()");
    }
    rv_text_add(&out->modules, ")),\n");
    out->residual = true;
    rv_text_release(&path);
}

static void add_layer(struct layer_walk *at, const struct rv_layer_spec *spec,
                      struct rv_export_layers *out)
{
    bool maps = is(spec, "conv2d") || is(spec, "maxpool2d") || is(spec, "avgpool2d") ||
                is(spec, "global_avgpool");

    if (maps)
        add_unflatten(at, spec->name, out);
    if (is(spec, "conv2d"))
        add_conv(at, spec, out);
    else if (is(spec, "dense"))
        add_dense(at, spec, out);
    else if (is(spec, "dropout"))
        add_dropout(at, spec, out);
    else if (is(spec, "residual"))
        add_residual(at, spec, out);
    else if (is(spec, "flatten"))
        add_flatten(at, spec->name, out);
    else
        add_call(at, spec, "", at->shape.channels, out);
    if (is(spec, "batchnorm"))
        add_norm(at, spec, out);
}

static void walk(struct layer_walk *at, const struct rv_layer_spec *layers, size_t count,
                 struct rv_export_layers *out)
{
    for (size_t i = 0; i < count; i++) {
        if (!layers[i].enabled)
            continue;
        add_layer(at, &layers[i], out);
        at->shape = shape_after(&layers[i], at->shape);
    }
}

void rv_export_layers_read(const struct rv_layer_spec *layers, size_t count, struct rv_shape input,
                           const struct rv_network *network, struct rv_export_layers *out)
{
    struct layer_walk at = {.shape = input, .path = ""};

    out->network = network;
    walk(&at, layers, count, out);
    add_flatten(&at, "outputs", out);
}

void rv_export_layers_release(struct rv_export_layers *layers)
{
    for (size_t i = 0; i < layers->array_count; i++) {
        rv_text_release(&layers->arrays[i].file);
        rv_text_release(&layers->arrays[i].key);
    }
    for (size_t i = 0; i < layers->mask_count; i++)
        rv_text_release(&layers->masks[i].module);
    rv_free(layers->arrays);
    rv_free(layers->masks);
    rv_text_release(&layers->modules);
    rv_text_release(&layers->norms);
    rv_text_release(&layers->frozen_norms);
    rv_text_release(&layers->held);
    *layers = (struct rv_export_layers){0};
}
