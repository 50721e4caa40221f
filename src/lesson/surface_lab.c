/* Optimizers from one start: see surface_lab.h. */
#include "lesson/surface_lab.h"

#include "ravine/chain.h"
#include "ravine/memory.h"
#include "ravine/surface.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* Descent whose steepest direction bounces and settles: rate times curvature, as in `ravine
 * surface`. */
#define BOUNCE 1.9
/* Adaptive rules step by about their rate: a share of the window's width. */
#define ADAPTIVE_STEP 0.01
/* Distances below this share of the first one are rounding. */
#define LEAST_SHARE 1e-9

/* name on screen, optimizer as the scenario language writes it, whether its rate is a step width */
static const struct {
    const char *name, *optimizer;
    bool adaptive;
} entries[RV_SURFACE_LAB_PATHS] = {
    {"descent", "name: sgd", false},
    {"momentum 0.9", "name: sgd, momentum: 0.9", false},
    {"Nesterov 0.9", "name: sgd, momentum: 0.9, nesterov: true", false},
    {"Adam", "name: adam", true},
    {"RMSprop", "name: rmsprop", true},
    {"Newton", "name: newton, learning_rate: 1", false},
};

enum { NEWTON = 5 };

/* ---- Making ---- */

/* The steepest curvature at the start and at the nearest minimum gives the rate. */
static double bouncing_rate(const struct rv_recipe *recipe)
{
    struct rv_forecast *forecast = NULL;
    double steepest = 0;

    if (rv_forecast_create(recipe, 1, NULL, &forecast, NULL) == RV_OK)
        steepest = fmax(forecast->direction[0].curvature, forecast->start_most);
    rv_forecast_free(forecast);
    return steepest > 0 && isfinite(steepest) ? BOUNCE / steepest : 0.01;
}

static void print_recipe(const struct rv_surface_lab *model, size_t i, double rate,
                         struct rv_text *yaml)
{
    rv_text_printf(yaml, "surface: {name: %s}\nstart: [", model->type->name);
    rv_text_number(yaml, model->start[0]);
    rv_text_add(yaml, ", ");
    rv_text_number(yaml, model->start[1]);
    rv_text_printf(yaml, "]\noptimizer: {%s", entries[i].optimizer);
    if (i != NEWTON) {
        rv_text_add(yaml, ", learning_rate: ");
        rv_text_number(yaml, rate);
    }
    rv_text_printf(yaml, "}\ntrain: {steps_per_epoch: %d, epochs: 1}\n"
                   "record: {steps_every: 1}\n", RV_SURFACE_LAB_STEPS);
}

static void empty(struct rv_surface_lab_path *path)
{
    rv_run_free(path->run);
    rv_forecast_free(path->forecast);
    rv_recipe_release(&path->recipe);
    path->run = NULL;
    path->forecast = NULL;
    path->recipe = (struct rv_recipe){0};
    path->count = 0;
}

static double rate_of(const struct rv_surface_lab *model, size_t i)
{
    const double step = ADAPTIVE_STEP * (model->high[0] - model->low[0]);

    return model->factor * (entries[i].adaptive ? step : model->base);
}

static void prepare(struct rv_surface_lab *model, size_t i)
{
    struct rv_surface_lab_path *path = &model->path[i];
    struct rv_report report = {0};
    struct rv_text yaml = {0};

    empty(path);
    path->rate = i == NEWTON ? 1 : rate_of(model, i);
    print_recipe(model, i, path->rate, &yaml);
    if (rv_recipe_parse("lab", rv_text_string(&yaml), &path->recipe, &report) == RV_OK &&
        rv_run_create(&path->recipe, 1, &path->run, NULL) == RV_OK) {
        path->x[0] = model->start[0];
        path->y[0] = model->start[1];
        path->count = 1;
        /* Where there is no theory the table says "no forecast". */
        (void)rv_forecast_create(&path->recipe, 1, NULL, &path->forecast, NULL);
    }
    rv_report_release(&report);
    rv_text_release(&yaml);
}

void rv_surface_lab_restart(struct rv_surface_lab *model)
{
    for (size_t i = 0; i < RV_SURFACE_LAB_PATHS; i++)
        prepare(model, i);
}

/* The window is the surface's own; the rate is chosen once, at its own start. */
enum rv_status rv_surface_lab_open(struct rv_surface_lab *model, const struct rv_type *type)
{
    struct rv_config config = {0};
    struct rv_error error = {0};
    enum rv_status status;

    *model = (struct rv_surface_lab){.type = type, .factor = 1, .base = 0.01};
    rv_config_set_type(&config, type);
    status = rv_surface_create(&config, 0, NULL, &model->surface, &error);
    rv_config_release(&config);
    if (status == RV_OK && rv_surface_dimension(model->surface) != 2)
        status = RV_INPUT;
    if (status) {
        rv_surface_free(model->surface);
        model->surface = NULL;
        return status;
    }
    rv_surface_start(model->surface, model->start);
    for (size_t i = 0; i < RV_SURFACE_LAB_PATHS; i++) {
        model->path[i].name = entries[i].name;
        model->path[i].on = i < 4;
        model->path[i].x = rv_alloc(RV_SURFACE_LAB_STEPS + 1, sizeof(double));
        model->path[i].y = rv_alloc(RV_SURFACE_LAB_STEPS + 1, sizeof(double));
    }
    memcpy(model->low, rv_surface_type_of(model->surface)->low, sizeof model->low);
    memcpy(model->high, rv_surface_type_of(model->surface)->high, sizeof model->high);
    prepare(model, 0);
    model->base = bouncing_rate(&model->path[0].recipe);
    rv_surface_lab_restart(model);
    return RV_OK;
}

void rv_surface_lab_release(struct rv_surface_lab *model)
{
    for (size_t i = 0; i < RV_SURFACE_LAB_PATHS; i++) {
        empty(&model->path[i]);
        rv_free(model->path[i].x);
        rv_free(model->path[i].y);
    }
    rv_surface_free(model->surface);
    *model = (struct rv_surface_lab){0};
}

/* ---- Racing ---- */

bool rv_surface_lab_step(struct rv_surface_lab *model)
{
    bool running = false;

    for (size_t i = 0; i < RV_SURFACE_LAB_PATHS; i++) {
        struct rv_surface_lab_path *path = &model->path[i];

        if (!path->on || !path->run || rv_run_stopped(path->run) != RV_RUNNING)
            continue;
        rv_run_step(path->run, NULL);
        path->x[path->count] = rv_run_parameters(path->run)[0];
        path->y[path->count++] = rv_run_parameters(path->run)[1];
        running = running || rv_run_stopped(path->run) == RV_RUNNING;
    }
    return running;
}

void rv_surface_lab_move(struct rv_surface_lab *model, double dx, double dy)
{
    const double by[] = {dx, dy};

    for (int axis = 0; axis < 2; axis++) {
        const double width = model->high[axis] - model->low[axis];
        const double to = model->start[axis] + by[axis] * width;

        model->start[axis] = fmin(fmax(to, model->low[axis]), model->high[axis]);
    }
    rv_surface_lab_restart(model);
}

void rv_surface_lab_scale(struct rv_surface_lab *model, double factor)
{
    model->factor *= factor;
    rv_surface_lab_restart(model);
}

void rv_surface_lab_toggle(struct rv_surface_lab *model, size_t path)
{
    model->path[path].on = !model->path[path].on;
    rv_surface_lab_restart(model);
}

/* ---- What came of it ---- */

double rv_surface_lab_value(const struct rv_surface_lab *model, size_t path)
{
    const struct rv_surface_lab_path *it = &model->path[path];
    const double x[] = {it->count ? it->x[it->count - 1] : RV_NAN,
                        it->count ? it->y[it->count - 1] : RV_NAN};

    return it->count ? rv_surface_value(model->surface, x, NULL) : RV_NAN;
}

/* Along the eigenvector, from the anchor. */
double rv_surface_lab_factor(const struct rv_surface_lab_path *path, size_t direction)
{
    const struct rv_forecast *forecast = path->forecast;
    double *distance, factor, first;
    const double *vector;

    if (!forecast || direction >= forecast->dimension || path->count < 4)
        return RV_NAN;
    vector = forecast->vector + direction * forecast->dimension;
    distance = rv_alloc(path->count, sizeof *distance);
    for (size_t i = 0; i < path->count; i++)
        distance[i] = vector[0] * (path->x[i] - forecast->anchor[0]) +
                      vector[1] * (path->y[i] - forecast->anchor[1]);
    first = fabs(distance[0]);
    factor = rv_chain_factor(distance, path->count,
                             rv_optimizer_momentum(&path->recipe.optimizer) > 0,
                             LEAST_SHARE * first);
    rv_free(distance);
    return factor;
}
