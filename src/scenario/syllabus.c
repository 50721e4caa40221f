/* The registries of the syllabus, expanded from the .def files. */
#include "ravine/syllabus.h"

#define ROW(row_name, text) &(const struct rv_type){.name = (row_name), .summary = (text)},

#define X(id, text) ROW(#id, text)
static const struct rv_type *const causes[] = {
#include "scenario/causes.def"
};
static const struct rv_type *const diagnostics[] = {
#include "scenario/diagnostics.def"
};
static const struct rv_type *const networks[] = {
#include "scenario/networks.def"
};
#undef X
#define X(name, text) ROW(name, text)
static const struct rv_type *const remedies[] = {
#include "scenario/remedies.def"
};
static const struct rv_type *const folk_claims[] = {
#include "scenario/folk_claims.def"
};
#undef X
#define X(row_name, text, time, ...)                                                               \
    &(const struct rv_syllabus_lesson){.type = {.name = (row_name), .summary = (text)},            \
                                       .minutes = (time),                                          \
                                       .cases = {__VA_ARGS__}}.type,
static const struct rv_type *const lessons[] = {
#include "scenario/lessons.def"
};
#undef X

#define REGISTRY(kind, plural, rows) {kind, plural, rows, sizeof(rows) / sizeof(rows)[0]}

const struct rv_registry rv_syllabus_causes = REGISTRY("cause", "causes", causes);
const struct rv_registry rv_syllabus_diagnostics =
    REGISTRY("diagnostic", "diagnostics", diagnostics);
const struct rv_registry rv_syllabus_networks = REGISTRY("network", "networks", networks);
const struct rv_registry rv_syllabus_remedies = REGISTRY("remedy", "remedies", remedies);
const struct rv_registry rv_syllabus_folk_claims =
    REGISTRY("folk-claim", "folk-claims", folk_claims);

const struct rv_registry rv_syllabus_lessons = REGISTRY("lesson", "lessons", lessons);

const struct rv_registry *const rv_syllabus[] = {
    &rv_syllabus_causes,   &rv_syllabus_diagnostics, &rv_syllabus_networks,
    &rv_syllabus_remedies, &rv_syllabus_folk_claims, NULL,
};

const char *const rv_syllabus_verdicts[] = {
    [RV_VERDICT_HOLDS] = "holds",
    [RV_VERDICT_PARTLY] = "partly",
    [RV_VERDICT_FAILS] = "fails",
    NULL,
};

const struct rv_type *rv_syllabus_row(const char *id)
{
    const struct rv_type *row = rv_registry_find(&rv_syllabus_causes, id);

    row = row ? row : rv_registry_find(&rv_syllabus_diagnostics, id);
    return row ? row : rv_registry_find(&rv_syllabus_networks, id);
}
