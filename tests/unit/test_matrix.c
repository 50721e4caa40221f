/* Every optimizer of the registry on every surface of the registry: from the surface's own start it
 * ends at a known minimum, or the pair is listed here with the reason. A reason is checked, too: a
 * row that is no longer needed fails, as one does that is wrong.
 *
 * GSL is the oracle of minima that no formula names: where a path ends in a dip of Rastrigin's,
 * GSL's BFGS, started there, must find nothing lower nearby. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/method_case.h"
#include "ravine/schedule.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

/* Update rules, and SAM, get 20,000 steps and a cosine to 0, so that those that move by a fixed
 * distance settle as well. Exact methods get 400 steps as they are. */
enum { RULE_STEPS = 20000, METHOD_STEPS = 400 };

/* Ended: the last step is a thousandth of a unit from the minimum; values of surfaces whose minima
 * are no points are 0 there, and 1e-6 is a distance of 1e-3 up a parabola of curvature 2. */
static const double near = 1e-3;
static const double low = 1e-6;
/* A flat place: gradients of minima are below it by orders, those on the way above it. */
static const double flat = 1e-4;
/* No surface here is so high or so low in its window. */
static const double gone = 1e9;

/* What the paths start with; the last row that fits the pair counts. The rates are round numbers
 * from a scan of 0.0001 to 30 in steps of three. */
static const struct {
    const char *optimizer, *surface, *settings; /* surface NULL: all */
} settings[] = {
    { "sgd", NULL, "learning_rate=0.01" },
    { "sgd", "ravine", "learning_rate=0.003 momentum=0.95" },
    { "sgd", "log_cosh", "learning_rate=0.3" },
    { "sgd", "rosenbrock", "learning_rate=0.001 momentum=0.9" },
    { "sgd", "goldstein_price", "learning_rate=0.0001" },
    { "sgd", "plateau", "learning_rate=0.3" },
    { "adagrad", NULL, "learning_rate=1" },
    { "rmsprop", NULL, "learning_rate=0.03" },
    { "adadelta", NULL, "learning_rate=3" },
    { "adam", NULL, "learning_rate=0.03" },
    { "adam", "beale", "learning_rate=0.01" },
    { "amsgrad", NULL, "learning_rate=1" },
    { "nadam", NULL, "learning_rate=0.3" },
    { "adamw", NULL, "learning_rate=0.03 weight_decay=0" },
    { "lion", NULL, "learning_rate=1" },
    { "sign_sgd", NULL, "learning_rate=1" },
    { "sam", NULL, "learning_rate=0.01" },
    { "sam", "log_cosh", "learning_rate=0.3" },
    { "sam", "goldstein_price", "learning_rate=0.0001" },
    { "sam", "plateau", "learning_rate=0.3" },
    /* The gradient of a place beside the floor of a curved valley leads off the floor: only a short
     * way up the slope gets to its end. */
    { "sam", "ravine", "learning_rate=0.003 momentum=0.95 rho=0.0001" },
    { "sam", "rosenbrock", "learning_rate=0.001 momentum=0.9 rho=0.0001" },
    { "sam", "beale", "learning_rate=0.01 rho=0.0001" },
    /* More damping than the most negative curvature on the way. */
    { "newton", "ravine", "damping=0.3" },
    { "newton", "narrowing", "damping=1" },
    { "newton", "himmelblau", "damping=100" },
    { "newton", "rastrigin", "damping=1000" },
    { "newton", "ackley", "damping=30" },
    { "newton", "styblinski_tang", "damping=30" },
    { "newton", "plateau", "damping=0.3" },
    { "gradient_flow", NULL, "learning_rate=3" },
};

enum reason { NO_MINIMUM, SADDLE, SLOW };

/* Pairs that do not end at a minimum; optimizer NULL: none does. */
static const struct exclusion {
    const char *optimizer, *surface;
    enum reason reason;
    const char *why;
} exclusions[] = {
    { NULL, "monkey_saddle", NO_MINIMUM, "it has none: every path leaves, or stays at the saddle" },
    { "newton", "saddle", SADDLE, "plain Newton goes to the nearest stationary point" },
    { "newton", "beale", SADDLE, "plain Newton goes to the nearest stationary point" },
    { "sam", "saddle", SADDLE, "starts nearer to the ridge than rho and looks across it" },
    { "sign_sgd", "ravine", SLOW, "as far across as along: it turns back at every wall" },
    { "sign_sgd", "rosenbrock", SLOW, "as far across as along: it turns back at every wall" },
    { "line_search", "ravine", SLOW, "zigzags in right angles between the walls" },
    { "line_search", "rosenbrock", SLOW, "zigzags in right angles between the walls" },
    { "steepest_descent", "ravine", SLOW, "zigzags between the walls" },
    { "steepest_descent", "rosenbrock", SLOW, "zigzags between the walls" },
    { "steepest_descent", "narrowing", SLOW, "zigzags between the walls" },
};

