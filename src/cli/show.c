/* `ravine show SCENARIO`: the lesson before it is run. */
#include "command/load.h"
#include "experiment/roles.h"
#include "report/theory_table.h"
#include "command/output.h"

#include "ravine/memory.h"

#include <limits.h>
#include <string.h>

/* In bold where there are colours. */
static void name_line(const struct rv_call *call, const char *text, struct rv_text *out)
{
    if (call->screen.color)
        rv_text_style(out, "1");
    rv_text_add(out, text);
    if (call->screen.color)
        rv_text_style(out, "0");
    rv_text_add(out, "\n");
}

static void heading(const struct rv_call *call, const char *text, struct rv_text *out)
{
    rv_text_add(out, "\n");
    name_line(call, text, out);
}

/* "Question: ..." wrapped; nothing when it is not given. */
static void prose(const struct rv_call *call, const char *label, const char *text,
                  struct rv_text *out)
{
    struct rv_text line = {0};

    if (!text)
        return;
    rv_text_printf(&line, "%s: %s", label, text);
    rv_text_wrap(out, rv_text_string(&line), 0, call->screen.width);
    rv_text_release(&line);
}

static void print_head(const struct rv_call *call, const struct rv_scenario *scenario,
                       struct rv_text *out)
{
    name_line(call, scenario->name, out);
    prose(call, "title", scenario->title, out);
    prose(call, "cause", scenario->cause, out);
    prose(call, "source", scenario->source, out);
    prose(call, "symptom", scenario->symptom, out);
    prose(call, "question", scenario->question, out);
    for (size_t i = 0; i < scenario->choice_count; i++) {
        const struct rv_choice *choice = &scenario->choices[i];
        bool right = rv_roles_is_answer(scenario, choice->variant);
        rv_text_printf(out, "  %c %s (%s)\n", right ? '*' : '-', choice->text, choice->variant);
        if (choice->reason)
            rv_text_wrap(out, choice->reason, 4, call->screen.width);
    }
    prose(call, "seeds tuned on", scenario->tuned, out);
    rv_text_printf(out, "seeds: %ld to %ld", scenario->seed_first,
                   scenario->seed_first + scenario->seed_count - 1);
    if (scenario->seed_demo > 0)
        rv_text_printf(out, ", shown first in class: %ld", scenario->seed_demo);
    rv_text_add(out, "\n");
}

/* Columns of the longest variant name. */
static int longest_name(const struct rv_scenario *scenario)
{
    int width = 0;

    for (size_t v = 0; v < scenario->variant_count; v++) {
        int columns = rv_text_columns(scenario->variants[v].name);
        width = columns > width ? columns : width;
    }
    return width;
}

/* The map without the braces that a short one is printed in. */
static void override_text(const struct rv_node *override, struct rv_text *out)
{
    struct rv_text whole = {0};
    const char *text;
    size_t length;

    rv_node_print(override, &whole);
    text = rv_text_string(&whole);
    length = strcspn(text, "\n");
    if (text[0] == '{' && length > 1 && text[length - 1] == '}')
        rv_text_printf(out, "%.*s\n", (int)length - 2, text + 1);
    else
        rv_text_add(out, text);
    rv_text_release(&whole);
}

/* Each variant with what it changes, as it is written in the file. */
static void print_variants(const struct rv_call *call, const struct rv_scenario *scenario,
                           struct rv_text *out)
{
    int width = longest_name(scenario);

    heading(call, "variants", out);
    for (size_t v = 0; v < scenario->variant_count; v++) {
        const struct rv_node *override = scenario->variants[v].override;
        struct rv_text text = {0};
        const char *line;

        if (override && override->count > 0)
            override_text(override, &text);
        else
            rv_text_add(&text, "as the recipe says\n");
        line = rv_text_string(&text);
        for (bool first = true; *line; first = false) {
            size_t length = strcspn(line, "\n");
            rv_text_add(out, "  ");
            rv_text_pad(out, first ? scenario->variants[v].name : "", width + 2);
            rv_text_add_bytes(out, line, length);
            rv_text_add(out, "\n");
            line += length + (line[length] == '\n');
        }
        rv_text_release(&text);
    }
}

