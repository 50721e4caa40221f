/* Axes: limits, ticks and places, for gnuplot scripts and terminal charts alike. */
#ifndef RV_PLOT_AXIS_H
#define RV_PLOT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#define RV_AXIS_TICKS 16
/* Curves that span more than this factor get a logarithmic axis. */
#define RV_AXIS_LOG_FACTOR 5.0

struct rv_axis {
    double low, high; /* low < high; both > 0 on a logarithmic axis */
    bool log;
    size_t count;
    double tick[RV_AXIS_TICKS]; /* ascending, within [low, high] */
    /* What stands at tick i instead of its number: text[i * text_stride]; NULL: the number. Belongs
     * to the caller. */
    const char *const *text;
    size_t text_stride;
};

/* Limits of the finite values; false when there is none. */
bool rv_axis_limits(const double *value, size_t count, double *low, double *high);

/* Whether a log axis suits: positive and more than RV_AXIS_LOG_FACTOR apart. */
bool rv_axis_wants_log(double low, double high);

/* Limits with a little room around low..high (room: share of the axis), and at most `most` ticks at
 * 1, 2, 5 times a power of ten. Equal limits are pulled apart. */
void rv_axis_fit(struct rv_axis *axis, double low, double high, bool log, double room, size_t most);

/* New ticks within the limits as they are; at whole numbers only where `whole`. */
void rv_axis_ticks(struct rv_axis *axis, size_t most, bool whole);

/* 0 at the lower limit, 1 at the upper, beyond where the value is beyond; NaN for NaN. Values at or
 * below 0 on a log axis give -HUGE_VAL. */
double rv_axis_place(const struct rv_axis *axis, double value);

#endif
