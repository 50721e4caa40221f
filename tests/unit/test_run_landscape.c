/* Runs made again, and their landscapes: the jump, the plane, the maps, what is refused. */
#include "support/run_case.h"

#include "plot/landscape_plot.h"
#include "plot/script.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

static const char small[] = SMALL_DATA SMALL_NET "optimizer: {learning_rate: 0.5}\n"
                                                 "train: {batch: 16, epochs: 6}\n"
                                                 "record: {from: 2, snapshot: true}\n";

static void bind(const char *yaml, struct rv_recipe *recipe)
{
    struct rv_report report = {0};

    if (rv_recipe_parse("test", yaml, recipe, &report))
        fail_msg("%d: %s", report.errors[0].line, report.errors[0].message);
    rv_report_release(&report);
}

static enum rv_status go(struct rv_run_landscape *l, double seconds, struct rv_error *error)
{
    enum rv_status status;
    bool more;

    do
        status = rv_run_landscape_advance(l, seconds, &more, error);
    while (!status && more);
    return status;
}

static struct rv_run_landscape *make(const struct rv_recipe *recipe,
                                     const struct rv_landscape_choice *choice, double seconds)
{
    struct rv_run_landscape *l;
    struct rv_error error = {0};

    if (rv_run_landscape_create(recipe, 7, choice, &l, &error) || go(l, seconds, &error))
        fail_msg("%s", error.message);
    return l;
}

static struct rv_landscape_choice few(void)
{
    struct rv_landscape_choice choice = RV_LANDSCAPE_CHOICE_DEFAULT;

    choice.points = 9;
    choice.threads = 1;
    return choice;
}

/* Weights and statistics of every epoch, as the run has them. */
static void test_replay(void **state)
{
    struct fixture f;
    struct rv_replay replay;
    struct rv_sample sample = {0};
    size_t epoch = 0;

    (void)state;
    open_run(&f, small, 7);
    assert_int_equal(rv_replay_create(&f.recipe, 7, &replay, NULL), RV_OK);
    while (!replay.over)
        assert_int_equal(rv_replay_advance(&replay, 0, NULL), RV_OK);
    assert_int_equal(replay.epochs, 6);
    do {
        assert_memory_equal(rv_replay_parameters(&replay, epoch), rv_run_parameters(f.run),
                            replay.parameter_count * sizeof(double));
        assert_memory_equal(rv_replay_statistics(&replay, epoch), rv_run_statistics(f.run),
                            replay.statistics_count * sizeof(double));
        while (rv_run_step(f.run, &sample) == RV_RUNNING && !sample.epoch_ended)
            ;
    } while (++epoch <= 6);
    rv_replay_release(&replay);
    close_run(&f);
}

/* What the folder has must come out again; whatever differs is named. */
static void test_compare(void **state)
{
    struct fixture f;
    struct rv_replay replay;
    struct rv_result recorded = {0};
    struct rv_error error = {0};
    const struct rv_table *epochs;
    double *cell;

    (void)state;
    open_run(&f, small, 7);
    finish(f.run);
    epochs = rv_run_epochs(f.run);
    recorded.epochs = *epochs;
    recorded.epochs.values =
        rv_memdup(epochs->values, epochs->rows * epochs->columns * sizeof *epochs->values);
    recorded.parameter_count = rv_run_parameter_count(f.run);
    recorded.parameters =
        rv_memdup(rv_run_model(f.run), recorded.parameter_count * sizeof *recorded.parameters);
    cell = recorded.epochs.values + 3 * epochs->columns + (size_t)rv_table_find(epochs, "val_loss");
    for (int what = 0; what < 4; what++) {
        enum rv_status status = RV_OK;
        double before = *cell;

        assert_int_equal(rv_replay_create(&f.recipe, 7, &replay, NULL), RV_OK);
        rv_replay_compare(&replay, "there", &recorded);
        if (what == 1)
            *cell = nextafter(*cell, 1e9);
        if (what == 2)
            recorded.parameters[5] = nextafter(recorded.parameters[5], 1e9);
        if (what == 3)
            recorded.epochs.rows--;
        while (!status && !replay.over)
            status = rv_replay_advance(&replay, 1, &error);
        assert_int_equal(status, what ? RV_INPUT : RV_OK);
        if (what == 1)
            assert_non_null(strstr(error.message, "val_loss in epoch 4"));
        if (what)
            assert_non_null(strstr(error.message, "ravine run there/scenario.yaml"));
        *cell = before;
        recorded.parameters[5] = rv_run_model(f.run)[5];
        rv_replay_release(&replay);
    }
    rv_free(recorded.epochs.values);
    rv_free(recorded.parameters);
    close_run(&f);
}

