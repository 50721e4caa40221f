/* Votes as they were counted: a line for each change in $XDG_STATE_HOME/ravine/votes. */
#ifndef RAVINE_LESSON_VOTE_FILE_H
#define RAVINE_LESSON_VOTE_FILE_H

#include "lesson/vote.h"

/* Adds a line. What cannot be written is not worth a word in the middle of a vote. */
void rv_vote_file_add(const char *name, const struct rv_hands *hands);

/* The last line of a name, and how many minutes ago it was written. False: there is none, or it
 * says that nobody has voted. Lines that are not ours are passed over. */
bool rv_vote_file_last(const char *name, struct rv_hands *hands, long *minutes);

#endif
