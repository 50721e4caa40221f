/* The one place that allocates.
 *
 * Memory comes zeroed and aligned to 64 bytes (the copy of a text is not aligned). Running out of
 * it ends the program through the handler (main prints one line, exit status 1); library code
 * therefore never tests for NULL. Sizes that a user chooses are checked with rv_memory_fits()
 * before allocating.
 * Other libraries have memory of their own. What they could not get ends the program in the same
 * way: rv_memory_watch() and, for the system, rv_error_reason(). Tests count the calls here;
 * tests/torture makes every single one fail, those of the libraries too. */
#ifndef RAVINE_MEMORY_H
#define RAVINE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* count × size bytes, zeroed; never NULL. Where memory is out it ends the program through the
 * handler; where count × size overflows, that is a bug (RV_BUG). To be freed by rv_free(). */
void *rv_alloc(size_t count, size_t size);
/* Grows (never shrinks) a block that rv_alloc gave; the new part is zeroed. `block` may be NULL. */
void *rv_realloc(void *block, size_t old_count, size_t count, size_t size);
/* Room for one item more behind `count` of them, in an array that only this function grew: called
 * before each item is added (of a NULL-terminated list the NULL counts). Arrays double, so that n
 * items cost some 2n copies and not n²/2. */
void *rv_memory_grow(void *block, size_t count, size_t size);
/* A block of the above, or NULL. */
void rv_free(void *block);
/* Copies, to be freed by rv_free(); never NULL, and of NULL there is none. */
char *rv_strdup(const char *text);
void *rv_memdup(const void *block, size_t size);

/* Whether count × size bytes are a sane request (below `RV_MEMORY_LIMIT`, no overflow). */
#define RV_MEMORY_LIMIT ((size_t)4 << 30)
bool rv_memory_fits(size_t count, size_t size);

/* Allocations here so far, over all threads. For tests: a training step makes none. */
unsigned long rv_memory_calls(void);

/* Called where memory is out; must not return. Without it that is a bug (RV_BUG). */
void rv_memory_set_handler(void (*handler)(void));

/* Ends the program as rv_alloc() does. */
_Noreturn void rv_memory_out(void);
/* The same where a reason (errno) says so: ENOMEM. */
void rv_memory_reason(int reason);
/* From now on GSL and C++ (muParser) end the program, too, where they run out of memory. Other
 * errors of GSL are returned to the caller. */
void rv_memory_watch(void);

#endif
