/* Fields in gnuplot's language: see map.h.
 *
 * A picture of 40,000 cells is an image, not as many rectangles: that keeps an SVG below 100 kB.
 * LaTeX gets coloured contour lines alone, since tikz would put an image into a second file. */
#include "plot/map.h"

#include "plot/blocks.h"
#include "plot/field.h"

#include <math.h>

/* Viridis (van der Walt and Smith 2015): even steps of lightness, the same to the colour-blind;
 * gnuplot 5 does not have it. */
static const char *const viridis[] = {"440154", "482878", "3E4989", "31688E", "26828E",
                                      "1F9E89", "35B779", "6ECE58", "B5DE2B", "FDE725"};
#define VIRIDIS_COUNT (sizeof viridis / sizeof viridis[0])

#define SCALE_WIDTH 0.018 /* of the scale of colours, and its distance from the panel */
#define SCALE_GAP 0.012
/* Of surfaces: degrees from above and about the vertical, so that one looks into a valley along x;
 * sizes that fill the frame. */
#define VIEW "48, 68, 1.15, 1.1"
#define BOX_BELOW 0.1 /* the empty corners of the box may lie outside of the frame */
#define BOX_ABOVE 0.04

/* The block of a field as a matrix whose rows and columns stand at their places. */
static void put_data(struct rv_writer *w, size_t field, bool coarse)
{
    const struct rv_plot_field *f = &w->plot->fields[field];

    rv_text_printf(w->out, "data index %zu matrix%s using (", rv_blocks_of_field(w->plot, field),
                   coarse ? " every 2:2" : "");
    for (int axis = 0; axis < 2; axis++) {
        size_t last = (axis ? f->rows : f->columns) - 1;

        rv_writer_number(w, f->low[axis]);
        rv_text_printf(w->out, " + $%d*", axis + 1);
        rv_writer_number(w, (f->high[axis] - f->low[axis]) / (double)last);
        rv_writer_add(w, axis ? ")" : "):(");
    }
}

static void put_levels(struct rv_writer *w, const struct rv_plot_field *field)
{
    rv_writer_add(w, "set cntrparam levels discrete ");
    for (size_t i = 0; i < field->level_count; i++) {
        rv_writer_add(w, i ? ", " : "");
        rv_writer_number(w, field->level[i]);
    }
    rv_writer_add(w, "\n");
}

void rv_map_prepare(struct rv_writer *w)
{
    if (w->plot->field_count == 0)
        return;
    rv_writer_add(w, "set palette defined (");
    for (size_t i = 0; i < VIRIDIS_COUNT; i++)
        rv_text_printf(w->out, "%s%zu \"#%s\"", i ? ", " : "", i, viridis[i]);
    rv_writer_add(w, ")\n");
    if (w->few_colors) /* the paths need some, too */
        rv_writer_add(w, "set palette maxcolors 16\n");
    if (w->plot->depth)
        return;
    rv_writer_add(w, "# Contour lines, as data blocks.\nset contour base\nunset surface\n");
    for (size_t i = 0; i < w->plot->field_count; i++) {
        if (!rv_blocks_field_visible(w->plot, i) || w->plot->fields[i].level_count == 0)
            continue;
        put_levels(w, &w->plot->fields[i]);
        rv_text_printf(w->out, "set table $contours%zu\nsplot ", i + 1);
        put_data(w, i, false);
        rv_writer_add(w, ":3 with lines\nunset table\n");
    }
    rv_writer_add(w, "unset contour\nset surface\n");
}

/* ---- One panel ---- */

static void put_limits(struct rv_writer *w, const char *which, const struct rv_axis *axis)
{
    rv_text_printf(w->out, "%s logscale %s\nset %srange [", axis->log ? "set" : "unset", which,
                   which);
    rv_writer_number(w, axis->low);
    rv_writer_add(w, ":");
    rv_writer_number(w, axis->high);
    rv_text_printf(w->out, "]\nset %stics (", which);
    for (size_t i = 0; i < axis->count; i++) {
        rv_text_printf(w->out, "%s\"%.6g\" ", i ? ", " : "", axis->tick[i]);
        rv_writer_number(w, axis->tick[i]);
    }
    rv_writer_add(w, ")\n");
}

/* The last field stands at the right edge: its scale serves all, which share their colours. */
static void put_scale(struct rv_writer *w, bool shown)
{
    const double whole = w->top - w->bottom - w->gap_y;
    const double bottom =
        w->plot->first_row > 0 ? w->top - w->plot->first_row * whole : w->bottom;

    if (!shown) {
        rv_writer_add(w, "unset colorbox\n");
        return;
    }
    rv_writer_add(w, "set colorbox vertical user origin screen ");
    rv_writer_place(w, w->right + SCALE_GAP);
    rv_writer_add(w, ", screen ");
    rv_writer_place(w, bottom);
    rv_writer_add(w, " size screen ");
    rv_writer_place(w, SCALE_WIDTH);
    rv_writer_add(w, ", screen ");
    rv_writer_place(w, w->top - bottom);
    rv_writer_add(w, " noborder\nset cblabel ");
    rv_writer_quote(w, w->plot->color_label ? w->plot->color_label : "");
    rv_writer_add(w, " offset 1.2, 0\n");
}

