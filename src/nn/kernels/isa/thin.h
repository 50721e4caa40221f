/* The micro-kernel for few taps (template): one input channel, R × J taps, all weights in
 * registers for all rows. It walks along a row, four pixels at a time, without the start and end of
 * a tile every 16 pixels; each pixel's sum has the order of tile.h. */

#define THIN(R, J, ROWS, TAPS, ADD_4)                                                              \
    static void V(thin_##R##_##J)(const struct rv_tile *t, size_t rows, size_t pixels,             \
                                  const real *in, real *out)                                       \
    {                                                                                              \
        const size_t s = t->step, out_step = t->out_step;                                          \
        const real *w = t->panel;                                                                  \
        const VEC bias = V(load)(w);                                                               \
        ROWS(TAPS, THIN_LOAD)                                                                      \
        for (size_t y = 0; y < rows; y++, in += t->down, out += t->out_down) {                     \
            const real *q0 = in;                                                                   \
            THIN_POINTER_##R                                                                       \
            real *to = out;                                                                        \
            size_t x = 0;                                                                          \
            for (; x + 4 <= pixels; x += 4) {                                                      \
                VEC a0 = bias, a1 = bias, a2 = bias, a3 = bias;                                    \
                ADD_4                                                                              \
                V(store)(to, a0);                                                                  \
                V(store)(to + out_step, a1);                                                       \
                V(store)(to + 2 * out_step, a2);                                                   \
                V(store)(to + 3 * out_step, a3);                                                   \
                to += 4 * out_step;                                                                \
                THIN_NEXT_##R(4 * s)                                                               \
            }                                                                                      \
            for (; x < pixels; x++) {                                                              \
                VEC a0 = bias;                                                                     \
                ROWS(TAPS, THIN_ADD)                                                               \
                V(store)(to, a0);                                                                  \
                to += out_step;                                                                    \
                THIN_NEXT_##R(s)                                                                   \
            }                                                                                      \
        }                                                                                          \
    }

/* With stride 1 four pixels see six numbers of a row: each is broadcast once and meets all weights
 * that it has, so that loads do not hold up the multiply-adds. */
#define THIN_MEET(n, weight) a##n = V(fma)(weight, each, a##n);
#define THIN_SHARED(r)                                                                             \
    {                                                                                              \
        VEC each = V(splat)(q##r[0]);                                                              \
        THIN_MEET(0, w##r##_0)                                                                     \
        each = V(splat)(q##r[1]);                                                                  \
        THIN_MEET(0, w##r##_1) THIN_MEET(1, w##r##_0)                                              \
        each = V(splat)(q##r[2]);                                                                  \
        THIN_MEET(0, w##r##_2) THIN_MEET(1, w##r##_1) THIN_MEET(2, w##r##_0)                       \
        each = V(splat)(q##r[3]);                                                                  \
        THIN_MEET(1, w##r##_2) THIN_MEET(2, w##r##_1) THIN_MEET(3, w##r##_0)                       \
        each = V(splat)(q##r[4]);                                                                  \
        THIN_MEET(2, w##r##_2) THIN_MEET(3, w##r##_1)                                              \
        each = V(splat)(q##r[5]);                                                                  \
        THIN_MEET(3, w##r##_2)                                                                     \
    }
#define THIN_ADD_4_SHARED                                                                          \
    if (s == 1) {                                                                                  \
        THIN_SHARED(0) THIN_SHARED(1) THIN_SHARED(2)                                               \
    } else {                                                                                       \
        ROWS_3(TAPS_3, THIN_ADD_4)                                                                 \
    }

THIN(3, 3, ROWS_3, TAPS_3, THIN_ADD_4_SHARED)
#if RV_VECTOR_BYTES >= 64
THIN(5, 5, ROWS_5, TAPS_5, ROWS_5(TAPS_5, THIN_ADD_4))
#endif
#undef THIN
#undef THIN_MEET
#undef THIN_SHARED
#undef THIN_ADD_4_SHARED
