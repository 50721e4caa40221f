/* The registry of the readers. */
#include "diagnose/reader.h"

#include <stddef.h>

#define X(name) extern const struct rv_reader_type rv_reader_##name;
#include "diagnose/readers.def"
#undef X

const struct rv_reader_type *const rv_readers[] = {
#define X(name) &rv_reader_##name,
#include "diagnose/readers.def"
#undef X
    NULL};
