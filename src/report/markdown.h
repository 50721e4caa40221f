/* Markdown for generated pages. */
#ifndef RAVINE_REPORT_MARKDOWN_H
#define RAVINE_REPORT_MARKDOWN_H

#include "ravine/text.h"

/* A cell of a table and the bar behind it: bars would end it, line breaks the table. */
void rv_markdown_cell(struct rv_text *out, const char *text);
/* Ends a row of cells: no blank at the end of a line. */
void rv_markdown_end_row(struct rv_text *out);

#endif
