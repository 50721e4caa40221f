/* Types and parameters in words: what `explain` prints. */
#include "report/catalogue.h"

#include "ravine/measure.h"
#include "ravine/memory.h"
#include "ravine/recipe.h"

#include <string.h>

enum { INDENT = 4 };

/* A type knows its defaults only as rows; a filled struct prints them as a scenario would say. */
void rv_describe_default(const struct rv_type *type, const struct rv_param *param,
                         struct rv_text *out)
{
    void *values = rv_alloc(1, type->config_size);

    rv_params_defaults(type->params, values);
    rv_param_print(param, values, out);
    rv_free(values);
}

const char *rv_describe_live(const struct rv_param *param)
{
    switch (param->live) {
    case RV_LIVE_STEP:
        return "a change takes effect at the next step";
    case RV_LIVE_EPOCH:
        return "a change takes effect at the next epoch";
    case RV_LIVE_NEVER:
        break;
    }
    return "fixed during a run";
}

/* Only numbers carry their unit: "Default all examples" would be wrong of a choice. */
static bool counts(const struct rv_param *param)
{
    return param->kind == RV_KIND_REAL || param->kind == RV_KIND_INTEGER;
}

void rv_describe_facts(const struct rv_type *type, const struct rv_param *param,
                       struct rv_text *out)
{
    rv_text_add(out, "Default ");
    rv_describe_default(type, param, out);
    if (param->unit && *param->unit && counts(param))
        rv_text_printf(out, " %s", param->unit);
    rv_text_add(out, "; takes ");
    rv_param_print_range(param, out);
    rv_text_printf(out, "; %s.", rv_describe_live(param));
}

static void print_row(const struct rv_type *type, const struct rv_param *param, int indent,
                      int width, struct rv_text *out)
{
    struct rv_text facts = {0};

    rv_describe_facts(type, param, &facts);
    if (param->help)
        rv_text_wrap(out, param->help, indent, width);
    rv_text_wrap(out, rv_text_string(&facts), indent, width);
    rv_text_release(&facts);
}

void rv_describe_param(const struct rv_type *type, const struct rv_param *param, int width,
                       struct rv_text *out)
{
    print_row(type, param, INDENT, width, out);
}

/* What only types of that registry have: the use of a measure, the layers of a preset. */
static void print_extra(const struct rv_registry *registry, const struct rv_type *type, int width,
                        struct rv_text *out)
{
    if (registry == &rv_measures) {
        const struct rv_measure_type *measure = (const struct rv_measure_type *)type;
        struct rv_text use = {0};

        rv_text_printf(&use, "In a claim: VARIANT.%s%s, or of another curve, "
                       "VARIANT.loss.%s%s.", type->name, measure->two_curves ? ".CURVE2" : "",
                       type->name, measure->two_curves ? ".CURVE2" : "");
        if (measure->unit)
            rv_text_printf(&use, " Unit: %s.",
                           rv_text_same_name(measure->unit, "curve") ? "that of the curve"
                                                                     : measure->unit);
        rv_text_wrap(out, rv_text_string(&use), INDENT, width);
        rv_text_release(&use);
    }
    if (registry == &rv_presets) {
        const struct rv_preset_type *preset = (const struct rv_preset_type *)type;

        rv_text_printf(out, "    Input: %s. Layers:\n", preset->input);
        for (const char *line = preset->layers; *line;) {
            size_t length = strcspn(line, "\n");
            rv_text_printf(out, "    %.*s\n", (int)length, line);
            line += length + (line[length] == '\n');
        }
    }
}

void rv_describe_type(const struct rv_registry *registry, const struct rv_type *type, int width,
                      struct rv_text *out)
{
    rv_text_printf(out, "%s (%s)\n", type->name, registry ? registry->kind : "section");
    if (type->summary)
        rv_text_wrap(out, type->summary, INDENT, width);
    if (type->reference) {
        struct rv_text reference = {0};
        rv_text_printf(&reference, "Reference: %s", type->reference);
        rv_text_wrap(out, rv_text_string(&reference), INDENT, width);
        rv_text_release(&reference);
    }
    print_extra(registry, type, width, out);
    for (const struct rv_param *row = type->params; row && row->kind != RV_KIND_END; row++) {
        rv_text_printf(out, "\n  %s\n", row->name);
        print_row(type, row, INDENT, width, out);
    }
}

void rv_describe_claims(int width, struct rv_text *out)
{
    static const char *const paragraph[] = {
        "A claim is one comparison that is checked on every seed, or several joined by &&: "
        "`bouncing.fluctuation >= 5 * settled.fluctuation`.",
        "Its numbers are VARIANT.[CURVE.]MEASURE[.CURVE2]. The curve is val_loss when none is "
        "named: `bouncing.fluctuation` is `bouncing.val_loss.fluctuation`; "
        "`bouncing.val_loss.follows.snapshot_loss` compares two curves.",
        "`in: 0.95` is the share of seeds that must hold (1 without it; the least whole number "
        "not below share times seeds). `over: median` checks once, on the medians over seeds.",
        "A measure without a value (the run diverged, too few epochs, threshold never reached) "
        "makes the claim false and is named; so does a side that is not finite (x / 0). Measures "
        "use the epochs from record.from on.",
    };

    rv_text_add(out, "claims (in a scenario file)\n");
    for (size_t i = 0; i < sizeof paragraph / sizeof *paragraph; i++) {
        rv_text_add(out, i ? "\n" : "");
        rv_text_wrap(out, paragraph[i], INDENT, width);
    }
}
