/* See the data: training and validation images beside each other, with their labels and with what
 * the network says. A camera that is tilted, a wrong scaling, labels by chance are seen at once. */
#include "tui/views/heading.h"

#include "lesson/lesson.h"

#include <math.h>

enum {
    MOST = 16, /* cells of an image's side; a larger one is drawn as means of its pixels */
    LEAST = 4, /* pixels of a side that make an image: what is smaller are columns of a table */
    GAP = 2,   /* cells between two images */
    BODY = 3,
    IMAGES = 64 /* beside each other at most */
};

/* How images are drawn: every `step` pixels of a side are one. */
struct scale {
    int step, width, height; /* of an image, in pixels that are drawn */
    double low, high;        /* of all that is shown */
};

/* The mean over channels and step × step pixels; where the image ends, of what there is. */
static double pixel(const struct rv_examples *set, size_t example, const struct scale *scale,
                    int row, int column)
{
    const struct rv_shape shape = set->shape;
    const float *image =
        set->inputs + example * (size_t)(shape.height * shape.width * shape.channels);
    double sum = 0;
    long count = 0;

    for (long y = row * scale->step; y < (row + 1) * scale->step && y < shape.height; y++)
        for (long x = column * scale->step; x < (column + 1) * scale->step && x < shape.width; x++)
            for (long c = 0; c < shape.channels; c++, count++)
                sum += (double)image[(y * shape.width + x) * shape.channels + c];
    return count ? sum / (double)count : 0;
}

/* As many as fit beside each other, spread over the set in its order, or over those that were
 * evaluated last (`run` NULL: all). */
static size_t shown(const struct rv_examples *set, const struct rv_run *run,
                    const struct scale *scale, int width, size_t which[IMAGES])
{
    size_t room = (size_t)((width - 1) / (scale->width + GAP)), count = 0;
    const uint32_t *evaluated = run ? rv_run_evaluated(run, &count) : NULL;

    if (!evaluated || count == 0 || rv_run_answer(run, evaluated[0]) < 0) {
        evaluated = NULL;
        count = set->count;
    }
    room = room < count ? room : count;
    room = room < IMAGES ? room : IMAGES;
    for (size_t i = 0; i < room; i++)
        which[i] = evaluated ? evaluated[i * count / room] : i * count / room;
    return room;
}

static void widen(const struct rv_examples *set, const struct rv_run *run, int width,
                  struct scale *scale)
{
    size_t which[IMAGES], count = shown(set, run, scale, width, which);

    for (size_t i = 0; i < count; i++)
        for (int row = 0; row < scale->height; row++)
            for (int column = 0; column < scale->width; column++) {
                scale->low = fmin(scale->low, pixel(set, which[i], scale, row, column));
                scale->high = fmax(scale->high, pixel(set, which[i], scale, row, column));
            }
}

static struct scale scale_of(const struct rv_samples *samples, const struct rv_run *run, int width)
{
    const struct rv_shape shape = samples->training.shape;
    const long side = shape.height > shape.width ? shape.height : shape.width;
    struct scale scale = {.step = (int)((side + MOST - 1) / MOST), .low = HUGE_VAL,
                          .high = -HUGE_VAL};

    scale.width = (int)((shape.width + scale.step - 1) / scale.step);
    scale.height = (int)((shape.height + scale.step - 1) / scale.step);
    widen(&samples->training, NULL, width, &scale);
    widen(&samples->validation, run, width, &scale);
    return scale;
}

static int shade(const struct scale *scale, double value)
{
    const double share =
        scale->high > scale->low ? (value - scale->low) / (scale->high - scale->low) : 0;

    return (int)fmin(RV_THEME_SHADES - 1, fmax(0, share * RV_THEME_SHADES));
}

static void draw_image(const struct rv_area *area, const struct rv_examples *set, size_t example,
                       const struct scale *scale, int left)
{
    for (int row = 0; row < (scale->height + 1) / 2; row++)
        for (int column = 0; column < scale->width; column++)
            rv_draw_shades(area, row, left + column,
                           shade(scale, pixel(set, example, scale, 2 * row, column)),
                           2 * row + 1 < scale->height
                               ? shade(scale, pixel(set, example, scale, 2 * row + 1, column))
                               : -1);
}

/* A row of images, and below each its label; `run` NULL: nothing was answered. */
static void draw_set(const struct rv_area *area, const struct rv_examples *set,
                     const struct rv_run *run, const struct scale *scale, const char *name)
{
    const int below = 1 + (scale->height + 1) / 2;
    struct rv_area images = rv_draw_part(area, 1, 0, below - 1, area->width);
    size_t which[IMAGES], count = shown(set, run, scale, area->width, which);

    rv_draw_printf(area, 0, 1, RV_ROLE_STRONG, "%s, %zu of %zu in their order", name, count,
                   set->count);
    for (size_t i = 0; i < count; i++) {
        const int left = 1 + (int)i * (scale->width + GAP), label = set->labels[which[i]];
        const int answer = run ? rv_run_answer(run, which[i]) : -1;

        draw_image(&images, set, which[i], scale, left);
        rv_draw_printf(area, below, left, RV_ROLE_TEXT, "is %d", label);
        if (answer >= 0)
            rv_draw_printf(area, below, left + 5, answer == label ? RV_ROLE_CURE : RV_ROLE_HARM,
                           "says %d", answer);
    }
}

static const struct rv_samples *samples_of(const struct rv_session *session)
{
    return rv_run_samples(rv_live_run_run(rv_lesson_run(session->lesson)));
}

static bool has_images(const struct rv_samples *samples)
{
    return samples && samples->training.shape.height >= LEAST &&
           samples->training.shape.width >= LEAST;
}

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    (void)state;
    (void)argument;
    if (!has_images(samples_of(session)))
        return rv_error_set(error, RV_INPUT, "there are no images: the data of this case are %s",
                            samples_of(session) ? "columns of numbers" : "a surface");
    return RV_OK;
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct rv_samples *samples = samples_of(session);
    const struct rv_run *run = rv_live_run_run(rv_lesson_run(session->lesson));
    const struct scale scale = scale_of(samples, run, area->width);
    const int rows = 2 + (scale.height + 1) / 2;
    struct rv_area training = rv_draw_part(area, BODY, 0, rows, area->width);
    struct rv_area validation =
        rv_draw_part(area, BODY + rows + (area->height > BODY + 2 * rows), 0, rows, area->width);

    (void)state;
    rv_heading_draw(session, area, "THE DATA   dark is small, bright is large");
    draw_set(&training, &samples->training, NULL, &scale, "Training");
    draw_set(&validation, &samples->validation, run, &scale, "Validation");
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct rv_samples *samples = samples_of(session);

    (void)state;
    rv_text_printf(out, "%zu training and %zu validation images of %ld by %ld pixels.\n",
                   samples->training.count, samples->validation.count,
                   (long)samples->training.shape.height, (long)samples->training.shape.width);
}

const struct rv_view_type rv_view_examples = {
    .name = "examples",
    .title = "The data",
    .open = open,
    .draw = draw,
    .say = say,
    .opened_by = RV_ACTION_EXAMPLES,
};
