/* Whole curves as lists: the history that Keras returns and Python prints, arrays of a notebook,
 * "cost history: 930.5 958.2 [916.1] 923.1". A name that comes again begins another run. */
#include "diagnose/pairs.h"
#include "diagnose/reader.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

enum { LEAST = 3 }; /* numbers that make a list */

struct list {
    int column; /* of the draft; -1: the numbers of the epochs */
    struct rv_number *numbers; /* owned */
    size_t count;
    int line;
};

struct lists {
    struct rv_draft *draft;
    struct list *lists; /* owned; of the run under way */
    size_t count;
    bool runs; /* there was one before */
};

static void release(struct lists *lists)
{
    for (size_t i = 0; i < lists->count; i++)
        rv_free(lists->lists[i].numbers);
    rv_free(lists->lists);
    lists->lists = NULL;
    lists->count = 0;
}

/* The lists so far are a run. */
static void end_run(struct lists *lists)
{
    size_t rows = 0;

    for (size_t i = 0; i < lists->count; i++)
        if (lists->lists[i].count > rows && lists->lists[i].column >= 0)
            rows = lists->lists[i].count;
    for (size_t r = 0; r < rows; r++) {
        struct rv_draft_row *row = rv_draft_row(lists->draft, lists->lists[0].line);

        row->rank = RV_DRAFT_EPOCH;
        row->restart = r == 0 && lists->runs;
        for (size_t i = 0; i < lists->count; i++) {
            const struct list *list = &lists->lists[i];

            if (r >= list->count)
                continue;
            if (list->column < 0)
                row->epoch = list->numbers[r].value;
            else
                rv_draft_cell(lists->draft, list->column, &list->numbers[r], false);
        }
    }
    lists->runs = lists->runs || rows;
    release(lists);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* The next number of a list, behind what parts them: blanks, commas, brackets, a call round it
 * ("np.float64(0.5)"). Behind it, or NULL where the list is over. */
static const char *next_number(const char *p, bool first, struct rv_number *number)
{
    const char *q = p + strspn(p, " \t\n,[]()");
    size_t used;

    if (q == p && !first)
        return NULL;
    if (strncmp(q, "None", 4) == 0 || strncmp(q, "null", 4) == 0) {
        *number = (struct rv_number){.value = (double)NAN, .cell = RV_LOG_MISSING};
        return q + 4;
    }
    if (is_letter(*q)) {
        const char *open = q + strspn(q, "abcdefghijklmnopqrstuvwxyz_.0123456789");

        if (*open == '(' && open - q < 16)
            q = open + 1;
    }
    used = rv_number_read(q, number);
    if (!used || is_letter(q[used]) || q[used] == '/' || q[used] == ':' || q[used] == '=')
        return NULL;
    return q + used;
}

/* Reads the numbers from `p`; behind the last. A list that a bracket opened ends with one and may
 * go on in the next line; another ends with its line. */
static const char *read_numbers(const char *p, bool open, struct list *list)
{
    struct rv_number number;
    const char *next;

    while ((next = next_number(p, list->count == 0, &number)) != NULL) {
        if (list->count && !open && memchr(p, '\n', (size_t)(next - p)))
            break;
        list->numbers = rv_memory_grow(list->numbers, list->count, sizeof *list->numbers);
        list->numbers[list->count++] = number;
        p = next + (*next == ')');
        if (open && *p == ']')
            break;
    }
    return p;
}

static bool tells(const struct rv_name *name)
{
    return name->share || name->kind == RV_NAME_LOSS || name->kind == RV_NAME_PART ||
           name->kind == RV_NAME_MEASURE || name->kind == RV_NAME_RATE ||
           name->kind == RV_NAME_EPOCH;
}

static void add_list(struct lists *lists, struct list list)
{
    for (size_t i = 0; i < lists->count; i++)
        if (lists->lists[i].column == list.column) {
            end_run(lists);
            break;
        }
    lists->lists = rv_memory_grow(lists->lists, lists->count, sizeof *lists->lists);
    lists->lists[lists->count++] = list;
}

/* Whether a bracket stands before the list, or a call in it ("np.float64("). */
static bool opened(const char *from, const char *p)
{
    while (p > from && (p[-1] == ' ' || p[-1] == '\n' || p[-1] == '\t'))
        p--;
    return p > from && (p[-1] == '[' || p[-1] == '(');
}

/* A list that begins at `p`, whose name stands since `from`: behind it, or NULL: there is none. */
static const char *take_list(struct lists *lists, const char *from, const char *p, int line)
{
    struct list list = {.line = line};
    size_t length;
    const char *name = rv_pairs_name(from, p, &length), *end;
    struct rv_name meaning;

    if (!length)
        return NULL;
    meaning = rv_name_read(&lists->draft->memo, name, length);
    if (!tells(&meaning))
        return NULL;
    end = read_numbers(p, opened(from, p), &list);
    if (list.count < LEAST) {
        rv_free(list.numbers);
        return NULL;
    }
    list.column = meaning.kind == RV_NAME_EPOCH
                      ? -1
                      : rv_draft_column(lists->draft, name, length, RV_NAME_UNSAID);
    add_list(lists, list);
    return end;
}

/* Where a list may begin: behind ":", "=" or "[" at a number. */
static const char *find_start(const char *p)
{
    for (; (p = strpbrk(p, ":=[")) != NULL; p++) {
        const char *q = p + 1 + strspn(p + 1, " \t\n'\"[(:=");
        struct rv_number number;
        const char *next = next_number(q, true, &number);

        if (next && next_number(next, false, &number))
            return q;
    }
    return NULL;
}

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    struct lists found = {.draft = draft};
    struct rv_text text = {0};
    const char *p, *start;
    size_t at = 0, line_end = 0;

    for (size_t i = 0; i < lines->count; i++) {
        rv_text_add(&text, lines->lines[i].text);
        rv_text_add(&text, "\n");
    }
    for (p = rv_text_string(&text); (start = find_start(p)) != NULL;) {
        const size_t place = (size_t)(start - rv_text_string(&text));
        const char *end;

        for (; at < lines->count && line_end + lines->lines[at].length + 1 <= place; at++)
            line_end += lines->lines[at].length + 1;
        end = take_list(&found, p, start, lines->lines[at].number);
        p = end ? end : start;
    }
    end_run(&found);
    draft->tables = true;
    rv_text_release(&text);
}

const struct rv_reader_type rv_reader_lists = {
    .name = "lists",
    .looks = "names with lists of numbers",
    .read = read,
};
