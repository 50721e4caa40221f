/* What opens the views `message` and `confirm`. */
#ifndef RV_TUI_VIEWS_BOX_H
#define RV_TUI_VIEWS_BOX_H

struct rv_session;

struct rv_box {
    const char *title; /* NULL: none */
    const char *text;
    void (*yes)(struct rv_session *session); /* confirm: what is done then */
};

#endif
