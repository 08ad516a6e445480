/* Named columns of numbers, as a reader delivers them. */
#ifndef VI_DATA_FRAME_H
#define VI_DATA_FRAME_H

#include "core/context.h"
#include "data/findings.h"

typedef struct {
    char *source;     /* what messages call it: the path as given, "standard input" */
    double **columns; /* cols arrays of rows values, each from vi_malloc */
    char **names;     /* cols names; NULL where the file has no header */
    size_t rows, cols;
    uint64_t bytes;  /* of the file; 0 where they were not counted */
    char sha256[65]; /* of the file's bytes; "" when not asked for */
} vi_frame;

/* Reads one file, whatever its format (voi_problem_files in voi.h). Cells that are no finite number
 * and ragged rows are findings (in a lenient read the cell becomes NaN, and after 20 errors of a
 * file the rest is counted, not listed); a file that cannot be opened or understood is an error
 * finding too, and leaves *out empty. Only lack of memory, cancellation and strict findings fail
 * the call. */
voi_status vi_frame_read(voi_context *ctx, const char *path, bool hash, vi_findings *findings,
                         vi_frame *out, voi_error *err);
void vi_frame_free(vi_frame *frame);

#endif
