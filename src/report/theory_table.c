/* Forecasts beside measurements, on a screen: see theory_table.h. */
#include "report/theory_table.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

enum { HEAD_LINES = 2 };
/* Columns of the table: 80 in all, with noise and without. */
enum { NAME = 10, CURVATURE = 9, PRODUCT = 10 };
enum { MOTION = 11, THEORY = 9, MEASURED = 10 };
enum { VARIANCE = 9, ESTIMATE = 19, LAG = 7, LAG_ESTIMATE = 16 };

void rv_theory_table_release(struct rv_theory_row *run)
{
    rv_forecast_free(run->forecast);
    rv_free(run->reason);
    rv_chain_release(&run->chain);
}

enum rv_status rv_theory_table_open(struct rv_theory_row *run, const char *name,
                                    const struct rv_recipe *recipe, uint64_t seed,
                                    size_t directions)
{
    struct rv_error error = {0};
    enum rv_status status;

    *run = (struct rv_theory_row){.name = name, .recipe = recipe};
    status = rv_forecast_create(recipe, seed, NULL, &run->forecast, &error);
    if (status) {
        run->reason = rv_strdup(error.message);
        return status;
    }
    if (run->forecast->reason)
        run->reason = rv_strdup(run->forecast->reason);
    if (directions > RV_THEORY_TABLE_DIRECTIONS)
        directions = RV_THEORY_TABLE_DIRECTIONS;
    if (directions > run->forecast->dimension)
        directions = run->forecast->dimension;
    for (size_t k = 0; k < directions; k++)
        run->shown[k] = k + 1 == directions ? run->forecast->dimension - 1 : k;
    if (directions == 1)
        run->shown[0] = 0;
    run->shown_count = directions;
    return RV_OK;
}

/* ---- Cells ---- */

/* Right-aligned in `width` columns, a blank before it however long it is; "-" where there is no
 * number. */
static void add_number(struct rv_text *out, double value, int width)
{
    struct rv_text cell = {0};

    rv_text_brief(&cell, isfinite(value) ? value : (double)NAN);
    rv_text_printf(out, " %*s", width > 0 ? width - 1 : 0, rv_text_string(&cell));
    rv_text_release(&cell);
}

/* "0.0526 +- 0.0004", the error with two digits. */
static void add_estimate(struct rv_text *out, const struct rv_estimate *e, int width)
{
    struct rv_text cell = {0};

    rv_text_brief(&cell, isfinite(e->value) ? e->value : (double)NAN);
    if (isfinite(e->error))
        rv_text_printf(&cell, width > 0 && width < ESTIMATE ? " +- %.0e" : " +- %.2g", e->error);
    rv_text_printf(out, " %*s", width > 0 ? width - 1 : 0, rv_text_string(&cell));
    rv_text_release(&cell);
}

/* Two lines: groups of columns, columns. Without measurements their columns are left out. */
static void print_head(bool noisy, bool measured, struct rv_text *out)
{
    const char *const last = measured ? "measured" : "";
    const int indent = NAME + CURVATURE + PRODUCT;

    if (noisy)
        rv_text_printf(out, "%*s  %s%s%s\n", indent, "", "variance",
                       measured ? "                       " : "  ", "correlation, lag 1");
    else
        rv_text_printf(out, "%*s%*s%*s\n", indent + MOTION, "",
                       THEORY + (measured ? MEASURED : 0), measured ? "factor a step" : "factor",
                       measured ? THEORY + MEASURED : 7, measured ? "share of flips" : "flips");
    rv_text_printf(out, "%-*s%*s%*s", NAME, "optimizer", CURVATURE, "curvature", PRODUCT,
                   "rate x it");
    if (noisy)
        rv_text_printf(out, "%*s%*s%*s%s%s\n", VARIANCE, "theory", measured ? ESTIMATE : 0, last,
                       LAG, "theory", measured ? "        " : "", last);
    else
        rv_text_printf(out, "  %-*s%*s%*s%*s%*s\n", MOTION - 2, "motion", THEORY, "theory",
                       measured ? MEASURED : 0, last, THEORY, "theory", measured ? MEASURED : 0,
                       last);
}

static void print_noisy(const struct rv_forecast_direction *d, const struct rv_chain_direction *c,
                        bool settled, struct rv_text *out)
{
    if (d->motion == RV_FORECAST_DIVERGES || d->motion == RV_FORECAST_LEAVES ||
        d->motion == RV_FORECAST_SPREADS || d->motion == RV_FORECAST_ESCAPES)
        rv_text_printf(out, "%*s", VARIANCE, rv_forecast_motion_text(d->motion));
    else
        add_number(out, d->variance, VARIANCE);
    if (c && settled)
        add_estimate(out, &c->variance, ESTIMATE);
    else if (c)
        rv_text_printf(out, "%*s", ESTIMATE, "start not forgotten");
    add_number(out, d->correlation, LAG);
    if (c && settled)
        add_estimate(out, &c->correlation, LAG_ESTIMATE);
}

static void print_quiet(const struct rv_forecast_direction *d, const struct rv_chain_direction *c,
                        struct rv_text *out)
{
    rv_text_printf(out, "  %-*s", MOTION - 2, rv_forecast_motion_text(d->motion));
    add_number(out, d->factor, THEORY);
    if (c)
        add_number(out, c->factor.value, MEASURED);
    add_number(out, d->flips, THEORY);
    if (c)
        add_number(out, c->flips.value, MEASURED);
}

