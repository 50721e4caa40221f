/* The further pages of the reveal: another protocol, the valley, the remedy, the claims, the
 * text. */
#include "tui/views/reveal.h"

#include "tui/curve.h"
#include "experiment/roles.h"
#include "lesson/lesson.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE = 2, BODY = 4, CLAIM_LEFT = 14, STEPS_SHOWN = 400 };

static void draw_sentence(const struct rv_area *area, const char *sentence)
{
    rv_draw_cut(area, SENTENCE, 1, area->width - 2, RV_ROLE_STRONG, sentence);
}

/* ---- Another protocol on the same parameters ---- */

/* NAME_loss that is none of the engine's own columns. */
static bool is_protocol(const char *column)
{
    static const char *const own[] = {"val_loss", "snapshot_loss", "running_loss"};
    const size_t length = strlen(column);

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(column, own[i]) == 0)
            return false;
    return length > 5 && strcmp(column + length - 5, "_loss") == 0;
}

const char *rv_reveal_protocol(const struct rv_lesson *lesson, size_t k)
{
    const struct rv_table *epochs = rv_live_run_epochs(lesson->runs[0]);

    for (size_t c = 0; c < epochs->columns; c++)
        if (is_protocol(epochs->names[c]) && k-- == 0)
            return epochs->names[c];
    return NULL;
}

void rv_reveal_draw_protocol(const struct rv_session *session, const struct rv_area *area,
                             const char *column)
{
    const struct rv_table *epochs = rv_live_run_epochs(session->lesson->runs[0]);
    const struct rv_area chart =
        rv_draw_part(area, BODY - 1, 0, area->height - BODY + 1, area->width);
    double *values = rv_alloc(2 * epochs->rows + 1, sizeof *values);
    char name[64];
    struct rv_curve_series series[] = {
        {.name = name, .mark = "x", .role = RV_ROLE_SNAPSHOT, .meets = true,
         .value = values + epochs->rows, .count = epochs->rows},
        {.name = "validation", .mark = "O", .role = RV_ROLE_VALIDATION, .meets = true,
         .stems = true, .value = values, .count = epochs->rows}};

    snprintf(name, sizeof name, "%.*s", (int)(strlen(column) - 5), column);
    rv_table_column(epochs, rv_table_find(epochs, "val_loss"), values);
    rv_table_column(epochs, rv_table_find(epochs, column), values + epochs->rows);
    draw_sentence(area, "The same weights at every epoch, measured in another way.");
    rv_curve_draw(&chart, &(struct rv_curve_chart){.y_label = "loss", .x_label = "epoch",
                                                   .x_first = 1, .no_braille = true,
                                                   .series = series, .series_count = 2});
    rv_free(values);
}

/* ---- The valley ---- */

void rv_reveal_draw_valley(const struct rv_session *session, const struct rv_reveal *reveal,
                           const struct rv_area *area)
{
    const struct rv_live_run *live = session->lesson->runs[0];
    const struct rv_table *steps = rv_run_steps(rv_live_run_run(live));
    const size_t shown = steps->rows < STEPS_SHOWN ? steps->rows : STEPS_SHOWN;
    double *x = rv_alloc(2 * steps->rows + 1, sizeof *x), *y = x + steps->rows;
    struct rv_area cells, body =
        rv_draw_part(area, BODY, 0, area->height - BODY, area->width);

    rv_table_column(steps, rv_table_find(steps, "x"), x);
    rv_table_column(steps, rv_table_find(steps, "y"), y);
    draw_sentence(area, "The path on the loss, from above. Dark is low.");
    rv_draw_printf(area, BODY - 1, 1, RV_ROLE_FAINT,
                   "o the first %zu steps   @ the last of them   validation lies elsewhere", shown);
    cells = rv_surface_map_draw(&body, &reveal->map);
    rv_surface_map_path(&cells, &reveal->map, x, y, shown, 0, RV_ROLE_VALIDATION, "o", "@");
    rv_free(x);
}

/* ---- The remedy ---- */

/* What the answer changes, as it is written in the file. */
static void print_change(const struct rv_lesson *lesson, struct rv_text *out)
{
    const size_t answer = rv_roles_answer(&lesson->scenario);
    struct rv_text inline_map = {0};

    if (answer == SIZE_MAX)
        return;
    rv_node_print_inline(lesson->scenario.variants[answer].override, &inline_map);
    rv_text_add(out, rv_text_string(&inline_map));
    rv_text_release(&inline_map);
}

static int draw_line(const struct rv_area *area, int row, const char *name, const char *text)
{
    struct rv_area body = rv_draw_part(area, row + 1, 3, area->height - row - 1, area->width - 5);

    if (!text)
        return row;
    rv_draw_text(area, row, 1, RV_ROLE_FAINT, name);
    return row + 1 + rv_draw_wrapped(&body, 0, 0, RV_ROLE_CURE, text) + 1;
}

