/* Widths are those of the common sans-serifs, Arial's metrics and a little more: a drawing is laid
 * out before it is known which font will show it. */
#include "render/words.h"

#include "core/line.h"
#include "core/utf8.h"

#include <math.h>
#include <string.h>

static const char ELLIPSIS[] = {'\xE2', '\x80', '\xA6'};
static const double SLACK = 1.12, BOLD = 1.1;

/* In hundredths of the size. */
static int glyph_width(uint32_t point)
{
    static const unsigned char ascii[] = {
        28, 28, 36, 56, 56, 89, 67, 19, 33, 33, 39, 58, 28, 33, 28, 28, 56, 56, 56,
        56, 56, 56, 56, 56, 56, 56, 28, 28, 58, 58, 58, 56, 99, 67, 67, 72, 72, 67,
        61, 78, 72, 28, 50, 67, 56, 83, 72, 78, 67, 78, 72, 67, 61, 72, 67, 94, 67,
        67, 61, 28, 28, 28, 47, 56, 33, 56, 56, 50, 56, 56, 28, 56, 56, 22, 22, 50,
        22, 83, 56, 56, 56, 56, 33, 50, 28, 56, 50, 72, 50, 50, 50, 33, 26, 33, 58};
    if (point >= 0x20 && point < 0x7F) {
        return ascii[point - 0x20];
    }
    if (point == 0xA0) {
        return ascii[0];
    }
    int columns = vi_utf8_columns(point);
    return columns != 1 ? 50 * columns : point >= 0x2013 ? 75 : 62;
}

double vi_text_width(const char *text, double size, bool bold)
{
    int width = 0;
    while (*text) {
        uint32_t point;
        text += vi_utf8_decode(text, &point);
        width += glyph_width(point);
    }
    return width / 100.0 * size * SLACK * (bold ? BOLD : 1);
}

static bool begins_character(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* The first and the last bytes of a text, whole characters, with an ellipsis between them: at most
 * `bytes` of the text. */
static void join_ends(const char *text, size_t length, size_t bytes, char *out)
{
    size_t head = bytes - bytes * 2 / 5, tail = length - bytes * 2 / 5;
    while (head > 0 && !begins_character(text[head])) {
        head--;
    }
    while (tail < length && !begins_character(text[tail])) {
        tail++;
    }
    while (head > 0 && text[head - 1] == ' ') {
        head--;
    }
    tail += text[tail] == ' ';
    memcpy(out, text, head);
    memcpy(out + head, ELLIPSIS, sizeof ELLIPSIS);
    memcpy(out + head + sizeof ELLIPSIS, text + tail, length - tail + 1);
}

void vi_shorten(const char *text, double size, bool bold, double most, char *out, size_t capacity)
{
    size_t length = strlen(text);
    if (length < capacity) {
        memcpy(out, text, length + 1);
        vi_line_clean(out);
        if (vi_text_width(out, size, bold) <= most) {
            return;
        }
    }
    size_t bytes = length < capacity - 4 ? length - 1 : capacity - 4;
    for (;; bytes--) {
        join_ends(text, length, bytes, out);
        vi_line_clean(out);
        if (bytes == 1 || vi_text_width(out, size, bold) <= most) {
            return;
        }
    }
}

/* How many bytes of a text make a first line: up to the last blank, or behind the last mark inside
 * a word, that still fits; 0 where there is none. */
static size_t first_line(const char *text, double size, bool bold, double most)
{
    char line[VI_LABEL];
    size_t best = 0, length = strlen(text);
    for (size_t i = 1; i < length && i < VI_LABEL; i++) {
        if (text[i] == ' ' || strchr("_-/", text[i - 1])) {
            memcpy(line, text, i);
            line[i] = '\0';
            if (vi_text_width(line, size, bold) > most) {
                break;
            }
            best = i;
        }
    }
    return best;
}

size_t vi_wrap(const char *text, double size, bool bold, double most, char (*lines)[VI_LABEL])
{
    char whole[VI_LINES * VI_LABEL];
    vi_shorten(text, size, bold, INFINITY, whole, sizeof whole);
    size_t cut = vi_text_width(whole, size, bold) <= most ? 0 : first_line(whole, size, bold, most);
    if (cut == 0) {
        vi_shorten(whole, size, bold, most, lines[0], VI_LABEL);
        return 1;
    }
    memcpy(lines[0], whole, cut);
    lines[0][cut] = '\0';
    vi_shorten(whole + cut + (whole[cut] == ' '), size, bold, most, lines[1], VI_LABEL);
    return 2;
}
