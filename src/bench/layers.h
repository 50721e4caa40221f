/* `ravine bench --layers`: where the time of a training step goes. */
#ifndef RAVINE_BENCH_LAYERS_H
#define RAVINE_BENCH_LAYERS_H

#include "bench/workload.h"
#include "ravine/text.h"

/* Measures one workload of training and adds its table, or with `json` an object, to `out`. `peak`
 * is the core's, in GFLOP/s. */
void rv_bench_layers_print(struct rv_bench *bench, double peak, bool json, struct rv_text *out);

#endif