/* The largest change of val_loss, and where the plane lies; the losses of the path are those of the
 * table. */
static void test_jump(void **state)
{
    struct rv_landscape_choice choice = few();
    struct rv_recipe recipe;
    struct rv_run_landscape *l;
    const struct rv_landscape_foot *feet;
    const struct rv_table *epochs;
    size_t count, jump = 0;
    double largest = 0;

    (void)state;
    bind(small, &recipe);
    l = make(&recipe, &choice, 1);
    epochs = rv_run_epochs(l->replay.run);
    feet = rv_landscape_feet(l->grid, &count);
    assert_int_equal(count, 6);
    for (size_t row = 0; row < 6; row++) {
        const double loss = rv_table_at(epochs, row, rv_table_find(epochs, "val_loss"));
        const double change =
            row > 1 ? fabs(loss - rv_table_at(epochs, row - 1, rv_table_find(epochs, "val_loss")))
                    : 0;

        assert_true(feet[row].loss[RV_MAP_VALIDATION] == loss);
        assert_true(feet[row].loss[RV_MAP_TRAINING] ==
                    rv_table_at(epochs, row, rv_table_find(epochs, "snapshot_loss")));
        if (change > largest)
            jump = row + 1;
        largest = fmax(largest, change);
    }
    assert_int_equal(l->jump, jump);
    assert_true(fabs(l->to - l->from) == largest);
    assert_int_equal(l->through[0], jump - 1);
    assert_int_equal(l->through[1], jump);
    assert_true(fabs(feet[jump - 2].x) < 1e-9 && fabs(feet[jump - 1].x - 1) < 1e-9);
    rv_run_landscape_free(l);
    rv_recipe_release(&recipe);
}

/* Neither the threads nor the slices nor the statistics' neighbours change a bit; other statistics
 * and other labels give another map. */
static void test_maps(void **state)
{
    struct rv_landscape_choice choice = few();
    struct rv_recipe recipe;
    struct rv_run_landscape *first, *second;
    const size_t bytes = 81 * sizeof(double);

    (void)state;
    bind(small, &recipe);
    first = make(&recipe, &choice, 1);
    choice.threads = 3;
    second = make(&recipe, &choice, 0);
    for (size_t map = 0; map < 2; map++)
        assert_memory_equal(rv_landscape_values(first->grid, map),
                            rv_landscape_values(second->grid, map), bytes);
    assert_memory_not_equal(rv_landscape_values(first->grid, 0),
                            rv_landscape_values(first->grid, 1), bytes);
    rv_run_landscape_free(second);
    for (int statistics = RV_STATISTICS_BATCH; statistics <= RV_STATISTICS_RECALIBRATED;
         statistics++) {
        choice.statistics = statistics;
        second = make(&recipe, &choice, 1);
        for (size_t map = 0; map < 2; map++)
            assert_memory_not_equal(rv_landscape_values(first->grid, map),
                                    rv_landscape_values(second->grid, map), bytes);
        rv_run_landscape_free(second);
    }
    rv_run_landscape_free(first);
    rv_recipe_release(&recipe);
}

