/* Distinct texts with how often each was met, numbered in the order of their first appearance. */
#ifndef RAVINE_DATA_NAME_SET_H
#define RAVINE_DATA_NAME_SET_H

#include <stddef.h>
#include <stdint.h>

struct rv_name_set {
    char **names;   /* owned, each of them too */
    size_t *counts; /* owned */
    size_t count;
    uint32_t *slots; /* owned; a hash table of number + 1, half empty at least */
    size_t slot_count;
};

#define RV_NAME_SET_NONE ((size_t)-1)

/* The number of the text, which is met once more; RV_NAME_SET_NONE when it would be the
 * (`most` + 1)-th. */
size_t rv_name_set_add(struct rv_name_set *set, const char *text, size_t most);
/* The number of the text or RV_NAME_SET_NONE. */
size_t rv_name_set_find(const struct rv_name_set *set, const char *text);
void rv_name_set_release(struct rv_name_set *set);

#endif
