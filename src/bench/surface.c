/* W4 of `ravine bench`: see surface.h. */
#include "bench/surface.h"

#include "bench/workload.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>

static const struct workload {
    const char *surface, *noise, *optimizer; /* YAML of the sections */
    const char *name;
    long replicas;
    long steps; /* of one repetition: some tens of milliseconds */
} workloads[] = {
    { "rosenbrock", "none", "{name: sgd, learning_rate: 0.0001, momentum: 0.9}", "sgd", 1,
      1000000 },
    { "rosenbrock", "none", "{name: adam, learning_rate: 0.001}", "adam", 1, 500000 },
    { "quadratic", "none", "{name: sgd, learning_rate: 0.01}", "sgd", 10000, 500 },
    { "rosenbrock", "none", "{name: sgd, learning_rate: 0.0001}", "sgd", 10000, 500 },
    { "quadratic", "gaussian", "{name: sgd, learning_rate: 0.01}", "sgd", 10000, 50 },
};

enum { REPETITIONS = 7 };

/* One workload at its start. */
struct surface_bench {
    struct rv_recipe recipe;
    struct rv_surface *surface;
    struct rv_noise *noise;
    struct rv_range all;
    size_t replicas;
    double *x, *gradient, *values, *slots;
    double memory[RV_SCHEDULE_MEMORY];
};

/* The recipes are ours: a mistake in one is a bug. */
static void create(const struct workload *load, struct surface_bench *bench)
{
    struct rv_text yaml = {0};
    struct rv_report report = {0};
    size_t n, count;

    *bench = (struct surface_bench){ .replicas = (size_t)load->replicas };
    rv_text_printf(&yaml, "surface: %s\nnoise: %s\noptimizer: %s\n", load->surface, load->noise,
                   load->optimizer);
    if (rv_recipe_parse("bench", rv_text_string(&yaml), &bench->recipe, &report) ||
        rv_surface_create(&bench->recipe.surface, 0, NULL, &bench->surface, NULL))
        RV_BUG("workload W4 on %s is no recipe", load->surface);
    rv_text_release(&yaml);
    n = rv_surface_dimension(bench->surface);
    count = n * bench->replicas;
    if (rv_noise_create(&bench->recipe.noise, n, 1, &bench->noise, NULL))
        RV_BUG("workload W4 on %s has no noise", load->surface);
    bench->all = (struct rv_range){ .name = "x", .count = count, .rate = 1, .decay = 1,
                                    .trainable = true };
    bench->x = rv_alloc(count, sizeof(double));
    bench->gradient = rv_alloc(count, sizeof(double));
    bench->values = rv_alloc(bench->replicas, sizeof(double));
    bench->slots = rv_alloc(rv_optimizer_state_count(bench->recipe.optimizer.type, count),
                            sizeof(double));
    for (size_t r = 0; r < bench->replicas; r++)
        rv_surface_start(bench->surface, bench->x + r * n);
}

static void release(struct surface_bench *bench)
{
    rv_surface_free(bench->surface);
    rv_noise_free(bench->noise);
    rv_recipe_release(&bench->recipe);
    rv_free(bench->x);
    rv_free(bench->gradient);
    rv_free(bench->values);
    rv_free(bench->slots);
}

static void step(struct surface_bench *bench, long number)
{
    const struct rv_clock clock = { number, 0, 50, 20 };
    const struct rv_control control =
        rv_schedule_control(&bench->recipe.schedule, &bench->recipe.momentum_schedule, &clock,
                            bench->memory);

    if (bench->replicas == 1)
        bench->values[0] = rv_surface_value(bench->surface, bench->x, bench->gradient);
    else
        rv_surface_values(bench->surface, bench->x, bench->replicas, bench->values,
                          bench->gradient);
    if (rv_noise_active(bench->noise))
        rv_noise_add(bench->noise, bench->x, 0, bench->replicas, (uint64_t)number, bench->values,
                     bench->gradient);
    rv_optimizer_step(&bench->recipe.optimizer, &control, &bench->all, 1, bench->all.count,
                      bench->slots, bench->x, bench->gradient);
}

/* Steps of one replica a second, the best of some repetitions: disturbances only ever slow down. */
static double measure(const struct workload *load, const volatile sig_atomic_t *stop)
{
    struct surface_bench bench;
    double best = 0;
    long number = 0;

    create(load, &bench);
    for (int k = 0; k < REPETITIONS && !*stop; k++) {
        const double begun = rv_clock_process();

        for (long i = 0; i < load->steps; i++)
            step(&bench, number++);
        const double seconds = fmax(rv_clock_process() - begun, 1e-9);
        best = fmax(best, (double)load->steps * (double)load->replicas / seconds);
    }
    release(&bench);
    return best;
}

static void print_json(const struct workload *load, double rate, struct rv_json *json)
{
    rv_json_object(json, NULL);
    rv_json_string(json, "workload", RV_BENCH_SURFACE_NAME);
    rv_json_integer(json, "batch", load->replicas);
    rv_json_string(json, "surface", load->surface);
    rv_json_string(json, "noise", load->noise);
    rv_json_string(json, "optimizer", load->name);
    rv_json_number(json, "steps_per_s", rate);
    rv_json_end(json);
}

void rv_bench_surface_print(struct rv_json *json, bool follows,
                            const volatile sig_atomic_t *stop, struct rv_text *out)
{
    if (!json)
        rv_text_printf(out, "%s%-3s %-14s %-10s %-10s %8s %16s\n", follows ? "\n" : "", "",
                       "surface", "noise", "optimizer", "replicas", "M steps/s");
    for (size_t i = 0; i < sizeof workloads / sizeof *workloads && !*stop; i++) {
        const struct workload *load = &workloads[i];
        const double rate = measure(load, stop);

        if (!json) {
            rv_text_printf(out, "%-3s %-14s %-10s %-10s %8ld %16.1f\n", RV_BENCH_SURFACE_NAME,
                           load->surface, load->noise, load->name, load->replicas, 1e-6 * rate);
            continue;
        }
        if (follows || i)
            rv_json_line(json, 1);
        print_json(load, rate, json);
    }
}
