/* Where noise keeps the path: positions across the valley against the law of theory.
 *
 * Along a direction of curvature l, gradient noise of variance s^2 and steps h keep x in a Gaussian
 *     sgd        Var = h s^2 / (l (2 - h l))                                 (Mandt et al. 2017)
 *     momentum   Var = h s^2 (1 + b) / (l (1 - b) (2 (1 + b) - h l))              (AR(2) process)
 *     Nesterov   Var = h^2 s^2 (1 + b a) / ((1 - b a) ((1 + b a)^2 - (1 + b)^2 a^2)),  a = 1 - h l
 * The positions are the last ones of all replicas, where they were kept, else those of the first
 * replica at every recorded step from record.from on. */
#include "plot/figure_parts.h"
#include "plot/valley.h"
#include "ravine/figure.h"
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define BINS_MAX 60
#define POINTS 201      /* of the curve of theory */
#define REACH 4.0       /* standard deviations that are shown */
#define NOISE_DRAWS 100000 /* behind the variance of the noise: known to 0.5 % */
#define PI 3.14159265358979323846

struct sample {
    double *value;
    size_t count;
    bool replicas; /* independent ends of paths, not one path over time */
};

struct law {
    double curvature, rate, momentum, noise; /* noise: its variance along the direction */
    bool nesterov, known;
};

/* ---- Positions ---- */

static double along(const double *point, const double *minimum, const double *direction, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += direction[i] * (point[i] - minimum[i]);
    return sum;
}

static void keep(struct sample *sample, double value)
{
    if (isfinite(value))
        sample->value[sample->count++] = value;
}

static void take_ends(struct sample *sample, const struct rv_result *result,
                      const struct rv_valley *valley, const double *direction)
{
    size_t n = valley->n, replicas = result->parameter_count / n;

    sample->value = rv_realloc(sample->value, sample->count, sample->count + replicas,
                               sizeof *sample->value);
    for (size_t r = 0; r < replicas; r++)
        keep(sample, along(result->parameters + r * n, valley->minimum, direction, n));
}

static void take_steps(struct sample *sample, const struct rv_result *result, double from,
                       const struct rv_valley *valley, const double *direction)
{
    const struct rv_table *steps = &result->steps;
    int x = rv_table_find(steps, "x"), y = rv_table_find(steps, "y");
    int epoch = rv_table_find(steps, "epoch");

    if (x < 0 || y < 0 || steps->rows == 0)
        return;
    sample->value = rv_realloc(sample->value, sample->count, sample->count + steps->rows,
                               sizeof *sample->value);
    for (size_t row = 0; row < steps->rows; row++)
        if (epoch < 0 || rv_table_at(steps, row, epoch) > from - 1)
            keep(sample, along((const double[]){rv_table_at(steps, row, x),
                                                rv_table_at(steps, row, y)},
                               valley->minimum, direction, 2));
}

/* All seeds of the variant. One path over time is only used where there is no ensemble. */
static void take(struct sample *sample, const struct rv_experiment *experiment,
                 const struct rv_valley *valley, const double *direction)
{
    sample->replicas = valley->recipe->path.replicas > 1 &&
                       experiment->results[valley->run].parameters;
    for (size_t i = 0; i < experiment->result_count; i++) {
        const struct rv_result *result = &experiment->results[i];

        if (!result->made || result->variant != valley->variant)
            continue;
        if (sample->replicas && result->parameters)
            take_ends(sample, result, valley, direction);
        else if (!sample->replicas && valley->n == 2)
            take_steps(sample, result, (double)rv_figure_first_epoch(experiment, valley->variant),
                       valley, direction);
    }
}

static double deviation(const struct sample *sample, double *mean)
{
    double squares = 0;

    *mean = rv_vector_sum(sample->value, sample->count) / (double)sample->count;
    for (size_t i = 0; i < sample->count; i++)
        squares += (sample->value[i] - *mean) * (sample->value[i] - *mean);
    return sample->count > 1 ? sqrt(squares / (double)(sample->count - 1)) : 0;
}

/* ---- Theory ---- */

