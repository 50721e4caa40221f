/* The vote: see vote.h. */
#include "lesson/vote.h"

#include "lesson/vote_file.h"

#include <string.h>

static void begin_change(struct rv_vote *vote)
{
    if (vote->changes == RV_VOTE_UNDO)
        memmove(vote->before, vote->before + 1, --vote->changes * sizeof *vote->before);
    vote->before[vote->changes++] = vote->now;
}

static void keep(const struct rv_vote *vote)
{
    if (vote->kept)
        rv_vote_file_add(vote->kept, &vote->now);
}

static void set(struct rv_vote *vote, size_t choice, int hands)
{
    begin_change(vote);
    vote->now.of[vote->round][choice] = hands < 0                       ? 0
                                        : hands > RV_VOTE_HANDS_MAXIMUM ? RV_VOTE_HANDS_MAXIMUM
                                                                        : hands;
    keep(vote);
}

void rv_vote_add(struct rv_vote *vote, size_t choice, int hands)
{
    if (!vote->alone) {
        set(vote, choice, vote->now.of[vote->round][choice] + hands);
        return;
    }
    begin_change(vote);
    vote->now.own = hands > 0 ? choice + 1 : vote->now.own == choice + 1 ? 0 : vote->now.own;
    keep(vote);
}

void rv_vote_digit(struct rv_vote *vote, size_t choice, int digit, bool going_on)
{
    int number = digit + (going_on ? 10 * vote->now.of[vote->round][choice] : 0);

    set(vote, choice, number > RV_VOTE_HANDS_MAXIMUM ? digit : number);
}

bool rv_vote_undo(struct rv_vote *vote)
{
    if (vote->changes == 0)
        return false;
    vote->now = vote->before[--vote->changes];
    keep(vote);
    return true;
}

int rv_vote_in_round(const struct rv_vote *vote, size_t choices, int round)
{
    int hands = 0;

    for (size_t i = 0; i < choices; i++)
        hands += vote->now.of[round][i];
    return hands;
}

int rv_vote_hands(const struct rv_vote *vote, size_t choices, size_t choice)
{
    int round = RV_VOTE_ROUNDS - 1;

    if (vote->alone)
        return vote->now.own == choice + 1;
    while (round > 0 && rv_vote_in_round(vote, choices, round) == 0)
        round--;
    return vote->now.of[round][choice];
}

bool rv_vote_keep(struct rv_vote *vote, const char *name, long *minutes)
{
    struct rv_hands hands;

    vote->kept = name;
    if (!rv_vote_file_last(name, &hands, minutes) || *minutes >= 60 * RV_VOTE_HOURS)
        return false;
    begin_change(vote);
    vote->now = hands;
    return true;
}
