/* read(2) takes at most about 2 GB at a time and may be interrupted. */
#define _GNU_SOURCE
#include "data/raw_read.h"

#include <errno.h>
#include <unistd.h>

ssize_t vi_raw_read(int file, void *buffer, size_t capacity)
{
    ssize_t count;
    do {
        count = read(file, buffer, capacity);
    } while (count < 0 && errno == EINTR);
    return count;
}

ssize_t vi_raw_read_at(int file, void *buffer, size_t capacity, off_t place)
{
    ssize_t count;
    do {
        count = pread(file, buffer, capacity, place);
    } while (count < 0 && errno == EINTR);
    return count;
}
