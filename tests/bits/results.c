/* What runs are made of, one hash a line: functions, data, surfaces, noises, schedules. The lines are
 * the same on every machine: tests/bits/golden.txt holds them.
 *
 * Left out is what others compute: the C library's or GSL's roundings in methods, and surfaces that
 * muParser evaluates (`formula`), which may be compiled with fused operations. Sets that are read
 * from files draw nothing. */
#include "ravine/math.h"
#include "ravine/run.h"
#include "ravine/stream.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const left_out[] = { "formula", "fashion-mnist", "idx", "csv", "npy", NULL };

/* FNV-1a over the bytes of doubles, least significant first. */
static uint64_t hash(uint64_t h, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    for (int byte = 0; byte < 8; byte++)
        h = (h ^ (bits >> (8 * byte) & 0xff)) * 0x100000001b3u;
    return h;
}

static const uint64_t empty = 0xcbf29ce484222325u;

static void tell(const char *kind, const char *name, uint64_t h)
{
    printf("%s %s %016" PRIx64 "\n", kind, name, h);
}

/* ---- Functions ---- */

static const struct {
    const char *name;
    double (*one)(double);
    double (*two)(double, double);
} functions[] = {
    { "exp", rv_math_exp, NULL },   { "log", rv_math_log, NULL },   { "log1p", rv_math_log1p, NULL },
    { "expm1", rv_math_expm1, NULL }, { "tanh", rv_math_tanh, NULL }, { "cosh", rv_math_cosh, NULL },
    { "sin", rv_math_sin, NULL },   { "cos", rv_math_cos, NULL },   { "acos", rv_math_acos, NULL },
    { "atan2", NULL, rv_math_atan2 }, { "pow", NULL, rv_math_pow },
};

/* Arguments of the order of 1 and of every other size; a NaN counts as 0, since its bits differ. */
static void tell_functions(void)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        struct rv_stream stream = rv_stream_at(7, RV_STREAM_DATA, 0, 0, 0);
        uint64_t h = empty;

        for (int k = 0; k < 20000; k++) {
            const int e = k % 2 ? 0 : (int)rv_stream_below(&stream, 60) - 30;
            const double x = ldexp(2 * rv_stream_uniform(&stream) - 1, e);
            const double y = 4 * rv_stream_uniform(&stream) - 2;
            const double a = functions[i].two && k % 3 ? fabs(x) : x;
            const double value = functions[i].one ? functions[i].one(a) : functions[i].two(a, y);

            h = hash(h, isnan(value) ? 0 : value);
        }
        tell("function", functions[i].name, h);
    }
    struct rv_stream stream = rv_stream_at(7, RV_STREAM_NOISE, 0, 0, 0);
    uint64_t h = empty;

    for (int k = 0; k < 100000; k++)
        h = hash(h, rv_stream_gaussian(&stream));
    tell("function", "gaussian", h);
}

/* ---- Runs ---- */

static int failed;

static void parse(const char *name, const char *text, struct rv_recipe *recipe)
{
    struct rv_report report = {0};

    if (rv_recipe_parse(name, text, recipe, &report)) {
        fprintf(stderr, "%s: %s\n", name, report.errors[0].message);
        failed = 1;
    }
    rv_report_release(&report);
}

/* The training examples of a set as it comes, scaled as in a recipe that does not say how. */
static uint64_t data_hash(const struct rv_type *type)
{
    struct rv_recipe recipe = {0};
    struct rv_samples samples = {0};
    struct rv_error error = {0};
    uint64_t h = empty;

    parse(type->name, "network: tiny-cnn\n", &recipe);
    rv_config_set_type(&recipe.data, type);
    if (rv_samples_create(&recipe.data, &recipe.split, &recipe.scale, 7, &samples, &error)) {
        fprintf(stderr, "%s: %s\n", type->name, error.message);
        failed = 1;
    }
    for (size_t i = 0; i < samples.training.count * rv_shape_size(samples.training.shape); i++)
        h = hash(h, (double)samples.training.inputs[i]);
    rv_samples_release(&samples);
    rv_recipe_release(&recipe);
    return h;
}

/* Every epoch's row and the last parameters of a run. */
static uint64_t run_hash(const char *name, const char *text)
{
    struct rv_recipe recipe = {0};
    struct rv_error error = {0};
    struct rv_run *run = NULL;
    uint64_t h = empty;

    parse(name, text, &recipe);
    if (rv_run_create(&recipe, 7, &run, &error)) {
        fprintf(stderr, "%s: %s\n", name, error.message);
        failed = 1;
        return 0;
    }
    while (rv_run_step(run, NULL) == RV_RUNNING)
        ;
    const struct rv_table *epochs = rv_run_epochs(run);

    for (size_t i = 0; i < epochs->rows * epochs->columns; i++)
        h = hash(h, isnan(epochs->values[i]) ? 0 : epochs->values[i]);
    for (size_t i = 0; i < rv_run_parameter_count(run); i++)
        h = hash(h, rv_run_parameters(run)[i]);
    rv_run_free(run);
    rv_recipe_release(&recipe);
    return h;
}

static bool wanted(const char *name)
{
    for (size_t k = 0; left_out[k]; k++)
        if (strcmp(name, left_out[k]) == 0)
            return false;
    return true;
}

/* One line for each type of the registry, whose name stands between two texts of a recipe. */
static void tell_runs(const char *kind, const struct rv_registry *registry, const char *before,
                      const char *after)
{
    char text[1000];

    for (size_t i = 0; i < registry->count; i++) {
        const char *name = registry->types[i]->name;

        snprintf(text, sizeof text, "%s%s%s", before, name, after);
        if (wanted(name))
            tell(kind, name, run_hash(name, text));
    }
}

int main(void)
{
    tell_functions();
    for (size_t i = 0; i < rv_datasets.count; i++)
        if (wanted(rv_datasets.types[i]->name))
            tell("data", rv_datasets.types[i]->name, data_hash(rv_datasets.types[i]));
    tell_runs("surface", &rv_surfaces, "surface: {name: ",
             "}\noptimizer: {name: adam, learning_rate: 0.02}\n"
             "train: {steps_per_epoch: 20, epochs: 5}\n");
    tell_runs("noise", &rv_noises, "surface: {name: ravine}\nnoise: {name: ",
             "}\noptimizer: {name: sgd, learning_rate: 0.002}\nreplicas: 5\n"
             "train: {steps_per_epoch: 20, epochs: 5}\n");
    tell_runs("schedule", &rv_schedules,
              "surface: {name: rosenbrock}\nschedule: {name: ",
             ", warmup: 1}\noptimizer: {name: nadam, learning_rate: 0.02}\n"
             "train: {steps_per_epoch: 10, epochs: 15}\n");
    tell("run", "augmented",
         run_hash("augmented",
                  "data: {set: gratings, train: 48, validation: 16}\nnetwork: tiny-cnn\n"
                  "augment: {rotation: 20, shift: 0.2, noise: 0.1}\ntrain: {epochs: 2}\n"));
    return failed;
}
