/* How far claims are from failing: see room.h. */
#include "experiment/room.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>

/* Of small <= large. */
static double room_between(double small, double large)
{
    if (small == large)
        return 1;
    if (small > 0 && large > 0)
        return fmin(large / small, RV_ROOM_MOST);
    if (small < 0 && large < 0)
        return fmin(small / large, RV_ROOM_MOST);
    return small < large ? RV_ROOM_MOST : 0;
}

double rv_claim_room(const struct rv_claim_form *form, const double *values)
{
    double least = RV_ROOM_MOST;

    for (size_t c = 0; c < form->comparison_count; c++) {
        const char *comparator = form->comparisons[c].comparator;
        double left, right, room = RV_NAN;

        if (!rv_claim_sides(form, c, values, &left, &right))
            return 0;
        if (comparator[0] == '<')
            room = room_between(left, right);
        else if (comparator[0] == '>')
            room = room_between(right, left);
        if (isnan(room))
            return RV_NAN;
        least = fmin(least, room);
    }
    return least;
}

/* A seed on which a value is missing has no room: the claim does not hold there. */
static double room_on_seed(const struct rv_claim_form *form, const double *values, size_t seeds,
                           size_t seed, double *one)
{
    bool whole = true;

    for (size_t t = 0; t < form->term_count; t++) {
        one[t] = values[t * seeds + seed];
        whole = whole && !isnan(one[t]);
    }
    return whole ? rv_claim_room(form, one) : 0;
}

struct rv_claim_room rv_claim_room_over(const struct rv_claim *claim,
                                        const struct rv_claim_form *form, const double *values,
                                        size_t seeds)
{
    double *one = rv_alloc(form->term_count + seeds, sizeof *one), *rooms = one + form->term_count;
    struct rv_claim_room room = {RV_NAN, RV_NAN, RV_NAN, RV_NAN};
    bool known = true;

    for (size_t s = 0; s < seeds; s++) {
        rooms[s] = room_on_seed(form, values, seeds, s, one);
        known = known && !isnan(rooms[s]);
    }
    if (known) {
        room.low = rv_vector_quantile(rooms, seeds, 0.05);
        room.median = rv_vector_quantile(rooms, seeds, 0.5);
        room.high = rv_vector_quantile(rooms, seeds, 0.95);
        room.deciding = rv_vector_quantile(rooms, seeds, 1 - claim->share);
        for (size_t t = 0; t < form->term_count; t++)
            one[t] = rv_vector_quantile(values + t * seeds, seeds, 0.5);
        if (claim->over_median)
            room.deciding = rv_claim_room(form, one);
    }
    rv_free(one);
    return room;
}

const char *rv_claim_room_mark(const struct rv_claim_verdict *verdict)
{
    if (!verdict->checked || verdict->exact)
        return "";
    if (!verdict->passed)
        return "fails";
    return verdict->room.deciding < RV_ROOM_TIGHT   ? "tight"
           : verdict->room.deciding > RV_ROOM_LOOSE ? "loose"
                                                    : "";
}

void rv_claim_room_print(double room, struct rv_text *out)
{
    const double large = 1000;

    if (isnan(room))
        rv_text_add(out, "-");
    else if (room > large)
        rv_text_printf(out, "> %.0f", large);
    else
        rv_text_printf(out, room < 10 ? "%.2f" : "%.0f", room);
}

bool rv_claim_is_exact(const struct rv_claim_form *form, const struct rv_scenario *scenario)
{
    for (size_t t = 0; t < form->term_count; t++) {
        const struct rv_recipe *recipe = &scenario->variants[form->terms[t].variant].recipe;

        if (!rv_recipe_on_surface(recipe) || rv_recipe_inexact(recipe))
            return false;
        for (size_t i = 0; i < recipe->change_count; i++)
            if (rv_recipe_inexact(recipe->changes[i].recipe))
                return false;
    }
    return true;
}
