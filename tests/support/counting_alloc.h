/* Replaces the library's allocation hook: counts the bytes it holds and the most it has held.
 * Include in one file of a program; the linker then leaves core/alloc.c out. */
#ifndef TESTS_SUPPORT_COUNTING_ALLOC_H
#define TESTS_SUPPORT_COUNTING_ALLOC_H

#include "core/alloc.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

static size_t bytes_held = 0, most_held = 0;

static inline void *held(void *block)
{
    bytes_held += malloc_usable_size(block);
    most_held = bytes_held > most_held ? bytes_held : most_held;
    return block;
}

void *vi_realloc(void *block, size_t count, size_t size)
{
    if (size != 0 && count > (size_t)PTRDIFF_MAX / size) {
        return NULL;
    }
    size_t bytes = count > 0 && size > 0 ? count * size : 1, before = malloc_usable_size(block);
    void *resized = realloc(block, bytes);
    bytes_held -= resized ? before : 0;
    return held(resized);
}

void *vi_malloc(size_t count, size_t size)
{
    return vi_realloc(NULL, count, size);
}

void *vi_calloc(size_t count, size_t size)
{
    if (size != 0 && count > (size_t)PTRDIFF_MAX / size) {
        return NULL;
    }
    return held(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void vi_free(void *block)
{
    bytes_held -= malloc_usable_size(block);
    free(block);
}

#endif
