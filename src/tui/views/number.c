/* Numbers as the last row can read them: see number.h. */
#include "tui/views/number.h"

#include "experiment/effect.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *rv_number_brief(double value, char text[RV_NUMBER_SIZE])
{
    const double size = fabs(value);
    char *zero;

    if (isnan(value))
        snprintf(text, RV_NUMBER_SIZE, "-");
    else if (isinf(value))
        snprintf(text, RV_NUMBER_SIZE, "inf");
    else if (size >= 1e4 || (size < 5e-4 && size > 0))
        snprintf(text, RV_NUMBER_SIZE, "%.0e", value);
    else
        snprintf(text, RV_NUMBER_SIZE, size < 9.995 ? size < 0.9995 ? "%.3f" : "%.2f" : "%.0f",
                 value);
    zero = strchr(text, '0');
    if (size < 0.9995 && zero && zero[1] == '.')
        memmove(zero, zero + 1, strlen(zero));
    return text;
}

const char *rv_number_severity(const struct rv_scenario *scenario, double severity,
                               char text[RV_NUMBER_SIZE])
{
    const double value = rv_effect_shown(scenario, severity);

    if (!rv_effect_in_percent(scenario) || !isfinite(value))
        return rv_number_brief(isinf(severity) ? severity : value, text);
    snprintf(text, RV_NUMBER_SIZE, "%.0f %%", 100 * value);
    return text;
}
