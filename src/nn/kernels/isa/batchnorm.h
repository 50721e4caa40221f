/* Batch normalisation on one slice of channels (template): channel c .. c+L-1 of every pixel, the
 * per-channel values in registers. */

/* Sums over a map run in four partial sums, by x mod 4, joined as (s0 + s1) + (s2 + s3): enough
 * to hide the latency of an addition, and the same for every width. PIXEL(k, p) adds the pixel at p
 * to partial sum k. */
#define MAP_SUM(rows, PIXEL)                                                                       \
    for (int y = 0; y < (rows).height; y++) {                                                      \
        const real *p = row_at(&(rows), y);                                                        \
        MAP_ROW                                                                                    \
        int x = 0;                                                                                 \
        for (; x + 4 <= (rows).width; x += 4) {                                                    \
            PIXEL(0, 0)                                                                            \
            PIXEL(1, step)                                                                         \
            PIXEL(2, 2 * step)                                                                     \
            PIXEL(3, 3 * step)                                                                     \
            p += 4 * step;                                                                         \
            MAP_NEXT                                                                               \
        }                                                                                          \
        if (x < (rows).width) {                                                                    \
            PIXEL(0, 0)                                                                            \
        }                                                                                          \
        if (x + 1 < (rows).width) {                                                                \
            PIXEL(1, step)                                                                         \
        }                                                                                          \
        if (x + 2 < (rows).width) {                                                                \
            PIXEL(2, 2 * step)                                                                     \
        }                                                                                          \
    }

/* Two passes over a map that is in the first-level cache, and over that of the next example along
 * with it, `other` reals on (0: there is none), because additions wait for each other. The mean is
 * rounded to real; deviations from the rounded mean make m2 too large by n·(rounding)², which is
 * nothing against its own rounding. */
static void V(moments)(const struct moments *t, size_t i, size_t other, int c)
{
    const struct rows z = rows_of(t->z, i, c);
    const size_t step = z.step, next = other ? i + 1 : i;
    const real n = (real)(z.height * z.width);
    VEC s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, r0 = {0}, r1 = {0}, r2 = {0}, r3 = {0};
#define MAP_ROW
#define MAP_NEXT
#define ADD_VALUE(k, at)                                                                           \
    s##k += V(load)(p + (at));                                                                     \
    r##k += V(load)(p + (at) + other);
    MAP_SUM(z, ADD_VALUE)
    const VEC mean = ((s0 + s1) + (s2 + s3)) / n, mean_b = ((r0 + r1) + (r2 + r3)) / n;
    s0 = s1 = s2 = s3 = r0 = r1 = r2 = r3 = (VEC){0};
#define ADD_DEVIATION(k, at)                                                                       \
    {                                                                                              \
        const VEC e = V(load)(p + (at)) - mean, e_b = V(load)(p + (at) + other) - mean_b;          \
        s##k = V(fma)(e, e, s##k);                                                                 \
        r##k = V(fma)(e_b, e_b, r##k);                                                             \
    }
    MAP_SUM(z, ADD_DEVIATION)
    const VEC square = (s0 + s1) + (s2 + s3), square_b = (r0 + r1) + (r2 + r3);
    for (int l = 0; l < L; l++) {
        t->mean[next * step + (size_t)(c + l)] = (double)mean_b[l];
        t->m2[next * step + (size_t)(c + l)] = (double)square_b[l];
        t->mean[i * step + (size_t)(c + l)] = (double)mean[l];
        t->m2[i * step + (size_t)(c + l)] = (double)square[l];
    }
#undef ADD_VALUE
#undef ADD_DEVIATION
#undef MAP_ROW
#undef MAP_NEXT
}

static void V(apply)(const struct normalise *t, size_t i, int c)
{
    const struct rows z = rows_of(t->z, i, c), out = rows_of(t->out, i, c);
    const size_t step = z.step;
    const VEC scale = V(load_doubles)(t->scale + c);
    const VEC shift = V(load_shifted)(t->shift + c, t->scale + c, t->mean + c);
    for (int y = 0; y < z.height; y++) {
        const real *p = row_at(&z, y);
        real *to = row_at(&out, y);
        for (int x = 0; x < z.width; x++) {
            V(store)(to, V(fma)(V(load)(p), scale, shift));
            p += step;
            to += step;
        }
    }
}

static void V(sums)(const struct sums *t, size_t i, int c)
{
    const struct rows dy = rows_of(t->dy, i, c), z = rows_of(t->z, i, c);
    const size_t step = dy.step;
    const VEC mean = V(load_doubles)(t->mean + c);
    VEC s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, e0 = {0}, e1 = {0}, e2 = {0}, e3 = {0};
#define MAP_ROW const real *q = row_at(&z, y);
#define MAP_NEXT q += 4 * step;
#define ADD_PRODUCT(k, at)                                                                         \
    {                                                                                              \
        const VEC d = V(load)(p + (at));                                                           \
        s##k += d;                                                                                 \
        e##k = V(fma)(d, V(load)(q + (at)) - mean, e##k);                                          \
    }
    MAP_SUM(dy, ADD_PRODUCT)
#undef ADD_PRODUCT
#undef MAP_ROW
#undef MAP_NEXT
    const VEC s = (s0 + s1) + (s2 + s3), e = (e0 + e1) + (e2 + e3);
    for (int l = 0; l < L; l++) {
        t->sum_dy[i * step + (size_t)(c + l)] = (double)s[l];
        t->sum_dyz[i * step + (size_t)(c + l)] = (double)e[l];
    }
}
#undef MAP_SUM

static void V(gradient)(const struct gradient *t, size_t i, int c)
{
    const struct rows dy = rows_of(t->dy, i, c), z = rows_of(t->z, i, c);
    const struct rows dz = rows_of(t->dz, i, c);
    const size_t step = z.step;
    const VEC k1 = V(load_doubles)(t->k1 + c), k2 = V(load_doubles)(t->k2 + c);
    const VEC k3 = V(load_shifted)(t->k3 + c, t->k2 + c, t->mean + c);
    for (int y = 0; y < z.height; y++) {
        const real *p = row_at(&dy, y), *q = row_at(&z, y);
        real *to = row_at(&dz, y);
        for (int x = 0; x < z.width; x++) {
            V(store)(to, V(fma)(k1, V(load)(p), V(fma)(k2, V(load)(q), k3)));
            p += step;
            q += step;
            to += step;
        }
    }
}
