/* The page for students as lines and words on A4. */
#include "report/sheet.h"

#include "experiment/effect.h"
#include "experiment/roles.h"
#include "plot/axis.h"

#include "ravine/memory.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LEFT 50.0
#define RIGHT 545.0
#define AXIS 90.0 /* where the plot begins */
#define BODY 10.5
#define SMALL 8.5
#define GRID_GRAY 0.8

/* ---- Axes ---- */

enum { LEVELS = 9, EPOCHS = 12 }; /* lines across, and numbers below, at most */

struct axes {
    double top, bottom;    /* on the paper */
    struct rv_axis y, x;   /* values, and epochs from 1 */
    size_t epochs;
};

static double x_at(const struct axes *axes, double epoch)
{
    return AXIS + 8 + (RIGHT - AXIS - 16) * rv_axis_place(&axes->x, epoch);
}

static double y_at(const struct axes *axes, double value)
{
    double share = fmin(fmax(rv_axis_place(&axes->y, value), 0), 1);

    return axes->bottom - (axes->bottom - axes->top) * share;
}

/* Room for the curves, a little more above and below. A logarithmic axis where all is positive. */
static void choose_range(struct axes *axes, const double *const *curves, size_t count)
{
    double low = HUGE_VAL, high = -HUGE_VAL;

    for (size_t c = 0; c < count; c++) {
        double least, most;

        if (!rv_axis_limits(curves[c], axes->epochs, &least, &most))
            continue;
        low = fmin(low, least);
        high = fmax(high, most);
    }
    if (low > high) { /* nothing to draw: every number is missing */
        low = 0;
        high = 1;
    }
    rv_axis_fit(&axes->y, low, high, low > 0, 0.05, LEVELS);
    axes->x = (struct rv_axis){.low = 1, .high = axes->epochs > 1 ? (double)axes->epochs : 2};
    rv_axis_ticks(&axes->x, EPOCHS, true);
}

static void add_levels(struct rv_paper *paper, const struct axes *axes)
{
    for (size_t i = 0; i < axes->y.count; i++) {
        double y = y_at(axes, axes->y.tick[i]);
        struct rv_text label = {0};

        rv_paper_line(paper, AXIS, y, RIGHT, y, 0.4, GRID_GRAY, 0);
        rv_text_printf(&label, "%g", axes->y.tick[i]);
        rv_paper_words_right(paper, AXIS - 4, y + 3, RV_PAPER_PLAIN, SMALL,
                             rv_text_string(&label));
        rv_text_release(&label);
    }
}

static void add_frame(struct rv_paper *paper, const struct axes *axes, const char *y_label)
{
    add_levels(paper, axes);
    for (size_t i = 0; i < axes->x.count; i++) {
        double x = x_at(axes, axes->x.tick[i]);
        struct rv_text label = {0};

        rv_paper_line(paper, x, axes->top, x, axes->bottom, 0.4, GRID_GRAY, 0);
        rv_text_printf(&label, "%g", axes->x.tick[i]);
        rv_paper_words_centre(paper, x, axes->bottom + 11, RV_PAPER_PLAIN, SMALL,
                              rv_text_string(&label));
        rv_text_release(&label);
    }
    rv_paper_box(paper, AXIS, axes->top, RIGHT - AXIS, axes->bottom - axes->top, 0.8);
    rv_paper_words_centre(paper, (AXIS + RIGHT) / 2, axes->bottom + 22, RV_PAPER_PLAIN, SMALL,
                          "epoch");
    rv_paper_words_up(paper, LEFT + 8, (axes->top + axes->bottom) / 2, SMALL, y_label);
}

/* ---- Curves ---- */

enum look { SOLID_RINGS, DASHED, DOTTED_DISCS };

static void add_curve(struct rv_paper *paper, const struct axes *axes, const double *values,
                      enum look look)
{
    static const double dashes[] = {[SOLID_RINGS] = 0, [DASHED] = 4, [DOTTED_DISCS] = 1.2};
    double size = axes->epochs > 60 ? 1.2 : 2.2;

