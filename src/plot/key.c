/* The key: a sample and a name for each meaning, in rows above the panels. gnuplot's own key makes
 * columns of the widest name and may cover the data; this one flows. See writer.h. */
#include "plot/wrap.h"
#include "plot/writer.h"

#include <string.h>

#define EDGE 0.02    /* left edge; shares of the page */
#define SAMPLE 0.045 /* width of the line */
#define GAP 0.012    /* between sample and name */
#define BETWEEN 0.03 /* between a name and the next sample */
#define ROW 1.3      /* of the height of a line */
#define NAME_MAX 80  /* letters */

/* Whether a curve is the first visible one of its name: the key names each once. */
static bool is_first(const struct rv_plot *plot, size_t curve)
{
    const char *name = plot->curves[curve].name;

    if (!*name || !rv_plot_visible(&plot->curves[curve]))
        return false;
    for (size_t i = 0; i < curve; i++)
        if (strcmp(plot->curves[i].name, name) == 0 && rv_plot_visible(&plot->curves[i]))
            return false;
    return true;
}

static void put_position(struct rv_writer *w, double x, double y)
{
    rv_writer_add(w, " screen ");
    rv_writer_place(w, x);
    rv_writer_add(w, ", screen ");
    rv_writer_place(w, y);
}

/* What the curve looks like, in miniature: an area, a line, a mark or both. */
static void put_sample(struct rv_writer *w, const struct rv_plot_curve *curve, double x, double y)
{
    bool line = curve->style != RV_STYLE_MARKS, mark = curve->style != RV_STYLE_LINE;
    bool bar = curve->style == RV_STYLE_ROW || curve->style == RV_STYLE_BOXES;

    if (curve->style == RV_STYLE_BAND || bar) {
        rv_writer_add(w, "set object rectangle from");
        put_position(w, x, y - 0.3 * w->page->line);
        rv_writer_add(w, " to");
        put_position(w, x + SAMPLE, y + 0.3 * w->page->line);
        rv_writer_add(w, bar ? " fs solid 0.55 noborder fc"
                             : " fs transparent solid 0.18 noborder fc");
        rv_writer_rgb(w, curve->meaning);
        rv_writer_add(w, "\n");
        return;
    }
    if (line) {
        rv_writer_add(w, "set arrow from");
        put_position(w, x, y);
        rv_writer_add(w, " to");
        put_position(w, x + SAMPLE, y);
        rv_writer_add(w, " nohead");
        rv_writer_look(w, curve->meaning, true, false);
        rv_writer_add(w, "\n");
    }
    if (mark) {
        rv_writer_add(w, "set label \"\" at");
        put_position(w, x + SAMPLE / 2, y);
        rv_writer_add(w, " point");
        rv_writer_look(w, curve->meaning, false, true);
        rv_writer_add(w, "\n");
    }
}

static void put_name(struct rv_writer *w, const char *name, double x, double y)
{
    rv_writer_add(w, "set label ");
    rv_writer_quote(w, name);
    rv_writer_add(w, " at");
    put_position(w, x, y);
    rv_writer_add(w, " left");
    rv_writer_color(w, RV_WRITER_TEXT_COLOR);
    rv_writer_add(w, "\n");
}

/* Entries flow from left to right; one that would cross the right edge starts a row. Widths are
 * estimated from the number of letters: the terminals do not tell theirs. */
double rv_key_print(struct rv_writer *w, double y)
{
    double x = EDGE, row = ROW * w->page->line, height = 0;

    for (size_t i = 0; i < w->plot->curve_count; i++) {
        struct rv_text name = {0};
        double width;

        if (!is_first(w->plot, i))
            continue;
        rv_wrap_lines(&name, w->plot->curves[i].name, NAME_MAX, 1);
        /* a letter more: names of wide letters are longer than their number says */
        width = SAMPLE + GAP + w->page->letter * (1 + rv_text_columns(rv_text_string(&name)));
        if (height == 0 || x + width > 1 - EDGE) {
            x = EDGE;
            height += row;
        }
        put_sample(w, &w->plot->curves[i], x, y - height + row / 2);
        put_name(w, rv_text_string(&name), x + SAMPLE + GAP, y - height + row / 2);
        x += width + BETWEEN;
        rv_text_release(&name);
    }
    return height;
}
