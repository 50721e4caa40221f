/* Surfaces with a closed form of their own. Not for other folders. */
#ifndef RAVINE_THEORY_CLOSED_FORM_H
#define RAVINE_THEORY_CLOSED_FORM_H

#include "ravine/forecast.h"

/* Looks at the surface's name and fills what only it has: the two-cycle of log_cosh, the catapult.
 * For plain descent without noise. `start` has forecast->dimension values. */
void rv_closed_form_fill(const struct rv_recipe *recipe, const double *start,
                         struct rv_forecast *forecast);

#endif
