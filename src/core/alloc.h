/* The one hook through which every allocation of the library goes. The test suite links another
 * definition of these four functions that fails the k-th call. */
#ifndef VI_CORE_ALLOC_H
#define VI_CORE_ALLOC_H

#include <stddef.h>

/* `count` objects of `size` bytes, not initialised; NULL on failure or overflow. Zero counts give a
 * valid pointer. Aligned for any type; free with vi_free. */
void *vi_malloc(size_t count, size_t size);
/* The same, all bits zero. */
void *vi_calloc(size_t count, size_t size);
/* Resizes; on failure the old block stands and the answer is NULL. */
void *vi_realloc(void *block, size_t count, size_t size);
void vi_free(void *block);

/* A copy of text; NULL on failure. */
char *vi_strdup(const char *text);
/* A copy of the first `length` bytes, with a 0 behind them. */
char *vi_strndup(const char *text, size_t length);

#endif
