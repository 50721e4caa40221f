/* A plot in gnuplot's language: see script.h.
 *
 * Every text goes through rv_quote_text(), every number through rv_quote_number(). Places are in
 * screen units (0 .. 1 from the lower left), computed here, so that title, key, panels and caption
 * never overlap whatever their length. */
#include "plot/script.h"

#include "plot/map.h"
#include "plot/quote.h"
#include "plot/wrap.h"
#include "plot/writer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const rv_figure_formats[] = {"svg", "png", "pdf", "tex", "txt", "gif", NULL};

static const struct rv_page pages[] = {
    [RV_FORMAT_SVG] = {"svg size 960,600 dynamic noenhanced background rgb \"#FFFFFF\" "
                       "font \"sans-serif,16\"", 16, 20, 12, 0.034, 0.0093, 78, 130, 1, 0.5},
    [RV_FORMAT_PNG] = {"pngcairo size 1280,800 noenhanced background rgb \"#FFFFFF\" "
                       "font \"Sans,18\"", 18, 23, 13, 0.038, 0.0100, 78, 132, 1.5, 1},
    [RV_FORMAT_PDF] = {"pdfcairo size 10in,6.25in noenhanced background rgb \"#FFFFFF\" "
                       "font \"Sans,20\"", 20, 25, 14, 0.038, 0.0100, 78, 132, 2, 1},
    [RV_FORMAT_TEX] = {"tikz size 15cm,10cm", 10, 12, 8, 0.042, 0.0120, 70, 110, 1, 1},
    [RV_FORMAT_GIF] = {"gif animate optimize delay 12 loop 0 size 960,600 noenhanced "
                       "background rgb \"#FFFFFF\" font \"sans,13\"", 13, 16, 10, 0.034, 0.0093,
                       78, 130, 1, 1},
    [RV_FORMAT_TXT] = {"dumb mono noenhanced size 100,36", 0, 0, 0, 0.030, 0.0100, 90, 96, 1, 1},
};

/* One label per line of text at the left edge; returns the height that it took. */
static double put_lines(struct rv_writer *w, const char *lines, double y, double size, double step,
                        const char *color)
{
    double height = 0;

    while (*lines) {
        size_t length = strcspn(lines, "\n");
        struct rv_text line = {0};

        rv_text_add_bytes(&line, lines, length);
        rv_writer_add(w, "set label ");
        rv_writer_quote(w, rv_text_string(&line));
        rv_writer_add(w, " at screen 0.02, screen ");
        rv_writer_place(w, y - height - step / 2);
        rv_writer_add(w, " left");
        rv_writer_font(w, size);
        rv_writer_color(w, color);
        rv_writer_add(w, "\n");
        rv_text_release(&line);
        height += step;
        lines += length + (lines[length] == '\n');
    }
    return height;
}

