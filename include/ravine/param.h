/* Parameter tables: one row a parameter, many uses.
 *
 * A configuration is a plain struct (it can be copied with memcpy); a table says for each field its
 * name, kind, default, range, choices, unit, help. The table drives defaults, the scenario
 * language with its range errors, --set, `explain`, the menu's forms, the manifest, the reference
 * pages and the limits tests. There is no second list of the same facts.
 *
 *     struct sgd { double learning_rate, momentum; bool nesterov; };
 *     static const struct rv_param params[] = {
 *         RV_REAL(struct sgd, learning_rate, .initial = 0.01, .minimum = 0, .maximum = 1e3,
 *                 .live = RV_LIVE_STEP, .help = "Step width. Too large: the iterate bounces."),
 *         RV_REAL(struct sgd, momentum, .minimum = 0, .maximum = 1, .open = RV_OPEN_MAXIMUM,
 *                 .live = RV_LIVE_STEP, .help = "Share of the last step that is kept."),
 *         RV_BOOLEAN(struct sgd, nesterov, .help = "Gradient at the point ahead."),
 *         RV_PARAM_END
 *     }; */
#ifndef RAVINE_PARAM_H
#define RAVINE_PARAM_H

#include "ravine/status.h"
#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>

enum rv_kind {
    RV_KIND_END = 0, /* closes a table */
    RV_KIND_REAL,    /* double; finite */
    RV_KIND_INTEGER, /* long */
    RV_KIND_BOOLEAN, /* bool: true, false */
    RV_KIND_CHOICE,  /* int: index into `choices` */
    RV_KIND_TEXT,    /* char[RV_TEXT_SIZE] */
    RV_KIND_REALS,   /* struct rv_reals; range holds for each item */
    RV_KIND_INTEGERS, /* struct rv_integers; range holds for each item */
    RV_KIND_PICK     /* struct rv_pick: `all` or `{first: 30}`; range holds for the number */
};

#define RV_TEXT_SIZE 1024 /* bytes of a text parameter, with its end */
#define RV_LIST_SIZE 64  /* items of a list parameter */

struct rv_reals {
    size_t count;
    double value[RV_LIST_SIZE];
};

struct rv_integers {
    size_t count;
    long value[RV_LIST_SIZE];
};

/* One of `choices`, with a number where the choice is written `{choice: number}`. The first choice
 * is the plain word without a number, all others need one. */
struct rv_pick {
    int choice;
    long number; /* 0 for the first choice */
};

/* When a change of the parameter during a run takes effect. */
enum rv_live { RV_LIVE_NEVER = 0, RV_LIVE_EPOCH, RV_LIVE_STEP };

enum { RV_OPEN_MINIMUM = 1, RV_OPEN_MAXIMUM = 2 }; /* that end of the range is not allowed itself */

struct rv_param {
    const char *name;
    enum rv_kind kind;
    size_t offset;              /* of the field in the configuration struct */
    double initial;             /* default of real, integer, boolean */
    const char *initial_text;   /* default of choice, text, list ("[1, 100]") and pick; NULL: first,
                                   "", [], first */
    double minimum, maximum;    /* of numbers; equal (both 0): no limit */
    unsigned open;              /* RV_OPEN_MINIMUM | RV_OPEN_MAXIMUM */
    const char *const *choices; /* NULL-terminated; of choice and pick */
    const char *unit;           /* "steps", "epochs", "nats"; NULL: none */
    bool is_file;               /* a text that names a file */
    bool is_list;               /* a text that may be written as a list of texts: "a, b" */
    enum rv_live live;
    const char *help;           /* meaning; sensible range; what happens when it is too large */
};

#define RV_PARAM_ROW(type, field, what, ...)                                                       \
    { .name = #field, .kind = what, .offset = offsetof(type, field), __VA_ARGS__ }
#define RV_REAL(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_REAL, __VA_ARGS__)
#define RV_INTEGER(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_INTEGER, __VA_ARGS__)
#define RV_BOOLEAN(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_BOOLEAN, __VA_ARGS__)
#define RV_CHOICE(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_CHOICE, __VA_ARGS__)
#define RV_TEXT(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_TEXT, __VA_ARGS__)
#define RV_REALS(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_REALS, __VA_ARGS__)
#define RV_INTEGERS(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_INTEGERS, __VA_ARGS__)
#define RV_PICK(type, field, ...) RV_PARAM_ROW(type, field, RV_KIND_PICK, __VA_ARGS__)
#define RV_PARAM_END { .kind = RV_KIND_END }

/* Fills the struct with the defaults of the table. */
void rv_params_defaults(const struct rv_param *params, void *values);

/* The row of that name (`-` and `_` are equal), or NULL. */
const struct rv_param *rv_params_find(const struct rv_param *params, const char *name);
/* Whether there are rows "NAME.KEY": in a file NAME is a map of its own. */
bool rv_params_group(const struct rv_param *params, const char *name);

/* Reads `text` into the field: a scalar, or a list in brackets. On a wrong type or a value out of
 * range: RV_INPUT, and the message names parameter, value, range or choices and the nearest one.
 * The field is left as it was. */
enum rv_status rv_param_parse(const struct rv_param *param, const char *text, void *values,
                              struct rv_error *error);
/* One more item of a list parameter. */
enum rv_status rv_param_parse_item(const struct rv_param *param, const char *text, void *values,
                                   struct rv_error *error);
/* A pick with its number: `{choice: number}`. */
enum rv_status rv_param_parse_pick(const struct rv_param *param, const char *choice,
                                   const char *number, void *values, struct rv_error *error);

/* Writes the value so that the scenario language reads it back to the same bits. */
void rv_param_print(const struct rv_param *param, const void *values, struct rv_text *out);

/* Whether the field is the same in both: the numbers, and not how they are written or what lies
 * behind the end of a text or a list. */
bool rv_param_equal(const struct rv_param *param, const void *a, const void *b);

/* "a number above 0, at most 1", "one of: none, unit, standardize". */
void rv_param_print_range(const struct rv_param *param, struct rv_text *out);

/* The numerical value of a real, integer, boolean or choice field (the menu, learning-rate
 * finder). */
double rv_param_number(const struct rv_param *param, const void *values);

/* Field access by row. */
#define RV_FIELD(type, param, values) ((type *)((char *)(values) + (param)->offset))
#define RV_CONST_FIELD(type, param, values)                                                        \
    ((const type *)((const char *)(values) + (param)->offset))

#endif
