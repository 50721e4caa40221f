/* The recipe: everything that determines a run but its seed, as one const value.
 *
 * A recipe is bound from the YAML tree `recipe:` of a scenario through the parameter tables. A
 * variant is the same tree with a few keys changed (rv_recipe_merge) and bound again, so that every
 * check holds for it too. `changes` are recipes that take over at an epoch or step. */
#ifndef RAVINE_RECIPE_H
#define RAVINE_RECIPE_H

#include "ravine/dataset.h"
#include "ravine/network.h"
#include "ravine/optimizer.h"
#include "ravine/schedule.h"
#include "ravine/surface.h"
#include "ravine/tree.h"

/* ---- The sections without a choice of types ---- */

struct rv_train {
    long batch;      /* examples of a mini-batch; the last short one is kept */
    long epochs;
    int shuffle;     /* enum rv_order */
    bool oversample; /* every class as often as the commonest */
    long passes;     /* over the training examples, in an epoch */
    long steps_per_epoch; /* of a surface scenario */
};

/* Where the first weights come from. */
struct rv_initial {
    char weights[RV_TEXT_SIZE]; /* a folder of .npy files; "": drawn by the layers */
};

/* The run ends when the validation loss has not improved for `patience` epochs; 0: never. */
struct rv_early_stopping {
    long patience;
    double min_delta;  /* nats by which the loss must fall to count as better */
    bool restore_best; /* hand in the weights of the best epoch */
};

/* Where the paths of a surface scenario begin: the keys `start` and `replicas`. */
struct rv_path {
    struct rv_reals start; /* empty: the surface's own */
    long replicas;         /* independent paths, each with its own noise */
};

/* The validation protocol: a value. */
enum rv_set { RV_SET_VALIDATION, RV_SET_TRAINING, RV_SET_FRESH };
enum rv_mode { RV_MODE_INFERENCE, RV_MODE_TRAINING };
enum rv_recalibration_on { RV_RECALIBRATION_ALL, RV_RECALIBRATION_FIRST };
enum rv_statistics { RV_STATISTICS_RUNNING, RV_STATISTICS_BATCH, RV_STATISTICS_RECALIBRATED };
enum rv_dropout_use { RV_DROPOUT_AS_MODE, RV_DROPOUT_ON, RV_DROPOUT_OFF };
enum rv_parameters { RV_PARAMETERS_ITERATE, RV_PARAMETERS_EMA, RV_PARAMETERS_SWA };
enum rv_examples_choice { RV_EXAMPLES_ALL, RV_EXAMPLES_FIRST, RV_EXAMPLES_RANDOM };
enum rv_every_choice { RV_EVERY_EPOCH, RV_EVERY_STEPS };
enum rv_reduce { RV_REDUCE_EXAMPLES, RV_REDUCE_BATCH_MEANS, RV_REDUCE_LAST_BATCH };

struct rv_evaluate {
    int set;                 /* enum rv_set */
    struct rv_pick examples; /* all, {first: n}, {random: n} anew at each evaluation */
    int mode;                /* enum rv_mode: training means batch statistics and dropout */
    int statistics;          /* enum rv_statistics; of BN in inference mode */
    struct rv_pick recalibration; /* all, {first: n}: training examples that exact ones are of */
    int dropout;             /* enum rv_dropout_use */
    int order;               /* given, shuffled, by-class: matters for batch statistics and where
                                `reduce` cuts blocks */
    long batch;              /* examples a block: of batch statistics, and of `reduce` */
    int reduce;              /* enum rv_reduce: how the losses of examples become one number */
    long samples;            /* passes with dropout whose probabilities are averaged */
    bool class_weights;      /* weight val_loss as training counts classes */
    int scaling;             /* own, training: validation inputs as the scale section says, or
                                scaled like the training set */
    int parameters;          /* enum rv_parameters */
    struct rv_pick every;    /* epoch, {steps: k} */
};

/* A further protocol: the same parameters seen another way, at every epoch. It draws nothing from
 * the run. Keys that are not given are those of `evaluate`. */
#define RV_PROTOCOL_NAME_SIZE 24
#define RV_PROTOCOLS_MAX 20

struct rv_protocol {
    char name[RV_PROTOCOL_NAME_SIZE]; /* its columns are NAME_loss, NAME_accuracy, NAME_loss_se */
    struct rv_evaluate evaluate;      /* complete */
    unsigned given;                   /* rows of the table that were written, a bit each */
    struct rv_position at;
};

/* What is recorded, and which epochs the measures use. */
enum rv_record_weights { RV_WEIGHTS_NONE, RV_WEIGHTS_FINAL, RV_WEIGHTS_EVERY_EPOCH };

