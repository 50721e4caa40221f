/* The registries of optimizers and schedules: each .def is expanded twice. Update rules and methods
 * are one registry, since a scenario chooses among all of them. */
#include "ravine/optimizer.h"
#include "ravine/schedule.h"

#define X(name) extern const struct rv_optimizer_type rv_optimizer_##name;
#include "optim/optimizers.def"
#include "optim/methods.def"
#undef X

static const struct rv_type *const optimizers[] = {
#define X(name) &rv_optimizer_##name.type,
#include "optim/optimizers.def"
#include "optim/methods.def"
#undef X
};

const struct rv_registry rv_optimizers = {
    .kind = "optimizer",
    .plural = "optimizers",
    .types = optimizers,
    .count = sizeof optimizers / sizeof *optimizers,
};

#define X(name) extern const struct rv_schedule_type rv_schedule_##name;
#include "optim/schedules.def"
#undef X

static const struct rv_type *const schedules[] = {
#define X(name) &rv_schedule_##name.type,
#include "optim/schedules.def"
#undef X
};

const struct rv_registry rv_schedules = {
    .kind = "schedule",
    .plural = "schedules",
    .types = schedules,
    .count = sizeof schedules / sizeof *schedules,
};
