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

static void V(bn_pool)(const struct bn_pool *t, size_t i, int c)
{
    const struct rows z = rows_of(t->z, i, c), pooled = rows_of(t->pooled, i, c);
    const size_t step = z.step;
    const VEC mean = V(load_doubles)(t->mean + c), scale = V(load_doubles)(t->scale + c);
    const VEC shift = V(load_doubles)(t->shift + c);
    uint8_t *winner = t->winner ? t->winner + i * t->size + c : NULL;
    real *winning = t->winner ? t->winning + i * t->size + c : NULL;
    for (int y = 0; y < pooled.height; y++) {
        const real *upper = row_at(&z, 2 * y), *lower = upper + z.pitch;
        real *to = row_at(&pooled, y);
        for (int x = 0; x < pooled.width; x++) {
            const VEC z0 = V(load)(upper), z1 = V(load)(upper + step);
            const VEC z2 = V(load)(lower), z3 = V(load)(lower + step);
            const VEC v0 = V(fma)(z0 - mean, scale, shift), v1 = V(fma)(z1 - mean, scale, shift);
            const VEC v2 = V(fma)(z2 - mean, scale, shift), v3 = V(fma)(z3 - mean, scale, shift);
            LARGEST(v0, v1, v2, v3, best, code)
            V(store)(to, V(relu)(best));
            if (winner) {
                const VEC low = V(choose)(code == 1, z1, z0), high = V(choose)(code == 3, z3, z2);
                V(store_winner)(winner, code);
                V(store)(winning, V(choose)(code > 1, high, low));
                winner += step;
                winning += step;
            }
            upper += 2 * step;
            lower += 2 * step;
            to += step;
        }
    }
}

static void V(bn_sums)(const struct bn_sums *t, size_t i, int c)
{
    const struct rows dpooled = rows_of(t->dpooled, i, c), pooled = rows_of(t->pooled, i, c);
    const size_t step = pooled.step;
    const VEC mean = V(load_doubles)(t->mean + c);
    VEC s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, e0 = {0}, e1 = {0}, e2 = {0}, e3 = {0};
    const real *z = t->winning + i * t->size + c;
#define ADD(k, pixel)                                                                              \
    {                                                                                              \
        const MASK off = V(load)(p + (pixel)*step) <= 0;                                           \
        const VEC g = V(keep)(~off, V(load)(d + (pixel)*step));                                    \
        s##k += g;                                                                                 \
        e##k = V(fma)(g, V(load)(z + (pixel)*step) - mean, e##k);                                  \
    }
    for (int y = 0; y < pooled.height; y++) {
        const real *d = row_at(&dpooled, y), *p = row_at(&pooled, y);
        int left = pooled.width;
        for (; left >= 4; left -= 4) {
            ADD(0, 0)
            ADD(1, 1)
            ADD(2, 2)
            ADD(3, 3)
            d += 4 * step;
            p += 4 * step;
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

static void V(bn_scatter)(const struct bn_scatter *t, size_t i, int c)
{
    const struct rows dpooled = rows_of(t->dpooled, i, c), pooled = rows_of(t->pooled, i, c);
    const struct rows z = rows_of(t->z, i, c), dz = rows_of(t->dz, i, c);
    const size_t step = z.step;
    const VEC mean = V(load_doubles)(t->mean + c), k1 = V(load_doubles)(t->k1 + c);
    const VEC k2 = V(load_doubles)(t->k2 + c), k3 = V(load_doubles)(t->k3 + c);
    const uint8_t *winner = t->winner + i * t->size + c;
    const int width = pooled.width, height = pooled.height;
#define REST(p) V(fma)(k2, V(load)(p) - mean, k3)
#define SPREAD(to, cell, from)                                                                     \
    V(store)(to, V(fma)(k1, V(keep)(code == (cell), g), REST(from)));
    for (int y = 0; y < height; y++) {
        const real *d = row_at(&dpooled, y), *p = row_at(&pooled, y);
        const real *z0 = row_at(&z, 2 * y), *z1 = z0 + z.pitch;
        real *upper = row_at(&dz, 2 * y), *lower = upper + dz.pitch;
        for (int x = 0; x < width; x++) {
            const MASK off = V(load)(p) <= 0, code = V(load_winner)(winner);
            const VEC g = V(keep)(~off, V(load)(d));
            SPREAD(upper, 0, z0)
            SPREAD(upper + step, 1, z0 + step)
            SPREAD(lower, 2, z1)
            SPREAD(lower + step, 3, z1 + step)
            upper += 2 * step;
            lower += 2 * step;
            z0 += 2 * step;
            z1 += 2 * step;
            d += step;
            p += step;
            winner += step;
        }
        if (z.width > 2 * width) {
            V(store)(upper, REST(z0));
            V(store)(lower, REST(z1));
        }
    }
    if (z.height > 2 * height) {
        const real *z0 = row_at(&z, 2 * height);
        real *last = row_at(&dz, 2 * height);
        for (int x = 0; x < z.width; x++, last += step, z0 += step)
            V(store)(last, REST(z0));
    }
#undef REST
#undef SPREAD
}
#undef LARGEST

#if L > 1
#include "nn/kernels/isa/thin_pool.h"
#endif
