/* Landscapes: planes, grids in slices and on threads, a path beside its plane. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/landscape.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define N 5

/* Two parabolas with minima of their own: map 0 at `floor`, map 1 moved along the last
 * coordinate. */
static const double curvature[N] = {2.385, 0.731, 1.917, 0.113, 4.259};
static const double floor_at[N] = {0.31, -0.27, 0.553, 1.219, -0.641};

static double parabola(const double *x, double moved)
{
    double value = 0.0173;

    for (size_t i = 0; i < N; i++) {
        double d = x[i] - floor_at[i] - (i == N - 1 ? moved : 0);

        value += 0.5 * curvature[i] * d * d;
    }
    return value;
}

struct planted {
    double moved;
    double wall; /* not finite where x[0] is above */
};

static void *open_room(void *self, struct rv_error *error)
{
    (void)error;
    return self;
}

static void close_room(void *room)
{
    (void)room;
}

/* Statistics, where a point has some, are added: what a path has on its own. */
static void evaluate(void *room, const double *weights, const double *statistics, double *losses)
{
    const struct planted *planted = room;

    losses[0] = parabola(weights, 0) + (statistics ? statistics[0] : 0);
    losses[1] = weights[0] > planted->wall ? HUGE_VAL : parabola(weights, planted->moved);
}

static struct rv_landscape_source source_of(struct planted *planted)
{
    return (struct rv_landscape_source){.self = planted, .count = N, .maps = 2,
                                        .open = open_room, .close = close_room,
                                        .evaluate = evaluate};
}

static const double points[3][N] = {{0.5, -0.2, 0.1, 0.9, -0.3},
                                    {1.1, 0.3, -0.4, 0.7, 0.2},
                                    {0.8, -0.9, 0.6, 1.4, -0.1}};

static void through(struct rv_plane *plane)
{
    const double *const three[] = {points[0], points[1], points[2]};

    assert_int_equal(rv_plane_through(three, 3, N, plane, NULL), RV_OK);
}

static double place(const struct rv_landscape_grid *grid, int axis, size_t i)
{
    return grid->low[axis] + (grid->high[axis] - grid->low[axis]) * (double)i /
                                 (double)((axis ? grid->rows : grid->columns) - 1);
}

#define SMALL 1e-12 /* rounding of five products */

/* Its three points lie on it, its axes are orthogonal and equally long. */
static void test_plane(void **state)
{
    struct rv_plane plane;
    double room[N], x, y, distance, back[N];

    (void)state;
    through(&plane);
    assert_true(fabs(rv_vector_dot(plane.axis[0], plane.axis[1], N)) < SMALL);
    assert_true(fabs(plane.length[0] - plane.length[1]) < SMALL);
    for (size_t i = 0; i < 3; i++) {
        rv_plane_foot(&plane, points[i], &x, &y, &distance, room);
        assert_true(distance < SMALL);
        if (i < 2)
            assert_true(fabs(x - (double)i) < SMALL && fabs(y) < SMALL);
        else
            assert_true(y > 0);
        rv_plane_point(&plane, x, y, back);
        for (size_t k = 0; k < N; k++)
            assert_true(fabs(back[k] - points[i][k]) < SMALL);
    }
    rv_plane_release(&plane);
}

static void test_no_plane(void **state)
{
    const double *const same[] = {points[0], points[0], points[1]};
    const double *const back[] = {points[0], points[1], points[0]};
    double line[N], wild[N];
    const double *const straight[] = {points[0], points[1], line};
    const double *const diverged[] = {points[0], points[1], wild};
    struct rv_plane plane;
    struct rv_error error = {0};

    (void)state;
    for (size_t i = 0; i < N; i++)
        line[i] = points[0][i] + 0.7385 * (points[1][i] - points[0][i]);
    memcpy(wild, points[2], sizeof wild);
    wild[2] = HUGE_VAL;
    assert_int_equal(rv_plane_through(same, 3, N, &plane, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "no length"));
    assert_int_equal(rv_plane_through(back, 3, N, &plane, &error), RV_INPUT);
    assert_int_equal(rv_plane_through(straight, 3, N, &plane, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "parallel"));
    assert_int_equal(rv_plane_through(diverged, 3, N, &plane, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "not finite"));
    assert_int_equal(rv_plane_through(same, 3, 0, &plane, &error), RV_INPUT);
}

