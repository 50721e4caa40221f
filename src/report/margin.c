/* The table of `ravine margin`: see margin.h; room is explained in experiment/room.h. */
#include "report/margin.h"

#include "experiment/room.h"
#include "report/verdicts.h"

#include "ravine/vector.h"

#include <inttypes.h>

enum { ROOM = 9 };

/* Where any bound would do there is no number. */
static double known(bool has, double room)
{
    return has && room < RV_ROOM_MOST ? room : RV_NAN;
}

static void add_room(double room, struct rv_text *out)
{
    struct rv_text number = {0};

    rv_claim_room_print(room, &number);
    rv_text_printf(out, "%*s", ROOM, rv_text_string(&number));
    rv_text_release(&number);
}

/* The formula on a line of its own below the numbers, so that it can be copied. */
static void print_claim(const struct rv_claim *claim, const struct rv_claim_verdict *verdict,
                        const struct rv_screen *screen, struct rv_text *out)
{
    const struct rv_claim_room *room = &verdict->room;
    struct rv_text formula = {0};

    if (!verdict->checked) {
        rv_text_printf(out, "%*s", 4 * ROOM, "not checked");
    } else if (verdict->exact) {
        rv_text_printf(out, "%*s", 4 * ROOM, verdict->passed ? "exact" : "exact, fails");
    } else {
        add_room(room->deciding, out);
        add_room(room->low, out);
        add_room(room->median, out);
        add_room(room->high, out);
    }
    if (!verdict->exact)
        rv_text_printf(out, "  %-5s", rv_claim_room_mark(verdict));
    if (claim->over_median)
        rv_text_add(out, "  on the medians");
    else if (!verdict->exact)
        rv_text_printf(out, "  on %.0f %% of the seeds", 100 * claim->share);
    rv_text_add(out, "\n");
    rv_text_add(&formula, claim->says);
    rv_text_wrap(out, rv_text_string(&formula), 2, screen->width);
    rv_text_release(&formula);
}

static void print_seeds(const struct rv_experiment *experiment, struct rv_text *out)
{
    if (experiment->seed_count == 1)
        rv_text_printf(out, "seed %" PRIu64, experiment->seeds[0]);
    else
        rv_text_printf(out, "seeds %" PRIu64 " to %" PRIu64, experiment->seeds[0],
                       experiment->seeds[experiment->seed_count - 1]);
}

static void print_sum(const struct rv_experiment *experiment, struct rv_text *out)
{
    const struct rv_tally tally = rv_verdicts_count(experiment);
    size_t tight = 0, loose = 0;

    for (size_t c = 0; c < tally.all; c++) {
        tight += rv_claim_room_mark(&experiment->verdicts[c])[0] == 't';
        loose += rv_claim_room_mark(&experiment->verdicts[c])[0] == 'l';
    }
    rv_tally_print(&tally, out);
    rv_text_printf(out, "; %zu tight (room below %g), %zu loose (above %g)\n", tight,
                   RV_ROOM_TIGHT, loose, RV_ROOM_LOOSE);
}

void rv_margin_print(const struct rv_experiment *experiment, const struct rv_screen *screen,
                     struct rv_text *out)
{
    const struct rv_scenario *scenario = experiment->scenario;

    rv_text_printf(out, "%s, ", scenario->name);
    print_seeds(experiment, out);
    rv_text_add(out, ": room, the factor by which a bound could be tightened\n");
    if (scenario->claim_count == 0) {
        rv_text_add(out, "no claims\n");
        return;
    }
    rv_text_printf(out, "%*s%*s%*s%*s\n", ROOM, "decides", ROOM, "5 %", ROOM, "50 %", ROOM,
                   "95 %");
    for (size_t c = 0; c < scenario->claim_count; c++)
        print_claim(&scenario->claims[c], &experiment->verdicts[c], screen, out);
    print_sum(experiment, out);
}

void rv_margin_json(const struct rv_experiment *experiment, struct rv_json *json)
{
    const struct rv_scenario *scenario = experiment->scenario;

    rv_json_object(json, NULL);
    rv_json_string(json, "scenario", scenario->name);
    rv_json_array(json, "seeds");
    for (size_t s = 0; s < experiment->seed_count; s++)
        rv_json_unsigned(json, NULL, experiment->seeds[s]);
    rv_json_end(json);
    rv_json_array(json, "claims");
    for (size_t c = 0; c < scenario->claim_count; c++) {
        const struct rv_claim_verdict *verdict = &experiment->verdicts[c];
        bool room = verdict->checked && !verdict->exact;

        rv_json_line(json, 2);
        rv_json_object(json, NULL);
        rv_json_string(json, "text", scenario->claims[c].says);
        rv_json_boolean(json, "exact", verdict->exact);
        if (verdict->checked)
            rv_json_boolean(json, "passed", verdict->passed);
        else
            rv_json_null(json, "passed");
        rv_json_number(json, "room", known(room, verdict->room.deciding));
        rv_json_number(json, "low", known(room, verdict->room.low));
        rv_json_number(json, "median", known(room, verdict->room.median));
        rv_json_number(json, "high", known(room, verdict->room.high));
        rv_json_string(json, "mark", rv_claim_room_mark(verdict));
        rv_json_end(json);
    }
    rv_json_end(json);
    rv_json_end(json);
}
