/* The figures of a sweep: see sweep_figures.h. */
#include "command/sweep_figures.h"

#include "command/output.h"
#include "plot/sweep_plots.h"

#include "ravine/figure.h"
#include "ravine/folder.h"

#include <string.h>

/* One figure, described already; no command in its caption: parts and ranks draw the same one. */
static enum rv_status draw(const struct rv_call *call, struct rv_plot *plot, const char *name,
                           enum rv_status described, const char *folder, struct rv_error *error)
{
    enum rv_status status = RV_OK;

    if (!described)
        status = rv_plot_write(plot, name, NULL, (enum rv_figure_format)call->options.format,
                               folder, NULL, error);
    rv_plot_release(plot);
    return status;
}

enum rv_status rv_sweep_figures_draw(const struct rv_call *call,
                                     const struct rv_sweep_results *results, const char *folder)
{
    struct rv_text path = {0};
    struct rv_error error = {0}, before = {0};
    enum rv_status worst;

    rv_text_printf(&path, "%s/figures", folder);
    worst = rv_folder_make(rv_text_string(&path), &error);
    if (worst)
        rv_output_error(&error, NULL, NULL);
    for (int i = 0; i <= RV_SWEEP_SHOWN && !worst && !*call->stop; i++) {
        const bool curves = i == RV_SWEEP_SHOWN;
        struct rv_plot plot = {0};
        enum rv_status described =
            curves ? rv_sweep_plots_curves(results, &plot, &error)
                   : rv_sweep_plots_map(results, (enum rv_sweep_shown)i, &plot, &error);
        enum rv_status status = draw(call, &plot, curves ? "sweep-curves" : rv_sweep_plots_names[i],
                                     described, rv_text_string(&path), &error);

        if (status && strcmp(error.message, before.message) != 0)
            rv_output_error(&error, NULL, NULL);
        before = error;
        worst = rv_status_worse(worst, status);
    }
    rv_text_release(&path);
    return worst;
}
