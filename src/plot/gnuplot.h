/* The gnuplot process. */
#ifndef RV_PLOT_GNUPLOT_H
#define RV_PLOT_GNUPLOT_H

#include "ravine/status.h"

/* Runs FOLDER/SCRIPT. The script must write FOLDER/PICTURE and let a variable `picture` name
 * another file in its place: gnuplot writes a temporary one, which is renamed when gnuplot ended
 * well and the file is not empty. RV_MISSING when gnuplot is not installed, failed (the message
 * holds its first complaint) or took longer than RV_GNUPLOT_SECONDS; RV_WRITE when the picture
 * could not be written. PICTURE consists of letters, digits, - . and _. */
#define RV_GNUPLOT_SECONDS 20
enum rv_status rv_gnuplot_run(const char *folder, const char *script, const char *picture,
                              struct rv_error *error);

/* Draws FOLDER/SCRIPT on the screen instead of into a file, by its variable `show`: `terminal` is a
 * terminal of gnuplot that writes to standard output ("sixelgd ..."), or "" for a window that stays
 * when gnuplot has ended. RV_MISSING when that is not possible here. */
enum rv_status rv_gnuplot_show(const char *folder, const char *script, const char *terminal,
                               struct rv_error *error);

/* The program to start instead of "gnuplot" (tests: one that does not exist, hangs or fails);
 * NULL: gnuplot again. `seconds` 0: the usual limit. */
void rv_gnuplot_set_program(const char *program, double seconds);

#endif
