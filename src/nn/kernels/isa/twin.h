/* Panels of half a vector (8 filters with AVX-512): two rows of outputs in one vector, so that no
 * half of it is idle. Included by row.c.
 *
 * The rows lie `half` rows apart. Their inputs are copied side by side, number by number (a0 b0 a1
 * b1 ...); a 64-bit broadcast then gives a b a b ..., which is multiplied with the weights w0 w0 w1
 * w1 ... Each lane sums in the order of tile.h. */

enum { twin_room = 4096 }; /* reals of the copy: within the first cache */

/* a b a b ... from the two reals at p. */
static inline vec_w64 twin_each(const real *p)
{
    double both;
    memcpy(&both, p, sizeof both);
    return (vec_w64)_mm512_set1_pd(both);
}

/* w0 w0 w1 w1 ... from the eight reals at p. */
static inline vec_w64 twin_weights(const real *p)
{
    const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    return (vec_w64)_mm512_permutexvar_ps(twice, _mm512_castps256_ps512(_mm256_loadu_ps(p)));
}

/* The even lanes to `upper`, the odd ones to `lower`. */
static inline void twin_store(vec_w64 a, real *upper, real *lower)
{
    const __m512i apart = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
    const __m512 v = _mm512_permutexvar_ps(apart, (__m512)a);
    _mm256_storeu_ps(upper, _mm512_castps512_ps256(v));
    _mm256_storeu_ps(lower, _mm512_extractf32x8_ps(v, 1));
}

/* to = a0 b0 a1 b1 ... */
static void twin_zip(const real *a, const real *b, size_t n, real *to)
{
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i high = _mm512_add_epi32(low, _mm512_set1_epi32(8));
    size_t j = 0;
    for (; j + 16 <= n; j += 16) {
        const __m512 x = _mm512_loadu_ps(a + j), y = _mm512_loadu_ps(b + j);
        _mm512_storeu_ps(to + 2 * j, _mm512_permutex2var_ps(x, low, y));
        _mm512_storeu_ps(to + 2 * j + 16, _mm512_permutex2var_ps(x, high, y));
    }
    for (; j < n; j++) {
        to[2 * j] = a[j];
        to[2 * j + 1] = b[j];
    }
}

#define TWIN_ADD(n, p, o) a##n = fma_w64(v, twin_each(p + o + 2 * j), a##n);
#define TWIN_TWO_ADD(n, p, o)                                                                      \
    TWIN_ADD(n, p, o)                                                                              \
    b##n = fma_w64(v, twin_each(p##_b + o + 2 * j), b##n);
