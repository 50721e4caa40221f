/* What tests of kernels on maps share: shapes, memory that is freed together, comparison of a view
 * with a map. Include after cmocka.h. */
#ifndef RAVINE_TESTS_KERNEL_CASE_H
#define RAVINE_TESTS_KERNEL_CASE_H

#include "support/kernel_map_case.h"

enum { examples = 3 };

struct shape {
    int height, width, channels;
};

static const struct shape shapes[] = {{16, 16, 8}, {8, 8, 16}, {7, 9, 5}, {1, 1, 33}, {5, 6, 17},
                                      {2, 3, 1},   {9, 4, 3},  {3, 11, 40}};
enum { shape_count = sizeof shapes / sizeof shapes[0] };

/* Arrays of doubles a test works with; freed together. */
struct pool {
    void *block[32];
    size_t count;
};

static inline double *doubles(struct pool *pool, size_t n, uint64_t seed)
{
    double *d = rv_alloc(n, sizeof(double));
    if (seed)
        fill_random(d, n, seed);
    pool->block[pool->count++] = d;
    return d;
}

static inline struct map map_of(struct pool *pool, struct shape s, uint64_t seed)
{
    struct map m = {examples, s.height, s.width, s.channels, NULL};
    m.at = doubles(pool, map_size(&m), seed);
    return m;
}

static inline struct rv_view in_of(struct pool *pool, const struct rv_kernels *k, const struct map *m,
                            int border)
{
    struct rv_view v = view_in(k, m, border);
    pool->block[pool->count++] = v.data;
    return v;
}

static inline struct rv_view out_of(struct pool *pool, const struct rv_kernels *k, const struct map *m,
                             int border)
{
    struct rv_view v = view_out(k, m, border);
    pool->block[pool->count++] = v.data;
    return v;
}

static inline void release(struct pool *pool)
{
    assert_true(pool->count <= 32);
    for (size_t i = 0; i < pool->count; i++)
        rv_free(pool->block[i]);
}

/* All values here are below 1 in magnitude times a few factors: compare against magnitude 1. */
static inline void assert_map(const struct rv_kernels *k, const struct rv_view *v, const struct map *want,
                       struct kept *kept)
{
    struct map got = view_read(k, v, examples), ones = view_read(k, v, examples);
    for (size_t j = 0; j < map_size(&ones); j++)
        ones.at[j] = 1 + fabs(want->at[j]);
    assert_true(near_enough(k, got.at, want->at, ones.at, map_size(want)));
    assert_true(border_kept(k, v, examples));
    assert_true(view_same(kept, k, v, examples));
    rv_free(got.at);
    rv_free(ones.at);
}

#endif