    for (size_t i = 1; i < axes->epochs; i++)
        if (isfinite(values[i - 1]) && isfinite(values[i]))
            rv_paper_line(paper, x_at(axes, (double)i), y_at(axes, values[i - 1]),
                          x_at(axes, (double)i + 1), y_at(axes, values[i]), 1, 0, dashes[look]);
    for (size_t i = 0; i < axes->epochs && look != DASHED; i++) {
        double x = x_at(axes, (double)i + 1), y = y_at(axes, values[i]);

        if (!isfinite(values[i]))
            continue;
        if (look == SOLID_RINGS)
            rv_paper_ring(paper, x, y, size);
        else
            rv_paper_disc(paper, x, y, 0.8 * size);
    }
}

/* One entry of the legend; the x after it. */
static double add_key(struct rv_paper *paper, double x, double y, enum look look,
                      const char *words)
{
    rv_paper_line(paper, x, y - 3, x + 24, y - 3, 1, 0,
                  look == DASHED ? 4 : look == DOTTED_DISCS ? 1.2 : 0);
    if (look == SOLID_RINGS)
        rv_paper_ring(paper, x + 12, y - 3, 2.2);
    if (look == DOTTED_DISCS)
        rv_paper_disc(paper, x + 12, y - 3, 1.8);
    rv_paper_words(paper, x + 28, y, RV_PAPER_PLAIN, SMALL, words);
    return x + 44 + rv_paper_width(RV_PAPER_PLAIN, SMALL, words);
}

/* ---- The page ---- */

static double add_head(const struct rv_sheet *sheet, const char *right, struct rv_paper *paper)
{
    struct rv_text head = {0};

    rv_paper_page(paper);
    rv_text_printf(&head, "Case %zu", sheet->number);
    rv_paper_words(paper, LEFT, 56, RV_PAPER_BOLD, 18, rv_text_string(&head));
    rv_paper_words_right(paper, RIGHT, 56, RV_PAPER_PLAIN, BODY, right);
    rv_paper_line(paper, LEFT, 64, RIGHT, 64, 0.8, 0, 0);
    rv_text_release(&head);
    return 82;
}

static double add_table(const struct rv_sheet *sheet, double y, struct rv_paper *paper)
{
    const double column = 100, first = LEFT + 95;
    double *values[RV_SHEET_COLUMNS];
    size_t count = 0, from;

    rv_paper_words(paper, LEFT, y, RV_PAPER_BOLD, SMALL, "epoch");
    for (size_t c = 0; c < RV_SHEET_COLUMNS; c++) {
        values[c] = rv_sheet_curve(sheet, 0, rv_sheet_columns[c].column, &count);
        rv_paper_words_right(paper, first + column * (double)(c + 1), y, RV_PAPER_BOLD, SMALL,
                             rv_sheet_columns[c].heading);
    }
    rv_paper_line(paper, LEFT, y + 3, RIGHT, y + 3, 0.5, 0, 0);
    from = count > RV_SHEET_LAST ? count - RV_SHEET_LAST : 0;
    for (size_t row = from; row < count; row++) {
        struct rv_text cell = {0};

        y += 13;
        rv_text_printf(&cell, "%zu", row + 1);
        rv_paper_words(paper, LEFT, y, RV_PAPER_PLAIN, BODY - 1, rv_text_string(&cell));
        for (size_t c = 0; c < RV_SHEET_COLUMNS; c++) {
            rv_text_clear(&cell);
            rv_sheet_number(&rv_sheet_columns[c], values[c][row], &cell);
            rv_paper_words_right(paper, first + column * (double)(c + 1), y, RV_PAPER_PLAIN,
                                 BODY - 1, rv_text_string(&cell));
        }
        rv_text_release(&cell);
    }
    for (size_t c = 0; c < RV_SHEET_COLUMNS; c++)
        rv_free(values[c]);
    return y;
}

static double add_choices(const struct rv_sheet *sheet, double y, struct rv_paper *paper)
{
    const struct rv_scenario *scenario = sheet->scenario;

    if (scenario->question)
        y = rv_paper_prose(paper, LEFT, y, RIGHT - LEFT, RV_PAPER_BOLD, BODY, scenario->question);
    y += 4;
    for (size_t i = 0; i < scenario->choice_count; i++) {
        struct rv_text line = {0};

        rv_paper_box(paper, LEFT, y - 8, 8, 8, 0.8);
        rv_text_printf(&line, "%c   %s", (char)('A' + (i < 26 ? i : 25)),
                       scenario->choices[i].text);
        y = rv_paper_prose(paper, LEFT + 16, y, RIGHT - LEFT - 16, RV_PAPER_PLAIN, BODY,
                           rv_text_string(&line)) + 2;
        rv_text_release(&line);
    }
    return y;
}

