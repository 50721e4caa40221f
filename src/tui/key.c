/* Keys and actions: see key.h. */
#include "tui/key.h"

#include "tui/terminal.h"

#include "ravine/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define IN(view) (1U << RV_VIEW_##view)
#define ANYWHERE ((1U << RV_VIEW_COUNT) - 1)
const struct rv_key_row rv_keys[] = {
#define X(action, keys, views, hint, help) {RV_ACTION_##action, #action, keys, views, hint, help},
#include "tui/keys.def"
#undef X
};
const size_t rv_key_count = sizeof rv_keys / sizeof *rv_keys;

/* Keys that are no letter: what curses calls them, tmux, and a person. */
static const struct {
    int code;
    const char *name, *label;
} named[] = {
    {KEY_UP, "Up", "Up"},        {KEY_DOWN, "Down", "Down"},   {KEY_LEFT, "Left", "Left"},
    {KEY_RIGHT, "Right", "Right"}, {KEY_PPAGE, "PPage", "PgUp"}, {KEY_NPAGE, "NPage", "PgDn"},
    {KEY_HOME, "Home", "Home"},  {KEY_END, "End", "End"},      {KEY_BACKSPACE, "BSpace", "Bksp"},
    {KEY_DC, "DC", "Del"},       {KEY_IC, "IC", "Ins"},        {KEY_BTAB, "BTab", "Shift-Tab"},
    {KEY_ENTER, "Enter", "Enter"}, {KEY_F(1), "F1", "F1"},     {KEY_F(2), "F2", "F2"},
    {KEY_F(3), "F3", "F3"},      {KEY_F(4), "F4", "F4"},       {KEY_F(5), "F5", "F5"},
    {KEY_F(6), "F6", "F6"},      {KEY_F(7), "F7", "F7"},       {KEY_F(8), "F8", "F8"},
    {KEY_F(9), "F9", "F9"},      {KEY_F(10), "F10", "F10"},    {KEY_F(11), "F11", "F11"},
    {KEY_F(12), "F12", "F12"},
};
static const struct {
    int code;
    const char *name, *label;
} controls[] = {
    {27, "Escape", "Esc"}, {13, "Enter", "Enter"}, {10, "Enter", "Enter"}, {9, "Tab", "Tab"},
    {127, "BSpace", "Bksp"}, {8, "BSpace", "Bksp"}, {32, "Space", "Space"},
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool give(char name[RV_KEY_SIZE], const char *text)
{
    snprintf(name, RV_KEY_SIZE, "%s", text);
    return true;
}

/* A character as UTF-8, whatever the locale. */
static bool give_character(char name[RV_KEY_SIZE], wint_t code)
{
    char bytes[5];

    return rv_utf8_encode((uint32_t)code, bytes) ? give(name, bytes) : false;
}

bool rv_key_name(wint_t code, bool function, char name[RV_KEY_SIZE])
{
    for (size_t i = 0; function && i < COUNT(named); i++)
        if (named[i].code == (int)code)
            return give(name, named[i].name);
    if (function)
        return false;
    for (size_t i = 0; i < COUNT(controls); i++)
        if (controls[i].code == (int)code)
            return give(name, controls[i].name);
    if (code > 0 && code < 27) {
        const char control[] = {'C', '-', (char)('a' + (int)code - 1), '\0'};

        return give(name, control);
    }
    return code >= 0x20 && give_character(name, code);
}

const char *rv_key_label(const char *key)
{
    for (size_t i = 0; i < COUNT(named); i++)
        if (strcmp(named[i].name, key) == 0)
            return named[i].label;
    for (size_t i = 0; i < COUNT(controls); i++)
        if (strcmp(controls[i].name, key) == 0)
            return controls[i].label;
    return strcmp(key, "C-l") == 0 ? "Ctrl-L" : key;
}

bool rv_key_known(const char *key)
{
    if (strlen(key) >= RV_KEY_SIZE)
        return false;
    for (size_t i = 0; i < COUNT(named); i++)
        if (strcmp(named[i].name, key) == 0)
            return true;
    for (size_t i = 0; i < COUNT(controls); i++)
        if (strcmp(controls[i].name, key) == 0)
            return true;
    if (key[0] == 'C' && key[1] == '-')
        return key[2] >= 'a' && key[2] <= 'z' && !key[3];
    return *key && rv_utf8_size(key) == strlen(key);
}

const char *rv_key_text(const char *key)
{
    if (strcmp(key, "Space") == 0)
        return " ";
    return *key && rv_utf8_size(key) == strlen(key) ? key : NULL;
}

/* Where the last character begins; 0 of an empty text. */
static size_t last_character(const char *text)
{
    size_t last = 0;

    for (size_t at = 0; text[at]; at += rv_utf8_size(text + at))
        last = at;
    return last;
}

bool rv_key_edit(const char *key, char *text, size_t size)
{
    const char *letter = rv_key_text(key);
    size_t length = strlen(text);

    if (letter && length + strlen(letter) < size) {
        memcpy(text + length, letter, strlen(letter) + 1);
    } else if (strcmp(key, "BSpace") == 0) {
        text[last_character(text)] = '\0';
    }
    return letter || strcmp(key, "BSpace") == 0;
}

/* Whether the list "Down j" holds the key. */
static bool lists(const char *keys, const char *key)
{
    const size_t length = strlen(key);

    while (*keys) {
        const size_t word = strcspn(keys, " ");

        if (word == length && strncmp(keys, key, length) == 0)
            return true;
        keys += word + (keys[word] == ' ');
    }
    return false;
}

enum rv_action rv_key_action(const char *key, enum rv_view_id view)
{
    for (size_t i = 0; i < rv_key_count; i++)
        if ((rv_keys[i].views & 1U << view) && lists(rv_keys[i].keys, key))
            return rv_keys[i].action;
    return RV_ACTION_NONE;
}

const struct rv_key_row *rv_key_row(enum rv_action action)
{
    return &rv_keys[action - 1];
}

/* How many characters of the action's name ("NEXT_EPOCH") are typed ("next ep"); -1: something
 * else is. */
static int typed(const char *name, const char *words)
{
    int length = 0;

    for (; words[length]; length++) {
        const char wanted =
            (char)(name[length] == '_' ? ' ' : tolower((unsigned char)name[length]));

        if (!name[length] || tolower((unsigned char)words[length]) != wanted)
            return -1;
    }
    return length;
}

enum rv_action rv_key_command(const char *words, enum rv_view_id view)
{
    enum rv_action found = rv_key_action(words, view);
    int matches = 0;

    if (found != RV_ACTION_NONE || !*words)
        return found;
    for (size_t i = 0; i < rv_key_count; i++) {
        const int length = rv_keys[i].views & 1U << view ? typed(rv_keys[i].name, words) : -1;

        if (length < 0)
            continue;
        if (!rv_keys[i].name[length])
            return rv_keys[i].action;
        found = rv_keys[i].action;
        matches++;
    }
    return matches == 1 ? found : RV_ACTION_NONE;
}