/* Every value of the grid is the function's at that point of the plane. */
static void test_planted(void **state)
{
    const struct rv_landscape_grid grid = {33, 33, {-0.8, -0.8}, {1.8, 1.8}};
    struct planted planted = {.moved = 0.885, .wall = HUGE_VAL};
    struct rv_landscape_source source = source_of(&planted);
    struct rv_landscape *landscape;
    struct rv_plane plane;
    double at[N], x, y, loss;

    (void)state;
    through(&plane);
    assert_int_equal(rv_landscape_create(&plane, &grid, &source, NULL, 1, &landscape, NULL), RV_OK);
    while (rv_landscape_advance(landscape, 1))
        ;
    for (size_t row = 0; row < 33; row++)
        for (size_t i = 0; i < 33; i++) {
            rv_plane_point(&plane, place(&grid, 0, i), place(&grid, 1, row), at);
            assert_true(rv_landscape_values(landscape, 0)[row * 33 + i] == parabola(at, 0));
            assert_true(rv_landscape_values(landscape, 1)[row * 33 + i] == parabola(at, 0.885));
        }
    assert_true(rv_landscape_lowest(landscape, 0, &x, &y, &loss));
    rv_plane_foot(&plane, floor_at, &x, &y, &loss, at);
    assert_true(rv_landscape_correlation(landscape, 0, 0) > 1 - SMALL);
    assert_true(rv_landscape_correlation(landscape, 0, 1) < 0.9);
    rv_landscape_free(landscape);
    rv_plane_release(&plane);
}

/* The coarse grids come first, each within the next, and nothing is evaluated twice. */
static void test_coarse_first(void **state)
{
    const struct rv_landscape_grid grid = {65, 65, {-1, -1}, {1, 1}};
    struct planted planted = {.wall = HUGE_VAL};
    struct rv_landscape_source source = source_of(&planted);
    struct rv_landscape *landscape;
    struct rv_plane plane;
    size_t before = 0, seen[5] = {0};

    (void)state;
    through(&plane);
    assert_int_equal(rv_landscape_create(&plane, &grid, &source, NULL, 1, &landscape, NULL), RV_OK);
    assert_int_equal(rv_landscape_stride(landscape), 0);
    while (rv_landscape_advance(landscape, 0)) {
        const size_t stride = rv_landscape_stride(landscape);

        assert_int_equal(rv_landscape_done(landscape), ++before);
        assert_true(stride <= 4);
        if (stride && !seen[stride])
            seen[stride] = before;
        for (size_t i = 0; stride && i < 65 * 65; i += 65 * stride)
            for (size_t k = 0; k < 65; k += stride)
                assert_true(isfinite(rv_landscape_values(landscape, 0)[i + k]));
    }
    assert_int_equal(seen[4], 17 * 17);
    assert_int_equal(seen[2], 33 * 33);
    assert_int_equal(rv_landscape_stride(landscape), 1);
    assert_int_equal(rv_landscape_done(landscape), 65 * 65);
    rv_landscape_free(landscape);
    rv_plane_release(&plane);
}

