/* Ravine: a narrow curved valley with a sloping, bumpy floor: the "river valley".
 *
 *     f = 1/2 k (y - b(x))^2 + r(x)                                      hill + river
 *     b(x) = bend sin(x / length)                                        where the floor lies
 *     r(x) = slope (sqrt(1 + x^2) - 1) + bumps sum_j a_j sin(w_j x + p_j)    how high it is
 *
 * The path x runs down to 0 with a slope that is constant far out, so that fast progress along the
 * river and bouncing between the walls have separate causes. With step h and gradient noise s the
 * hill adds h s^2 / (2 (2 - h k)) to the loss; a lower step takes it away (Wen et al. 2024).
 *
 * The bumps are fixed: waves of keyed frequency and phase, of root mean square 1 for `bumps` 1.
 * Smooth: frequencies around 1. Rough: from 1 to 32, the amplitude falling as 1 / frequency. */
#include "ravine/math.h"
#include "ravine/memory.h"
#include "surface/define.h"

#define WAVES 8
#define SPACING 0.0125 /* of the search for the lowest place: a 16th of the shortest wave */
#define FARTHEST 100.0 /* where the search gives up */
#define NEWTON_STEPS 40

enum { SMOOTH, ROUGH };
static const char *const textures[] = { "smooth", "rough", NULL };

struct ravine {
    double wall;   /* k; default 100 */
    double slope;  /* default 0.1 */
    double bend;   /* default 1 */
    double length; /* default 2 */
    double bumps;  /* default 0 */
    int texture;
    long bump_seed;
};

static const struct rv_param params[] = {
    RV_REAL(struct ravine, wall, .initial = 100, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM,
            .help = "Curvature across the valley. Above 2 / learning rate the path leaves over the "
                    "wall; above 1 / learning rate it jumps from wall to wall."),
    RV_REAL(struct ravine, slope, .initial = 0.1, .minimum = 0, .maximum = 1e6,
            .help = "Slope of the floor far from the lowest point. Small against the walls: "
                    "progress along the valley is slow."),
    RV_REAL(struct ravine, bend, .initial = 1, .minimum = -1e3, .maximum = 1e3,
            .help = "How far the floor swings to the side. 0: straight. Large: the walls turn the "
                    "path, and momentum runs up them."),
    RV_REAL(struct ravine, length, .initial = 2, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM,
            .help = "Length of the bends: 2 pi times this is a whole wave. Small: sharp bends."),
    RV_REAL(struct ravine, bumps, .minimum = 0, .maximum = 1e6,
            .help = "Root mean square height of the bumps on the floor. Large: small steps get "
                    "stuck in a dip."),
    RV_CHOICE(struct ravine, texture, .choices = textures,
              .help = "smooth: bumps about as long as 6 units. rough: short ones as well."),
    RV_INTEGER(struct ravine, bump_seed, .initial = 1, .minimum = 0, .maximum = 2147483647,
               .help = "Seed of the bump pattern; the pattern stays fixed during a run."),
    RV_PARAM_END
};

struct prepared_ravine {
    size_t waves; /* 0 without bumps */
    double amplitude[WAVES], frequency[WAVES], phase[WAVES];
};

/* A wave a sin(w x + p) has mean square a^2 / 2; those of different frequencies add up. */
static void draw_waves(const struct ravine *c, struct prepared_ravine *p)
{
    struct rv_stream stream = rv_stream_at((uint64_t)c->bump_seed, RV_STREAM_SURFACE, 1, 0, 0);
    double power = 0;

    p->waves = WAVES;
    for (int j = 0; j < WAVES; j++) {
        /* One wave in each of eight equal parts of the range, so that none is missed. */
        const double place = (j + rv_stream_uniform(&stream)) / WAVES;

        p->frequency[j] = c->texture == ROUGH ? rv_math_pow(32, place) : 0.5 + 1.5 * place;
        p->amplitude[j] = c->texture == ROUGH ? 1 / p->frequency[j] : 1;
        p->phase[j] = 2 * RV_MATH_PI * rv_stream_uniform(&stream);
        power += rv_define_square(p->amplitude[j]) / 2;
    }
    for (int j = 0; j < WAVES; j++)
        p->amplitude[j] *= c->bumps / sqrt(power);
}

