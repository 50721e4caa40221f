/* The watch view's state, and its drawing. */
#ifndef RV_TUI_VIEWS_WATCH_H
#define RV_TUI_VIEWS_WATCH_H

#include "lesson/playback.h"
#include "tui/session.h"

enum rv_watch_mode {
    RV_WATCH_PACED,  /* goes on, at its pace */
    RV_WATCH_PAUSED,
    RV_WATCH_TO      /* as fast as it can to the end of the epoch `target` */
};

struct rv_watch {
    struct rv_playback playback;
    enum rv_watch_mode mode;
    long target;
    long farthest; /* the last epoch that was seen */
    bool asked;    /* it has stopped by itself once */
    bool asking;   /* the question stands there */
};

/* watch_draw.c: as in struct rv_view_type. */
void rv_watch_draw(struct rv_session *session, void *state, const struct rv_area *area);
void rv_watch_say(struct rv_session *session, void *state, struct rv_text *out);

#endif
