/* The figures of an experiment into FOLDER/figures: for `run` and `plot`. */
#include "cli/figures.h"

#include "cli/output.h"

#include "ravine/figure.h"
#include "ravine/folder.h"

#include <string.h>

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
    for (size_t i = 0; i < scenario->figure_count && !made && !*call->stop; i++) {
        const struct rv_type *figure = rv_registry_get(&rv_figures, scenario->figures[i], &error);
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
        worst = rv_status_worse(worst, status);
    }
    rv_text_release(&path);
    return worst;
}
