/* Forms as signed distance functions: the pictures behind the data set `shapes`.
 *
 * A form lies in the square [-1, 1]², y pointing down. distance(x, y) is negative inside, positive
 * outside and near the edge the distance to it, so that min joins two forms, max intersects them,
 * and a weighted mean of two distances is a form between them. */
#ifndef RAVINE_DATA_FORMS_H
#define RAVINE_DATA_FORMS_H

struct rv_forms_row {
    const char *name;
    double (*distance)(double x, double y);
};

/* Neighbours 0 and 1, 2 and 3, ... are a pair: `overlap` morphs one into the other. */
#define RV_FORMS_COUNT 30
extern const struct rv_forms_row rv_forms[RV_FORMS_COUNT];

/* The form that `form` of the first `count` morphs into. */
int rv_forms_partner(int form, int count);

#endif
