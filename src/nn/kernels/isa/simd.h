/* Vectors and names inside isa/: included by every source there, compiled once for each
 * instruction set and precision (-DRV_ISA, -DRV_VECTOR_BYTES, -DRV_REAL and -DRV_REAL_float or
 * _double come from the Makefile).
 *
 * A kernel is written for one vector width in a template header, and the template is included once
 * for each width that the instruction set has: 64, 32 and 16 bytes, and one lane ("w1"). Wide
 * vectors serve many channels, narrow ones few; a lane is an independent output everywhere, so the
 * width never shows in the result. Multiplying and adding is V(fma), always (fma.h). */
#ifndef RAVINE_NN_KERNELS_ISA_SIMD_H
#define RAVINE_NN_KERNELS_ISA_SIMD_H

/* Where each accumulator lies at each instruction is of no use in a debugger, and takes gcc a
 * minute a file to find out when sanitizers cut the micro-kernels into pieces. And rows are short:
 * a call of memcpy in the place of a loop that copies reals would take most of the time. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-var-tracking", "no-tree-loop-distribute-patterns")
#endif

typedef RV_REAL real;
#undef RV_REAL /* ravine/param.h has another macro of that name */
#ifdef RV_REAL_float
#define RV_REAL_NAME float
#else
#define RV_REAL_NAME double
#endif

#include "nn/kernels/kernels.h"

#include <math.h>
#include <string.h>

#define RV_PASTE2(a, b) a##_##b
#define RV_PASTE(a, b) RV_PASTE2(a, b)

/* The name of a function that other files of the same instruction set and precision call. */
#define RV_NAME(name) RV_PASTE(RV_PASTE(name, RV_ISA), RV_REAL_NAME)

#ifdef RV_REAL_float
typedef int32_t mask; /* what a comparison of reals gives in each lane: 0 or -1 */
#define RV_REAL_SIZE 4
#else
typedef int64_t mask;
#define RV_REAL_SIZE 8
#endif

/* Lanes of the widest vector. */
#define RV_LANES (RV_VECTOR_BYTES / RV_REAL_SIZE)

/* Vector types of one width: reals, masks, bytes (winners), two steps between masks and bytes. */
#define RV_VECTORS(suffix, bytes)                                                                  \
    typedef real vec_##suffix __attribute__((vector_size(bytes)));                                 \
    typedef mask mask_##suffix __attribute__((vector_size(bytes)));                                \
    typedef uint8_t byte_##suffix __attribute__((vector_size(bytes / RV_REAL_SIZE)));              \
    typedef int16_t short_##suffix __attribute__((vector_size(bytes / RV_REAL_SIZE * 2)));         \
    typedef int32_t word_##suffix __attribute__((vector_size(bytes / RV_REAL_SIZE * 4)));
#if RV_VECTOR_BYTES >= 64
RV_VECTORS(w64, 64)
#endif
#if RV_VECTOR_BYTES >= 32
RV_VECTORS(w32, 32)
#endif
RV_VECTORS(w16, 16)
RV_VECTORS(w1, RV_REAL_SIZE)

/* A table with the instances of function `name` from widest to narrowest, and the lanes of each.
 * rv_slice() gives the entry that serves the next channels when `left` channels are left. */
#if RV_VECTOR_BYTES >= 64
#define RV_WIDTHS(name) {name##_w64, name##_w32, name##_w16, name##_w1}
#define RV_WIDEST w64
#define RV_WIDTH_COUNT 4
#elif RV_VECTOR_BYTES >= 32
#define RV_WIDTHS(name) {name##_w32, name##_w16, name##_w1}
#define RV_WIDEST w32
#define RV_WIDTH_COUNT 3
#else
#define RV_WIDTHS(name) {name##_w16, name##_w1}
#define RV_WIDEST w16
#define RV_WIDTH_COUNT 2
#endif

static inline int rv_width_lanes(int width)
{
    return width == RV_WIDTH_COUNT - 1 ? 1 : RV_LANES >> width;
}

static inline int rv_slice(int left)
{
    int width = 0;
    while (rv_width_lanes(width) > left)
        width++;
    return width;
}

/* Calls function[width](&arguments, example, first channel) for all examples first, count and all
 * slices of channels. */
#define RV_FOR_SLICES(function, arguments, channels)                                               \
    do {                                                                                           \
        for (size_t i = first; i < first + count; i++)                                             \
            for (int c = 0; c < (channels);) {                                                     \
                int width = rv_slice((channels) - c);                                              \
                function[width](&(arguments), i, c);                                               \
                c += rv_width_lanes(width);                                                        \
            }                                                                                      \
    } while (0)

/* The examples from `first` to the end of its chunk, at most `count`. */
static inline size_t rv_chunk_count(size_t first, size_t count, size_t chunk)
{
    size_t n = chunk - first % chunk;
    return n < count ? n : count;
}

/* Address of (example i, y, x, channel 0). */
static inline real *rv_at(const struct rv_view *v, size_t i, int y, int x)
{
    size_t row = (size_t)(v->width + 2 * v->border);
    size_t pixel = (size_t)(y + v->border) * row + (size_t)(x + v->border);
    return (real *)v->data + i * v->stride + pixel * (size_t)v->channels;
}

/* Reals of one example without border. */
static inline size_t rv_map_size(const struct rv_view *v)
{
    return (size_t)v->height * (size_t)v->width * (size_t)v->channels;
}

/* Reals from one row of a view to the next. */
static inline size_t rv_pitch(const struct rv_view *v)
{
    return (size_t)(v->width + 2 * v->border) * (size_t)v->channels;
}

/* One example of a view from channel c on, read once: a store through a vector could change the
 * view for all that the compiler knows, so that it would compute addresses anew in each row. */
struct rows {
    real *data; /* (0, 0, c) */
    size_t pitch, step;
    int height, width;
};

static inline struct rows rows_of(const struct rv_view *v, size_t i, int c)
{
    return (struct rows){rv_at(v, i, 0, 0) + c, rv_pitch(v), (size_t)v->channels, v->height,
                         v->width};
}

static inline real *row_at(const struct rows *rows, int y)
{
    return rows->data + (size_t)y * rows->pitch;
}

#endif