#define TWIN_STORE(n, p, o) twin_store(a##n, out + n * t->out_step, lower + n * t->out_step);
#define TWIN_TWO_STORE(n, p, o)                                                                    \
    TWIN_STORE(n, p, o)                                                                            \
    twin_store(b##n, out + t->out_down + n * t->out_step, lower + t->out_down + n * t->out_step);

/* A tile as in tile.h, on the copy: `in` and all its steps count its reals; `out` and `lower` are
 * the two rows. ZERO ... STORE are those of one row, or of two consecutive ones. */
#define TWIN(name, N, PIXELS, ZERO, POINTER, ADD, STORE)                                           \
    static void name##_##N(const struct rv_tile *t, const real *in, real *out, real *lower)        \
    {                                                                                              \
        const size_t step = t->step, length = t->length;                                           \
        const real *w = t->panel;                                                                  \
        const vec_w64 bias = twin_weights(w);                                                      \
        PIXELS(ZERO)                                                                               \
        w += 8;                                                                                    \
        for (size_t r = 0; r < t->rows; r++) {                                                     \
            PIXELS(POINTER)                                                                        \
            for (size_t j = 0; j < length; j++) {                                                  \
                const vec_w64 v = twin_weights(w + j * 8);                                         \
                PIXELS(ADD)                                                                        \
            }                                                                                      \
            w += length * 8;                                                                       \
            in += t->pitch;                                                                        \
        }                                                                                          \
        PIXELS(STORE)                                                                              \
    }
#define TWIN_ONE(N, PIXELS)                                                                        \
    TWIN(twin, N, PIXELS, TWIN_ZERO, TILE_POINTER, TWIN_ADD, TWIN_STORE)
#define TWIN_TWO(N, PIXELS)                                                                        \
    TWIN(twin_two, N, PIXELS, TWIN_TWO_ZERO, TWO_POINTER, TWIN_TWO_ADD, TWIN_TWO_STORE)
#define TWIN_ZERO(n, p, o) vec_w64 a##n = bias;
#define TWIN_TWO_ZERO(n, p, o) vec_w64 a##n = bias, b##n = bias;

TWIN_ONE(1, TILE_1)
TWIN_ONE(2, TILE_2)
TWIN_ONE(3, TILE_3)
TWIN_ONE(4, TILE_4)
TWIN_ONE(5, TILE_5)
TWIN_ONE(6, TILE_6)
TWIN_ONE(7, TILE_7)
TWIN_ONE(8, TILE_8)
TWIN_ONE(9, TILE_9)
TWIN_ONE(10, TILE_10)
TWIN_ONE(11, TILE_11)
TWIN_ONE(12, TILE_12)
TWIN_ONE(13, TILE_13)
TWIN_ONE(14, TILE_14)
TWIN_ONE(15, TILE_15)
TWIN_ONE(16, TILE_16)
TWIN_TWO(1, TILE_1)
TWIN_TWO(2, TILE_2)
TWIN_TWO(3, TILE_3)
TWIN_TWO(4, TILE_4)
TWIN_TWO(5, TILE_5)
TWIN_TWO(6, TILE_6)
TWIN_TWO(7, TILE_7)
TWIN_TWO(8, TILE_8)

typedef void twin_function(const struct rv_tile *t, const real *in, real *out, real *lower);
#define T(n) twin_##n
static twin_function *const twins[] = {T(1),  T(2),  T(3),  T(4),  T(5),  T(6),  T(7),  T(8),
                                       T(9),  T(10), T(11), T(12), T(13), T(14), T(15), T(16)};
#undef T
#define T(n) twin_two_##n
static twin_function *const twin_twos[] = {T(1), T(2), T(3), T(4), T(5), T(6), T(7), T(8)};
#undef T

/* `half` row pairs from the copy. */
static void twin_rows(const struct rv_tile *t, size_t half, size_t pixels, const real *copy,
                      real *out)
{
    real *lower = out + half * t->out_down;
    const size_t cuts = (pixels + RV_TILE_MAX - 1) / RV_TILE_MAX;
    for (size_t y = 0, done; y < half; y += done) {
        const real *in = copy + y * t->down;
        done = pixels <= RV_TWO_MAX && y + 2 <= half ? 2 : 1;
        if (done == 2)
            twin_twos[pixels - 1](t, in, out, lower);
        for (size_t k = 0, x = 0, n; k < cuts && done == 1; k++, x += n) {
            n = pixels / cuts + (k < pixels % cuts);
            twins[n - 1](t, in + x * t->step, out + x * t->out_step, lower + x * t->out_step);
        }
        out += done * t->out_down;
        lower += done * t->out_down;
    }
}

/* As many of the rows as go in pairs through the copy; returns how many. */
static size_t run_twins(const struct rv_tile *tile, size_t rows, size_t pixels, const real *in,
                        real *out)
{
    real copy[twin_room];
    if (tile->width != 1 || tile->lanes != 8 || rows < 2 || !tile->length || !tile->down)
        return 0; /* a single row may have no pitch, an empty tile no input */
    const size_t segment = (pixels - 1) * tile->step + tile->length;
    const size_t room = twin_room / (2 * segment), stride = tile->down / tile->pitch;
    if (room < tile->rows)
        return 0;
    size_t half = (room - tile->rows) / stride + 1;
    half = half < rows / 2 ? half : rows / 2;
    for (size_t r = 0; r < (half - 1) * stride + tile->rows; r++) {
        const real *upper = in + r * tile->pitch;
        twin_zip(upper, upper + half * tile->down, segment, copy + r * 2 * segment);
    }
    struct rv_tile t = *tile;
    t.pitch = 2 * segment;
    t.down = stride * t.pitch;
    t.step = 2 * tile->step;
    twin_rows(&t, half, pixels, copy, out);
    return 2 * half;
}
