/* `seeds` of a scenario, and those of the command line. */
#include "scenario/internal.h"

#include "yaml/typed.h"

/* `seeds:` as a struct that a table describes. */
struct seeds {
    long first, count, demo;
};

static const struct rv_param params[] = {
    RV_INTEGER(struct seeds, first, .initial = 1, .minimum = 0, .maximum = 4294967296,
               .help = "The first seed; seeds follow each other."),
    RV_INTEGER(struct seeds, count, .initial = 5, .minimum = 1, .maximum = 10000,
               .unit = "seeds", .help = "How many seeds each variant runs with."),
    RV_INTEGER(struct seeds, demo, .initial = 0, .minimum = 0, .maximum = 4294967296,
               .help = "The seed that is shown first in class; 0: the first one."),
    RV_PARAM_END,
};

const struct rv_type rv_scenario_seeds_type = {
    .name = "seeds", .config_size = sizeof(struct seeds), .params = params};

static void keep(const struct seeds *seeds, struct rv_scenario *scenario)
{
    scenario->seed_first = seeds->first;
    scenario->seed_count = seeds->count;
    scenario->seed_demo = seeds->demo;
}

void rv_scenario_default_seeds(struct rv_scenario *scenario)
{
    struct seeds seeds;

    rv_params_defaults(params, &seeds);
    keep(&seeds, scenario);
}

void rv_scenario_read_seeds(const struct rv_node *map, struct rv_scenario *scenario,
                            struct rv_report *report)
{
    struct seeds seeds;
    struct rv_typed typed = {.owner = "'seeds'", .table = {{params, &seeds}}};

    rv_params_defaults(params, &seeds);
    rv_typed_bind(&typed, map, report);
    keep(&seeds, scenario);
}

/* Seeds of the command line replace those of the file, and must be as good. */
void rv_scenario_take_seeds(const struct rv_scenario_options *options,
                            struct rv_scenario *scenario, struct rv_report *report)
{
    if (options->seed_first >= 0)
        scenario->seed_first = options->seed_first;
    if (options->seed_count >= 0)
        scenario->seed_count = options->seed_count;
    if ((double)scenario->seed_first > params[0].maximum)
        rv_report_add(report, RV_INPUT, (struct rv_position){"--seed", 0, 0},
                      "%ld is out of range: a seed goes from 0 to 2^32", scenario->seed_first);
    if (scenario->seed_count < 1 ||
        (double)scenario->seed_count > params[1].maximum)
        rv_report_add(report, RV_INPUT, (struct rv_position){"--seeds", 0, 0},
                      "%ld is out of range: from 1 to %.0f seeds", scenario->seed_count,
                      params[1].maximum);
}

void rv_scenario_print_seeds(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct seeds seeds = {scenario->seed_first, scenario->seed_count, scenario->seed_demo};
    struct rv_node *node = rv_node_map(RV_NOWHERE);

    for (const struct rv_param *p = params; p->kind != RV_KIND_END; p++) {
        struct rv_text text = {0};

        rv_param_print(p, &seeds, &text);
        rv_scenario_put_text(node, p->name, rv_text_string(&text));
        rv_text_release(&text);
    }
    rv_node_put(map, "seeds", node);
}
