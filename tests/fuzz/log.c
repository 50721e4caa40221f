/* Training logs of other programs: any bytes are a log or are refused, and what is read holds what
 * its header promises. */
#include "fuzz.h"

#include "ravine/diagnosis.h"
#include "ravine/log.h"

#include <math.h>

static void check_run(const struct rv_log_run *run)
{
    unsigned roles = 0;

    must(run->epochs > 0 && run->column_count > 0);
    for (size_t i = 0; i < run->column_count; i++) {
        const struct rv_log_column *column = &run->columns[i];

        must(column->name && column->role <= RV_LOG_OTHER && column->resolution >= 0);
        must(column->role == RV_LOG_OTHER || !(roles & 1U << column->role));
        roles |= 1U << column->role;
        for (size_t e = 0; e < run->epochs; e++) {
            must(column->cells[e] <= RV_LOG_INFINITE);
            must((column->cells[e] == RV_LOG_NUMBER) == (bool)isfinite(column->values[e]));
        }
    }
    for (size_t e = 0; e < run->epochs; e++)
        must(isfinite(run->epoch[e]));
    must(isnan(run->validation_examples) == !*run->validation_from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rv_log log;
    struct rv_error error = {0};
    struct rv_diagnosis diagnosis;

    if (rv_log_parse("log", (const char *)data, size, NULL, &log, &error) == RV_OK) {
        must(log.count > 0 && log.chosen < log.count);
        for (size_t i = 0; i < log.count; i++)
            check_run(&log.runs[i]);
        rv_diagnose(&log.runs[log.chosen], &diagnosis);
        rv_diagnosis_release(&diagnosis);
        rv_log_release(&log);
    } else {
        must(error.status && *error.message);
    }
    return 0;
}
