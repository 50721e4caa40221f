/* Helpers of the data tests: configurations by name and value, as a scenario would set them, and
 * files in a temporary folder. */
#ifndef RAVINE_TESTS_DATA_CASE_H
#define RAVINE_TESTS_DATA_CASE_H

#include "ravine/dataset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "key=value key=value": values without blanks. Fails the test on a bad one. */
static inline void help_set(struct rv_config *config, const char *settings)
{
    char copy[1024], *rest = copy;

    assert_true((size_t)snprintf(copy, sizeof copy, "%s", settings) < sizeof copy);
    while (*rest != '\0') {
        char *end = rest + strcspn(rest, " ");
        char *value = strchr(rest, '=');
        struct rv_error error = { 0 };
        const struct rv_param *param;
        bool last = *end == '\0';
        *end = '\0';
        assert_non_null(value);
        *value++ = '\0';
        param = rv_params_find(config->type->params, rest);
        if (param == NULL)
            fail_msg("no parameter %s", rest);
        if (rv_param_parse(param, value, config->values, &error) != RV_OK)
            fail_msg("%s", error.message);
        rest = last ? end : end + 1;
    }
}

static inline struct rv_config help_config(const char *set, const char *settings)
{
    struct rv_config config = { 0 };
    const struct rv_type *type = rv_registry_find(&rv_datasets, set);

    if (type == NULL)
        fail_msg("no data set %s", set);
    rv_config_set_type(&config, type);
    help_set(&config, settings);
    return config;
}

static inline const struct rv_dataset_type *help_type(const struct rv_config *config)
{
    return (const struct rv_dataset_type *)config->type;
}

/* The status of describe(), then of create() when that succeeded. */
static inline enum rv_status help_try(const struct rv_config *config, uint64_t seed,
                                      struct rv_examples *pool, struct rv_error *error)
{
    struct rv_shape shape;
    int classes;
    enum rv_status status = help_type(config)->describe(config->values, &shape, &classes, error);

    *pool = (struct rv_examples){ 0 };
    if (status == RV_OK)
        status = help_type(config)->create(config->values, seed, pool, error);
    if (status == RV_OK) {
        assert_memory_equal(&pool->shape, &shape, sizeof shape);
        assert_int_equal(pool->classes, classes);
    }
    return status;
}

static inline struct rv_examples help_pool(const char *set, const char *settings, uint64_t seed)
{
    struct rv_config config = help_config(set, settings);
    struct rv_error error = { 0 };
    struct rv_examples pool;

    if (help_try(&config, seed, &pool, &error) != RV_OK)
        fail_msg("%s: %s", set, error.message);
    rv_config_release(&config);
    return pool;
}

/* describe() or create() must fail with `status` and a message that holds `words`. */
static inline void help_refused(const char *set, const char *settings, enum rv_status status,
                                const char *words)
{
    struct rv_config config = help_config(set, settings);
    struct rv_error error = { 0 };
    struct rv_examples pool;
    enum rv_status got = help_try(&config, 1, &pool, &error);

    if (got != status || strstr(error.message, words) == NULL)
        fail_msg("%s %s: status %d, \"%s\"; expected %d, \"%s\"", set, settings, (int)got,
                 error.message, (int)status, words);
    rv_examples_release(&pool);
    rv_config_release(&config);
}

/* Example i of `a` is example j of `b`, bit for bit. */
static inline bool help_same(const struct rv_examples *a, size_t i, const struct rv_examples *b,
                             size_t j)
{
    size_t size = rv_shape_size(a->shape);
    return memcmp(a->inputs + i * size, b->inputs + j * size, size * sizeof *a->inputs) == 0 &&
           a->labels[i] == b->labels[j] && a->sessions[i] == b->sessions[j] &&
           memcmp(a->difficulty + i, b->difficulty + j, sizeof *a->difficulty) == 0;
}

static inline size_t help_count(const struct rv_examples *examples, size_t from, size_t to,
                                int label)
{
    size_t found = 0;
    for (size_t i = from; i < to; i++)
        found += examples->labels[i] == label;
    return found;
}

static inline void help_write(const char *path, const void *bytes, size_t count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

#endif
