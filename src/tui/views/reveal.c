/* The reveal: pages from the one line that explains to the text. What was not measured has no
 * page. */
#include "tui/views/reveal.h"

#include "experiment/roles.h"
#include "lesson/lesson.h"

#include "ravine/memory.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* ---- Which pages there are ---- */

struct page {
    enum rv_reveal_kind kind;
    size_t part; /* the k-th protocol; the first claim or line of a page */
};

enum { TEXT_HEAD = 3 }; /* rows above the text */

static struct rv_area frame_of(const struct rv_reveal *reveal)
{
    return (struct rv_area){0, 0, reveal->height ? reveal->height : 23,
                            reveal->width ? reveal->width : 80};
}

static bool counts(struct page *found, size_t *left, enum rv_reveal_kind kind, size_t part)
{
    *found = (struct page){kind, part};
    return (*left)-- == 0;
}

/* The `number`-th page from 0; false when there are fewer. */
static bool find(const struct rv_session *session, const struct rv_reveal *reveal, size_t number,
                 struct page *page)
{
    const struct rv_lesson *lesson = session->lesson;
    const struct rv_scenario *scenario = &lesson->scenario;
    const struct rv_area area = frame_of(reveal);
    size_t left = number;
    int lines, room = area.height - TEXT_HEAD;

    if (counts(page, &left, RV_REVEAL_HIDDEN, 0))
        return true;
    if (rv_reveal_has_landscape(lesson) && counts(page, &left, RV_REVEAL_LANDSCAPE, 0))
        return true;
    for (size_t first = 0; rv_reveal_has_reasons(lesson) && first < lesson->choice_count;) {
        if (counts(page, &left, RV_REVEAL_REASONS, first))
            return true;
        first += rv_reveal_draw_reasons(session, &area, first, false);
    }
    for (size_t k = 0; rv_reveal_protocol(lesson, k); k++)
        if (counts(page, &left, RV_REVEAL_PROTOCOL, k))
            return true;
    if (reveal->surface && counts(page, &left, RV_REVEAL_VALLEY, 0))
        return true;
    if ((scenario->lines.keras || scenario->lines.pytorch) &&
        counts(page, &left, RV_REVEAL_REMEDY, 0))
        return true;
    for (size_t first = 0; first < scenario->claim_count;) {
        if (counts(page, &left, RV_REVEAL_CLAIMS, first))
            return true;
        first += rv_reveal_draw_claims(session, &area, first, false);
    }
    lines = rv_reveal_draw_text(session, &area, 0, false);
    for (int first = 0; first < lines; first += room)
        if (counts(page, &left, RV_REVEAL_TEXT, (size_t)first))
            return true;
    return false;
}

static size_t count_pages(const struct rv_session *session, const struct rv_reveal *reveal)
{
    struct page page;
    size_t count = 0;

    while (find(session, reveal, count, &page))
        count++;
    return count;
}

/* ---- Opening ---- */

/* The run of the hidden curve, on the seed of the failing one. Without it the page is left out. */
static void open_other(struct rv_lesson *lesson, struct rv_reveal *reveal)
{
    const struct rv_scenario *scenario = &lesson->scenario;
    const size_t variant = *scenario->hidden.curve
                               ? rv_lesson_variant(lesson, scenario->hidden.variant)
                               : rv_roles_answer(scenario);
    struct rv_report report = {0};
    struct rv_node *tree;

    if (variant == SIZE_MAX)
        return;
    tree = rv_recipe_merge(scenario->recipe, scenario->variants[variant].override, &report);
    (void)rv_live_run_create(tree, rv_live_run_seed(lesson->runs[0]),
                             scenario->variants[variant].name, &reveal->other, &report);
    rv_node_free(tree);
    rv_report_release(&report);
}

