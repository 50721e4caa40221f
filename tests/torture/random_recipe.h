/* A random scenario out of the parameter tables: any data set, network, optimizer, method,
 * schedule, surface, noise; protocols, changes, pretraining, a second variant. Most of them are
 * right; sizes are small, so that a run takes a moment. */
#ifndef TORTURE_RANDOM_RECIPE_H
#define TORTURE_RANDOM_RECIPE_H

#include "attacks.h"

#include "ravine/recipe.h"

#include <math.h>

/* What would make a run long; of whole numbers that are not here the table says how large. */
static const struct {
    const char *name;
    long most;
} random_caps[] = {{"train", 60},       {"validation", 40}, {"fresh", 30},  {"epochs", 4},
                   {"size", 14},        {"width", 14},      {"batch", 90},  {"samples", 4},
                   {"filters", 6},      {"units", 12},      {"replicas", 9}, {"kernel", 5},
                   {"stride", 3},       {"dimension", 9},   {"from", 2},    {"to", 3},
                   {"steps_every", 12}, {"steps_per_epoch", 20}, {"pool", 3}, {"examples", 40},
                   {"recalibration", 60}, {"every", 12},    {"patience", 6}, {"sessions", 4},
                   {"channels", 3},     {"classes", 6}};

/* The files that random_files() writes, by the names of the rows. */
static const char *const random_file_rows[] = {"images", "labels", "file"};

static inline bool random_chance(uint64_t *draw, double probability)
{
    return attacks_uniform(draw) < probability;
}

/* ---- Values ---- */

static inline double random_real(uint64_t *draw, const struct rv_param *row)
{
    bool open = row->minimum != row->maximum;
    double u = attacks_uniform(draw), value = row->initial;

    switch (attacks_below(draw, 8)) {
    case 0: /* anywhere */
        value = open ? row->minimum + (row->maximum - row->minimum) * u : (u - 0.5) * 1e3;
        break;
    case 1:
        value = row->minimum;
        break;
    case 2:
        value = random_chance(draw, 0.3) ? row->maximum : row->initial;
        break;
    default: /* near the usual one */
        value = row->initial ? row->initial * pow(10, 2 * u - 1) : u;
        break;
    }
    if (!open)
        return value;
    value = fmin(fmax(value, row->minimum), row->maximum);
    if (value == row->minimum && row->open & RV_OPEN_MINIMUM)
        value = nextafter(value, row->maximum);
    if (value == row->maximum && row->open & RV_OPEN_MAXIMUM)
        value = nextafter(value, row->minimum);
    return value;
}

static inline long random_integer(uint64_t *draw, const struct rv_param *row)
{
    double low = row->minimum, high = row->maximum;

    if (low == high)
        low = -1000, high = 1000;
    if (strcmp(row->name, "batch") == 0 && random_chance(draw, 0.4))
        return 90; /* the whole set: what methods need */
    for (size_t i = 0; i < sizeof random_caps / sizeof *random_caps; i++)
        if (strcmp(random_caps[i].name, row->name) == 0 && high > (double)random_caps[i].most)
            high = fmax(low, (double)random_caps[i].most);
    if (random_chance(draw, 0.15))
        return (long)low;
    return (long)(low + floor(attacks_uniform(draw) * (fmin(high, low + 1e6) - low + 1)));
}

static inline void random_list(uint64_t *draw, const struct rv_param *row, struct rv_text *out)
{
    size_t count = attacks_below(draw, 4);

    rv_text_add(out, "[");
    for (size_t i = 0; i < count; i++) {
        rv_text_add(out, i ? ", " : "");
        if (row->kind == RV_KIND_REALS)
            rv_text_number(out, random_real(draw, row));
        else
            rv_text_printf(out, "%ld", random_integer(draw, row));
    }
    rv_text_add(out, "]");
}

static inline void random_text(const struct rv_param *row, const char *folder, struct rv_text *out)
{
    rv_text_add(out, "\"");
    for (size_t i = 0; i < sizeof random_file_rows / sizeof *random_file_rows; i++)
        if (row->is_file && strcmp(random_file_rows[i], row->name) == 0)
            rv_text_printf(out, "%s/%s", folder, row->name);
    if (!row->is_file)
        rv_text_add(out, row->initial_text ? row->initial_text : "");
    rv_text_add(out, "\"");
}

static inline void random_value(uint64_t *draw, const struct rv_param *row, const char *folder,
                                struct rv_text *out)
{
    size_t choices = 0, choice;

    while (row->choices && row->choices[choices])
        choices++;
    choice = attacks_below(draw, choices);
    switch (row->kind) {
    case RV_KIND_REAL:
        rv_text_number(out, random_real(draw, row));
        break;
    case RV_KIND_INTEGER:
        rv_text_printf(out, "%ld", random_integer(draw, row));
        break;
    case RV_KIND_BOOLEAN:
        rv_text_add(out, random_chance(draw, 0.5) ? "true" : "false");
        break;
    case RV_KIND_CHOICE:
        rv_text_add(out, row->choices[choice]);
        break;
    case RV_KIND_PICK:
        if (choice)
            rv_text_printf(out, "{%s: %ld}", row->choices[choice], random_integer(draw, row));
        else
            rv_text_add(out, row->choices[0]);
        break;
    case RV_KIND_TEXT:
        random_text(row, folder, out);
        break;
    default:
        random_list(draw, row, out);
        break;
    }
}

