/* Choosing rows: see file_rows.h. */
#include "data/file_rows.h"

#include "data/pool.h"
#include "ravine/memory.h"

#include <math.h>
#include <stdlib.h>

/* The rows of each class, one class after the other. */
struct members {
    uint32_t *rows; /* owned */
    size_t *start;  /* owned; classes + 1 of them */
};

/* A counting sort: rows of a class stay in file order. */
static void members_init(struct members *members, const struct rv_file_rows *wanted)
{
    size_t *next;

    members->rows = rv_alloc(wanted->rows, sizeof *members->rows);
    members->start = rv_alloc((size_t)wanted->classes + 1, sizeof *members->start);
    for (size_t i = 0; i < wanted->rows; i++)
        if (wanted->labels[i] >= 0)
            members->start[wanted->labels[i] + 1]++;
    for (int k = 0; k < wanted->classes; k++)
        members->start[k + 1] += members->start[k];
    next = rv_memdup(members->start, ((size_t)wanted->classes + 1) * sizeof *next);
    for (size_t i = 0; i < wanted->rows; i++)
        if (wanted->labels[i] >= 0)
            members->rows[next[wanted->labels[i]]++] = (uint32_t)i;
    rv_free(next);
}

static void members_release(struct members *members)
{
    rv_free(members->rows);
    rv_free(members->start);
}

static size_t asked(const struct rv_data_common *common)
{
    return (size_t)common->train + (size_t)common->validation + (size_t)common->fresh;
}

static bool has_shares(const struct rv_file_rows *wanted)
{
    return wanted->shares != NULL && wanted->shares->count > 0;
}

/* Rows of class k that dealing may take. Blocks of all classes give a class at most one example
 * more than count/classes, rounded down; a block of shares at most its share, rounded up. */
static size_t needed_of(const struct rv_file_rows *wanted, size_t k, size_t count)
{
    size_t classes = (size_t)wanted->classes;
    size_t rest = count % RV_POOL_SHARE_BLOCK, most;

    if (!has_shares(wanted))
        return (count + classes - 1) / classes;
    most = (size_t)ceil(RV_POOL_SHARE_BLOCK * wanted->shares->value[k]);
    return count / RV_POOL_SHARE_BLOCK * most + (rest < most ? rest : most);
}

static enum rv_status check_classes(const struct rv_file_rows *wanted,
                                    const struct members *members, size_t count,
                                    struct rv_error *error)
{
    size_t classes = (size_t)wanted->classes;

    for (size_t k = 0; k < classes; k++) {
        size_t found = members->start[k + 1] - members->start[k];
        size_t needed = needed_of(wanted, k, count);
        if (found < needed)
            return rv_error_set(error, RV_INPUT,
                                "%s has %zu examples of class %zu; %zu are needed for %zu "
                                "%s examples of %zu classes",
                                wanted->source, found, k, needed, count,
                                has_shares(wanted) ? "shared out" : "balanced", classes);
    }
    return RV_OK;
}

enum rv_status rv_file_rows_check(const struct rv_file_rows *wanted,
                                  const struct rv_data_common *common, struct rv_error *error)
{
    size_t count = asked(common), found;
    enum rv_status status = RV_OK;
    struct members members;

    members_init(&members, wanted);
    found = members.start[wanted->classes];
    if (found < count)
        status = rv_error_set(error, RV_INPUT,
                              "%s has %zu usable examples; train, validation and fresh together "
                              "need %zu", wanted->source, found, count);
    else if (wanted->balanced || has_shares(wanted))
        status = check_classes(wanted, &members, count, error);
    members_release(&members);
    return status;
}

/* All rows are shuffled, not only those needed: row i then does not depend on the counts. */
static void shuffle(uint64_t seed, size_t key, uint32_t *rows, size_t count)
{
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_DATA, RV_POOL_STREAM_ROWS, 0, key);
    rv_stream_shuffle(&stream, rows, count);
}

/* The class of each draw is dealt as for generated sets; its row is the next of that class in an
 * order of its own. */
static void draw_by_class(const struct rv_file_rows *wanted, struct members *members, uint64_t seed,
                          uint32_t *rows, size_t count)
{
    static const struct rv_reals none = { 0 };
    int *dealt = rv_alloc(count, sizeof *dealt);

    for (int k = 0; k < wanted->classes; k++)
        shuffle(seed, (size_t)k, members->rows + members->start[k],
                members->start[k + 1] - members->start[k]);
    rv_pool_deal_classes(seed, wanted->shares ? wanted->shares : &none, wanted->classes, count,
                         dealt);
    for (size_t i = 0; i < count; i++)
        rows[i] = members->rows[members->start[dealt[i]]++];
    rv_free(dealt);
}

struct placed {
    int label;
    uint32_t row;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *p = a, *q = b;
    if (p->label != q->label)
        return p->label < q->label ? -1 : 1;
    return p->row < q->row ? -1 : p->row > q->row;
}

/* Sorts by row, or by class and row. */
static void arrange(const struct rv_file_rows *wanted, uint32_t *rows, size_t count)
{
    struct placed *placed = rv_alloc(count, sizeof *placed);
    bool by_class = wanted->acquired == RV_FILE_ROWS_CLASS;

    for (size_t i = 0; i < count; i++)
        placed[i] = (struct placed){ by_class ? wanted->labels[rows[i]] : 0, rows[i] };
    qsort(placed, count, sizeof *placed, compare_placed);
    for (size_t i = 0; i < count; i++)
        rows[i] = placed[i].row;
    rv_free(placed);
}

void rv_file_rows_draw(const struct rv_file_rows *wanted, const struct rv_data_common *common,
                       uint64_t seed, uint32_t *rows)
{
    size_t count = asked(common);
    struct members members;

    members_init(&members, wanted);
    if (wanted->balanced || has_shares(wanted)) {
        draw_by_class(wanted, &members, seed, rows, count);
    } else {
        shuffle(seed, 0, members.rows, members.start[wanted->classes]);
        for (size_t i = 0; i < count; i++)
            rows[i] = members.rows[i];
    }
    members_release(&members);
    if (wanted->acquired != RV_FILE_ROWS_MIXED)
        arrange(wanted, rows, count - (size_t)common->fresh);
}
