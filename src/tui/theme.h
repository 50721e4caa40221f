/* Roles of what is drawn, and the themes that turn them into attributes of the terminal.
 *
 * The code names roles, never colours. A theme gives each role a colour of 256, one of 8, and
 * attributes that are enough where there are none: colours strengthen shapes, they never replace
 * them. Colours are those that colour-blind people can tell apart (Okabe and Ito 2008): orange,
 * sky blue, yellow, vermilion, never red against green. */
#ifndef RV_TUI_THEME_H
#define RV_TUI_THEME_H

#include <stdbool.h>
#include <stddef.h>

/* role, what it is for */
#define RV_ROLE_LIST(X)                                                                            \
    X(TEXT, "ordinary text")                                                                       \
    X(TITLE, "the line at the top")                                                                \
    X(STRONG, "the sentence that matters")                                                         \
    X(FAINT, "what may be overlooked: rules, axes, remarks")                                       \
    X(HINT, "words of the hint line")                                                              \
    X(KEY, "keys of the hint line")                                                                \
    X(SELECTED, "the line that the cursor is on")                                                  \
    X(SEEN, "a case that was seen")                                                                \
    X(ALERT, "a question, a warning")                                                              \
    X(VALIDATION, "validation: O")                                                                 \
    X(TRAINING, "training, mean of the epoch: .")                                                  \
    X(SNAPSHOT, "training at the end of the epoch: x")                                             \
    X(BOTH, "two marks in one cell: @")                                                            \
    X(OTHER, "a second run beside the first")                                                      \
    X(THIRD, "a third run")                                                                        \
    X(FOURTH, "a fourth run")                                                                      \
    X(MARK, "where something was changed; the cursor on a curve")                                  \
    X(CHOICE, "the letter of a choice")                                                            \
    X(CHANGED, "a setting that differs")                                                           \
    X(CURE, "an effect that calms")                                                                \
    X(CHANCE, "an effect within chance")                                                           \
    X(HARM, "an effect that makes it worse")

enum rv_role {
#define X(name, text) RV_ROLE_##name,
    RV_ROLE_LIST(X)
#undef X
    RV_ROLE_COUNT
};

/* Chooses the theme by name (of rv_tui_themes) and how many colours: 256, 8 or 0. Called by
 * screen.c once curses runs; `curses` is false in unit tests, where no pair is made. */
void rv_theme_start(const char *name, int colors, bool curses);
/* Attributes of curses for a role (an attr_t: a plain number here, so that views need no
 * curses). */
unsigned rv_theme_attributes(enum rv_role role);
/* Colours of the terminal in use: 256, 8 or 0. For tests. */
int rv_theme_colors(void);
/* The number of the colour pair whose upper half is shade `upper` and lower half shade `lower`,
 * each 0 (deep blue) .. RV_THEME_SHADES - 1 (yellow), of viridis: for heat maps; 0: there are too
 * few colours. */
#define RV_THEME_SHADES 16
int rv_theme_shade_pair(int upper, int lower);

#endif
