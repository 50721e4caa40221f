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
            const VEC upper = V(larger)(a1, a0), lower = V(larger)(a3, a2);
            V(store)(cell, V(larger)(V(larger)(lower, upper), zero));
            odd = V(fma)(zero, (a0 + a1) + (a2 + a3), odd);
            if (winner) {
                const MASK right = a1 > a0, below = lower > upper, corner = a3 > a2;
                V(store_winner)(winner, (below & (2 - corner)) | (~below & -right));
                winner += p->step;
            }
            q0 += 2, q1 += 2, q2 += 2, q3 += 2;
        }
    }
    const MASK finite = odd == 0;
    bool all = true;
    for (int l = 0; l < L; l++)
        all = all && finite[l];
    return all;
}
