/* One export under way: what the script writers and the writer of arrays share. Not for other
 * folders. */
#ifndef RAVINE_EXPORT_JOB_H
#define RAVINE_EXPORT_JOB_H

#include "export/layers.h"

#include "ravine/export.h"
#include "ravine/run.h"

struct rv_export_job {
    const struct rv_export *export;
    const char *folder;
    struct rv_run *run;
    struct rv_export_layers layers;
    bool drops;          /* dropout is on in the scenario's protocol */
    bool chooses;        /* its examples are drawn or ordered anew: evaluated.npy */
    /* What the epochs looked at, row after row. */
    int64_t *order;      /* [epochs][visits] */
    int64_t *evaluated;  /* [epochs][count] */
    unsigned char **masks, **evaluated_masks; /* one a dropout layer: [epochs][examples][bytes] */
    size_t epochs, visits, count;
};

/* Of the protocol: whether masks are on; whether BN takes the statistics of its batches. */
bool rv_export_drops(const struct rv_recipe *recipe);

/* masks.c: the masks of `count` examples of a pass as bits, rows of rv_export_mask_bytes(). */
size_t rv_export_mask_bytes(const struct rv_export_mask *mask);
void rv_export_mask_draw(const struct rv_export_mask *mask, const struct rv_config *loss,
                         const struct rv_pass *pass, size_t count, unsigned char *bits);
/* What is kept is multiplied by this. */
double rv_export_mask_factor(const struct rv_export_mask *mask, const struct rv_config *loss);

/* arrays.c: makes the run and writes everything that is no script. */
enum rv_status rv_export_arrays(struct rv_export_job *job, struct rv_error *error);

/* pytorch.c, keras.c: the scripts. */
void rv_export_pytorch(const struct rv_export_job *job, struct rv_text *out);

#endif
