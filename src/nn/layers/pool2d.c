/* What maxpool2d and avgpool2d share. */
#include "nn/layers/pool2d.h"

const struct rv_param rv_pool2d_params[] = {
    RV_INTEGER(struct rv_pool2d, pool, .initial = 2, .minimum = 1, .maximum = RV_POOL2D_MAX,
               .unit = "pixels", .help = "Height and width of the window; 2 halves the map."),
    RV_INTEGER(struct rv_pool2d, stride, .minimum = 0, .maximum = RV_POOL2D_MAX, .unit = "pixels",
               .help = "Step of the window; 0: the same as pool, so that windows touch."),
    RV_PARAM_END};

/* No padding: windows lie inside the map. */
struct rv_window rv_pool2d_window(const struct rv_pool2d *config)
{
    return (struct rv_window){.height = (int)config->pool,
                              .width = (int)config->pool,
                              .stride = (int)(config->stride ? config->stride : config->pool)};
}

enum rv_status rv_pool2d_shape(const void *values, struct rv_shape in, struct rv_shape *out,
                               struct rv_error *error)
{
    struct rv_window window = rv_pool2d_window(values);

    *out = in;
    if (in.height < window.height || in.width < window.width)
        return rv_error_set(error, RV_INPUT,
                            "a pool of %d x %d does not fit into %d x %d x %d; pool: %d would",
                            window.height, window.width, in.height, in.width, in.channels,
                            in.height < in.width ? in.height : in.width);
    out->height = (in.height - window.height) / window.stride + 1;
    out->width = (in.width - window.width) / window.stride + 1;
    return RV_OK;
}

bool rv_pool2d_is_halving(const struct rv_network_node *node)
{
    struct rv_window window = rv_pool2d_window(node->config.values);

    return window.height == 2 && window.width == 2 && window.stride == 2;
}
