/* Threads that meet, for the self test of threads.sh: `race` lets them write one number side by
 * side, which ThreadSanitizer must see; anything else lets them write it one after the other, and it must
 * hold its tongue: else OpenMP's own locks and barriers are what it reports. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    const int race = argc > 1 && strcmp(argv[1], "race") == 0;
    long sum = 0, parts[64] = {0};

#pragma omp parallel for num_threads(4) schedule(static)
    for (int i = 0; i < 64; i++) {
        parts[i] = i;
        if (race) {
            sum += i;
        } else {
#pragma omp critical
            sum += i;
        }
    }
    for (int i = 0; i < 64; i++)
        sum += parts[i];
    printf("%ld\n", sum);
    return 0;
}
