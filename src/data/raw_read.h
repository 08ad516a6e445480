/* The one file in which the library reads bytes from the system. The tests link another definition
 * that fails the k-th read or returns short ones. */
#ifndef VI_DATA_RAW_READ_H
#define VI_DATA_RAW_READ_H

#include <sys/types.h>

/* As read(2), begun again after a signal. */
ssize_t vi_raw_read(int file, void *buffer, size_t capacity);
/* As pread(2): from a place of the file, whatever has been read before. */
ssize_t vi_raw_read_at(int file, void *buffer, size_t capacity, off_t place);

#endif
