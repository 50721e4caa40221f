/* Which rank makes which runs: see hand_out.h. */
#include "experiment/hand_out.h"

#include "ravine/memory.h"

void rv_hand_out_init(struct rv_hand_out *hand_out, size_t runs, size_t ranks)
{
    *hand_out = (struct rv_hand_out){.runs = runs, .ranks = ranks, .left = runs,
                                      .last = runs};
    hand_out->copies = rv_alloc(runs + 1, sizeof *hand_out->copies);
    hand_out->done = rv_alloc(runs + 1, sizeof *hand_out->done);
}

void rv_hand_out_release(struct rv_hand_out *hand_out)
{
    rv_free(hand_out->copies);
    rv_free(hand_out->done);
    *hand_out = (struct rv_hand_out){0};
}

void rv_hand_out_done(struct rv_hand_out *hand_out, size_t run)
{
    hand_out->left -= !hand_out->done[run];
    hand_out->done[run] = true;
}

/* To the next run that nobody has. */
static void skip_given(struct rv_hand_out *hand_out)
{
    while (hand_out->next < hand_out->runs &&
           (hand_out->done[hand_out->next] || hand_out->copies[hand_out->next]))
        hand_out->next++;
}

bool rv_hand_out_all_given(const struct rv_hand_out *hand_out)
{
    struct rv_hand_out look = *hand_out;

    skip_given(&look);
    return look.next == look.runs;
}

/* The last run that is not there and that the fewest ranks have. */
static size_t give_again(struct rv_hand_out *hand_out, size_t *run)
{
    while (hand_out->first < hand_out->last && hand_out->done[hand_out->first])
        hand_out->first++;
    while (hand_out->last > hand_out->first && hand_out->done[hand_out->last - 1])
        hand_out->last--;
    for (unsigned char copies = 1; copies < RV_HAND_OUT_COPIES; copies++)
        for (size_t i = hand_out->last; i-- > hand_out->first;)
            if (!hand_out->done[i] && hand_out->copies[i] == copies) {
                hand_out->copies[i]++;
                *run = i;
                return 1;
            }
    return 0;
}

size_t rv_hand_out_next(struct rv_hand_out *hand_out, size_t runs[RV_HAND_OUT_MOST])
{
    size_t wanted = hand_out->left / (4 * hand_out->ranks), count = 0;

    if (wanted < 1 || wanted > RV_HAND_OUT_MOST)
        wanted = wanted < 1 ? 1 : RV_HAND_OUT_MOST;
    for (; count < wanted; count++) {
        skip_given(hand_out);
        if (hand_out->next == hand_out->runs)
            break;
        hand_out->copies[hand_out->next] = 1;
        runs[count] = hand_out->next;
    }
    return count ? count : give_again(hand_out, runs);
}
