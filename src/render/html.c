/* Names come from files and may hold anything: markup, quotes, control characters, bytes of another
 * encoding. Both writers walk over code points, so that what leaves is valid UTF-8 whatever came
 * in, and nothing of it can end the text, attribute or script element it stands in. */
#include "render/html.h"

#include "core/utf8.h"

#include <string.h>

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
        length = vi_utf8_decode(text, &point);
        const char *escaped = entity(point);
        if (escaped) {
            vi_buffer_puts(html, escaped);
        } else if (point == VI_UTF8_BROKEN || !is_xml(point)) {
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
        length = vi_utf8_decode(text, &point);
        if (point < 0x80
                ? needs_escape(point)
                : !is_xml(point) || point == VI_UTF8_BROKEN || point == 0x2028 || point == 0x2029) {
            vi_buffer_printf(html, "\\u%04x", (unsigned)point);
        } else {
            vi_buffer_add(html, text, length);
        }
    }
    vi_buffer_puts(html, "\"");
}
