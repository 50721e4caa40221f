/* The micro-kernel of convolution and dense layers (template): PIXELS outputs pixels × one vector
 * of output channels, every accumulator in a register.
 *
 *     a[n] = bias + sum over r < rows, j < length of in[n*step + r*pitch + j] * panel[r*length + j]
 *
 * The scalar broadcast folds into the multiply on AVX-512. Accumulators are named one by one by
 * macros, because compilers keep an array of vectors in memory. A pointer serves three pixels
 * (base, base + step, base + 2*step are addresses that x86 forms for free), which leaves general
 * registers enough. */

#define TILE(N, PIXELS)                                                                            \
    static void RV_PASTE(V(tile), N)(const struct rv_tile *t, const real *in, real *out)           \
    {                                                                                              \
        const size_t step = t->step, length = t->length;                                           \
        const real *w = t->panel;                                                                  \
        const VEC bias = V(load)(w);                                                               \
        PIXELS(TILE_ZERO)                                                                          \
        w += L;                                                                                    \
        for (size_t r = 0; r < t->rows; r++) {                                                     \
            PIXELS(TILE_POINTER)                                                                   \
            for (size_t j = 0; j < length; j++) {                                                  \
                const VEC v = V(load)(w + j * L);                                                  \
                PIXELS(TILE_ADD)                                                                   \
            }                                                                                      \
            w += length * L;                                                                       \
            in += t->pitch;                                                                        \
        }                                                                                          \
        if (t->lanes == L) {                                                                       \
            PIXELS(TILE_STORE)                                                                     \
        } else {                                                                                   \
            real some[(N) * L];                                                                    \
            PIXELS(TILE_STORE_SOME)                                                                \
            store_some(some, N, L, t, out);                                                        \
        }                                                                                          \
    }

TILE(1, TILE_1)
TILE(2, TILE_2)
TILE(3, TILE_3)
TILE(4, TILE_4)
TILE(5, TILE_5)
TILE(6, TILE_6)
TILE(7, TILE_7)
TILE(8, TILE_8)
TILE(9, TILE_9)
TILE(10, TILE_10)
TILE(11, TILE_11)
TILE(12, TILE_12)
#if RV_TILE_MAX > 12
TILE(13, TILE_13)
TILE(14, TILE_14)
TILE(15, TILE_15)
TILE(16, TILE_16)
#endif
#undef TILE

#define T(n) RV_PASTE(V(tile), n)
static rv_tile_function *const V(tiles)[] = {
    T(1), T(2), T(3), T(4), T(5), T(6), T(7), T(8), T(9), T(10), T(11), T(12),
#if RV_TILE_MAX > 12
    T(13), T(14), T(15), T(16),
#endif
};
#undef T

#include "nn/kernels/isa/thin.h"
