/* Roles of what is drawn, and the themes that turn them into attributes: see theme.h. */
#include "tui/theme.h"

#include "tui/terminal.h"

#include "ravine/tui.h"

#include <stdlib.h>
#include <string.h>

const char *const rv_tui_themes[] = {"auto", "dark", "light", "projector", NULL};

/* How a role looks: colours of 256 and of 8 (-1: the theme's own), and what is added to them. Where
 * there are no colours only `plain` is used. */
struct role_look {
    short fore, back;   /* of 256 */
    short fore8, back8; /* of 8 */
    attr_t with;        /* beside colours */
    attr_t plain;       /* without colours */
};

/* The background of all that is not said otherwise. */
struct theme {
    short fore, back, fore8, back8;
    struct role_look look[RV_ROLE_COUNT];
};

#define OWN -1

/* For a dark terminal, whose own background is kept. */
static const struct theme dark = {
    OWN, OWN, OWN, OWN,
    {
        [RV_ROLE_TEXT] = {OWN, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_TITLE] = {231, OWN, COLOR_WHITE, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_STRONG] = {231, OWN, COLOR_WHITE, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_FAINT] = {245, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_HINT] = {250, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_KEY] = {227, OWN, COLOR_YELLOW, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_SELECTED] = {16, 214, COLOR_BLACK, COLOR_YELLOW, A_BOLD, A_REVERSE},
        [RV_ROLE_SEEN] = {245, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_ALERT] = {227, OWN, COLOR_YELLOW, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_VALIDATION] = {214, OWN, COLOR_YELLOW, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_TRAINING] = {74, OWN, COLOR_CYAN, OWN, 0, 0},
        [RV_ROLE_SNAPSHOT] = {231, OWN, COLOR_WHITE, OWN, A_BOLD, 0},
        [RV_ROLE_BOTH] = {227, OWN, COLOR_YELLOW, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_OTHER] = {117, OWN, COLOR_CYAN, OWN, A_BOLD, 0},
        [RV_ROLE_THIRD] = {175, OWN, COLOR_MAGENTA, OWN, A_BOLD, 0},
        [RV_ROLE_FOURTH] = {43, OWN, COLOR_GREEN, OWN, A_BOLD, 0},
        [RV_ROLE_MARK] = {250, OWN, COLOR_WHITE, OWN, 0, 0},
        [RV_ROLE_CHOICE] = {117, OWN, COLOR_CYAN, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CHANGED] = {214, OWN, COLOR_YELLOW, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CURE] = {117, OWN, COLOR_CYAN, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CHANCE] = {250, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_HARM] = {208, OWN, COLOR_RED, OWN, A_BOLD, A_UNDERLINE},
    },
};

/* Black on white, whatever the terminal's own colours are. */
static const struct theme light = {
    16, 231, COLOR_BLACK, COLOR_WHITE,
    {
        [RV_ROLE_TEXT] = {OWN, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_TITLE] = {16, OWN, OWN, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_STRONG] = {16, OWN, OWN, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_FAINT] = {242, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_HINT] = {238, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_KEY] = {25, OWN, COLOR_BLUE, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_SELECTED] = {231, 25, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE},
        [RV_ROLE_SEEN] = {242, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_ALERT] = {130, OWN, COLOR_RED, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_VALIDATION] = {166, OWN, COLOR_RED, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_TRAINING] = {24, OWN, COLOR_BLUE, OWN, 0, 0},
        [RV_ROLE_SNAPSHOT] = {16, OWN, OWN, OWN, A_BOLD, 0},
        [RV_ROLE_BOTH] = {16, 221, OWN, COLOR_YELLOW, A_BOLD, A_BOLD},
        [RV_ROLE_OTHER] = {25, OWN, COLOR_BLUE, OWN, A_BOLD, 0},
        [RV_ROLE_THIRD] = {132, OWN, COLOR_MAGENTA, OWN, A_BOLD, 0},
        [RV_ROLE_FOURTH] = {29, OWN, COLOR_GREEN, OWN, A_BOLD, 0},
        [RV_ROLE_MARK] = {240, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_CHOICE] = {25, OWN, COLOR_BLUE, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CHANGED] = {166, OWN, COLOR_RED, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CURE] = {25, OWN, COLOR_BLUE, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CHANCE] = {240, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_HARM] = {166, OWN, COLOR_RED, OWN, A_BOLD, A_UNDERLINE},
    },
};

/* Black on white with no greys: a projector in a lit room shows half the contrast. All is bold, so
 * that strokes are two pixels wide; what matters is a block of colour. */