enum rv_record_every { RV_RECORD_NEVER, RV_RECORD_EPOCH };

struct rv_record {
    long from;         /* first epoch that measures use, from 1 */
    long to;           /* last one; 0: the last epoch of the run */
    double threshold;  /* of time_to_threshold, on val_loss unless a curve is named */
    long steps_every;  /* a row in steps.csv every k mini-batches; 0: none */
    bool snapshot;     /* training loss at the end of each epoch */
    bool metrics;      /* other measures of the same predictions */
    bool halves;       /* the loss of each half of the validation set */
    bool flips;        /* who jumped: shares of the change, answers that changed */
    bool dead_units;   /* units of the last ReLU that are 0 for all examples */
    struct rv_record_curvature {
        int every;     /* enum rv_record_every */
        long top;      /* eigenvalues */
        long examples; /* training and validation examples to measure on */
    } curvature;
    int weights;       /* enum rv_record_weights */
};

/* Surfaces read fewer keys of `train` and `evaluate`: tables of their own on the same structs, so
 * that a key without meaning is refused and not ignored. */
extern const struct rv_type rv_train_type;
extern const struct rv_type rv_train_surface_type;
extern const struct rv_type rv_initial_type;
extern const struct rv_type rv_early_stopping_type;
extern const struct rv_type rv_evaluate_type;
extern const struct rv_type rv_evaluate_surface_type;
extern const struct rv_type rv_record_type;
extern const struct rv_type rv_path_type;

struct rv_recipe;

/* What the network is trained on before the run: the recipe with an override. Layers of equal place
 * and shape then hand over parameters and running statistics. */
struct rv_pretrain {
    struct rv_recipe *recipe;  /* owned; without protocols and pretrain itself; NULL: none */
    long seed;                 /* added to the run's: other data, other first weights */
    unsigned *fresh;           /* owned; positions of layers that keep their first weights */
    size_t fresh_count;
    struct rv_node *written;   /* owned; normal form, for printing */
};

/* A change takes over before the first step of `epoch` (from 1) or before step `step` (from 1). */
struct rv_change {
    long epoch; /* 0: by step */
    long step;
    struct rv_recipe *recipe; /* owned; the whole recipe from then on; has no changes itself */
    struct rv_position at;
    char *keys;               /* owned; "optimizer.learning_rate: 0.01": for events and marks */
};

/* A network on data, or optimizers on a surface: `surface.type` says which, see
 * rv_recipe_on_surface(). Of the sections that belong to the other kind nothing is bound. */
struct rv_recipe {
    struct rv_config surface; /* type NULL: a network */
    struct rv_config noise;
    struct rv_twin validation;
    struct rv_path path;
    struct rv_config data;
    struct rv_split split;
    struct rv_scale scale;
    struct rv_augment augment;
    struct rv_initial initial;
    struct rv_layer_spec *layers; /* owned; presets expanded, names and positions given */
    size_t layer_count;
    struct rv_config loss;
    struct rv_config optimizer;
    struct rv_clip clip;
    struct rv_config schedule;
    struct rv_momentum_schedule momentum_schedule;
    struct rv_average average;
    struct rv_train train;
    struct rv_early_stopping early_stopping;
    struct rv_evaluate evaluate;
    struct rv_record record;
    struct rv_protocol *protocols; /* owned; of a network */
    size_t protocol_count;
    struct rv_pretrain pretrain; /* of a network */
    struct rv_change *changes; /* owned, in order of time */
    size_t change_count;
};

static inline bool rv_recipe_on_surface(const struct rv_recipe *recipe)
{
    return recipe->surface.type != NULL;
}

/* What makes the same point give another loss from step to step ("noise on the gradient"), NULL
 * where nothing does: a surface without noise, a network on full batches without dropout and
 * augmentation. Methods that need an exact objective refuse it. */
const char *rv_recipe_inexact(const struct rv_recipe *recipe);

/* The recipes that a section belongs to. */
enum rv_where { RV_WHERE_NETWORK = 1, RV_WHERE_SURFACE = 2, RV_WHERE_BOTH = 3 };

static inline enum rv_where rv_recipe_where(const struct rv_recipe *recipe)
{
    return rv_recipe_on_surface(recipe) ? RV_WHERE_SURFACE : RV_WHERE_NETWORK;
}

/* One row a section of the scenario's recipe. Drives binding, printing, `explain`, the menu. The
 * row `network` is special: its registry is rv_presets, its offset that of `layers`. A name may
 * have two rows, one for networks and one for surfaces, that differ in table and help alone. */
