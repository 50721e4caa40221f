/* Files that are no tables of text: a workbook, an archive, a picture. Who brings one is told what
 * it is and what to do. */
#ifndef RAVINE_DATA_FOREIGN_H
#define RAVINE_DATA_FOREIGN_H

#include "ravine/status.h"

/* RV_INPUT when the file begins as one of those. */
enum rv_status rv_foreign_check(const char *path, struct rv_error *error);

#endif