/* Surfaces with dips beside their known minimum, where any of them will do. */
static const char *const dips[] = { "rastrigin", "ackley", "styblinski_tang" };

enum ending { KNOWN, DIP, STATIONARY_SADDLE, STATIONARY_LEVEL, MOVING, GONE };

static const char *settings_of(const char *optimizer, const char *surface)
{
    const char *found = "";

    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (strcmp(settings[i].optimizer, optimizer) == 0 &&
            (!settings[i].surface || strcmp(settings[i].surface, surface) == 0))
            found = settings[i].settings;
    return found;
}

/* ---- GSL as the oracle ---- */

static double oracle_value(const gsl_vector *x, void *surface)
{
    return rv_surface_value(surface, x->data, NULL);
}

static void oracle_both(const gsl_vector *x, void *surface, double *f, gsl_vector *g)
{
    *f = rv_surface_value(surface, x->data, g->data);
}

static void oracle_slope(const gsl_vector *x, void *surface, gsl_vector *g)
{
    rv_surface_value(surface, x->data, g->data);
}

/* How far GSL's BFGS moves from x in 100 iterations with small first steps. */
static double oracle_moves(struct rv_surface *surface, const double *x)
{
    const size_t n = rv_surface_dimension(surface);
    gsl_multimin_function_fdf f = { oracle_value, oracle_slope, oracle_both, n, surface };
    gsl_multimin_fdfminimizer *gsl =
        gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, n);
    gsl_vector_const_view start = gsl_vector_const_view_array(x, n);
    double squares = 0;

    gsl_multimin_fdfminimizer_set(gsl, &f, &start.vector, 1e-4, 0.1);
    for (int k = 0; k < 100 && !gsl_multimin_fdfminimizer_iterate(gsl); k++)
        ;
    for (size_t i = 0; i < n; i++)
        squares += pow(gsl_vector_get(gsl->x, i) - x[i], 2);
    gsl_multimin_fdfminimizer_free(gsl);
    return sqrt(squares);
}

static double smallest_curvature(const struct rv_surface *surface, const double *x)
{
    const size_t n = rv_surface_dimension(surface);
    gsl_matrix *h = gsl_matrix_calloc(n, n);
    gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(n);
    gsl_vector *values = gsl_vector_calloc(n);
    double smallest;

    assert_int_equal(rv_surface_hessian(surface, x, h->data, NULL), RV_OK);
    gsl_eigen_symm(h, values, work);
    smallest = gsl_vector_min(values);
    gsl_matrix_free(h);
    gsl_vector_free(values);
    gsl_eigen_symm_free(work);
    return smallest;
}

/* ---- Where a path ends ---- */

static bool is_unbounded(const struct rv_surface *surface)
{
    return !rv_surface_type_of(surface)->bounded &&
           strcmp(rv_surface_type_of(surface)->type.name, "formula") != 0;
}

static enum ending classify(struct descent *d)
{
    const double distance = rv_surface_distance(d->surface, d->x);
    const double value = rv_surface_value(d->surface, d->x, d->g);
    const double slope = rv_vector_norm(d->g, d->path.n);

    if (!isfinite(value) || fabs(value) > gone)
        return GONE;
    if (distance < near || (isnan(distance) && fabs(value) < low && !is_unbounded(d->surface)))
        return KNOWN;
    if (!(slope < flat))
        return MOVING;
    if (smallest_curvature(d->surface, d->x) < -flat)
        return STATIONARY_SADDLE;
    return oracle_moves(d->surface, d->x) < near ? DIP : STATIONARY_LEVEL;
}

static enum ending run(const char *optimizer, const char *surface, double *distance)
{
    const bool formula = strcmp(surface, "formula") == 0;
    struct descent d;
    enum ending ending;
    bool exact;
    long steps;

