/* A reader with a fault, for the self tests: it dies where two commas follow each other. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 1; i < size; i++)
        must(data[i] != ',' || data[i - 1] != ',');
    return 0;
}
