/* Replaces the library's read(2): fails the k-th one, or delivers few bytes at a time. Include in
 * one file of a test program; the linker then leaves data/raw_read.c out. */
#ifndef TESTS_SUPPORT_FAILING_READ_H
#define TESTS_SUPPORT_FAILING_READ_H

#include "data/raw_read.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

static atomic_long reads_left = -1;    /* until one fails; negative: none does */
static size_t bytes_a_read = SIZE_MAX; /* at most */

static inline bool read_fails(void)
{
    errno = EIO;
    return atomic_load(&reads_left) >= 0 && atomic_fetch_sub(&reads_left, 1) == 0;
}

ssize_t vi_raw_read(int file, void *buffer, size_t capacity)
{
    size_t count = capacity < bytes_a_read ? capacity : bytes_a_read;
    return read_fails() ? -1 : read(file, buffer, count);
}

ssize_t vi_raw_read_at(int file, void *buffer, size_t capacity, off_t place)
{
    size_t count = capacity < bytes_a_read ? capacity : bytes_a_read;
    return read_fails() ? -1 : pread(file, buffer, count, place);
}

#endif
