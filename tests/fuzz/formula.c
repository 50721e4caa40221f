/* Surfaces from a formula: refused, or a function with a gradient. */
#include "fuzz.h"

#include "ravine/surface.h"

static void evaluate(const struct rv_surface *surface)
{
    static double x[RV_SURFACE_DIMENSION_MAX], gradient[RV_SURFACE_DIMENSION_MAX];
    struct rv_error error = {0};

    rv_surface_start(surface, x);
    (void)rv_surface_check_start(surface, x, &error);
    x[0] = 0;
    rv_surface_value(surface, x, gradient);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct rv_config config = {0};
    struct rv_surface *surface = NULL;
    struct rv_error error = {0};

    rv_config_set_type(&config, rv_registry_find(&rv_surfaces, "formula"));
    if (rv_param_parse(rv_params_find(config.type->params, "formula"), text, config.values,
                       &error) == RV_OK) {
        /* Few variables, so that an input does not take a thousand of everything. */
        if (rv_surface_create(&config, 0, NULL, &surface, &error) == RV_OK) {
            if (rv_surface_dimension(surface) <= 20)
                evaluate(surface);
        } else {
            must(error.status && *error.message);
        }
    }
    rv_surface_free(surface);
    rv_config_release(&config);
    free(text);
    return 0;
}
