/* The vote of a class in two rounds, or the answer of one learner. Every change can be taken back,
 * and is kept in a file as it is made: neither a wrong key nor a crash loses a hall's hands. */
#ifndef RAVINE_LESSON_VOTE_H
#define RAVINE_LESSON_VOTE_H

#include <stdbool.h>
#include <stddef.h>

#define RV_VOTE_ROUNDS 2       /* before and after discussion */
#define RV_VOTE_CHOICES 9      /* one key each */
#define RV_VOTE_HANDS_MAXIMUM 999
#define RV_VOTE_UNDO 32        /* changes that can be taken back */
#define RV_VOTE_HOURS 3        /* hands that are older belong to another lecture */

struct rv_hands {
    int of[RV_VOTE_ROUNDS][RV_VOTE_CHOICES];
    size_t own; /* one learner's answer, from 1; 0: none yet */
};

struct rv_vote {
    struct rv_hands now;
    struct rv_hands before[RV_VOTE_UNDO]; /* the last changes, the latest at before[changes - 1] */
    size_t changes;
    int round;        /* 0 before discussion, 1 after it */
    bool alone;       /* one learner answers; the hands of the class stay as they are */
    const char *kept; /* not owned: the name under which every change is kept, or NULL */
};

/* One hand more or less for a choice, in this round; alone the answer, or none. */
void rv_vote_add(struct rv_vote *vote, size_t choice, int hands);
/* A digit of a number of hands: it begins a number, or goes on with the one before. */
void rv_vote_digit(struct rv_vote *vote, size_t choice, int digit, bool going_on);
/* Takes the last change back; false where there is none. */
bool rv_vote_undo(struct rv_vote *vote);

/* All hands of a round. */
int rv_vote_in_round(const struct rv_vote *vote, size_t choices, int round);
/* Hands for a choice in the last round that has any; alone 1 for the answer. */
int rv_vote_hands(const struct rv_vote *vote, size_t choices, size_t choice);

/* From now on every change is kept under this name (of a scenario) in the user's state folder.
 * Hands that were kept there in the last hours come back: true, and *minutes says how old they
 * are. Undo takes them away. What cannot be written lasts for this sitting. */
bool rv_vote_keep(struct rv_vote *vote, const char *name, long *minutes);

#endif
