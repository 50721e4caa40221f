/* One panel in gnuplot's language: frame, axes, texts, curves. See writer.h. */
#include "plot/blocks.h"
#include "plot/field.h"
#include "plot/map.h"
#include "plot/wrap.h"
#include "plot/writer.h"

#include <math.h>
#include <string.h>

#define OFF_SCALE_MARK 9 /* a triangle that points up */

static void put_margin(struct rv_writer *w, const char *side, double share)
{
    rv_text_printf(w->out, "set %cmargin at screen ", side[0]);
    rv_writer_place(w, share);
    rv_writer_add(w, "\n");
}

/* Margins in shares of the page, so that all panels have the same size whatever their tick labels
 * are; gnuplot would make each as large as its own labels allow. */
static void put_frame(struct rv_writer *w, size_t panel)
{
    size_t columns = w->plot->columns ? w->plot->columns : 1;
    size_t rows = (w->plot->panel_count + columns - 1) / columns;
    double width = (w->right - w->left - w->gap_x * (double)(columns - 1)) / (double)columns;
    double whole = w->top - w->bottom - w->gap_y * (double)(rows - 1);
    double height = whole / (double)rows;
    double left = w->left + (double)(panel % columns) * (width + w->gap_x);
    double top = w->top - (double)(panel / columns) * (height + w->gap_y);

    if (w->plot->first_row > 0 && rows == 2) {
        height = whole * (panel < columns ? w->plot->first_row : 1 - w->plot->first_row);
        top = panel < columns ? w->top : w->bottom + height;
    }
    if (w->plot->depth) { /* margins would stretch the box: it gets the place to stand in */
        rv_map_box(w);
        return;
    }
    put_margin(w, "left", left);
    put_margin(w, "right", left + width);
    put_margin(w, "top", top);
    put_margin(w, "bottom", top - height);
}

/* Explicit limits and ticks: gnuplot fails on an empty or all-NaN range, warns on a constant one,
 * and puts a single number on a log axis of less than a decade. */
static void put_axis(struct rv_writer *w, char which, const struct rv_axis *axis, bool labels)
{
    rv_text_printf(w->out, "%s logscale %c\nset %crange [", axis->log ? "set" : "unset", which,
                   which);
    rv_writer_number(w, axis->low);
    rv_writer_add(w, ":");
    rv_writer_number(w, axis->high);
    rv_text_printf(w->out, "]\nset %ctics (", which);
    for (size_t i = 0; i < axis->count; i++) {
        rv_writer_add(w, i ? ", " : "");
        if (labels && axis->text)
            rv_writer_quote(w, axis->text[i * axis->text_stride]);
        else if (labels)
            rv_text_printf(w->out, "\"%.6g\"", axis->tick[i]);
        else
            rv_writer_add(w, "\"\"");
        rv_writer_add(w, " ");
        rv_writer_number(w, axis->tick[i]);
    }
    rv_writer_add(w, ")\n");
}

/* Ticks and labels stand at the left and lower edge of the whole only, where axes are shared. */
static void put_axes(struct rv_writer *w, size_t panel)
{
    const struct rv_plot *plot = w->plot;
    size_t columns = plot->columns ? plot->columns : 1;
    bool at_left = panel % columns == 0, at_bottom = panel + columns >= plot->panel_count;

    put_axis(w, 'x', &plot->panels[panel].x, at_bottom || plot->own_x);
    put_axis(w, 'y', &plot->panels[panel].y, at_left || plot->own_y);
    if (plot->rows)
        rv_writer_add(w, "unset ytics\n");
    rv_writer_add(w, "set xlabel ");
    rv_writer_quote(w, at_bottom && plot->x_label ? plot->x_label : "");
    rv_writer_add(w, "\nset ylabel ");
    if (plot->panels[panel].y_label)
        rv_writer_quote(w, plot->panels[panel].y_label);
    else
        rv_writer_quote(w, at_left && plot->y_label && !plot->rows ? plot->y_label : "");
    rv_writer_add(w, "\n");
}

