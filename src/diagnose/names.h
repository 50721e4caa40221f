/* What the name of a number in a log means: "Validation Loss", "val/box_loss", "eval_top1". */
#ifndef RAVINE_DIAGNOSE_NAMES_H
#define RAVINE_DIAGNOSE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_NAME_MEMO = 256 };

/* The examples that a number was measured on. */
enum rv_name_split { RV_NAME_UNSAID, RV_NAME_TRAINING, RV_NAME_VALIDATION };

enum rv_name_kind {
    RV_NAME_OTHER,
    RV_NAME_LOSS,
    RV_NAME_PART, /* of a loss: "box_loss" */
    RV_NAME_MEASURE, /* that may be the loss where there is no other: "mse" */
    RV_NAME_ACCURACY,
    RV_NAME_ERROR, /* the share that is wrong, or a loss */
    RV_NAME_RATE, /* learning rate */
    RV_NAME_SECONDS,
    RV_NAME_EPOCH,
    RV_NAME_STEP,
    RV_NAME_IGNORED /* the best so far, a count of patience, a size: no curve */
};

struct rv_name {
    enum rv_name_split split;
    enum rv_name_kind kind;
    int rank; /* among names of the same kind and split the smallest is meant */
    bool share; /* is between 0 and 1, or 0 and 100: accuracies, F1, precision */
    bool lower_is_better; /* losses, errors */
    int words;
};

/* Names come again and again: their meanings are kept. Begins as {0}. */
struct rv_name_memo {
    struct {
        uint64_t hash;
        struct rv_name name;
    } entries[RV_NAME_MEMO];
};

/* Of a name of `length` bytes. `memo` may be NULL. */
struct rv_name rv_name_read(struct rv_name_memo *memo, const char *text, size_t length);

#endif
