/* What the tests of surfaces and noises share: configurations from text, keyed points. */
#ifndef RAVINE_TESTS_SURFACE_CASE_H
#define RAVINE_TESTS_SURFACE_CASE_H

#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/surface.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* Sets parameters from "name=value; name=value"; the test ends when a name or value is refused. */
static inline void set_parameters(const struct rv_param *params, void *values, const char *settings)
{
    char *text = rv_strdup(settings), *next = text;

    while (next && *next) {
        char *name = next + strspn(next, " "), *value = strchr(name, '=');
        struct rv_error error = { 0 };
        const struct rv_param *row;

        next = strchr(name, ';');
        if (next)
            *next++ = 0;
        assert_non_null(value);
        *value++ = 0;
        row = rv_params_find(params, name);
        assert_non_null(row);
        if (rv_param_parse(row, value, values, &error))
            fail_msg("%s = %s: %s", name, value, error.message);
    }
    rv_free(text);
}

static inline struct rv_config configuration(const struct rv_registry *registry, const char *name,
                                             const char *settings)
{
    struct rv_config config = { 0 };
    const struct rv_type *type = rv_registry_find(registry, name);

    assert_non_null(type);
    rv_config_set_type(&config, type);
    if (settings)
        set_parameters(type->params, config.values, settings);
    return config;
}

static inline struct rv_surface *make_twin(const char *name, const char *settings, size_t dimension,
                                           const char *twin_settings)
{
    struct rv_config config = configuration(&rv_surfaces, name, settings);
    struct rv_surface *surface = NULL;
    struct rv_error error = { 0 };
    struct rv_twin twin = { 0 };

    rv_params_defaults(rv_twin_type.params, &twin);
    if (twin_settings)
        set_parameters(rv_twin_type.params, &twin, twin_settings);
    if (rv_surface_create(&config, dimension, twin_settings ? &twin : NULL, &surface, &error))
        fail_msg("%s (%s): %s", name, settings ? settings : "", error.message);
    rv_config_release(&config);
    return surface;
}

static inline struct rv_surface *make_surface(const char *name, const char *settings)
{
    return make_twin(name, settings, 0, NULL);
}

static inline struct rv_noise *make_noise(const char *name, const char *settings, size_t n,
                                          uint64_t seed)
{
    struct rv_config config = configuration(&rv_noises, name, settings);
    struct rv_noise *noise = NULL;
    struct rv_error error = { 0 };

    if (rv_noise_create(&config, n, seed, &noise, &error))
        fail_msg("%s (%s): %s", name, settings ? settings : "", error.message);
    rv_config_release(&config);
    return noise;
}

/* Point k in the surface's window, the same in every run of the test. */
static inline void keyed_point(const struct rv_surface *surface, uint32_t k, double *x)
{
    const struct rv_surface_type *type = rv_surface_type_of(surface);
    struct rv_stream stream = rv_stream_at(2385, RV_STREAM_DATA, 0, 0, k);

    for (size_t i = 0; i < rv_surface_dimension(surface); i++)
        x[i] = type->low[i % 2] + (type->high[i % 2] - type->low[i % 2]) *
                                      rv_stream_uniform(&stream);
}

#endif
