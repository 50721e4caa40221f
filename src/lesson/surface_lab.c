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
} entries[RV_RACE_RACERS] = {
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

static void print_recipe(const struct rv_race *race, size_t i, double rate, struct rv_text *yaml)
{
    rv_text_printf(yaml, "surface: {name: %s}\nstart: [", race->type->name);
    rv_text_number(yaml, race->start[0]);
    rv_text_add(yaml, ", ");
    rv_text_number(yaml, race->start[1]);
    rv_text_printf(yaml, "]\noptimizer: {%s", entries[i].optimizer);
    if (i != NEWTON) {
        rv_text_add(yaml, ", learning_rate: ");
        rv_text_number(yaml, rate);
    }
    rv_text_printf(yaml, "}\ntrain: {steps_per_epoch: %d, epochs: 1}\n"
                   "record: {steps_every: 1}\n", RV_RACE_STEPS);
}

static void empty(struct rv_racer *racer)
{
    rv_run_free(racer->run);
    rv_forecast_free(racer->forecast);
    rv_recipe_release(&racer->recipe);
    racer->run = NULL;
    racer->forecast = NULL;
    racer->recipe = (struct rv_recipe){0};
    racer->count = 0;
}

static double rate_of(const struct rv_race *race, size_t i)
{
    const double step = ADAPTIVE_STEP * (race->high[0] - race->low[0]);

    return race->factor * (entries[i].adaptive ? step : race->base);
}

static void prepare(struct rv_race *race, size_t i)
{
    struct rv_racer *racer = &race->racer[i];
    struct rv_report report = {0};
    struct rv_text yaml = {0};

    empty(racer);
    racer->rate = i == NEWTON ? 1 : rate_of(race, i);
    print_recipe(race, i, racer->rate, &yaml);
    if (rv_recipe_parse("race", rv_text_string(&yaml), &racer->recipe, &report) == RV_OK &&
        rv_run_create(&racer->recipe, 1, &racer->run, NULL) == RV_OK) {
        racer->x[0] = race->start[0];
        racer->y[0] = race->start[1];
        racer->count = 1;
        /* Where there is no theory the table says "no forecast". */
        (void)rv_forecast_create(&racer->recipe, 1, NULL, &racer->forecast, NULL);
    }
    rv_report_release(&report);
    rv_text_release(&yaml);
}

void rv_race_restart(struct rv_race *race)
{
    for (size_t i = 0; i < RV_RACE_RACERS; i++)
        prepare(race, i);
}

/* The window is the surface's own; the rate is chosen once, at its own start. */
enum rv_status rv_race_open(struct rv_race *race, const struct rv_type *type)
{
    struct rv_config config = {0};
    struct rv_error error = {0};
    enum rv_status status;

    *race = (struct rv_race){.type = type, .factor = 1, .base = 0.01};
    rv_config_set_type(&config, type);
    status = rv_surface_create(&config, 0, NULL, &race->surface, &error);
    rv_config_release(&config);
    if (status == RV_OK && rv_surface_dimension(race->surface) != 2)
        status = RV_INPUT;
    if (status) {
        rv_surface_free(race->surface);
        race->surface = NULL;
        return status;
    }
    rv_surface_start(race->surface, race->start);
    for (size_t i = 0; i < RV_RACE_RACERS; i++) {
        race->racer[i].name = entries[i].name;
        race->racer[i].on = i < 4;
        race->racer[i].x = rv_alloc(RV_RACE_STEPS + 1, sizeof(double));
        race->racer[i].y = rv_alloc(RV_RACE_STEPS + 1, sizeof(double));
    }
    memcpy(race->low, rv_surface_type_of(race->surface)->low, sizeof race->low);
    memcpy(race->high, rv_surface_type_of(race->surface)->high, sizeof race->high);
    prepare(race, 0);
    race->base = bouncing_rate(&race->racer[0].recipe);
    rv_race_restart(race);
    return RV_OK;
}

void rv_race_release(struct rv_race *race)
{
    for (size_t i = 0; i < RV_RACE_RACERS; i++) {
        empty(&race->racer[i]);
        rv_free(race->racer[i].x);
        rv_free(race->racer[i].y);
    }
    rv_surface_free(race->surface);
    *race = (struct rv_race){0};
}

/* ---- Racing ---- */

bool rv_race_step(struct rv_race *race)
{
    bool running = false;

    for (size_t i = 0; i < RV_RACE_RACERS; i++) {
        struct rv_racer *racer = &race->racer[i];

        if (!racer->on || !racer->run || rv_run_stopped(racer->run) != RV_RUNNING)
            continue;
        rv_run_step(racer->run, NULL);
        racer->x[racer->count] = rv_run_parameters(racer->run)[0];
        racer->y[racer->count++] = rv_run_parameters(racer->run)[1];
        running = running || rv_run_stopped(racer->run) == RV_RUNNING;
    }
    return running;
}

void rv_race_move(struct rv_race *race, double dx, double dy)
{
    const double by[] = {dx, dy};

    for (int axis = 0; axis < 2; axis++) {
        const double width = race->high[axis] - race->low[axis];
        const double to = race->start[axis] + by[axis] * width;

        race->start[axis] = fmin(fmax(to, race->low[axis]), race->high[axis]);
    }
    rv_race_restart(race);
}

void rv_race_scale(struct rv_race *race, double factor)
{
    race->factor *= factor;
    rv_race_restart(race);
}

void rv_race_toggle(struct rv_race *race, size_t racer)
{
    race->racer[racer].on = !race->racer[racer].on;
    rv_race_restart(race);
}

/* ---- What came of it ---- */

double rv_race_value(const struct rv_race *race, size_t racer)
{
    const struct rv_racer *it = &race->racer[racer];
    const double x[] = {it->count ? it->x[it->count - 1] : RV_NAN,
                        it->count ? it->y[it->count - 1] : RV_NAN};

    return it->count ? rv_surface_value(race->surface, x, NULL) : RV_NAN;
}

/* Along the eigenvector, from the anchor. */
double rv_race_factor(const struct rv_racer *racer, size_t direction)
{
    const struct rv_forecast *forecast = racer->forecast;
    double *distance, factor, first;
    const double *vector;

    if (!forecast || direction >= forecast->dimension || racer->count < 4)
        return RV_NAN;
    vector = forecast->vector + direction * forecast->dimension;
    distance = rv_alloc(racer->count, sizeof *distance);
    for (size_t i = 0; i < racer->count; i++)
        distance[i] = vector[0] * (racer->x[i] - forecast->anchor[0]) +
                      vector[1] * (racer->y[i] - forecast->anchor[1]);
    first = fabs(distance[0]);
    factor = rv_chain_factor(distance, racer->count,
                             rv_optimizer_momentum(&racer->recipe.optimizer) > 0,
                             LEAST_SHARE * first);
    rv_free(distance);
    return factor;
}
