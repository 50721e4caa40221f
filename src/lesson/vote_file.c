/* Votes as they were counted: see vote_file.h.
 *
 *     1764532800 large-lr 0 75 12 30 0 0 0 0 0 0 ...
 *
 * seconds of the clock, name of the scenario, one learner's answer, hands by round and choice. A
 * line is only ever added, so that two menus do not lose each other's; the name has no blanks, or
 * its votes are not kept. */
#include "lesson/vote_file.h"

#include "lesson/state_folder.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { LIMIT = 1 << 20 }; /* bytes: some ten thousand hands; then it becomes votes.old */

static bool may_be_kept(const char *name)
{
    return *name && !name[strcspn(name, " \t\r\n")];
}

/* A file that would soon be too long to be read makes room. */
static void make_room(const char *path)
{
    struct rv_text old = {0};
    struct stat about;

    rv_text_printf(&old, "%s.old", path);
    if (stat(path, &about) == 0 && about.st_size > LIMIT / 2)
        (void)rename(path, rv_text_string(&old));
    rv_text_release(&old);
}

void rv_vote_file_add(const char *name, const struct rv_hands *hands)
{
    struct rv_text path = {0}, line = {0};

    rv_text_printf(&line, "%lld %s %zu", (long long)time(NULL), name, hands->own);
    for (int round = 0; round < RV_VOTE_ROUNDS; round++)
        for (int i = 0; i < RV_VOTE_CHOICES; i++)
            rv_text_printf(&line, " %d", hands->of[round][i]);
    if (may_be_kept(name) && rv_state_folder_file("votes", true, &path)) {
        make_room(rv_text_string(&path));
        (void)rv_file_add_line(rv_text_string(&path), rv_text_string(&line), NULL);
    }
    rv_text_release(&path);
    rv_text_release(&line);
}

/* The next number of a line, within limits. */
static bool next(char **at, long most, long *value)
{
    char *end;

    *value = strtol(*at, &end, 10);
    if (end == *at || *value < 0 || *value > most)
        return false;
    *at = end;
    return true;
}

/* Whether the line is one of this name and whole. */
static bool read_line(char *line, const char *name, struct rv_hands *hands, long *when)
{
    const size_t length = strlen(name);
    struct rv_hands read = {0};
    long value, seconds;

    if (!next(&line, LONG_MAX, &seconds) || *line++ != ' ' || strncmp(line, name, length) ||
        line[length] != ' ')
        return false;
    line += length;
    if (!next(&line, RV_VOTE_CHOICES, &value))
        return false;
    read.own = (size_t)value;
    for (int round = 0; round < RV_VOTE_ROUNDS; round++)
        for (int i = 0; i < RV_VOTE_CHOICES; i++) {
            if (!next(&line, RV_VOTE_HANDS_MAXIMUM, &value))
                return false;
            read.of[round][i] = (int)value;
        }
    if (*line)
        return false;
    *hands = read;
    *when = seconds;
    return true;
}

bool rv_vote_file_last(const char *name, struct rv_hands *hands, long *minutes)
{
    static const struct rv_hands nobody;
    struct rv_text path = {0};
    char *content = NULL, *rest, *line;
    long when = 0;
    size_t size;
    bool found = false;

    if (may_be_kept(name) && rv_state_folder_file("votes", false, &path) &&
        rv_file_read(rv_text_string(&path), LIMIT, &content, &size, NULL))
        content = NULL;
    for (rest = content; rest && (line = strtok_r(rest, "\n", &rest));)
        found |= read_line(line, name, hands, &when);
    rv_free(content);
    rv_text_release(&path);
    *minutes = (long)((time(NULL) - when) / 60);
    return found && *minutes >= 0 && memcmp(hands, &nobody, sizeof nobody) != 0;
}
