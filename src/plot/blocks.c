/* The data file: see blocks.h. */
#include "plot/blocks.h"

#include "plot/field.h"
#include "plot/quote.h"

#include <math.h>

/* A point above the upper limit, or infinite: it gets a mark at the edge. */
static bool is_off_scale(const struct rv_plot *plot, const struct rv_plot_curve *curve, size_t i)
{
    const struct rv_axis *y = &plot->panels[curve->panel].y;

    return !curve->low && curve->style != RV_STYLE_LINE && curve->style != RV_STYLE_PATH &&
           isfinite(curve->x[i]) && curve->y[i] > y->high;
}

size_t rv_blocks_off_scale(const struct rv_plot *plot, size_t panel)
{
    size_t n = 0;

    for (size_t i = 0; i < plot->curve_count; i++)
        for (size_t k = 0; plot->curves[i].panel == panel && k < plot->curves[i].count; k++)
            n += is_off_scale(plot, &plot->curves[i], k);
    return n;
}

size_t rv_blocks_of_curve(const struct rv_plot *plot, size_t curve)
{
    size_t block = 0;

    for (size_t i = 0; i < curve; i++)
        block += rv_plot_visible(&plot->curves[i]);
    return block;
}

size_t rv_blocks_of_off_scale(const struct rv_plot *plot, size_t panel)
{
    size_t block = rv_blocks_of_curve(plot, plot->curve_count);

    for (size_t i = 0; i < panel; i++)
        block += rv_blocks_off_scale(plot, i) > 0;
    return block;
}

bool rv_blocks_field_visible(const struct rv_plot *plot, size_t field)
{
    const struct rv_plot_field *f = &plot->fields[field];

    for (size_t i = 0; i < f->columns * f->rows; i++)
        if (isfinite(f->value[i]))
            return true;
    return false;
}

size_t rv_blocks_of_field(const struct rv_plot *plot, size_t field)
{
    size_t block = rv_blocks_of_off_scale(plot, plot->panel_count);

    for (size_t i = 0; i < field; i++)
        block += rv_blocks_field_visible(plot, i);
    return block;
}

/* x y, x y z or x y low high: the order of the columns that panel.c names after `using`. */
static void put_point(struct rv_text *out, const struct rv_plot_curve *curve, size_t i)
{
    rv_quote_number(out, curve->x[i]);
    rv_text_add(out, " ");
    rv_quote_number(out, curve->y[i]);
    if (curve->z) {
        rv_text_add(out, " ");
        rv_quote_number(out, curve->z[i]);
    }
    if (curve->low) {
        rv_text_add(out, " ");
        rv_quote_number(out, curve->low[i]);
        rv_text_add(out, " ");
        rv_quote_number(out, curve->high[i]);
    }
    rv_text_add(out, "\n");
}

static void put_off_scale(const struct rv_plot *plot, size_t panel, struct rv_text *out)
{
    rv_text_printf(out, "# panel %zu: points above the scale: x, upper limit\n", panel + 1);
    for (size_t i = 0; i < plot->curve_count; i++)
        for (size_t k = 0; plot->curves[i].panel == panel && k < plot->curves[i].count; k++)
            if (is_off_scale(plot, &plot->curves[i], k)) {
                rv_quote_number(out, plot->curves[i].x[k]);
                rv_text_add(out, " ");
                rv_quote_number(out, plot->panels[panel].y.high);
                rv_text_add(out, "\n");
            }
    rv_text_add(out, "\n\n");
}

/* Five digits: a picture of colours shows three. Rows of the matrix are rows of the grid. */
static void put_field(const struct rv_plot_field *field, struct rv_text *out)
{
    rv_text_printf(out, "# panel %zu: values above %.6g; x from %.6g to %.6g in each row, y from "
                   "%.6g to %.6g down the rows\n", field->panel + 1, field->base, field->low[0],
                   field->high[0], field->low[1], field->high[1]);
    for (size_t row = 0; row < field->rows; row++)
        for (size_t i = 0; i < field->columns; i++) {
            double value = field->value[row * field->columns + i];

            if (isfinite(value))
                rv_text_printf(out, "%.5g", value - field->base);
            else
                rv_text_add(out, "NaN");
            rv_text_add(out, i + 1 < field->columns ? " " : "\n");
        }
    rv_text_add(out, "\n\n");
}

/* Blocks are separated by two blank lines, which is how gnuplot counts an `index`. The names stand
 * in comments, so that a person finds the curve; comments hold no character that gnuplot acts on.
 */
void rv_blocks_print(const struct rv_plot *plot, struct rv_text *out)
{
    for (size_t i = 0; i < plot->curve_count; i++) {
        const struct rv_plot_curve *curve = &plot->curves[i];

        if (!rv_plot_visible(curve))
            continue;
        rv_text_printf(out, "# panel %zu: ", curve->panel + 1);
        rv_quote_comment(out, curve->name);
        rv_text_add(out, curve->low ? "\n# x y low high\n"
                         : curve->z ? "\n# x y z\n" : "\n# x y\n");
        for (size_t k = 0; k < curve->count; k++)
            /* a missing point breaks a line, but must not break a band in two */
            if (rv_plot_drawable(curve, k) || (!curve->low && isfinite(curve->x[k])))
                put_point(out, curve, k);
        rv_text_add(out, "\n\n");
    }
    for (size_t i = 0; i < plot->panel_count; i++)
        if (rv_blocks_off_scale(plot, i) > 0)
            put_off_scale(plot, i, out);
    for (size_t i = 0; i < plot->field_count; i++)
        if (rv_blocks_field_visible(plot, i))
            put_field(&plot->fields[i], out);
}
