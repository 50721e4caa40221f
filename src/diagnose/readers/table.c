/* Tables to be looked at: those of fastai, of Hugging Face, of skorch, of Markdown and of HTML. */
#include "diagnose/fields.h"
#include "diagnose/reader.h"

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    rv_fields_read(lines, "| ", draft);
}

const struct rv_reader_type rv_reader_table = {
    .name = "table",
    .looks = "a table, aligned with blanks or ruled with bars",
    .read = read,
};
