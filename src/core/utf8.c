/* The first byte tells how many follow. What is longer than need be, a surrogate or beyond U+10FFFF
 * is broken: a decoder that lets it pass lets control characters pass in disguise. */
#include "core/utf8.h"

#include <stdbool.h>

/* How many bytes a character has that begins with `lead`; 0 where none begins so. */
static size_t length_of(unsigned char lead)
{
    return lead < 0x80             ? 1
           : (lead & 0xE0) == 0xC0 ? 2
           : (lead & 0xF0) == 0xE0 ? 3
           : (lead & 0xF8) == 0xF0 ? 4
                                   : 0;
}

size_t vi_utf8_decode(const char *text, uint32_t *point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)text[0];
    size_t length = length_of(lead);
    *point = length == 1 ? lead : VI_UTF8_BROKEN;
    if (length <= 1) {
        return 1;
    }
    uint32_t value = lead & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        unsigned char next = (unsigned char)text[i];
        if ((next & 0xC0) != 0x80) {
            return 1;
        }
        value = value << 6 | (next & 0x3Fu);
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest[length] || value > 0x10FFFF || surrogate) {
        return 1;
    }
    *point = value;
    return length;
}

int vi_utf8_columns(uint32_t point)
{
    static const uint32_t marks[][2] = {
        {0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    static const uint32_t wide[][2] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
                                       {0x1F300, 0x1F64F}, {0x1F900, 0x3FFFD}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (point >= marks[i][0] && point <= marks[i][1]) {
            return 0;
        }
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (point >= wide[i][0] && point <= wide[i][1]) {
            return 2;
        }
    }
    return 1;
}
