/* What a reader of one file format works with, and how it reports what is wrong. */
#ifndef VI_DATA_READER_H
#define VI_DATA_READER_H

#include "data/frame.h"
#include "data/stream.h"

typedef struct {
    voi_context *ctx;
    const char *path;  /* as given, with #Sheet */
    bool cells;        /* places are written as in spreadsheets, B7; else 7:2 */
    vi_stream *stream; /* NULL for formats that open the file themselves */
    bool hash;
    vi_findings *findings;
    vi_frame *frame; /* filled by the reader */
    size_t errors;   /* of this file */
} vi_reader;

/* Reads r->stream (or r->path) into r->frame. Answers VOI_OK also when cells were wrong; any other
 * status ends the reading; its message says what is wrong with the file without naming it. */
typedef voi_status (*vi_read_fn)(vi_reader *r, voi_error *err);

/* Reports a wrong cell (`column` from 1, with its name or NULL) or a wrong line (`column` 0). In a
 * lenient read the answer is VOI_OK; beyond 20 errors of a file they are only counted. */
voi_status vi_reader_problem(vi_reader *r, size_t line, size_t column, voi_error *err,
                             const char *format, ...) VOI_PRINTF(5, 6);

/* Reading in parts: the columns of the frame have room for so many rows, which are filled with the
 * next ones; fewer come at the end alone, none behind it. */
typedef struct {
    /* Reads what stands before the first row; the frame has its columns and names then. */
    voi_status (*open)(vi_reader *r, void **state, voi_error *err);
    voi_status (*next)(void *state, size_t rows, voi_error *err);
    void (*close)(void *state); /* NULL is fine */
} vi_read_parts;

extern const vi_read_parts vi_csv_parts, vi_npy_parts;

/* How the file of a path is read in parts; NULL where it is read as a whole alone. */
const vi_read_parts *vi_path_parts(const char *path);

/* What a caller is told of how the reading went: what was wrong with the file is a finding. */
voi_status vi_reader_report(vi_reader *r, voi_status status, const voi_error *cause,
                            voi_error *err);

/* Each reader says in its file what it understands. */
voi_status vi_read_csv(vi_reader *r, voi_error *err);
voi_status vi_read_npy(vi_reader *r, voi_error *err);
voi_status vi_read_xlsx(vi_reader *r, voi_error *err);

#endif
