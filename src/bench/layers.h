/* `ravine bench --layers`: where the time of a training step goes. */
#ifndef RAVINE_BENCH_LAYERS_H
#define RAVINE_BENCH_LAYERS_H

#include "bench/workload.h"
#include "ravine/json.h"

/* Measures one workload of training and adds its table to `out`, or an object to `json` where that
 * is not NULL. `peak` is the core's, in GFLOP/s. */
void rv_bench_layers_print(struct rv_bench *bench, double peak, struct rv_json *json,
                           struct rv_text *out);

#endif