/* The sentence, then what is compared and on how many seeds it must hold. */
static void print_claims(const struct rv_call *call, const struct rv_scenario *scenario,
                         struct rv_text *out)
{
    if (scenario->claim_count > 0)
        heading(call, "claims", out);
    for (size_t i = 0; i < scenario->claim_count; i++) {
        const struct rv_claim *claim = &scenario->claims[i];
        struct rv_text line = {0};

        if (claim->sentence)
            rv_text_wrap(out, claim->sentence, 2, call->screen.width);
        rv_text_add(&line, claim->says);
        if (claim->over_median)
            rv_text_add(&line, "  (on the medians over seeds)");
        else if (claim->share < 1)
            rv_text_printf(&line, "  (on %.0f %% of seeds)", 100 * claim->share);
        else
            rv_text_add(&line, "  (on every seed)");
        rv_text_wrap(out, rv_text_string(&line), claim->sentence ? 4 : 2, call->screen.width);
        rv_text_release(&line);
    }
}

/* ---- Networks and recipes ---- */

/* The table of layers; what is wrong instead where the data are not there. */
static void network_text(const struct rv_recipe *recipe, struct rv_text *out)
{
    const struct rv_dataset_type *set = (const struct rv_dataset_type *)recipe->data.type;
    struct rv_network *network = NULL;
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_shape shape;
    int classes;

    if (set->describe(recipe->data.values, &shape, &classes, &error)) {
        rv_text_printf(out, "%s\n", error.message);
        return;
    }
    rv_text_printf(out, "input %d x %d x %d, %d classes\n", shape.height, shape.width,
                   shape.channels, classes);
    if (rv_network_create(recipe->layers, recipe->layer_count, shape, &network, &report) == RV_OK)
        rv_network_print(network, out);
    rv_network_free(network);
    rv_report_release(&report);
}

/* The network of each variant, unless it is that of the one before it. */
static void print_networks(const struct rv_call *call, const struct rv_scenario *scenario,
                           struct rv_text *out)
{
    struct rv_text before = {0};

    for (size_t v = 0; v < scenario->variant_count; v++) {
        struct rv_text text = {0}, title = {0};

        if (!scenario->variants[v].selected || rv_recipe_on_surface(&scenario->variants[v].recipe))
            continue;
        network_text(&scenario->variants[v].recipe, &text);
        if (strcmp(rv_text_string(&text), rv_text_string(&before)) != 0) {
            rv_text_printf(&title, "network of %s", scenario->variants[v].name);
            heading(call, rv_text_string(&title), out);
            rv_text_add(out, rv_text_string(&text));
        }
        rv_text_release(&before);
        before = text;
        rv_text_release(&title);
    }
    rv_text_release(&before);
}

/* One section as YAML. */
static void print_section(const struct rv_node *value, struct rv_text *out)
{
    struct rv_node *alone = rv_node_map(value->at);

    rv_node_put(alone, value->key, rv_node_copy(value));
    override_text(alone, out);
    rv_node_free(alone);
}

/* Those sections of `recipe` that differ from `base`; all of them without a base. */
static void print_sections(const struct rv_node *recipe, const struct rv_node *base,
                           struct rv_text *out)
{
    for (size_t i = 0; i < recipe->count; i++) {
        const struct rv_node *mine = recipe->items[i];
        const struct rv_node *theirs = base ? rv_node_get(base, mine->key) : NULL;

        if (!theirs || !rv_node_equal(mine, theirs))
            print_section(mine, out);
    }
    for (size_t i = 0; base && i < base->count; i++)
        if (!rv_node_get(recipe, base->items[i]->key))
            rv_text_printf(out, "%s: none\n", base->items[i]->key);
}

/* The first variant in full, of the others the sections that differ; with -v all in full. */
static void print_recipes(const struct rv_call *call, const struct rv_scenario *scenario,
                          struct rv_text *out)
{
    struct rv_node *base = NULL;
    const char *base_name = NULL;

