/* What the tests of forecasts and chains share: a recipe from text, its forecast, its run. */
#ifndef RAVINE_TESTS_FORECAST_CASE_H
#define RAVINE_TESTS_FORECAST_CASE_H

#include "ravine/chain.h"
#include "ravine/memory.h"
#include "ravine/text.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct forecast_case {
    struct rv_recipe recipe;
    struct rv_forecast *forecast;
    struct rv_chain chain;
};

/* The forecast is about the recipe in force at the end. */
static inline void case_predict(struct forecast_case *c, const char *yaml)
{
    struct rv_report report = {0};
    struct rv_error error = {0};
    const struct rv_recipe *last = &c->recipe;

    *c = (struct forecast_case){0};
    if (rv_recipe_parse("test", yaml, &c->recipe, &report))
        fail_msg("%s\n%s", yaml, report.count ? report.errors[0].message : "refused");
    rv_report_release(&report);
    if (c->recipe.change_count)
        last = c->recipe.changes[c->recipe.change_count - 1].recipe;
    if (rv_forecast_create(last, 2385, NULL, &c->forecast, &error))
        fail_msg("%s\n%s", yaml, error.message);
}

static inline void case_measure(struct forecast_case *c, const char *yaml, long burn_in)
{
    const struct rv_chain_options options = {.burn_in = burn_in, .count = 10};
    struct rv_error error = {0};
    struct rv_run *run;

    case_predict(c, yaml);
    if (rv_run_create(&c->recipe, 2385, &run, &error) ||
        rv_chain_measure(run, c->forecast, &options, &c->chain, &error))
        fail_msg("%s\n%s", yaml, error.message);
    rv_run_free(run);
}

static inline void case_end(struct forecast_case *c)
{
    rv_chain_release(&c->chain);
    rv_forecast_free(c->forecast);
    rv_recipe_release(&c->recipe);
}

static inline void assert_near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not %.17g within %g", value, expected, relative);
}

#endif
