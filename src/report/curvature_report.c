/* Curvatures of a run: see curvature_report.h. A number that does not exist is a dash, in the
 * document null. */
#include "report/curvature_report.h"

#include "ravine/vector.h"

#include <math.h>

enum { EPOCH = 5, TOP = 9, ERROR = 10, TRACE = 17, SHARE = 9, STEP = 7, NOISE = 7 };

/* ---- The table: 80 columns ---- */

static void add_number(struct rv_text *out, double value, int width)
{
    struct rv_text cell = {0};

    rv_text_brief(&cell, isfinite(value) ? value : RV_NAN);
    rv_text_printf(out, " %*s", width - 1, rv_text_string(&cell));
    rv_text_release(&cell);
}

/* One digit: it is an error. */
static void add_error(struct rv_text *out, double value, int width)
{
    if (isfinite(value))
        rv_text_printf(out, " %*.0e", width - 1, value);
    else
        rv_text_printf(out, " %*s", width - 1, "-");
}

static void add_share(struct rv_text *out, double value, int width)
{
    if (isfinite(value))
        rv_text_printf(out, " %*.2f", width - 1, value);
    else
        rv_text_printf(out, " %*s", width - 1, "-");
}

static void add_trace(struct rv_text *out, const struct rv_spectrum *spectrum)
{
    struct rv_text cell = {0};

    rv_text_brief(&cell, isfinite(spectrum->trace) ? spectrum->trace : RV_NAN);
    if (isfinite(spectrum->trace_error))
        rv_text_printf(&cell, " +- %.2g", spectrum->trace_error);
    rv_text_printf(out, " %*s", TRACE - 1, rv_text_string(&cell));
    rv_text_release(&cell);
}

static double limit_share(const struct rv_curvature *c)
{
    return c->preconditioned / c->limit;
}

static void print_head(struct rv_text *out)
{
    rv_text_printf(out, "%*s%*s%*s%*s%*s%*s%*s%*s%*s\n", EPOCH, "epoch", TOP, "largest", TOP,
                   "second", ERROR, "residual", TRACE, "trace", SHARE, "of limit", STEP, "step",
                   STEP, "epoch", NOISE, "noise");
}

static void print_row(const struct rv_curvature *c, struct rv_text *out)
{
    rv_text_printf(out, "%*ld", EPOCH, c->epoch);
    add_number(out, c->values[0], TOP);
    add_number(out, c->top > 1 ? c->values[1] : RV_NAN, TOP);
    add_error(out, c->residuals[0], ERROR);
    add_trace(out, &c->spectrum);
    add_share(out, limit_share(c), SHARE);
    add_share(out, c->step_share, STEP);
    add_share(out, c->epoch_share, STEP);
    add_number(out, c->noise.scale, NOISE);
    rv_text_add(out, "\n");
}

/* The epoch whose displacement went most along the steepest direction. */
static const struct rv_curvature *most_along(const struct rv_curvature_report *report)
{
    const struct rv_curvature *most = NULL;

    for (size_t i = 0; i < report->count; i++) {
        const struct rv_curvature *c = &report->epochs[i];

        if (isfinite(c->epoch_share) && (!most || c->epoch_share > most->epoch_share))
            most = c;
    }
    return most;
}

static void print_words(const struct rv_curvature_report *report, const struct rv_screen *screen,
                        struct rv_text *out)
{
    const struct rv_curvature *last = &report->epochs[report->count - 1];
    const struct rv_curvature *most = most_along(report);
    struct rv_text words = {0};

    if (isfinite(last->limit))
        rv_text_printf(&words, "At rate %.3g steps along one direction grow where its curvature "
                       "exceeds %.3g; 'of limit' is the largest curvature%s over that. ",
                       last->rate, last->limit,
                       last->preconditioned != last->values[0] ? " as the optimizer sees it" : "");
    else
        rv_text_add(&words, "No limit is known for this optimizer. ");
    if (most)
        rv_text_printf(&words, "In epoch %ld %.0f %% of the way went in one direction of %zu. ",
                       most->epoch, 100 * most->epoch_share, most->coordinates);
    if (last->examples)
        rv_text_printf(&words, "Measured on %zu training examples. ", last->examples);
    for (size_t i = 0; i < report->count; i++)
        if (report->epochs[i].nudged) {
            rv_text_add(&words, "Where weights stand on a kink of a ReLU, a point a millionth away "
                                "was measured. ");
            break;
        }
    if (report->diverged)
        rv_text_printf(&words, "The run %s. ", report->diverged);
    rv_text_trim(&words);
    rv_text_wrap(out, rv_text_string(&words), 0, screen->width);
    rv_text_release(&words);
}

