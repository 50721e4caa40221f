/* What archive.c and its neighbours archive_*.c share. */
#ifndef RAVINE_EXPERIMENT_ARCHIVE_PARTS_H
#define RAVINE_EXPERIMENT_ARCHIVE_PARTS_H

#include "ravine/archive.h"
#include "ravine/tree.h"

#define RV_ARCHIVE_MANIFEST "manifest.json"
/* The manifest of an earlier run (--force), from the moment that begins to remove its files until
 * the new manifest is there: a folder with it holds no run, but what lies there is ravine's. */
#define RV_ARCHIVE_REPLACED "manifest.json.old"
#define RV_ARCHIVE_SCENARIO "scenario.yaml"
#define RV_ARCHIVE_EPOCHS "epochs.csv"
#define RV_ARCHIVE_STEPS "steps.csv"
#define RV_ARCHIVE_EVENTS "events.csv"
#define RV_ARCHIVE_WEIGHTS "weights/final.npy"
#define RV_ARCHIVE_STATISTICS "weights/final-statistics.npy"
#define RV_ARCHIVE_EPOCH_WEIGHTS "weights/epochs.npy"
#define RV_ARCHIVE_EPOCH_STATISTICS "weights/epochs-statistics.npy"
/* Keys of the summary and of the manifest. */
#define RV_ARCHIVE_FINGERPRINT "fingerprint"
#define RV_ARCHIVE_FINGERPRINTS "fingerprints"
/* Written last: a run without it was not saved to the end and does not count. */
#define RV_ARCHIVE_SUMMARY "summary.json"

/* Parts of rv_archive_build(), for the manifest. */
const char *rv_archive_git(void);
const char *rv_archive_compiler(void);
const char *rv_archive_flags(void);

/* FOLDER/FILE; `path` is cleared first. */
const char *rv_archive_path(struct rv_text *path, const char *folder, const char *file);
/* FOLDER/VARIANT/seed-N/FILE; "" is the folder of the run. */
const char *rv_archive_run_path(struct rv_text *path, const char *folder,
                                const struct rv_experiment *experiment, size_t result,
                                const char *file);

/* ---- Fingerprints: which recipe a run is of ---- */

#define RV_FINGERPRINT_SIZE 17 /* 16 hexadecimal digits */

/* Of the recipe of a variant in the tree of a scenario.yaml. */
void rv_archive_fingerprint(const struct rv_node *root, const char *variant,
                            char out[RV_FINGERPRINT_SIZE]);
/* The tree of the scenario.yaml that is written for it; release it. */
void rv_archive_scenario_tree(const struct rv_scenario *scenario, struct rv_tree *tree);

/* ---- Reading ---- */

/* The text of a scalar entry, or NULL; its number, or NaN. */
const char *rv_archive_entry_text(const struct rv_node *map, const char *key);
double rv_archive_entry_number(const struct rv_node *map, const char *key);
/* A summary into its result. Mistakes go to the report; one is that it belongs elsewhere. */
void rv_archive_read_summary(const char *path, const struct rv_node *manifest,
                             struct rv_experiment *experiment, size_t index,
                             struct rv_report *report);

/* "finished" */
bool rv_archive_find_stopped(const char *text, enum rv_stopped *stopped);

/* ---- Events ---- */

/* events.csv: written; read into the result. */
void rv_archive_print_events(const struct rv_result *result, struct rv_text *out);
enum rv_status rv_archive_read_events(const char *path, struct rv_result *result,
                                      struct rv_error *error);

/* ---- JSON ---- */

/* The member "claims"; with `details`: sentence, figures and missing measures too. */
void rv_archive_json_claims(const struct rv_experiment *experiment, bool details,
                            struct rv_json *json);
/* The measures that documents tell of the runs of a scenario, as claims name them; to be freed,
 * each and the list. */
void rv_archive_measure_names(const struct rv_scenario *scenario, char ***names, size_t *count);
/* The member "seeds". */
void rv_archive_json_seeds(const struct rv_experiment *experiment, struct rv_json *json);

#endif
