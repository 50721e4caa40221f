/* What a variant changes, as one line of Keras and one of PyTorch. */
#include "export/remedy_parts.h"

#include "export/call.h"
#include "export/frameworks.h"

#include <string.h>

/* ---- Optimizer and schedule ---- */

/* In Keras clipping and the average of the weights are arguments of the optimizer. */
static void add_extras(const struct rv_recipe *base, const struct rv_recipe *remedy,
                       struct rv_text *extras)
{
    struct rv_text number = {0};

    if (remedy->clip.norm != base->clip.norm) {
        rv_text_number(&number, remedy->clip.norm);
        rv_text_printf(extras, "global_clipnorm=%s", rv_text_string(&number));
    }
    if (remedy->clip.value != base->clip.value) {
        rv_text_clear(&number);
        rv_text_number(&number, remedy->clip.value);
        rv_text_printf(extras, "%sclipvalue=%s", extras->length ? ", " : "",
                       rv_text_string(&number));
    }
    if (remedy->evaluate.parameters == RV_PARAMETERS_EMA &&
        (base->evaluate.parameters != RV_PARAMETERS_EMA ||
         remedy->average.ema_decay != base->average.ema_decay)) {
        rv_text_clear(&number);
        rv_text_number(&number, remedy->average.ema_decay);
        rv_text_printf(extras, "%suse_ema=True, ema_momentum=%s", extras->length ? ", " : "",
                       rv_text_string(&number));
    }
    rv_text_release(&number);
}

static void add_optimizer(const struct rv_recipe *base, const struct rv_recipe *remedy,
                          struct rv_remedy_lines *lines)
{
    const struct rv_config *optimizer = &remedy->optimizer;
    const struct rv_framework_row *row = rv_framework_optimizer(optimizer->type);
    const bool moved = !rv_config_equal(&base->optimizer, optimizer);
    struct rv_config initial = {0}; /* of another type what differs from its defaults is said */
    struct rv_text extras = {0}, decay = {0};
    const void *before = base->optimizer.values;

    if (base->optimizer.type != optimizer->type) {
        rv_config_set_type(&initial, optimizer->type);
        before = initial.values;
    }
    add_extras(base, remedy, &extras);
    if (row && row->keras && (moved || extras.length))
        rv_remedy_add_call(row->keras, optimizer, before, rv_text_string(&extras), &lines->keras);
    if (row && moved)
        rv_remedy_add_call(row->pytorch, optimizer, before, "", &lines->pytorch);
    if (strstr(rv_text_string(&extras), "use_ema")) {
        rv_text_number(&decay, remedy->average.ema_decay);
        rv_text_clear(&extras);
        rv_text_printf(&extras,
                       "torch.optim.swa_utils.AveragedModel(model, avg_fn=lambda mean, w, n: %s * "
                       "mean + (1 - %s) * w)",
                       rv_text_string(&decay), rv_text_string(&decay));
        rv_remedy_add_part(&lines->pytorch, rv_text_string(&extras));
    }
    rv_config_release(&initial);
    rv_text_release(&extras);
    rv_text_release(&decay);
}

static void add_schedule(const struct rv_recipe *base, const struct rv_recipe *remedy,
                         struct rv_remedy_lines *lines)
{
    const struct rv_config *schedule = &remedy->schedule;
    const struct rv_framework_row *row = rv_framework_schedule(schedule->type);
    struct rv_text rate = {0}, line = {0};

    if (!row || rv_config_equal(&base->schedule, schedule))
        return;
    rv_text_number(&rate, rv_optimizer_rate(&remedy->optimizer));
    for (int k = 0; k < 2; k++) {
        const char *pattern = k ? row->pytorch : row->keras;
        const struct rv_call_word words[] = {{"learning_rate", rv_text_string(&rate)},
                                             {NULL, NULL}};

        rv_text_clear(&line);
        if (pattern)
            rv_call_fill(pattern, schedule, words, &line);
        rv_remedy_add_part(k ? &lines->pytorch : &lines->keras, rv_text_string(&line));
    }
    rv_text_release(&rate);
    rv_text_release(&line);
}

/* ---- All of it ---- */

static void add_differences(const struct rv_recipe *base, const struct rv_recipe *remedy,
                            struct rv_remedy_lines *lines)
{
    add_optimizer(base, remedy, lines);
    add_schedule(base, remedy, lines);
    if (!rv_recipe_on_surface(remedy))
        rv_remedy_add_layers(base, remedy, lines);
    rv_remedy_add_rules(base, remedy, lines);
    if (base->pretrain.recipe && !remedy->pretrain.recipe) {
        rv_remedy_add_part(&lines->keras,
                           "model = build()   # a new one; compile() keeps the weights");
        rv_remedy_add_part(&lines->pytorch, "model = Net()   # a new one");
    }
}

/* A change during the run is what its recipe differs in from the one before it. */
static void add_change(const struct rv_recipe *base, const struct rv_recipe *remedy,
                       struct rv_remedy_lines *lines)
{
    const struct rv_change *change = remedy->changes;
    struct rv_remedy_lines later = {0};

    if (remedy->change_count == 0 || base->change_count)
        return;
    add_differences(remedy, change->recipe, &later);
    for (int k = 0; k < 2; k++) {
        struct rv_text *from = k ? &later.pytorch : &later.keras;

        if (from->length)
            rv_text_printf(from, "   # from %s %ld on", change->epoch ? "epoch" : "step",
                           change->epoch ? change->epoch : change->step);
        rv_remedy_add_part(k ? &lines->pytorch : &lines->keras, rv_text_string(from));
    }
    rv_export_remedy_release(&later);
}

void rv_export_remedy(const struct rv_recipe *base, const struct rv_recipe *remedy,
                      struct rv_remedy_lines *lines)
{
    if (rv_recipe_on_surface(base) != rv_recipe_on_surface(remedy))
        return;
    add_differences(base, remedy, lines);
    add_change(base, remedy, lines);
    rv_remedy_join(&lines->keras);
    rv_remedy_join(&lines->pytorch);
    if (lines->keras.length)
        rv_text_add(&lines->keras,
                    strchr(rv_text_string(&lines->keras), '#') ? " (untested)" : "   # untested");
}

void rv_export_remedy_release(struct rv_remedy_lines *lines)
{
    rv_text_release(&lines->keras);
    rv_text_release(&lines->pytorch);
}
