/* The bytes of a file, of standard input or of memory, in blocks; gzip is unpacked on the way.
 * Blocks rather than a memory map: a map of a file that is cut short meanwhile kills the process,
 * and pipes and packed files cannot be mapped. */
#ifndef VI_DATA_STREAM_H
#define VI_DATA_STREAM_H

#include "core/error.h"

typedef struct vi_stream vi_stream;

/* Opens a path; "-" is standard input. With `hash` the SHA-256 of the raw bytes is kept. Messages
 * of this and of vi_stream_read say what is wrong without the path: "no such file". */
voi_status vi_stream_open(const char *path, bool hash, vi_stream **out, voi_error *err);
/* Borrows `size` bytes, delivered `block` at a time; for tests. */
voi_status vi_stream_of_memory(const void *bytes, size_t size, size_t block, vi_stream **out,
                               voi_error *err);
/* Fills up to `capacity` (> 0) bytes; *count 0 is the end. */
voi_status vi_stream_read(vi_stream *stream, char *buffer, size_t capacity, size_t *count,
                          voi_error *err);
/* Whether bytes can be read from any place: those of a plain file. */
bool vi_stream_is_plain(const vi_stream *stream);
/* Whether what has been read was unpacked on the way. */
bool vi_stream_is_packed(const vi_stream *stream);
/* Reads exactly `size` bytes from a place of such a file, in any thread. VOI_ERR_FORMAT where it
 * has become shorter. */
voi_status vi_stream_read_at(const vi_stream *stream, uint64_t place, void *buffer, size_t size,
                             voi_error *err);
/* How much of the file has been read, 0 to 1; 0 for a pipe. */
double vi_stream_fraction(const vi_stream *stream);
/* Raw bytes read so far. */
uint64_t vi_stream_seen(const vi_stream *stream);
/* Bytes of the unpacked content where they are known before reading: a plain file's size. Else 0.
 */
uint64_t vi_stream_size(const vi_stream *stream);
/* The SHA-256 of all raw bytes as 64 hexadecimal digits, once the end has been read; "" without. */
void vi_stream_digest(vi_stream *stream, char digest[65]);
void vi_stream_close(vi_stream *stream);

#endif
