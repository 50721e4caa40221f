/* Cases and their numbers: see cases.h. */
#include "scenario/cases.h"

#include "ravine/memory.h"
#include "ravine/scenario.h"
#include "ravine/stream.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_NUMBER = 100, NUMBERS = 900 };
#define ORDER_SEED 478017 /* of the numbers of the cases: fixed, so that they stay */

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
static bool read_case(const char *path, struct rv_case *out, struct rv_report *unread)
{
    struct rv_scenario scenario = {0};
    bool good = rv_scenario_peek(path, &scenario, unread) && scenario.symptom;

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
    return good;
}

/* The place of a case depends on its name alone. */
static uint32_t place_of(const char *name)
{
    struct rv_stream stream =
        rv_stream_at(ORDER_SEED, RV_STREAM_MENU, 0, 0,
                     rv_text_hash(RV_TEXT_HASH, name) & 0xffffffffU);

    return rv_stream_word(&stream);
}

/* Of two names with one number, which is rare, the later one of the list takes the next. */
void rv_cases_number(const char *const *names, size_t count, long *numbers)
{
    bool taken[NUMBERS] = {0};

    for (size_t i = 0; i < count; i++) {
        uint32_t place = place_of(names[i]) % NUMBERS;

        while (taken[place] && count <= NUMBERS)
            place = (place + 1) % NUMBERS;
        taken[place] = true;
        numbers[i] = FIRST_NUMBER + (long)place;
    }
}

static void number(struct rv_case *cases, size_t count)
{
    const char **names = rv_alloc(count + 1, sizeof *names);
    long *numbers = rv_alloc(count + 1, sizeof *numbers);

    for (size_t i = 0; i < count; i++)
        names[i] = cases[i].name;
    rv_cases_number(names, count, numbers);
    for (size_t i = 0; i < count; i++)
        cases[i].number = numbers[i];
    rv_free(names);
    rv_free(numbers);
}

static int compare(const void *a, const void *b)
{
    const struct rv_case *x = a, *y = b;

    return x->number < y->number ? -1 : x->number > y->number ? 1 : strcmp(x->name, y->name);
}

/* ---- The list ---- */

void rv_cases_read(struct rv_cases *cases)
{
    struct rv_report unread = {0};
    char **paths = rv_scenario_list(&unread);
    size_t count = 0;

    while (paths[count])
        count++;
    *cases = (struct rv_cases){.list = rv_alloc(count + 1, sizeof *cases->list)};
    for (size_t i = 0; i < count; i++) {
        cases->count += read_case(paths[i], &cases->list[cases->count], &unread);
        rv_free(paths[i]);
    }
    rv_free(paths);
    cases->unread = unread;
    number(cases->list, cases->count);
    qsort(cases->list, cases->count, sizeof *cases->list, compare);
}

void rv_cases_release(struct rv_cases *cases)
{
    for (size_t i = 0; i < cases->count; i++) {
        struct rv_case *is = &cases->list[i];

        rv_free(is->path);
        rv_free(is->name);
        rv_free(is->title);
        rv_free(is->cause);
        rv_free(is->symptom);
        rv_free(is->looks);
    }
    rv_free(cases->list);
    rv_report_release(&cases->unread);
    *cases = (struct rv_cases){0};
}

const struct rv_case *rv_cases_named(const struct rv_cases *cases, const char *name)
{
    for (size_t i = 0; i < cases->count; i++)
        if (strcmp(cases->list[i].name, name) == 0)
            return &cases->list[i];
    return NULL;
}

static const struct rv_case *numbered(const struct rv_cases *cases, long number)
{
    for (size_t i = 0; i < cases->count; i++)
        if (cases->list[i].number == number)
            return &cases->list[i];
    return NULL;
}

char *rv_cases_find(const char *name, struct rv_error *error)
{
    char *path = rv_scenario_find(name, error);
    const struct rv_case *is;
    struct rv_cases cases;
    long number;

    if (path || !rv_text_to_integer(name, &number))
        return path;
    rv_cases_read(&cases);
    is = numbered(&cases, number);
    if (is) {
        path = rv_strdup(is->path);
        *error = (struct rv_error){0};
    } else {
        rv_error_set(error, RV_INPUT, "no case has the number %ld", number);
    }
    rv_cases_release(&cases);
    return path;
}
