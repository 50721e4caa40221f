/* A scenario with the facts of a log: a stand-in on which remedies can be tried. See log_report.h.
 */
#include "report/log_report.h"

#include <math.h>
#include <string.h>

/* A stand-in is small: it runs in seconds. */
enum { TRAIN = 2000, VALIDATION = 2000, CLASSES = 8, EPOCHS = 40 };

/* Rates that people begin with, where the log says none. */
static const struct {
    const char *name, *here; /* here: what it is called in this program */
    double rate;
} optimizers[] = {{"sgd", "sgd", 0.1},           {"adam", "adam", 0.001},
                  {"adamw", "adamw", 0.001},     {"nadam", "nadam", 0.001},
                  {"rmsprop", "rmsprop", 0.001}, {"adagrad", "adagrad", 0.01},
                  {"adadelta", "adadelta", 1},   {"lion", "lion", 0.0001}};

struct stand_in {
    const char *optimizer;
    double rate, batch, train, validation, classes, epochs;
    bool batchnorm;
    struct rv_text taken, assumed; /* lists of names */
};

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : floor(value);
}

static void note(struct rv_text *list, const char *name)
{
    rv_text_printf(list, "%s%s", list->length ? ", " : "", name);
}

/* The value of the log in the bounds of a stand-in, or what is assumed. */
static double take(struct stand_in *stand_in, const char *name, double value, double assumed,
                   double low, double high)
{
    note(isnan(value) ? &stand_in->assumed : &stand_in->taken, name);
    return clamp(isnan(value) ? assumed : value, low, high);
}

static void choose_optimizer(struct stand_in *stand_in, const struct rv_log_facts *facts)
{
    size_t found = 0;

    while (found < sizeof optimizers / sizeof *optimizers &&
           strcmp(optimizers[found].name, facts->optimizer) != 0)
        found++;
    note(found < sizeof optimizers / sizeof *optimizers ? &stand_in->taken : &stand_in->assumed,
         "optimizer");
    if (found == sizeof optimizers / sizeof *optimizers)
        found = 0;
    stand_in->optimizer = optimizers[found].here;
    stand_in->rate = facts->rate > 0 ? facts->rate : optimizers[found].rate;
    note(facts->rate > 0 ? &stand_in->taken : &stand_in->assumed, "rate");
}

static void choose(struct stand_in *stand_in, const struct rv_log_run *run)
{
    const struct rv_log_facts *facts = &run->facts;

    choose_optimizer(stand_in, facts);
    stand_in->train = take(stand_in, "training examples", facts->train, 1000, 64, TRAIN);
    stand_in->validation = take(stand_in, "validation examples", run->validation_examples, 500, 16,
                                VALIDATION);
    stand_in->batch = take(stand_in, "mini-batch", facts->batch, 32, 1, stand_in->train);
    stand_in->classes = take(stand_in, "classes", facts->classes, 2, 2, CLASSES);
    stand_in->epochs = clamp((double)run->epochs, 10, EPOCHS);
    stand_in->batchnorm = facts->batchnorm == RV_LOG_YES;
    note(facts->batchnorm ? &stand_in->taken : &stand_in->assumed, "batch normalisation");
}

static void print_network(const struct stand_in *stand_in, struct rv_text *out)
{
    const char *norm = stand_in->batchnorm ? "    - batchnorm: {momentum: 0.99}\n" : "";

    rv_text_printf(out,
                   "  network:\n"
                   "    - conv2d: {filters: 8, kernel: 3, padding: same}\n%s    - relu\n"
                   "    - maxpool2d: {pool: 2}\n"
                   "    - conv2d: {filters: 16, kernel: 3, padding: same}\n%s    - relu\n"
                   "    - maxpool2d: {pool: 2}\n    - global_avgpool\n"
                   "    - dense: {units: %.0f}\n",
                   norm, norm, stand_in->classes);
}

static void print_variants(const struct stand_in *stand_in, struct rv_text *out)
{
    rv_text_add(out, "variants:\n  as_logged: {}\n  smaller_rate: {optimizer.learning_rate: ");
    rv_text_number(out, stand_in->rate / 10);
    rv_text_printf(out, "}\n  bigger_batch: {train.batch: %.0f}\n",
                   clamp(4 * stand_in->batch, 1, stand_in->train));
    rv_text_printf(out, "  more_validation: {data.validation: %.0f}\n", 4 * stand_in->validation);
    if (stand_in->batchnorm)
        rv_text_add(out, "  shorter_memory: {network.batchnorm.momentum: 0.9}\n");
}

void rv_log_report_scenario(const struct rv_log *log, struct rv_text *out)
{
    const struct rv_log_run *run = &log->runs[log->chosen];
    struct stand_in stand_in = {0};

    choose(&stand_in, run);
    rv_text_add(out,
                "# A stand-in for a training log, not the run itself: generated data and a small "
                "network with\n# the facts of the log, to try remedies on in seconds.\n");
    rv_text_printf(out, "# Taken from the log: %s.\n# Assumed: %s.\n",
                   stand_in.taken.length ? rv_text_string(&stand_in.taken) : "nothing",
                   stand_in.assumed.length ? rv_text_string(&stand_in.assumed) : "nothing");
    rv_text_add(out, "title: A stand-in for a training log\n"
                     "symptom: Validation of a training fluctuates.\n"
                     "recipe:\n  data: {set: gratings, ");
    rv_text_printf(out, "classes: %.0f, train: %.0f, validation: %.0f, noise: 0.5}\n",
                   stand_in.classes, stand_in.train, stand_in.validation);
    print_network(&stand_in, out);
    rv_text_printf(out, "  loss: {name: cross_entropy}\n  optimizer: {name: %s, learning_rate: ",
                   stand_in.optimizer);
    rv_text_number(out, stand_in.rate);
    rv_text_printf(out, "}\n  train: {batch: %.0f, epochs: %.0f}\nseeds: {first: 1, count: 3}\n",
                   stand_in.batch, stand_in.epochs);
    print_variants(&stand_in, out);
    rv_text_release(&stand_in.taken);
    rv_text_release(&stand_in.assumed);
}
