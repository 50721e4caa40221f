/* Weights of a run folder. */
#include "files.h"

#include "ravine/folder.h"
#include "ravine/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double *values = NULL;
    size_t count = 0;
    struct rv_error error = {0};

    if (rv_npy_read(fuzz_file("file.npy", data, size), &values, &count, &error) == RV_OK) {
        must(count <= size / 8);
        rv_free(values);
    } else {
        must(error.status && *error.message);
    }
    return 0;
}
