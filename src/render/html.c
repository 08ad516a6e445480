/* Names come from files and may hold anything: markup, quotes, control characters, bytes of another
 * encoding. Both writers walk over code points, so that what leaves is valid UTF-8 whatever came
 * in, and nothing of it can end the text, attribute or script element it stands in. */
#include "render/html.h"

#include <stdint.h>
#include <string.h>

static const uint32_t REPLACEMENT = 0xFFFD;

/* How many bytes a UTF-8 sequence has that starts with `lead`; 0 where none starts so. */
static size_t sequence_length(unsigned char lead)
{
    return lead < 0x80             ? 1
           : (lead & 0xE0) == 0xC0 ? 2
           : (lead & 0xF0) == 0xE0 ? 3
           : (lead & 0xF8) == 0xF0 ? 4
                                   : 0;
}

/* Decodes the code point at `text` and answers its length; a broken one is U+FFFD, 1 byte long. */
static size_t decode(const char *text, uint32_t *point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = sequence_length((unsigned char)text[0]);
    *point = REPLACEMENT;
    if (length <= 1) {
        *point = length == 1 ? (unsigned char)text[0] : REPLACEMENT;
        return 1;
    }
    uint32_t value = (unsigned char)text[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if (((unsigned char)text[i] & 0xC0) != 0x80) {
            return 1;
        }
        value = value << 6 | ((unsigned char)text[i] & 0x3Fu);
    }
    if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return 1;
    }
    *point = value;
    return length;
}

/* The characters of XML 1.0, which leaves out most controls and two non-characters. */
static bool is_xml(uint32_t point)
{
    return point >= 0x20 ? point != 0xFFFE && point != 0xFFFF && point != 0x7F
                         : point == '\t' || point == '\n' || point == '\r';
}

static const char *entity(uint32_t point)
{
    switch (point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void vi_html_text(vi_buffer *html, const char *text)
{
    uint32_t point;
    size_t length;
    for (; text && *text; text += length) {
        length = decode(text, &point);
        const char *escaped = entity(point);
        if (escaped) {
            vi_buffer_puts(html, escaped);
        } else if (point == REPLACEMENT || !is_xml(point)) {
            vi_buffer_puts(html, "\xEF\xBF\xBD");
        } else {
            vi_buffer_add(html, text, length);
        }
    }
}

static bool needs_escape(uint32_t point)
{
    return point < 0x20 || point == 0x7F || strchr("\"\\<>&", (int)(point & 0x7F)) != NULL;
}

void vi_html_json_string(vi_buffer *html, const char *text)
{
    uint32_t point;
    size_t length;
    vi_buffer_puts(html, "\"");
    for (; text && *text; text += length) {
        length = decode(text, &point);
        if (point < 0x80
                ? needs_escape(point)
                : !is_xml(point) || point == REPLACEMENT || point == 0x2028 || point == 0x2029) {
            vi_buffer_printf(html, "\\u%04x", (unsigned)point);
        } else {
            vi_buffer_add(html, text, length);
        }
    }
    vi_buffer_puts(html, "\"");
}
