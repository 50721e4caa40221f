/* The micro-kernel of one vector of outputs whose kernel is three columns wide (template). A tile
 * of N pixels loads N scalars and a vector of weights for N multiply-adds, more than a processor
 * loads meanwhile. Here each scalar serves three: the pixels that see it as their right, middle and
 * left column, in four rows at once.
 *
 *     column x of the input, kernel row r:  for all channels c
 *         a += right[c] * in[x][c]     output x - 2, complete in this kernel row
 *         b += middle[c] * in[x][c]    output x - 1
 *         d += left[c] * in[x][c]      output x, taken up from `out`, where row r - 1 left it
 *
 * Each output still sums over (r, column, c), as in tile.h. */

#define COLUMN_ROWS(X) X(0) X(1) X(2) X(3)
#define COLUMN_POINTER(k) const real *q##k = q + (k) * t->down;
#define COLUMN_TAKE(k) VEC d##k = r ? V(load)(to + (k) * t->out_down) : bias;
#define COLUMN_PUT(k) V(store)(to + (k) * t->out_down, a##k);
#define COLUMN_MOVE(k) a##k = b##k, b##k = d##k;
#define COLUMN_LEFT(k) d##k = V(fma)(V(load)(v), V(splat)(q##k[c]), d##k);
#define COLUMN_MIDDLE(k) b##k = V(fma)(V(load)(v + next), V(splat)(q##k[c]), b##k);
#define COLUMN_RIGHT(k) a##k = V(fma)(V(load)(v + 2 * next), V(splat)(q##k[c]), a##k);
#define COLUMN_FIRST_TWO(k) COLUMN_MIDDLE(k) COLUMN_LEFT(k)
#define COLUMN_LAST_TWO(k) COLUMN_RIGHT(k) COLUMN_MIDDLE(k)
#define COLUMN_ALL(k) COLUMN_RIGHT(k) COLUMN_MIDDLE(k) COLUMN_LEFT(k)

/* The next column of the input, ADD to those of its outputs that lie in the map. */
#define COLUMN(ADD)                                                                                \
    {                                                                                              \
        COLUMN_ROWS(COLUMN_POINTER)                                                                \
        const real *v = w;                                                                         \
        for (size_t c = 0; c < t->step; c++, v += L) {                                             \
            COLUMN_ROWS(ADD)                                                                       \
        }                                                                                          \
        q += t->step;                                                                              \
    }
#define COLUMN_BEGIN(ADD)                                                                          \
    {                                                                                              \
        COLUMN_ROWS(COLUMN_TAKE)                                                                   \
        COLUMN(ADD)                                                                                \
        COLUMN_ROWS(COLUMN_MOVE)                                                                   \
        to += t->out_step;                                                                         \
    }

/* Four rows of at least two pixels. */
static void V(columns)(const struct rv_tile *t, size_t pixels, const real *in, real *out)
{
    const size_t next = t->step * L;
    const VEC bias = V(load)(t->panel);
    const real *w = t->panel + L;
    for (size_t r = 0; r < t->rows; r++, in += t->pitch, w += 3 * next) {
        const real *q = in;
        real *to = out;
        VEC a0, a1, a2, a3, b0 = {0}, b1 = {0}, b2 = {0}, b3 = {0};
        COLUMN_BEGIN(COLUMN_LEFT)
        COLUMN_BEGIN(COLUMN_FIRST_TWO)
        for (size_t x = 2; x < pixels; x++) {
            COLUMN_ROWS(COLUMN_TAKE)
            COLUMN(COLUMN_ALL)
            to -= 2 * t->out_step;
            COLUMN_ROWS(COLUMN_PUT)
            COLUMN_ROWS(COLUMN_MOVE)
            to += 3 * t->out_step;
        }
        to -= 2 * t->out_step;
        COLUMN(COLUMN_LAST_TWO)
        COLUMN_ROWS(COLUMN_PUT)
        a0 = b0, a1 = b1, a2 = b2, a3 = b3;
        to += t->out_step;
        COLUMN(COLUMN_RIGHT)
        COLUMN_ROWS(COLUMN_PUT)
    }
}
#undef COLUMN
#undef COLUMN_BEGIN