static void put_title(struct rv_writer *w, const struct rv_plot_panel *panel)
{
    struct rv_text line = {0};
    size_t columns = w->plot->columns ? w->plot->columns : 1;

    if (!*panel->title)
        return;
    rv_wrap_lines(&line, panel->title, (columns > 2 ? 116 : 90) / columns, 1);
    rv_writer_add(w, "set label ");
    rv_writer_quote(w, rv_text_string(&line));
    rv_writer_add(w, " at graph 0, graph 1 left offset 0, 0.7");
    rv_writer_font(w, columns > 2 ? w->page->small : w->page->base);
    rv_writer_color(w, panel->strong ? RV_WRITER_TEXT_COLOR : RV_WRITER_DIM_COLOR);
    rv_writer_add(w, "\n");
    rv_text_release(&line);
}

/* Black on white: it must be seen on every colour, and in grey. */
static void put_arrow(struct rv_writer *w, const struct rv_plot_panel *panel)
{
    static const char *const looks[] = {" lw 5 lc rgb \"#FFFFFF\"\n", " lw 2 lc rgb \"#000000\"\n"};

    for (size_t layer = w->plain ? 1 : 0; layer < 2; layer++) {
        rv_writer_add(w, "set arrow from first ");
        rv_writer_number(w, panel->arrow[0]);
        rv_writer_add(w, ", first ");
        rv_writer_number(w, panel->arrow[1]);
        rv_writer_add(w, " to first ");
        rv_writer_number(w, panel->arrow[2]);
        rv_writer_add(w, ", first ");
        rv_writer_number(w, panel->arrow[3]);
        rv_writer_add(w, " front size screen 0.02, 20 filled");
        rv_writer_add(w, w->plain ? "\n" : looks[layer]);
    }
}

/* Row names are labels, not tick labels: those go through a format in which % means something. */
static void put_notes(struct rv_writer *w, const struct rv_plot_panel *panel, bool on_field)
{
    for (size_t i = 0; i < panel->note_count; i++) {
        const struct rv_plot_note *note = &panel->notes[i];
        struct rv_text line = {0};

        rv_wrap_lines(&line, note->text, 34, 1);
        rv_writer_add(w, "set label ");
        rv_writer_quote(w, rv_text_string(&line));
        rv_writer_add(w, " at ");
        if (note->left_of_axis) {
            rv_writer_add(w, "graph 0");
        } else {
            rv_writer_add(w, "first ");
            rv_writer_number(w, note->x);
        }
        rv_writer_add(w, ", first ");
        rv_writer_number(w, note->y);
        rv_writer_add(w, note->left_of_axis ? " right offset -1, 0" : " left offset 1, 0");
        if (on_field && !w->plain)
            rv_writer_add(w, w->tex ? " front" : " front boxed");
        rv_writer_color(w, RV_WRITER_TEXT_COLOR);
        rv_writer_add(w, "\n");
        rv_text_release(&line);
    }
    if (panel->has_arrow)
        put_arrow(w, panel);
    if (isfinite(panel->mark_x)) {
        rv_writer_add(w, "set arrow from first ");
        rv_writer_number(w, panel->mark_x);
        rv_writer_add(w, ", graph 0 to first ");
        rv_writer_number(w, panel->mark_x);
        rv_writer_add(w, ", graph 1 nohead back");
        rv_writer_add(w, w->plain ? "\n" : " lw 1 dt 3 lc rgb \"" RV_WRITER_DIM_COLOR "\"\n");
    }
}

/* ---- Curves ---- */

/* gnuplot's name of a style, and what of a look it shows. */
static const struct style {
    const char *name, *columns;
    bool line, mark;
} styles[] = {
    [RV_STYLE_BAND] = {"filledcurves", "1:3:4", false, false},
    [RV_STYLE_LINE] = {"lines", "1:2", true, false},
    [RV_STYLE_MARKS] = {"points", "1:2", false, true},
    [RV_STYLE_LINE_MARKS] = {"linespoints", "1:2", true, true},
    [RV_STYLE_BARS] = {"yerrorbars", "1:2:3:4", false, true},
    [RV_STYLE_RANGE] = {"xerrorbars", "1:2:3:4", false, true},
    [RV_STYLE_PATH] = {"linespoints", "1:2", true, true},
    [RV_STYLE_ROW] = {"boxxyerror", "1:2:3:4:($2-0.3):($2+0.3)", false, false},
    [RV_STYLE_BOXES] = {"boxes", "1:2", false, false},
};

static void separate(struct rv_writer *w, bool *any)
{
    if (*any)
        rv_writer_add(w, ", \\\n     ");
    *any = true;
}

/* Marks on every step of a long path would be a worm: about so many are drawn, fewer on curves over
 * steps, where they only tell which is which. */