struct rv_section {
    const char *name;                   /* "optimizer" */
    const char *selector;               /* "name", "set": the key that chooses the type, or NULL */
    const struct rv_registry *registry; /* where it chooses from, or NULL */
    const struct rv_type *type;         /* the one type where there is no choice */
    size_t offset;                      /* in struct rv_recipe: of a rv_config, or of the struct */
    const char *initial;                /* the type when the file names none */
    const char *help;
    enum rv_where where;
    bool optional; /* of one type; written only where it differs from its defaults */
    bool bare; /* its keys stand in the recipe itself: `start: [2, 1]`, not `path: {start: ...}` */
};
extern const struct rv_section rv_sections[];
extern const size_t rv_section_count;

/* Keys of a recipe beside its sections, each with a form of its own, for `explain` and lists. */
struct rv_recipe_key {
    const char *name;
    const char *help;
    const struct rv_type *type; /* rows of single values among its own keys, or NULL */
    bool nested;                /* a map of a network's recipe, merged with rules of its own */
};
extern const struct rv_recipe_key rv_recipe_keys[];
extern const size_t rv_recipe_key_count;
extern const struct rv_type rv_pretrain_type;

/* The first section of that name, or NULL. Bare ones are not found: no one writes their name. */
const struct rv_section *rv_section_find(const char *name);
/* The section of that name in recipes on a network or a surface, or NULL. */
const struct rv_section *rv_section_in(const char *name, enum rv_where where);
/* The bare section that has the key, or NULL. */
const struct rv_section *rv_section_bare(const char *key);
/* Names that may stand in a recipe (sections, keys of bare ones, `protocols`, `pretrain`,
 * `changes`), each once: NULL-terminated; free with rv_free(). */
const char **rv_section_names(void);
/* The type that a recipe has chosen in a section and its filled struct; NULL for `network`. */
const struct rv_type *rv_section_type(const struct rv_section *section,
                                      const struct rv_recipe *recipe);
void *rv_section_values(const struct rv_section *section, const struct rv_recipe *recipe);

/* Binds a tree (the map below `recipe:`) to a recipe: every key typed, every range and shape
 * checked, all mistakes reported. A data file that is missing gives RV_MISSING only when all else
 * is right (shapes then stay unchecked). After any other mistake the recipe is empty: there is
 * nothing in it to print, to run or to look at. */
enum rv_status rv_recipe_bind(const struct rv_node *tree, struct rv_recipe *recipe,
                              struct rv_report *report);
void rv_recipe_release(struct rv_recipe *recipe);

/* The tree of `base` with the entries of `override` (a map of dotted or nested keys relative to the
 * recipe) merged in: maps merge, lists and scalars replace, a new `name` or `set` starts its
 * section anew. `network.batchnorm.momentum` means all layers of that type, inside residual blocks
 * too; `network.NAME.KEY` the layer of that name. Unknown keys are reported. A new tree. */
struct rv_node *rv_recipe_merge(const struct rv_node *base, const struct rv_node *override,
                                struct rv_report *report);

/* One override that does what `first` and then `second` do. A new tree. */
struct rv_node *rv_recipe_compose(const struct rv_node *first, const struct rv_node *second,
                                  struct rv_report *report);

/* One override that does what all of them say: of one key the last counts, and a type that any of
 * them names does not undo the keys that others give. A new tree. */
struct rv_node *rv_recipe_together(const struct rv_node *const *overrides, size_t count,
                                   struct rv_report *report);

/* Names of data files in a recipe or override that are not absolute are put below `folder`, which
 * ends with '/' ("": they are left, relative to the working directory). NULL makes them absolute.
 * A name that would be too long when absolute goes to the report, unless that is NULL. */
void rv_recipe_place_files(struct rv_node *map, const char *folder, struct rv_report *report);

/* The override map of one `--set` text: after its first `skip` bytes ("settled:" of
 * "settled:KEY=VALUE") comes KEY=VALUE, VALUE in YAML. Places are in `source`, which must outlive
 * the map, and count from the beginning of the text. NULL and a report on errors. */
struct rv_node *rv_recipe_assignment(const char *source, const char *text, size_t skip,
                                     struct rv_report *report);

/* The effective recipe as a tree; binding it gives the same recipe. With changes. */
struct rv_node *rv_recipe_tree(const struct rv_recipe *recipe);

/* Network presets: a name and its layers in the scenario language. Any whole number of a layer may
 * be the word `classes`: the number of classes of the data (`dense: {units: classes}`). */
struct rv_preset_type {
    struct rv_type type;
    const char *layers; /* YAML list, as under `network:` */
    const char *input;  /* the shape it is meant for, for `explain` */
};
extern const struct rv_registry rv_presets;

/* A recipe for a preset on a named data set with everything else at its default: bench, tests. */
enum rv_status rv_recipe_parse(const char *source, const char *yaml, struct rv_recipe *recipe,
                               struct rv_report *report);

#endif
