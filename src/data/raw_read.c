/* read(2) takes at most about 2 GB at a time and may be interrupted. */
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
