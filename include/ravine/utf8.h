/* UTF-8: characters, the cells that they fill on a screen, and those which a terminal or a reader
 * must not get from a file.
 *
 * Text that the user names (scenarios, tables, file names, keys) may hold anything: an escape
 * sequence that clears the screen, a character that turns the direction of writing, bytes that are
 * no UTF-8. Each of these becomes one '?', so that columns stay where they are.
 *
 *     char name[] = "a\033[2Jb";
 *     rv_utf8_clean(name, strlen(name));    // "a?[2Jb" */
#ifndef RAVINE_UTF8_H
#define RAVINE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at `bytes` (RFC 3629), of which `size` can be read; its code point goes to
 * *code. 0: there is none, or it is malformed (an overlong form too). */
size_t rv_utf8_decode(const char *bytes, size_t size, uint32_t *code);
/* Half of a pair of UTF-16, which is no character. */
bool rv_utf8_surrogate(uint32_t code);
/* The character as bytes and a NUL; returns how many without it. 0: it is none. */
size_t rv_utf8_encode(uint32_t code, char bytes[5]);

/* Whether a byte continues a character: readers that go byte by byte do not count it. */
static inline bool rv_utf8_continues(char byte)
{
    return ((unsigned char)byte & 0xc0U) == 0x80;
}

/* Bytes of the character at `text`, NUL-terminated: 0 at the end, 1 for a byte that is no UTF-8. */
size_t rv_utf8_size(const char *text);
/* Characters in the first `size` bytes: what the columns of messages count. */
int rv_utf8_count(const char *bytes, size_t size);
/* Cells of a terminal that they fill: 2 for a wide character, 0 for an accent that is put over
 * the one before (Unicode's East Asian Width). */
int rv_utf8_width(const char *bytes, size_t size);
/* Bytes of the longest beginning that fits into `width` cells. */
size_t rv_utf8_fit(const char *bytes, size_t size, int width);

/* C0 and C1 controls, DEL, the marks that change the direction of writing, the separators of lines
 * and paragraphs: not letters, but orders. Line feed and tab are among them; so are surrogates. */
bool rv_utf8_commands(uint32_t code);

/* Every such character but line feed and tab, and every byte that is no UTF-8, becomes '?'; in
 * place. Returns the new length, which is never larger, and ends the text there if it is. */
size_t rv_utf8_clean(char *bytes, size_t size);

#endif
