/* The bins of the statistics of each scenario's failing run and of its cured one: what a log "looks
 * most like" is the nearest of them. */
#include "evidence.h"

#include "ravine/memory.h"
#include "ravine/run.h"
#include "ravine/scenario.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    enum rv_log_role role;
} roles[] = {{"loss", RV_LOG_LOSS},
             {"accuracy", RV_LOG_ACCURACY},
             {"val_loss", RV_LOG_VAL_LOSS},
             {"val_accuracy", RV_LOG_VAL_ACCURACY}};
#define ROLES (sizeof roles / sizeof *roles)

static void print_bins(const struct rv_likelihoods *tables, const struct rv_table *table,
                       FILE *file)
{
    struct rv_log_column columns[ROLES] = {0};
    struct rv_log_run log = {.epochs = table->rows, .columns = columns, .column_count = ROLES,
                             .validation_examples = NAN, .facts = RV_LOG_NO_FACTS};
    struct rv_curves curves;
    double *block = rv_alloc((ROLES + 1) * (table->rows + 1), sizeof *block);

    log.epoch = block;
    for (size_t i = 0; i < table->rows; i++)
        log.epoch[i] = (double)(i + 1);
    for (size_t c = 0; c < ROLES; c++) {
        int column = rv_table_find(table, roles[c].name);

        columns[c].role = roles[c].role;
        columns[c].values = block + (c + 1) * (table->rows + 1);
        for (size_t i = 0; i < table->rows; i++)
            columns[c].values[i] = column < 0 ? (double)NAN : rv_table_at(table, i, column);
    }
    rv_curves_init(&curves, &log);
    for (size_t s = 0; s < RV_STATISTICS; s++) {
        int bin = rv_likelihoods_bin(tables, s, rv_statistic_value(s, &curves));

        fputc(bin < 0 || s == RV_STATISTIC_ROWS ? '-' : '0' + bin, file);
    }
    rv_curves_release(&curves);
    rv_free(block);
}

static void print_variant(const struct rv_likelihoods *tables, const struct rv_scenario *scenario,
                          const struct rv_variant *variant, FILE *file)
{
    long seed = scenario->seed_demo ? scenario->seed_demo : scenario->seed_first;
    struct rv_error error = {0};
    struct rv_run *run;

    if (rv_run_create(&variant->recipe, (uint64_t)seed, &run, &error))
        return;
    while (rv_run_step(run, NULL) == RV_RUNNING)
        ;
    fputs("X(", file);
    for (const char *c = scenario->name; *c; c++)
        fputc(isalnum((unsigned char)*c) ? toupper((unsigned char)*c) : '_', file);
    fputs("__", file);
    for (const char *c = variant->name; *c; c++)
        fputc(toupper((unsigned char)*c), file);
    fprintf(file, ", \"%s\", \"%s\",\n  \"", scenario->name, variant->name);
    print_bins(tables, rv_run_epochs(run), file);
    fputs("\")\n", file);
    rv_run_free(run);
}

static bool is_answer(const struct rv_scenario *scenario, const char *variant)
{
    for (size_t i = 0; i < scenario->answer_count; i++)
        if (!strcmp(scenario->answers[i], variant))
            return true;
    return false;
}

static void print_scenario(const struct rv_likelihoods *tables, const char *path, FILE *file)
{
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};
    struct rv_text notes = {0};

    if (rv_scenario_read(path, NULL, &scenario, &report, &notes) == RV_OK && !scenario.is_long &&
        !rv_recipe_on_surface(&scenario.variants[0].recipe))
        for (size_t v = 0; v < scenario.variant_count; v++)
            if (!v || is_answer(&scenario, scenario.variants[v].name))
                print_variant(tables, &scenario, &scenario.variants[v], file);
    rv_scenario_release(&scenario);
    rv_report_release(&report);
    rv_text_release(&notes);
}

bool scenarios_write(const struct rv_likelihoods *tables, const char *folder)
{
    struct rv_report unread = {0};
    char **paths = rv_scenario_list(&unread), path[400];
    FILE *file;

    snprintf(path, sizeof path, "%s/evidence_scenarios.def", folder);
    file = fopen(path, "w");
    if (!file)
        return false;
    fputs("/* The failing run of each scenario and its cured one: bins of the statistics, a digit "
          "each.\n *\n * Written by `make evidence`; to add one, add a scenario. */\n", file);
    for (char **p = paths; *p; p++) {
        print_scenario(tables, *p, file);
        rv_free(*p);
    }
    rv_free(paths);
    rv_report_release(&unread);
    return !fclose(file);
}