    for (size_t v = 0; v < scenario->variant_count; v++) {
        const struct rv_variant *variant = &scenario->variants[v];
        struct rv_node *recipe;
        struct rv_text title = {0};

        if (!variant->selected)
            continue;
        recipe = rv_recipe_tree(&variant->recipe);
        rv_text_printf(&title, "recipe of %s", variant->name);
        if (base)
            rv_text_printf(&title, ": that of %s, but", base_name);
        heading(call, rv_text_string(&title), out);
        print_sections(recipe, base, out);
        if (!base && !call->options.verbose) {
            base = recipe;
            base_name = variant->name;
        } else {
            rv_node_free(recipe);
        }
        rv_text_release(&title);
    }
    rv_node_free(base);
}

/* ---- Forecasts ---- */

/* One table a phase: the recipe, then each of its changes. Lines are not limited: it is asked for
 * by itself. */
static enum rv_status print_forecast(const struct rv_call *call, const struct rv_variant *variant,
                                     long seed, struct rv_text *out)
{
    enum rv_status worst = RV_OK;

    for (size_t phase = 0; phase <= variant->recipe.change_count; phase++) {
        const struct rv_change *change = phase ? &variant->recipe.changes[phase - 1] : NULL;
        enum rv_status status;
        struct rv_theory_row run;
        struct rv_text title = {0};

        rv_text_add(&title, variant->name);
        if (change)
            rv_text_printf(&title, ", from %s %ld: %s", change->epoch ? "epoch" : "step",
                           change->epoch ? change->epoch : change->step,
                           change->keys ? change->keys : "change");
        heading(call, rv_text_string(&title), out);
        status = rv_theory_table_open(&run, variant->name,
                                      change ? change->recipe : &variant->recipe, (uint64_t)seed,
                                      RV_THEORY_TABLE_DIRECTIONS);
        worst = rv_status_worse(worst, status);
        if (run.forecast)
            rv_text_printf(out, "%s\n", rv_forecast_basis_text(run.forecast->basis));
        rv_theory_table_print(&run, 1, &call->screen, INT_MAX, out);
        rv_theory_table_release(&run);
        rv_text_release(&title);
    }
    return worst;
}

static enum rv_status print_forecasts(const struct rv_call *call,
                                      const struct rv_scenario *scenario, struct rv_text *out)
{
    enum rv_status worst = RV_OK;

    for (size_t v = 0; v < scenario->variant_count; v++) {
        const struct rv_variant *variant = &scenario->variants[v];

        if (!variant->selected)
            continue;
        if (!rv_recipe_on_surface(&variant->recipe)) {
            struct rv_error error = {0};

            rv_error_set(&error, RV_USAGE, "%s trains a network: only scenarios on a surface have "
                         "a forecast", scenario->name);
            rv_output_error(&error, NULL, NULL);
            return RV_USAGE;
        }
        worst = rv_status_worse(worst,
                                print_forecast(call, variant, scenario->seed_first, out));
    }
    return worst;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_scenario scenario;
    struct rv_text out = {0};
    enum rv_status status = rv_load_scenario(call, call->words.word[0], &scenario);

    if (status == RV_OK && call->options.forecast) {
        status = print_forecasts(call, &scenario, &out);
        rv_output_text(&out);
    } else if (status == RV_OK) {
        print_head(call, &scenario, &out);
        print_variants(call, &scenario, &out);
        print_claims(call, &scenario, &out);
        print_networks(call, &scenario, &out);
        print_recipes(call, &scenario, &out);
        rv_output_text(&out);
    }
    rv_text_release(&out);
    rv_scenario_release(&scenario);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_VERBOSE, .help = "Print the whole recipe of every variant." },
};

const struct rv_command rv_command_show = {
    .type = { .name = "show",
              .summary = "Shows a scenario: question, variants, claims, network, recipes." },
    .operands = "SCENARIO",
    .details = "It gives the answer away. Values that the file does not name are shown at their "
               "defaults. -v prints the whole recipe of every variant. --forecast prints what "
               "theory says of a scenario on a surface instead.",
    .example = "ravine show large-lr --variant settled",
    .takes = {RV_TAKES(SET), RV_TAKES(SEED), RV_TAKES(SEEDS), RV_TAKES(VARIANT),
              RV_TAKES(FORECAST), RV_TAKES(VERBOSE)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 1,
    .run = run,
};