/* Variance of the noise along the direction, at the minimum, by drawing it: so it holds for any
 * covariance. Its stream has a seed of its own and touches no run. */
static double noise_along(const struct rv_valley *valley, const double *direction,
                          struct rv_error *error)
{
    struct rv_noise *noise;
    double gradient[RV_SURFACE_DIMENSION_MAX], squares = 0;

    if (rv_noise_create(&valley->recipe->noise, valley->n, 0, &noise, error))
        return RV_NAN;
    for (size_t draw = 0; draw < NOISE_DRAWS && rv_noise_active(noise); draw++) {
        double sum = 0;

        memset(gradient, 0, valley->n * sizeof *gradient);
        rv_noise_add(noise, valley->minimum, draw, 1, 0, NULL, gradient);
        for (size_t i = 0; i < valley->n; i++)
            sum += direction[i] * gradient[i];
        squares += sum * sum;
    }
    rv_noise_free(noise);
    return squares / NOISE_DRAWS;
}

/* The law holds for sgd under gaussian noise; the rate is the one at the end of the run. */
static struct law find_law(const struct rv_experiment *experiment, const struct rv_valley *valley,
                           double curvature, const double *direction, struct rv_error *error)
{
    const struct rv_config *optimizer = &valley->recipe->optimizer;
    const struct rv_type *noise = valley->recipe->noise.type;
    const struct rv_table *epochs = &experiment->results[valley->run].epochs;
    struct law law = {.curvature = curvature, .rate = rv_optimizer_rate(optimizer)};
    const struct rv_param *nesterov = rv_params_find(optimizer->type->params, "nesterov");
    int rate = rv_table_find(epochs, "learning_rate");

    law.known = strcmp(optimizer->type->name, "sgd") == 0 && noise &&
                strcmp(noise->name, "gaussian") == 0;
    if (!law.known)
        return law;
    if (rate >= 0 && epochs->rows > 0)
        law.rate = rv_table_at(epochs, epochs->rows - 1, rate);
    law.momentum = rv_optimizer_momentum(optimizer);
    law.nesterov = nesterov && rv_param_number(nesterov, optimizer->values) > 0;
    law.noise = noise_along(valley, direction, error);
    return law;
}

static double variance_of(const struct law *law)
{
    double h = law->rate, l = law->curvature, b = law->momentum, s2 = law->noise, a = 1 - h * l;

    if (law->nesterov)
        return h * h * s2 * (1 + b * a) /
               ((1 - b * a) * ((1 + b * a) * (1 + b * a) - (1 + b) * (1 + b) * a * a));
    return h * s2 * (1 + b) / (l * (1 - b) * (2 * (1 + b) - h * l));
}

/* ---- Drawing ---- */

static void add_gaussian(struct rv_plot *plot, double mean, double sd,
                         enum rv_curve_meaning meaning, const char *name)
{
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_LINE, meaning, name, POINTS);

    for (size_t i = 0; i < POINTS; i++) {
        double z = REACH * (2.0 * (double)i / (POINTS - 1) - 1);

        curve->x[i] = mean + sd * z;
        curve->y[i] = exp(-z * z / 2) / (sd * sqrt(2 * PI));
    }
}

/* About the square root of the number of values in bins, all of one width, as a density. */
static void add_histogram(struct rv_plot *plot, const struct sample *sample, double mean, double sd,
                          const char *name)
{
    size_t bins = (size_t)fmin(BINS_MAX, fmax(8, sqrt((double)sample->count)));
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_BOXES, RV_MEANING_OTHER, name, bins);
    double low = mean - REACH * sd, width = 2 * REACH * sd / (double)bins;

    for (size_t i = 0; i < bins; i++) {
        curve->x[i] = low + ((double)i + 0.5) * width;
        curve->y[i] = 0;
    }
    for (size_t i = 0; i < sample->count; i++) {
        double bin = floor((sample->value[i] - low) / width);

        if (bin >= 0 && bin < (double)bins)
            curve->y[(size_t)bin] += 1 / ((double)sample->count * width);
    }
}

