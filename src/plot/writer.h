/* What the parts of a gnuplot script share while it is written: page, places, look. */
#ifndef RV_PLOT_WRITER_H
#define RV_PLOT_WRITER_H

#include "plot/plot.h"
#include "ravine/figure.h"
#include "ravine/text.h"

#define RV_WRITER_GRID_COLOR "#DDDDDD"
#define RV_WRITER_TEXT_COLOR "#222222"
#define RV_WRITER_DIM_COLOR "#666666"

/* Paper and type of a format. Sizes of type in points; `line` and `letter` are the height of a
 * line and the mean width of a letter of the base type, as shares of the page. */
struct rv_page {
    const char *terminal;
    double base, title, small;
    double line, letter;
    size_t title_width, caption_width; /* letters a line */
    double weight;                     /* of lines */
    double mark;                       /* of marks: not all terminals agree on their unit */
};

struct rv_writer {
    struct rv_text *out;
    const struct rv_plot *plot;
    const struct rv_page *page;
    const char *name; /* of the files, without extension */
    bool tex, plain;  /* plain: the character terminal: no type, no colour */
    bool vector;      /* the picture is made of shapes, each of which costs bytes */
    bool few_colors;  /* a GIF: 256 in all */
    bool moving;      /* an animation: every frame is drawn anew */
    double top, bottom, left, right; /* of the area of panels, tick labels left out */
    double gap_x, gap_y;             /* between panels */
};

/* Commands as they stand; a text in quotes; a number. */
void rv_writer_add(struct rv_writer *w, const char *script);
void rv_writer_quote(struct rv_writer *w, const char *text); /* a text of any origin */
void rv_writer_number(struct rv_writer *w, double value);
/* A place on the page, rounded to what the eye can see, so that scripts stay readable. */
void rv_writer_place(struct rv_writer *w, double share);
void rv_writer_font(struct rv_writer *w, double size);
void rv_writer_color(struct rv_writer *w, const char *color);

void rv_writer_rgb(struct rv_writer *w, enum rv_curve_meaning meaning); /* rgb "#RRGGBB" */
/* Line and mark of a curve: colour, dash, width, mark and its size, as far as wanted. */
void rv_writer_look(struct rv_writer *w, enum rv_curve_meaning meaning, bool line, bool mark);
/* The white outline below such a curve. */
void rv_writer_outline(struct rv_writer *w, enum rv_curve_meaning meaning, bool line, bool mark);

/* key.c: what the looks mean, from the height `y` down; returns the height that it takes. */
double rv_key_print(struct rv_writer *w, double y);

/* panel.c: the commands of one panel. */
void rv_panel_print(struct rv_writer *w, size_t panel);

#endif
