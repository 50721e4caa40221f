/* What differs in the layers of two recipes, in Keras and PyTorch. */
#include "export/remedy_parts.h"

#include "export/frameworks.h"

#include <string.h>

static double number_of(const struct rv_type *type, const void *values, const char *name)
{
    return rv_param_number(rv_params_find(type->params, name), values);
}

/* Keys that every layer has, and first values. */
static void add_layer_keys(const struct rv_layer_spec *before, const struct rv_layer_spec *after,
                           struct rv_remedy_lines *lines)
{
    const struct rv_framework_row *row = rv_framework_layer(after->config.type);
    const struct rv_param *gain = rv_params_find(after->config.type->params, "gain");
    struct rv_text keras = {0}, pytorch = {0}, number = {0};

    if (!row)
        return;
    if (before->enabled != after->enabled) {
        const char *sign = after->enabled ? "" : "# without ";

        rv_text_printf(&keras, "%s%s%.*s(...)", sign, "keras.",
                       (int)strcspn(row->keras, "("), row->keras);
        rv_text_printf(&pytorch, "%s%.*s(...)", sign, (int)strcspn(row->pytorch, "({"),
                       row->pytorch); /* of batch normalisation without its 2d */
    } else if (before->trainable != after->trainable) {
        rv_text_printf(&keras, "layer.trainable = %s   # then compile again",
                       after->trainable ? "True" : "False");
        rv_text_printf(&pytorch, "for p in layer.parameters(): p.requires_grad = %s",
                       after->trainable ? "True" : "False");
    } else if (before->rate != after->rate) {
        rv_text_number(&number, after->rate);
        rv_text_printf(&keras, "layer_gradient *= %s   # in train_step: a rate of its own",
                       rv_text_string(&number));
        rv_text_printf(&pytorch,
                       "torch.optim.SGD([{\"params\": head}, {\"params\": layer, "
                       "\"lr\": %s * rate}], lr=rate)",
                       rv_text_string(&number));
    } else if (gain && rv_remedy_differs(gain, before->config.values, after->config.values)) {
        rv_text_number(&number, rv_param_number(gain, after->config.values));
        rv_text_printf(&keras, "layer.kernel.assign(%s * layer.kernel)   # the first weights",
                       rv_text_string(&number));
        rv_text_printf(&pytorch, "layer.weight.data *= %s   # the first weights",
                       rv_text_string(&number));
    }
    rv_remedy_add_part(&lines->keras, rv_text_string(&keras));
    rv_remedy_add_part(&lines->pytorch, rv_text_string(&pytorch));
    rv_text_release(&keras);
    rv_text_release(&pytorch);
    rv_text_release(&number);
}

static bool same_types(const struct rv_layer_spec *a, size_t a_count,
                       const struct rv_layer_spec *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && a_count == b_count; i++)
        if (a[i].config.type != b[i].config.type)
            return false;
    return a_count == b_count;
}

/* Whether an argument of the row's patterns names a parameter that differs. */
static bool names_change(const char *pattern, const struct rv_layer_spec *before,
                         const struct rv_layer_spec *after)
{
    return rv_remedy_speaks(pattern, strlen(pattern), &after->config, before->config.values);
}

static void add_list(const struct rv_layer_spec *before, const struct rv_layer_spec *after,
                     size_t count, struct rv_remedy_lines *lines)
{
    for (size_t i = 0; i < count; i++) {
        const struct rv_framework_row *row = rv_framework_layer(after[i].config.type);
        const void *values = before[i].config.values;

        add_layer_keys(&before[i], &after[i], lines);
        if (!row) /* no framework's name is known for it */
            continue;
        if (after[i].config.type->params && names_change(row->keras, &before[i], &after[i]))
            rv_remedy_add_call(row->keras, &after[i].config, values, "", &lines->keras);
        if (after[i].config.type->params && names_change(row->pytorch, &before[i], &after[i]))
            rv_remedy_add_call(row->pytorch, &after[i].config, values, "", &lines->pytorch);
        if (strcmp(row->name, "batchnorm") == 0 &&
            number_of(after[i].config.type, after[i].config.values, "frozen_statistics") !=
                number_of(after[i].config.type, values, "frozen_statistics")) {
            rv_remedy_add_part(&lines->keras,
                               "x = base(inputs, training=False)   # BN stays as it is");
            rv_remedy_add_part(&lines->pytorch, "for m in norms: m.eval()   # after model.train()");
        }
        if (same_types(before[i].inner, before[i].inner_count, after[i].inner,
                       after[i].inner_count))
            add_list(before[i].inner, after[i].inner, after[i].inner_count, lines);
    }
}

/* Another list of layers: those of it that learn. */
static void add_new_layers(const struct rv_recipe *remedy, struct rv_remedy_lines *lines)
{
    struct rv_text parts[2] = {{0}, {0}};

    for (size_t i = 0; i < remedy->layer_count; i++) {
        const struct rv_config *config = &remedy->layers[i].config;
        const struct rv_framework_row *row = rv_framework_layer(config->type);
        const struct rv_param *size = rv_params_find(config->type->params, "filters");

        if (!size)
            size = rv_params_find(config->type->params, "units");
        for (int k = 0; size && row && k < 2; k++) {
            const char *pattern = k ? row->pytorch : row->keras;

            rv_text_printf(&parts[k], "%s%.*s(%s%ld)", parts[k].length ? ", " : "",
                           (int)strcspn(pattern, "("), pattern, k ? "inputs, " : "",
                           (long)rv_param_number(size, config->values));
        }
    }
    for (int k = 0; k < 2; k++) {
        struct rv_text line = {0};

        rv_text_printf(&line, "%s   # the layers that learn", rv_text_string(&parts[k]));
        rv_remedy_add_part(k ? &lines->pytorch : &lines->keras, rv_text_string(&line));
        rv_text_release(&line);
        rv_text_release(&parts[k]);
    }
}

void rv_remedy_add_layers(const struct rv_recipe *base, const struct rv_recipe *remedy,
                          struct rv_remedy_lines *lines)
{
    if (same_types(base->layers, base->layer_count, remedy->layers, remedy->layer_count))
        add_list(base->layers, remedy->layers, remedy->layer_count, lines);
    else
        add_new_layers(remedy, lines);
}
