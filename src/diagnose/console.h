/* What readers of printed lines share: the pieces of a line, bars of progress, the settings that
 * are printed before a training begins. */
#ifndef RAVINE_DIAGNOSE_CONSOLE_H
#define RAVINE_DIAGNOSE_CONSOLE_H

#include "diagnose/draft.h"
#include "diagnose/lines.h"

/* A bar of Keras at `text`: "3000/3325 [===>..]", "236/236 ====", "500/500 - 2s - loss". False:
 * there is none. */
struct rv_console_bar {
    double done, of; /* NaN: unknown */
    const char *rest; /* behind the numbers */
};
bool rv_console_bar_read(const char *text, struct rv_console_bar *bar);

/* Where the next piece of a line begins, from behind `from`: at a word "Epoch" with a number, or at
 * a bar; the end of the text where there is none. Pastes often have a whole training in one line.
 */
const char *rv_console_next_piece(const char *from);

/* "Epoch 3/10": bytes, with the numbers; `planned` stays where there is none. 0: no such words. */
size_t rv_console_epoch_read(const char *text, double *epoch, double *planned);

/* Settings of a line: batch size, optimizer, numbers of examples. True: it said something. */
bool rv_console_facts_read(const char *text, struct rv_log_facts *facts);

#endif
