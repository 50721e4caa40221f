/* What the files of the scenario share. */
#ifndef RAVINE_SCENARIO_INTERNAL_H
#define RAVINE_SCENARIO_INTERNAL_H

#include "scenario/keys.h"

/* A value that the program wrote: it stands in no file. */
#define RV_NOWHERE ((struct rv_position){NULL, 0, 0})

/* ---- All keys (keys.c) ---- */

/* Reports the keys that are none. */
void rv_scenario_check_keys(const struct rv_node *root, struct rv_report *report);
/* Fills what the keys have, but for recipe and variants. Mistakes of the keys that are not
 * `in_heads` go to `beside`. */
void rv_scenario_read_keys(const struct rv_node *root, struct rv_scenario *scenario,
                           struct rv_report *report, struct rv_report *beside);
/* When all variants are known: what must hold between the keys. */
void rv_scenario_check_values(const struct rv_node *root, const struct rv_scenario *scenario,
                              struct rv_report *report);
/* Texts and lists of names; the rest is rv_scenario_release()'s. */
void rv_scenario_release_keys(struct rv_scenario *scenario);

/* ---- What values are made of (values.c, print_parts.c) ---- */

/* A text of the file, or NULL and a report. A copy. */
char *rv_scenario_text(const struct rv_node *node, const char *key, struct rv_report *report);
/* A copy of a text that an entry of a list must have. */
char *rv_scenario_required(const struct rv_node *map, const char *key, const char *owner,
                           struct rv_report *report);
/* Reports the keys of a map that are not in the list of names. */
void rv_scenario_entries(const struct rv_node *map, const char *owner, const char *const *names,
                         struct rv_report *report);
/* A list of names, or one name, as a new list of copies; nothing where the key is not given. */
void rv_scenario_names(const struct rv_node *root, const char *key, char ***names, size_t *count,
                       struct rv_report *report);
void rv_scenario_release_names(char **names, size_t count);
/* Where the i-th name of such a list (or the one name) stands. */
struct rv_position rv_scenario_place(const struct rv_node *value, size_t i);

/* A text as a node that reads back as a text; an entry of the map, none where there is nothing. */
struct rv_node *rv_scenario_text_node(const char *text);
void rv_scenario_put_text(struct rv_node *map, const char *key, const char *text);
void rv_scenario_put_names(struct rv_node *map, const char *key, char *const *names, size_t count);

/* Words of a text, which blanks part. */
size_t rv_scenario_words(const char *text);

/* ---- Single keys: the functions of their rows ---- */

#define RV_SCENARIO_READS(key)                                                                     \
    void rv_scenario_read_##key(const struct rv_node *value, struct rv_scenario *scenario,         \
                                struct rv_report *report)
#define RV_SCENARIO_CHECKS(key)                                                                    \
    void rv_scenario_check_##key(const struct rv_node *value, const struct rv_scenario *scenario,  \
                                 struct rv_report *report)
#define RV_SCENARIO_PRINTS(key)                                                                    \
    void rv_scenario_print_##key(const struct rv_scenario *scenario, struct rv_node *map)

/* choices.c */
RV_SCENARIO_READS(choices);
RV_SCENARIO_CHECKS(choices);
RV_SCENARIO_PRINTS(choices);
RV_SCENARIO_CHECKS(answer);

/* better.c */
RV_SCENARIO_READS(better);
RV_SCENARIO_CHECKS(better);
RV_SCENARIO_PRINTS(better);
extern const struct rv_type rv_scenario_better_type;

/* Puts the choices into the order in which they are offered. */
void rv_scenario_mix_choices(struct rv_scenario *scenario);

/* remedy_lines.c: fills scenario->lines from the answer, when the variants are bound. */
void rv_scenario_derive_lines(struct rv_scenario *scenario);

/* claim_keys.c */
RV_SCENARIO_READS(claims);
RV_SCENARIO_CHECKS(claims);
RV_SCENARIO_PRINTS(claims);
extern const struct rv_type rv_scenario_claim_type;
/* A list of claims; those that have no text are left out: the mistake is reported. */
void rv_scenario_claims(const struct rv_node *list, struct rv_claim **claims, size_t *count,
                        struct rv_report *report);
void rv_scenario_release_claims(struct rv_claim *claims, size_t count);
struct rv_node *rv_scenario_claims_node(const struct rv_claim *claims, size_t count);

/* exercises.c */
RV_SCENARIO_READS(exercises);
RV_SCENARIO_CHECKS(exercises);
RV_SCENARIO_PRINTS(exercises);
void rv_scenario_release_exercises(struct rv_scenario *scenario);

/* menu_keys.c */
RV_SCENARIO_READS(looks);
RV_SCENARIO_PRINTS(looks);
extern const struct rv_type rv_scenario_looks_type;
RV_SCENARIO_READS(hidden);
RV_SCENARIO_CHECKS(hidden);
RV_SCENARIO_PRINTS(hidden);
extern const struct rv_type rv_scenario_hidden_type;

/* seeds.c */
RV_SCENARIO_READS(seeds);
RV_SCENARIO_PRINTS(seeds);
extern const struct rv_type rv_scenario_seeds_type;
void rv_scenario_default_seeds(struct rv_scenario *scenario);
/* Seeds of the command line replace those of the file, and must be as good. */
void rv_scenario_take_seeds(const struct rv_scenario_options *options,
                            struct rv_scenario *scenario, struct rv_report *report);

/* syllabus_keys.c */
RV_SCENARIO_CHECKS(cause);
RV_SCENARIO_CHECKS(shows);
RV_SCENARIO_READS(remedies);
RV_SCENARIO_CHECKS(remedies);
RV_SCENARIO_PRINTS(remedies);

/* lookup.c */
RV_SCENARIO_CHECKS(may_diverge);

/* recipe_keys.c */
RV_SCENARIO_PRINTS(recipe);
RV_SCENARIO_PRINTS(variants);
RV_SCENARIO_PRINTS(only);

/* ---- Recipe and variants ---- */

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

/* The same where `name` is given and no variant. */
void rv_scenario_check_variant(const struct rv_scenario *scenario, const char *what,
                               const char *name, struct rv_position at, struct rv_report *report);

#endif
