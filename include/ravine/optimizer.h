/* Optimizers: update rules and methods, in one registry.
 *
 * An update rule moves each coordinate by its own gradient: a parameter table, the names of its
 * per-coordinate slots ("m", "v"), and a loop of about five lines. A method (line search, Newton,
 * SAM) gets the objective and may evaluate it several times a step; see ravine/method.h. For both
 * the framework owns slots and carries (scalars kept from step to step, such as the share of "m"
 * that gradients have filled), copies, saves and restores them.
 *
 *     state = rv_alloc(rv_optimizer_state_count(type, n), sizeof *state);
 *     rv_optimizer_step(&config, &control, ranges, range_count, n, state, p, g); */
#ifndef RAVINE_OPTIMIZER_H
#define RAVINE_OPTIMIZER_H

#include "ravine/objective.h"
#include "ravine/type.h"

#define RV_SLOTS_MAX 4
#define RV_SCALARS_MAX 4

/* What an update rule sees of the step. */
struct rv_step {
    const void *config;            /* the optimizer's own struct */
    double rate;                   /* learning rate × schedule × factor of the range */
    double momentum;               /* scheduled; else the configuration's (0 when it has none) */
    double decay;                  /* the range's factor on weight decay */
    bool first;                    /* no step was made before with these slots */
    double scalar[RV_SCALARS_MAX]; /* what `begin` worked out for the whole step */
};

/* How every optimizer's configuration begins, so that a step looks nothing up by name: the learning
 * rate, then, where the type names a momentum, that parameter. */
struct rv_optimizer_head {
    double learning_rate;
    double momentum;
};

/* What theory knows of an update rule along one direction of a parabola, for forecasts. */
enum rv_theory_kind {
    RV_THEORY_UNKNOWN, /* no closed form is known here */
    RV_THEORY_LINEAR,  /* the heavy ball: v = b v + g, x -= h v */
    RV_THEORY_FROZEN,  /* the heavy ball at rate h / P, with the root mean square gradient P taken
                          as constant (Cohen et al. 2022) */
    RV_THEORY_NONE     /* no closed form can be: `why` says it */
};

struct rv_theory {
    enum rv_theory_kind kind;
    bool averages;   /* m = b m + (1 - b) g instead of b m + g */
    bool remembers;  /* P never falls: no running mean */
    const char *why; /* of RV_THEORY_NONE: half a sentence */
};

struct rv_iteration; /* ravine/method.h */

struct rv_optimizer_type {
    struct rv_type type;
    const char *const *slots;   /* NULL-terminated names, at most RV_SLOTS_MAX; may be NULL */
    const char *const *carries; /* NULL-terminated names of scalars; may be NULL */
    const char *momentum;       /* the parameter that a momentum schedule sets ("momentum",
                                   "beta1"), or NULL */
    struct rv_theory theory;    /* for forecasts on surfaces */
    /* Once a step, before any range: advances the carries (all 0 before the first step) and fills
     * step->scalar. May be NULL. */
    void (*begin)(struct rv_step *step, double *carry);
    /* An update rule: p and every slot are updated in place; n coordinates of one range. */
    void (*update)(const struct rv_step *step, double *p, const double *g, double *const slot[],
                   size_t n);
    /* A method, instead of `update`: one step on the whole objective. step->rate is the learning
     * rate times the schedule; the factors of ranges are its own affair. */
    void (*iterate)(const struct rv_step *step, struct rv_iteration *iteration);
    /* Room of a method, for n coordinates: never state. `open` NULL: none. */
    void *(*open)(size_t n);
    void (*close)(void *room);
    size_t scratch; /* vectors of n doubles that an iteration may use as it likes */
    bool exact;     /* refuses mini-batches and noise */
    bool one_block; /* refuses replicas */
    size_t most;    /* refuses more coordinates; 0: any number */
};

static inline bool rv_optimizer_is_method(const struct rv_type *optimizer)
{
    return ((const struct rv_optimizer_type *)optimizer)->iterate != NULL;
}

extern const struct rv_registry rv_optimizers;

/* Doubles of state: carries, one count of steps, slots × n. Layout: [steps][carries][slot 0]... */
size_t rv_optimizer_state_count(const struct rv_type *optimizer, size_t n);

/* The n values of slot k of the type. */
double *rv_optimizer_slot_values(const struct rv_type *optimizer, double *state, size_t n, int k);

/* What the schedule says of this step. */
struct rv_control {
    double factor;   /* on the learning rate */
    double momentum; /* NaN: the configuration's */
};

/* One step of an update rule over all trainable ranges. Nothing is allocated. */
void rv_optimizer_step(const struct rv_config *config, const struct rv_control *control,
                       const struct rv_range *ranges, size_t range_count, size_t n, double *state,
                       double *p, const double *g);

/* Fills the state of a new optimizer from an old one's: slots and carries of equal name are kept,
 * all else starts at 0; for the same type everything is kept. */
void rv_optimizer_adopt(const struct rv_type *from, const double *from_state,
                        const struct rv_type *to, double *to_state, size_t n);

/* The learning rate of a configuration. */
double rv_optimizer_rate(const struct rv_config *config);
/* The parameter that `momentum` names, 0 when there is none. */
double rv_optimizer_momentum(const struct rv_config *config);

/* Gradient clipping: the section `clip`; 0 is off. First by value, then by norm (per block). */
struct rv_clip {
    double value; /* every component into [-value, value] */
    double norm;  /* scaled down when the norm is larger */
};
extern const struct rv_type rv_clip_type;

/* Clips in place. Returns the norm of the first block before clipping. */
double rv_clip_apply(const struct rv_clip *clip, double *gradient, size_t n, size_t block);

#endif
