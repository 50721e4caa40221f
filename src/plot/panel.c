/* One panel in gnuplot's language: frame, axes, texts, curves. See writer.h. */
#include "plot/blocks.h"
#include "plot/wrap.h"
#include "plot/writer.h"

#include <math.h>
#include <string.h>

/* What a meaning looks like: Okabe and Ito's colours (safe for the colour-blind), and a dash and
 * a mark of its own, so that it reads in grey too. */
struct look {
    const char *color;
    int dash, mark;
    double size, width;
};

static const struct look looks[RV_INK_COUNT] = {
    [RV_INK_VALIDATION] = {"#D55E00", 1, 6, 1.5, 2.0},
    [RV_INK_SNAPSHOT] = {"#000000", 3, 2, 1.1, 1.5},
    [RV_INK_MEAN] = {"#0072B2", 2, 7, 0.6, 2.0},
    [RV_INK_CURED] = {"#009E73", 1, 4, 1.3, 2.0},
    [RV_INK_OTHER] = {"#4D5B73", 4, 13, 1.5, 2.0},
    [RV_INK_SEED] = {"#8A8A8A", 1, 7, 0.5, 0.8},
    [RV_INK_GUIDE] = {"#8A8A8A", 3, 0, 0.5, 1.0},
};

#define OFF_SCALE_MARK 9 /* a triangle that points up */

/* Whether a curve with this name came before: the key names each once. */
bool rv_panel_names_first(const struct rv_plot *plot, size_t curve)
{
    const char *name = plot->curves[curve].name;

    if (!*name || !rv_plot_visible(&plot->curves[curve]))
        return false;
    for (size_t i = 0; i < curve; i++)
        if (strcmp(plot->curves[i].name, name) == 0 && rv_plot_visible(&plot->curves[i]))
            return false;
    return true;
}

static void put_margin(struct rv_writer *w, const char *side, double share)
{
    rv_text_printf(w->out, "set %cmargin at screen ", side[0]);
    rv_writer_place(w, share);
    rv_writer_add(w, "\n");
}

static void put_frame(struct rv_writer *w, size_t panel)
{
    size_t columns = w->plot->columns ? w->plot->columns : 1;
    size_t rows = (w->plot->panel_count + columns - 1) / columns;
    double width = (w->right - w->left - w->gap_x * (double)(columns - 1)) / (double)columns;
    double height = (w->top - w->bottom - w->gap_y * (double)(rows - 1)) / (double)rows;
    double left = w->left + (double)(panel % columns) * (width + w->gap_x);
    double top = w->top - (double)(panel / columns) * (height + w->gap_y);

    put_margin(w, "left", left);
    put_margin(w, "right", left + width);
    put_margin(w, "top", top);
    put_margin(w, "bottom", top - height);
}

static void put_axis(struct rv_writer *w, char which, const struct rv_axis *axis, bool labels)
{
    rv_text_printf(w->out, "%s logscale %c\nset %crange [", axis->log ? "set" : "unset", which,
                   which);
    rv_writer_number(w, axis->low);
    rv_writer_add(w, ":");
    rv_writer_number(w, axis->high);
    rv_text_printf(w->out, "]\nset %ctics (", which);
    for (size_t i = 0; i < axis->count; i++) {
        rv_text_printf(w->out, "%s\"", i ? ", " : "");
        if (labels)
            rv_text_printf(w->out, "%.6g", axis->tick[i]);
        rv_writer_add(w, "\" ");
        rv_writer_number(w, axis->tick[i]);
    }
    rv_writer_add(w, ")\n");
}

/* Ticks and labels stand at the left and lower edge of the whole only: the axes are shared. */
static void put_axes(struct rv_writer *w, size_t panel)
{
    const struct rv_plot *plot = w->plot;
    size_t columns = plot->columns ? plot->columns : 1;
    bool at_left = panel % columns == 0, at_bottom = panel + columns >= plot->panel_count;

    put_axis(w, 'x', &plot->panels[panel].x, at_bottom);
    put_axis(w, 'y', &plot->panels[panel].y, at_left);
    if (plot->rows)
        rv_writer_add(w, "unset ytics\n");
    rv_writer_add(w, "set xlabel ");
    rv_writer_quote(w, at_bottom && plot->x_label ? plot->x_label : "");
    rv_writer_add(w, "\nset ylabel ");
    rv_writer_quote(w, at_left && plot->y_label && !plot->rows ? plot->y_label : "");
    rv_writer_add(w, "\n");
}

