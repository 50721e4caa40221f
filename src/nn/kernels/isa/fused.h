/* Kernels fused with ReLU and max pooling 2 × 2, stride 2, on one slice of channels (template). */

/* The largest of four cells in window order, with its code; a NaN wins. */
#define LARGEST(v0, v1, v2, v3, best, code)                                                        \
    VEC best = v0;                                                                                 \
    MASK code = {0};                                                                               \
    {                                                                                              \
        const MASK m1 = V(wins)(v1, best);                                                         \
        best = V(choose)(m1, v1, best);                                                            \
        const MASK m2 = V(wins)(v2, best);                                                         \
        best = V(choose)(m2, v2, best);                                                            \
        const MASK m3 = V(wins)(v3, best);                                                         \
        best = V(choose)(m3, v3, best);                                                            \
        code = (m3 & 3) | (~m3 & ((m2 & 2) | (~m2 & (m1 & 1))));                                   \
    }

/* One pooled row from two rows of a convolution (in scratch, `step` reals a pixel). */
static void V(pool_rows)(const real *upper, const real *lower, size_t step, int pixels, real *to,
                         uint8_t *winner)
{
    for (int x = 0; x < pixels; x++) {
        const VEC v0 = V(load)(upper), v1 = V(load)(upper + step);
        const VEC v2 = V(load)(lower), v3 = V(load)(lower + step);
        LARGEST(v0, v1, v2, v3, best, code)
        V(store)(to, V(relu)(best));
        if (winner) {
            V(store_winner)(winner, code);
            winner += step;
        }
        upper += 2 * step;
        lower += 2 * step;
        to += step;
    }
}

/* Backward through pool and ReLU: writes all pixels of dz, those beyond the last window too. */
static void V(scatter)(const struct scatter *t, size_t i, int c)
{
    const struct rows dpooled = rows_of(t->dpooled, i, c), pooled = rows_of(t->pooled, i, c);
    const struct rows dz = rows_of(t->dz, i, c);
    const size_t step = dz.step;
    const int height = pooled.height, width = pooled.width;
    const uint8_t *winner = t->winner + i * t->size + c;
    const VEC zero = {0};
    for (int y = 0; y < height; y++) {
        const real *d = row_at(&dpooled, y), *p = row_at(&pooled, y);
        real *upper = row_at(&dz, 2 * y), *lower = upper + dz.pitch;
        for (int x = 0; x < width; x++) {
            const MASK off = V(load)(p) <= 0, code = V(load_winner)(winner);
            const VEC g = V(keep)(~off, V(load)(d));
            V(store)(upper, V(keep)(code == 0, g));
            V(store)(upper + step, V(keep)(code == 1, g));
            V(store)(lower, V(keep)(code == 2, g));
            V(store)(lower + step, V(keep)(code == 3, g));
            upper += 2 * step;
            lower += 2 * step;
            d += step;
            p += step;
            winner += step;
        }
        if (dz.width > 2 * width) {
            V(store)(upper, zero);
            V(store)(lower, zero);
        }
    }
    if (dz.height > 2 * height) {
        real *last = row_at(&dz, 2 * height);
        for (int x = 0; x < dz.width; x++, last += step)
            V(store)(last, zero);
    }
}

