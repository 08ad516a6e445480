/* Names of columns as UTF-8. */
#ifndef VI_DATA_CODE_PAGE_H
#define VI_DATA_CODE_PAGE_H

#include <stddef.h>

/* A copy of a name: as it is where it is UTF-8, else taken for Windows-1252 and converted. NULL on
 * lack of memory; free with vi_free. */
char *vi_name_to_utf8(const char *text, size_t length);

#endif
