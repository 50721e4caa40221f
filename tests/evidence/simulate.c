/* A recipe as a scenario with two variants, the failing one and the sound one, and both run. */
#include "evidence.h"

#include "ravine/math.h"
#include "ravine/run.h"
#include "ravine/scenario.h"

#include <math.h>
#include <string.h>

#define MORE 2 /* epochs at a tenth of the rate, behind those of the log */

static double noise_of(const struct kind_recipe *r)
{
    static const struct {
        const char *data;
        double noise;
    } usual[] = {{"gratings", 0.6}, {"blobs", 0.3}, {"spiral", 0.05}, {"xor", 0.12},
                 {"shapes", 0.25},  {"moons", 0.2}, {"circles", 0.12}};

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (!strcmp(usual[i].data, r->data))
            return usual[i].noise * r->noise;
    return r->noise;
}

static void print_layers(const struct kind_recipe *r, struct rv_text *out)
{
    const char *activation = r->tanh ? "tanh" : "relu";

    for (long l = 0; l < r->layers; l++) {
        if (r->image)
            rv_text_printf(out, "    - conv2d: {filters: %ld, kernel: 3, padding: same}\n",
                           r->units * (l + 1));
        else
            rv_text_printf(out, "    - dense: {units: %ld}\n", r->units);
        if (r->bn)
            rv_text_printf(out, "    - batchnorm: {momentum: %g}\n", r->bn_momentum);
        rv_text_printf(out, "    - %s\n", activation);
        if (r->image)
            rv_text_add(out, "    - maxpool2d: {pool: 2}\n");
    }
    if (r->image)
        rv_text_add(out, "    - flatten\n");
    if (r->dropout > 0)
        rv_text_printf(out, "    - dropout: {rate: %g}\n", r->dropout);
    rv_text_add(out, "    - dense: {units: classes}\n");
}

static void print_recipe(const struct kind_recipe *r, struct rv_text *out)
{
    bool chosen = strcmp(r->data, "xor") != 0 && strcmp(r->data, "moons") != 0;

    rv_text_printf(out, "recipe:\n  data: {set: %s, train: %ld, validation: %ld, %s: %.4g, "
                        "label_noise: %.4g", r->data, r->train, r->validation,
                   strcmp(r->data, "blobs") ? "noise" : "spread", noise_of(r), r->label_noise);
    if (chosen)
        rv_text_printf(out, ", classes: %ld", r->classes);
    if (r->image)
        rv_text_printf(out, ", size: %d", strcmp(r->data, "shapes") ? 8 : 10);
    rv_text_add(out, "}\n  network:\n");
    print_layers(r, out);
    rv_text_printf(out, "  loss: {name: %s}\n  optimizer: {name: %s, learning_rate: %.5g",
                   r->loss, r->optimizer, r->rate);
    if (r->momentum > 0)
        rv_text_printf(out, ", momentum: %g", r->momentum);
    rv_text_printf(out, "}\n  train: {batch: %ld, epochs: %ld}\n", r->batch, r->epochs + MORE);
    rv_text_printf(out, "  record: {dead_units: %s, metrics: true}\n  protocols:\n    full: "
                        "{examples: all}\n", r->tanh ? "false" : "true");
    if (r->bn)
        rv_text_add(out, "    recalibrated: {statistics: recalibrated}\n");
    rv_text_printf(out, "variants:\n  failing: {%s}\n  sound: {}\n", rv_text_string(&r->change));
}

static void copy(const struct rv_table *table, const char *name, double *out, size_t rows)
{
    int column = rv_table_find(table, name);

    for (size_t i = 0; i < rows; i++)
        out[i] = column < 0 ? (double)NAN : rv_table_at(table, i, column);
}

/* The last two epochs are not the log's: they tell what a smaller rate does. */
static bool run(const struct rv_recipe *recipe, uint64_t seed, long epochs, struct simulated *out)
{
    struct rv_error error = {0};
    struct rv_run *run;
    const struct rv_table *table;
    int column;

    if (rv_run_create(recipe, seed, &run, &error))
        return false;
    while (rv_run_step(run, NULL) == RV_RUNNING)
        ;
    table = rv_run_epochs(run);
    *out = (struct simulated){.tenth = -1};
    out->diverged = rv_run_stopped(run) == RV_DIVERGED_RUN;
    out->rows = table->rows < (size_t)epochs ? table->rows : (size_t)epochs;
    copy(table, "loss", out->loss, out->rows);
    copy(table, "accuracy", out->accuracy, out->rows);
    copy(table, "val_loss", out->val_loss, out->rows);
    copy(table, "val_accuracy", out->val_accuracy, out->rows);
    copy(table, "learning_rate", out->rate, out->rows);
    copy(table, "snapshot_loss", out->snapshot, out->rows);
    copy(table, "recalibrated_loss", out->recalibrated, out->rows);
    copy(table, "full_loss", out->full, out->rows);
    copy(table, "dead_units", out->dead, out->rows);
    copy(table, "val_largest_class", out->largest, out->rows);
    column = rv_table_find(table, "val_loss");
    if (table->rows >= out->rows + MORE && out->rows >= 5) {
        double before = 0, after = rv_table_at(table, out->rows + MORE - 1, column);

        for (size_t i = out->rows - 5; i < out->rows; i++)
            before += rv_math_log(out->val_loss[i] + 1e-3) / 5;
        out->tenth = rv_math_log(after + 1e-3) < before - 0.15;
    }
    rv_run_free(run);
    return true;
}

/* The change at the end names the rate that the variant has by then. */
static void add_tenth(const struct kind_recipe *r, struct rv_text *yaml)
{
    const char *given = strstr(rv_text_string(&r->change), "optimizer.learning_rate: ");
    double rate = r->rate;

    if (given)
        sscanf(given, "optimizer.learning_rate: %lf", &rate);
    rv_text_printf(yaml, "  tenth: {%schanges: [{epoch: %ld, optimizer.learning_rate: %.5g}]}\n",
                   rv_text_string(&r->change), r->epochs + 1, rate / 10);
}

bool simulate(const struct kind_recipe *recipe, uint64_t seed, struct simulated *failing,
              struct simulated *sound)
{
    struct rv_text yaml = {0}, notes = {0};
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};
    bool good;

    print_recipe(recipe, &yaml);
    add_tenth(recipe, &yaml);
    good = rv_scenario_parse("evidence", yaml.string, NULL, &scenario, &report, &notes) == RV_OK;
    if (!good && report.count)
        fprintf(stderr, "%s:%d: %s\n%s\n", report.errors[0].source, report.errors[0].line,
                report.errors[0].message, yaml.string);
    good = good && run(&scenario.variants[2].recipe, seed, recipe->epochs, failing) &&
           (!kind_is_compared(recipe) ||
            run(&scenario.variants[1].recipe, seed, recipe->epochs, sound));
    rv_scenario_release(&scenario);
    rv_report_release(&report);
    rv_text_release(&yaml);
    rv_text_release(&notes);
    return good;
}
