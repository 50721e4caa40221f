/* The landscape of a run: made again, the largest jump of its validation loss found, a plane laid
 * through it, training and validation loss evaluated on that.
 *
 *     rv_run_landscape_create(&recipe, seed, &choice, &it, &error);
 *     rv_run_landscape_compare(it, folder, &result);       // of a run folder
 *     while (!(status = rv_run_landscape_advance(it, 0.1, &more, &error)) && more) {}
 *     rv_run_landscape_free(it);
 *
 * In two phases: the run, then the grid, from rv_run_landscape_ready() on. */
#ifndef RAVINE_EXPERIMENT_RUN_LANDSCAPE_H
#define RAVINE_EXPERIMENT_RUN_LANDSCAPE_H

#include "experiment/replay.h"

#include "ravine/landscape.h"

/* Planes; name, what it is. */
#define RV_PLANE_LIST(X)                                                                           \
    X(JUMP, "jump", "through the epochs around the largest jump")                                  \
    X(EPOCHS, "epochs", "through two epochs (a line) or three: epochs=A,B,C")                      \
    X(EIGEN, "eigen", "along the largest jump and the top eigenvector of the Hessian")             \
    X(GRADIENT, "gradient", "down the gradient and along the top eigenvector")                     \
    X(RANDOM, "random", "along two random directions, as long as the filters")                     \
    X(COMPONENTS, "components", "along the two principal components of the path")

enum rv_plane_kind {
#define X(name, text, help) RV_PLANE_##name,
    RV_PLANE_LIST(X)
#undef X
};

/* The maps, in this order. */
enum { RV_MAP_TRAINING, RV_MAP_VALIDATION };

struct rv_landscape_choice {
    enum rv_plane_kind plane;
    long epoch[3];        /* of RV_PLANE_EPOCHS */
    size_t epoch_count;   /* 2 or 3 */
    int statistics;       /* enum rv_statistics; -1: those of the protocol */
    size_t points;        /* along a side */
    double low, high;     /* of both axes, in units of the jump */
    int threads;          /* 0: one a core */
};
/* -.8 .. 1.8 times the jump both ways, in the plane of the jump. */
#define RV_LANDSCAPE_CHOICE_DEFAULT                                                                \
    ((struct rv_landscape_choice){.statistics = -1, .points = 51, .low = -0.8, .high = 1.8})

/* "jump", "epochs=9,10,11". RV_USAGE with the nearest name, or with what an epoch may be. */
enum rv_status rv_landscape_choice_parse(const char *text, struct rv_landscape_choice *choice,
                                         struct rv_error *error);

struct rv_run_landscape {
    struct rv_landscape_choice choice;
    const struct rv_recipe *recipe;
    uint64_t seed;
    struct rv_replay replay;
    size_t jump;           /* the epoch that jumped, from 1; 0: the run has no two epochs */
    double from, to;       /* val_loss before and after it */
    size_t through[3];     /* epochs that the plane goes through; its origin is the first */
    size_t through_count;
    double share[2], walk_share[2]; /* of the path's variance along the principal components, and
                                       those of a random walk of as many steps; else NaN */
    double low[2], high[2]; /* the window */
    struct rv_plane plane;
    struct rv_evaluate protocol[RV_LANDSCAPE_MAPS];
    struct rv_landscape_network network;
    struct rv_landscape_source source;
    struct rv_landscape_path path; /* epochs 1 .. */
    struct rv_landscape *grid;     /* NULL: the run is not over */
    double seconds;                /* of the grid alone */
};

/* The recipe must outlive it. Refuses what has no landscape: a surface, a network without
 * parameters. */
enum rv_status rv_run_landscape_create(const struct rv_recipe *recipe, uint64_t seed,
                                       const struct rv_landscape_choice *choice,
                                       struct rv_run_landscape **landscape,
                                       struct rv_error *error);
void rv_run_landscape_compare(struct rv_run_landscape *landscape, const char *folder,
                              const struct rv_result *recorded);
void rv_run_landscape_free(struct rv_run_landscape *landscape); /* NULL is allowed */
/* For about `seconds`. `more`: there is more to do. After an error it is to be freed. */
enum rv_status rv_run_landscape_advance(struct rv_run_landscape *landscape, double seconds,
                                        bool *more, struct rv_error *error);
/* The run is over, jump and plane are known: the grid is being made, or whole. */
bool rv_run_landscape_ready(const struct rv_run_landscape *landscape);

/* landscape_planes.c: the plane of the choice, once jump and epochs are known. */
enum rv_status rv_run_landscape_lay_plane(struct rv_run_landscape *landscape,
                                          struct rv_error *error);

/* ---- What it says: landscape_words.c ---- */

/* "through epochs 10, 11 and 12"; "jump"; "running", NULL without batch normalisation. */
void rv_run_landscape_print_plane(const struct rv_run_landscape *landscape, struct rv_text *out);
const char *rv_run_landscape_plane_name(const struct rv_run_landscape *landscape);
const char *rv_run_landscape_statistics_name(const struct rv_run_landscape *landscape);
/* A sentence on what the two maps have in common, as it was measured. */
void rv_run_landscape_print_finding(const struct rv_run_landscape *landscape, struct rv_text *out);
/* Whether the plane shows another validation loss under a point of the path than it has, by more
 * than a tenth; of how many epochs. */
bool rv_run_landscape_foot_is_off(const struct rv_landscape_foot *foot);
size_t rv_run_landscape_off_plane(const struct rv_run_landscape *landscape);

/* landscape_files.c: FOLDER/train.npy, FOLDER/validation.npy (rows × columns, y slowly) and both in
 * FOLDER/landscape.vtk; the name of one of the arrays. */
enum rv_status rv_run_landscape_write(const struct rv_run_landscape *landscape, const char *folder,
                                      struct rv_error *error);
const char *rv_run_landscape_file(const struct rv_run_landscape *landscape, const char *folder,
                                  size_t map, struct rv_text *path);

#endif
