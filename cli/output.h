/* Writing results: whole or not at all. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <voi.h>

/* Writes bytes to a file, or to standard output when path is NULL. A regular file is written beside
 * its place under another name, flushed to the disk and renamed, so that the old one stays whole
 * until the new one is; anything else (a pipe, a terminal, a device) is written to directly. */
voi_status cli_write(const char *path, const voi_bytes *bytes, voi_error *err);

/* Fails as cli_write would for want of a folder or of the right to write there; writes nothing. */
voi_status cli_can_write(const char *path, voi_error *err);

#endif
