/* What the files of the scenario share. */
#ifndef RAVINE_SCENARIO_INTERNAL_H
#define RAVINE_SCENARIO_INTERNAL_H

#include "ravine/scenario.h"

/* Fills the texts (title ... tuned). */
void rv_scenario_texts(const struct rv_node *root, struct rv_scenario *scenario,
                       struct rv_report *report);

/* Fills choices, claims, figures, may_diverge, seeds: everything but recipe and variants. */
void rv_scenario_lists(const struct rv_node *root, struct rv_scenario *scenario,
                       struct rv_report *report);

/* menu_keys.c: fills looks and hidden; checks what hidden names when all variants are known;
 * puts them into the printed scenario where they were given. */
void rv_scenario_menu(const struct rv_node *root, struct rv_scenario *scenario,
                      struct rv_report *report);
void rv_scenario_menu_check(const struct rv_node *root, const struct rv_scenario *scenario,
                            struct rv_report *report);
void rv_scenario_menu_put(struct rv_node *map, const struct rv_scenario *scenario);

/* Fills shows, remedies, is_long; checks the cause. */
void rv_scenario_syllabus(const struct rv_node *root, struct rv_scenario *scenario,
                          struct rv_report *report);
/* Whether the variants of `remedies:` exist, and are not the failing run. */
void rv_scenario_check_remedies(const struct rv_node *root, const struct rv_scenario *scenario,
                                struct rv_report *report);

/* Reports the keys of a map that are not in the list of names. */
void rv_scenario_entries(const struct rv_node *map, const char *owner, const char *const *names,
                         struct rv_report *report);
/* A copy of a text that an entry of a list must have. */
char *rv_scenario_required(const struct rv_node *map, const char *key, const char *owner,
                           struct rv_report *report);
/* A list of claims; those that have no text are left out: the mistake is reported. */
void rv_scenario_claims(const struct rv_node *list, struct rv_claim **claims, size_t *count,
                        struct rv_report *report);
void rv_scenario_release_claims(struct rv_claim *claims, size_t count);

/* exercises.c: fills the exercises; checks them when all variants are known; prints them;
 * releases them. */
void rv_scenario_exercises(const struct rv_node *root, struct rv_scenario *scenario,
                           struct rv_report *report);
void rv_scenario_check_exercises(const struct rv_node *root, const struct rv_scenario *scenario,
                                 struct rv_report *report);
void rv_scenario_put_exercises(struct rv_node *map, const struct rv_scenario *scenario);
void rv_scenario_release_exercises(struct rv_scenario *scenario);

/* Parts of the printed scenario (print_parts.c): a text as a node that reads back as a text; a
 * text, a list of words, a list of claims, nothing where there is nothing. */
struct rv_node *rv_scenario_text_node(const char *text);
void rv_scenario_put_text(struct rv_node *map, const char *key, const char *text);
void rv_scenario_put_names(struct rv_node *map, const char *key, char *const *names, size_t count);
struct rv_node *rv_scenario_claims_node(const struct rv_claim *claims, size_t count);

/* A list of words, or one word, as a new list of copies; nothing where the key is not given. */
void rv_scenario_names(const struct rv_node *root, const char *key, char ***names, size_t *count,
                       struct rv_report *report);
/* Where the i-th word of such a list (or the one word) stands. */
struct rv_position rv_scenario_place(const struct rv_node *root, const char *key, size_t i);

/* Fills recipe and variants from the file and the options, binds each variant. */
void rv_scenario_variants(const struct rv_node *root, const struct rv_scenario_options *options,
                          struct rv_scenario *scenario, struct rv_report *report,
                          struct rv_text *notes);

/* sets.c: what --set changes of base and variants. */
void rv_scenario_apply_sets(const struct rv_scenario_options *options,
                            struct rv_scenario *scenario, struct rv_report *report,
                            struct rv_text *notes);

/* branch.c: every variant but the first becomes the first one with its own keys as a
 * change after that epoch; the counterfactual protocols become part of the recipe. */
void rv_scenario_branch(struct rv_scenario *scenario, long branch, struct rv_report *report);
void rv_scenario_add_shares(struct rv_scenario *scenario, struct rv_report *report);

/* The variant of that name, or NULL. */
struct rv_variant *rv_scenario_variant(const struct rv_scenario *scenario, const char *name);

/* Reports that `name` is no variant, with the nearest or all names. `what` is "answer", or "" where
 * the place says it already. */
void rv_scenario_unknown(const struct rv_scenario *scenario, const char *what, const char *name,
                         struct rv_position at, struct rv_report *report);

/* The texts by key, in the order of printing. */
struct rv_scenario_text {
    const char *key;
    size_t offset; /* of the char * in struct rv_scenario */
};
extern const struct rv_scenario_text rv_scenario_text_keys[];
extern const size_t rv_scenario_text_count;

/* `seeds:` as a struct that a table describes. */
struct rv_scenario_seeds {
    long first, count, demo;
};
extern const struct rv_param rv_scenario_seed_params[];

#endif
