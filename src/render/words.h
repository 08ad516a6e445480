/* Words on paper: how wide they are, and how they are made to fit. */
#ifndef VI_RENDER_WORDS_H
#define VI_RENDER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum { VI_LABEL = 160, VI_LINES = 2 };

/* How wide a text is in a usual sans-serif font, in the unit of `size`: an SVG cannot measure. */
double vi_text_width(const char *text, double size, bool bold);

/* Copies a text, fit to be shown (see vi_line_clean), with an ellipsis in its middle where it would
 * be wider than `most` or longer than `capacity`: names often differ in their ends. */
void vi_shorten(const char *text, double size, bool bold, double most, char *out, size_t capacity);

/* Breaks a text into at most VI_LINES lines no wider than `most` and answers their number; the last
 * is shortened. */
size_t vi_wrap(const char *text, double size, bool bold, double most, char (*lines)[VI_LABEL]);

#endif
