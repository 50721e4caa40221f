/* The keys at the top of a scenario file, each a row of one table (keys.c).
 *
 * The table drives reading, checking and printing, the message for an unknown key, `explain` and
 * the reference. To add a key: a field of struct rv_scenario, a row, and functions for what the row
 * does not say itself (a text, a list of names and a switch need none). */
#ifndef RAVINE_SCENARIO_KEYS_H
#define RAVINE_SCENARIO_KEYS_H

#include "ravine/scenario.h"

enum rv_scenario_kind {
    RV_SCENARIO_TEXT,  /* a char * of the scenario, owned */
    RV_SCENARIO_NAMES, /* a char ** and its count; one name may stand for a list of one */
    RV_SCENARIO_SWITCH, /* a bool: true or false */
    RV_SCENARIO_WORD,
    RV_SCENARIO_LIST,
    RV_SCENARIO_MAP,
};

struct rv_scenario_key {
    const char *name;
    enum rv_scenario_kind kind;
    size_t offset;       /* in struct rv_scenario, where the kind has a field of its own */
    size_t count_offset; /* RV_SCENARIO_NAMES: of the number of names */
    const char *help;
    const char *like; /* what a value looks like: told where it is of another kind */
    const struct rv_type *type; /* its table: what stands in the map, or in each map of the list */
    bool in_heads; /* mistakes matter to lists of all scenarios too (rv_scenario_read_head) */
    /* From the value, which is of the kind, into the scenario. NULL: by the kind; of recipe,
     * variants and only: together, by rv_scenario_variants(). */
    void (*read)(const struct rv_node *value, struct rv_scenario *scenario,
                 struct rv_report *report);
    /* When all variants are known; `value` is NULL when the key is not given. May be NULL. */
    void (*check)(const struct rv_node *value, const struct rv_scenario *scenario,
                  struct rv_report *report);
    /* The entry of the printed scenario; none where there is nothing to say. NULL: by the kind. */
    void (*print)(const struct rv_scenario *scenario, struct rv_node *map);
};

/* In the order of printing; a name of NULL ends it. */
extern const struct rv_scenario_key rv_scenario_keys[];

const char *rv_scenario_kind_text(enum rv_scenario_kind kind); /* "a list" */

#endif
