/* A surface from above, as shades on the screen, with paths on it: for the lab and the reveal.
 *
 * Colours are those of log(f - lowest) (plot/field.h): a narrow valley spans many powers of ten,
 * and what matters lies at its bottom. */
#ifndef RAVINE_TUI_SURFACE_MAP_H
#define RAVINE_TUI_SURFACE_MAP_H

#include "tui/draw.h"

#include "plot/plot.h"
#include "ravine/surface.h"

struct rv_surface_map {
    struct rv_plot_field field; /* its values are owned by the map */
};

/* Values of the first two coordinates on the window; the others are those of `rest` (as many as the
 * surface has coordinates). Surfaces of one dimension are drawn as if they had a second one. */
void rv_surface_map_make(struct rv_surface_map *map, const struct rv_surface *surface,
                         const double *rest, const double low[2], const double high[2]);
void rv_surface_map_release(struct rv_surface_map *map);

/* A window round a path and the known minima that are near it, with a little room; never much
 * beyond the surface's own window: a path that flies off leaves the picture. */
void rv_surface_map_window(const struct rv_surface *surface, const double *x, const double *y,
                           size_t count, double low[2], double high[2]);

/* Shades with numbers at both axes. The cells of the shades are what comes back: marks go there. */
struct rv_area rv_surface_map_draw(const struct rv_area *area, const struct rv_surface_map *map);
/* A mark at a point; false, and nothing is drawn, outside the window. */
bool rv_surface_map_mark(const struct rv_area *cells, const struct rv_surface_map *map, double x,
                         double y, enum rv_role role, const char *mark);
/* A path: every point but the last one as `mark`, the last one as `head`. Only the last `most`
 * points; 0: all. */
void rv_surface_map_path(const struct rv_area *cells, const struct rv_surface_map *map,
                         const double *x, const double *y, size_t count, size_t most,
                         enum rv_role role, const char *mark, const char *head);

#endif
