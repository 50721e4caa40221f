/* The cases of the menu: see cases.h. */
#include "tui/cases.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/scenario.h"
#include "ravine/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEN_LIMIT = 1 << 20 }; /* bytes of the list of cases seen */
enum { FIRST_NUMBER = 100, NUMBERS = 900 };
#define ORDER_SEED 478017      /* of the numbers of the cases: fixed, so that they stay */
#define SEED_TRIES 10000       /* seeds that are tried until one picks a case not seen */

/* ---- Which there are ---- */

static char *copy_of(const char *text)
{
    return rv_strdup(text ? text : "");
}

static const char *text_of(const struct rv_node *map, const char *key)
{
    const struct rv_node *node = map && map->kind == RV_NODE_MAP ? rv_node_get(map, key) : NULL;

    return node && node->kind == RV_NODE_SCALAR ? node->text : NULL;
}

/* A file with mistakes is no case; `ravine check` tells what is wrong with it. */
static bool read_case(const char *path, struct rv_case *out)
{
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};
    bool good = rv_scenario_read_head(path, &scenario, &report) == RV_OK && scenario.symptom;

    if (good) {
        const struct rv_node *root = scenario.tree.root, *recipe = rv_node_get(root, "recipe");
        const char *looks = text_of(root, "looks");

        *out = (struct rv_case){
            .path = copy_of(path),
            .name = copy_of(scenario.name),
            .title = copy_of(scenario.title),
            .cause = copy_of(scenario.cause),
            .symptom = copy_of(scenario.symptom),
            .looks = copy_of(looks ? looks : "jumps"),
            .votable = rv_node_get(root, "choices") != NULL,
            .surface = recipe && recipe->kind == RV_NODE_MAP && rv_node_get(recipe, "surface"),
        };
    }
    rv_scenario_release(&scenario);
    rv_report_release(&report);
    return good;
}

/* FNV-1a: the place of a case depends on its name alone. */
static uint64_t hash_of(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325U;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3U;
    return hash;
}

static uint32_t place_of(const char *name)
{
    struct rv_stream stream =
        rv_stream_at(ORDER_SEED, RV_STREAM_MENU, 0, 0, hash_of(name) & 0xffffffffU);

    return rv_stream_word(&stream);
}

/* Three digits that depend on the name, so that a case keeps its number when others are added:
 * "case 417" can stand in somebody's notes. Of two names with one number, which is
 * rare, the later one in the alphabet takes the next. */
static void number(struct rv_case *cases, size_t count)
{
    bool taken[NUMBERS] = {0};

    for (size_t i = 0; i < count; i++) { /* the list is in the order of names */
        uint32_t place = place_of(cases[i].name) % NUMBERS;

        while (taken[place] && count <= NUMBERS)
            place = (place + 1) % NUMBERS;
        taken[place] = true;
        cases[i].number = FIRST_NUMBER + (long)place;
    }
}

static int compare(const void *a, const void *b)
{
    const struct rv_case *x = a, *y = b;

    return x->number < y->number ? -1 : x->number > y->number ? 1 : strcmp(x->name, y->name);
}

/* ---- Which were seen ---- */

/* $XDG_STATE_HOME/ravine, ~/.local/state/ravine; false: there is no home. */
static bool state_folder(struct rv_text *path)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state && *state == '/')
        rv_text_printf(path, "%s/ravine", state);
    else if (home && *home)
        rv_text_printf(path, "%s/.local/state/ravine", home);
    return path->length > 0;
}

static void read_seen(struct rv_session *session)
{
    struct rv_text path = {0};
    char *content = NULL, *line;
    size_t size;

    if (!session->headless && state_folder(&path)) {
        rv_text_add(&path, "/seen");
        if (rv_file_read(rv_text_string(&path), SEEN_LIMIT, &content, &size, NULL))
            content = NULL;
    }
    for (line = content; line && *line;) {
        const size_t length = strcspn(line, "\n");
        const bool last = !line[length];

        line[length] = '\0';
        for (size_t i = 0; i < session->case_count; i++)
            if (strcmp(session->cases[i].name, line) == 0)
                session->cases[i].seen = true;
        line += length + !last;
    }
    rv_free(content);
    rv_text_release(&path);
}

/* What cannot be written is not worth a word: the mark then lasts for this sitting. */
static void write_seen(const struct rv_session *session)
{
    struct rv_text path = {0}, list = {0};

    if (!session->headless && state_folder(&path) &&
        rv_folder_make(rv_text_string(&path), NULL) == RV_OK) {
        for (size_t i = 0; i < session->case_count; i++)
            if (session->cases[i].seen)
                rv_text_printf(&list, "%s\n", session->cases[i].name);
        rv_text_add(&path, "/seen");
        rv_file_write(rv_text_string(&path), rv_text_string(&list), list.length, NULL);
    }
    rv_text_release(&path);
    rv_text_release(&list);
}

void rv_cases_mark_seen(struct rv_session *session, const struct rv_case *which)
{
    struct rv_case *mine = &session->cases[which - session->cases];

    if (mine->seen)
        return;
    mine->seen = true;
    write_seen(session);
}

/* ---- The list ---- */

void rv_cases_read(struct rv_session *session)
{
    char **paths = rv_scenario_list();
    size_t count = 0;

    while (paths[count])
        count++;
    session->cases = rv_alloc(count + 1, sizeof *session->cases);
    for (size_t i = 0; i < count; i++) {
        session->case_count += read_case(paths[i], &session->cases[session->case_count]);
        rv_free(paths[i]);
    }
    rv_free(paths);
    number(session->cases, session->case_count);
    qsort(session->cases, session->case_count, sizeof *session->cases, compare);
    read_seen(session);
}

void rv_cases_release(struct rv_session *session)
{
    for (size_t i = 0; i < session->case_count; i++) {
        struct rv_case *is = &session->cases[i];

        rv_free(is->path);
        rv_free(is->name);
        rv_free(is->title);
        rv_free(is->cause);
        rv_free(is->symptom);
        rv_free(is->looks);
    }
    rv_free(session->cases);
    session->cases = NULL;
    session->case_count = 0;
}

static const struct rv_case *pick(const struct rv_session *session, long seed)
{
    struct rv_stream stream = rv_stream_at((uint64_t)seed, RV_STREAM_MENU, 1, 0, 0);

    return &session->cases[rv_stream_below(&stream, (uint32_t)session->case_count)];
}

const struct rv_case *rv_cases_random(struct rv_session *session, long seed)
{
    const struct rv_case *is;
    long seen = 0;

    if (session->case_count == 0)
        return NULL;
    for (size_t i = 0; i < session->case_count; i++)
        seen += session->cases[i].seen;
    if (seed < 0)
        for (seed = seen; seed < seen + SEED_TRIES && pick(session, seed)->seen;)
            seed++;
    is = pick(session, seed);
    rv_text_clear(&session->picked);
    rv_text_printf(&session->picked,
                   "case %ld, picked by seed %ld; `ravine case --seed %ld` opens it again",
                   is->number, seed, seed);
    rv_session_notice(session, "%s", rv_text_string(&session->picked));
    return is;
}
