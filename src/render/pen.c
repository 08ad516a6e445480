/* Colours, and the width of words. The series are those of Okabe and Ito, shifted in lightness so
 * that each has a contrast of at least 3 : 1 to its page; dashes tell them apart without colour. */
#include "render/pen.h"

#include <stdio.h>
#include <string.h>

const char *vi_colour(int role, bool dark)
{
    static const char *const light[VI_ROLES] = {"#ffffff", "#1a1f26", "#56606b", "#d5dbe1",
                                                "#0072b2", "#c44e00", "#00805d", "#a8447f",
                                                "#8a6d00", "#2b87c4", "#5b5bd6", "#6b6b6b"};
    static const char *const night[VI_ROLES] = {"#14181d", "#e7eaee", "#a5afba", "#353d46",
                                                "#4fb3ee", "#ff9248", "#2ec79b", "#e495c3",
                                                "#e6c34d", "#9bd3ff", "#a9a9ff", "#b5b5b5"};
    return dark ? night[role] : light[role];
}

/* Widths in thousandths of the size, for the letters of a common sans-serif. */
static double glyph_width(unsigned char c)
{
    if (strchr("il.,:;'|!jI", c)) {
        return 0.28;
    }
    if (strchr("ftr()[]-/ \"", c)) {
        return 0.35;
    }
    if (strchr("mwMW%@", c)) {
        return 0.88;
    }
    return c >= 'A' && c <= 'Z' ? 0.68 : 0.56;
}

double vi_text_width(const char *text, double size, bool bold)
{
    double width = 0;
    for (; *text; text++) {
        bool starts = ((unsigned char)*text & 0xC0) != 0x80;
        width += starts ? glyph_width((unsigned char)*text) : 0;
    }
    return width * size * (bold ? 1.06 : 1);
}

void vi_elide(const char *text, double size, double most, char *out, size_t capacity)
{
    size_t length = strlen(text);
    length = length < capacity - 4 ? length : capacity - 4;
    memcpy(out, text, length);
    out[length] = '\0';
    if (text[length] == '\0' && vi_text_width(out, size, false) <= most) {
        return;
    }
    while (length > 1 && vi_text_width(out, size, false) + size > most) {
        do {
            length--;
        } while (length > 1 && ((unsigned char)out[length] & 0xC0) == 0x80);
        out[length] = '\0';
    }
    memcpy(out + length, "…", 4);
}
