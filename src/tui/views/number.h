/* Numbers as the last row can read them: few digits, no leading zero. */
#ifndef RAVINE_TUI_VIEWS_NUMBER_H
#define RAVINE_TUI_VIEWS_NUMBER_H

#include "ravine/scenario.h"

#define RV_NUMBER_SIZE 16

/* ".219", "1.25", "12", "1e+04"; "-" where there is none, "inf" where it is no number any more. */
const char *rv_number_brief(double value, char text[RV_NUMBER_SIZE]);

/* A severity in the unit of the case's measure: accuracies in per cent. */
const char *rv_number_severity(const struct rv_scenario *scenario, double severity,
                               char text[RV_NUMBER_SIZE]);

#endif