static double add_open(size_t question, int lines, double y, struct rv_paper *paper)
{
    struct rv_text line = {0};

    rv_text_printf(&line, "%zu.  %s", question + 1, rv_sheet_questions[question]);
    rv_paper_words(paper, LEFT, y, RV_PAPER_PLAIN, BODY, rv_text_string(&line));
    rv_text_release(&line);
    for (int i = 0; i < lines; i++) {
        y += 20;
        rv_paper_line(paper, LEFT + 14, y, RIGHT, y, 0.4, 0.5, 0);
    }
    return y + 18;
}

static void add_student_page(const struct rv_sheet *sheet, struct rv_paper *paper)
{
    double *validation, *training, y;
    struct axes axes = {0}, empty;

    y = add_head(sheet, "Name ______________________   Date ____________", paper);
    if (sheet->scenario->symptom)
        y = rv_paper_prose(paper, LEFT, y, RIGHT - LEFT, RV_PAPER_PLAIN, BODY + 1,
                           sheet->scenario->symptom);
    validation = rv_sheet_curve(sheet, 0, "val_loss", &axes.epochs);
    training = rv_sheet_curve(sheet, 0, "loss", &axes.epochs);
    choose_range(&axes, (const double *const[]){validation, training}, 2);
    add_key(paper, add_key(paper, AXIS, y + 4, SOLID_RINGS, "validation"), y + 4, DASHED,
            "training, mean over the epoch");
    axes.top = y + 12;
    axes.bottom = axes.top + 190;
    add_frame(paper, &axes, "loss");
    add_curve(paper, &axes, training, DASHED);
    add_curve(paper, &axes, validation, SOLID_RINGS);
    y = add_table(sheet, axes.bottom + 42, paper);
    y = add_choices(sheet, y + 24, paper);
    y = add_open(0, 2, y + 10, paper);
    y = add_open(1, 2, y, paper);
    y = add_open(2, 0, y, paper);
    /* The same axes without a curve, as high as the page still is. */
    empty = axes;
    empty.top = y - 10;
    empty.bottom = RV_PAPER_HEIGHT - 50;
    if (empty.bottom - empty.top > 60)
        add_frame(paper, &empty, "validation loss");
    rv_free(validation);
    rv_free(training);
}

/* ---- The answer ---- */

/* Failing, cured, and the curve that explains. */
static double add_answer_chart(const struct rv_sheet *sheet, double y, struct rv_paper *paper)
{
    const struct rv_hidden *hidden = &sheet->scenario->hidden;
    size_t cured = rv_roles_cured(sheet->shown), other = rv_sheet_variant(sheet, hidden->variant);
    const char *column = *hidden->curve ? hidden->curve : "val_loss";
    struct axes axes = {.top = y + 12, .bottom = y + 182};
    size_t counts[3] = {0};
    double *curves[3] = {rv_sheet_curve(sheet, 0, "val_loss", &counts[0]), NULL, NULL};
    double x = add_key(paper, AXIS, y + 4, SOLID_RINGS, "validation, as it was");
    size_t drawn = 1;

    if (cured != RV_ROLES_NONE) {
        curves[drawn] = rv_sheet_curve(sheet, cured, "val_loss", &counts[drawn]);
        x = add_key(paper, x, y + 4, DASHED, "validation, cured");
        drawn++;
    }
    if (*hidden->curve) {
        curves[drawn] =
            rv_sheet_curve(sheet, other == SIZE_MAX ? 0 : other, column, &counts[drawn]);
        add_key(paper, x, y + 4, DOTTED_DISCS,
                strcmp(column, "snapshot_loss") == 0 ? "training, end of the epoch" : column);
        drawn++;
    }
    axes.epochs = counts[0];
    for (size_t c = 1; c < drawn; c++)
        axes.epochs = counts[c] < axes.epochs ? counts[c] : axes.epochs;
    choose_range(&axes, (const double *const *)curves, drawn);
    add_frame(paper, &axes, "loss");
    for (size_t c = 0; c < drawn; c++)
        add_curve(paper, &axes, curves[c],
                  c == 0                                       ? SOLID_RINGS
                  : c == 1 && cured != RV_ROLES_NONE                ? DASHED
                                                               : DOTTED_DISCS);
    for (size_t c = 0; c < 3; c++)
        rv_free(curves[c]);
    return axes.bottom + 40;
}