static const struct theme projector = {
    16, 231, COLOR_BLACK, COLOR_WHITE,
    {
        [RV_ROLE_TEXT] = {16, OWN, OWN, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_TITLE] = {231, 16, COLOR_WHITE, COLOR_BLACK, A_BOLD, A_REVERSE},
        [RV_ROLE_STRONG] = {16, OWN, OWN, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_FAINT] = {16, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_HINT] = {16, OWN, OWN, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_KEY] = {231, 16, COLOR_WHITE, COLOR_BLACK, A_BOLD, A_REVERSE},
        [RV_ROLE_SELECTED] = {231, 18, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE},
        [RV_ROLE_SEEN] = {16, OWN, OWN, OWN, 0, 0},
        [RV_ROLE_ALERT] = {16, 226, OWN, COLOR_YELLOW, A_BOLD, A_REVERSE},
        [RV_ROLE_VALIDATION] = {160, OWN, COLOR_RED, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_TRAINING] = {21, OWN, COLOR_BLUE, OWN, A_BOLD, 0},
        [RV_ROLE_SNAPSHOT] = {16, OWN, OWN, OWN, A_BOLD, 0},
        [RV_ROLE_BOTH] = {16, 226, OWN, COLOR_YELLOW, A_BOLD, A_REVERSE},
        [RV_ROLE_OTHER] = {21, OWN, COLOR_BLUE, OWN, A_BOLD, 0},
        [RV_ROLE_THIRD] = {90, OWN, COLOR_MAGENTA, OWN, A_BOLD, 0},
        [RV_ROLE_FOURTH] = {22, OWN, COLOR_GREEN, OWN, A_BOLD, 0},
        [RV_ROLE_MARK] = {16, OWN, OWN, OWN, A_BOLD, 0},
        [RV_ROLE_CHOICE] = {18, OWN, COLOR_BLUE, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CHANGED] = {160, OWN, COLOR_RED, OWN, A_BOLD, A_BOLD},
        [RV_ROLE_CURE] = {231, 18, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE},
        [RV_ROLE_CHANCE] = {16, OWN, OWN, OWN, A_BOLD, 0},
        [RV_ROLE_HARM] = {160, OWN, COLOR_RED, OWN, A_BOLD, A_UNDERLINE},
    },
};

static const struct theme *const themes[] = {&dark, &dark, &light, &projector};

/* Viridis in 16 steps, as the nearest of the 256 colours. */
static const short viridis[RV_THEME_SHADES] = {53, 54, 60, 61, 25, 31, 30, 36,
                                               37, 72, 71, 77, 113, 149, 184, 227};
enum { FIRST_SHADE_PAIR = 64 }; /* after the pairs of the roles */

static const struct theme *theme = &dark;
static int colors;
static bool shades;

/* Index into rv_tui_themes; 0: none of that name. */
static int find(const char *name)
{
    for (int i = 0; name && rv_tui_themes[i]; i++)
        if (strcmp(rv_tui_themes[i], name) == 0)
            return i;
    return 0;
}

static void make_pairs(void)
{
    const short usual[2] = {colors >= 256 ? theme->fore : theme->fore8,
                            colors >= 256 ? theme->back : theme->back8};

    for (int role = 0; role < RV_ROLE_COUNT; role++) {
        const struct role_look *look = &theme->look[role];
        short fore = colors >= 256 ? look->fore : look->fore8;
        short back = colors >= 256 ? look->back : look->back8;

        init_pair((short)(role + 1), fore == OWN ? usual[0] : fore, back == OWN ? usual[1] : back);
    }
    shades = colors >= 256 && COLOR_PAIRS > FIRST_SHADE_PAIR + RV_THEME_SHADES * RV_THEME_SHADES;
    for (int upper = 0; shades && upper < RV_THEME_SHADES; upper++)
        for (int lower = 0; lower < RV_THEME_SHADES; lower++)
            init_pair((short)(FIRST_SHADE_PAIR + upper * RV_THEME_SHADES + lower), viridis[upper],
                      viridis[lower]);
}

void rv_theme_start(const char *name, int color_count, bool curses)
{
    int which = find(name);

    theme = themes[which ? which : find(getenv("RAVINE_THEME"))];
    colors = color_count >= 256 ? 256 : color_count >= 8 ? 8 : 0;
    shades = false;
    if (curses && colors > 0)
        make_pairs();
}

unsigned rv_theme_attributes(enum rv_role role)
{
    const struct role_look *look = &theme->look[role];

    if (colors == 0)
        return look->plain;
    return look->with | (attr_t)COLOR_PAIR(role + 1);
}

int rv_theme_colors(void)
{
    return colors;
}

int rv_theme_shade_pair(int upper, int lower)
{
    return shades ? FIRST_SHADE_PAIR + upper * RV_THEME_SHADES + lower : 0;
}
