/* Closed forms of single surfaces: see closed_form.h and ravine/forecast.h. */
#include "theory/closed_form.h"

#include "ravine/math.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* ---- Log-cosh walls: a bounce that neither dies nor grows ---- */

/* f(u) = 2u - p tanh u is below 0 just above u = 0 and above 0 at u = p / 2 on: by bisection. */
double rv_forecast_two_cycle(double product)
{
    double low = 0, high = product / 2;

    if (!(product > 2))
        return RV_NAN;
    for (int i = 0; i < 200; i++) {
        const double u = (low + high) / 2;

        if (2 * u < product * rv_math_tanh(u))
            low = u;
        else
            high = u;
    }
    return high;
}

double rv_forecast_two_cycle_factor(double product)
{
    const double root = rv_math_cosh(rv_forecast_two_cycle(product));

    return 1 - product / (root * root);
}

static double number(const struct rv_config *config, const char *name)
{
    return rv_param_number(rv_params_find(config->type->params, name), config->values);
}

static void fill_log_cosh(const struct rv_recipe *recipe, struct rv_forecast *f)
{
    const double height = number(&recipe->surface, "height");
    const double width = number(&recipe->surface, "width");

    for (size_t k = 0; k < f->dimension; k++) {
        struct rv_forecast_direction *d = &f->direction[k];
        const bool wall = fabs(f->vector[k * f->dimension + 1]) > 0.5;

        if (!wall || !(d->product > 2))
            continue;
        d->motion = RV_FORECAST_CYCLES;
        d->limit = HUGE_VAL;
        d->amplitude = width * rv_forecast_two_cycle(d->product);
        d->factor = fabs(rv_forecast_two_cycle_factor(d->product));
        d->flips = 1;
        d->loss = height * rv_math_log(rv_math_cosh(d->amplitude / width));
        f->loss = f->floor + d->loss;
    }
}

/* ---- Catapult ---- */

void rv_forecast_catapult_step(double rate, double width, double *f, double *curvature)
{
    const double kick = rate * *f * *f / width, product = rate * *curvature;

    *f *= 1 - product + rate * kick;
    *curvature += kick * (product - 4);
}

static void fill_catapult(const struct rv_recipe *recipe, const double *start,
                          struct rv_forecast *f)
{
    const size_t m = f->dimension / 2;
    const double width = (double)m, first = rv_vector_dot(start, start + m, m) / sqrt(width);
    const long steps = recipe->train.steps_per_epoch * recipe->train.epochs;
    double output = first, largest = fabs(first), curvature;

    curvature = rv_vector_dot(start, start, 2 * m) / width;
    f->catapult.product = f->rate * curvature;
    for (long t = 0; t < steps && isfinite(output); t++) {
        rv_forecast_catapult_step(f->rate, width, &output, &curvature);
        largest = fmax(largest, fabs(output));
    }
    if (!isfinite(output) || !isfinite(curvature))
        return;
    f->catapult.peak = largest * largest / (first * first);
    f->catapult.end = f->rate * curvature;
    f->catapult.loss = output * output / 2;
}

void rv_closed_form_fill(const struct rv_recipe *recipe, const double *start,
                         struct rv_forecast *forecast)
{
    const char *name = recipe->surface.type->name;

    if (strcmp(name, "log_cosh") == 0)
        fill_log_cosh(recipe, forecast);
    else if (strcmp(name, "catapult") == 0)
        fill_catapult(recipe, start, forecast);
}
