/* The one place that allocates: see ravine/memory.h. */
#include "ravine/memory.h"

#include "ravine/status.h"

#include <dlfcn.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT ((size_t)64) /* a cache line, and the widest vector */

#define FIRST_ROOM ((size_t)8)    /* items of an array that grows; a power of two */

/* Process-wide on purpose: a test counts the calls of a whole step, whoever makes them. */
static atomic_ulong calls;
static void (*out_of_memory)(void);

static void *give(size_t bytes)
{
    size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *block = NULL;

    atomic_fetch_add(&calls, 1);
    if (rounded == 0)
        rounded = ALIGNMENT;
    if (rounded >= bytes)
        block = aligned_alloc(ALIGNMENT, rounded);
    if (!block)
        rv_memory_out();
    memset(block, 0, rounded);
    return block;
}

void *rv_alloc(size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        RV_BUG("size overflow: %zu x %zu", count, size);
    return give(count * size);
}

void *rv_realloc(void *block, size_t old_count, size_t count, size_t size)
{
    void *larger;

    if (count < old_count)
        RV_BUG("rv_realloc never shrinks");
    larger = rv_alloc(count, size);
    if (block && old_count)
        memcpy(larger, block, old_count * size);
    rv_free(block);
    return larger;
}

/* Rooms are FIRST_ROOM times powers of two, so that the count alone says when one is full. */
void *rv_memory_grow(void *block, size_t count, size_t size)
{
    bool full = count >= FIRST_ROOM && (count & (count - 1)) == 0;

    if (block && !full)
        return block;
    return rv_realloc(block, count, count < FIRST_ROOM ? FIRST_ROOM : 2 * count, size);
}

void rv_free(void *block)
{
    free(block);
}

/* Texts need no alignment, which costs more than the rest of a small block: a scenario is read as
 * thousands of them. */
char *rv_strdup(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = malloc(size);

    atomic_fetch_add(&calls, 1);
    if (!copy)
        rv_memory_out();
    return memcpy(copy, text, size);
}

void *rv_memdup(const void *block, size_t size)
{
    void *copy = rv_alloc(1, size);

    memcpy(copy, block, size);
    return copy;
}

bool rv_memory_fits(size_t count, size_t size)
{
    return size == 0 || count <= RV_MEMORY_LIMIT / size;
}

unsigned long rv_memory_calls(void)
{
    return atomic_load(&calls);
}

void rv_memory_set_handler(void (*handler)(void))
{
    out_of_memory = handler;
}

_Noreturn void rv_memory_out(void)
{
    if (out_of_memory)
        out_of_memory();
    RV_BUG("out of memory");
}

void rv_memory_reason(int reason)
{
    if (reason == ENOMEM)
        rv_memory_out();
}

static void on_gsl_error(const char *reason, const char *file, int line, int code)
{
    (void)reason;
    (void)file;
    (void)line;
    if (code == GSL_ENOMEM)
        rv_memory_out();
}

/* An exception must not pass through C: muParser's C interface lets some through and calls others a
 * mistake of the formula. What `new` calls where memory fails is std::set_new_handler()'s to say;
 * this is its name in object files. Where there is no C++ there is nothing to set. */
static void watch_cplusplus(void)
{
    void (*(*set_new_handler)(void (*)(void)))(void) = NULL;
    void *program = dlopen(NULL, RTLD_LAZY);

    if (!program)
        rv_memory_out();
    /* POSIX lets an object pointer hold a function; ISO C has no cast for it. */
    *(void **)&set_new_handler = dlsym(program, "_ZSt15set_new_handlerPFvvE");
    if (set_new_handler)
        set_new_handler(rv_memory_out);
    (void)dlclose(program);
}

void rv_memory_watch(void)
{
    gsl_set_error_handler(on_gsl_error);
    watch_cplusplus();
}