/* ---- Sections ---- */

/* Some rows of a table, "KEY: VALUE" parted by commas. What is never left out: what would else be
 * too large by default, and the files of a data set. */
static inline void random_rows(uint64_t *draw, const struct rv_param *rows, double share,
                               const char *folder, bool complete, struct rv_text *out)
{
    for (const struct rv_param *row = rows; row && row->kind != RV_KIND_END; row++) {
        bool must = complete && (row->is_file || strcmp(row->name, "train") == 0 ||
                                 strcmp(row->name, "validation") == 0 ||
                                 strcmp(row->name, "epochs") == 0 ||
                                 strcmp(row->name, "steps_per_epoch") == 0);

        bool list = row->kind == RV_KIND_REALS || row->kind == RV_KIND_INTEGERS;

        /* A list must mostly be as long as something else is. */
        if (!must && !random_chance(draw, list ? share * 0.15 : share))
            continue;
        rv_text_add(out, out->length && rv_text_string(out)[out->length - 1] != '{' ? ", " : "");
        rv_text_printf(out, "%s: ", row->name);
        random_value(draw, row, folder, out);
        if (strcmp(row->name, "samples") == 0 && !strstr(rv_text_string(out), "dropout:"))
            rv_text_add(out, ", dropout: on"); /* passes that differ */
    }
}

/* A whole section: {name: adam, beta1: 0.8}. */
static inline void random_section(uint64_t *draw, const struct rv_section *section, double share,
                                  const char *folder, struct rv_text *out)
{
    const struct rv_type *type = section->type;

    rv_text_add(out, "{");
    if (section->registry) {
        type = section->registry->types[attacks_below(draw, section->registry->count)];
        rv_text_printf(out, "%s: %s", section->selector, type->name);
    }
    random_rows(draw, type->params, share, folder, true, out);
    rv_text_add(out, "}");
}

/* ---- Networks ---- */

static inline void random_layer(uint64_t *draw, const char *name, const char *fixed,
                                struct rv_text *out)
{
    const struct rv_type *type = rv_registry_find(&rv_layers, name);
    struct rv_text keys = {0};

    rv_text_add(&keys, "{");
    rv_text_add(&keys, fixed);
    for (const struct rv_param *row = type->params; row && row->kind != RV_KIND_END; row++) {
        if (strstr(fixed, row->name) || !random_chance(draw, 0.25))
            continue;
        rv_text_printf(&keys, "%s%s: ", keys.length > 1 ? ", " : "", row->name);
        random_value(draw, row, "", &keys);
    }
    if (random_chance(draw, 0.1))
        rv_text_printf(&keys, "%strainable: false", keys.length > 1 ? ", " : "");
    rv_text_printf(out, "    - %s: %s}\n", name, rv_text_string(&keys));
    rv_text_release(&keys);
}

/* A layer that keeps the shape. */
static inline void random_between(uint64_t *draw, struct rv_text *out)
{
    static const char *const kept[] = {"relu", "leaky_relu", "tanh", "sigmoid", "batchnorm",
                                       "dropout", "batchnorm", "relu"};

    random_layer(draw, kept[attacks_below(draw, sizeof kept / sizeof *kept)], "", out);
}

static inline void random_network(uint64_t *draw, bool images, struct rv_text *out)
{
    size_t deep = attacks_below(draw, 3);

    if (random_chance(draw, 0.15)) {
        rv_text_printf(out, "  network: %s\n",
                       images ? random_chance(draw, 0.7) ? "tiny-cnn" : "residual" : "mlp");
        return;
    }
    rv_text_add(out, "  network:\n");
    for (size_t i = 0; images && i < deep; i++) {
        random_layer(draw, "conv2d", "padding: same, filters: 4", out);
        random_between(draw, out);
        if (random_chance(draw, 0.3))
            rv_text_add(out, "    - residual: {layers: [conv2d: {filters: 4, padding: same}, "
                             "batchnorm]}\n");
        if (random_chance(draw, 0.4))
            random_layer(draw, random_chance(draw, 0.5) ? "maxpool2d" : "avgpool2d", "", out);
    }
    if (images)
        random_layer(draw, random_chance(draw, 0.5) ? "flatten" : "global_avgpool", "", out);
    for (size_t i = attacks_below(draw, 3); i; i--) {
        random_layer(draw, "dense", "", out);
        random_between(draw, out);
    }
    random_layer(draw, "dense", "units: classes", out);
}

/* ---- What is beside the sections ---- */

