/* Files that are no tables: see foreign.h. */
#include "data/foreign.h"

#include "record/gzip.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *begins;
    size_t length;
    const char *what, *out;
} kinds[] = {
    { "PK\3\4", 4, "a ZIP archive or a workbook of Excel or LibreOffice",
      "unpack it, or save the sheet as CSV" },
    { "\xd0\xcf\x11\xe0", 4, "a workbook of Excel", "save the sheet as CSV" },
    { "PAR1", 4, "a Parquet file", "write it as CSV, in pandas df.to_csv(\"table.csv\")" },
    { "ARROW1", 6, "a Feather or Arrow file",
      "write it as CSV, in pandas df.to_csv(\"table.csv\")" },
    { "\x89HDF", 4, "an HDF5 file", "write its arrays as .npz, in NumPy numpy.savez()" },
    { "MATLAB", 6, "a file of MATLAB", "write the table with writematrix() or as .npz" },
    { "SQLite format 3", 15, "an SQLite database", "export the table as CSV" },
    { "\x80\2", 2, "a Python pickle", "write it as CSV or .npz" },
    { "\x80\3", 2, "a Python pickle", "write it as CSV or .npz" },
    { "\x80\4", 2, "a Python pickle", "write it as CSV or .npz" },
    { "\x80\5", 2, "a Python pickle", "write it as CSV or .npz" },
    { "%PDF", 4, "a PDF", "a table of text is needed" },
    { "\x89PNG", 4, "a PNG image", "a table of text is needed" },
    { "\xff\xd8\xff", 3, "a JPEG image", "a table of text is needed" },
    { "BZh", 3, "compressed with bzip2", "unpack it with bunzip2" },
    { "\xfd" "7zXZ", 5, "compressed with xz", "unpack it with unxz" },
    { "\x28\xb5\x2f\xfd", 4, "compressed with zstd", "unpack it with unzstd" },
    { "<!DOCTYPE", 9, "an HTML page and no table", "download the file itself" },
    { "<html", 5, "an HTML page and no table", "download the file itself" },
    { "@relation", 9, "an ARFF file of Weka", "delete its lines up to @data, or save it as CSV" },
    { "version https://git-lfs", 23, "a pointer of Git LFS and not the file",
      "fetch it with git lfs pull" },
    { "{", 1, "JSON", "write it as CSV, in pandas pd.read_json(f).to_csv(\"table.csv\")" },
    { "[", 1, "JSON", "write it as CSV, in pandas pd.read_json(f).to_csv(\"table.csv\")" },
};

enum rv_status rv_foreign_check(const char *path, struct rv_error *error)
{
    char begin[64] = "";
    size_t got = 0;
    struct rv_gzip *file;
    enum rv_status status = rv_gzip_open(path, &file, error);

    if (status == RV_OK)
        status = rv_gzip_read(file, begin, sizeof begin - 1, &got, error);
    rv_gzip_close(file);
    for (size_t k = 0; status == RV_OK && k < sizeof kinds / sizeof *kinds; k++)
        if (got >= kinds[k].length &&
            strncasecmp(begin, kinds[k].begins, kinds[k].length) == 0)
            return rv_error_set(error, RV_INPUT, "%s is %s: %s", path, kinds[k].what,
                                kinds[k].out);
    return status;
}
