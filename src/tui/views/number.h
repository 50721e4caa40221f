/* Numbers as the last row can read them: few digits, no leading zero. */
#ifndef RAVINE_TUI_VIEWS_NUMBER_H
#define RAVINE_TUI_VIEWS_NUMBER_H

#define RV_NUMBER_SIZE 16

/* ".219", "1.25", "12", "1e+04"; "-" where there is none, "inf" where it is no number any more. */
const char *rv_number_brief(double value, char text[RV_NUMBER_SIZE]);

#endif
