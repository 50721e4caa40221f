/* Curves as sentences: for screen readers (--plain), and the question that a stopped run asks. */
#ifndef RAVINE_LESSON_CURVE_WORDS_H
#define RAVINE_LESSON_CURVE_WORDS_H

#include "ravine/scenario.h"
#include "ravine/text.h"

/* "Validation loss: from 0.693 to 0.212 over 12 epochs, lowest 0.181 at epoch 9. Jumped at
 * epochs 3, 5, 9." and a line end. `first` is the epoch of value[0]. Nothing for no value. */
void rv_curve_words_curve(const char *name, const double *value, size_t count, long first,
                          struct rv_text *out);

/* "Training hardly moved. Which epoch would you hand in? What would you change?": the first
 * sentence only where it is so. */
void rv_curve_words_question(const double *loss, const double *val_loss, size_t count,
                             enum rv_looks looks, struct rv_text *out);

#endif