/* Two cells normalised: the larger, z of it, the sum. */
#define NORMAL(cell) V(fma)(V(load)(cell), scale, shift)
#define LARGER_PAIR(left, right, best, z, sum)                                                     \
    const VEC best##_0 = NORMAL(left), best##_1 = NORMAL(right);                                   \
    const VEC sum = best##_0 + best##_1, best = V(larger)(best##_1, best##_0);                     \
    const VEC z = V(choose)(best##_1 > best##_0, V(load)(right), V(load)(left));

/* One example. The comparisons of `larger` are right for finite numbers, the careful ones let a NaN
 * win. 0·(the sum of all) tells, as in thin_pool.h: whether all numbers were finite. */
static inline __attribute__((always_inline)) bool V(bn_pool_example)(const struct bn_pool *t,
                                                                     size_t i, int c,
                                                                     const bool careful)
{
    const struct rows z = rows_of(t->z, i, c), pooled = rows_of(t->pooled, i, c);
    const size_t step = z.step;
    const VEC scale = V(load_doubles)(t->scale + c), zero = {0};
    const VEC shift = V(load_shifted)(t->shift + c, t->scale + c, t->mean + c);
    VEC odd = {0};
    real *winning = t->winning + i * t->size + c;
    for (int y = 0; y < pooled.height; y++) {
        const real *upper = row_at(&z, 2 * y), *lower = upper + z.pitch;
        real *to = row_at(&pooled, y);
        for (int x = 0; x < pooled.width; x++) {
            VEC best, won;
            if (careful) {
                const VEC v0 = NORMAL(upper), v1 = NORMAL(upper + step);
                const VEC v2 = NORMAL(lower), v3 = NORMAL(lower + step);
                LARGEST(v0, v1, v2, v3, largest, code)
                best = largest;
                won = V(choose)(code > 1,
                                V(choose)(code == 3, V(load)(lower + step), V(load)(lower)),
                                V(choose)(code == 1, V(load)(upper + step), V(load)(upper)));
            } else {
                LARGER_PAIR(upper, upper + step, high, high_won, high_sum)
                LARGER_PAIR(lower, lower + step, low, low_won, low_sum)
                best = V(larger)(low, high);
                won = V(choose)(low > high, low_won, high_won);
                odd = V(fma)(zero, high_sum + low_sum, odd);
            }
            const MASK off = best <= 0;
            V(store)(to, V(keep)(~off, best));
            V(store)(winning, (VEC)(off | (MASK)won));
            winning += step;
            upper += 2 * step;
            lower += 2 * step;
            to += step;
        }
    }
    const MASK finite = odd == 0;
    bool all = true;
    for (int l = 0; l < L; l++)
        all = all && finite[l];
    return all;
}

static void V(bn_pool)(const struct bn_pool *t, size_t i, int c)
{
    if (!V(bn_pool_example)(t, i, c, false))
        V(bn_pool_example)(t, i, c, true);
}

static void V(bn_sums)(const struct bn_sums *t, size_t i, int c)
{
    const struct rows dpooled = rows_of(t->dpooled, i, c);
    const size_t step = dpooled.step;
    const VEC mean = V(load_doubles)(t->mean + c);
    VEC s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, e0 = {0}, e1 = {0}, e2 = {0}, e3 = {0};
    const real *z = t->winning + i * t->size + c;
#define ADD(k, pixel)                                                                              \
    {                                                                                              \
        const VEC won = V(load)(z + (pixel)*step);                                                 \
        const MASK on = won == won;                                                                \
        const VEC g = V(keep)(on, V(load)(d + (pixel)*step));                                      \
        s##k += g;                                                                                 \
        e##k = V(fma)(g, V(keep)(on, won - mean), e##k);                                           \
    }
    for (int y = 0; y < dpooled.height; y++) {
        const real *d = row_at(&dpooled, y);
        int left = dpooled.width;
        for (; left >= 4; left -= 4) {
            ADD(0, 0)
            ADD(1, 1)
            ADD(2, 2)
            ADD(3, 3)
            d += 4 * step;
            z += 4 * step;
        }
        if (left > 0)
            ADD(0, 0)
        if (left > 1)
            ADD(1, 1)
        if (left > 2)
            ADD(2, 2)
        z += (size_t)left * step;
    }
#undef ADD
    const VEC s = (s0 + s1) + (s2 + s3), e = (e0 + e1) + (e2 + e3);
    for (int l = 0; l < L; l++) {
        t->sum_dy[i * step + (size_t)(c + l)] = (double)s[l];
        t->sum_dyz[i * step + (size_t)(c + l)] = (double)e[l];
    }
}

/* The winner of a window is the first cell with the bits of the number kept of it. */
static void V(bn_scatter)(const struct bn_scatter *t, size_t i, int c)
{
    const struct rows dpooled = rows_of(t->dpooled, i, c);
    const struct rows z = rows_of(t->z, i, c), dz = rows_of(t->dz, i, c);
    const size_t step = z.step;
    const VEC k1 = V(load_doubles)(t->k1 + c), k2 = V(load_doubles)(t->k2 + c);
    const VEC k3 = V(load_shifted)(t->k3 + c, t->k2 + c, t->mean + c);
    const real *winning = t->winning + i * t->size + c;
    const int width = dpooled.width, height = dpooled.height;
#define REST(from) V(fma)(k2, V(load)(from), k3)
#define SPREAD(to, from)                                                                           \
    {                                                                                              \
        const MASK wins = ((MASK)V(load)(from) == won) & open;                                     \
        open &= ~wins;                                                                             \
        V(store)(to, V(fma)(k1, V(keep)(wins, g), REST(from)));                                    \
    }
    for (int y = 0; y < height; y++) {
        const real *d = row_at(&dpooled, y);
        const real *above = row_at(&z, 2 * y), *below = above + z.pitch;
        real *upper = row_at(&dz, 2 * y), *lower = upper + dz.pitch;
        for (int x = 0; x < width; x++) {
            const VEC g = V(load)(d);
            const MASK won = (MASK)V(load)(winning);
            MASK open = ~(MASK){0}; /* where no cell has won yet */
            SPREAD(upper, above)
            SPREAD(upper + step, above + step)
            SPREAD(lower, below)
            SPREAD(lower + step, below + step)
            upper += 2 * step;
            lower += 2 * step;
            above += 2 * step;
            below += 2 * step;
            d += step;
            winning += step;
        }
        if (z.width > 2 * width) {
            V(store)(upper, REST(above));
            V(store)(lower, REST(below));
        }
    }
    if (z.height > 2 * height) {
        const real *from = row_at(&z, 2 * height);
        real *last = row_at(&dz, 2 * height);
        for (int x = 0; x < z.width; x++, last += step, from += step)
            V(store)(last, REST(from));
    }
#undef REST
#undef SPREAD
}
#undef LARGEST
#undef LARGER_PAIR
#undef NORMAL

#if L > 1
#include "nn/kernels/isa/thin_pool.h"
#endif
