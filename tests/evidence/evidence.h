/* Training runs of known cause, by the thousand, as the logs that people would have of them.
 *
 * `make evidence` draws recipes (kinds.c), trains them with the engine itself (simulate.c), writes
 * each down as consoles do (excerpt.c), learns how often each value of each statistic is seen under
 * each cause (learn.c), tries that on seeds and recipes it has not seen (trial.c), and prints the
 * tables of src/diagnose (tables.c). */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "diagnose/likelihood.h"
#include "diagnose/statistic.h"

#include "ravine/stream.h"
#include "ravine/text.h"

#define MOST_EPOCHS 60

/* A recipe before it is text. */
struct kind_recipe {
    const char *data;     /* name of the set */
    long classes, train, validation;
    double noise, label_noise;
    long units, layers;   /* hidden layers */
    bool image, tanh, bn;
    double bn_momentum, dropout;
    const char *loss, *optimizer;
    double rate, momentum;
    long batch, epochs;
    struct rv_text change;  /* what makes it fail: keys of the variant, ", " behind each */
    uint32_t causes;        /* a bit each */
    /* Done to the log afterwards. */
    bool strip_validation, broken_metric, other_pipeline, changing, random_passes, other_split;
    long skip;              /* epochs left out at the start, and counted anew */
    long keep;              /* 0, or rows kept */
    double broken_from;     /* share of the epochs after which all is NaN; 0: none */
};

/* Curves of a run: the failing one. */
struct simulated {
    size_t rows;
    double loss[MOST_EPOCHS], accuracy[MOST_EPOCHS], val_loss[MOST_EPOCHS],
        val_accuracy[MOST_EPOCHS], rate[MOST_EPOCHS], snapshot[MOST_EPOCHS],
        recalibrated[MOST_EPOCHS], full[MOST_EPOCHS], dead[MOST_EPOCHS], largest[MOST_EPOCHS];
    bool diverged;
    int tenth;     /* what a tenth of the rate did in two epochs: 1 lower and calmer, 0 not, -1 */
};

/* One log: values of the statistics, its true causes, what the measurements would say. */
struct example {
    double value[RV_STATISTICS];
    uint32_t causes;
    int outcome[RV_MEASUREMENTS];
    unsigned recipe, seed; /* which it is of */
    unsigned family;       /* data set and network: what is held out */
};

#define BIT(cause) (UINT32_C(1) << RV_CAUSE_##cause)

double draw_uniform(struct rv_stream *stream, double from, double to);
double draw_log(struct rv_stream *stream, double from, double to); /* uniform in the logarithm */
bool draw_chance(struct rv_stream *stream, double probability);
long draw_below(struct rv_stream *stream, long n);

/* The recipe number `number`: base and cause. */
void kind_draw(unsigned number, struct kind_recipe *recipe);
void kind_release(struct kind_recipe *recipe);
/* Whether its causes are visible only beside a run without them. */
bool kind_is_compared(const struct kind_recipe *recipe);
unsigned kind_family(const struct kind_recipe *recipe);

/* Trains the failing and the sound variant; false where the recipe cannot be run. */
bool simulate(const struct kind_recipe *recipe, uint64_t seed, struct simulated *failing,
              struct simulated *sound);
/* The causes that can be seen in the curves; 0: none, the run is no example. */
uint32_t visible_causes(const struct kind_recipe *recipe, const struct simulated *failing,
                        const struct simulated *sound);

/* A log of the run: whole or an excerpt, rounded, with some of the facts; `sound` is to tell what
 * is over-fitting anyway. False: nothing to see in it. */
bool excerpt_draw(const struct kind_recipe *recipe, const struct simulated *run, uint32_t causes,
                  bool whole, struct rv_stream *stream, struct example *example);
void measurement_outcomes(const struct kind_recipe *recipe, const struct simulated *run,
                          int outcome[RV_MEASUREMENTS]);
/* Rise of the smoothed validation loss above its minimum, as a logarithm, by the end. */
double over_fitting_rise(const double *val_loss, size_t rows);
double fluctuation_of_log(const double *x, size_t rows);

/* Learns tables from examples; prints them as the files of src/diagnose. */
void learn(const struct example *examples, const bool *use, size_t count,
           struct rv_likelihoods *tables);
bool tables_write(const struct rv_likelihoods *tables, const char *provenance, const char *folder);
bool held_out_write(const struct rv_likelihoods *tables, const struct example *examples,
                    const bool *use, size_t count, const char *path);
bool scenarios_write(const struct rv_likelihoods *tables, const char *folder);

#endif
