/* The entries of a scenario's `network` list. */
#include "nn/layer.h"

#include "ravine/memory.h"

void rv_layer_spec_release(struct rv_layer_spec *spec)
{
    for (size_t i = 0; i < spec->inner_count; i++)
        rv_layer_spec_release(&spec->inner[i]);
    rv_free(spec->inner);
    rv_config_release(&spec->config);
    *spec = (struct rv_layer_spec){0};
}

/* Values and inner layers are copied; the position still names the file's text. */
struct rv_layer_spec rv_layer_spec_copy(const struct rv_layer_spec *spec)
{
    struct rv_layer_spec copy = *spec;

    copy.config = rv_config_copy(&spec->config);
    copy.inner = spec->inner_count ? rv_alloc(spec->inner_count, sizeof *copy.inner) : NULL;
    for (size_t i = 0; i < spec->inner_count; i++)
        copy.inner[i] = rv_layer_spec_copy(&spec->inner[i]);
    return copy;
}
