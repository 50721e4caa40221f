/* Maps for the tests of kernels: plain double arrays [example][y][x][channel] against which naive
 * loops compute, and views of a kernel's precision made from them and read back. */
#ifndef RAVINE_TESTS_KERNEL_MAP_CASE_H
#define RAVINE_TESTS_KERNEL_MAP_CASE_H

#include "nn/kernels/kernels.h"
#include "ravine/memory.h"

#include <math.h>
#include <string.h>

/* Results against naive double sums, relative to the sum of the magnitudes of what is added: a few
 * hundred roundings of 6e-8 (float) and 1.1e-16 (double) at most. */
static const double tolerance_float = 1e-5;
static const double tolerance_double = 1e-13;

/* What stands in the border of outputs, which kernels must leave alone. */
static const double border_mark = 7.25;

struct map {
    int examples, height, width, channels;
    double *at; /* owned */
};

static inline size_t map_size(const struct map *m)
{
    return (size_t)m->examples * (size_t)m->height * (size_t)m->width * (size_t)m->channels;
}

static inline struct map map_make(int examples, int height, int width, int channels)
{
    struct map m = {examples, height, width, channels, NULL};
    m.at = rv_alloc(map_size(&m), sizeof(double));
    return m;
}

static inline double *map_cell(const struct map *m, int i, int y, int x, int c)
{
    return m->at + ((i * m->height + y) * m->width + x) * m->channels + c;
}

static inline bool map_has(const struct map *m, int y, int x)
{
    return y >= 0 && y < m->height && x >= 0 && x < m->width;
}

/* Numbers in (-1, 1) that look random and are exact in float, so that both precisions compute from
 * the same values. */
static inline void fill_random(double *values, size_t n, uint64_t seed)
{
    uint64_t s = seed * 0x9e3779b97f4a7c15U + 1;
    for (size_t j = 0; j < n; j++) {
        s ^= s << 13;
        s ^= s >> 7;
        s ^= s << 17;
        values[j] = (double)(int64_t)(s >> 40) / (double)(1 << 23) - 1;
    }
}

static inline struct map map_random(int examples, int height, int width, int channels,
                                    uint64_t seed)
{
    struct map m = map_make(examples, height, width, channels);
    fill_random(m.at, map_size(&m), seed);
    return m;
}

static inline struct map map_magnitude(const struct map *m)
{
    struct map a = map_make(m->examples, m->height, m->width, m->channels);
    for (size_t j = 0; j < map_size(m); j++)
        a.at[j] = fabs(m->at[j]);
    return a;
}

static inline double view_get(const struct rv_kernels *k, const struct rv_view *v, size_t j)
{
    if (k->precision == RV_FLOAT32)
        return (double)((const float *)v->data)[j];
    return ((const double *)v->data)[j];
}

static inline void view_set(const struct rv_kernels *k, const struct rv_view *v, size_t j,
                            double value)
{
    if (k->precision == RV_FLOAT32)
        ((float *)v->data)[j] = (float)value;
    else
        ((double *)v->data)[j] = value;
}

static inline size_t view_index(const struct rv_view *v, int i, int y, int x, int c)
{
    return (size_t)i * v->stride +
           (size_t)(((y + v->border) * (v->width + 2 * v->border) + x + v->border) * v->channels +
                    c);
}

/* A view with the values of `m` (zeros when `filled` is false) and `mark` in its border. */
static inline struct rv_view view_make(const struct rv_kernels *k, const struct map *m, int border,
                                       bool filled, double mark)
{
    struct rv_view v = {NULL, m->height, m->width, m->channels, border, 0};
    v.stride = rv_view_size(&v);
    v.data = rv_alloc(v.stride * (size_t)m->examples, k->real_size);
    for (size_t j = 0; j < v.stride * (size_t)m->examples; j++)
        view_set(k, &v, j, mark);
    for (int i = 0; i < m->examples; i++)
        for (int y = 0; y < m->height; y++)
            for (int x = 0; x < m->width; x++)
                for (int c = 0; c < m->channels; c++)
                    view_set(k, &v, view_index(&v, i, y, x, c),
                             filled ? *map_cell(m, i, y, x, c) : 0);
    return v;
}