/* Where the case is a surface of which the path was recorded. */
static void open_surface(const struct rv_lesson *lesson, struct rv_reveal *reveal)
{
    const struct rv_recipe *recipe = rv_live_run_recipe(lesson->runs[0]);

    if (!rv_recipe_on_surface(recipe) || recipe->record.steps_every == 0 ||
        rv_surface_create(&recipe->surface, recipe->path.start.count, NULL, &reveal->surface,
                          NULL))
        return;
    if (rv_surface_dimension(reveal->surface) < 2) {
        rv_surface_free(reveal->surface);
        reveal->surface = NULL;
    }
}

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct rv_lesson *lesson = session->lesson;

    (void)argument;
    (void)error;
    lesson->revealed = true;
    rv_lesson_begin_trials(lesson);
    open_other(lesson, state);
    open_surface(lesson, state);
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    struct rv_reveal *reveal = state;

    (void)session;
    rv_live_run_free(reveal->other);
    rv_reveal_close_landscape(reveal);
    rv_surface_map_release(&reveal->map);
    rv_surface_free(reveal->surface);
}

/* ---- Work: first the two curves of page 1, then the trials ---- */

static bool advance(struct rv_live_run *live, const struct rv_slice *slice)
{
    if (!live || rv_live_run_stopped(live) != RV_RUNNING)
        return false;
    rv_live_run_advance(live, LONG_MAX, slice->seconds);
    return true;
}

/* Once the path is whole. */
static void make_map(const struct rv_lesson *lesson, struct rv_reveal *reveal)
{
    const struct rv_table *steps = rv_run_steps(rv_live_run_run(lesson->runs[0]));
    double *x, low[2], high[2];

    if (!reveal->surface || reveal->map.field.value)
        return;
    x = rv_alloc(2 * steps->rows + 1, sizeof *x);
    rv_table_column(steps, rv_table_find(steps, "x"), x);
    rv_table_column(steps, rv_table_find(steps, "y"), x + steps->rows);
    rv_surface_map_window(reveal->surface, x, x + steps->rows, steps->rows, low, high);
    rv_surface_map_make(&reveal->map, reveal->surface,
                        rv_run_parameters(rv_live_run_run(lesson->runs[0])), low, high);
    rv_free(x);
}

static enum rv_work work(struct rv_session *session, void *state, const struct rv_slice *slice)
{
    struct rv_reveal *reveal = state;
    struct rv_lesson *lesson = session->lesson;
    struct page page;

    if (advance(lesson->runs[0], slice) || advance(reveal->other, slice))
        return RV_WORK_SHOW;
    if (find(session, reveal, reveal->page, &page) && page.kind == RV_REVEAL_LANDSCAPE &&
        rv_reveal_work_landscape(session, reveal, slice->seconds))
        return RV_WORK_SHOW;
    make_map(lesson, reveal);
    return rv_heading_work(session, slice);
}

/* ---- Drawing ---- */

static void draw_page(struct rv_session *session, struct rv_reveal *reveal,
                      const struct rv_area *area, const struct page *page)
{
    switch (page->kind) {
    case RV_REVEAL_HIDDEN:
        rv_reveal_draw_hidden(session, reveal, area);
        break;
    case RV_REVEAL_LANDSCAPE:
        rv_reveal_draw_landscape(reveal, area);
        break;
    case RV_REVEAL_REASONS:
        rv_reveal_draw_reasons(session, area, page->part, true);
        break;
    case RV_REVEAL_PROTOCOL:
        rv_reveal_draw_protocol(session, area, rv_reveal_protocol(session->lesson, page->part));
        break;
    case RV_REVEAL_VALLEY:
        if (reveal->map.field.value)
            rv_reveal_draw_valley(session, reveal, area);
        break;
    case RV_REVEAL_REMEDY:
        rv_reveal_draw_remedy(session, area);
        break;
    case RV_REVEAL_CLAIMS:
        rv_reveal_draw_claims(session, area, page->part, true);
        break;
    case RV_REVEAL_TEXT:
        rv_reveal_draw_text(session, area, (int)page->part, true);
        break;
    }
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    static const char *const names[] = {"the hidden curve",        "the valley", "why",
                                        "measured in another way", "the valley", "the remedy",
                                        "the claims",              "the whole story"};
    struct rv_reveal *reveal = state;
    struct page page;
    char title[64];

    reveal->height = area->height;
    reveal->width = area->width;
    if (!find(session, reveal, reveal->page, &page)) { /* fewer pages after a resize */
        reveal->page = count_pages(session, reveal) - 1;
        find(session, reveal, reveal->page, &page);
    }
    snprintf(title, sizeof title, "REVEAL %zu of %zu: %s", reveal->page + 1,
             count_pages(session, reveal), names[page.kind]);
    rv_heading_draw(session, area, title);
    draw_page(session, reveal, area, &page);
}