void rv_map_box(struct rv_writer *w)
{
    rv_writer_add(w, "set origin 0, ");
    rv_writer_place(w, w->bottom - BOX_BELOW);
    rv_writer_add(w, "\nset size ");
    rv_writer_place(w, w->right);
    rv_writer_add(w, ", ");
    rv_writer_place(w, w->top - w->bottom + BOX_BELOW + BOX_ABOVE);
    rv_writer_add(w, "\n");
}

/* The box stands on the lowest value; its own limits, because gnuplot would add room below. */
static void put_depth(struct rv_writer *w, const struct rv_plot_field *field)
{
    struct rv_axis z = {0};

    rv_axis_fit(&z, 0, field->color.high, false, 0, 5);
    z.low = 0;
    put_limits(w, "z", &z);
    rv_writer_add(w, "set view " VIEW "\nset xyplane at 0\nset pm3d scansautomatic\nset border 31\n"
                     "set xtics offset 0, -0.4\nset ytics offset 0.6, -0.2\n"
                     "set xlabel offset 0, -0.8\n");
}

/* Where there is no value nothing is painted, and this shows. */
static void put_hatching(struct rv_writer *w, const struct rv_plot_field *field)
{
    for (size_t i = 0; i < field->columns * field->rows; i++)
        if (!isfinite(field->value[i])) {
            rv_writer_add(w, "set object rectangle from graph 0, graph 0 to graph 1, graph 1 "
                             "behind fillstyle pattern 4 "
                             "fillcolor rgb \"" RV_WRITER_DIM_COLOR "\"\n");
            return;
        }
}

void rv_map_settings(struct rv_writer *w, size_t panel)
{
    const struct rv_plot_field *field = rv_field_of(w->plot, panel);

    if (!field)
        return;
    put_limits(w, "cb", &field->color);
    if (field->numbers && !w->plain)
        rv_writer_add(w, "set style textbox opaque noborder margins 0.2, 0.2\n");
    if (!w->plain && !w->plot->depth)
        put_hatching(w, field);
    put_scale(w, panel == w->plot->fields[w->plot->field_count - 1].panel);
    if (w->plot->depth)
        put_depth(w, field);
}

/* Values below the scale get its lowest colour; a missing one (NaN) stays missing. */
static void put_cut_value(struct rv_writer *w, const struct rv_plot_field *field)
{
    rv_writer_add(w, ":($3 < ");
    rv_writer_number(w, field->color.low);
    rv_writer_add(w, " ? ");
    rv_writer_number(w, field->color.low);
    rv_writer_add(w, " : $3)");
}

/* A surface of vector graphics takes every second grid line: every patch is a polygon. */
static void put_surface(struct rv_writer *w, size_t field)
{
    put_data(w, field, w->tex || w->vector);
    rv_writer_add(w, ":3");
    put_cut_value(w, &w->plot->fields[field]);
    rv_writer_add(w, " with pm3d, \\\n      ");
}

/* One number a piece of a line that is long enough to have one, in a box, since it stands on every
 * colour. */
static void put_numbers(struct rv_writer *w, size_t field)
{
    rv_text_printf(w->out, "$contours%zu using 1:2:(sprintf(\"%%g\", $3)) every 1000::6 "
                           "with labels", field + 1);
    if (!w->plain)
        rv_writer_add(w, w->tex ? "" : " boxed");
    rv_writer_font(w, w->page->small);
    rv_writer_color(w, RV_WRITER_TEXT_COLOR);
    rv_writer_add(w, ", \\\n     ");
}

/* Lines alone where an image costs too much: GIFs grow tenfold, and slowly. */
static void put_flat(struct rv_writer *w, size_t field)
{
    bool lines = (w->tex || w->moving) && w->plot->fields[field].level_count > 0;

    if (!lines) {
        put_data(w, field, false);
        put_cut_value(w, &w->plot->fields[field]);
        rv_writer_add(w, " with image, \\\n     ");
    }
    if (w->plot->fields[field].level_count == 0)
        return;
    rv_text_printf(w->out, "$contours%zu using 1:2%s with lines lw ", field + 1,
                   lines ? ":3" : "");
    rv_writer_number(w, (lines ? 1.5 : 0.7) * w->page->weight);
    rv_writer_add(w, lines ? " lc palette" : " lc rgb \"#FFFFFF\"");
    rv_writer_add(w, ", \\\n     ");
    if (w->plot->fields[field].numbers)
        put_numbers(w, field);
}

void rv_map_print(struct rv_writer *w, size_t panel)
{
    for (size_t i = 0; i < w->plot->field_count; i++) {
        if (w->plot->fields[i].panel != panel || !rv_blocks_field_visible(w->plot, i))
            continue;
        if (w->plot->depth)
            put_surface(w, i);
        else
            put_flat(w, i);
    }
}
