/* What the fuzz targets share. A target is a file in this folder with one function that takes any
 * bytes: whatever they are it comes back, without a crash, and what it says about them is true. The
 * same file is linked with libFuzzer (`make fuzz`) and with driver.c (`make check`). */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Two texts are the same; else both are shown from a little before where they part. */
#define must_equal(a, b) fuzz_equal(__FILE__, __LINE__, a, b)
static inline void fuzz_equal(const char *file, int line, const char *a, const char *b)
{
    size_t same = 0, from;

    while (a[same] && a[same] == b[same])
        same++;
    if (a[same] == b[same])
        return;
    from = same < 80 ? 0 : same - 80;
    fprintf(stderr, "%s:%d: not the same:\n%.160s\n---- but\n%.160s\n", file, line, a + from,
            b + from);
    abort();
}

/* The input as text, which ends at its first zero byte; free() it. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    must(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

#endif
