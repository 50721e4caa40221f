/* Lines of braille dots, two by four in a cell. */
#ifndef RV_TUI_BRAILLE_H
#define RV_TUI_BRAILLE_H

#include "tui/curve.h"

#include "plot/grid.h"

/* Draws the series as a line over the cells of the grid; dotted where its mark is a point, so that
 * it can be told from others without colours. Dots of earlier lines in a cell stay. */
void rv_braille_line(const struct rv_area *cells, const struct rv_grid *grid,
                     const struct rv_curve_series *series);

#endif
