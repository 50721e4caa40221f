/* A number as a log writes it. */
#ifndef RAVINE_DIAGNOSE_NUMBER_H
#define RAVINE_DIAGNOSE_NUMBER_H

#include "ravine/log.h"

struct rv_number {
    double value; /* NaN unless `cell` is RV_LOG_NUMBER */
    enum rv_log_cell cell;
    bool percent; /* a sign follows; `value` is as it stands */
    double resolution; /* of the last digit; 0: more digits than count */
};

/* The number that begins at `text`, which is terminated: "0.25", "-1e-3", ".5", "12 %", "nan",
 * "-inf", also "NaN", "Infinity". Bytes of it with its sign of percent, 0: none. What follows the
 * number is the caller's to judge. */
size_t rv_number_read(const char *text, struct rv_number *number);
/* A whole cell of a table: a number with nothing behind it, or "", "-", "--", "None", "null", "NA",
 * "No log" and the like, which are missing. False: something else. */
bool rv_number_cell(const char *text, struct rv_number *number);
/* "04:39" and "1:12:10", also with a fraction, in seconds; bytes, 0: none. */
size_t rv_number_time(const char *text, double *seconds);

#endif
