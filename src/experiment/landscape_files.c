/* The arrays of a landscape: NumPy and VTK (legacy format, version 3: "VTK File Formats", Kitware).
 * See run_landscape.h. */
#include "experiment/run_landscape.h"

#include "ravine/folder.h"

#include <math.h>

const char *rv_run_landscape_file(const struct rv_run_landscape *l, const char *folder, size_t map,
                                  struct rv_text *path)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s/%s.npy", folder, map == RV_MAP_TRAINING ? "train"
                                                                     : l->source.name[map]);
    return rv_text_string(path);
}

/* One value a line, x fastest; a missing one is nan, which ParaView reads. */
static void print_vtk(const struct rv_run_landscape *l, struct rv_text *out)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    const size_t points = grid->columns * grid->rows;

    rv_text_printf(out, "# vtk DataFile Version 3.0\nravine landscape\nASCII\n"
                   "DATASET STRUCTURED_POINTS\nDIMENSIONS %zu %zu 1\nORIGIN ", grid->columns,
                   grid->rows);
    rv_text_number(out, grid->low[0]);
    rv_text_add(out, " ");
    rv_text_number(out, grid->low[1]);
    rv_text_add(out, " 0\nSPACING ");
    rv_text_number(out, (grid->high[0] - grid->low[0]) / (double)(grid->columns - 1));
    rv_text_add(out, " ");
    rv_text_number(out, grid->rows > 1
                            ? (grid->high[1] - grid->low[1]) / (double)(grid->rows - 1)
                            : 1);
    rv_text_printf(out, " 1\nPOINT_DATA %zu\n", points);
    for (size_t map = 0; map < l->source.maps; map++) {
        const double *value = rv_landscape_values(l->grid, map);

        rv_text_printf(out, "SCALARS %s double 1\nLOOKUP_TABLE default\n", l->source.name[map]);
        for (size_t i = 0; i < points; i++) {
            if (isfinite(value[i]))
                rv_text_number(out, value[i]);
            else
                rv_text_add(out, "nan");
            rv_text_add(out, "\n");
        }
    }
}

enum rv_status rv_run_landscape_write(const struct rv_run_landscape *l, const char *folder,
                                      struct rv_error *error)
{
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    const size_t shape[] = {grid->rows, grid->columns};
    struct rv_text path = {0}, vtk = {0};
    enum rv_status status = RV_OK;

    for (size_t map = 0; map < l->source.maps && !status; map++)
        status = rv_npy_write(rv_run_landscape_file(l, folder, map, &path),
                              rv_landscape_values(l->grid, map), shape, 2, error);
    if (!status) {
        print_vtk(l, &vtk);
        rv_text_clear(&path);
        rv_text_printf(&path, "%s/landscape.vtk", folder);
        status = rv_file_write_text(rv_text_string(&path), &vtk, error);
    }
    rv_text_release(&path);
    rv_text_release(&vtk);
    return status;
}
