/* Which cases were opened before, and picking one that was not: see seen_cases.h. */
#include "lesson/seen_cases.h"

#include "lesson/state_folder.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/text.h"

#include <string.h>

enum { SEEN_LIMIT = 1 << 20 }; /* bytes of the list of cases seen */
#define SEED_TRIES 10000       /* seeds that are tried until one picks a case not seen */

void rv_seen_cases_read(struct rv_cases *cases)
{
    struct rv_text path = {0};
    char *content = NULL, *line;
    size_t size;

    if (rv_state_folder_file("seen", false, &path) &&
        rv_file_read(rv_text_string(&path), SEEN_LIMIT, &content, &size, NULL))
        content = NULL;
    for (line = content; line && *line;) {
        const size_t length = strcspn(line, "\n");
        const bool last = !line[length];

        line[length] = '\0';
        for (size_t i = 0; i < cases->count; i++)
            if (strcmp(cases->list[i].name, line) == 0)
                cases->list[i].seen = true;
        line += length + !last;
    }
    rv_free(content);
    rv_text_release(&path);
}

/* A line is added and nothing else touched: the file also has what another menu writes, and cases
 * that are not on today's path. What cannot be written is not worth a word: the mark then lasts for
 * this sitting. */
static void add_seen(const char *name)
{
    struct rv_text path = {0};

    if (!strchr(name, '\n') && rv_state_folder_file("seen", true, &path))
        (void)rv_file_add_line(rv_text_string(&path), name, NULL);
    rv_text_release(&path);
}

void rv_seen_cases_mark(struct rv_cases *cases, const struct rv_case *which, bool keep)
{
    struct rv_case *mine = &cases->list[which - cases->list];

    if (mine->seen)
        return;
    mine->seen = true;
    if (keep)
        add_seen(mine->name);
}

static const struct rv_case *pick(const struct rv_cases *cases, long seed)
{
    struct rv_stream stream = rv_stream_at((uint64_t)seed, RV_STREAM_MENU, 1, 0, 0);

    return &cases->list[rv_stream_below(&stream, (uint32_t)cases->count)];
}

const struct rv_case *rv_seen_cases_pick(const struct rv_cases *cases, long *seed)
{
    long seen = 0;

    if (cases->count == 0)
        return NULL;
    for (size_t i = 0; i < cases->count; i++)
        seen += cases->list[i].seen;
    if (*seed < 0)
        for (*seed = seen; *seed < seen + SEED_TRIES && pick(cases, *seed)->seen;)
            ++*seed;
    return pick(cases, *seed);
}
