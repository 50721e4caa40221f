/* What the files that make a forecast share. Not for other folders. */
#ifndef RAVINE_THEORY_FORECAST_PARTS_H
#define RAVINE_THEORY_FORECAST_PARTS_H

#include "theory/recursion.h"
#include "theory/closed_form.h"

/* What the making of a forecast hands round. */
struct rv_forecast_parts {
    const struct rv_recipe *recipe;
    struct rv_forecast *f;
    struct rv_surface *surface;
    struct rv_noise *noise;
    struct rv_recursion rule;
    size_t n;
    double *start;      /* n */
    double *hessian;    /* n × n, at the anchor */
    double *covariance; /* n × n, of the noise at the anchor */
    double *spread;     /* n */
    bool moments;       /* both exist */
    bool gaussian;
};

/* parabola.c: the known minimum nearest to the start, the start itself where none is known; then
 * curvatures and eigenvectors there. */
void rv_parabola_anchor(struct rv_forecast_parts *m);
enum rv_status rv_parabola_directions(struct rv_forecast_parts *m, struct rv_error *error);

/* forecast_sum.c: loss and its fluctuation, all directions together. `linear` are the recursions
 * behind the directions. */
void rv_forecast_sum(struct rv_forecast_parts *m, const struct rv_linear *linear);

#endif
