/* Landscapes of runs: see run_landscape.h. */
#include "experiment/run_landscape.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* ---- What was asked for ---- */

static const char *const planes[] = {
#define X(id, text, help) [RV_PLANE_##id] = text,
    RV_PLANE_LIST(X)
#undef X
};
enum { PLANES = sizeof planes / sizeof *planes };

static enum rv_status unknown_plane(const char *name, struct rv_error *error)
{
    const char *names[PLANES + 1] = {0};
    struct rv_text all = {0};
    const char *nearest;

    for (size_t i = 0; i < PLANES; i++) {
        names[i] = planes[i];
        rv_text_printf(&all, "%s%s", i ? ", " : "", planes[i]);
    }
    nearest = rv_text_nearest(name, names);
    if (nearest)
        rv_error_set(error, RV_USAGE, "there is no plane '%s' (did you mean '%s'?)", name, nearest);
    else
        rv_error_set(error, RV_USAGE, "there is no plane '%s'; it is one of: %s", name,
                     rv_text_string(&all));
    rv_text_release(&all);
    return RV_USAGE;
}

/* "A,B" or "A,B,C". */
static enum rv_status parse_epochs(const char *text, struct rv_landscape_choice *choice,
                                   struct rv_error *error)
{
    char word[24];

    for (choice->epoch_count = 0; choice->epoch_count < 3; text++) {
        const size_t length = strcspn(text, ",");
        long *epoch = &choice->epoch[choice->epoch_count];

        if (length >= sizeof word)
            break;
        memcpy(word, text, length);
        word[length] = '\0';
        if (!rv_text_to_integer(word, epoch) || *epoch < 0)
            break;
        choice->epoch_count++;
        text += length;
        if (!*text)
            return choice->epoch_count >= 2
                       ? RV_OK
                       : rv_error_set(error, RV_USAGE, "a plane goes through three epochs, a line "
                                      "through two: epochs=A,B,C");
    }
    return rv_error_set(error, RV_USAGE, "'epochs' takes two or three epochs, whole numbers from 0 "
                        "on with commas between them: epochs=9,10,11");
}

enum rv_status rv_landscape_choice_parse(const char *text, struct rv_landscape_choice *choice,
                                         struct rv_error *error)
{
    const size_t length = strcspn(text, "=");
    char name[24] = "";
    size_t kind = 0;

    if (length < sizeof name)
        memcpy(name, text, length);
    while (kind < PLANES && strcmp(planes[kind], name) != 0)
        kind++;
    if (kind == PLANES)
        return unknown_plane(*name ? name : text, error);
    choice->plane = (enum rv_plane_kind)kind;
    if (kind == RV_PLANE_EPOCHS)
        return parse_epochs(text[length] ? text + length + 1 : "", choice, error);
    if (text[length])
        return rv_error_set(error, RV_USAGE, "the plane '%s' takes no values", name);
    return RV_OK;
}

/* ---- Making ---- */

enum rv_status rv_run_landscape_create(const struct rv_recipe *recipe, uint64_t seed,
                                       const struct rv_landscape_choice *choice,
                                       struct rv_run_landscape **landscape,
                                       struct rv_error *error)
{
    struct rv_run_landscape *l;
    enum rv_status status = RV_OK;

    if (rv_recipe_on_surface(recipe))
        return rv_error_set(error, RV_INPUT, "this is a surface, which is its own landscape: the "
                            "figures surface-paths and surface-3d of 'ravine run' show it");
    l = rv_alloc(1, sizeof *l);
    l->choice = *choice;
    l->recipe = recipe;
    l->seed = seed;
    status = rv_replay_create(recipe, seed, &l->replay, error);
    if (!status && l->replay.parameter_count == 0)
        status = rv_error_set(error, RV_INPUT, "the network has no parameters: it has no "
                              "landscape");
    if (status)
        rv_run_landscape_free(l);
    else
        *landscape = l;
    return status;
}

void rv_run_landscape_compare(struct rv_run_landscape *l, const char *folder,
                              const struct rv_result *recorded)
{
    rv_replay_compare(&l->replay, folder, recorded);
}

void rv_run_landscape_free(struct rv_run_landscape *l)
{
    if (!l)
        return;
    rv_landscape_free(l->grid);
    rv_plane_release(&l->plane);
    rv_replay_release(&l->replay);
    rv_free(l);
}

bool rv_run_landscape_ready(const struct rv_run_landscape *l)
{
    return l->grid != NULL;
}

/* ---- The jump and the grid ---- */

