/* Lines for a terminal. What a user reads quotes names and cells of files, which may hold any
 * bytes: a line must stay one line and must not steer the terminal. */
#ifndef VI_CORE_LINE_H
#define VI_CORE_LINE_H

#include "voi.h"

#include <stdarg.h>

/* Makes text fit to be shown, in place: control characters, line separators and characters that
 * turn the direction of writing become blanks, bytes that are no UTF-8 become "?". */
void vi_line_clean(char *text);

/* Formats and cleans. What is longer than `capacity` (at least 4) ends in "...", behind a whole
 * character. */
void vi_line_format(char *line, size_t capacity, const char *format, va_list args);
void vi_line_print(char *line, size_t capacity, const char *format, ...) VOI_PRINTF(3, 4);

#endif
