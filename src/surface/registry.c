/* The registries of surfaces and noises: each .def is expanded twice. */
#include "ravine/surface.h"

#define X(name) extern const struct rv_surface_type rv_surface_##name;
#include "surface/surfaces.def"
#undef X

static const struct rv_type *const surfaces[] = {
#define X(name) &rv_surface_##name.type,
#include "surface/surfaces.def"
#undef X
};

const struct rv_registry rv_surfaces = {
    .kind = "surface",
    .plural = "surfaces",
    .types = surfaces,
    .count = sizeof surfaces / sizeof *surfaces,
};

#define X(name) extern const struct rv_noise_type rv_noise_##name;
#include "surface/noises.def"
#undef X

static const struct rv_type *const noises[] = {
#define X(name) &rv_noise_##name.type,
#include "surface/noises.def"
#undef X
};

const struct rv_registry rv_noises = {
    .kind = "noise",
    .plural = "noises",
    .types = noises,
    .count = sizeof noises / sizeof *noises,
};