/* The largest change of val_loss from one epoch to the next, among those that measures use. */
static void find_jump(struct rv_run_landscape *l)
{
    const struct rv_table *epochs = rv_run_epochs(l->replay.run);
    const int column = rv_table_find(epochs, "val_loss");
    const size_t first = l->recipe->record.from > 1 ? (size_t)l->recipe->record.from : 1;
    const size_t last = l->recipe->record.to > 0 && (size_t)l->recipe->record.to < epochs->rows
                            ? (size_t)l->recipe->record.to
                            : epochs->rows;
    double largest = -1;

    for (size_t epoch = first + 1; epoch <= last; epoch++) {
        const double from = rv_table_at(epochs, epoch - 2, column);
        const double to = rv_table_at(epochs, epoch - 1, column);

        if (fabs(to - from) > largest) {
            largest = fabs(to - from);
            l->jump = epoch;
            l->from = from;
            l->to = to;
        }
    }
}

/* Training as the snapshot sees it, validation as the scenario does; both on the weights that they
 * are given, so that averages are none here: what stands for them is that their statistics are
 * exact. */
static void choose_protocols(struct rv_run_landscape *l)
{
    struct rv_evaluate own = rv_run_recipe(l->replay.run)->evaluate;

    if (own.parameters != RV_PARAMETERS_ITERATE && own.statistics == RV_STATISTICS_RUNNING)
        own.statistics = RV_STATISTICS_RECALIBRATED;
    own.parameters = RV_PARAMETERS_ITERATE;
    if (l->choice.statistics >= 0)
        own.statistics = l->choice.statistics;
    l->protocol[RV_MAP_VALIDATION] = own;
    own.set = RV_SET_TRAINING;
    own.examples = (struct rv_pick){0};
    l->protocol[RV_MAP_TRAINING] = own;
    l->network = (struct rv_landscape_network){
        .run = l->replay.run,
        .protocol = {&l->protocol[RV_MAP_TRAINING], &l->protocol[RV_MAP_VALIDATION]},
        .statistics = rv_replay_statistics(&l->replay, l->through[0]),
        .maps = 2};
    rv_landscape_network_source(&l->network, &l->source);
    l->source.name[RV_MAP_TRAINING] = "training";
    l->source.name[RV_MAP_VALIDATION] = "validation";
}

static enum rv_status open_grid(struct rv_run_landscape *l, struct rv_error *error)
{
    const struct rv_landscape_choice *choice = &l->choice;
    const struct rv_landscape_grid grid = {
        .columns = choice->points,
        .rows = l->plane.dimensions == 2 ? choice->points : 1,
        .low = {l->low[0], l->low[1]},
        .high = {l->high[0], l->high[1]}};

    choose_protocols(l);
    l->path = (struct rv_landscape_path){
        .weights = rv_replay_parameters(&l->replay, 1),
        .statistics = rv_replay_statistics(&l->replay, 1),
        .points = l->replay.epochs,
        .statistics_count = l->replay.statistics_count};
    return rv_landscape_create(&l->plane, &grid, &l->source, &l->path, choice->threads, &l->grid,
                               error);
}

static enum rv_status begin_grid(struct rv_run_landscape *l, struct rv_error *error)
{
    enum rv_status status = RV_OK;

    if (rv_run_stopped(l->replay.run) == RV_DIVERGED_RUN)
        return rv_error_set(error, RV_INPUT, "the run diverged in epoch %zu: its weights are not "
                            "finite, and have no landscape", l->replay.epochs + 1);
    find_jump(l);
    status = rv_run_landscape_lay_plane(l, error);
    return status ? status : open_grid(l, error);
}

/* ---- Work ---- */

enum rv_status rv_run_landscape_advance(struct rv_run_landscape *l, double seconds, bool *more,
                                        struct rv_error *error)
{
    const double begun = rv_clock_elapsed();
    enum rv_status status = RV_OK;

    *more = true;
    if (l->grid) {
        *more = rv_landscape_advance(l->grid, seconds);
        l->seconds += rv_clock_elapsed() - begun;
        return RV_OK;
    }
    do
        status = rv_replay_advance(&l->replay, begun + seconds - rv_clock_elapsed(), error);
    while (!status && !l->replay.over && rv_clock_elapsed() - begun < seconds);
    if (!status && l->replay.over)
        status = begin_grid(l, error);
    return status;
}

const char *rv_run_landscape_plane_name(const struct rv_run_landscape *l)
{
    return planes[l->choice.plane];
}
