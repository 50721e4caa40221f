/* W4 of `ravine bench`: steps on surfaces through the ordinary seam.
 *
 * Value and gradient (rv_surface_values), noise, schedule, optimizer: what a step of a run does,
 * without its tables. One path on Rosenbrock's valley shows the cost of the seam itself, an
 * ensemble of replicas that of the arithmetic. */
#ifndef RAVINE_BENCH_SURFACE_H
#define RAVINE_BENCH_SURFACE_H

#include "ravine/json.h"

#include <signal.h>
#include <stdbool.h>

#define RV_BENCH_SURFACE_NAME "W4"

/* All of its workloads: rows of a table in `out`, or, with `json`, objects of the array that is
 * open there. `follows`: others came before. steps_per_s counts a step of each replica. */
void rv_bench_surface_print(struct rv_json *json, bool follows,
                            const volatile sig_atomic_t *stop, struct rv_text *out);

#endif
