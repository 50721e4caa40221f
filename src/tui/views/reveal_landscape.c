/* The valley of a network: training and validation loss on the plane through the largest jump of
 * the failing run. The run is made again and the grid evaluated while the page is looked at: the
 * coarse map first, then finer ones in its place. */
#include "tui/views/reveal.h"

#include "lesson/lesson.h"
#include "plot/field.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>

enum { SENTENCE = 2, BODY = 6, POINTS = 33, ARROW = 24 };

/* ---- Work ---- */

bool rv_reveal_has_landscape(const struct rv_lesson *lesson)
{
    return !rv_recipe_on_surface(rv_live_run_recipe(lesson->runs[0]));
}

bool rv_reveal_work_landscape(const struct rv_session *session, struct rv_reveal *reveal,
                              double seconds)
{
    const struct rv_lesson *lesson = session->lesson;
    struct rv_landscape_choice choice = RV_LANDSCAPE_CHOICE_DEFAULT;
    bool more = true;

    if (reveal->landscape_done || reveal->refused.status)
        return false;
    choice.points = POINTS;
    choice.threads = (int)session->options->threads;
    if (!reveal->landscape) {
        (void)rv_run_landscape_create(rv_live_run_recipe(lesson->runs[0]),
                                      rv_live_run_seed(lesson->runs[0]), &choice,
                                      &reveal->landscape, &reveal->refused);
        return true;
    }
    (void)rv_run_landscape_advance(reveal->landscape, seconds, &more, &reveal->refused);
    reveal->landscape_done = !more;
    return true;
}

void rv_reveal_close_landscape(struct rv_reveal *reveal)
{
    rv_run_landscape_free(reveal->landscape);
    reveal->landscape = NULL;
    reveal->landscape_done = false;
    reveal->refused = (struct rv_error){0};
}

/* ---- Drawing ---- */

/* The grid that is whole, as a field; false while there is none. */
static bool make_field(const struct rv_run_landscape *l, size_t map, struct rv_plot_field *field)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    const double *value = rv_landscape_values(l->grid, map);
    const size_t stride = rv_landscape_stride(l->grid);

    if (stride == 0)
        return false;
    *field = (struct rv_plot_field){.columns = (grid->columns - 1) / stride + 1,
                                    .rows = (grid->rows - 1) / stride + 1,
                                    .low = {grid->low[0], grid->low[1]},
                                    .high = {grid->high[0], grid->high[1]}};
    field->value = rv_alloc(field->columns * field->rows, sizeof *field->value);
    for (size_t row = 0; row < field->rows; row++)
        for (size_t i = 0; i < field->columns; i++)
            field->value[row * field->columns + i] =
                value[row * stride * grid->columns + i * stride];
    return true;
}

/* One scale for both. */
static void fit(struct rv_plot_field *fields)
{
    double low = HUGE_VAL, high = 0;

    for (int map = 0; map < 2; map++)
        for (size_t i = 0; i < fields[map].columns * fields[map].rows; i++)
            if (fields[map].value[i] > 0) {
                low = fmin(low, fields[map].value[i]);
                high = fmax(high, fields[map].value[i]);
            }
    for (int map = 0; map < 2; map++)
        rv_field_fit_log(&fields[map], low <= high ? low : 1, low <= high ? high : 2);
}

static void draw_map(const struct rv_run_landscape *l, size_t map,
                     const struct rv_plot_field *field, const struct rv_area *area)
{
    const struct rv_surface_map shades = {.field = *field};
    const struct rv_area body = rv_draw_part(area, 1, 0, area->height - 1, area->width);
    struct rv_area cells;
    size_t count;
    const struct rv_landscape_foot *feet = rv_landscape_feet(l->grid, &count);
    double x[ARROW], y[ARROW] = {0};
    char end[40];

    rv_draw_printf(area, 0, 6, RV_ROLE_STRONG, "%s loss", l->source.name[map]);
    cells = rv_surface_map_draw(&body, &shades);
    for (int i = 0; i < ARROW; i++)
        x[i] = (double)i / (ARROW - 1);
    rv_surface_map_path(&cells, &shades, x, y, ARROW, 0, RV_ROLE_VALIDATION, "-", ">");
    if (!feet)
        return;
    for (int i = 0; i < 2; i++) {
        snprintf(end, sizeof end, "%.3g", feet[l->through[i] - 1].loss[map]);
        rv_surface_map_mark(&cells, &shades, i, -0.35, RV_ROLE_STRONG, end);
    }
}

void rv_reveal_draw_landscape(const struct rv_reveal *reveal, const struct rv_area *area)
{
    const struct rv_run_landscape *l = reveal->landscape;
    const int width = area->width / 2, height = area->height - BODY - 1;
    struct rv_plot_field fields[2] = {0};
    struct rv_text words = {0};

    if (reveal->refused.status) {
        rv_draw_wrapped(area, SENTENCE, 1, RV_ROLE_TEXT, reveal->refused.message);
        return;
    }
    if (!l || !rv_run_landscape_ready(l) || !make_field(l, 0, &fields[0]) ||
        !make_field(l, 1, &fields[1])) {
        rv_draw_cut(area, SENTENCE, 1, area->width - 2, RV_ROLE_TEXT,
                    "The run is made again, and the loss around its largest jump evaluated.");
        return;
    }
    rv_run_landscape_print_finding(l, &words);
    rv_draw_wrapped(area, SENTENCE, 1, RV_ROLE_STRONG, rv_text_string(&words));
    fit(fields);
    for (int map = 0; map < 2; map++) {
        const struct rv_area half = rv_draw_part(area, BODY - 1, map * width, height, width);

        draw_map(l, (size_t)map, &fields[map], &half);
        rv_free(fields[map].value);
    }
    rv_draw_printf(area, area->height - 2, 1, RV_ROLE_FAINT,
                   "the arrow: epoch %zu, seed %llu; the unit is its length; darkest: the floor",
                   l->jump, (unsigned long long)l->seed);
    rv_text_release(&words);
}

void rv_reveal_say_landscape(const struct rv_reveal *reveal, struct rv_text *out)
{
    if (reveal->refused.status)
        rv_text_printf(out, "%s\n", reveal->refused.message);
    else if (reveal->landscape_done) {
        rv_run_landscape_print_finding(reveal->landscape, out);
        rv_text_add(out, "\n");
    } else
        rv_text_add(out, "The run is made again, and the loss around its largest jump "
                         "evaluated.\n");
}
