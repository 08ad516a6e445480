/* Replacements are never longer than what they replace, so cleaning needs no second buffer. */
#include "core/line.h"

#include "core/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_plain(uint32_t point)
{
    bool control = point < 0x20 || (point >= 0x7F && point <= 0x9F);
    bool separates_or_turns =
        (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    return !control && !separates_or_turns;
}

void vi_line_clean(char *text)
{
    char *out = text;
    while (*text) {
        uint32_t point;
        size_t length = vi_utf8_decode(text, &point);
        if (point == VI_UTF8_BROKEN && length == 1) {
            *out++ = '?';
        } else if (!is_plain(point)) {
            *out++ = ' ';
        } else {
            memmove(out, text, length);
            out += length;
        }
        text += length;
    }
    *out = '\0';
}

/* Ends a line that was cut with three points, in place of its last whole characters. */
static void mark_cut(char *line, size_t capacity)
{
    size_t end = capacity - 4;
    while (end > 0 && ((unsigned char)line[end] & 0xC0) == 0x80) {
        end--;
    }
    memcpy(line + end, "...", 4);
}

void vi_line_format(char *line, size_t capacity, const char *format, va_list args)
{
    int wanted = vsnprintf(line, capacity, format, args);
    if (wanted >= 0 && (size_t)wanted >= capacity) {
        mark_cut(line, capacity);
    }
    vi_line_clean(line);
}

void vi_line_print(char *line, size_t capacity, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vi_line_format(line, capacity, format, args);
    va_end(args);
}
