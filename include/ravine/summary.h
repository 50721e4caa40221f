/* A number over the seeds: its median and its range. One rule, and one way to write it. */
#ifndef RAVINE_SUMMARY_H
#define RAVINE_SUMMARY_H

#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>

struct rv_summary {
    double median, low, high; /* NaN: no value */
    size_t count;             /* of the values that are finite */
};

/* Of n values, one a seed; those that do not exist (NaN) do not count, infinite ones do. The range
 * is minimum to maximum of up to 20 seeds, of more the 5 % to the 95 % quantile. */
struct rv_summary rv_summary_of(const double *values, size_t n);
/* What the range of n seeds is, for captions: "minimum to maximum", "5 % to 95 %". */
const char *rv_summary_range_text(size_t n);

/* "0.105 [0.0390 .. 0.270]"; the median alone, where there are less than two values. A number that
 * does not exist is "-". */
void rv_summary_print(const struct rv_summary *summary, struct rv_text *out);
/* The same with numbers that `number` writes: fewer digits, another word for what is none. */
void rv_summary_print_as(const struct rv_summary *summary,
                         void (*number)(struct rv_text *out, double value), struct rv_text *out);

#endif
