/* The same parameters seen in several ways: validation loss and the losses of all further
 * protocols of the failing variant. What moves one curve and not the other is not the weights. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

#include <stdio.h>

/* The number behind each name is that of the curve beside it: this run, from record.from on. */
static void add(struct rv_plot *plot, const struct rv_experiment *experiment, size_t run,
                const char *curve, enum rv_curve_meaning meaning, const char *words)
{
    struct rv_text name = {0}, measure = {0};

    rv_text_printf(&measure, "%s.fluctuation", curve);
    rv_text_printf(&name, "%s: jumps ", words);
    rv_figure_short(&name,
                    rv_figure_measure(experiment, run, rv_text_string(&measure)));
    rv_figure_line(plot, &experiment->results[run].epochs, curve, RV_STYLE_LINE_MARKS, meaning,
                   rv_text_string(&name));
    rv_text_release(&name);
    rv_text_release(&measure);
}

static void add_caption(struct rv_plot *plot, const struct rv_experiment *experiment,
                        size_t failing)
{
    const struct rv_variant *variant = &experiment->scenario->variants[failing];
    struct rv_text more = {0};

    rv_text_printf(&more, "Variant %s. Every curve is of the same weights at the end of the same "
                   "epochs; only how they are evaluated differs. Jumps: fluctuation from epoch %ld "
                   "on%s.", variant->name, rv_figure_first_epoch(experiment, failing),
                   rv_figure_first_epoch(experiment, failing) > 1 ? " (dotted line)" : "");
    rv_figure_caption(plot, experiment, "lines", rv_text_string(&more));
    rv_text_release(&more);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const enum rv_curve_meaning meanings[] = {RV_MEANING_CURED, RV_MEANING_SNAPSHOT,
                                                     RV_MEANING_MEAN, RV_MEANING_OTHER};
    size_t failing = rv_roles_failing(experiment), run;
    const struct rv_recipe *recipe;
    const char *words[] = {NULL, NULL};
    char curve[RV_PROTOCOL_NAME_SIZE + 8];

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    recipe = &experiment->scenario->variants[failing].recipe;
    run = rv_roles_run(experiment, failing);
    if (recipe->protocol_count == 0 || experiment->results[run].epochs.rows == 0)
        return rv_error_set(error, RV_MISSING, "the variant %s has no 'protocols' beside its own",
                            experiment->scenario->variants[failing].name);
    rv_plot_panel(plot, "");
    if (rv_figure_first_epoch(experiment, failing) > 1)
        plot->panels[0].mark_x = (double)rv_figure_first_epoch(experiment, failing) - 0.5;
    for (size_t i = 0; i < recipe->protocol_count; i++) {
        snprintf(curve, sizeof curve, "%s_loss", recipe->protocols[i].name);
        add(plot, experiment, run, curve, meanings[i < 4 ? i : 3], recipe->protocols[i].name);
        words[0] = i == 0 ? recipe->protocols[0].name : words[0];
    }
    add(plot, experiment, run, "val_loss", RV_MEANING_VALIDATION, "as the scenario evaluates");
    rv_figure_title(plot, experiment, words);
    add_caption(plot, experiment, failing);
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, rv_figure_loss_label(experiment));
    plot->whole_x = true;
    return RV_OK;
}

const struct rv_figure_type rv_figure_protocols = {
    .type = {.name = "protocols",
             .summary = "Validation loss of one run beside the losses of all further protocols: "
                        "the same weights, evaluated in several ways."},
    .needs = RV_NEEDS_NETWORK | RV_NEEDS_PROTOCOLS,
    .describe = describe,
};
