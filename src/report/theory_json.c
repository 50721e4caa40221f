/* Forecasts beside measurements, as a document: see theory_table.h. A number that does not exist is
 * null; estimates are {"value", "error"}. */
#include "report/theory_table.h"

#include <math.h>

static void key(struct rv_text *out, const char *name, bool first)
{
    rv_text_printf(out, "%s\"%s\":", first ? "" : ",", name);
}

static void number(struct rv_text *out, const char *name, double value)
{
    key(out, name, false);
    rv_text_json_number(out, value);
}

static void estimate(struct rv_text *out, const char *name, const struct rv_estimate *e)
{
    key(out, name, false);
    rv_text_add(out, "{\"value\":");
    rv_text_json_number(out, e->value);
    number(out, "error", e->error);
    rv_text_add(out, "}");
}

static void string(struct rv_text *out, const char *name, const char *value)
{
    key(out, name, false);
    if (value)
        rv_text_json_string(out, value);
    else
        rv_text_add(out, "null");
}

static void forecast_direction(const struct rv_forecast_direction *d, struct rv_text *out)
{
    rv_text_add(out, "{\"curvature\":");
    rv_text_json_number(out, d->curvature);
    number(out, "rate_times_curvature", d->product);
    number(out, "limit", d->limit);
    string(out, "motion", rv_forecast_motion_text(d->motion));
    number(out, "factor", d->factor);
    number(out, "flips", d->flips);
    number(out, "edge", d->edge);
    number(out, "amplitude", d->amplitude);
    number(out, "variance", d->variance);
    number(out, "loss", d->loss);
    number(out, "correlation", d->correlation);
    number(out, "ema", d->ema);
    number(out, "mean", d->mean);
    number(out, "settle", d->settle);
    rv_text_add(out, "}");
}

static void forecast(const struct rv_theory_row *run, struct rv_text *out)
{
    const struct rv_forecast *f = run->forecast;

    if (!f) {
        rv_text_add(out, "{\"basis\":null");
        string(out, "reason", run->reason);
        rv_text_add(out, "}");
        return;
    }
    rv_text_add(out, "{\"basis\":");
    rv_text_json_string(out, rv_forecast_basis_text(f->basis));
    string(out, "reason", f->reason);
    rv_text_printf(out, ",\"approximate\":%s", f->approximate ? "true" : "false");
    number(out, "learning_rate", f->rate);
    number(out, "momentum", f->momentum);
    rv_text_add(out, ",\"directions\":[");
    for (size_t k = 0; k < run->shown_count; k++) {
        rv_text_add(out, k ? "," : "");
        forecast_direction(&f->direction[run->shown[k]], out);
    }
    rv_text_add(out, "]");
    number(out, "floor", f->floor);
    number(out, "loss", f->loss);
    number(out, "loss_spread", f->loss_spread);
    number(out, "snapshot_ratio", f->snapshot_ratio);
    number(out, "decay_loss", f->decay_loss);
    number(out, "decay_steps", f->decay_steps);
    rv_text_add(out, ",\"catapult\":");
    if (isnan(f->catapult.product)) {
        rv_text_add(out, "null}");
        return;
    }
    rv_text_add(out, "{\"rate_times_curvature\":");
    rv_text_json_number(out, f->catapult.product);
    number(out, "end", f->catapult.end);
    number(out, "peak", f->catapult.peak);
    number(out, "loss", f->catapult.loss);
    rv_text_add(out, "}}");
}

static void measured_direction(const struct rv_chain_direction *d, double curvature,
                               struct rv_text *out)
{
    rv_text_add(out, "{\"curvature\":");
    rv_text_json_number(out, curvature);
    estimate(out, "factor", &d->factor);
    estimate(out, "flips", &d->flips);
    estimate(out, "distance", &d->distance);
    estimate(out, "gradient", &d->gradient);
    estimate(out, "variance", &d->variance);
    estimate(out, "loss", &d->loss);
    estimate(out, "correlation", &d->correlation);
    estimate(out, "ema", &d->ema);
    estimate(out, "mean", &d->mean);
    rv_text_add(out, "}");
}

static void measured(const struct rv_theory_row *run, struct rv_text *out)
{
    const struct rv_chain *c = &run->chain;

    if (!run->measured || !run->forecast) {
        rv_text_add(out, "null");
        return;
    }
    rv_text_printf(out, "{\"burn_in\":%ld,\"directions\":[", run->burn_in);
    for (size_t k = 0; k < c->count; k++) {
        rv_text_add(out, k ? "," : "");
        measured_direction(&c->direction[k], run->forecast->direction[run->shown[k]].curvature,
                           out);
    }
    rv_text_add(out, "]");
    estimate(out, "loss", &c->loss);
    estimate(out, "loss_spread", &c->loss_spread);
    estimate(out, "loss_correlation", &c->loss_correlation);
    estimate(out, "rises", &c->rises);
    estimate(out, "snapshot_ratio", &c->snapshot_ratio);
    number(out, "peak", c->peak);
    number(out, "steepest", c->steepest);
    rv_text_add(out, "}");
}

void rv_theory_json(const struct rv_theory_row *runs, size_t count, struct rv_text *out)
{
    rv_text_add(out, "[");
    for (size_t i = 0; i < count; i++) {
        const struct rv_theory_row *run = &runs[i];

        rv_text_add(out, i ? ",{\"optimizer\":" : "{\"optimizer\":");
        rv_text_json_string(out, run->name);
        if (run->measured)
            rv_text_printf(out, ",\"steps\":%ld", run->chain.steps);
        else
            rv_text_add(out, ",\"steps\":null");
        string(out, "stopped", run->measured ? rv_stopped_text(run->chain.stopped) : NULL);
        number(out, "value", run->measured ? run->chain.value : (double)NAN);
        number(out, "distance", run->measured ? run->chain.distance : (double)NAN);
        key(out, "forecast", false);
        forecast(run, out);
        key(out, "measured", false);
        measured(run, out);
        rv_text_add(out, "}");
    }
    rv_text_add(out, "]");
}