#define PATH_MARKS 60
#define CURVE_MARKS 12
/* So many marks side by side on a page just touch; of more, every second one is drawn, or fewer. */
#define PAGE_MARKS 80

static size_t mark_interval(const struct rv_plot *plot, const struct rv_plot_curve *curve)
{
    const size_t columns = plot->columns ? plot->columns : 1;

    if (curve->style == RV_STYLE_PATH)
        return curve->count / (plot->field_count > 0 ? PATH_MARKS : CURVE_MARKS) + 1;
    if (curve->style == RV_STYLE_LINE_MARKS && curve->count > 0)
        return (curve->count - 1) * columns / PAGE_MARKS + 1;
    return 1;
}

static void put_curve(struct rv_writer *w, size_t curve, bool outline)
{
    const struct rv_plot_curve *c = &w->plot->curves[curve];
    const struct style *style = &styles[c->style];
    bool path = c->style == RV_STYLE_PATH;

    rv_text_printf(w->out, "data index %zu", rv_blocks_of_curve(w->plot, curve));
    if (path && w->moving)
        rv_text_printf(w->out, " every ::0::int(%zu.0*frame/%zu)", c->count - 1, w->plot->frames);
    rv_text_printf(w->out, " using %s%s with %s", style->columns, w->plot->depth ? ":3" : "",
                   style->name);
    if (outline)
        rv_writer_outline(w, c->meaning, style->line, style->mark);
    else
        rv_writer_look(w, c->meaning, style->line, style->mark);
    if (path || mark_interval(w->plot, c) > 1)
        rv_text_printf(w->out, " pi %zu", mark_interval(w->plot, c));
    if (c->style == RV_STYLE_ROW || c->style == RV_STYLE_BOXES)
        rv_writer_add(w, w->plain ? "" : " fs solid 0.55 noborder");
}

static bool is_empty(const struct rv_plot *plot, size_t panel)
{
    for (size_t i = 0; i < plot->field_count; i++)
        if (plot->fields[i].panel == panel && rv_blocks_field_visible(plot, i))
            return false;
    for (size_t i = 0; i < plot->curve_count; i++)
        if (plot->curves[i].panel == panel && rv_plot_visible(&plot->curves[i]))
            return false;
    return rv_blocks_off_scale(plot, panel) == 0;
}

static void put_curves(struct rv_writer *w, size_t panel)
{
    const struct rv_plot *plot = w->plot;
    bool any = false, on_field = rv_field_of(plot, panel) && !w->plain;

    rv_writer_add(w, plot->depth ? "splot " : "plot ");
    rv_map_print(w, panel);
    for (size_t i = 0; i < plot->curve_count; i++) {
        const struct rv_plot_curve *curve = &plot->curves[i];

        if (curve->panel != panel || !rv_plot_visible(curve))
            continue;
        if (on_field) {
            separate(w, &any);
            put_curve(w, i, true);
        }
        separate(w, &any);
        put_curve(w, i, false);
    }
    if (rv_blocks_off_scale(plot, panel) > 0) {
        separate(w, &any);
        rv_text_printf(w->out, "data index %zu using 1:2 with points pt %d ps ",
                       rv_blocks_of_off_scale(plot, panel), OFF_SCALE_MARK);
        rv_writer_number(w, 1.5 * w->page->mark);
        rv_writer_add(w, w->plain ? "" : " lc rgb \"" RV_WRITER_TEXT_COLOR "\"");
    }
    if (!any)
        rv_writer_add(w, "NaN");
    rv_writer_add(w, "\n");
}

void rv_panel_print(struct rv_writer *w, size_t panel)
{
    rv_writer_add(w, "\n");
    put_frame(w, panel);
    put_axes(w, panel);
    put_title(w, &w->plot->panels[panel]);
    put_notes(w, &w->plot->panels[panel], rv_field_of(w->plot, panel) != NULL);
    rv_map_settings(w, panel);
    /* an empty frame tells more than a gap among small multiples */
    if (is_empty(w->plot, panel))
        rv_writer_add(w, "set label \"no finite values\" at graph 0.5, graph 0.5 center\n");
    if (w->moving)
        rv_text_printf(w->out, "do for [frame = 0:%zu] {\n", w->plot->frames);
    put_curves(w, panel);
    rv_writer_add(w, w->moving ? "}\n" : "");
    rv_writer_add(w, "unset label\nunset arrow\nunset object\n");
}
