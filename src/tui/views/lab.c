/* The surface lab: optimizers race from one start, which the arrows move; what theory said beside
 * what is measured. */
#include "tui/session.h"

#include "lesson/lesson.h"
#include "lesson/surface_lab.h"
#include "tui/surface_map.h"
#include "tui/views/number.h"

#include "ravine/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PANEL = 33, TAIL = 60 };

#define STEPS_A_SECOND 20.0
#define MOVE 0.02 /* of the window */

struct lab {
    struct rv_surface_lab model;
    struct rv_surface_map map;
    size_t surface; /* index in the registry */
    bool running;
    double due;     /* when the next step is */
};

/* ---- Opening ---- */

/* The surface `by` places further that has two coordinates. */
static void open_surface(struct lab *lab, int by)
{
    const size_t count = rv_surfaces.count;

    rv_surface_lab_release(&lab->model);
    for (size_t tried = 0; tried < count; tried++) {
        if (rv_surface_lab_open(&lab->model, rv_surfaces.types[lab->surface]) == RV_OK)
            break;
        lab->surface = (lab->surface + (by < 0 ? count - 1 : 1)) % count;
    }
    rv_surface_map_make(&lab->map, lab->model.surface, lab->model.start, lab->model.low,
                        lab->model.high);
    lab->running = false;
}

/* The surface of the case that is open, else the valley with the steep walls. */
static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct lab *lab = state;
    const struct rv_type *type = rv_registry_find(&rv_surfaces, "quadratic");

    (void)argument;
    (void)error;
    if (session->lesson &&
        rv_recipe_on_surface(rv_live_run_recipe(rv_lesson_run(session->lesson))))
        type = rv_live_run_recipe(rv_lesson_run(session->lesson))->surface.type;
    for (size_t i = 0; i < rv_surfaces.count; i++)
        if (rv_surfaces.types[i] == type)
            lab->surface = i;
    open_surface(lab, 1);
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    struct lab *lab = state;

    (void)session;
    rv_surface_lab_release(&lab->model);
    rv_surface_map_release(&lab->map);
}

/* ---- Drawing ---- */

static const struct {
    const char *mark, *head;
    enum rv_role role;
} inks[RV_SURFACE_LAB_PATHS] = {
    {"o", "1", RV_ROLE_VALIDATION}, {"x", "2", RV_ROLE_OTHER},  {"+", "3", RV_ROLE_THIRD},
    {"*", "4", RV_ROLE_FOURTH},     {"~", "5", RV_ROLE_CHOICE}, {"%", "6", RV_ROLE_MARK},
};

static void draw_paths(const struct lab *lab, const struct rv_area *cells)
{
    const struct rv_surface_lab *model = &lab->model;
    const double *minimum, *values;
    const size_t minima = rv_surface_minima(model->surface, &minimum, &values);

    for (size_t m = 0; m < minima; m++)
        rv_surface_map_mark(cells, &lab->map, minimum[2 * m], minimum[2 * m + 1], RV_ROLE_STRONG,
                            "v");
    for (size_t i = RV_SURFACE_LAB_PATHS; i-- > 0;)
        if (model->path[i].on)
            rv_surface_map_path(cells, &lab->map, model->path[i].x, model->path[i].y,
                                model->path[i].count, TAIL, inks[i].role, inks[i].mark,
                                inks[i].head);
    rv_surface_map_mark(cells, &lab->map, model->start[0], model->start[1], RV_ROLE_ALERT, "S");
}

/* "steep  bounces    -.900  -.900": forecast, then measured. */
static void draw_direction(const struct rv_surface_lab_path *path, const struct rv_area *area,
                           int row, size_t direction, const char *name)
{
    const struct rv_forecast_direction *it = &path->forecast->direction[direction];
    const double measured = rv_surface_lab_factor(path, direction);
    char a[RV_NUMBER_SIZE], b[RV_NUMBER_SIZE];

    rv_draw_printf(area, row, 2, RV_ROLE_FAINT, "%-5s %-10s %6s %6s", name,
                   rv_forecast_motion_text(it->motion), rv_number_brief(it->factor, a),
                   rv_number_brief(measured, b));
}

static void draw_optimizer(const struct lab *lab, const struct rv_area *area, int row, size_t i)
{
    const struct rv_surface_lab_path *path = &lab->model.path[i];
    const enum rv_role role = path->on ? inks[i].role : RV_ROLE_FAINT;
    const size_t last = path->forecast ? path->forecast->dimension - 1 : 0;
    char rate[RV_NUMBER_SIZE], value[RV_NUMBER_SIZE];

    if (!path->on || !path->run) {
        rv_draw_printf(area, row, 0, RV_ROLE_FAINT, "%s %s%s", inks[i].head, path->name,
                       path->run ? "" : ": not here");
        return;
    }
    rv_draw_printf(area, row, 0, role, "%s %-13s%7s", inks[i].head, path->name,
                   rv_number_brief(path->rate, rate));
    rv_draw_printf(area, row, 25, role, "%7s",
                   rv_run_stopped(path->run) == RV_DIVERGED_RUN
                       ? "gone" : rv_number_brief(rv_surface_lab_value(&lab->model, i), value));
    if (path->forecast && !path->forecast->reason) {
        draw_direction(path, area, row + 1, 0, "steep");
        draw_direction(path, area, row + 2, last, "flat");
    } else {
        rv_draw_text(area, row + 1, 2, RV_ROLE_FAINT, "no forecast");
    }
}

