/* What a scenario says to the keys that a sweep varies, as `run` says it of --set. */
#ifndef RAVINE_COMMAND_SWEEP_NOTES_H
#define RAVINE_COMMAND_SWEEP_NOTES_H

#include "command/command.h"

#include "ravine/sweep.h"

/* Reads the scenario with the ends of every axis: mistakes to the report, among them that every
 * variant sets a key itself; a note on a key that some variants set is printed. `options` are those
 * that the scenario was read with. */
enum rv_status rv_sweep_notes_check(const struct rv_call *call, const struct rv_scenario *scenario,
                                    const struct rv_scenario_options *options,
                                    const struct rv_sweep_plan *plan, struct rv_report *report);

#endif