static void put_title(struct rv_writer *w, const struct rv_plot_panel *panel)
{
    struct rv_text line = {0};
    size_t columns = w->plot->columns ? w->plot->columns : 1;

    if (!*panel->title)
        return;
    rv_wrap_lines(&line, panel->title, 90 / columns, 1);
    rv_writer_add(w, "set label ");
    rv_writer_quote(w, rv_text_string(&line));
    rv_writer_add(w, " at graph 0, graph 1 left offset 0, 0.8");
    rv_writer_font(w, columns > 2 ? w->page->small : w->page->base);
    rv_writer_color(w, panel->strong ? RV_WRITER_TEXT_COLOR : RV_WRITER_DIM_COLOR);
    rv_writer_add(w, "\n");
    rv_text_release(&line);
}

static void put_notes(struct rv_writer *w, const struct rv_plot_panel *panel)
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
        rv_writer_color(w, RV_WRITER_TEXT_COLOR);
        rv_writer_add(w, "\n");
        rv_text_release(&line);
    }
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

static void put_look(struct rv_writer *w, const struct rv_plot_curve *curve, bool line, bool mark)
{
    const struct look *look = &looks[curve->ink];

    if (!w->plain)
        rv_text_printf(w->out, " lc rgb \"%s\"", look->color);
    if (line)
        rv_text_printf(w->out, " dt %d", look->dash);
    if (line || mark) {
        rv_writer_add(w, " lw ");
        rv_writer_number(w, look->width * w->page->weight);
    }
    if (mark)
        rv_text_printf(w->out, " pt %d ps %.2g", look->mark, look->size);
}

static void put_style_of(struct rv_writer *w, const struct rv_plot_curve *curve)
{
    switch (curve->form) {
    case RV_FORM_BAND:
        rv_writer_add(w, " with filledcurves");
        put_look(w, curve, false, false);
        break;
    case RV_FORM_LINE:
        rv_writer_add(w, " with lines");
        put_look(w, curve, true, false);
        break;
    case RV_FORM_MARKS:
        rv_writer_add(w, " with points");
        put_look(w, curve, false, true);
        break;
    case RV_FORM_LINE_MARKS:
        rv_writer_add(w, " with linespoints");
        put_look(w, curve, true, true);
        break;
    case RV_FORM_BARS:
        rv_writer_add(w, " with yerrorbars");
        put_look(w, curve, false, true);
        break;
    case RV_FORM_RANGE:
        rv_writer_add(w, " with xerrorbars");
        put_look(w, curve, false, true);
        break;
    }
}

static void put_curve_title(struct rv_writer *w, const char *name)
{
    if (*name) {
        rv_writer_add(w, " title ");
        rv_writer_quote(w, name);
    } else {
        rv_writer_add(w, " notitle");
    }
}

static void separate(struct rv_writer *w, bool *any)
{
    rv_writer_add(w, *any ? ", \\\n     " : "plot ");
    *any = true;
}

static void put_curves(struct rv_writer *w, size_t panel)
{
    const struct rv_plot *plot = w->plot;
    bool any = false;

    for (size_t i = 0; i < plot->curve_count; i++) {
        const struct rv_plot_curve *curve = &plot->curves[i];
        bool named = panel == 0 && rv_panel_names_first(plot, i);

        if (!rv_plot_visible(curve) || (curve->panel != panel && !named))
            continue;
        separate(w, &any);
        if (curve->panel == panel)
            rv_text_printf(w->out, "data index %zu using %s", rv_blocks_of_curve(plot, i),
                           curve->form == RV_FORM_BAND ? "1:3:4" : curve->low ? "1:2:3:4" : "1:2");
        else
            rv_writer_add(w, "NaN"); /* only its name for the key */
        put_style_of(w, curve);
        put_curve_title(w, named ? curve->name : "");
    }
    if (rv_blocks_off_scale(plot, panel) > 0) {
        separate(w, &any);
        rv_text_printf(w->out, "data index %zu using 1:2 with points pt %d ps 1.5",
                       rv_blocks_of_off_scale(plot, panel), OFF_SCALE_MARK);
        rv_writer_add(w, w->plain ? "" : " lc rgb \"" RV_WRITER_TEXT_COLOR "\"");
        rv_writer_add(w, " notitle");
    }
    if (!any)
        rv_writer_add(w, "set label \"no finite values\" at graph 0.5, graph 0.5 center\nplot NaN notitle");
    rv_writer_add(w, "\n");
}

void rv_panel_print(struct rv_writer *w, size_t panel)
{
    rv_writer_add(w, "\n");
    put_frame(w, panel);
    put_axes(w, panel);
    put_title(w, &w->plot->panels[panel]);
    put_notes(w, &w->plot->panels[panel]);
    put_curves(w, panel);
    rv_writer_add(w, "unset label\nunset arrow\nunset key\n");
}