static enum rv_status prepare(const void *config, size_t n, void **prepared,
                              struct rv_error *error)
{
    const struct ravine *c = config;
    struct prepared_ravine *p = rv_alloc(1, sizeof *p);

    (void)n, (void)error;
    if (c->bumps > 0)
        draw_waves(c, p);
    *prepared = p;
    return RV_OK;
}

/* Height of the floor and its first two derivatives. */
static double river(const struct ravine *c, const struct prepared_ravine *p, double x,
                    double *first, double *second)
{
    const double root = sqrt(1 + x * x);
    double height = c->slope * (root - 1);

    *first = c->slope * x / root;
    *second = c->slope / (root * root * root);
    for (size_t j = 0; j < p->waves; j++) {
        const double w = p->frequency[j], angle = w * x + p->phase[j];
        const double rise = p->amplitude[j] * rv_math_sin(angle);

        height += rise;
        *first += p->amplitude[j] * w * rv_math_cos(angle);
        *second -= rise * w * w;
    }
    return height;
}

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct ravine *c = config;
    const double angle = x[0] / c->length, across = x[1] - c->bend * rv_math_sin(angle);
    double first, second;
    const double floor = river(c, prepared, x[0], &first, &second);

    (void)n;
    if (gradient) {
        gradient[0] = first - c->wall * across * (c->bend / c->length * rv_math_cos(angle));
        gradient[1] = c->wall * across;
    }
    return 0.5 * c->wall * across * across + floor;
}

/* With u = y - b(x): f_xx = r'' + k (b'^2 - u b''), f_xy = -k b', f_yy = k */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct ravine *c = config;
    const double angle = x[0] / c->length, across = x[1] - c->bend * rv_math_sin(angle);
    const double b1 = c->bend / c->length * rv_math_cos(angle);                /* b' */
    const double b2 = -c->bend / (c->length * c->length) * rv_math_sin(angle); /* b'' */
    double first, second;

    (void)n;
    river(c, prepared, x[0], &first, &second);
    rv_define_hessian2(h, second + c->wall * (b1 * b1 - across * b2), -c->wall * b1, c->wall);
}

/* Nothing is lower than r(0) where the slope has risen by more than the bumps can take away, twice
 * the sum of their amplitudes: slope (sqrt(1 + X^2) - 1) = 2 sum a. */
static double reach(const struct ravine *c, const struct prepared_ravine *p)
{
    double range = 0;

    for (size_t j = 0; j < p->waves; j++)
        range += fabs(p->amplitude[j]);
    return sqrt(rv_define_square(2 * range / c->slope + 1) - 1);
}

/* The lowest place within `width` of 0: a scan, then Newton's method on r'. */
static double lowest(const struct ravine *c, const struct prepared_ravine *p, double width)
{
    const int points = (int)(width / SPACING);
    double best = HUGE_VAL, place = 0, first, second;

    for (int i = -points; i <= points; i++) {
        const double height = river(c, p, i * SPACING, &first, &second);

        if (height < best) {
            best = height;
            place = i * SPACING;
        }
    }
    for (int i = 0; i < NEWTON_STEPS; i++) {
        river(c, p, place, &first, &second);
        if (second > 0)
            place -= first / second;
    }
    return place;
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    const struct ravine *c = config;
    const struct prepared_ravine *p = prepared;
    double first, second, width;

    (void)n;
    /* A level floor is lowest everywhere. */
    if (c->slope == 0)
        return 0;
    width = reach(c, p);
    if (!(width <= FARTHEST))
        return 0;
    /* On the floor the hill is 0, so the lowest place of r(x) is the lowest of f. */
    x[0] = lowest(c, p, width);
    x[1] = c->bend * rv_math_sin(x[0] / c->length);
    values[0] = river(c, p, x[0], &first, &second);
    return 1;
}

const struct rv_surface_type rv_surface_ravine = {
    .type = { .name = "ravine",
              .summary = "A narrow, winding valley with a sloping and, if wanted, bumpy floor.",
              .reference = "Wen et al. 2024 (river valley)",
              .params = params,
              .config_size = sizeof(struct ravine) },
    .dimension = 2,
    .start = { -8, 1 },
    .low = { -10, -3 },
    .high = { 3, 3 },
    .bounded = true,
    .prepare = prepare,
    .release = rv_free,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
