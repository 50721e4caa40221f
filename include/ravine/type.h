/* Types, registries, configurations.
 *
 * Everything that a user can name (an optimizer, a schedule, a layer, a loss, a data set, a
 * measure, a figure, a command) is one const struct in one file whose first member is a
 * `struct rv_type`; one row in a .def file registers it. Lists, menus, `explain`, the scenario
 * language, the reference pages and the test matrices iterate over the registries. */
#ifndef RAVINE_TYPE_H
#define RAVINE_TYPE_H

#include "ravine/param.h"

struct rv_type {
    const char *name;              /* as the user writes it: "adam", "tiny-cnn" */
    const char *summary;           /* one sentence */
    const char *reference;         /* author, year, or NULL */
    const struct rv_param *params; /* its table, closed by RV_PARAM_END, or NULL */
    size_t config_size;            /* bytes of the struct that the table describes */
};

struct rv_registry {
    const char *kind;   /* "optimizer" */
    const char *plural; /* "optimizers" */
    const struct rv_type *const *types;
    size_t count;
};

/* The type of that name (`-` and `_` are equal), or NULL. */
const struct rv_type *rv_registry_find(const struct rv_registry *registry, const char *name);

/* The same; when there is none, an error that names the kind and the nearest name, or all names. */
const struct rv_type *rv_registry_get(const struct rv_registry *registry, const char *name,
                                      struct rv_error *error);

/* Names as a NULL-terminated list; free with rv_free(). */
const char **rv_registry_names(const struct rv_registry *registry);

/* A type with a filled struct. `values` is owned; a configuration of a type without parameters has
 * none. */
struct rv_config {
    const struct rv_type *type;
    void *values;
};

/* Frees what was there and starts from the type's defaults. */
void rv_config_set_type(struct rv_config *config, const struct rv_type *type);
void rv_config_release(struct rv_config *config);
struct rv_config rv_config_copy(const struct rv_config *config);
/* Same type and the same values. */
bool rv_config_equal(const struct rv_config *a, const struct rv_config *b);

#endif
