/* The parts of a zip archive, such as a workbook is, read one at a time. */
#ifndef VI_DATA_ARCHIVE_H
#define VI_DATA_ARCHIVE_H

#include "core/error.h"

typedef struct vi_archive vi_archive;

/* Opens a plain file. Messages do not name the path. */
voi_status vi_archive_open(const char *path, vi_archive **out, voi_error *err);
/* Makes a part the one that is read, from its start; its name is compared without case.
 * VOI_ERR_FORMAT where there is none. */
voi_status vi_archive_start(vi_archive *archive, const char *part, voi_error *err);
/* Fills up to `capacity` (> 0) bytes of the part; *count 0 is its end. VOI_ERR_LIMIT once the parts
 * read so far have unpacked to far more than the file's size. */
voi_status vi_archive_read(vi_archive *archive, void *buffer, size_t capacity, size_t *count,
                           voi_error *err);
/* Where in the file the reading stands, 0 to 1. */
double vi_archive_fraction(const vi_archive *archive);
void vi_archive_close(vi_archive *archive);

#endif
