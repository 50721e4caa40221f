/* Arrays of NumPy as data: a .npy file, or an archive of them, cut in every way. */
#include "files.h"

#include "data/npy_arrays.h"
#include "ravine/memory.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rv_npy_arrays *arrays = NULL;
    struct rv_error error = {0};
    const char *path = fuzz_file("arrays.npz", data, size);

    if (rv_npy_arrays_read(path, size % 2 ? "" : path, &arrays, &error) == RV_OK) {
        const size_t width = rv_shape_size(arrays->shape);
        float *example = rv_alloc(width, sizeof *example);

        must(arrays->classes >= 2 && width > 0);
        for (size_t i = 0; i < arrays->training.x->size[0]; i++) {
            rv_npy_arrays_example(arrays, &arrays->training, i, example);
            must(arrays->training.labels[i] >= 0 && arrays->training.labels[i] < arrays->classes);
            for (size_t j = 0; j < width; j++)
                must(isfinite(example[j]));
        }
        rv_free(example);
        rv_npy_arrays_free(arrays);
    } else {
        must(error.status && *error.message);
    }
    return 0;
}
