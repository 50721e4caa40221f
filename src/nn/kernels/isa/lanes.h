/* Operations on vectors of one width (see widths.h). memcpy is an unaligned load or store; C has no
 * `?:` on vectors, so V(choose) selects bit by bit. */

static inline __attribute__((unused)) VEC V(load)(const real *p)
{
    VEC v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline __attribute__((unused)) void V(store)(real *p, VEC v)
{
    memcpy(p, &v, sizeof v);
}

/* Doubles of the caller, rounded to real. */
static inline __attribute__((unused)) VEC V(load_doubles)(const double *p)
{
    VEC v;
    for (int l = 0; l < L; l++)
        v[l] = (real)p[l];
    return v;
}

/* What x·factor needs so that (x - mean)·factor + shift comes out, rounded to real at last: a pass
 * over a map then need not subtract. */
static inline __attribute__((unused)) VEC V(load_shifted)(const double *shift, const double *factor,
                                                          const double *mean)
{
    VEC v;
    for (int l = 0; l < L; l++)
        v[l] = (real)(shift[l] - mean[l] * factor[l]);
    return v;
}

/* x in all lanes: x - 0 is x for every x (0 + x is not, for -0), so it is a broadcast. */
static inline __attribute__((unused)) VEC V(splat)(real x)
{
    VEC zero = {0};
    return x - zero;
}

static inline __attribute__((unused)) VEC V(choose)(MASK m, VEC a, VEC b)
{
    return (VEC)((m & (MASK)a) | (~m & (MASK)b));
}

/* x where m is set, else 0. */
static inline __attribute__((unused)) VEC V(keep)(MASK m, VEC x)
{
    return (VEC)(m & (MASK)x);
}

/* ReLU that keeps a NaN: 0 only where x <= 0 holds. */
static inline __attribute__((unused)) VEC V(relu)(VEC x)
{
    MASK off = x <= 0;
    return (VEC)(~off & (MASK)x);
}

/* Where a cell with value x replaces the largest so far: larger, or not a number. */
static inline __attribute__((unused)) MASK V(wins)(VEC x, VEC best)
{
    return (x > best) | ~(x <= (real)HUGE_VAL);
}