static inline struct rv_view view_in(const struct rv_kernels *k, const struct map *m, int border)
{
    return view_make(k, m, border, true, 0);
}

/* For results of the shape of `m`; a NaN in each cell shows what was not written. */
static inline struct rv_view view_out(const struct rv_kernels *k, const struct map *m, int border)
{
    struct map nothing = map_make(m->examples, m->height, m->width, m->channels);
    for (size_t j = 0; j < map_size(m); j++)
        nothing.at[j] = nan("");
    struct rv_view v = view_make(k, &nothing, border, true, border_mark);
    rv_free(nothing.at);
    return v;
}

/* The interior as a map. */
static inline struct map view_read(const struct rv_kernels *k, const struct rv_view *v,
                                   int examples)
{
    struct map m = map_make(examples, v->height, v->width, v->channels);
    for (int i = 0; i < examples; i++)
        for (int y = 0; y < v->height; y++)
            for (int x = 0; x < v->width; x++)
                for (int c = 0; c < v->channels; c++)
                    *map_cell(&m, i, y, x, c) = view_get(k, v, view_index(v, i, y, x, c));
    return m;
}

/* Whether the border still has its mark everywhere. */
static inline bool border_kept(const struct rv_kernels *k, const struct rv_view *v, int examples)
{
    int b = v->border;
    for (int i = 0; i < examples; i++)
        for (int y = -b; y < v->height + b; y++)
            for (int x = -b; x < v->width + b; x++)
                for (int c = 0; c < v->channels; c++) {
                    bool inside = y >= 0 && y < v->height && x >= 0 && x < v->width;
                    if (!inside && view_get(k, v, view_index(v, i, y, x, c)) != border_mark)
                        return false;
                }
    return true;
}

/* Whether |got - want| <= tolerance·magnitude in each of n places; a NaN never is. */
static inline bool near_enough(const struct rv_kernels *k, const double *got, const double *want,
                         const double *magnitude, size_t n)
{
    double tolerance = k->precision == RV_FLOAT32 ? tolerance_float : tolerance_double;
    for (size_t j = 0; j < n; j++)
        if (!(fabs(got[j] - want[j]) <= tolerance * fabs(magnitude[j])))
            return false;
    return true;
}

/* Bits of the first table's results, kept to compare the others with. */
#define KEPT_MAX 6
struct kept {
    bool first; /* this run makes what the others are compared with */
    size_t count;
    void *bytes[KEPT_MAX];
};

/* Keeps the bytes in the first table's run and compares in the others'; results come in the same
 * order in each run. */
static inline bool bits_same(struct kept *kept, const void *bytes, size_t size)
{
    size_t n = kept->count++;
    if (n >= KEPT_MAX)
        return false;
    if (kept->first) {
        rv_free(kept->bytes[n]);
        kept->bytes[n] = rv_memdup(bytes, size);
        return true;
    }
    return memcmp(kept->bytes[n], bytes, size) == 0;
}

static inline bool view_same(struct kept *kept, const struct rv_kernels *k,
                             const struct rv_view *v, int examples)
{
    return bits_same(kept, v->data, v->stride * (size_t)examples * k->real_size);
}

/* Runs `body` on each case with every table that works here. */
static inline void for_tables(void (*body)(const struct rv_kernels *k, const void *one,
                                           struct kept *kept),
                              const void *cases, size_t count, size_t size)
{
    const char *names[RV_KERNELS_ISA_MAX];
    size_t tables = rv_kernels_names(names);
    for (size_t i = 0; i < count; i++)
        for (int precision = RV_FLOAT32; precision <= RV_FLOAT64; precision++) {
            struct kept kept = {0};
            for (size_t t = 0; t < tables; t++) {
                kept.first = t == 0;
                kept.count = 0;
                body(rv_kernels_find(names[t], (enum rv_precision)precision),
                     (const char *)cases + i * size, &kept);
            }
            for (size_t n = 0; n < KEPT_MAX; n++)
                rv_free(kept.bytes[n]);
        }
}

#endif
