/* The weight gradient of a convolution 3 × 3 on one channel with ReLU and max pooling 2 × 2 behind
 * it (template). Of the four outputs of a window only the winner has a gradient, so that each tap
 * costs one multiply-add a window and not four: its input is picked, lane by lane, out of the four
 * that the tap meets in that window.
 *
 *     a[r][j] = sum over (example, window) of g * patch[y*2 + r][x*2 + j][winner] */

#define WINNERS_LOAD(r, j) VEC a##r##_##j = V(load)(part + (3 * (r) + (j)) * L);
#define WINNERS_ADD(r, j) a##r##_##j = V(fma)(g, V(pick)(q##r + 4 * (j), code), a##r##_##j);
#define WINNERS_STORE(r, j) V(store)(part + (3 * (r) + (j)) * L, a##r##_##j);

/* All windows of one example, from channel c on; adds to part[tap][L] and, behind the nine, to the
 * sum of g for the bias. */
static void V(winners)(const struct winners *t, size_t i, int c, real *part)
{
    const struct rows gradient = rows_of(t->gradient, i, c), pooled = rows_of(t->pooled, i, c);
    const uint8_t *winner = t->winner + i * rv_map_size(t->pooled) + c;
    const size_t step = pooled.step, pitch = patch_pitch(t->pooled);
    const real *patches = t->patches;
    ROWS_3(TAPS_3, WINNERS_LOAD)
    VEC sum = V(load)(part + 9 * L);
    for (int y = 0; y < pooled.height; y++, patches += 2 * pitch) {
        const real *d = row_at(&gradient, y), *p = row_at(&pooled, y);
        const real *q0 = patches, *q1 = q0 + pitch, *q2 = q1 + pitch;
        for (int x = 0; x < pooled.width; x++) {
            const MASK off = V(load)(p) <= 0, code = V(load_winner)(winner);
            const VEC g = V(keep)(~off, V(load)(d));
            ROWS_3(TAPS_3, WINNERS_ADD)
            sum += g;
            q0 += 8, q1 += 8, q2 += 8;
            d += step;
            p += step;
            winner += step;
        }
    }
    ROWS_3(TAPS_3, WINNERS_STORE)
    V(store)(part + 9 * L, sum);
}

#include "nn/kernels/isa/part.h"
