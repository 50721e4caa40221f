/* Between form.c and form_rows.c. */
#ifndef RAVINE_LESSON_FORM_INTERNAL_H
#define RAVINE_LESSON_FORM_INTERNAL_H

#include "lesson/form.h"

/* The rows of the form's recipe anew; cursor and earlier values are kept by key. */
void rv_form_rows(struct rv_form *form);
void rv_form_rows_release(struct rv_form *form);

#endif
