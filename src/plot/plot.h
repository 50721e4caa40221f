/* What to draw, without a back end: panels of curves, and of functions of two coordinates.
 *
 * A figure type fills a plot through the functions below; script.c turns it into gnuplot's
 * language, sketch.c into characters. A curve has a style (how it is drawn) and a meaning: the same
 * meaning has the same colour, dash and mark in every figure, so that a lecturer explains it once.
 *
 *     struct rv_plot plot = {.columns = 1};
 *     struct rv_plot_panel *panel = rv_plot_panel(&plot, "seed 7");
 *     struct rv_plot_curve *curve =
 *         rv_plot_curve(&plot, RV_STYLE_LINE, RV_MEANING_MEAN, "mean", n);
 *     curve->x[i] = ...; curve->y[i] = ...;
 *     rv_plot_fit(&plot);
 *     ...
 *     rv_plot_release(&plot); */
#ifndef RV_PLOT_PLOT_H
#define RV_PLOT_PLOT_H

#include "plot/axis.h"

enum rv_curve_style {
    RV_STYLE_BAND,       /* the area between low and high over x */
    RV_STYLE_LINE,       /* a line */
    RV_STYLE_MARKS,      /* marks alone */
    RV_STYLE_LINE_MARKS, /* both */
    RV_STYLE_BARS,       /* marks with a vertical interval low .. high */
    RV_STYLE_RANGE,      /* marks with a horizontal interval low .. high (of x) */
    RV_STYLE_PATH,       /* a line with some marks, outlined in white: on a field */
    RV_STYLE_ROW,        /* a horizontal bar low .. high (of x) */
    RV_STYLE_BOXES       /* a histogram: boxes around x, as high as y */
};

enum rv_curve_meaning {
    RV_MEANING_VALIDATION, /* vermilion circles: what is asked about */
    RV_MEANING_SNAPSHOT,   /* black crosses: training loss at the end of the epoch */
    RV_MEANING_MEAN,       /* blue points, dashed: training, mean of the epoch */
    RV_MEANING_CURED,      /* green squares: validation of the cured run */
    RV_MEANING_OTHER,      /* grey-blue diamonds: any other variant */
    RV_MEANING_SEED,       /* small grey points: single seeds, single mini-batches */
    RV_MEANING_GUIDE,      /* thin grey dots: y = x, chance */
    RV_MEANING_LIMIT,      /* black: where something ends */
    RV_MEANING_START,      /* black ring: where paths begin */
    RV_MEANING_MINIMUM,    /* black star: a known minimum */
    RV_MEANING_PATH,       /* up to _LAST: the path of the failing variant, then those of others */
    RV_MEANING_PATH_LAST = RV_MEANING_PATH + 5,
    RV_MEANING_COUNT
};

struct rv_plot_curve {
    enum rv_curve_style style;
    enum rv_curve_meaning meaning;
    char *name;        /* owned; for the key; "" for none */
    double *x, *y;     /* owned; y of a band is not drawn */
    double *low, *high; /* owned; NULL where the style has no interval */
    double *z;          /* owned; height over (x, y), in a plot with `depth`; else NULL */
    size_t count;
    size_t panel;
};

/* Text inside a panel, at data coordinates. */
struct rv_plot_note {
    double x, y;
    char *text; /* owned */
    bool left_of_axis; /* right-aligned, left of the panel: the name of a row; x is not used */
};

/* A function of two coordinates on a grid: the picture below the paths. */
#define RV_PLOT_LEVELS 16

struct rv_plot_field {
    size_t panel, columns, rows; /* grid points along x and y */
    double low[2], high[2];      /* the first and the last ones lie here */
    double *value;               /* owned; rows × columns, y slowly; NaN: no value there */
    /* Names of the columns and of the rows, whose window is then 0 .. count - 1; NULL: numbers.
     * Belong to the caller. */
    const char *const *names[2];
    size_t name_room; /* letters that names of columns have side by side */
    double base;                 /* colours and levels count from here: the lowest value */
    struct rv_axis color;        /* of value - base */
    double level[RV_PLOT_LEVELS]; /* contour lines, of value - base */
    size_t level_count;
    bool numbers;                /* the lines have their values beside them */
};

struct rv_plot_panel {
    char *title;   /* owned; "" for none */
    char *y_label; /* owned; of this panel alone, else NULL */
    bool strong;   /* title in the text colour rather than grey */
    struct rv_axis x, y;
    double mark_x; /* a thin vertical line ("measures count from here"); NaN: none */
    struct rv_plot_note *notes; /* owned */
    size_t note_count;
    bool has_arrow;              /* from the first point to the second, over everything */
    double arrow[4];             /* x, y, x, y */
};

struct rv_plot {
    char *title;   /* owned; the sentence that the figure proves */
    char *caption; /* owned; one paragraph, small */
    char *x_label, *y_label; /* owned; the same for all panels */
    size_t columns;          /* of panels; 0 counts as 1 */
    struct rv_plot_panel *panels; /* owned; in rows */
    size_t panel_count;
    struct rv_plot_curve *curves; /* owned; later ones over earlier ones */
    size_t curve_count;
    struct rv_plot_field *fields; /* owned; below the curves of their panel, at most one in each */
    size_t field_count;
    const char *color_label; /* a constant: what the colours of fields say */
    bool depth;      /* the field as a surface in 3-D, curves with their z */
    size_t frames;   /* of an animation, in which paths grow; 0: none */
    bool own_x;      /* each panel has x limits and labels of its own */
    bool own_y;      /* each panel has y limits and labels of its own */
    bool own_rows;   /* each row of panels has y limits of its own; x is that of the fields */
    double first_row; /* its share of the height; 0: as high as the others */
    bool whole_x;    /* ticks of x at whole numbers: epochs */
    bool linear_y;   /* never a log axis */
    bool log_x;      /* a log axis for x where that is possible */
    size_t rows;     /* y counts rows, 0, -1, ... downwards, that notes name: no ticks; 0: no */
    bool unit_y;     /* y is a share: the axis ends at 1 */
};

/* Sets one of the owned texts. */
void rv_plot_set(char **text, const char *value);
/* Adds a panel. The pointer holds until the next one is added. */
struct rv_plot_panel *rv_plot_panel(struct rv_plot *plot, const char *title);
/* Adds a curve of `count` points (all NaN) to the last panel. The pointer holds until the next
 * one is added. */
struct rv_plot_curve *rv_plot_curve(struct rv_plot *plot, enum rv_curve_style style,
                                    enum rv_curve_meaning meaning, const char *name, size_t count);
/* Adds a note to the last panel. */
void rv_plot_note(struct rv_plot *plot, double x, double y, bool left_of_axis, const char *text);
/* Chooses the axes; panels with a field get its window, all others the same ones (but for
 * `own_x` and `own_y`), so that they can be compared by eye. */
void rv_plot_fit(struct rv_plot *plot);
void rv_plot_release(struct rv_plot *plot);

/* Whether a curve has something to show. */
bool rv_plot_visible(const struct rv_plot_curve *curve);
/* Whether point i can be drawn within the axes (interval included where there is one). */
bool rv_plot_drawable(const struct rv_plot_curve *curve, size_t i);

#endif