static size_t count_lines(const char *text)
{
    size_t n = *text != '\0';

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

/* ARG0 is the path by which gnuplot was given the script; what stands before its last slash is the
 * folder. A relative one gets "./" in front: a name that begins with < or | would be run. */
static void put_head(struct rv_writer *w, const char *extension)
{
    rv_writer_add(w, "# ");
    rv_quote_comment(w->out, w->plot->title ? w->plot->title : w->name);
    rv_text_printf(w->out, "\n# Written by ravine. Redraw: gnuplot %s.gp\n", w->name);
    if (w->tex)
        rv_writer_add(w, "# In LaTeX: \\usepackage{gnuplot-lua-tikz} (it comes with gnuplot), "
                         "then \\input the .tex file.\n");
    rv_writer_add(w,
           "\nset encoding utf8\n"
           "set decimalsign \".\"\n"
           "# Files lie beside this script, wherever it is called from.\n"
           "here = \"\"\n"
           "if (exists(\"ARG0\")) {\n"
           "    do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq \"/\") { here = ARG0[1:i] } }\n"
           "}\n"
           "if (strlen(here) > 0 && here[1:1] ne \"/\") { here = \"./\" . here }\n");
    rv_text_printf(w->out, "if (!exists(\"picture\")) { picture = \"%s.%s\" }\n", w->name,
                   extension);
    rv_text_printf(w->out, "data = here . \"%s.dat\"\n\n", w->name);
    rv_writer_add(w, "# show is a terminal to draw on instead; empty: a window.\n"
                     "if (exists(\"show\")) {\n"
                     "    if (show eq \"\") {\n"
                     "        if (GPVAL_TERM eq \"unknown\") { exit status 3 }\n"
                     "        show = GPVAL_TERM . \" size 960,600 noenhanced\"\n"
                     "    }\n"
                     "    eval \"set terminal \" . show\n"
                     "} else {\n");
    rv_text_printf(w->out, "    set terminal %s\n", w->page->terminal);
    rv_writer_add(w, "    set output here . picture\n}\n\n");
}

static void put_style(struct rv_writer *w)
{
    if (w->plain)
        rv_writer_add(w, "set border 3\nset tics nomirror\n");
    else
        rv_writer_add(w, "set border 3 lw 1 lc rgb \"" RV_WRITER_DIM_COLOR "\"\n"
               "set tics nomirror out scale 0.6 textcolor rgb \"" RV_WRITER_TEXT_COLOR "\"\n"
               "set grid back lt 1 lw 0.5 lc rgb \"" RV_WRITER_GRID_COLOR "\"\n");
    /* closer to the axis than gnuplot puts them */
    rv_writer_add(w, w->plain ? "" : "set xtics offset 0, 0.4\nset xlabel offset 0, 0.7\n");
    /* surfaces and the scale of colours are filled like areas, but must not let shine through */
    rv_writer_add(w, w->plot->field_count > 0 ? "set style fill solid noborder\n"
                                              : "set style fill transparent solid 0.18 noborder\n");
    rv_writer_add(w, "unset key\n\n");
}

/* ---- Layout ---- */

static double longest_row_name(const struct rv_plot *plot)
{
    size_t longest = 0;

    for (size_t i = 0; i < plot->panel_count; i++)
        for (size_t k = 0; k < plot->panels[i].note_count; k++) {
            const char *text = plot->panels[i].notes[k].text;

            size_t size = (size_t)rv_text_columns(text);

            if (plot->panels[i].notes[k].left_of_axis && size > longest)
                longest = size;
        }
    return (double)longest;
}

/* Letters of the longest number at a y axis, at least five: most figures then agree. */
static double longest_number(const struct rv_plot *plot)
{
    int longest = 5;

    for (size_t i = 0; i < plot->panel_count; i++)
        for (size_t k = 0; k < plot->panels[i].y.count; k++) {
            const struct rv_axis *y = &plot->panels[i].y;
            int size = y->text ? rv_text_columns(y->text[k * y->text_stride])
                               : snprintf(NULL, 0, "%.6g", y->tick[k]);

            longest = size > longest ? size : longest;
        }
    return longest;
}

/* At most two lines, of about the same length. */
static void wrap_title(const struct rv_writer *w, struct rv_text *title)
{
    const char *text = w->plot->title ? w->plot->title : "";
    size_t width = w->page->title_width, letters = (size_t)rv_text_columns(text);

    if (letters > width && letters < 2 * width - 16)
        width = letters / 2 + 8; /* room for the longest word at the break */
    rv_wrap_lines(title, text, width, 2);
}

/* Title from the top down, caption from the bottom up, the key below the title; what is left is
 * for the panels. */
static void put_layout(struct rv_writer *w)
{
    const struct rv_page *page = w->page;
    struct rv_text title = {0}, caption = {0};
    double step = page->base > 0 ? page->line * page->small / page->base : page->line;
    double rise = page->base > 0 ? page->line * page->title / page->base : page->line;
    double caption_height, names = longest_row_name(w->plot);
    bool panel_titles = false;

    for (size_t i = 0; i < w->plot->panel_count; i++)
        panel_titles = panel_titles || *w->plot->panels[i].title;
    wrap_title(w, &title);
    rv_wrap_lines(&caption, w->plot->caption ? w->plot->caption : "", page->caption_width, 4);
    caption_height = step * 1.15 * (double)count_lines(rv_text_string(&caption));
    w->top = 0.975;
    w->top -= put_lines(w, rv_text_string(&title), w->top, page->title, 1.15 * rise,
                        RV_WRITER_TEXT_COLOR);
    put_lines(w, rv_text_string(&caption), 0.015 + caption_height, page->small, 1.15 * step,
              RV_WRITER_DIM_COLOR);
    w->top -= 0.4 * page->line;
    w->top -= rv_key_print(w, w->top);
    w->top -= page->line * (panel_titles ? 1.4 : 0.5);
    w->bottom = 0.015 + caption_height + 3.0 * page->line;
    w->left = 0.02 + page->letter * (names > 0 ? fmin(names, 34) + 2 : 5 + longest_number(w->plot));
    w->right = w->plot->field_count > 0 ? 0.865 : 0.975; /* room for the scale of colours */
    w->gap_x = page->letter * 2.5;
    w->gap_y = page->line * ((panel_titles ? 2.0 : 1.2) + (w->plot->own_x ? 1.0 : 0));
    rv_text_release(&title);
    rv_text_release(&caption);
}

void rv_script_print(const struct rv_plot *plot, const char *name, enum rv_figure_format format,
                     struct rv_text *out)
{
    struct rv_writer w = {.out = out, .plot = plot, .page = &pages[format], .name = name,
                       .tex = format == RV_FORMAT_TEX, .plain = format == RV_FORMAT_TXT,
                       .vector = format == RV_FORMAT_SVG, .few_colors = format == RV_FORMAT_GIF,
                       .moving = format == RV_FORMAT_GIF && plot->frames > 0};

    put_head(&w, rv_figure_formats[format]);
    put_style(&w);
    put_layout(&w);
    rv_map_prepare(&w);
    if (plot->panel_count > 1)
        rv_writer_add(&w, "set multiplot\n");
    for (size_t i = 0; i < plot->panel_count; i++)
        rv_panel_print(&w, i);
    if (plot->panel_count > 1)
        rv_writer_add(&w, "unset multiplot\n");
    rv_writer_add(&w, "unset output\nundefine picture\n");
}
