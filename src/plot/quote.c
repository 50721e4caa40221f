/* Text and numbers for gnuplot: see quote.h.
 *
 * Why escape so much: inside double quotes gnuplot runs `...` and expands backslashes; inside
 * single quotes a text that begins with a quote is a syntax error. Octal escapes have no meaning
 * beyond their byte, but take up to three digits, so that a literal digit after one would be
 * swallowed: digits are escaped as well. */
#include "plot/quote.h"

#include "ravine/utf8.h"

#include <math.h>
#include <string.h>

/* What stands for itself in gnuplot's double quotes, in TeX and in XML. */
static bool is_plain(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr(" .,:;()+=/-", c) != NULL);
}

/* Surrogates and non-characters may not stand in XML. */
static bool is_forbidden(uint32_t code)
{
    return rv_utf8_surrogate(code) || (code & 0xfffe) == 0xfffe ||
           (code >= 0xfdd0 && code <= 0xfdef);
}

/* What shows the character in TeX's text mode, or NULL when it shows itself. */
static const char *tex_command(char c)
{
    switch (c) {
    case '\\': return "\\textbackslash{}";
    case '{': return "\\{";
    case '}': return "\\}";
    case '$': return "\\$";
    case '&': return "\\&";
    case '#': return "\\#";
    case '%': return "\\%";
    case '_': return "\\_";
    case '^': return "\\textasciicircum{}";
    case '~': return "\\textasciitilde{}";
    case '<': return "\\textless{}";
    case '>': return "\\textgreater{}";
    case '|': return "\\textbar{}";
    case '"': return "{''}";
    case '`': return "\\textasciigrave{}";
    case '[': return "{[}"; /* not an optional argument of what stands before it */
    case ']': return "{]}";
    case '-': return "-{}"; /* two of them, as in --seeds, would become a dash */
    default: return NULL;
    }
}

/* Always three digits: a shorter escape would swallow what follows. */
static void escape(struct rv_text *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (is_plain(byte))
            rv_text_add_bytes(out, bytes + i, 1);
        else
            rv_text_printf(out, "\\%03o", byte);
    }
}

void rv_quote_text(struct rv_text *out, const char *text, bool tex)
{
    rv_text_add(out, "\"");
    while (*text) {
        uint32_t code = 0;
        size_t length = rv_utf8_decode(text, strnlen(text, 4), &code);
        const char *command = tex ? tex_command(*text) : NULL;

        if (length == 0 || is_forbidden(code))
            escape(out, "?", 1);
        else if (rv_utf8_commands(code))
            escape(out, " ", 1);
        else if (command)
            escape(out, command, strlen(command));
        else
            escape(out, text, length);
        text += length ? length : 1;
    }
    rv_text_add(out, "\"");
}

void rv_quote_comment(struct rv_text *out, const char *text)
{
    for (; *text; text += rv_utf8_size(text)) { /* one '?' for a whole character */
        unsigned char byte = (unsigned char)*text;
        bool digit = byte >= '0' && byte <= '9';

        if (is_plain(byte) || digit || byte == '_' || byte == '%')
            rv_text_add_bytes(out, text, 1);
        else
            rv_text_add(out, byte <= 0x20 ? " " : "?");
    }
}

void rv_quote_number(struct rv_text *out, double value)
{
    if (isfinite(value))
        rv_text_number(out, value);
    else
        rv_text_add(out, "NaN");
}