void rv_reveal_draw_remedy(const struct rv_session *session, const struct rv_area *area)
{
    const struct rv_lesson *lesson = session->lesson;
    const size_t answer = rv_lesson_answer(lesson);
    struct rv_text change = {0};
    int row = BODY;

    draw_sentence(area, "The remedy is one line.");
    if (answer != SIZE_MAX) {
        rv_draw_printf(area, row, 1, RV_ROLE_STRONG, "%s", lesson->scenario.choices[answer].text);
        row += 2;
    }
    print_change(lesson, &change);
    row = draw_line(area, row, "here", change.length ? rv_text_string(&change) : NULL);
    row = draw_line(area, row, "Keras", lesson->scenario.lines.keras);
    draw_line(area, row, "PyTorch", lesson->scenario.lines.pytorch);
    rv_text_release(&change);
}

/* ---- The claims ---- */

static int claim_rows(const struct rv_claim *claim, int width)
{
    return rv_draw_lines(claim->sentence ? claim->sentence : claim->says, width) + 2;
}

static void draw_claim(const struct rv_area *area, int row, const struct rv_claim *claim,
                       const struct rv_claim_verdict *verdict)
{
    struct rv_area text =
        rv_draw_part(area, row, CLAIM_LEFT, area->height - row, area->width - CLAIM_LEFT - 1);
    const enum rv_role role = !verdict->checked ? RV_ROLE_FAINT
                              : verdict->passed ? RV_ROLE_CURE : RV_ROLE_HARM;
    int below;

    rv_draw_text(area, row, 1, role, verdict->passed ? "✓" : verdict->checked ? "-" : " ");
    if (!verdict->checked)
        rv_draw_text(area, row, 3, role, "running");
    else if (verdict->exact)
        rv_draw_text(area, row, 3, role, "exact");
    else if (claim->over_median)
        rv_draw_text(area, row, 3, role, "median");
    else
        rv_draw_printf(area, row, 3, role, "%zu of %zu", verdict->holds, verdict->of);
    below = rv_draw_wrapped(&text, 0, 0, RV_ROLE_TEXT,
                            claim->sentence ? claim->sentence : claim->says);
    if (verdict->figures)
        rv_draw_cut(&text, below, 0, text.width, RV_ROLE_FAINT, verdict->figures);
}

size_t rv_reveal_draw_claims(const struct rv_session *session, const struct rv_area *area,
                             size_t first, bool draw)
{
    const struct rv_lesson *lesson = session->lesson;
    const struct rv_scenario *scenario = &lesson->tried;
    const struct rv_claim_verdict *verdicts =
        lesson->trials ? rv_trials_verdicts(lesson->trials) : NULL;
    int row = BODY;
    size_t i = first;

    if (draw)
        draw_sentence(area, "What this case claims, checked on twenty seeds.");
    if (draw && !verdicts)
        rv_draw_printf(area, BODY, 1, RV_ROLE_FAINT, "Still running: %.0f %%",
                       lesson->trials ? 100 * rv_trials_progress(lesson->trials, true) : 0);
    for (; i < scenario->claim_count; i++) {
        const int rows = claim_rows(&scenario->claims[i], area->width - CLAIM_LEFT - 1);

        if (row + rows - 1 > area->height && i > first)
            break;
        if (draw && verdicts)
            draw_claim(area, row, &scenario->claims[i], &verdicts[i]);
        row += rows;
    }
    return i - first;
}

/* ---- The text ---- */

/* Wraps paragraph by paragraph. */
static void wrap(const char *text, int width, struct rv_text *out)
{
    while (*text) {
        const char *end = strstr(text, "\n\n");
        struct rv_text paragraph = {0};

        rv_text_add_bytes(&paragraph, text, end ? (size_t)(end - text) : strlen(text));
        rv_text_wrap(out, rv_text_string(&paragraph), 0, width);
        rv_text_release(&paragraph);
        if (!end)
            break;
        rv_text_add(out, "\n");
        text = end + 2;
    }
}

int rv_reveal_draw_text(const struct rv_session *session, const struct rv_area *area, int first,
                        bool draw)
{
    const char *reveal = session->lesson->scenario.reveal;
    struct rv_text text = {0}, line = {0};
    int number = 0, row = SENTENCE + 1;

    wrap(reveal ? reveal : "", area->width - 4 < 76 ? area->width - 4 : 76, &text);
    for (const char *at = rv_text_string(&text); *at; number++) {
        const size_t length = strcspn(at, "\n");

        rv_text_clear(&line);
        rv_text_add_bytes(&line, at, length);
        if (draw && number >= first && row < area->height)
            rv_draw_text(area, row++, 2, RV_ROLE_TEXT, rv_text_string(&line));
        at += length + (at[length] == '\n');
    }
    rv_text_release(&text);
    rv_text_release(&line);
    return number;
}
