/* Markdown for generated pages. */
#include "report/markdown.h"

void rv_markdown_cell(struct rv_text *out, const char *text)
{
    for (; text && *text; text++) {
        if (*text == '|')
            rv_text_add(out, "\\|");
        else
            rv_text_add_bytes(out, *text == '\n' ? " " : text, 1);
    }
    rv_text_add(out, " | ");
}

void rv_markdown_end_row(struct rv_text *out)
{
    out->string[--out->length] = '\0';
    rv_text_add(out, "\n");
}
