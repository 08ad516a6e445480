/* Excel in Western Europe writes CSV in its code page, Windows-1252, unless asked for UTF-8. Text
 * of it that has an accent is almost never valid UTF-8 by chance. Its upper half is Latin-1, whose
 * bytes are code points, but for 32 characters such as the euro. */
#include "data/code_page.h"

#include "core/alloc.h"
#include "core/utf8.h"

#include <stdbool.h>

enum { LONGEST = 3 }; /* bytes of a character of Windows-1252 in UTF-8 */

static bool is_utf8(const char *text)
{
    while (*text) {
        uint32_t point;
        size_t length = vi_utf8_decode(text, &point);
        if (length == 1 && (unsigned char)*text >= 0x80) {
            return false;
        }
        text += length;
    }
    return true;
}

/* The code point of a byte of Windows-1252; 0xFFFD where it has none. */
static uint32_t code_point(unsigned char byte)
{
    static const uint16_t from_80[] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    };
    return byte >= 0x80 && byte < 0xA0 ? from_80[byte - 0x80] : byte;
}

/* Writes a code point below 0x10000 and answers its length. */
static size_t put(uint32_t point, char *to)
{
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xC0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    to[0] = (char)(0xE0 | point >> 12);
    to[1] = (char)(0x80 | (point >> 6 & 0x3F));
    to[2] = (char)(0x80 | (point & 0x3F));
    return 3;
}

char *vi_name_to_utf8(const char *text, size_t length)
{
    char *copy = vi_strndup(text, length);
    if (!copy || is_utf8(copy)) {
        return copy;
    }
    char *converted = vi_malloc(LONGEST * length + 1, 1), *to = converted;
    for (size_t i = 0; converted && i < length; i++) {
        to += put(code_point((unsigned char)copy[i]), to);
    }
    if (converted) {
        *to = '\0';
    }
    vi_free(copy);
    return converted;
}