static double add_tried(const struct rv_sheet *sheet, double y, struct rv_paper *paper)
{
    const struct rv_scenario *scenario = sheet->scenario;
    struct rv_text line = {0};

    rv_text_printf(&line, "%s: median [range] over %zu seed%s", rv_effect_called(scenario),
                   sheet->tried->seed_count, sheet->tried->seed_count == 1 ? "" : "s");
    rv_paper_words(paper, LEFT, y, RV_PAPER_BOLD, SMALL, rv_text_string(&line));
    for (size_t i = 0; i <= scenario->choice_count; i++) {
        const char *name = i ? scenario->choices[i - 1].variant : scenario->variants[0].name;
        bool right = i && rv_roles_is_answer(scenario, name);

        y += 14;
        rv_text_clear(&line);
        if (i)
            rv_text_printf(&line, "%c   %s%s", (char)('A' + (i < 27 ? i - 1 : 25)),
                           scenario->choices[i - 1].text, right ? "   <- right" : "");
        else
            rv_text_add(&line, "     as it was");
        rv_paper_words(paper, LEFT, y, right ? RV_PAPER_BOLD : RV_PAPER_PLAIN, BODY,
                       rv_text_string(&line));
        rv_text_clear(&line);
        if (rv_sheet_variant(sheet, name) != SIZE_MAX)
            rv_sheet_measured(sheet, rv_sheet_variant(sheet, name), &line);
        rv_paper_words_right(paper, RIGHT, y, RV_PAPER_PLAIN, BODY, rv_text_string(&line));
    }
    rv_text_release(&line);
    return y;
}

static double add_line(const char *head, const char *words, double y, struct rv_paper *paper)
{
    struct rv_text line = {0};

    if (!words || !*words)
        return y;
    rv_text_printf(&line, "%s%s", head, words);
    y = rv_paper_prose(paper, LEFT, y, RIGHT - LEFT, RV_PAPER_PLAIN, BODY, rv_text_string(&line));
    rv_text_release(&line);
    return y + 4;
}

static void add_answer_page(const struct rv_sheet *sheet, struct rv_paper *paper)
{
    const struct rv_scenario *scenario = sheet->scenario;
    double y = add_head(sheet, "the answer", paper);
    struct rv_text title = {0};

    rv_text_printf(&title, "%s%s%s%s", scenario->title ? scenario->title : scenario->name,
                   scenario->cause ? " (" : "", scenario->cause ? scenario->cause : "",
                   scenario->cause ? ")" : "");
    y = rv_paper_prose(paper, LEFT, y, RIGHT - LEFT, RV_PAPER_BOLD, BODY + 1,
                       rv_text_string(&title));
    y = add_line("", scenario->hidden.says, y, paper);
    y = add_answer_chart(sheet, y + 4, paper);
    y = add_tried(sheet, y, paper) + 24;
    y = add_line("", scenario->reveal, y, paper);
    y = add_line("In Keras: ", scenario->lines.keras, y, paper);
    y = add_line("In PyTorch: ", scenario->lines.pytorch, y, paper);
    y = add_line("Source: ", scenario->source, y, paper);
    rv_text_clear(&title);
    rv_text_printf(&title, "ravine run %s", scenario->name);
    rv_paper_words(paper, LEFT, RV_PAPER_HEIGHT - 36, RV_PAPER_TYPED, SMALL,
                   rv_text_string(&title));
    rv_text_release(&title);
}

void rv_sheet_paper(const struct rv_sheet *sheet, struct rv_paper *paper)
{
    add_student_page(sheet, paper);
    if (sheet->tried)
        add_answer_page(sheet, paper);
}
