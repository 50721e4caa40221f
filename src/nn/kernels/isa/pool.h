/* Pooling on one slice of channels (template). Windows are clipped to the map: rows y0 .. y1-1,
 * columns x0 .. x1-1 of the input for one output. */

static void V(maxpool)(const struct pool *t, size_t i, int c)
{
    const struct rv_window *w = t->window;
    const size_t step = (size_t)t->out->channels, pitch = rv_pitch(t->in);
    uint8_t *winner = t->winner ? t->winner + i * t->size + c : NULL;
    for (int oy = 0; oy < t->out->height; oy++) {
        struct span y = span_of(oy, w->top, w->height, w->stride, t->in->height);
        real *to = rv_at(t->out, i, oy, 0) + c;
        for (int ox = 0; ox < t->out->width; ox++, to += step) {
            struct span x = span_of(ox, w->left, w->width, w->stride, t->in->width);
            const real *p = rv_at(t->in, i, y.first, x.first) + c;
            VEC best = V(load)(p);
            MASK code = {0};
            code += (mask)(y.cell * w->width + x.cell);
            for (int ky = 0; ky < y.count; ky++)
                for (int kx = 0; kx < x.count; kx++) {
                    const VEC v = V(load)(p + (size_t)ky * pitch + (size_t)kx * step);
                    const MASK m = V(wins)(v, best);
                    best = V(choose)(m, v, best);
                    code = (m & (mask)((y.cell + ky) * w->width + x.cell + kx)) | (~m & code);
                }
            V(store)(to, best);
            if (winner) {
                V(store_winner)(winner, code);
                winner += step;
            }
        }
    }
}

/* Adds to din, which is zero before: windows may overlap. */
static void V(maxpool_add)(const struct pool *t, size_t i, int c)
{
    const struct rv_window *w = t->window;
    const size_t step = (size_t)t->out->channels, pitch = rv_pitch(t->in);
    const uint8_t *winner = t->code + i * t->size + c;
    for (int oy = 0; oy < t->out->height; oy++) {
        struct span y = span_of(oy, w->top, w->height, w->stride, t->in->height);
        const real *from = rv_at(t->out, i, oy, 0) + c;
        for (int ox = 0; ox < t->out->width; ox++, from += step, winner += step) {
            struct span x = span_of(ox, w->left, w->width, w->stride, t->in->width);
            real *p = rv_at(t->in, i, y.first, x.first) + c;
            const VEC d = V(load)(from);
            const MASK code = V(load_winner)(winner);
            for (int ky = 0; ky < y.count; ky++)
                for (int kx = 0; kx < x.count; kx++) {
                    real *q = p + (size_t)ky * pitch + (size_t)kx * step;
                    const MASK m = code == (mask)((y.cell + ky) * w->width + x.cell + kx);
                    V(store)(q, V(load)(q) + V(keep)(m, d));
                }
        }
    }
}

static void V(avgpool)(const struct pool *t, size_t i, int c)
{
    const struct rv_window *w = t->window;
    const size_t step = (size_t)t->out->channels, pitch = rv_pitch(t->in);
    for (int oy = 0; oy < t->out->height; oy++) {
        struct span y = span_of(oy, w->top, w->height, w->stride, t->in->height);
        real *to = rv_at(t->out, i, oy, 0) + c;
        for (int ox = 0; ox < t->out->width; ox++, to += step) {
            struct span x = span_of(ox, w->left, w->width, w->stride, t->in->width);
            const real *p = rv_at(t->in, i, y.first, x.first) + c;
            VEC sum = {0};
            for (int ky = 0; ky < y.count; ky++)
                for (int kx = 0; kx < x.count; kx++)
                    sum += V(load)(p + (size_t)ky * pitch + (size_t)kx * step);
            V(store)(to, sum / (real)(y.count * x.count));
        }
    }
}

static void V(avgpool_add)(const struct pool *t, size_t i, int c)
{
    const struct rv_window *w = t->window;
    const size_t step = (size_t)t->out->channels, pitch = rv_pitch(t->in);
    for (int oy = 0; oy < t->out->height; oy++) {
        struct span y = span_of(oy, w->top, w->height, w->stride, t->in->height);
        const real *from = rv_at(t->out, i, oy, 0) + c;
        for (int ox = 0; ox < t->out->width; ox++, from += step) {
            struct span x = span_of(ox, w->left, w->width, w->stride, t->in->width);
            real *p = rv_at(t->in, i, y.first, x.first) + c;
            const VEC d = V(load)(from) / (real)(y.count * x.count);
            for (int ky = 0; ky < y.count; ky++)
                for (int kx = 0; kx < x.count; kx++) {
                    real *q = p + (size_t)ky * pitch + (size_t)kx * step;
                    V(store)(q, V(load)(q) + d);
                }
        }
    }
}
