/* Scenarios as workloads of `ravine bench`: the network of a variant, its loss, optimizer and
 * mini-batch, with inputs that are drawn. */
#ifndef RAVINE_COMMAND_WORKLOADS_H
#define RAVINE_COMMAND_WORKLOADS_H

#include "bench/workload.h"
#include "command/command.h"

#include "ravine/scenario.h"

struct rv_workloads {
    struct rv_scenario *scenarios;  /* owned */
    size_t scenario_count;
    struct rv_bench_workload *load; /* owned; of each scenario its first variant, or all that
                                       --variant names */
    size_t count;
};

/* Reads the operands that are no workload of ours as scenarios. Mistakes go to standard error;
 * nothing is measured yet. Release in any case. */
enum rv_status rv_workloads_read(const struct rv_call *call, struct rv_workloads *workloads);
void rv_workloads_release(struct rv_workloads *workloads);

/* Whether the operand is the name of one of ours, "W1". */
bool rv_workloads_are_named(const char *word);

#endif
