/* malloc with the multiplication checked, so that a huge count in a file cannot wrap around. */
#include "core/alloc.h"

#include <stdint.h>
#include <stdlib.h>

static size_t byte_count(size_t count, size_t size)
{
    if (size != 0 && count > (size_t)PTRDIFF_MAX / size) {
        return 0;
    }
    size_t bytes = count * size;
    return bytes != 0 ? bytes : 1;
}

void *vi_malloc(size_t count, size_t size)
{
    size_t bytes = byte_count(count, size);
    return bytes != 0 ? malloc(bytes) : NULL;
}

void *vi_calloc(size_t count, size_t size)
{
    size_t bytes = byte_count(count, size);
    return bytes != 0 ? calloc(1, bytes) : NULL;
}

void *vi_realloc(void *block, size_t count, size_t size)
{
    size_t bytes = byte_count(count, size);
    return bytes != 0 ? realloc(block, bytes) : NULL;
}

void vi_free(void *block)
{
    free(block);
}
