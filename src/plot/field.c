/* Fields of a plot: see field.h.
 *
 * A narrow valley spans many powers of ten, and what matters lies at its bottom: colours and levels
 * are those of log(f - base), where base is the lowest value. Its logarithm has no lower end, so
 * the colours begin where one percent of the area is lower: the floor of the valley. */
#include "plot/field.h"

#include "ravine/memory.h"
#include "ravine/text.h"
#include "ravine/vector.h"

#include <math.h>

#define FLOOR_SHARE 0.01 /* of the area, that has the lowest colour */
#define DECADES_MAX 6    /* of colours */
#define DECADES_MIN 1.5  /* below that the colours are linear */
#define LINEAR_LEVELS 10
#define TICKS 8

struct rv_plot_field *rv_field_add(struct rv_plot *plot, size_t columns, size_t rows,
                                   const double *low, const double *high)
{
    size_t n = plot->field_count++;
    struct rv_plot_field *field;

    plot->fields = rv_realloc(plot->fields, n, n + 1, sizeof *plot->fields);
    field = &plot->fields[n];
    *field = (struct rv_plot_field){.panel = plot->panel_count - 1, .columns = columns,
                                    .rows = rows, .low = {low[0], low[1]},
                                    .high = {high[0], high[1]}};
    field->value = rv_alloc(columns * rows, sizeof *field->value);
    return field;
}

double rv_field_at(const struct rv_plot_field *field, int axis, size_t i)
{
    size_t last = (axis ? field->rows : field->columns) - 1;

    return field->low[axis] + (field->high[axis] - field->low[axis]) * (double)i / (double)last;
}

const struct rv_plot_field *rv_field_of(const struct rv_plot *plot, size_t panel)
{
    for (size_t i = 0; i < plot->field_count; i++)
        if (plot->fields[i].panel == panel)
            return &plot->fields[i];
    return NULL;
}

/* ---- Colours and levels ---- */

/* Levels at 1 and 3 times powers of ten; at powers of ten alone where those are many. */
static void log_levels(struct rv_plot_field *field)
{
    double first = floor(log10(field->color.low)), last = ceil(log10(field->color.high));
    bool thirds = 2 * (last - first + 1) <= RV_PLOT_LEVELS;

    for (double power = first; power <= last; power++)
        for (int part = 0; part <= thirds; part++) {
            double level = (part ? 3 : 1) * pow(10, power);

            if (level >= field->color.low && level <= field->color.high &&
                field->level_count < RV_PLOT_LEVELS)
                field->level[field->level_count++] = level;
        }
}

static void linear_levels(struct rv_plot_field *field)
{
    double width = (field->color.high - field->color.low) / (LINEAR_LEVELS + 1);

    for (int i = 1; i <= LINEAR_LEVELS; i++)
        field->level[field->level_count++] = field->color.low + i * width;
}

/* Half the powers of ten as ticks is enough: the colours say how much, not exactly how much. */
void rv_field_fit(struct rv_plot_field *field, double base)
{
    size_t n = field->columns * field->rows;
    double low = 0, high = 1, *above = rv_alloc(n, sizeof *above);

    if (!rv_axis_limits(field->value, n, &low, &high))
        high = low + 1;
    field->base = isfinite(base) && base <= low ? base : low;
    for (size_t i = 0; i < n; i++)
        above[i] = isfinite(field->value[i]) ? field->value[i] - field->base : RV_NAN;
    high -= field->base;
    low = fmax(rv_vector_quantile(above, n, FLOOR_SHARE), high * pow(10, -DECADES_MAX));
    field->level_count = 0;
    if (high > 0 && low > 0 && log10(high / low) > DECADES_MIN) {
        rv_axis_fit(&field->color, low, high, true, 0, TICKS);
        log_levels(field);
    } else {
        rv_axis_fit(&field->color, 0, high > 0 ? high : 1, false, 0, TICKS);
        linear_levels(field);
    }
    rv_free(above);
}

