/* What the fuzz targets share. A target is a file in this folder with one function that takes any
 * bytes: whatever they are it comes back, without a crash, and what it says about them is true. The
 * same file is linked with libFuzzer (`make fuzz`) and with driver.c (`make check`). */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Longer inputs are cut: all that a reader can be asked fits, and an input takes milliseconds. */
#define FUZZ_LENGTH 4096

#define must(holds)                                                                                \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds);             \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