static inline void random_protocols(uint64_t *draw, struct rv_text *out)
{
    static const char *const names[] = {"one", "another", "third"};

    rv_text_add(out, "  protocols:\n");
    for (size_t i = attacks_below(draw, 3); i < 3; i++) {
        rv_text_printf(out, "    %s: {set: training", names[i]);
        for (const struct rv_param *row = rv_evaluate_type.params; row->kind != RV_KIND_END; row++)
            if (strcmp(row->name, "every") != 0 && strcmp(row->name, "set") != 0 &&
                random_chance(draw, 0.3)) {
                rv_text_printf(out, ", %s: ", row->name);
                random_value(draw, row, "", out);
            }
        rv_text_add(out, "}\n");
    }
}

/* A few keys of a recipe, dotted, each once: of sections without a choice of types, which always
 * have them. `live`: only those that may change during a run. */
static inline void random_keys(uint64_t *draw, enum rv_where where, bool live, const char *folder,
                               struct rv_text *out)
{
    size_t from = out->length;

    for (size_t wanted = 1 + attacks_below(draw, 3), tried = 0; wanted && tried < 50; tried++) {
        const struct rv_section *section = &rv_sections[attacks_below(draw, rv_section_count)];
        const struct rv_param *row = section->registry ? NULL : section->type->params;
        struct rv_text key = {0};
        size_t rows = 0;

        if (!row || !(section->where & where) || section->bare)
            continue;
        while (row[rows].kind != RV_KIND_END)
            rows++;
        row += attacks_below(draw, rows);
        rv_text_printf(&key, "%s.%s: ", section->name, row->name);
        if ((!live || row->live != RV_LIVE_NEVER) && row->kind != RV_KIND_REALS &&
            !strstr(rv_text_string(out) + from, rv_text_string(&key))) {
            rv_text_printf(out, "%s%s",
                           rv_text_string(out)[out->length - 1] == '{' ? "" : ", ",
                           rv_text_string(&key));
            random_value(draw, row, folder, out);
            wanted--;
        }
        rv_text_release(&key);
    }
}

static inline void random_changes(uint64_t *draw, enum rv_where where, struct rv_text *out)
{
    rv_text_add(out, "  changes:\n");
    for (size_t i = 1 + attacks_below(draw, 2); i; i--) {
        rv_text_printf(out, "    - {%s: %zu", random_chance(draw, 0.5) ? "epoch" : "step",
                       1 + attacks_below(draw, 2));
        random_keys(draw, where, true, "", out);
        rv_text_add(out, "}\n");
    }
}

static inline void random_pretraining(uint64_t *draw, struct rv_text *out)
{
    rv_text_printf(out, "  pretrain: {train.epochs: %zu", 1 + attacks_below(draw, 2));
    if (random_chance(draw, 0.4))
        rv_text_printf(out, ", data.classes: %zu", 2 + attacks_below(draw, 3));
    if (random_chance(draw, 0.4))
        rv_text_add(out, ", optimizer: {name: adam, learning_rate: 0.01}");
    if (random_chance(draw, 0.2))
        rv_text_printf(out, ", seed: %zu", attacks_below(draw, 9));
    if (random_chance(draw, 0.2))
        rv_text_add(out, ", fresh: [dense]");
    rv_text_add(out, "}\n");
}

/* Data in half of the cases without a choice of their type, or nothing but a table would know
 * whether layers of images fit. */
static inline void random_scenario(uint64_t *draw, const char *folder, struct rv_text *out)
{
    enum rv_where where = random_chance(draw, 0.3) ? RV_WHERE_SURFACE : RV_WHERE_NETWORK;
    bool images = random_chance(draw, 0.5);

    rv_text_add(out, "recipe:\n");
    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];
        bool always = section->registry == &rv_surfaces || section->registry == &rv_datasets ||
                      strcmp(section->name, "train") == 0;

        if (!(section->where & where) || section->bare)
            continue;
        if (section->registry == &rv_presets) {
            random_network(draw, images, out);
        } else if (always || random_chance(draw, 0.4)) {
            struct rv_text keys = {0};

            random_section(draw, section, section->registry ? 0.25 : 0.35, folder, &keys);
            rv_text_printf(out, "  %s: %s\n", section->name, rv_text_string(&keys));
            rv_text_release(&keys);
        }
    }
    if (where == RV_WHERE_SURFACE && random_chance(draw, 0.3))
        rv_text_printf(out, "  replicas: %zu\n", 1 + attacks_below(draw, 9));
    if (where == RV_WHERE_NETWORK && random_chance(draw, 0.25))
        random_protocols(draw, out);
    if (where == RV_WHERE_NETWORK && random_chance(draw, 0.2))
        random_pretraining(draw, out);
    if (random_chance(draw, 0.3))
        random_changes(draw, where, out);
    rv_text_printf(out, "seeds: {first: %zu, count: 1}\nvariants:\n  first: {}\n",
                   attacks_below(draw, 1000));
    if (random_chance(draw, 0.5)) {
        rv_text_add(out, "  second: {");
        random_keys(draw, where, false, folder, out);
        rv_text_add(out, "}\n");
    }
    rv_text_add(out, "claims:\n  - {says: first.last <= first.worst, in: 0.5}\n");
}

#endif