/* The two maps on one scale, a slice below each, the arrow; hatched where nothing is finite. */
static void test_plot(void **state)
{
    struct rv_landscape_choice choice = few();
    struct rv_recipe recipe;
    struct rv_run_landscape *l;

    (void)state;
    bind(small, &recipe);
    for (int line = 0; line < 2; line++) {
        struct rv_plot plot = {0};
        struct rv_text script = {0};

        if (line)
            assert_int_equal(rv_landscape_choice_parse("epochs=2,5", &choice, NULL), RV_OK);
        l = make(&recipe, &choice, 1);
        rv_landscape_plot(l, "small", "base", &plot);
        rv_plot_fit(&plot);
        assert_int_equal(plot.panel_count, line ? 2 : 4);
        assert_int_equal(plot.field_count, line ? 0 : 2);
        rv_script_print(&plot, "landscape", RV_FORMAT_SVG, &script);
        assert_int_equal(strstr(rv_text_string(&script), "filled lw 2") != NULL, !line);
        assert_null(strstr(rv_text_string(&script), "pattern 4"));
        if (!line) {
            assert_true(plot.fields[0].color.low == plot.fields[1].color.low);
            assert_true(plot.fields[0].color.high == plot.fields[1].color.high);
            assert_true(plot.panels[2].x.low == plot.fields[0].low[0]);
            plot.fields[1].value[7] = RV_NAN;
            rv_text_clear(&script);
            rv_script_print(&plot, "landscape", RV_FORMAT_SVG, &script);
            assert_non_null(strstr(rv_text_string(&script), "pattern 4"));
        }
        rv_text_release(&script);
        rv_plot_release(&plot);
        rv_run_landscape_free(l);
    }
    rv_recipe_release(&recipe);
}

static const char plain[] = SMALL_DATA "network: [flatten, dense: {units: 3}, tanh, dense: {units: "
                                       "2}]\noptimizer: {learning_rate: 0.5}\n"
                                       "train: {batch: 16, epochs: 6}\nrecord: {from: 2}\n";

static struct rv_run_landscape *on(const struct rv_recipe *recipe, const char *plane)
{
    struct rv_landscape_choice choice = few();

    assert_int_equal(rv_landscape_choice_parse(plane, &choice, NULL), RV_OK);
    return make(recipe, &choice, 1);
}

#define ROUNDING 1e-9 /* of sums over some hundred weights */

/* Each has the point that it says, and directions that are what they are called. */
static void test_planes(void **state)
{
    static const char *const names[] = {"eigen", "gradient", "random", "components"};
    struct rv_recipe recipe;
    struct rv_run_landscape *l[4], *again;
    const double *origin;
    size_t count;
    double there = 0, drawn = 0, total = 0;

    (void)state;
    bind(plain, &recipe);
    for (size_t i = 0; i < 4; i++) {
        l[i] = on(&recipe, names[i]);
        assert_string_equal(rv_run_landscape_plane_name(l[i]), names[i]);
        assert_true(fabs(rv_vector_dot(l[i]->plane.axis[0], l[i]->plane.axis[1],
                                       l[i]->plane.count)) <
                    ROUNDING * l[i]->plane.length[0] * l[i]->plane.length[1]);
        assert_memory_equal(l[i]->plane.origin,
                            rv_replay_parameters(&l[i]->replay, l[i]->through[0]),
                            l[i]->plane.count * sizeof(double));
    }
    /* the jump lies on the first, and the loss falls down the gradient, more than across */
    assert_true(fabs(rv_landscape_feet(l[0]->grid, &count)[l[0]->jump - 1].x - 1) < ROUNDING);
    for (int side = 0; side < 2; side++) {
        double losses[2][2], *at = rv_alloc(l[1]->plane.count, sizeof *at);
        struct rv_error error = {0};
        void *room = l[1]->source.open(l[1]->source.self, &error);

        for (int k = 0; k < 2; k++) {
            rv_plane_point(&l[1]->plane, side ? 0 : k * 1e-2, side ? k * 1e-2 : 0, at);
            l[1]->source.evaluate(room, at, NULL, losses[k]);
        }
        if (!side)
            assert_true(losses[1][RV_MAP_TRAINING] < losses[0][RV_MAP_TRAINING]);
        l[1]->source.close(room);
        rv_free(at);
    }
    /* the weights of a unit of the first dense layer, 3 apart, as long as they were */
    origin = l[2]->plane.origin;
    for (size_t i = 0; i < 64 * 3; i += 3) {
        there += origin[i] * origin[i];
        drawn += l[2]->plane.axis[0][i] * l[2]->plane.axis[0][i];
    }
    assert_true(fabs(there - drawn) < ROUNDING);
    assert_true(l[2]->plane.axis[0][64 * 3] == 0); /* a bias */
    again = on(&recipe, "random");
    assert_memory_equal(again->plane.axis[1], l[2]->plane.axis[1],
                        again->plane.count * sizeof(double));
    rv_run_landscape_free(again);
    /* shares are of one whole, the first the larger; those of a random walk are known */
    total = l[3]->share[0] + l[3]->share[1];
    assert_true(total > 0 && total < 1 + ROUNDING && l[3]->share[0] >= l[3]->share[1]);
    assert_true(l[3]->walk_share[0] > 0.6079 && l[3]->walk_share[0] < 0.7);
    for (size_t i = 0; i < 4; i++)
        rv_run_landscape_free(l[i]);
    rv_recipe_release(&recipe);
}

