/* What archive.c, archive_json.c and archive_read.c share. */
#ifndef RAVINE_EXPERIMENT_ARCHIVE_PARTS_H
#define RAVINE_EXPERIMENT_ARCHIVE_PARTS_H

#include "ravine/archive.h"

#define RV_ARCHIVE_MANIFEST "manifest.json"
#define RV_ARCHIVE_SCENARIO "scenario.yaml"
#define RV_ARCHIVE_EPOCHS "epochs.csv"
#define RV_ARCHIVE_STEPS "steps.csv"
#define RV_ARCHIVE_EVENTS "events.csv"
#define RV_ARCHIVE_WEIGHTS "weights/final.npy"
#define RV_ARCHIVE_STATISTICS "weights/final-statistics.npy"
#define RV_ARCHIVE_EPOCH_WEIGHTS "weights/epochs.npy"
#define RV_ARCHIVE_EPOCH_STATISTICS "weights/epochs-statistics.npy"
#define RV_ARCHIVE_EVENTS_HEADER "step,epoch,text"
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

/* `"claims": [...]`; with `details`: sentence, figures and missing measures too. */
void rv_archive_json_claims(const struct rv_experiment *experiment, bool details,
                            struct rv_text *out);
/* `[1, 2, 3]` */
void rv_archive_json_seeds(const struct rv_experiment *experiment, struct rv_text *out);

#endif
