/* Text into HTML that is also well-formed XML. */
#ifndef VI_RENDER_HTML_H
#define VI_RENDER_HTML_H

#include "core/buffer.h"

/* Writes text so that a page shows exactly it, in element content and in quoted attributes alike:
 * & < > " ' are escaped; bytes that are not UTF-8 and characters that XML forbids become U+FFFD.
 * NULL writes nothing. */
void vi_html_text(vi_buffer *html, const char *text);

/* Writes a JSON string literal that may stand in a script element: besides what JSON asks for,
 * < > & and U+2028, U+2029 are written as \uXXXX, and invalid UTF-8 becomes U+FFFD. */
void vi_html_json_string(vi_buffer *html, const char *text);

#endif