void rv_curvature_report_print(const struct rv_curvature_report *report,
                               const struct rv_screen *screen, struct rv_text *out)
{
    rv_text_printf(out, "%s, %s, seed %llu\n", report->scenario, report->variant,
                   (unsigned long long)report->seed);
    print_head(out);
    for (size_t i = 0; i < report->count; i++)
        print_row(&report->epochs[i], out);
    print_words(report, screen, out);
}

/* ---- The document ---- */

static void numbers(const char *key, const double *values, size_t count, struct rv_json *json)
{
    rv_json_array(json, key);
    for (size_t k = 0; k < count; k++)
        rv_json_number(json, NULL, values[k]);
    rv_json_end(json);
}

static void layers(const struct rv_gradient_noise *noise, struct rv_json *json)
{
    rv_json_object(json, "signal_to_noise");
    for (size_t r = 0; r < noise->count; r++)
        if (noise->ranges[r].trainable)
            rv_json_number(json, noise->ranges[r].name, noise->signal_to_noise[r]);
    rv_json_end(json);
}

static void density(const struct rv_spectrum *spectrum, struct rv_json *json)
{
    rv_json_object(json, "density");
    numbers("values", spectrum->values, spectrum->count, json);
    numbers("weights", spectrum->weights, spectrum->count, json);
    rv_json_end(json);
}

/* Beyond what the contract names: what else was measured. */
static void more(const struct rv_curvature *c, struct rv_json *json)
{
    rv_json_number(json, "share_of_limit", limit_share(c));
    rv_json_number(json, "preconditioned_top", c->preconditioned);
    rv_json_number(json, "learning_rate", c->rate);
    rv_json_number(json, "momentum", c->momentum);
    rv_json_number(json, "share_of_step_top", c->step_share_top);
    rv_json_number(json, "share_of_epoch", c->epoch_share);
    rv_json_number(json, "share_of_epoch_top", c->epoch_share_top);
    rv_json_number(json, "along_gradient", c->along_gradient);
    rv_json_number(json, "along_step", c->along_step);
    rv_json_number(json, "gradient_norm", c->gradient_norm);
    rv_json_number(json, "step_length", c->step_length);
    rv_json_number(json, "epoch_length", c->epoch_length);
    rv_json_number(json, "step_cosine", c->step_cosine);
    rv_json_number(json, "step_to_weight", c->step_to_weight);
    rv_json_number(json, "overshoot", c->overshoot);
    rv_json_number(json, "first_order_share", c->first_order_share);
    rv_json_number(json, "noise_trace", c->noise.trace);
    layers(&c->noise, json);
    rv_json_integer(json, "step", c->step);
    rv_json_unsigned(json, "coordinates", c->coordinates);
    rv_json_unsigned(json, "examples", c->examples);
    rv_json_unsigned(json, "iterations", c->iterations);
    rv_json_boolean(json, "on_kink", c->nudged);
    if (c->spectrum.count)
        density(&c->spectrum, json);
}

void rv_curvature_report_json(const struct rv_curvature_report *report, struct rv_json *json)
{
    rv_json_object(json, NULL);
    rv_json_string(json, "scenario", report->scenario);
    rv_json_string(json, "variant", report->variant);
    rv_json_unsigned(json, "seed", report->seed);
    rv_json_string(json, "diverged", report->diverged);
    rv_json_array(json, "epochs");
    for (size_t i = 0; i < report->count; i++) {
        const struct rv_curvature *c = &report->epochs[i];

        rv_json_line(json, 1);
        rv_json_object(json, NULL);
        rv_json_integer(json, "epoch", c->epoch);
        numbers("top", c->values, c->top, json);
        numbers("residual", c->residuals, c->top, json);
        rv_json_number(json, "trace", c->spectrum.trace);
        rv_json_number(json, "trace_error", c->spectrum.trace_error);
        rv_json_number(json, "limit", c->limit);
        rv_json_number(json, "rate_times_top_over_2", c->rate * c->preconditioned / 2);
        rv_json_number(json, "share_of_step", c->step_share);
        rv_json_number(json, "noise_scale", c->noise.scale);
        more(c, json);
        rv_json_end(json);
    }
    rv_json_line(json, 0);
    rv_json_end(json);
    rv_json_end(json);
}