/* Theory and measurement in one sentence: the standard deviation of n independent values is known
 * to 1 / sqrt(2 n) of itself. */
static void add_caption(struct rv_plot *plot, const struct rv_experiment *experiment,
                        const struct rv_valley *valley, const struct sample *sample, double sd,
                        double theory)
{
    struct rv_text more = {0};

    rv_text_printf(&more, "Variant %s. %zu positions: %s. Standard deviation: measured %.3g",
                   experiment->scenario->variants[valley->variant].name, sample->count,
                   sample->replicas ? "the last one of every replica"
                                    : "every recorded step of the first replica (they depend on "
                                      "each other)", sd);
    if (sample->replicas)
        rv_text_printf(&more, " (standard error %.1g)", sd / sqrt(2 * (double)sample->count));
    if (isfinite(theory))
        rv_text_printf(&more, ", theory %.3g", theory);
    else
        rv_text_add(&more, "; there is no closed form for this optimizer and noise");
    rv_text_add(&more, ".");
    rv_figure_caption(plot, experiment, NULL, rv_text_string(&more));
    rv_text_release(&more);
}

static enum rv_status draw(const struct rv_experiment *experiment, const struct rv_valley *valley,
                           const struct sample *sample, const struct law *law,
                           struct rv_plot *plot, struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    double mean, sd = deviation(sample, &mean), theory = law->known ? sqrt(variance_of(law)) : 0;

    if (!(sd > 0))
        return rv_error_set(error, RV_MISSING, "all positions are the same: without noise there is "
                            "no histogram to draw");
    if (!(theory > 0 && isfinite(theory)))
        theory = RV_NAN;
    rv_plot_panel(plot, "");
    add_histogram(plot, sample, mean, sd, "measured positions");
    if (isfinite(theory))
        add_gaussian(plot, 0, theory, RV_MEANING_VALIDATION, "Gaussian of theory");
    else
        add_gaussian(plot, mean, sd, RV_MEANING_SNAPSHOT, "Gaussian of the measured width");
    add_caption(plot, experiment, valley, sample, sd, theory);
    rv_figure_title(plot, experiment, no_claim);
    rv_plot_set(&plot->x_label, "position across the valley (0: its floor)");
    rv_plot_set(&plot->y_label, "density");
    plot->linear_y = true;
    return RV_OK;
}

static enum rv_status with_surface(const struct rv_experiment *experiment,
                                   const struct rv_valley *valley, struct rv_plot *plot,
                                   struct rv_error *error)
{
    size_t n = valley->n <= RV_SURFACE_HESSIAN_MAX ? valley->n : 1;
    double curvature[RV_SURFACE_HESSIAN_MAX], *direction;
    struct sample sample = {0};
    struct law law;
    enum rv_status status;

    if (!valley->minimum)
        return rv_error_set(error, RV_MISSING, "the surface has no known minimum for the path to "
                            "lie around");
    direction = rv_alloc(n * n, sizeof *direction);
    status = rv_surface_curvatures(valley->surface, valley->minimum, curvature, direction, error);
    if (!status) {
        take(&sample, experiment, valley, direction);
        if (sample.count < 2)
            status = rv_error_set(error, RV_MISSING, "no positions were recorded: set "
                                  "record.weights: final (with replicas) or record.steps_every: 1");
    }
    if (!status) {
        law = find_law(experiment, valley, curvature[0], direction, error);
        status = draw(experiment, valley, &sample, &law, plot, error);
    }
    rv_free(sample.value);
    rv_free(direction);
    return status;
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    struct rv_valley valley;
    enum rv_status status = rv_valley_open(experiment, rv_roles_failing(experiment), &valley,
                                           error);

    if (status)
        return status;
    status = with_surface(experiment, &valley, plot, error);
    rv_valley_close(&valley);
    return status;
}

const struct rv_figure_type rv_figure_noise_histogram = {
    .type = {.name = "noise-histogram",
             .summary = "Positions across the valley under gradient noise against the Gaussian "
                        "that theory predicts."},
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE,
    .describe = describe,
};
