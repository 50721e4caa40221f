/* Twins: twin(x) = scale · f(R(x - shift)), R a turn in the plane of the first two coordinates. By
 * the chain rule its gradient is scale R' g and its Hessian scale R' H R, both taken at the moved
 * point. */
#include "surface/twin.h"

#include "surface/define.h"

static const struct rv_param params[] = {
    RV_REALS(struct rv_twin, shift, .minimum = -1e6, .maximum = 1e6,
             .help = "How far the validation surface is moved, one value a coordinate; one value "
                     "alone moves all. Too large: validation has its minimum far from training's."),
    RV_REAL(struct rv_twin, rotate, .minimum = -360, .maximum = 360, .unit = "degrees",
            .help = "Turn of the validation surface in the plane of the first two coordinates. A "
                    "few degrees put a narrow validation valley across the training path."),
    RV_REAL(struct rv_twin, scale, .initial = 1, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM,
            .help = "Factor on the validation surface. Above 1: the same bounce of the path shows "
                    "larger in validation loss."),
    RV_PARAM_END
};

const struct rv_type rv_twin_type = {
    .name = "validation",
    .summary = "The training surface moved, turned or re-scaled: a stand-in for validation data.",
    .params = params,
    .config_size = sizeof(struct rv_twin),
};

/* `active` stays false for the identity in any spelling (a turn by 360 degrees, a shift of 0). */
enum rv_status rv_twin_prepare(const struct rv_twin *twin, size_t n, struct rv_twin_map *map,
                               struct rv_error *error)
{
    *map = (struct rv_twin_map){ .cosine = 1, .scale = 1 };
    if (!twin)
        return RV_OK;
    if (twin->shift.count > 1 && twin->shift.count != n)
        return rv_error_set(error, RV_INPUT,
                            "the shift of the validation surface has %zu values, the surface %zu "
                            "dimensions; give one value a coordinate, or one for all",
                            twin->shift.count, n);
    if (n < 2 && twin->rotate != 0)
        return rv_error_set(error, RV_INPUT,
                            "a validation surface of one dimension cannot be rotated");
    map->scale = twin->scale;
    rv_define_turn(twin->rotate, &map->cosine, &map->sine);
    map->active = map->scale != 1 || map->cosine != 1;
    for (size_t i = 0; twin->shift.count && i < n; i++) {
        map->shift[i] = twin->shift.value[twin->shift.count == 1 ? 0 : i];
        map->active |= map->shift[i] != 0;
    }
    return RV_OK;
}

/* (x, y) by an angle, anticlockwise; in place. */
static void turn(double c, double s, double *x, double *y)
{
    const double first = *x, second = *y;

    *x = c * first - s * second;
    *y = s * first + c * second;
}

void rv_twin_point(const struct rv_twin_map *map, const double *x, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] - map->shift[i];
    if (n > 1)
        turn(map->cosine, map->sine, &out[0], &out[1]);
}

/* The inverse: turn back first, then move. */
void rv_twin_back(const struct rv_twin_map *map, const double *x, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i];
    if (n > 1)
        turn(map->cosine, -map->sine, &out[0], &out[1]);
    for (size_t i = 0; i < n; i++)
        out[i] += map->shift[i];
}

void rv_twin_gradient(const struct rv_twin_map *map, size_t n, double *gradient)
{
    if (n > 1)
        turn(map->cosine, -map->sine, &gradient[0], &gradient[1]);
    for (size_t i = 0; i < n; i++)
        gradient[i] *= map->scale;
}

void rv_twin_hessian(const struct rv_twin_map *map, size_t n, double *hessian)
{
    /* R' on the left turns the first two rows, R on the right the first two columns. */
    for (size_t j = 0; n > 1 && j < n; j++)
        turn(map->cosine, -map->sine, &hessian[j], &hessian[n + j]);
    for (size_t i = 0; n > 1 && i < n; i++)
        turn(map->cosine, -map->sine, &hessian[i * n], &hessian[i * n + 1]);
    for (size_t i = 0; i < n * n; i++)
        hessian[i] *= map->scale;
}
