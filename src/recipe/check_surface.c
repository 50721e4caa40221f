/* The sections of a surface together: what `surface`, `start`, `validation` and `noise` say about
 * each other. All of it is found by making the surface as a run will make it, so that there is one
 * rule for what goes together; here it is only decided which line a mistake belongs to. */
#include "recipe/internal.h"

#include "ravine/utf8.h"
#include "ravine/memory.h"
#include "ravine/method.h"

#include <string.h>

struct checking_surface {
    const struct rv_recipe *recipe;
    const struct rv_node *normal;
    struct rv_report *report;
};

/* ---- Places ---- */

/* A place inside the text of a parameter becomes one in the file. Quotes shift by one; what stands
 * on several lines or was written with escapes no longer lies in the file as it was read, and the
 * beginning of the text has to do. */
static struct rv_position inside(const struct rv_node *value, const struct rv_error *error)
{
    struct rv_position at = value->at;
    bool as_written = !strpbrk(value->text, "\n\t\"'\\");

    if (as_written && error->line == 1 && error->column > 0)
        at.column += value->quoted +
                     rv_utf8_count(value->text, strnlen(value->text, (size_t)error->column - 1));
    return at;
}

/* An error that names a parameter as its source points into that, any other to the section. */
static struct rv_position place_of(const struct checking_surface *c, const char *section,
                                   const struct rv_error *error)
{
    const struct rv_node *map = rv_node_get(c->normal, section);
    const struct rv_node *value = map && error->line ? rv_node_get(map, error->source) : NULL;

    if (value && value->kind == RV_NODE_SCALAR)
        return inside(value, error);
    return rv_recipe_place(c->normal, section, NULL);
}

static void report_at(const struct checking_surface *c, struct rv_error *error,
                      struct rv_position at)
{
    error->line = 0; /* so that the report takes ours */
    rv_report_append(c->report, error, at);
}

static void report_in(const struct checking_surface *c, struct rv_error *error, const char *section)
{
    report_at(c, error, place_of(c, section, error));
}

/* ---- Checks ---- */

/* The surface of the recipe, or NULL and a report. When it cannot be made in the dimension of the
 * start but can in its own, the start is what does not fit. */
static struct rv_surface *make_surface(const struct checking_surface *c)
{
    const struct rv_config *config = &c->recipe->surface;
    size_t dimension = c->recipe->path.start.count; /* 0: the surface decides */
    struct rv_surface *surface = NULL;
    struct rv_error error = {0}, own = {0};

    if (rv_surface_create(config, dimension, NULL, &surface, &error) == RV_OK)
        return surface;
    if (rv_surface_create(config, 0, NULL, &surface, &own) != RV_OK) {
        report_in(c, &own, "surface");
    } else {
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "start", NULL),
                      "'start' has %zu value%s: %s", dimension, dimension == 1 ? "" : "s",
                      error.message);
    }
    rv_surface_free(surface);
    return NULL;
}

/* The twin fails by the length of its shift, else by its rotation. */
static void check_validation(const struct checking_surface *c, size_t dimension)
{
    const struct rv_twin *twin = &c->recipe->validation;
    bool shift = twin->shift.count > 1 && twin->shift.count != dimension;
    struct rv_surface *surface = NULL;
    struct rv_error error = {0};

    if (rv_surface_create(&c->recipe->surface, dimension, twin, &surface, &error))
        report_at(c, &error, rv_recipe_place(c->normal, "validation", shift ? "shift" : "rotate"));
    rv_surface_free(surface);
}

/* Seed 0 stands for all: what a noise draws once depends on the seed, whether it can be made does
 * not. */
static void check_noise(const struct checking_surface *c, size_t dimension)
{
    struct rv_noise *noise = NULL;
    struct rv_error error = {0};

    if (rv_noise_create(&c->recipe->noise, dimension, 0, &noise, &error))
        report_in(c, &error, "noise");
    rv_noise_free(noise);
}

/* A start without a value (ln of a negative number) is a mistake of the file and not a run that
 * diverged at its first step. Where no start is written the surface's own is at fault. */
static void check_start(const struct checking_surface *c, const struct rv_surface *surface)
{
    const struct rv_reals *start = &c->recipe->path.start;
    double *x = rv_alloc(rv_surface_dimension(surface), sizeof *x);
    struct rv_error error = {0};

    if (start->count)
        memcpy(x, start->value, start->count * sizeof *x);
    else
        rv_surface_start(surface, x);
    if (rv_surface_check_start(surface, x, &error)) {
        if (start->count)
            report_at(c, &error, rv_recipe_place(c->normal, "start", NULL));
        else
            report_in(c, &error, "surface");
    }
    rv_free(x);
}

/* All paths lie in one array. A run has several of that size, and checks the sum of them itself. */
static void check_memory(const struct checking_surface *c, size_t dimension)
{
    size_t replicas = (size_t)c->recipe->path.replicas;

    if (!rv_memory_fits(dimension * replicas, sizeof(double)))
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "replicas", NULL),
                      "'replicas': %zu paths of %zu coordinates do not fit into memory", replicas,
                      dimension);
}

/* Of methods that keep matrices; the rest is in check.c. */
static void check_coordinates(const struct checking_surface *c, size_t dimension)
{
    struct rv_error error = {0};

    if (rv_method_check(c->recipe->optimizer.type, NULL, 1, dimension, &error))
        rv_report_append(c->report, &error, rv_recipe_place(c->normal, "optimizer", "name"));
}

void rv_recipe_check_surface(const struct rv_node *normal, const struct rv_recipe *recipe,
                             bool surface_right, bool all_right, struct rv_report *report)
{
    const struct checking_surface c = {recipe, normal, report};
    struct rv_surface *surface = surface_right ? make_surface(&c) : NULL;
    size_t dimension;

    if (surface && all_right) {
        dimension = rv_surface_dimension(surface);
        check_validation(&c, dimension);
        check_noise(&c, dimension);
        check_start(&c, surface);
        check_memory(&c, dimension);
        check_coordinates(&c, dimension);
    }
    rv_surface_free(surface);
}
