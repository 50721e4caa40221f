/* Curves as sentences: see curve_words.h. */
#include "lesson/curve_words.h"

#include "lesson/jump.h"

#include <math.h>

/* "Training hardly moved" while validation jumped: at most so much of the validation's step, both
 * as factors. */
#define HARDLY 0.25

static void add_number(struct rv_text *out, const char *before, double value)
{
    rv_text_add(out, before);
    rv_text_brief(out, value);
}

/* "Jumped at epochs 3, 5, 9." */
static void add_jumps(const double *value, size_t count, long first, struct rv_text *out)
{
    size_t jumps = 0;

    for (size_t i = 0; i < count; i++)
        jumps += rv_jump_at(value, i);
    if (jumps == 0)
        return;
    rv_text_add(out, jumps == 1 ? " Jumped at epoch" : " Jumped at epochs");
    for (size_t i = 0, said = 0; i < count; i++)
        if (rv_jump_at(value, i))
            rv_text_printf(out, "%s %ld", said++ ? "," : "", first + (long)i);
    rv_text_add(out, ".");
}

void rv_curve_words_curve(const char *name, const double *value, size_t count, long first,
                          struct rv_text *out)
{
    size_t lowest = 0;

    if (count == 0)
        return;
    for (size_t i = 1; i < count; i++)
        if (value[i] < value[lowest])
            lowest = i;
    rv_text_printf(out, "%s:", name);
    if (count == 1) {
        add_number(out, " ", value[0]);
        rv_text_printf(out, " at epoch %ld.\n", first);
        return;
    }
    add_number(out, " from ", value[0]);
    add_number(out, " to ", value[count - 1]);
    rv_text_printf(out, " over %zu epochs", count);
    add_number(out, ", lowest ", value[lowest]);
    rv_text_printf(out, " at epoch %ld.", first + (long)lowest);
    add_jumps(value, count, first, out);
    rv_text_add(out, "\n");
}

/* The last step of a curve as a factor, up or down alike; 0: there is none. */
static double last_step(const double *value, size_t count)
{
    const double step = count < 2 ? 0 : fabs(log(value[count - 1] / value[count - 2]));

    return isfinite(step) ? step : 0;
}

void rv_curve_words_question(const double *loss, const double *val_loss, size_t count,
                             enum rv_looks looks, struct rv_text *out)
{
    if (looks == RV_LOOKS_JUMPS && count > 1 && rv_jump_at(val_loss, count - 1)) {
        if (last_step(loss, count) <= HARDLY * last_step(val_loss, count))
            rv_text_add(out, "Training hardly moved. ");
        rv_text_add(out, "Which epoch would you hand in?\n");
    }
    rv_text_add(out, "What would you change?");
}
