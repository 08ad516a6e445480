/* Replaces the library's read(2): fails the k-th one, or delivers few bytes at a time. Include in
 * one file of a test program; the linker then leaves data/raw_read.c out. */
#ifndef TESTS_SUPPORT_FAILING_READ_H
#define TESTS_SUPPORT_FAILING_READ_H

#include "data/raw_read.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

static long reads_left = -1;           /* until one fails; negative: none does */
static size_t bytes_a_read = SIZE_MAX; /* at most */

ssize_t vi_raw_read(int file, void *buffer, size_t capacity)
{
    if (reads_left >= 0 && reads_left-- == 0) {
        errno = EIO;
        return -1;
    }
    return read(file, buffer, capacity < bytes_a_read ? capacity : bytes_a_read);
}

#endif