/* ---- Keys ---- */

/* The failing run and the hidden curve on the next seed: the first was not picked. */
static void next_seed(struct rv_session *session, struct rv_reveal *reveal)
{
    struct rv_lesson *lesson = session->lesson;
    struct rv_report report = {0};

    lesson->current = 0;
    if (rv_lesson_next_seed(lesson, &report)) {
        rv_session_notice(session, "%s", report.count ? report.errors[0].message : "");
    } else {
        rv_live_run_free(reveal->other);
        reveal->other = NULL;
        rv_reveal_close_landscape(reveal);
        rv_surface_map_release(&reveal->map);
        open_other(lesson, reveal);
        reveal->page = 0;
    }
    rv_report_release(&report);
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct rv_reveal *reveal = state;

    switch (action) {
    case RV_ACTION_TURN:
        if (reveal->page + 1 < count_pages(session, reveal))
            reveal->page++;
        return true;
    case RV_ACTION_TURN_BACK:
        reveal->page -= reveal->page > 0;
        return true;
    case RV_ACTION_FIRST:
        reveal->page = 0;
        return true;
    case RV_ACTION_LAST:
        reveal->page = count_pages(session, reveal) - 1;
        return true;
    case RV_ACTION_NEXT_SEED:
        next_seed(session, reveal);
        return true;
    case RV_ACTION_CASES:
        rv_session_return(session, session->views[RV_VIEW_menu]);
        return true;
    default:
        return false;
    }
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    const struct rv_reveal *reveal = state;

    if (action == RV_ACTION_TURN)
        return reveal->page + 1 < count_pages(session, reveal) ? "next page" : "";
    return NULL;
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct rv_lesson *lesson = session->lesson;
    struct page page;

    if (!find(session, state, ((struct rv_reveal *)state)->page, &page))
        return;
    if (page.kind == RV_REVEAL_HIDDEN)
        rv_reveal_say_hidden(session, state, out);
    else if (page.kind == RV_REVEAL_LANDSCAPE)
        rv_reveal_say_landscape(state, out);
    else if (page.kind == RV_REVEAL_REASONS)
        rv_reveal_say_reasons(lesson, out);
    else if (page.kind == RV_REVEAL_REMEDY)
        rv_text_printf(out, "Keras: %s\nPyTorch: %s\n",
                       lesson->scenario.lines.keras ? lesson->scenario.lines.keras : "-",
                       lesson->scenario.lines.pytorch ? lesson->scenario.lines.pytorch : "-");
    else if (page.kind == RV_REVEAL_TEXT && lesson->scenario.reveal)
        rv_text_printf(out, "%s\n", lesson->scenario.reveal);
    else if (page.kind == RV_REVEAL_CLAIMS)
        for (size_t i = 0; i < lesson->scenario.claim_count; i++)
            rv_text_printf(out, "%s\n",
                           lesson->scenario.claims[i].sentence ? lesson->scenario.claims[i].sentence
                                                               : lesson->scenario.claims[i].says);
}

const struct rv_view_type rv_view_reveal = {
    .name = "reveal",
    .title = "Reveal",
    .state_size = sizeof(struct rv_reveal),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .work = work,
    .say = say,
    .hint = hint,
    .background = false,
};
