/* No noise: the gradient is exact. */
#include "ravine/surface.h"

const struct rv_noise_type rv_noise_none = {
    .type = { .name = "none",
              .summary = "The exact gradient: every bounce comes from the step, not from chance.",
              .reference = NULL },
};