    descent_start(&d, optimizer, settings_of(optimizer, surface), surface,
                  formula ? "formula=x^2 + 2.385*y^2" : NULL);
    exact = rv_method_needs_exact(d.path.config.type);
    steps = exact ? METHOD_STEPS : RULE_STEPS;
    for (long t = 0; t < steps; t++) {
        if (!exact)
            d.path.control.factor =
                rv_schedule_half_cosine(1, 1e-9, (double)t / (double)steps);
        if (!descent_step(&d))
            break;
    }
    ending = classify(&d);
    *distance = rv_surface_distance(d.surface, d.x);
    descent_end(&d);
    return ending;
}

static const struct exclusion *exclusion_of(const char *optimizer, const char *surface)
{
    for (size_t i = 0; i < sizeof exclusions / sizeof *exclusions; i++)
        if (strcmp(exclusions[i].surface, surface) == 0 &&
            (!exclusions[i].optimizer || strcmp(exclusions[i].optimizer, optimizer) == 0))
            return &exclusions[i];
    return NULL;
}

static bool has_dips(const char *surface)
{
    for (size_t i = 0; i < sizeof dips / sizeof *dips; i++)
        if (strcmp(dips[i], surface) == 0)
            return true;
    return false;
}

/* Whether the path ended as the reason says. */
static bool bears_out(enum reason reason, enum ending ending)
{
    switch (reason) {
    case NO_MINIMUM:
        return ending != KNOWN; /* the middle of a monkey saddle is level in all directions */
    case SADDLE:
        return ending == STATIONARY_SADDLE;
    case SLOW:
        return ending == MOVING;
    }
    return false;
}

struct tally {
    size_t known, dips, excluded, wrong;
};

static void check_pair(const char *optimizer, const char *surface, struct tally *tally)
{
    static const char *const texts[] = { "at a known minimum", "in a dip", "at a saddle",
                                         "on level ground",    "moving",   "gone" };
    const struct exclusion *exclusion = exclusion_of(optimizer, surface);
    double distance;
    enum ending ending = run(optimizer, surface, &distance);

    if (exclusion && bears_out(exclusion->reason, ending)) {
        tally->excluded++;
        if (exclusion->optimizer)
            print_message("  %s on %s: %s\n", optimizer, surface, exclusion->why);
    } else if (!exclusion && ending == KNOWN) {
        tally->known++;
    } else if (!exclusion && ending == DIP && has_dips(surface)) {
        tally->dips++;
    } else {
        tally->wrong++;
        print_error("%s on %s ended %s (distance %g)%s\n", optimizer, surface, texts[ending],
                    distance, exclusion ? ", not as its exclusion says" : "");
    }
}

static void test_every_optimizer_on_every_surface(void **state)
{
    struct tally tally = { 0 };

    (void)state;
    for (size_t s = 0; s < rv_surfaces.count; s++)
        for (size_t o = 0; o < rv_optimizers.count; o++)
            check_pair(rv_optimizers.types[o]->name, rv_surfaces.types[s]->name, &tally);
    print_message("%zu pairs: %zu at a known minimum, %zu in another one, %zu excluded\n",
                  rv_surfaces.count * rv_optimizers.count, tally.known, tally.dips,
                  tally.excluded);
    assert_int_equal(tally.wrong, 0);
}

/* The checks can fail: a rate above 2 / curvature, a path that is stopped by rate 0, the top of a
 * saddle. */
static void test_the_classification_can_say_no(void **state)
{
    struct descent d;

    (void)state;
    descent_start(&d, "sgd", "learning_rate=0.0211", "quadratic", NULL);
    for (int t = 0; t < 2000; t++)
        descent_step(&d);
    assert_int_equal(classify(&d), GONE);
    descent_end(&d);
    descent_start(&d, "bfgs", "learning_rate=0", "rosenbrock", NULL);
    for (int t = 0; t < 40; t++)
        descent_step(&d);
    assert_int_equal(classify(&d), MOVING);
    descent_end(&d);
    descent_start(&d, "newton", "", "saddle", NULL);
    for (int t = 0; t < 40; t++)
        descent_step(&d);
    assert_int_equal(classify(&d), STATIONARY_SADDLE);
    descent_end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_optimizer_on_every_surface),
        cmocka_unit_test(test_the_classification_can_say_no),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
