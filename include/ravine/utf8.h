/* UTF-8, and which characters a terminal or a reader must not get from a file.
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

/* C0 and C1 controls, DEL, the marks that change the direction of writing, the separators of lines
 * and paragraphs: not letters, but orders. Line feed and tab are among them; so are surrogates. */
bool rv_utf8_commands(uint32_t code);

/* Every such character but line feed and tab, and every byte that is no UTF-8, becomes '?'; in
 * place. Returns the new length, which is never larger, and ends the text there if it is. */
size_t rv_utf8_clean(char *bytes, size_t size);

#endif