/* The name is cut to its column: two optimizers of one name differ at its end, "_2". */
static void print_direction(const struct rv_theory_row *run, size_t k,
                            const struct rv_screen *screen, struct rv_text *out)
{
    const struct rv_forecast_direction *d = &run->forecast->direction[run->shown[k]];
    const struct rv_chain_direction *c = run->measured ? &run->chain.direction[k] : NULL;
    struct rv_text name = {0};

    rv_text_cut(&name, k == 0 ? run->name : "", NAME - 1, screen->utf8);
    rv_text_pad(out, rv_text_string(&name), NAME);
    rv_text_release(&name);
    add_number(out, d->curvature, CURVATURE);
    add_number(out, d->product, PRODUCT);
    if (run->forecast->noisy)
        print_noisy(d, c, !(d->settle > (double)run->burn_in), out);
    else
        print_quiet(d, c, out);
    rv_text_add(out, "\n");
}

/* ---- Lines below the table ---- */

static void add_pair(struct rv_text *out, const char *what, double theory,
                     const struct rv_estimate *measured)
{
    rv_text_printf(out, "%s: theory ", what);
    rv_text_brief(out, theory);
    if (measured && isfinite(measured->value)) {
        rv_text_add(out, ", measured ");
        add_estimate(out, measured, 0);
    }
}

static void print_end(const struct rv_theory_row *run, struct rv_text *out)
{
    const struct rv_chain *chain = &run->chain;

    rv_text_printf(out, "%s: %s after %ld steps", run->name, rv_stopped_text(chain->stopped),
                   chain->steps);
    if (!isnan(chain->value)) {
        rv_text_add(out, ", value ");
        rv_text_brief(out, chain->value);
    }
    if (!isnan(chain->distance)) {
        rv_text_add(out, ", distance to the minimum ");
        rv_text_brief(out, chain->distance);
    }
    if (chain->elsewhere)
        rv_text_add(out, " (another one than the forecast's)");
    rv_text_add(out, "\n");
}

/* One line of theory that the table has no column for; nothing where there is none. */
static void print_more(const struct rv_theory_row *run, struct rv_text *out)
{
    const struct rv_forecast *f = run->forecast;
    const struct rv_chain *c = run->measured ? &run->chain : NULL;
    const struct rv_forecast_direction *d = f ? &f->direction[0] : NULL;

    if (run->reason) {
        rv_text_printf(out, "%s: no forecast: %s\n", run->name, run->reason);
    } else if (!isnan(f->catapult.product)) {
        rv_text_printf(out, "%s: rate x curvature ", run->name);
        rv_text_brief(out, f->catapult.product);
        add_pair(out, " at the start, at the end", f->catapult.end,
                 c ? &(struct rv_estimate){f->rate * c->steepest, (double)NAN} : NULL);
        add_pair(out, "; peak of the loss over the first", f->catapult.peak,
                 c ? &(struct rv_estimate){c->peak, (double)NAN} : NULL);
        rv_text_add(out, "\n");
    } else if (d->motion == RV_FORECAST_SPREADS) {
        rv_text_printf(out, "%s: the mean square of many paths diverges; a single one may converge "
                            "all the same\n",
                       run->name);
    } else if (d->motion == RV_FORECAST_EDGE) {
        rv_text_printf(out, "%s: ", run->name);
        add_pair(out, "root mean square gradient hovers at its edge", d->edge,
                 c ? &c->direction[0].gradient : NULL);
        if (c && c->direction[0].gradient.value < d->edge / 2)
            rv_text_add(out, " (not there yet)");
        rv_text_add(out, "\n");
    } else if (!isnan(f->loss)) {
        rv_text_printf(out, "%s: ", run->name);
        if (d->motion == RV_FORECAST_CYCLES) {
            add_pair(out, "jumps between both sides at distance", d->amplitude,
                     c ? &c->direction[0].distance : NULL);
            rv_text_add(out, "; ");
        }
        add_pair(out, "loss", f->loss, c ? &c->loss : NULL);
        if (!isnan(f->snapshot_ratio))
            add_pair(out, "; snapshot/epoch mean", f->snapshot_ratio,
                     c ? &c->snapshot_ratio : NULL);
        rv_text_add(out, "\n");
    }
}

/* Lines below the table that a run may take: how it ended, what else theory says. */
static int lines_below(bool measured)
{
    return measured ? 3 : 1;
}

size_t rv_theory_table_fitting(size_t runs, int lines, bool measured)
{
    const int each = (lines - HEAD_LINES) / (int)(runs ? runs : 1) - lines_below(measured);

    return each > 1 ? (size_t)each : 1;
}

/* Runs that find no room are counted. */
void rv_theory_table_print(const struct rv_theory_row *runs, size_t count,
                           const struct rv_screen *screen, int lines, struct rv_text *out)
{
    const bool measured = count && runs[0].measured, any = count && runs[0].forecast;
    const int most = (lines - HEAD_LINES - 1) / (1 + lines_below(measured));
    const size_t shown = (int)count > most + 1 ? (size_t)most : count;

    if (any)
        print_head(runs[0].forecast->noisy, measured, out);
    for (size_t i = 0; i < shown && any; i++)
        for (size_t k = 0; k < runs[i].shown_count; k++)
            print_direction(&runs[i], k, screen, out);
    for (size_t i = 0; i < shown; i++) {
        struct rv_text text = {0};

        if (runs[i].measured)
            print_end(&runs[i], &text);
        print_more(&runs[i], &text);
        for (const char *line = rv_text_string(&text); *line; line += strcspn(line, "\n") + 1) {
            struct rv_text one = {0};

            rv_text_add_bytes(&one, line, strcspn(line, "\n"));
            rv_text_wrap(out, rv_text_string(&one), 0, screen->width);
            rv_text_release(&one);
        }
        rv_text_release(&text);
    }
    if (shown < count)
        rv_text_printf(out, "and %zu more: --json shows all\n", count - shown);
}
