/* What the types of ravine are called in PyTorch and Keras: one row a type. Not for other folders.
 *
 * From these rows come the scripts of `ravine export` and the lines of Keras and PyTorch that
 * screens and sheets show for a remedy. A type without a row cannot be exported; a test goes
 * through the registries. */
#ifndef RAVINE_EXPORT_FRAMEWORKS_H
#define RAVINE_EXPORT_FRAMEWORKS_H

#include "ravine/type.h"

struct rv_framework_row {
    const char *name;    /* of the type */
    const char *pytorch; /* a pattern of export/call.h */
    const char *keras;
    const char *own;     /* Python for what PyTorch has not, or has otherwise: of an optimizer the
                            lines of begin() and update(), of a schedule those of factor(), of a
                            loss those of losses(). NULL: none is needed */
    const char *own_call; /* of an optimizer: how it is made then */
    const char *note;    /* where the definitions differ: a comment of the PyTorch script */
    const char *keras_note;
};

/* The row of a type of one of the registries: layers, losses, optimizers, schedules. NULL: none. */
const struct rv_framework_row *rv_framework_layer(const struct rv_type *type);
const struct rv_framework_row *rv_framework_loss(const struct rv_type *type);
const struct rv_framework_row *rv_framework_optimizer(const struct rv_type *type);
const struct rv_framework_row *rv_framework_schedule(const struct rv_type *type);

#endif
