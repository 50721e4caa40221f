/* IDX files, plain and compressed, as images and as labels. */
#include "files.h"

#include "data/file.h"
#include "data/idx.h"

static void read_as(const char *path, int dimensions)
{
    struct rv_idx header = {0};
    struct rv_file_cached *cached = NULL;
    struct rv_error error = {0};
    enum rv_status announced = rv_idx_header(path, dimensions, &header, &error);
    enum rv_status whole = rv_idx_get(path, dimensions, &cached, &error);

    must(whole != RV_OK || announced == RV_OK);
    if (whole == RV_OK) {
        const struct rv_idx *idx = rv_file_value(cached);
        unsigned sum = 0;

        for (size_t i = 0; i < idx->size[0] * idx->size[1] * idx->size[2]; i++)
            sum += idx->values[i];
        must(sum <= 255 * idx->size[0] * idx->size[1] * idx->size[2]);
        must(memcmp(idx->size, header.size, sizeof header.size) == 0);
    } else {
        must(*error.message);
    }
    rv_file_put(cached);
    rv_idx_cache_release();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file("file.idx", data, size);

    read_as(path, 3);
    read_as(path, 1);
    return 0;
}