static void refuse(const char *yaml, const char *plane, const char *words)
{
    struct rv_landscape_choice choice = few();
    struct rv_recipe recipe;
    struct rv_run_landscape *l = NULL;
    struct rv_error error = {0};
    enum rv_status status = rv_landscape_choice_parse(plane, &choice, &error);

    bind(yaml, &recipe);
    if (!status)
        status = rv_run_landscape_create(&recipe, 7, &choice, &l, &error);
    if (!status)
        status = go(l, 1, &error);
    assert_true(status == RV_INPUT || status == RV_USAGE);
    if (!strstr(error.message, words))
        fail_msg("'%s' is not in: %s", words, error.message);
    rv_run_landscape_free(l);
    rv_recipe_release(&recipe);
}

static void test_refused(void **state)
{
    static const char wild[] = SMALL_DATA "network: [flatten, dense: {units: 2}]\n"
                                          "loss: {name: mean_squared_error}\n"
                                          "optimizer: {learning_rate: 1000}\n"
                                          "train: {batch: 16, epochs: 30}\n";
    static const char none[] = "data: {set: moons}\nnetwork: [relu]\ntrain: {epochs: 3}\n";
    static const char one[] = SMALL_DATA SMALL_NET "train: {batch: 16, epochs: 1}\n";
    static const char still[] = SMALL_DATA SMALL_NET "optimizer: {learning_rate: 0}\n"
                                                     "train: {batch: 16, epochs: 4}\n";

    (void)state;
    refuse(wild, "jump", "diverged");
    refuse(none, "jump", "no parameters");
    refuse(one, "jump", "no jump");
    refuse(still, "jump", "no length");
    refuse(small, "epochs=2,9,3", "no epoch 9");
    refuse(small, "epochs=2,3,2", "no length");
    refuse(small, "epochs=4,4", "no length");
    refuse(small, "epochs=4", "three epochs");
    refuse(small, "epochs=", "whole numbers");
    refuse(small, "epochs=1,2,3,4", "two or three");
    refuse(small, "epochs=1,-2", "whole numbers");
    refuse(small, "jmp", "did you mean 'jump'");
    refuse(small, "jump=3", "takes no values");
    refuse("surface: {name: quadratic}\ntrain: {epochs: 4}\n", "jump", "surface");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay), cmocka_unit_test(test_compare), cmocka_unit_test(test_jump),
        cmocka_unit_test(test_maps),   cmocka_unit_test(test_plot), cmocka_unit_test(test_planes),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
