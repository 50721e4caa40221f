/* Forecasts beside measurements, as a document: see theory_table.h. A number that does not exist is
 * null; estimates are {"value", "error"}. */
#include "report/theory_table.h"

#include <math.h>

static void estimate(struct rv_json *json, const char *name, const struct rv_estimate *e)
{
    rv_json_object(json, name);
    rv_json_number(json, "value", e->value);
    rv_json_number(json, "error", e->error);
    rv_json_end(json);
}

static void forecast_direction(const struct rv_forecast_direction *d, struct rv_json *json)
{
    rv_json_object(json, NULL);
    rv_json_number(json, "curvature", d->curvature);
    rv_json_number(json, "rate_times_curvature", d->product);
    rv_json_number(json, "limit", d->limit);
    rv_json_string(json, "motion", rv_forecast_motion_text(d->motion));
    rv_json_number(json, "factor", d->factor);
    rv_json_number(json, "flips", d->flips);
    rv_json_number(json, "edge", d->edge);
    rv_json_number(json, "amplitude", d->amplitude);
    rv_json_number(json, "variance", d->variance);
    rv_json_number(json, "loss", d->loss);
    rv_json_number(json, "correlation", d->correlation);
    rv_json_number(json, "ema", d->ema);
    rv_json_number(json, "mean", d->mean);
    rv_json_number(json, "settle", d->settle);
    rv_json_end(json);
}

static void catapult(const struct rv_forecast *f, struct rv_json *json)
{
    if (isnan(f->catapult.product)) {
        rv_json_null(json, "catapult");
        return;
    }
    rv_json_object(json, "catapult");
    rv_json_number(json, "rate_times_curvature", f->catapult.product);
    rv_json_number(json, "end", f->catapult.end);
    rv_json_number(json, "peak", f->catapult.peak);
    rv_json_number(json, "loss", f->catapult.loss);
    rv_json_end(json);
}

static void forecast(const struct rv_theory_row *run, struct rv_json *json)
{
    const struct rv_forecast *f = run->forecast;

    rv_json_object(json, "forecast");
    rv_json_string(json, "basis", f ? rv_forecast_basis_text(f->basis) : NULL);
    rv_json_string(json, "reason", f ? f->reason : run->reason);
    if (f) {
        rv_json_boolean(json, "approximate", f->approximate);
        rv_json_number(json, "learning_rate", f->rate);
        rv_json_number(json, "momentum", f->momentum);
        rv_json_array(json, "directions");
        for (size_t k = 0; k < run->shown_count; k++)
            forecast_direction(&f->direction[run->shown[k]], json);
        rv_json_end(json);
        rv_json_number(json, "floor", f->floor);
        rv_json_number(json, "loss", f->loss);
        rv_json_number(json, "loss_spread", f->loss_spread);
        rv_json_number(json, "snapshot_ratio", f->snapshot_ratio);
        rv_json_number(json, "decay_loss", f->decay_loss);
        rv_json_number(json, "decay_steps", f->decay_steps);
        catapult(f, json);
    }
    rv_json_end(json);
}

static void measured_direction(const struct rv_chain_direction *d, double curvature,
                               struct rv_json *json)
{
    rv_json_object(json, NULL);
    rv_json_number(json, "curvature", curvature);
    estimate(json, "factor", &d->factor);
    estimate(json, "flips", &d->flips);
    estimate(json, "distance", &d->distance);
    estimate(json, "gradient", &d->gradient);
    estimate(json, "variance", &d->variance);
    estimate(json, "loss", &d->loss);
    estimate(json, "correlation", &d->correlation);
    estimate(json, "ema", &d->ema);
    estimate(json, "mean", &d->mean);
    rv_json_end(json);
}

static void measured(const struct rv_theory_row *run, struct rv_json *json)
{
    const struct rv_chain *c = &run->chain;

    if (!run->measured || !run->forecast) {
        rv_json_null(json, "measured");
        return;
    }
    rv_json_object(json, "measured");
    rv_json_integer(json, "burn_in", run->burn_in);
    rv_json_array(json, "directions");
    for (size_t k = 0; k < c->count; k++)
        measured_direction(&c->direction[k], run->forecast->direction[run->shown[k]].curvature,
                           json);
    rv_json_end(json);
    estimate(json, "loss", &c->loss);
    estimate(json, "loss_spread", &c->loss_spread);
    estimate(json, "loss_correlation", &c->loss_correlation);
    estimate(json, "rises", &c->rises);
    estimate(json, "snapshot_ratio", &c->snapshot_ratio);
    rv_json_number(json, "peak", c->peak);
    rv_json_number(json, "steepest", c->steepest);
    rv_json_end(json);
}

void rv_theory_json(const struct rv_theory_row *runs, size_t count, struct rv_json *json)
{
    rv_json_array(json, "runs");
    for (size_t i = 0; i < count; i++) {
        const struct rv_theory_row *run = &runs[i];

        rv_json_object(json, NULL);
        rv_json_string(json, "optimizer", run->name);
        if (run->measured)
            rv_json_integer(json, "steps", run->chain.steps);
        else
            rv_json_null(json, "steps");
        rv_json_string(json, "stopped",
                       run->measured ? rv_stopped_text(run->chain.stopped) : NULL);
        rv_json_number(json, "value", run->measured ? run->chain.value : (double)NAN);
        rv_json_number(json, "distance", run->measured ? run->chain.distance : (double)NAN);
        forecast(run, json);
        measured(run, json);
        rv_json_end(json);
    }
    rv_json_end(json);
}
