/* The micro-kernel for few taps (template): one input channel, R × J taps, all weights in
 * registers. It walks along the row, four pixels at a time, without the start and end of a tile
 * every 16 pixels; each pixel's sum has the order of tile.h. */

#define THIN(R, J, ROWS, TAPS)                                                                     \
    static void V(thin_##R##_##J)(const struct rv_tile *t, size_t pixels, const real *q0,          \
                                  real *out)                                                       \
    {                                                                                              \
        const size_t s = t->step, out_step = t->out_step;                                          \
        const real *w = t->panel;                                                                  \
        const VEC bias = V(load)(w);                                                               \
        THIN_POINTER_##R                                                                           \
        ROWS(TAPS, THIN_LOAD)                                                                      \
        size_t x = 0;                                                                              \
        for (; x + 4 <= pixels; x += 4) {                                                          \
            VEC a0 = bias, a1 = bias, a2 = bias, a3 = bias;                                        \
            ROWS(TAPS, THIN_ADD_4)                                                                 \
            V(store)(out, a0);                                                                     \
            V(store)(out + out_step, a1);                                                          \
            V(store)(out + 2 * out_step, a2);                                                      \
            V(store)(out + 3 * out_step, a3);                                                      \
            out += 4 * out_step;                                                                   \
            THIN_NEXT_##R(4 * s)                                                                   \
        }                                                                                          \
        for (; x < pixels; x++) {                                                                  \
            VEC a0 = bias;                                                                         \
            ROWS(TAPS, THIN_ADD)                                                                   \
            V(store)(out, a0);                                                                     \
            out += out_step;                                                                       \
            THIN_NEXT_##R(s)                                                                       \
        }                                                                                          \
    }

THIN(3, 3, ROWS_3, TAPS_3)
#if RV_VECTOR_BYTES >= 64
THIN(5, 5, ROWS_5, TAPS_5)
#endif
#undef THIN
