/* Forms as signed distance functions: the pictures behind the data set `shapes`.
 *
 * A form lies in the square [-1, 1]², y pointing down. distance(x, y) is negative inside, positive
 * outside and near the edge the distance to it, so that min joins two forms, max intersects them,
 * and a weighted mean of two distances is a form between them. */
#ifndef RAVINE_DATA_OUTLINES_H
#define RAVINE_DATA_OUTLINES_H

struct rv_outline {
    const char *name;
    double (*distance)(double x, double y);
};

/* Neighbours 0 and 1, 2 and 3, ... are a pair: `overlap` morphs one into the other. */
#define RV_OUTLINES_COUNT 30
extern const struct rv_outline rv_outlines[RV_OUTLINES_COUNT];

/* The form that `form` of the first `count` morphs into. */
int rv_outlines_partner(int form, int count);

#endif
