/* Files of values with separators: CSVLogger, pandas, Lightning's metrics.csv, Ultralytics'
 * results.csv, timm's summary.csv, exports of TensorBoard and W&B, what a spreadsheet made of them.
 */
#include "diagnose/fields.h"
#include "diagnose/reader.h"

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    rv_fields_read(lines, ",;\t", draft);
}

const struct rv_reader_type rv_reader_csv = {
    .name = "csv",
    .looks = "CSV with a header",
    .read = read,
};
