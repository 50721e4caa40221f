/* Writing a figure: describe, script, data, picture. See ravine/figure.h. */
#include "ravine/figure.h"

#include "plot/blocks.h"
#include "plot/gnuplot.h"
#include "plot/plot.h"
#include "plot/script.h"
#include "plot/sketch.h"
#include "ravine/folder.h"

#define SKETCH_WIDTH 100
#define SKETCH_HEIGHT 24 /* of each panel */

static bool in_a_plane(const struct rv_recipe *recipe)
{
    struct rv_surface *surface = NULL;
    bool plane = rv_surface_create(&recipe->surface, recipe->path.start.count, NULL, &surface,
                                   NULL) == RV_OK &&
                 rv_surface_dimension(surface) >= 2;

    rv_surface_free(surface);
    return plane;
}

const char *rv_figure_lacks(const struct rv_type *figure, const struct rv_recipe *recipe)
{
    unsigned needs = ((const struct rv_figure_type *)(const void *)figure)->needs;
    bool surface = rv_recipe_on_surface(recipe);

    if (needs & RV_NEEDS_SURFACE && !surface)
        return "shows runs on a surface, and this scenario trains a network";
    if (needs & RV_NEEDS_NETWORK && surface)
        return "shows how examples are classified, and this scenario runs on a surface";
    if (needs & RV_NEEDS_PLANE && !in_a_plane(recipe))
        return "needs two coordinates, and the surface has one";
    if (needs & RV_NEEDS_STEPS && recipe->record.steps_every == 0)
        return "needs steps: set record.steps_every";
    if (needs & RV_NEEDS_SNAPSHOT && !recipe->record.snapshot)
        return "needs the training loss at the end of each epoch: set record.snapshot: true";
    if (needs & RV_NEEDS_PROTOCOLS && recipe->protocol_count == 0)
        return "compares protocols, and there are none beside the scenario's own";
    if (needs & RV_NEEDS_CURVATURE && recipe->record.curvature.every == RV_RECORD_NEVER)
        return "needs curvature: set record.curvature.every: epoch";
    return NULL;
}

/* The command belongs to every caption: whoever finds the picture can make it again. */
static void finish_caption(struct rv_plot *plot, const char *command)
{
    struct rv_text text = {0};
    size_t off_scale = 0;

    for (size_t i = 0; i < plot->panel_count; i++)
        off_scale += rv_blocks_off_scale(plot, i);
    rv_text_add(&text, plot->caption ? plot->caption : "");
    if (off_scale > 0)
        rv_text_add(&text, " Triangles: above the scale.");
    if (command && *command)
        rv_text_printf(&text, " Command: %s", command);
    rv_plot_set(&plot->caption, rv_text_string(&text));
    rv_text_release(&text);
}

static enum rv_status write_file(const char *folder, const char *name, const char *extension,
                                 const struct rv_text *content, struct rv_error *error)
{
    struct rv_text path = {0};
    enum rv_status status;

    rv_text_printf(&path, "%s/%s.%s", folder, name, extension);
    status = rv_file_write_text(rv_text_string(&path), content, error);
    rv_text_release(&path);
    return status;
}

/* Data first: a script that is there always finds its data. */
static enum rv_status write_source(const struct rv_plot *plot, const char *name,
                                   enum rv_figure_format format, const char *folder,
                                   struct rv_error *error)
{
    struct rv_text script = {0}, data = {0};
    enum rv_status status;

    rv_script_print(plot, name, format, &script);
    rv_blocks_print(plot, &data);
    status = write_file(folder, name, "dat", &data, error);
    if (status == RV_OK)
        status = write_file(folder, name, "gp", &script, error);
    rv_text_release(&script);
    rv_text_release(&data);
    return status;
}

static enum rv_status write_picture(const struct rv_plot *plot, const char *name,
                                    enum rv_figure_format format, const char *folder,
                                    struct rv_error *error)
{
    struct rv_text script = {0}, picture = {0}, sketch = {0};
    enum rv_status status;

    rv_text_printf(&script, "%s.gp", name);
    rv_text_printf(&picture, "%s.%s", name, rv_figure_formats[format]);
    /* curves over epochs: our own chart reads better than gnuplot's, and needs no gnuplot */
    if (format == RV_FORMAT_TXT && rv_sketch_print(plot, SKETCH_WIDTH, SKETCH_HEIGHT, &sketch))
        status = write_file(folder, name, "txt", &sketch, error);
    else
        status = rv_gnuplot_run(folder, rv_text_string(&script), rv_text_string(&picture), error);
    rv_text_release(&script);
    rv_text_release(&picture);
    rv_text_release(&sketch);
    return status;
}

enum rv_figure_format rv_figure_format_of(const struct rv_type *figure,
                                          enum rv_figure_format format)
{
    bool moves = ((const struct rv_figure_type *)figure)->animated;

    return moves && (format == RV_FORMAT_SVG || format == RV_FORMAT_PNG) ? RV_FORMAT_GIF : format;
}

enum rv_status rv_plot_write(struct rv_plot *plot, const char *name, const char *command,
                             enum rv_figure_format format, const char *folder,
                             struct rv_text *path, struct rv_error *error)
{
    enum rv_status status;

    rv_plot_fit(plot);
    finish_caption(plot, command);
    status = write_source(plot, name, format, folder, error);
    if (status == RV_OK)
        status = write_picture(plot, name, format, folder, error);
    if (status == RV_OK && path)
        rv_text_printf(path, "%s/%s.%s", folder, name, rv_figure_formats[format]);
    return status;
}

enum rv_status rv_figure_write(const struct rv_type *figure, const struct rv_experiment *experiment,
                               const char *command, enum rv_figure_format format,
                               const char *folder, struct rv_text *path, struct rv_error *error)
{
    const struct rv_figure_type *type = (const struct rv_figure_type *)figure;
    struct rv_plot plot = {0};
    enum rv_status status = type->describe(experiment, &plot, error);

    if (status == RV_OK)
        status = rv_plot_write(&plot, figure->name, command, rv_figure_format_of(figure, format),
                               folder, path, error);
    rv_plot_release(&plot);
    return status;
}