static void draw_panel(const struct lab *lab, const struct rv_area *area)
{
    int row = 2;

    rv_draw_printf(area, 0, 0, RV_ROLE_FAINT, "%22s %9s", "rate", "value");
    rv_draw_printf(area, 1, 0, RV_ROLE_FAINT, "%25s %6s", "theory", "found");
    for (size_t i = 0; i < RV_SURFACE_LAB_PATHS; i++) {
        draw_optimizer(lab, area, row, i);
        row += lab->model.path[i].on ? 3 : 1;
    }
}

static size_t steps_of(const struct rv_surface_lab *model)
{
    size_t most = 0;

    for (size_t i = 0; i < RV_SURFACE_LAB_PATHS; i++)
        if (model->path[i].on && model->path[i].count > most)
            most = model->path[i].count;
    return most ? most - 1 : 0;
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct lab *lab = state;
    const struct rv_surface_lab *model = &lab->model;
    struct rv_area map = rv_draw_part(area, 3, 0, area->height - 3, area->width - PANEL - 1);
    struct rv_area panel = rv_draw_part(area, 3, area->width - PANEL, area->height - 3, PANEL);
    struct rv_area cells;
    char right[64];

    (void)session;
    rv_draw_printf(area, 0, 1, RV_ROLE_TITLE, "SURFACE LAB   %s", model->type->name);
    snprintf(right, sizeof right, "step %zu of %d ", steps_of(model), RV_SURFACE_LAB_STEPS);
    rv_draw_right(area, 0, RV_ROLE_TITLE, right);
    rv_draw_rule(area, 1, true);
    rv_draw_cut(area, 2, 1, area->width - 2, RV_ROLE_STRONG, model->type->summary);
    cells = rv_surface_map_draw(&map, &lab->map);
    draw_paths(lab, &cells);
    draw_panel(lab, &panel);
}

/* ---- Work ---- */

static enum rv_work work(struct rv_session *session, void *state, const struct rv_slice *slice)
{
    struct lab *lab = state;
    const double now = rv_session_now(session);

    (void)slice;
    if (!lab->running)
        return RV_WORK_NONE;
    if (now < lab->due)
        return RV_WORK_MORE;
    lab->due = now + 1 / STEPS_A_SECOND;
    lab->running = rv_surface_lab_step(&lab->model);
    session->steps++;
    return RV_WORK_SHOW;
}

/* ---- Keys ---- */

static bool move(struct lab *lab, double dx, double dy)
{
    rv_surface_lab_move(&lab->model, dx, dy);
    lab->running = false;
    return true;
}

static bool turn_surface(struct lab *lab, int by)
{
    const size_t count = rv_surfaces.count;

    lab->surface = (lab->surface + (by < 0 ? count - 1 : 1)) % count;
    open_surface(lab, by);
    return true;
}

static bool scale(struct lab *lab, double factor)
{
    rv_surface_lab_scale(&lab->model, factor);
    lab->running = false;
    return true;
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct lab *lab = state;

    switch (action) {
    case RV_ACTION_RACE:
        lab->running = !lab->running;
        lab->due = rv_session_now(session);
        return true;
    case RV_ACTION_RACE_STEP:
        rv_surface_lab_step(&lab->model);
        return true;
    case RV_ACTION_RACE_END:
        while (rv_surface_lab_step(&lab->model)) {}
        lab->running = false;
        return true;
    case RV_ACTION_RESTART:
        return move(lab, 0, 0);
    case RV_ACTION_START_LEFT:
        return move(lab, -MOVE, 0);
    case RV_ACTION_START_RIGHT:
        return move(lab, MOVE, 0);
    case RV_ACTION_START_UP:
        return move(lab, 0, MOVE);
    case RV_ACTION_START_DOWN:
        return move(lab, 0, -MOVE);
    case RV_ACTION_SURFACE:
        return turn_surface(lab, 1);
    case RV_ACTION_SURFACE_BACK:
        return turn_surface(lab, -1);
    case RV_ACTION_RATE_UP:
        return scale(lab, 1.1);
    case RV_ACTION_RATE_DOWN:
        return scale(lab, 1 / 1.1);
    default:
        return false;
    }
}

/* Digits take paths in and out. */
static bool type(struct rv_session *session, void *state, const char *key)
{
    struct lab *lab = state;

    (void)session;
    if (strlen(key) != 1 || *key < '1' || *key > '0' + RV_SURFACE_LAB_PATHS)
        return false;
    rv_surface_lab_toggle(&lab->model, (size_t)(*key - '1'));
    lab->running = false;
    return true;
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct lab *lab = state;
    const struct rv_surface_lab *model = &lab->model;

    (void)session;
    rv_text_printf(out, "%s: %s Start at %.3g, %.3g. Step %zu.\n", model->type->name,
                   model->type->summary, model->start[0], model->start[1], steps_of(model));
    for (size_t i = 0; i < RV_SURFACE_LAB_PATHS; i++) {
        const struct rv_surface_lab_path *path = &model->path[i];

        if (!path->on || !path->run)
            continue;
        rv_text_printf(out, "%s: rate %.3g, value %.3g", path->name, path->rate,
                       rv_surface_lab_value(model, i));
        if (path->forecast && !path->forecast->reason)
            rv_text_printf(out, "; the steepest direction %s, factor %.3g in theory, %.3g found",
                           rv_forecast_motion_text(path->forecast->direction[0].motion),
                           path->forecast->direction[0].factor, rv_surface_lab_factor(path, 0));
        rv_text_add(out, ".\n");
    }
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    (void)session;
    return action == RV_ACTION_RACE && ((struct lab *)state)->running ? "pause" : NULL;
}

const struct rv_view_type rv_view_lab = {
    .name = "lab",
    .title = "Surface lab",
    .state_size = sizeof(struct lab),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .type = type,
    .work = work,
    .say = say,
    .hint = hint,
    .background = true,
    .opened_by = RV_ACTION_LAB,
};
