/* Distinct texts: see name_set.h. */
#include "data/name_set.h"

#include "ravine/memory.h"
#include "ravine/text.h"

#include <string.h>

#define FIRST_SLOTS 64

/* Where the text is, or the empty slot where it belongs. */
static size_t slot_of(const struct rv_name_set *set, const char *text)
{
    size_t mask = set->slot_count - 1;
    size_t at = (size_t)rv_text_hash(RV_TEXT_HASH, text) & mask;

    while (set->slots[at] && strcmp(set->names[set->slots[at] - 1], text) != 0)
        at = (at + 1) & mask;
    return at;
}

static void grow(struct rv_name_set *set)
{
    size_t slots = set->slot_count ? 2 * set->slot_count : FIRST_SLOTS;

    set->names = rv_realloc(set->names, set->slot_count / 2, slots / 2, sizeof *set->names);
    set->counts = rv_realloc(set->counts, set->slot_count / 2, slots / 2, sizeof *set->counts);
    rv_free(set->slots);
    set->slots = rv_alloc(slots, sizeof *set->slots);
    set->slot_count = slots;
    for (size_t k = 0; k < set->count; k++)
        set->slots[slot_of(set, set->names[k])] = (uint32_t)k + 1;
}

size_t rv_name_set_find(const struct rv_name_set *set, const char *text)
{
    size_t at = set->slot_count ? slot_of(set, text) : 0;

    return set->slot_count && set->slots[at] ? set->slots[at] - 1 : RV_NAME_SET_NONE;
}

size_t rv_name_set_add(struct rv_name_set *set, const char *text, size_t most)
{
    size_t found = rv_name_set_find(set, text);

    if (found == RV_NAME_SET_NONE) {
        if (set->count == most)
            return RV_NAME_SET_NONE;
        if (2 * set->count == set->slot_count)
            grow(set);
        found = set->count++;
        set->names[found] = rv_strdup(text);
        set->slots[slot_of(set, text)] = (uint32_t)found + 1;
    }
    set->counts[found]++;
    return found;
}

void rv_name_set_release(struct rv_name_set *set)
{
    for (size_t k = 0; k < set->count; k++)
        rv_free(set->names[k]);
    rv_free(set->names);
    rv_free(set->counts);
    rv_free(set->slots);
    *set = (struct rv_name_set){ 0 };
}
