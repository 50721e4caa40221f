/* Sums of a chunk on their way to the caller's doubles (template). */

/* Widens them and adds them: taps of `vectors` vectors, `stride` doubles apart. */
static void V(add_part)(const real *restrict part, size_t taps, size_t vectors,
                        double *restrict gradient, size_t stride)
{
    for (size_t t = 0; t < taps; t++) {
        for (size_t v = 0; v < vectors; v++, part += L)
            for (int l = 0; l < L; l++)
                gradient[v * L + (size_t)l] += (double)part[l];
        gradient += stride;
    }
}