/* A point beside the plane: its foot, how far, the loss that it has and the one under it. */
static void test_path(void **state)
{
    const struct rv_landscape_grid grid = {5, 5, {-1, -1}, {1, 1}};
    struct planted planted = {.wall = HUGE_VAL};
    struct rv_landscape_source source = source_of(&planted);
    struct rv_landscape *landscape;
    struct rv_plane plane;
    double weights[2 * N], statistics[2] = {0.25, 0.5}, foot_at[N];
    struct rv_landscape_path path = {weights, statistics, 2, 1};
    const struct rv_landscape_foot *foot;
    size_t count;

    (void)state;
    through(&plane);
    memcpy(weights, points[1], sizeof points[1]);
    memcpy(weights + N, points[2], sizeof points[2]);
    weights[N] += 0.4385;
    assert_int_equal(rv_landscape_create(&plane, &grid, &source, &path, 1, &landscape, NULL),
                     RV_OK);
    assert_null(rv_landscape_feet(landscape, &count));
    while (rv_landscape_advance(landscape, 1))
        ;
    foot = rv_landscape_feet(landscape, &count);
    assert_int_equal(count, 2);
    assert_true(foot[0].distance < SMALL && fabs(foot[0].x - 1) < SMALL);
    assert_true(foot[0].loss[0] == parabola(points[1], 0) + 0.25);
    assert_true(fabs(foot[0].plane_loss[0] - parabola(points[1], 0)) < SMALL);
    rv_plane_point(&plane, foot[1].x, foot[1].y, foot_at);
    assert_true(foot[1].plane_loss[0] == parabola(foot_at, 0));
    assert_true(foot[1].loss[0] == parabola(weights + N, 0) + 0.5);
    rv_vector_add(foot_at, -1, weights + N, N);
    assert_true(fabs(foot[1].distance - rv_vector_norm(foot_at, N) / plane.length[0]) < SMALL);
    assert_true(foot[1].distance > 0.01);
    rv_landscape_free(landscape);
    rv_plane_release(&plane);
}

/* What is not finite is counted and missing, and the rest compared. */
static void test_not_finite(void **state)
{
    const struct rv_landscape_grid grid = {17, 17, {-1, -1}, {1, 1}};
    struct planted planted = {.wall = 0.5385};
    struct rv_landscape_source source = source_of(&planted);
    struct rv_landscape *landscape;
    struct rv_plane plane;
    double at[N];
    size_t beyond = 0;

    (void)state;
    through(&plane);
    assert_int_equal(rv_landscape_create(&plane, &grid, &source, NULL, 2, &landscape, NULL), RV_OK);
    while (rv_landscape_advance(landscape, 0))
        ;
    for (size_t i = 0; i < 17 * 17; i++) {
        rv_plane_point(&plane, place(&grid, 0, i % 17), place(&grid, 1, i / 17), at);
        beyond += at[0] > planted.wall;
        assert_true(isnan(rv_landscape_values(landscape, 1)[i]) == (at[0] > planted.wall));
    }
    assert_int_equal(rv_landscape_not_finite(landscape, 0), 0);
    assert_int_equal(rv_landscape_not_finite(landscape, 1), beyond);
    assert_true(beyond > 0 && isfinite(rv_landscape_correlation(landscape, 0, 1)));
    rv_landscape_free(landscape);
    rv_plane_release(&plane);
}

/* A line has one row. */
static void test_line(void **state)
{
    const struct rv_landscape_grid grid = {9, 1, {-1, 0}, {1, 0}};
    const double *const two[] = {points[0], points[1]};
    struct planted planted = {.wall = HUGE_VAL};
    struct rv_landscape_source source = source_of(&planted);
    struct rv_landscape *landscape;
    struct rv_plane plane;
    double at[N];

    (void)state;
    assert_int_equal(rv_plane_through(two, 2, N, &plane, NULL), RV_OK);
    assert_int_equal(rv_landscape_create(&plane, &grid, &source, NULL, 3, &landscape, NULL), RV_OK);
    while (rv_landscape_advance(landscape, 0))
        ;
    for (size_t i = 0; i < 9; i++) {
        rv_plane_point(&plane, place(&grid, 0, i), 0, at);
        assert_true(rv_landscape_values(landscape, 0)[i] == parabola(at, 0));
    }
    rv_landscape_free(landscape);
    rv_plane_release(&plane);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plane),        cmocka_unit_test(test_no_plane),
        cmocka_unit_test(test_planted),      cmocka_unit_test(test_coarse_first),
        cmocka_unit_test(test_path),         cmocka_unit_test(test_not_finite),
        cmocka_unit_test(test_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