/* Lines at 1, 1.5, 2, 3, 5 and 7 times powers of ten; of many powers fewer. */
void rv_field_fit_log(struct rv_plot_field *field, double low, double high)
{
    static const double parts[] = {1, 2, 5, 1.5, 3, 7};
    const double decades = log10(high / low);
    const size_t count = decades < 1.5 ? 6 : decades < 3 ? 3 : 1;

    field->base = 0;
    field->level_count = 0;
    field->numbers = true;
    if (!(high > low)) {
        low *= 0.9;
        high = 1.1 * low / 0.9;
    }
    rv_axis_fit(&field->color, low, high, true, 0, TICKS);
    for (double power = floor(log10(low)); power <= log10(high); power++)
        for (size_t i = 0; i < count; i++) {
            const double level = parts[i] * pow(10, power);

            if (level > low && level < high && field->level_count < RV_PLOT_LEVELS)
                field->level[field->level_count++] = level;
        }
}

void rv_field_match(struct rv_plot_field *field, const struct rv_plot_field *other)
{
    field->base = other->base;
    field->color = other->color;
    field->level_count = other->level_count;
    field->numbers = other->numbers;
    for (size_t i = 0; i < other->level_count; i++)
        field->level[i] = other->level[i];
}

/* Half a cell of room, so that cells at the edge are whole; of many names every second, third ...
 * is there. */
static void name_axis(const struct rv_plot_field *field, int i, struct rv_axis *axis)
{
    const size_t count = i ? field->rows : field->columns;
    size_t longest = 1, most = RV_AXIS_TICKS;

    for (size_t k = 0; k < count; k++) {
        const size_t size = (size_t)rv_text_columns(field->names[i][k]);

        longest = size > longest ? size : longest;
    }
    if (i == 0 && most > field->name_room / (longest + 1))
        most = field->name_room / (longest + 1) + 1;
    *axis = (struct rv_axis){.low = -0.5, .high = (double)count - 0.5, .text = field->names[i],
                             .text_stride = (count + most - 1) / most};
    for (size_t k = 0; k < count; k += axis->text_stride)
        axis->tick[axis->count++] = (double)k;
}

void rv_field_axes(const struct rv_plot_field *field, struct rv_plot_panel *panel)
{
    struct rv_axis *axes[] = {&panel->x, &panel->y};

    for (int i = 0; i < 2; i++) {
        if (field->names[i]) {
            name_axis(field, i, axes[i]);
            continue;
        }
        *axes[i] = (struct rv_axis){.low = field->low[i], .high = field->high[i]};
        rv_axis_ticks(axes[i], 6, false);
    }
}

/* ---- Reading off ---- */

/* Cell and share of it along one axis; false outside. */
static bool locate(const struct rv_plot_field *field, int axis, double x, size_t *cell,
                   double *share)
{
    size_t last = (axis ? field->rows : field->columns) - 1;
    double place = (x - field->low[axis]) / (field->high[axis] - field->low[axis]) * (double)last;

    if (!(place >= 0 && place <= (double)last))
        return false;
    *cell = place < (double)last ? (size_t)place : last - 1;
    *share = place - (double)*cell;
    return true;
}

double rv_field_shade(const struct rv_plot_field *field, double x, double y)
{
    const double *corner;
    double s, t, value;
    size_t i, k;

    if (!locate(field, 0, x, &i, &s) || !locate(field, 1, y, &k, &t))
        return RV_NAN;
    corner = field->value + k * field->columns + i;
    value = (1 - t) * ((1 - s) * corner[0] + s * corner[1]) +
            t * ((1 - s) * corner[field->columns] + s * corner[field->columns + 1]);
    if (!isfinite(value))
        return RV_NAN;
    return fmin(fmax(rv_axis_place(&field->color, value - field->base), 0), 1);
}
