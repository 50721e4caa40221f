/* Figures: from an experiment to a gnuplot script with its data, and from that to a picture.
 *
 * A figure type turns an experiment into a `struct rv_plot` (what to draw, no back end); script.c
 * writes that as a .gp file and a data file beside it; gnuplot.c runs gnuplot on it. The script
 * names its data relative to itself, so that `gnuplot FILE.gp` redraws the figure. The title is the
 * sentence that the figure proves; units, sample sizes, seeds and the command that made it are in
 * the caption. */
#ifndef RAVINE_FIGURE_H
#define RAVINE_FIGURE_H

#include "ravine/experiment.h"

struct rv_plot; /* src/plot/plot.h */

/* What a recipe must have for the figure to show anything; said before the run, by check. */
enum rv_figure_needs {
    RV_NEEDS_SURFACE = 1,    /* runs on a surface */
    RV_NEEDS_PLANE = 2,      /* of two coordinates or more */
    RV_NEEDS_NETWORK = 4,    /* with an accuracy */
    RV_NEEDS_STEPS = 8,      /* record.steps_every */
    RV_NEEDS_SNAPSHOT = 16,  /* record.snapshot */
    RV_NEEDS_PROTOCOLS = 32, /* beside the scenario's own */
    RV_NEEDS_CURVATURE = 128, /* record.curvature */
    RV_NEEDS_OF_ALL = 64     /* all this of every variant, not of the failing one alone */
};

struct rv_figure_type {
    struct rv_type type;
    /* Moves: where a picture for the screen is asked for (svg, png) it is a GIF. In print and in a
     * terminal it is its last frame. */
    bool animated;
    unsigned needs; /* enum rv_figure_needs, or-ed */
    /* Fills the description; false when the experiment lacks what it needs (then `error` says
     * what). */
    enum rv_status (*describe)(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error);
};

extern const struct rv_registry rv_figures;

/* What of a figure's needs a recipe does not have: "needs steps: set record.steps_every"; NULL:
 * nothing. */
const char *rv_figure_lacks(const struct rv_type *figure, const struct rv_recipe *recipe);

enum rv_figure_format {
    RV_FORMAT_SVG,
    RV_FORMAT_PNG,
    RV_FORMAT_PDF,
    RV_FORMAT_TEX,
    RV_FORMAT_TXT,
    RV_FORMAT_GIF
};
/* Index into the NULL-terminated "svg", "png", "pdf", "tex", "txt", "gif". */
extern const char *const rv_figure_formats[];

/* What a figure is written as when `format` is asked for. */
enum rv_figure_format rv_figure_format_of(const struct rv_type *figure,
                                          enum rv_figure_format format);

/* Writes NAME.gp, NAME.dat and NAME.<what that gives> into `folder` (which exists). `command` is
 * the command line for the caption. Script and data are written even where gnuplot is missing
 * (RV_MISSING, the message names the package). The name of the picture is appended to `path` when
 * that is given. */
enum rv_status rv_figure_write(const struct rv_type *figure, const struct rv_experiment *experiment,
                               const char *command, enum rv_figure_format format,
                               const char *folder, struct rv_text *path, struct rv_error *error);

/* The same of a plot that was filled already: axes and the end of the caption are added. */
enum rv_status rv_plot_write(struct rv_plot *plot, const char *name, const char *command,
                             enum rv_figure_format format, const char *folder,
                             struct rv_text *path, struct rv_error *error);

#endif
