/* Convolution 3 × 3 on one channel, ReLU and max pooling 2 × 2 in one micro-kernel (template): the
 * four outputs of a window never leave their registers. Each has the order of thin.h.
 *
 * The largest is found by plain comparisons, right for finite numbers. 0·(the sum of all) tells:
 * it is 0 unless one of them is infinite or no number, or their sum overflows. Then the caller does
 * the example again with fused.h, which lets a NaN win. */

#define POOL_NEXT_0 q1
#define POOL_NEXT_1 q2
#define POOL_NEXT_2 q3
#define POOL_LOAD(r, j) const VEC w##r##_##j = V(load)(w += L);
#define POOL_ADD(r, j)                                                                             \
    a0 = V(fma)(w##r##_##j, V(splat)(q##r[j]), a0);                                                \
    a1 = V(fma)(w##r##_##j, V(splat)(q##r[(j) + 1]), a1);                                          \
    a2 = V(fma)(w##r##_##j, V(splat)(POOL_NEXT_##r[j]), a2);                                       \
    a3 = V(fma)(w##r##_##j, V(splat)(POOL_NEXT_##r[(j) + 1]), a3);

/* What happens to the four outputs of a window; returns their sum. */
static inline VEC V(pool_window)(VEC a0, VEC a1, VEC a2, VEC a3, real *to, uint8_t *winner)
{
    const VEC upper = V(larger)(a1, a0), lower = V(larger)(a3, a2), zero = {0};
    V(store)(to, V(larger)(V(larger)(lower, upper), zero));
    if (winner) {
        const MASK right = a1 > a0, below = lower > upper, corner = a3 > a2;
        V(store_winner)(winner, (below & (2 - corner)) | (~below & -right));
    }
    return (a0 + a1) + (a2 + a3);
}

static inline bool V(all_finite)(VEC odd)
{
    const MASK finite = odd == 0;
    bool all = true;
    for (int l = 0; l < L; l++)
        all = all && finite[l];
    return all;
}

/* All windows of one example; `to` and `winner` (or NULL) at the panel's first channel, `step`
 * apart from pixel to pixel, `down` from row to row (of `to`). Whether all numbers were finite. */
static bool V(thin_pool)(const struct rv_tile *t, const struct thin_pool *p, const real *in,
                         real *to, uint8_t *winner)
{
    const real *w = t->panel;
    const VEC bias = V(load)(w), zero = {0};
    VEC odd = {0};
    ROWS_3(TAPS_3, POOL_LOAD)
    for (size_t y = 0; y < p->height; y++, in += 2 * t->pitch, to += p->down) {
        const real *q0 = in, *q1 = q0 + t->pitch, *q2 = q1 + t->pitch, *q3 = q2 + t->pitch;
        real *cell = to;
        for (size_t x = 0; x < p->width; x++, cell += p->step) {
            VEC a0 = bias, a1 = bias, a2 = bias, a3 = bias;
            ROWS_3(TAPS_3, POOL_ADD)
            odd = V(fma)(zero, V(pool_window)(a0, a1, a2, a3, cell, winner), odd);
            winner = winner ? winner + p->step : NULL;
            q0 += 2, q1 += 2, q2 += 2, q3 += 2;
        }
    }
    return V(all_finite)(odd);
}

/* The same for two panels of the widest vectors: each scalar serves two multiply-adds, of which
 * eight at a time do not wait for each other. */
#if L == RV_LANES
#define POOL_PAIR_MEET(n, scalar)                                                                  \
    {                                                                                              \
        const VEC each = V(splat)(scalar);                                                         \
        a##n = V(fma)(v, each, a##n);                                                              \
        b##n = V(fma)(v_b, each, b##n);                                                            \
    }
#define POOL_PAIR_ADD(r, j)                                                                        \
    {                                                                                              \
        const VEC v = V(load)(w + (3 * (r) + (j) + 1) * L);                                        \
        const VEC v_b = V(load)(w_b + (3 * (r) + (j) + 1) * L);                                    \
        POOL_PAIR_MEET(0, q##r[j])                                                                 \
        POOL_PAIR_MEET(1, q##r[(j) + 1])                                                           \
        POOL_PAIR_MEET(2, POOL_NEXT_##r[j])                                                        \
        POOL_PAIR_MEET(3, POOL_NEXT_##r[(j) + 1])                                                  \
    }

static bool V(thin_pool_pair)(const struct rv_tile *t, const struct thin_pool *p, const real *in,
                              real *to, uint8_t *winner)
{
    const real *w = t->panel, *w_b = w + 10 * L;
    const VEC zero = {0};
    VEC odd = {0};
    for (size_t y = 0; y < p->height; y++, in += 2 * t->pitch, to += p->down) {
        const real *q0 = in, *q1 = q0 + t->pitch, *q2 = q1 + t->pitch, *q3 = q2 + t->pitch;
        real *cell = to;
        for (size_t x = 0; x < p->width; x++, cell += p->step) {
            VEC a0 = V(load)(w), a1 = a0, a2 = a0, a3 = a0;
            VEC b0 = V(load)(w_b), b1 = b0, b2 = b0, b3 = b0;
            ROWS_3(TAPS_3, POOL_PAIR_ADD)
            odd = V(fma)(zero, V(pool_window)(a0, a1, a2, a3, cell, winner), odd);
            odd = V(fma)(zero, V(pool_window)(b0, b1, b2, b3, cell + L, winner ? winner + L : NULL),
                         odd);
            winner = winner ? winner + p->step : NULL;
            q0 += 2, q1 += 2, q2 += 2, q3 += 2;
        }
    }
    return V(all_finite)(odd);
}
#endif
