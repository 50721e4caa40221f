/* The figures of an experiment into FOLDER/figures: for `run` and `plot`. */
#include "command/figures.h"

#include "command/output.h"
#include "command/sixel.h"

#include "ravine/figure.h"
#include "ravine/folder.h"
#include "ravine/print.h"

#include "plot/gnuplot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A scenario that names no figures gets one: its curves; of a surface the paths, where they were
 * recorded. It is not asked for, so that it is no failure when it cannot be had. */
static const char *default_figure(const struct rv_scenario *scenario)
{
    const struct rv_recipe *recipe = &scenario->variants[0].recipe;

    return rv_recipe_on_surface(recipe) && recipe->record.steps_every ? "surface-paths"
                                                                      : "loss-curves";
}

static const char *name_of(const struct rv_scenario *scenario, size_t i)
{
    if (i < scenario->figure_count)
        return scenario->figures[i];
    return i == 0 && scenario->variant_count ? default_figure(scenario) : NULL;
}

enum rv_status rv_figures_draw(const struct rv_call *call, const struct rv_experiment *experiment,
                               const char *folder, size_t *written)
{
    const struct rv_scenario *scenario = experiment->scenario;
    enum rv_figure_format format = (enum rv_figure_format)call->options.format;
    struct rv_text path = {0};
    struct rv_error error = {0}, before = {0};
    enum rv_status made, worst;

    *written = 0;
    rv_text_printf(&path, "%s/figures", folder);
    made = worst = rv_folder_make(rv_text_string(&path), &error);
    if (worst)
        rv_output_error(&error, NULL, NULL);
    for (size_t i = 0; name_of(scenario, i) && !made && !*call->stop; i++) {
        const struct rv_type *figure =
            rv_registry_get(&rv_figures, name_of(scenario, i), &error);
        enum rv_status status =
            figure ? rv_figure_write(figure, experiment, experiment->command, format,
                                     rv_text_string(&path), NULL, &error)
                   : error.status;

        *written += status == RV_OK;
        /* gnuplot is missing for all figures alike: said once */
        if (status && strcmp(error.message, before.message) != 0)
            rv_output_error(&error, NULL, NULL);
        if (status)
            before = error;
        if (scenario->figure_count)
            worst = rv_status_worse(worst, status);
    }
    rv_text_release(&path);
    return worst;
}

#define SIXEL_TERMINAL "sixelgd size 800,500 noenhanced truecolor background rgb '#FFFFFF'"

enum rv_status rv_figures_show(const struct rv_call *call, const struct rv_experiment *experiment,
                               const char *folder)
{
    const char *display = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    bool window = (display && *display) || (wayland && *wayland);
    struct rv_text inner = {0}, script = {0};
    struct rv_error error = {0};
    enum rv_status status = RV_OK;

    if (!call->options.show)
        return RV_OK;
    if (!window && !rv_sixel_supported()) {
        rv_print_error("note: --show: there is no window here, and no terminal with sixels\n");
        return RV_OK;
    }
    rv_text_printf(&inner, "%s/figures", folder);
    rv_text_printf(&script, "%s.gp", name_of(experiment->scenario, 0));
    rv_print_flush();
    status = rv_gnuplot_show(rv_text_string(&inner), rv_text_string(&script),
                             window ? "" : SIXEL_TERMINAL, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    rv_text_release(&inner);
    rv_text_release(&script);
    return status;
}
