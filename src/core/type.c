/* Types, registries, configurations: see ravine/type.h. */
#include "ravine/type.h"

#include "ravine/memory.h"

#include <string.h>

const struct rv_type *rv_registry_find(const struct rv_registry *registry, const char *name)
{
    for (size_t i = 0; i < registry->count; i++)
        if (rv_text_same_name(registry->types[i]->name, name))
            return registry->types[i];
    return NULL;
}

const char **rv_registry_names(const struct rv_registry *registry)
{
    const char **names = rv_alloc(registry->count + 1, sizeof *names);

    for (size_t i = 0; i < registry->count; i++)
        names[i] = registry->types[i]->name;
    return names;
}

const struct rv_type *rv_registry_get(const struct rv_registry *registry, const char *name,
                                      struct rv_error *error)
{
    const struct rv_type *type = rv_registry_find(registry, name);
    const char **names, *nearest;
    struct rv_text all = {0};

    if (type)
        return type;
    names = rv_registry_names(registry);
    nearest = rv_text_nearest(name, names);
    for (size_t i = 0; i < registry->count; i++)
        rv_text_printf(&all, "%s%s", i ? ", " : "", names[i]);
    if (nearest)
        rv_error_set(error, RV_INPUT, "unknown %s '%s' (did you mean '%s'?)", registry->kind, name,
                     nearest);
    else
        rv_error_set(error, RV_INPUT, "unknown %s '%s'; there are: %s", registry->kind, name,
                     rv_text_string(&all));
    rv_text_release(&all);
    rv_free(names);
    return NULL;
}

void rv_config_set_type(struct rv_config *config, const struct rv_type *type)
{
    rv_config_release(config);
    config->type = type;
    if (type->config_size) {
        config->values = rv_alloc(1, type->config_size);
        rv_params_defaults(type->params, config->values);
    }
}

void rv_config_release(struct rv_config *config)
{
    rv_free(config->values);
    *config = (struct rv_config){0};
}

struct rv_config rv_config_copy(const struct rv_config *config)
{
    struct rv_config copy = {.type = config->type};

    if (config->values)
        copy.values = rv_memdup(config->values, config->type->config_size);
    return copy;
}

bool rv_config_equal(const struct rv_config *a, const struct rv_config *b)
{
    bool equal = a->type == b->type;

    for (const struct rv_param *p = equal && a->type ? a->type->params : NULL;
         p && p->kind != RV_KIND_END && equal; p++)
        equal = rv_param_equal(p, a->values, b->values);
    return equal;
}
