/* Data sets made from a pair of IDX files: `idx` and `fashion-mnist` differ in their defaults only.
 */
#ifndef RAVINE_DATA_IDX_SET_H
#define RAVINE_DATA_IDX_SET_H

#include "ravine/dataset.h"

#define RV_IDX_SET_FOLDER "/usr/share/datasets/fashion-mnist/"

struct rv_idx_set {
    struct rv_data_common common;
    char images[RV_TEXT_SIZE];
    char labels[RV_TEXT_SIZE];
    struct rv_integers classes; /* labels that are kept, in their new order; empty: all */
    long pool;                  /* side of the squares that are averaged to one pixel */
    bool balanced;
    struct rv_reals class_shares; /* instead of `balanced`; empty: none */
    int acquired; /* enum rv_file_rows_acquired */
    double label_noise; /* probability that a label is redrawn over all classes */
};

extern const char *const rv_idx_set_acquired[];

#define RV_IDX_SET_ROWS(images_default, labels_default)                                            \
    RV_DATA_COMMON_ROWS(struct rv_idx_set),                                                        \
    RV_TEXT(struct rv_idx_set, images, .initial_text = images_default,                             \
            .is_file = true,                                                                       \
            .help = "IDX file of the images, plain or .gz, relative to the scenario's file."),     \
    RV_TEXT(struct rv_idx_set, labels, .initial_text = labels_default,                             \
            .is_file = true,                                                                       \
            .help = "IDX file of the labels, plain or .gz, relative to the scenario's file."),     \
    RV_INTEGERS(struct rv_idx_set, classes, .minimum = 0, .maximum = 255,                          \
                .help = "Labels that are kept; the first becomes class 0. Empty: all."),           \
    RV_INTEGER(struct rv_idx_set, pool, .initial = 1, .minimum = 1, .maximum = 64,                 \
               .unit = "pixels",                                                                   \
               .help = "Squares of this side are averaged to one pixel: 2 makes 28 x 28 to "       \
                       "14 x 14 and a run four times faster."),                                    \
    RV_BOOLEAN(struct rv_idx_set, balanced, .initial = 1,                                          \
               .help = "Draw each class equally often; otherwise as often as the file has it."),   \
    RV_REALS(struct rv_idx_set, class_shares, .minimum = 0, .maximum = 1,                          \
             .open = RV_OPEN_MINIMUM,                                                              \
             .help = "Share of each class, adding up to 1, instead of `balanced`. Empty: none."),  \
    RV_CHOICE(struct rv_idx_set, acquired, .choices = rv_idx_set_acquired,                         \
              .help = "Order in which the pool was acquired: mixed, as in the file, or sorted by " \
                      "class."),                                                                   \
    RV_REAL(struct rv_idx_set, label_noise, .minimum = 0, .maximum = 1,                            \
            .help = "Probability that a label is redrawn uniformly over all classes; 1: labels "   \
                    "that have nothing to do with the images.")

/* The functions of both types; see struct rv_dataset_type. */
enum rv_status rv_idx_set_describe(const void *config, struct rv_shape *shape, int *classes,
                                   struct rv_error *error);
enum rv_status rv_idx_set_create(const void *config, uint64_t seed, struct rv_examples *pool,
                                 struct rv_error *error);

#endif
