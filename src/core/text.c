/* Copies of text, kept apart from alloc.c so that a test can replace the allocation hook alone. */
#include "core/alloc.h"

#include <string.h>

char *vi_strndup(const char *text, size_t length)
{
    char *copy = vi_malloc(length + 1, 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *vi_strdup(const char *text)
{
    return vi_strndup(text, strlen(text));
}
